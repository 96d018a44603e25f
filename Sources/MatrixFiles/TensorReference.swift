// How a tensor is named on the command line and in manifests.

public import SafeFiles
import TextFormats

/// A file and, in an archive, the name of a tensor: `attn.npy` or `x.npz#scores`.
public struct TensorReference: Hashable, Sendable, CustomStringConvertible {
  public var path: String
  /// nil for the only tensor of the file.
  public var name: String?

  public init(path: String, name: String? = nil) {
    self.path = path
    self.name = name
  }

  /// Reads a reference, `FILE` or `FILE#NAME`, with a look at which files there are: a file whose
  /// own name is the whole text, as in `run#3`, is that file; else the name starts after the first
  /// `#` that a file stands before.
  /// - Parameters:
  ///   - reach: where to look: whether a file lies out of it must show in nothing, not in what a
  ///     reference is taken to mean either.
  ///   - resolve: gives the path at which to look for a file of the reference.
  /// - Throws: `malformedReference` where the file or the name is missing.
  public init(
    finding text: String, within reach: FileReach, at resolve: (String) -> String = { $0 }
  ) throws(MatrixFileError) {
    let written = try TensorReference(parsing: text)
    self = written
    guard text.contains("#") else { return }
    func exists(_ path: String) -> Bool {
      FolderNames.hasAnything(resolve(path), within: reach)
    }
    if exists(text) {
      self = TensorReference(path: text)
    } else if !exists(written.path) {
      let bytes = Array(text.utf8)
      for mark in bytes.indices.dropFirst().dropLast() where bytes[mark] == UInt8(ascii: "#") {
        let path = String(decoding: bytes[..<mark], as: UTF8.self)
        if exists(path) {
          self = TensorReference(
            path: path, name: String(decoding: bytes[(mark + 1)...], as: UTF8.self))
          return
        }
      }
    }
  }

  /// Reads a reference as it is written, `FILE` or `FILE#NAME`, without a look at any file.
  ///
  /// The name starts after the first `#` that follows a known ending (`x#1.npz#scores` is the tensor
  /// `scores` of the file `x#1.npz`), and after the first `#` of all where there is none.
  /// - Throws: `malformedReference` where the file or the name is missing.
  public init(parsing text: String) throws(MatrixFileError) {
    let bytes = Array(text.utf8)
    let marks = bytes.indices.filter { bytes[$0] == UInt8(ascii: "#") }
    let isAfterExtension: (Int) -> Bool = { mark in
      var before = String(decoding: bytes[..<mark], as: UTF8.self).lowercased()
      if before.hasSuffix(".gz") { before.removeLast(3) }
      return MatrixFileFormat.endings.contains { before.hasSuffix(".\($0.ending)") }
    }
    // A # in the path alone, as in x#1.npy, starts no name.
    let endsWithFormat = isAfterExtension(bytes.count)
    let mark = marks.first(where: isAfterExtension) ?? (endsWithFormat ? nil : marks.first)
    path = String(decoding: bytes[..<(mark ?? bytes.count)], as: UTF8.self)
    name = mark.map { String(decoding: bytes[($0 + 1)...], as: UTF8.self) }
    if path.isEmpty {
      throw .malformedReference(text: text, reason: "names no file; write FILE or FILE#NAME")
    }
    if name == "" {
      throw .malformedReference(
        text: text, reason: "has no name after #; write FILE#NAME, or FILE for its only tensor")
    }
  }

  public var description: String { name.map { "\(path)#\($0)" } ?? path }

  /// Opens the file and finds the tensor.
  public func open(
    within reach: FileReach = .anywhere, tables: TableOptions = TableOptions(),
    limits: ReadLimits = .standard
  ) throws(MatrixFileError) -> Tensor {
    try MatrixFile.open(path, within: reach, tables: tables, limits: limits).tensor(named: name)
  }
}
