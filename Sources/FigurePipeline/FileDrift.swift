// Whether files are what would be written now: reports and lists of claims, which no record stands
// beside, are made again and compared byte by byte.

/// A file that is not what would be written now.
public struct FileDrift: Hashable, Sendable, CustomStringConvertible {
  public var path: String
  /// What is wrong with it, such as `is not there`.
  public var reason: String

  public var description: String { "\(path): \(reason)" }
}

extension OutputFile {
  /// Compares the file that is there with this one.
  /// - Parameters:
  ///   - path: where it is, `path` itself if not given.
  ///   - isText: whether the position of a difference is reported as a line; else it is the number of a byte.
  /// - Returns: nil where every byte is the same.
  /// - Throws: where something is there that cannot be read.
  public func drift(at path: String? = nil, isText: Bool) throws(OutputError) -> FileDrift? {
    let path = path ?? self.path
    guard OutputFiles.isThere(path) else { return FileDrift(path: path, reason: "is not there") }
    // One byte more than is wanted tells a file that goes on.
    let written = try FileBytes.read(path, atMost: bytes.count + 1)
    guard written != bytes else { return nil }
    let same = zip(written, bytes).prefix { $0 == $1 }.count
    let location =
      isText
      ? "line \(1 + bytes[..<same].count { $0 == UInt8(ascii: "\n") })" : "byte \(same)"
    return FileDrift(path: path, reason: "is not what would be written now, from \(location) on")
  }
}

extension ReportFolder {
  /// The files in the folder that are not what would be written now, in the order of these.
  public func drift(from files: [OutputFile]) throws(OutputError) -> [FileDrift] {
    var found: [FileDrift] = []
    for file in files {
      let isText = FileName.ending(file.path) != "pdf"
      if let drift = try file.drift(at: FileName.joined(path, file.path), isText: isText) {
        found.append(drift)
      }
    }
    return found
  }
}
