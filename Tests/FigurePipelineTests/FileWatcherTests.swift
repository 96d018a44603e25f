// Whatever is exchanged on the way to a file is seen: the file, a folder, a link.

import Foundation
import Testing

@testable import FigurePipeline

@Suite struct FileWatcherTests {
  @Test func everyStepOfTheWayIsKnown() throws {
    let folder = try Folder(["v1/data/w.npy": "w"])
    let root = folder.path
    try FileManager.default.createSymbolicLink(
      atPath: folder["current"], withDestinationPath: "v1")
    try FileManager.default.createSymbolicLink(
      atPath: folder["v1/link.npy"], withDestinationPath: "data/w.npy")
    let steps = FileWatcher.way(to: folder["current/link.npy"])
      .map { FileName.joined($0.folder, $0.name) }
    for name in ["current", "v1", "current/link.npy", "current/data", "current/data/w.npy"] {
      #expect(steps.contains(root + "/" + name), "\(name) in \(steps)")
    }
    #expect(steps.contains("/" + String(root.split(separator: "/")[0])))
    // A circle of links ends.
    try FileManager.default.createSymbolicLink(atPath: folder["x"], withDestinationPath: "y")
    try FileManager.default.createSymbolicLink(atPath: folder["y"], withDestinationPath: "x")
    #expect(FileWatcher.way(to: folder["x/a"]).count < 100)
  }

  /// What happens, and the name that is told.
  struct Change: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let name: String
    let happen: @Sendable (Folder) throws -> Void
  }

  static let changes = [
    Change(
      testDescription: "a file written", name: "w.npy",
      happen: { try $0.write("other", to: "v1/data/w.npy") }),
    Change(
      testDescription: "a folder exchanged", name: "data",
      happen: { folder in
        let manager = FileManager.default
        try manager.moveItem(atPath: folder["v1/data"], toPath: folder["v1/old"])
        try manager.moveItem(atPath: folder["v2/data"], toPath: folder["v1/data"])
      }),
    Change(
      testDescription: "a link moved", name: "current",
      happen: { folder in
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder["next"], withDestinationPath: "v2")
        guard rename(folder["next"], folder["current"]) == 0 else { throw POSIXError(.EIO) }
      }),
    Change(
      testDescription: "a folder above exchanged", name: "v1",
      happen: { folder in
        let manager = FileManager.default
        try manager.moveItem(atPath: folder["v1"], toPath: folder["v0"])
        try manager.moveItem(atPath: folder["v2"], toPath: folder["v1"])
      }),
    Change(
      testDescription: "the file of another link", name: "real.npy",
      happen: { try $0.write("other", to: "elsewhere/real.npy") }),
  ]

  @Test(arguments: changes) func isSeen(_ change: Change) throws {
    let folder = try Folder([
      "v1/data/w.npy": "one", "v2/data/w.npy": "two", "elsewhere/real.npy": "r",
    ])
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: folder["current"], withDestinationPath: "v1")
    try manager.createSymbolicLink(
      atPath: folder["v1/far.npy"], withDestinationPath: folder["elsewhere/real.npy"])
    var watcher = try FileWatcher()
    watcher.watch([folder["current/data/w.npy"], folder["current/far.npy"]])
    // Nothing is missed that happens before the wait begins.
    try change.happen(folder)
    #expect(watcher.next().contains(change.name))
  }
}
