// Running programs, first of all the one under test, and how they ended.

import Foundation
import Testing

/// A program that was run to its end.
struct Ended {
  enum Status: Equatable {
    case exited(Int32)
    case signalled(Int32)
    /// Killed because it did not end by itself.
    case hung
  }

  var status: Status
  var output: [UInt8]
  /// Everything on standard error.
  var messages: String

  var lines: [Substring] { messages.split(separator: "\n", omittingEmptySubsequences: false) }
  var text: String { String(decoding: output, as: UTF8.self) }
}

/// The command of the build that the tests belong to.
enum Attnplot {
  /// The executable beside the test bundle; nothing is built here.
  static let path: String = {
    let bundle =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(fileURLWithPath: bundle).deletingLastPathComponent()
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let locations = [beside, package.appending(path: ".build/debug")]
      .map { $0.appending(path: "attnplot").path }
    return locations.first { FileManager.default.isExecutableFile(atPath: $0) } ?? locations[0]
  }()

  static func run(
    _ arguments: [String], in location: Workplace, environment: [String: String?] = [:]
  ) throws -> Ended {
    try Program.run([path] + arguments, in: location, environment: environment)
  }

  /// Runs a line of the shell in which `attnplot` is the command under test.
  static func shell(
    _ line: String, in location: Workplace, environment: [String: String?] = [:]
  ) throws -> Ended {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try Program.run(
      ["/bin/bash", "-c", line], in: location,
      environment: environment.merging(["PATH": "\(folder):\(search)"]) { $1 })
  }
}

/// Any program.
enum Program {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Long enough for the slowest machine; a program that takes longer counts as hung.
  static let patience: TimeInterval = 120

  /// Runs a program with nothing on standard input, its working folder being `place`.
  /// - Parameter environment: variables to set, or to remove where the value is nil.
  static func run(
    _ words: [String], in location: Workplace, environment: [String: String?] = [:]
  ) throws -> Ended {
    let running = try start(words, in: location, environment: environment)
    return running.end(killAfter: nil)
  }

  static func start(
    _ words: [String], in location: Workplace, environment: [String: String?] = [:]
  ) throws -> Running {
    // Files, not pipes: a reader would have to keep up.
    let files = Workplace()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 1, files.path("output"), flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, files.path("messages"), flags, 0o600)
    // What other tests hold open at this moment would count against the program's own limit.
    for file in Int32(3)..<1024 { posix_spawn_file_actions_addclose(&actions, file) }
    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment { variables[name] = value }
    // `env` goes to the folder and becomes the program, so the process stays the same.
    let words = ["env", "-C", location.path] + words
    let list = words.map { strdup($0) } + [nil]
    let settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in list + settings { free(pointer) } }
    var process = pid_t()
    let code = posix_spawnp(&process, words[0], &actions, nil, list, settings)
    guard code == 0 else {
      throw Failure(
        description: "\(words) cannot be run: \(String(cString: strerror(code)))")
    }
    return Running(process: process, files: files)
  }

  /// A program that has not ended yet.
  struct Running {
    let process: pid_t
    let files: Workplace

    /// Waits for the end, or kills the program after so many seconds.
    func end(killAfter delay: TimeInterval?) -> Ended {
      let deadline = Date().addingTimeInterval(delay ?? Program.patience)
      var raw: Int32 = 0
      var isKilled = false
      while waitpid(process, &raw, isKilled ? 0 : WNOHANG) == 0 {
        if Date() >= deadline {
          kill(process, SIGKILL)
          isKilled = true
        } else {
          usleep(1000)
        }
      }
      let signal = raw & 0x7F
      let status: Ended.Status =
        signal == 0
        ? .exited(raw >> 8 & 0xFF) : isKilled && delay == nil ? .hung : .signalled(signal)
      return Ended(
        status: status, output: files.bytes("output") ?? [],
        messages: String(decoding: files.bytes("messages") ?? [], as: UTF8.self))
    }
  }
}
