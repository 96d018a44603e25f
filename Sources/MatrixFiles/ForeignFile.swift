// Files that hold no matrices this module reads: what they are, and the line that converts them. How
// they are told is the work of ForeignFile+Signatures.swift and its neighbours.

import TextFormats

/// A kind of file that is known and not read.
struct ForeignFile: Hashable, Sendable {
  /// What it is, with its article: "an HDF5 file".
  var kind: String
  var way: Way

  /// How its numbers come to a file that is read.
  enum Way: Hashable, Sendable {
    /// Python that reads `sys.argv[1]` and writes `sys.argv[2]`, which has this ending.
    case python(String, ending: String)
    /// What to do, with a shell command that has `{in}` where the file stands, `{name}` where its name without
    /// folders does, and `{out}` where the new one does, which has this ending.
    case shell(String, ending: String)
    /// A command that reads the packed file and writes what is in it.
    case unpacking(String)
    /// Nothing that one line could do.
    case advice(String)
  }

  init(_ kind: String, _ way: Way) {
    self.kind = kind
    self.way = way
  }

  /// The error that names the kind and says what to do.
  func error(file: String) -> MatrixFileError {
    .foreign(file: file, kind: kind, fix: fix(for: file))
  }

  /// The error about what gzip packed: what converts it needs it unpacked, but for R and tar.
  static func inGzip(_ error: MatrixFileError) -> MatrixFileError {
    guard case .foreign(let file, let kind, let fix) = error else { return error }
    if [rds, rData, tar].contains(where: { $0.kind == kind }) { return error }
    let unpacked = gzip.fix(for: file)
    return .foreign(
      file: file, kind: "packed with gzip, and inside it is \(kind)",
      fix: fix.contains("python3") ? "\(unpacked) and convert what comes out" : unpacked)
  }

  /// What to do about a file of this kind.
  func fix(for file: String) -> String {
    switch way {
    case .advice(let text): text
    case .python(let code, let ending):
      "convert it: python3 -c \"\(code)\" \(ShellWords.path(file)) \(Self.output(file, ending))"
    case .shell(let text, let ending):
      text.replacing("{in}", with: ShellWords.path(file))
        .replacing(
          "{name}", with: ShellWords.quoted(String(file.split(separator: "/").last ?? ""))
        )
        .replacing("{out}", with: Self.output(file, ending))
    case .unpacking(let command):
      "unpack it: \(command) < \(ShellWords.path(file)) > \(Self.unpacked(file))"
    }
  }

  /// The name of the new file: that of the old one with another ending, and never the same.
  private static func output(_ file: String, _ ending: String) -> String {
    let (folder, stem, old) = parts(of: file)
    return ShellWords.path(folder + stem + (ending == old ? "-converted" : "") + ending)
  }

  /// The name of what was packed: without the packing's own ending, where it has one.
  private static func unpacked(_ file: String) -> String {
    let (folder, stem, ending) = parts(of: file)
    let isOfPacking = [".gz", ".bz2", ".xz", ".lzma", ".zst", ".lz4"].contains(ending.lowercased())
    return ShellWords.path(folder + stem + (isOfPacking ? "" : "-unpacked" + ending))
  }

  /// A path taken apart: its folder with the slash, its name, and the name's ending with the point.
  private static func parts(of path: String) -> (folder: Substring, stem: Substring, Substring) {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let name = path[start...]
    guard let point = name.lastIndex(of: "."), point > name.startIndex else {
      return (path[..<start], name, "")
    }
    return (path[..<start], name[..<point], name[point...])
  }
}

extension String {
  /// The text with every position of a part taken by another.
  fileprivate func replacing(_ part: String, with other: String) -> String {
    var result = ""
    var rest = self[...]
    while let start = rest.firstRange(of: part) {
      result += rest[..<start.lowerBound] + other
      rest = rest[start.upperBound...]
    }
    return result + rest
  }
}
