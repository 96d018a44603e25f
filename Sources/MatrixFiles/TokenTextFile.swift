// Opening files of words, such as lists of tokens, as carefully as files of matrices.

public import SafeFiles
import TextFormats

/// A file of text that holds words.
public enum TokenTextFile {
  /// The bytes of a file as UTF-8 without a byte order mark.
  /// - Parameters:
  ///   - reach: which files may be read.
  ///   - limit: the most bytes the file may have.
  /// - Throws: where it cannot be read, is too large, or is no text: then the error names what it is.
  public static func contents(
    of path: String, within reach: FileReach, atMost limit: Int
  ) throws(MatrixFileError) -> [UInt8] {
    var source = try ByteSource(path: path, within: reach, limits: ReadLimits(expansion: limit))
    if source.count > limit {
      throw .tooLarge(
        file: path, part: "the text", bytes: UInt64(source.count), limit: limit,
        fix: "such a file is no list of words to draw")
    }
    if try TextEncoding.isMarkedUTF16(source) {
      source = try TextEncoding.utf8(source, limits: .standard)
    }
    let head = try source.bytes(at: 0, count: min(source.count, ForeignFile.headLength))
    if let format = MatrixFileFormat.binary(Array(head.prefix(9))) {
      throw .unsupported(
        file: path,
        reason: "is a file of arrays (.\(format.rawValue)), and no text; save the tokens as a JSON "
          + "list, or one a line")
    }
    if let foreign = try ForeignFile.detect(source, head: head), foreign.isNoText(head) {
      throw foreign.error(file: path)
    }
    let bytes = try source.bytes(at: 0, count: source.count)
    return bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
  }
}

extension ForeignFile {
  /// Whether a file of this kind cannot be a list of words: a list may begin with `<html` or
  /// `tensor([` when it is about such a text.
  fileprivate func isNoText(_ head: [UInt8]) -> Bool {
    if TextHead(head) == nil || self == .gitLFS || self == .gitAnnex || self == .pickle {
      return true
    }
    let text = String(decoding: head, as: UTF8.self).lowercased()
    return self == .html && text.contains("<title>") && text.contains("</")
  }
}
