// What a run may take of the machine: `--memory` and `--timeout`, of each figure or of the whole.

import ArgumentParser
import AttentionMath
import FigurePipeline
import WorkerProcesses

/// What each figure may take, in all its themes, languages and formats together.
struct BatchLimits: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most memory that a figure may take; what the machine has if not given.",
      valueName: "2GB|none"), transform: LimitValue.memory)
  var memory: LimitValue?

  @Option(
    help: ArgumentHelp(
      "The longest time that a figure may take; 10min if not given.", valueName: "60s|none"),
    transform: LimitValue.time)
  var timeout: LimitValue?

  /// The same for workers.
  var limits: JobLimits { JobLimits(memory, timeout, usually: 600) }
}

/// What all figures may take together, with the text around them.
struct WholeLimits: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most memory that all of it may take; what the machine has if not given.",
      valueName: "2GB|none"), transform: LimitValue.memory)
  var memory: LimitValue?

  @Option(
    help: ArgumentHelp(
      "The longest time that all of it may take; 30min if not given.", valueName: "60s|none"),
    transform: LimitValue.time)
  var timeout: LimitValue?

  /// The same for the process that does it.
  var limits: JobLimits { JobLimits(memory, timeout, usually: 1800) }
}

/// An amount; nil for no limit.
struct LimitValue {
  var amount: Double?

  static func memory(_ text: String) throws -> LimitValue {
    try read { () throws(LimitError) in try LimitText.bytes(text).map(Double.init) }
  }

  static func time(_ text: String) throws -> LimitValue {
    try read { () throws(LimitError) in try LimitText.seconds(text) }
  }

  private static func read(_ amount: () throws(LimitError) -> Double?) throws -> LimitValue {
    do throws(LimitError) {
      return LimitValue(amount: try amount())
    } catch {
      throw ValidationError(error.description)
    }
  }
}

extension JobLimits {
  /// - Parameter seconds: the time where none is given. Of memory there is then what the machine has.
  fileprivate init(_ memory: LimitValue?, _ timeout: LimitValue?, usually seconds: Double) {
    let available = MemoryLimit.available.bytes
    self.init(
      memoryBytes: memory.map { $0.amount.map { Int($0) } }
        ?? (available == .max ? nil : available),
      timeout: timeout.map(\.amount) ?? seconds)
  }
}
