// What a run may take of the machine: `--memory` and `--timeout`, of each figure or of the whole.

import ArgumentParser
import AttentionMath
import FigureKinds
import FigurePipeline
import TextFormats
import WorkerProcesses

/// Of what there are limits.
protocol LimitedWork: Sendable {
  /// It in the middle of a sentence.
  static var name: String { get }
  /// The time that it may take if nothing is said, in seconds and in words.
  static var usualTime: (seconds: Double, words: String) { get }
}

/// Each figure, in all its themes, languages and formats together.
enum EachFigure: LimitedWork {
  static let name = "a figure"
  static let usualTime = (seconds: 600.0, words: "10min")
}

/// All figures together, with the text around them.
enum WholeWork: LimitedWork {
  static let name = "all of it"
  static let usualTime = (seconds: 1800.0, words: "30min")
}

typealias BatchLimits = LimitArguments<EachFigure>
typealias WholeLimits = LimitArguments<WholeWork>

/// What work may take.
struct LimitArguments<Work: LimitedWork>: DeclaredOptions {
  static var memory: OptionDeclaration<MemoryAmount?> {
    OptionDeclaration(
      "memory",
      "The most memory that \(Work.name) may take; what the machine has if not given.",
      valueName: "2GB|none", takesAnyValue: false)
  }
  @Option(Self.memory) var memory: MemoryAmount?

  static var timeout: OptionDeclaration<TimeAmount?> {
    OptionDeclaration(
      "timeout",
      "The longest time that \(Work.name) may take; \(Work.usualTime.words) if not given.",
      valueName: "60s|none", takesAnyValue: false)
  }
  @Option(Self.timeout) var timeout: TimeAmount?

  static var parameters: [Parameter<Self>] {
    [Parameter(memory, \._memory), Parameter(timeout, \._timeout)]
  }

  /// The same for the processes that do it.
  var limits: JobLimits { JobLimits(memory, timeout, usually: Work.usualTime.seconds) }
}

/// An amount of memory.
struct MemoryAmount: WrittenValue {
  /// nil for no limit.
  var bytes: Int?

  static func parsed(_ text: String) throws -> MemoryAmount {
    MemoryAmount(bytes: try worded { () throws(LimitError) in try LimitText.bytes(text) })
  }

  var description: String { bytes.map { "\($0)" } ?? "none" }
}

/// An amount of time.
struct TimeAmount: WrittenValue {
  /// nil for no limit.
  var seconds: Double?

  static func parsed(_ text: String) throws -> TimeAmount {
    TimeAmount(seconds: try worded { () throws(LimitError) in try LimitText.seconds(text) })
  }

  var description: String { seconds.map { "\($0)s" } ?? "none" }
}

private func worded<Amount>(
  _ amount: () throws(LimitError) -> Amount
) throws(WrongNotation) -> Amount {
  do throws(LimitError) {
    return try amount()
  } catch {
    throw WrongNotation(Message(error.description))
  }
}

extension JobLimits {
  /// - Parameter seconds: the time where none is given. Of memory there is then what the machine has.
  fileprivate init(_ memory: MemoryAmount?, _ timeout: TimeAmount?, usually seconds: Double) {
    let available = MemoryLimit.available.bytes
    self.init(
      memoryBytes: memory.map(\.bytes)
        ?? (available == .max ? nil : available),
      timeout: timeout.map(\.seconds) ?? seconds)
  }
}
