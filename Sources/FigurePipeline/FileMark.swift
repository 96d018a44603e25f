// Whether a file is one that this program made, recognised by the mark that each of its formats carries.

import Glibc
public import TextFormats

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The marks of what is made here.
public enum FileMark {
  /// The first line of Markdown, and a line at the beginning of HTML.
  /// - Parameter command: what made the file, such as `batch --index`.
  ///   - start, end: what makes a comment of it.
  public static func comment(
    _ command: String, from start: String = "<!-- ", to end: String = " -->"
  ) -> String {
    "\(start)\(made)\(command); changes here are lost.\(end)"
  }

  private static let made = "Made by attnplot "
  private static let comment = "<!-- " + made
  /// The beginnings of files whose comments are others.
  private static let otherComments = ["% ", "{/* ", ".. "].map { $0 + made }
  /// Stands in the head of a report's page.
  public static let generator: StaticString = "<meta name=\"generator\" content=\"attnplot\">"
  /// The element that pages from before that mark have.
  private static let data = "<script type=\"application/json\" id=\"report-data\">"

  /// Marks stand near the beginning or the end; no file is gone through for them beyond this.
  private static let farthest = 1 << 26

  /// What speaks against writing over what is at a path; nil where nothing is there, or something
  /// that was made here, or a file without a byte in it, which holds nothing to lose.
  public static func objection(to path: String) -> Message? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
      return nil
    }
    guard let bytes = try? FileBytes.read(path, atMost: farthest), isOurs(bytes) else {
      return "is there and was not made by attnplot; move it away, choose another name, or give "
        + "\(flag: "force") to write over it"
    }
    return nil
  }

  /// Whether bytes are a picture, a page, an index or a list of dependencies of ours.
  static func isOurs(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      return hasPNGMark(bytes)
    }
    if bytes.starts(with: Array("%PDF-".utf8)) {
      // The Creator is the program; the Producer is Cairo, as it is of other programs' files.
      return contains(bytes.suffix(1 << 20), "/Creator (attnplot ")
    }
    if ([comment] + otherComments).contains(where: { bytes.starts(with: Array($0.utf8)) }) {
      return true
    }
    if bytes.starts(with: Array("<?xml".utf8)) {
      return contains(bytes[...], "<metadata xmlns:a=\"urn:attnplot\">")
    }
    if bytes.starts(with: Array("<!DOCTYPE html>".utf8)) {
      return contains(bytes.prefix(2048), comment) || contains(bytes.prefix(2048), "\(generator)")
        || contains(bytes[...], data)
    }
    if bytes.first == UInt8(ascii: "{") { return FigureIndex.isIndex(bytes) }
    return bytes.starts(with: Array(BuildFiles.ninjaMark.utf8)) || BuildFiles.isDepfile(bytes)
  }

  /// Whether the texts before a PNG's pixels name the program.
  private static func hasPNGMark(_ bytes: [UInt8]) -> Bool {
    let mark = Array("Software\0attnplot ".utf8)
    var location = 8
    while location + 8 <= bytes.count {
      let length = bytes[location..<location + 4].reduce(0) { $0 << 8 | Int($1) }
      let type = bytes[location + 4..<location + 8]
      if type.elementsEqual("IDAT".utf8) { return false }
      if type.elementsEqual("tEXt".utf8), bytes[(location + 8)...].starts(with: mark) {
        return true
      }
      location += length + 12
    }
    return false
  }

  private static func contains(_ bytes: ArraySlice<UInt8>, _ mark: String) -> Bool {
    let mark = Array(mark.utf8)
    return bytes.withUnsafeBufferPointer { bytes in
      guard var location = bytes.baseAddress, !mark.isEmpty else { return false }
      let end = location + bytes.count
      while end - location >= mark.count,
        let found = memchr(location, Int32(mark[0]), end - location - mark.count + 1)
      {
        if memcmp(found, mark, mark.count) == 0 { return true }
        location = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
      }
      return false
    }
  }
}
