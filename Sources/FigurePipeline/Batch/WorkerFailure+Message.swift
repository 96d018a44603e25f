// Why a figure was not drawn, where the process that drew it ended.

import Glibc
import TextFormats
import WorkerProcesses

extension WorkerFailure {
  /// What is said of the figure.
  /// - Parameters:
  ///   - limits: what it was allowed.
  ///   - said: what its process wrote to standard error before it ended.
  func inWords(_ limits: JobLimits, said: String) -> Message {
    switch self {
    case .notStarted(let reason): "no process could be made to draw it: \(reason)"
    case .tooSlow(let seconds):
      "took more than \(flag: "timeout") \(LimitText.seconds(seconds)); give it more, or \(flag: "timeout") none"
    case .terminated: "its process was ended"
    case .exited(let code): "its process ended with exit code \(code)\(Self.detail(said))"
    case .outOfMemory(let signal):
      if Self.isShortage(said, limits) {
        Self.shortage(limits)
      } else {
        "its memory ended, as far as can be told of signal \(signal) "
          + "(\(flag: "memory") \(limits.inWords)); give it more, or make it smaller\(Self.detail(said))"
      }
    case .signalled(let signal):
      if Self.isShortage(said, limits) {
        Self.shortage(limits)
      } else if signal == SIGKILL {
        "its process was killed, by the system where memory ran out, which \(flag: "memory") 2GB keeps it "
          + "from, or by hand"
      } else {
        "its process was ended by signal \(signal), \(String(cString: strsignal(signal)))"
          + "\(Self.detail(said))\(Self.maybeShortage(said, limits))"
      }
    }
  }

  /// Whether a process that was ended by a fault had found no more memory.
  private static func isShortage(_ said: String, _ limits: JobLimits) -> Bool {
    let words = said.lowercased()
    let signs = ["allocat", "out of memory", "bad_alloc", "creating thread"]
    return limits.memoryBytes != nil && signs.contains { words.contains($0) }
  }

  /// What may be behind a fault of which nothing is said: no library says that its memory ended.
  private static func maybeShortage(_ said: String, _ limits: JobLimits) -> Message {
    guard said.isEmpty, limits.memoryBytes != nil else { return "" }
    return
      "; where it came to the end of its memory (\(flag: "memory") \(limits.inWords)), give it more"
  }

  private static func shortage(_ limits: JobLimits) -> Message {
    "takes more memory than it may (\(flag: "memory") \(limits.inWords)); give it more, or make it smaller"
  }

  /// The last line of what it said.
  private static func detail(_ said: String) -> String {
    said.split(separator: "\n").last.map { ": " + $0.prefix(200) } ?? ""
  }
}

extension JobLimits {
  /// How much memory there is, as it is given.
  fileprivate var inWords: String { memoryBytes.map(LimitText.bytes) ?? "none" }
}
