// Places that a run may write: none that it reads, each once, none that Windows keeps for a device.

import FigureKinds
import Foundation
import Testing
import TextFormats

@testable import FigurePipeline

@Suite struct OutputPathTests {
  private let manager = FileManager.default

  /// Ways to name the file `data/w.npy` of a folder, some of them links made for it.
  static let ways = [
    "data/w.npy", "./data/w.npy", "data/../data/w.npy", "data//w.npy", "link.npy", "hard.npy",
    "folder/w.npy", "links/of/a/link.npy",
  ]

  private func folder() throws -> Folder {
    let folder = try Folder(["data/w.npy": "w", "links/of/a/x": ""])
    try manager.createSymbolicLink(
      atPath: folder["link.npy"], withDestinationPath: "data/w.npy")
    try manager.createSymbolicLink(atPath: folder["folder"], withDestinationPath: "data")
    try manager.createSymbolicLink(
      atPath: folder["links/of/a/link.npy"], withDestinationPath: "../../../link.npy")
    try manager.linkItem(atPath: folder["data/w.npy"], toPath: folder["hard.npy"])
    return folder
  }

  @Test(arguments: ways) func whatIsReadIsNotWritten(_ way: String) throws {
    let folder = try folder()
    for read in Self.ways {
      var locations = OutputPaths(reading: [folder[read]])
      let error = #expect(throws: FigureError.self) { try locations.claim(folder[way], by: "-o") }
      #expect(error?.cause == .usage)
      #expect(error?.description.contains("this run reads") == true, "\(error?.description ?? "")")
      try locations.claim(folder["data/other.npy"])
    }
  }

  @Test(arguments: ways) func aFileIsWrittenOnce(_ way: String) throws {
    let folder = try folder()
    for other in Self.ways {
      var locations = OutputPaths()
      try locations.claim(folder[way])
      #expect(throws: FigureError.self) { try locations.claim(folder[other]) }
    }
  }

  /// A file that is not there yet is its folder and its name.
  @Test func whatIsNotThereIsTheSameFileAsWell() throws {
    let folder = try folder()
    for way in ["data/new.npy", "./data/new.npy", "folder/new.npy"] {
      var locations = OutputPaths(reading: [folder["data/new.npy"]])
      #expect(throws: FigureError.self) { try locations.claim(folder[way]) }
    }
    var locations = OutputPaths(reading: [folder["data/new.npy"]])
    try locations.claim(folder["new.npy"])
  }

  @Test func namesThatDifferInCapitalsAreOne() throws {
    let folder = try folder()
    var locations = OutputPaths()
    try locations.claim(folder["data/A.png"])
    try locations.claim(folder["a.png"])
    let error = #expect(throws: FigureError.self) { try locations.claim(folder["folder/a.png"]) }
    #expect(error?.description.contains("in capitals alone") == true)
  }

  @Test(arguments: [
    "con", "CON.png", "nul.x", "Aux.tar.gz", "prn.svg", "com1.png", "LPT9", "com².png", "nul .png",
  ])
  func namesOfDevicesAreRefused(_ name: String) throws {
    var locations = OutputPaths()
    let error = #expect(throws: FigureError.self) { try locations.claim("/tmp/\(name)") }
    #expect(error?.description.contains("a device on Windows") == true)
  }

  @Test(arguments: [
    "console.png", "nulls.csv", "com.png", "com10.png", "a.con", "auxiliary", "lpt",
  ])
  func namesLikeThemAreNot(_ name: String) throws {
    var locations = OutputPaths()
    try locations.claim("/tmp/\(name)")
  }

  /// A device has nothing that can be written over.
  @Test func devicesAreNoFiles() throws {
    var locations = OutputPaths(reading: ["/dev/null"])
    try locations.claim("/dev/null")
  }
}
