// `--timings`: where the time of a command went, on standard error.

import ArgumentParser
import FigureKinds
import FigureModel
import StageTimes
import TextFormats

/// The option that every subcommand has.
struct TimingArguments: DeclaredOptions {
  static let timings = OptionDeclaration<Bool>(
    "timings", "Say on standard error where the time went.")
  @Flag(Self.timings) var timings: Bool

  static let parameters: [Parameter<Self>] = [Parameter(timings, \._timings)]
}

/// A subcommand with the option.
protocol TimedCommand: DeclaredCommand {
  var timing: TimingArguments { get }
  /// Whether this process says where its time went.
  var wantsTimings: Bool { get }
}

extension TimedCommand {
  var wantsTimings: Bool { timing.timings }
}

extension StageClock {
  /// A line for each stage. Stages add up what all threads did, so that together they can take
  /// longer than the whole.
  var report: String {
    let (stages, whole) = times
    let lines = stages.map { Self.line($0.stage.rawValue, $0.seconds) }
    return (lines + [Self.line("whole", whole)]).map { "attnplot: time: \($0)\n" }.joined()
  }

  private static func line(_ name: String, _ seconds: Double) -> String {
    let number = formatNumber(seconds * 1000, places: 2)
    return name + String(repeating: " ", count: 8 - min(7, name.count))
      + String(repeating: " ", count: max(0, 10 - number.count)) + number + " ms"
  }
}
