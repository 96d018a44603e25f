// Inputs found by the branches that they reach: libFuzzer's loop over a target.

import Foundation
import Fuzzing

enum Guided {
  /// What is wrong where the build has no libFuzzer.
  struct Failure: Error, CustomStringConvertible {
    let description = "guided needs a build with -sanitize=fuzzer -DFUZZER"
  }

  #if FUZZER
    // Set once, before the loop begins; libFuzzer's function in C can capture nothing.
    nonisolated(unsafe) private static var target: any FuzzTarget = FormulaTarget()

    /// Runs until libFuzzer ends the process.
    static func run(_ target: any FuzzTarget) throws(Failure) {
      Self.target = target
      let words = [CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(3)
      var pointers = words.map { strdup($0) } + [nil]
      var count = CInt(words.count)
      pointers.withUnsafeMutableBufferPointer { buffer in
        var arguments = buffer.baseAddress!
        exit(
          fuzzingLoop(&count, &arguments) { bytes, count in
            _ = Guided.target.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
            return 0
          })
      }
    }
  #else
    static func run(_ target: any FuzzTarget) throws(Failure) { throw Failure() }
  #endif
}

#if FUZZER
  /// libFuzzer's loop (FuzzerInterface.h).
  @_silgen_name("LLVMFuzzerRunDriver")
  private func fuzzingLoop(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
  ) -> CInt
#endif
