// What a run may take of the machine: `--memory` and `--timeout`, of each figure or of the whole.

import ArgumentParser
import AttentionMath
import FigureKinds
import FigurePipeline
import TextFormats
import WorkerProcesses

/// What each figure may take, in all its themes, languages and formats together.
struct BatchLimits: DeclaredOptions {
  static let memory = OptionDeclaration<MemoryAmount?>(
    "memory", "The most memory that a figure may take; what the machine has if not given.",
    valueName: "2GB|none", takesAnyValue: false)
  @Option(Self.memory) var memory: MemoryAmount?

  static let timeout = OptionDeclaration<TimeAmount?>(
    "timeout", "The longest time that a figure may take; 10min if not given.",
    valueName: "60s|none", takesAnyValue: false)
  @Option(Self.timeout) var timeout: TimeAmount?

  static let parameters: [Parameter<Self>] = [
    Parameter(memory, \._memory), Parameter(timeout, \._timeout),
  ]

  /// The same for workers.
  var limits: JobLimits { JobLimits(memory, timeout, usually: 600) }
}

/// What all figures may take together, with the text around them.
struct WholeLimits: DeclaredOptions {
  static let memory = OptionDeclaration<MemoryAmount?>(
    "memory", "The most memory that all of it may take; what the machine has if not given.",
    valueName: "2GB|none", takesAnyValue: false)
  @Option(Self.memory) var memory: MemoryAmount?

  static let timeout = OptionDeclaration<TimeAmount?>(
    "timeout", "The longest time that all of it may take; 30min if not given.",
    valueName: "60s|none", takesAnyValue: false)
  @Option(Self.timeout) var timeout: TimeAmount?

  static let parameters: [Parameter<Self>] = [
    Parameter(memory, \._memory), Parameter(timeout, \._timeout),
  ]

  /// The same for the process that does it.
  var limits: JobLimits { JobLimits(memory, timeout, usually: 1800) }
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
