// Why a figure was not drawn, where the process that drew it ended.

import Glibc
import TextFormats
import WorkerProcesses

extension WorkerFailure {
  /// What is said of the figure.
  /// - Parameters:
  ///   - limits: what it was allowed.
  ///   - errorOutput: what its process wrote to standard error before it ended.
  func message(_ limits: JobLimits, errorOutput: String) -> Message {
    switch self {
    case .notStarted(let reason): "no process could be made to draw it: \(reason)"
    case .tooSlow(let seconds):
      "took more than \(flag: "timeout") \(LimitText.seconds(seconds)); give it more, or \(flag: "timeout") none"
    case .terminated: "its process was ended"
    case .exited(let code): "its process ended with exit code \(code)\(Self.detail(errorOutput))"
    case .outOfMemory(let signal):
      if Self.isShortage(errorOutput, limits) {
        Self.shortage(limits)
      } else {
        "its memory ended, as far as can be told of signal \(signal) "
          + "(\(flag: "memory") \(limits.memoryText)); give it more, or make it smaller\(Self.detail(errorOutput))"
      }
    case .signalled(let signal):
      if Self.isShortage(errorOutput, limits) {
        Self.shortage(limits)
      } else if signal == SIGKILL {
        "its process was killed, by the system where memory ran out, which \(flag: "memory") 2GB keeps it "
          + "from, or by hand"
      } else {
        "its process was ended by signal \(signal), \(String(cString: strsignal(signal)))"
          + "\(Self.detail(errorOutput))\(Self.maybeShortage(errorOutput, limits))"
      }
    }
  }

  /// Whether a process that was ended by a fault had found no more memory.
  private static func isShortage(_ errorOutput: String, _ limits: JobLimits) -> Bool {
    let words = errorOutput.lowercased()
    let signs = ["allocat", "out of memory", "bad_alloc", "creating thread"]
    return limits.memoryBytes != nil && signs.contains { words.contains($0) }
  }

  /// What may be behind a fault of which nothing is said: no library says that its memory ended.
  private static func maybeShortage(_ errorOutput: String, _ limits: JobLimits) -> Message {
    guard errorOutput.isEmpty, limits.memoryBytes != nil else { return "" }
    return
      "; where it came to the end of its memory (\(flag: "memory") \(limits.memoryText)), give it more"
  }

  private static func shortage(_ limits: JobLimits) -> Message {
    "takes more memory than it may (\(flag: "memory") \(limits.memoryText)); give it more, or make it smaller"
  }

  /// The last line of what it said.
  private static func detail(_ errorOutput: String) -> String {
    errorOutput.split(separator: "\n").last.map { ": " + $0.prefix(200) } ?? ""
  }
}

extension JobLimits {
  /// How much memory there is, as it is given.
  fileprivate var memoryText: String { memoryBytes.map(LimitText.bytes) ?? "none" }
}
