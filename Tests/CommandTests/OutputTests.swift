// Where files go: whole or not at all, whatever stands in the way.

import Foundation
import TestSupport
import Testing

@Suite struct OutputTests {
  static let small = "attnplot pe-heatmap --positions 8 --dimensions 16"

  @Test func aFileIsReplacedWholeAndKeepsItsPermissions() throws {
    let location = try BadInputTests.location()
    chmod(location.path("old.png"), 0o640)
    let ended = try Attnplot.shell("\(Self.small) -o old.png", in: location)
    #expect(ended.status == .exited(0))
    try expectValid("old.png", in: location)
    var status = stat()
    #expect(stat(location.path("old.png"), &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(location.listing().count == 5)
  }

  @Test func aNewFileFollowsTheUsersMask() throws {
    let location = Workplace()
    _ = try Attnplot.shell("umask 027; \(Self.small) -o new.png", in: location)
    var status = stat()
    #expect(stat(location.path("new.png"), &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test func aLinkStaysALink() throws {
    let location = try BadInputTests.location()
    symlink("../old.png", location.path("folder/link.png"))
    let ended = try Attnplot.shell("\(Self.small) -o folder/link.png", in: location)
    #expect(ended.status == .exited(0))
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: location.path("folder/link.png"))
        == "../old.png")
    try expectValid("old.png", in: location)
  }

  @Test func twoNamesOfOnePlaceAreOne() throws {
    let location = try BadInputTests.location()
    symlink("old.png", location.path("link.png"))
    let before = location.listing()
    let ended = try Attnplot.shell("\(Self.small) -o old.png -o link.png", in: location)
    #expect(ended.status == .exited(64))
    expectOneLine(ended)
    #expect(location.listing() == before)
  }

  @Test func namesMayHoldAnything() throws {
    let location = Workplace()
    // A name of 255 bytes, the longest there is, leaves no room for a longer hidden one.
    let names = [
      "a b.png", "-x.png", "图.svg", "'$(id)'.pdf", "new\nline.png",
      String(repeating: "n", count: 251) + ".png",
    ]
    for name in names + names {
      let ended = try Attnplot.run(
        ["pe-heatmap", "--positions", "8", "--dimensions", "16", "-o", "./" + name], in: location)
      #expect(ended.status == .exited(0), "\(ended.messages)")
    }
    #expect(Set(location.listing().keys) == Set(names))
  }

  @Test(arguments: ["png", "svg", "pdf"])
  func standardOutputTakesTheSameBytes(format: String) throws {
    let location = Workplace()
    let ended = try Attnplot.shell(
      "\(Self.small) -o - --format \(format) -o pe-heatmap.\(format)", in: location)
    #expect(ended.status == .exited(0) && ended.messages == "")
    #expect(!ended.output.isEmpty && ended.output == location.bytes("pe-heatmap.\(format)"))
  }

  @Test func aFullDiskChangesNothing() throws {
    // A file of many blocks against a limit of a few.
    let location = try BadInputTests.location()
    let before = location.listing()
    let ended = try Attnplot.shell(
      "ulimit -f 8; attnplot pe-heatmap -o new.svg -o old.png -o folder/new.pdf", in: location)
    #expect(ended.status == .exited(1))
    expectOneLine(ended)
    #expect(ended.messages.contains("ulimit"))
    #expect(location.listing() == before)
  }

  @Test(.enabled(if: OutputTests.canMount, "needs to mount a small file system"))
  func aFullFileSystemChangesNothing() throws {
    let location = try BadInputTests.location()
    let before = location.listing()
    let ended = try Attnplot.shell(
      """
      exec unshare --mount bash -c '
        mount -t tmpfs -o size=64k none folder && echo old > folder/old.png &&
        { attnplot pe-heatmap -o old.png -o folder/old.png -o folder/new.svg; code=$?; ls -A folder;
          cat folder/old.png; exit $code; }'
      """, in: location)
    #expect(ended.status == .exited(1))
    expectOneLine(ended)
    #expect(ended.messages.contains("no space"))
    #expect(ended.text == "old.png\nold\n")
    #expect(location.listing() == before)
  }

  static let canMount: Bool = {
    let ended = try? Program.run(
      ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"], in: Workplace())
    return ended?.status == .exited(0)
  }()

  @Test(.enabled(if: geteuid() == 0, "a superuser can become nobody"))
  func aFolderWithoutPermissionTakesNothing() throws {
    let location = try BadInputTests.location()
    for (name, mode) in [("", 0o755), ("folder", 0o555), ("old.png", 0o644)] {
      chmod(name.isEmpty ? location.path : location.path(name), mode_t(mode))
    }
    let before = location.listing()
    // The command is read from a place that anyone may read.
    let open = Workplace()
    chmod(open.path, 0o755)
    // Another process copies it: one that is open for writing here cannot be run.
    #expect(
      try Program.run(["cp", Attnplot.path, open.path("attnplot")], in: open).status == .exited(0))
    for file in ["folder/new.png", "new.png", "old.png"] {
      let ended = try Program.run(
        [
          "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", open.path("attnplot"),
          "pe-heatmap", "-o", file,
        ], in: location)
      #expect(ended.status == .exited(1), "\(ended.messages)")
      expectOneLine(ended)
      #expect(ended.messages.contains("permission"))
    }
    #expect(location.listing() == before)
  }

  @Test func standardOutputThatTakesNothingChangesNoFile() throws {
    let location = try BadInputTests.location()
    let before = location.listing()
    let ended = try Attnplot.shell(
      "\(Self.small) -o - --format png -o old.png -o new.svg > /dev/full", in: location)
    #expect(ended.status == .exited(1))
    expectOneLine(ended)
    #expect(ended.messages.contains("no space") && location.listing() == before)
  }

  @Test func aReaderThatGoesAwayEndsInOneLine() throws {
    let location = try BadInputTests.location()
    let before = location.listing()
    let ended = try Attnplot.shell(
      // More than a pipe holds.
      "attnplot similarity --annotate -o - --format svg -o old.png | head -c 5; exit ${PIPESTATUS[0]}",
      in: location)
    #expect(ended.status == .exited(1))
    expectOneLine(ended)
    #expect(ended.text == "<?xml" && location.listing() == before)
  }

  @Test func aPipeIsWrittenLikeAFile() throws {
    let location = Workplace()
    #expect(mkfifo(location.path("pipe.png"), 0o600) == 0)
    let ended = try Attnplot.shell(
      "cat pipe.png & \(Self.small) -o pipe.png && wait", in: location)
    #expect(ended.status == .exited(0))
    _ = try DecodedPNG(ended.output)
  }

  @Test func theDescriptionCanGoDownAPipe() throws {
    let ended = try Attnplot.shell(
      "\(Self.small) -o a.png --describe /dev/stdout | cat", in: Workplace())
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(ended.text.hasPrefix("{") && ended.text.contains("\"panels\""))
  }

  @Test func warningsAreSaidUnlessQuiet() throws {
    let location = Workplace()
    let loud = try Attnplot.shell("\(Self.small) --title $'\\uE123' -o a.png", in: location)
    #expect(loud.status == .exited(0))
    #expect(loud.messages.hasPrefix("attnplot: warning: ") && loud.messages.contains("U+E123"))
    #expect(loud.lines.count == 2)
    let quiet = try Attnplot.shell(
      "\(Self.small) --title $'\\uE123' -o a.png --quiet", in: location)
    #expect(quiet.status == .exited(0) && quiet.messages == "")
    let strict = try Attnplot.shell(
      "\(Self.small) --title $'\\uE123' -o b.png --quiet --strict", in: location)
    #expect(strict.status == .exited(1))
    expectOneLine(strict)
    #expect(Set(location.listing().keys) == ["a.png"])
  }
}

