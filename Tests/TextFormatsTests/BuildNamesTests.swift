// Names in rules are read back by make and ninja themselves, or refused.

import Foundation
import Testing
import TextFormats

/// Runs a program in a folder of its own and gives what it printed on either stream.
private func answer(_ words: [String], in folder: URL) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = words
  process.currentDirectoryURL = folder
  process.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return String(decoding: output, as: UTF8.self)
}

/// Calls `body` with an empty folder that is gone afterwards.
private func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "attnplot-names-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

struct BuildNamesTests {
  static let names =
    [
      "plain.npy", "-a.npy", "a~", "|", "a[0].npy", "a*", "a?b", "a b", "a  b", "a$b",
      "a$$b",
    ]
    + [
      "a$(shell touch pwned).npy", "a`touch pwned`", "a%b", "a:b", "a::b", "a#b", "a&b", "a|b",
      "a!b",
    ]
    + [
      "a(b", "a(1).npy", "a(b) c", "a,b", "a{b,c}", "a'b", "a\"b", "a<b>c", "a\\b", "á é",
      "注意 力.npy",
    ]
    + ["export", "include", "include x", "define", "private x", "a+b", "@a", "a@b", "a.PHONY"]
  static let refusedByMake = [
    "a\nb", "a\n\ttouch pwned", "a\tb", "a\rb", "a\u{7F}b", "a;touch pwned", "a=b", "lr=0.1.npy",
    "a:=b", "lib(member)", "a\\", "a\\ b", "a\\#b", "a\\:b", "a ",
  ]

  /// Make knows a file of this name, is happy where it is older, and asks for it where it is gone.
  @Test(arguments: names) func makeReadsTheName(name: String) throws {
    try withFolder { folder in
      let source = folder.appending(path: name)
      let rule = "out.png: \(try MakeText.path("./" + name))\n"
      try Data().write(to: source)
      // What the name would match if it were a pattern must not count.
      for decoy in ["a0.npy", "axb", "axyzb"] {
        try Data().write(to: folder.appending(path: decoy))
      }
      try Data().write(to: folder.appending(path: "out.png"))
      try Data((rule + "\t@echo drawn\n").utf8).write(to: folder.appending(path: "Makefile"))
      let past = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1_000_000)]
      for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        try FileManager.default.setAttributes(past, ofItemAtPath: folder.path + "/" + file)
      }
      #expect(try answer(["make", "-rR"], in: folder).contains("up to date"))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 2_000_000)], ofItemAtPath: source.path)
      #expect(try answer(["make", "-rR"], in: folder) == "drawn\n")
      try FileManager.default.removeItem(at: source)
      #expect(try answer(["make", "-rR"], in: folder).contains("No rule to make target"))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "pwned").path))
    }
  }

  @Test(arguments: names.filter { $0.allSatisfy { !"*?[|".contains($0) } })
  func makeReadsTheTarget(name: String) throws {
    try withFolder { folder in
      let target = "f/\(name).png"
      try Data(
        "all: ; @echo \n\(try MakeText.path(target, isTarget: true)): source\n\t@echo drawn\n".utf8
      ).write(to: folder.appending(path: "Makefile"))
      try Data().write(to: folder.appending(path: "source"))
      #expect(try answer(["make", "-rR", "--", target], in: folder) == "drawn\n")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "pwned").path))
    }
  }

  @Test(arguments: refusedByMake) func whatMakeCannotQuoteIsRefused(name: String) {
    let error = #expect(throws: UnquotableName.self) { try MakeText.path("data/" + name) }
    #expect(
      error.map { !$0.description.contains("\n") && $0.description.contains("data/a") }
        ?? false || name.hasPrefix("l"))
  }

  @Test(arguments: ["~", "~root", "./~root/x", "././/~"]) func aHomeIsRefused(name: String) {
    #expect(throws: UnquotableName.self) { try MakeText.path(name) }
  }

  @Test(arguments: ["a*.png", "a?.png", "[a].png", "|.png"]) func aPatternIsNoTarget(name: String) {
    #expect(throws: UnquotableName.self) { try MakeText.path(name, isTarget: true) }
  }

  /// Ninja knows a file of this name and takes it into a command.
  @Test(arguments: names.filter { !$0.contains("|") }) func ninjaReadsTheName(name: String) throws {
    try withFolder { folder in
      let source = folder.appending(path: name)
      let words = ShellWords.joined(["test", "-f", "./" + name])
      let rule = """
        rule draw
          command = \(try NinjaText.value(words)) && touch out
        build out: draw \(try NinjaText.path("./" + name))

        """
      try Data(rule.utf8).write(to: folder.appending(path: "build.ninja"))
      #expect(try answer(["ninja"], in: folder).contains("missing and no known rule"))
      try Data().write(to: source)
      _ = try answer(["ninja"], in: folder)
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "out").path))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "pwned").path))
    }
  }

  @Test(arguments: ["a|b", "|", "a\nb", "a\tb", "a\rb", "a\n  command = touch pwned"])
  func whatNinjaCannotQuoteIsRefused(name: String) {
    #expect(throws: UnquotableName.self) { try NinjaText.path(name) }
  }
}