@Suite struct KilledRunTests {
  /// Kills runs at moments spread over the time a whole one takes: each file is as it was before or
  /// as a whole run makes it.
  @Test func leavesOldFilesOrNewOnes() throws {
    let call =
      "exec attnplot batch --output out --quiet --force --only 'last30-position5,similarity'"
    let whole = Workplace()
    let start = Date()
    #expect(try Attnplot.shell(call, in: whole).status == .exited(0))
    let time = Date().timeIntervalSince(start)
    let new = whole.listing()
    #expect(new.count == 5)
    let runs = 12
    for run in 0..<runs {
      let location = Workplace()
      try location.makeFolder("out")
      // Some are there already, some are new.
      try location.write("old", to: "out/last30-position5.png")
      try location.write("old", to: "out/similarity.svg")
      let folder = URL(fileURLWithPath: Attnplot.path).deletingLastPathComponent().path
      let search = ProcessInfo.processInfo.environment["PATH"] ?? ""
      let running = try Program.start(
        ["/bin/bash", "-c", call], in: location, environment: ["PATH": "\(folder):\(search)"])
      let ended = running.end(killAfter: time * Double(run + 1) / Double(runs))
      #expect(ended.status == .signalled(SIGKILL) || ended.status == .exited(0))
      // What a killed run was at work on stays until the next run clears it away.
      let leftovers = [".tmp", ".attnplot.lock"]
      for (name, bytes) in location.listing()
      where !leftovers.contains(where: { name.hasSuffix($0) }) {
        let isOld = bytes == Array("old".utf8) && new[name] != nil
        #expect(bytes == new[name] || isOld, "\(name) is neither the old file nor the new one")
      }
    }
  }
}
