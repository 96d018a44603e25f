// Telling the format of a file of matrices. What each format is like is its reader's concern, and
// what is no file of matrices is ForeignFile's.

import TextFormats

/// The formats that are read.
///
/// What a file holds decides, whatever it is called: an `.npy` file named `.txt` is read as the
/// `.npy` file it is. The ending distinguishes texts  where their first characters do not.
public enum MatrixFileFormat: String, CaseIterable, Hashable, Sendable {
  case npy, npz, safetensors
  /// A table of text, whatever separates its fields.
  case csv, tsv
  case json

  /// The endings of files and what they stand for. After any of them `.gz` may follow.
  static let endings: [(ending: String, format: MatrixFileFormat)] =
    allCases.map { ($0.rawValue, $0) } + [("txt", .csv), ("dat", .csv)]

  /// Tells the format of a file.
  /// - Throws: `foreign` for a kind of file that is known and not read, `unknownFormat` and
  ///   `malformed` where nothing tells what it is.
  init(of source: ByteSource) throws(MatrixFileError) {
    let start = try source.bytes(at: 0, count: min(source.count, 9))
    if let binary = Self.binary(start) {
      self = binary
      return
    }
    let head = try source.bytes(at: 0, count: min(source.count, ForeignFile.headLength))
    if let foreign = try ForeignFile.detect(source, head: head) {
      throw foreign.error(file: source.name)
    }
    self = try Self.detected(by: Self.ending(of: source.name), TextHead(head), head, source.name)
  }

  /// The formats that begin with a mark of their own.
  /// - Parameter start: the first 9 bytes.
  static func binary(_ start: [UInt8]) -> MatrixFileFormat? {
    if start.starts(with: NPYHeader.magic) { return .npy }
    // An archive starts with its first entry, or with its end where it has none.
    if start.starts(with: [0x50, 0x4b, 3, 4]) || start.starts(with: [0x50, 0x4b, 5, 6]) {
      return .npz
    }
    // The length of a header, which is an object.
    return start.count == 9 && start[8] == UInt8(ascii: "{") && start[7] == 0 ? .safetensors : nil
  }

  private static func detected(
    by ending: MatrixFileFormat?, _ text: TextHead?, _ head: [UInt8], _ name: String
  ) throws(MatrixFileError) -> MatrixFileFormat {
    switch ending {
    case .json?: return .json
    case _ where text?.looksLikeJSON == true: return .json
    case .csv?, .tsv?: return ending ?? .csv
    case .npy?, .npz?, .safetensors?:
      guard let text else {
        if ending != .npz { return ending ?? .npy }
        throw .malformed(file: name, reason: "is not a zip archive, as .npz files are")
      }
      // A table that was given the wrong name.
      if text.start.prefix(64).contains(where: \.isNumber) { return .csv }
      throw .malformed(
        file: name,
        reason: "is text that starts with \(quoted(String(text.start.prefix(24)))), and no "
          + ".\(ending?.rawValue ?? "") file")
    // What comes through a pipe has no ending: a table begins with its names or its numbers.
    case nil
    where name.hasPrefix("/dev/") && text?.start.prefix(64).contains(where: \.isNumber) == true:
      return .csv
    case nil:
      let bytes = head.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      throw .unknownFormat(
        file: name,
        start: text.map { quoted(String($0.start.prefix(24))) }
          ?? "the bytes \(bytes.joined(separator: " "))")
    }
  }

  private static func ending(of name: String) -> MatrixFileFormat? {
    let file = name.split(separator: "/").last ?? ""
    var parts = file.split(separator: ".", omittingEmptySubsequences: false).map { $0.lowercased() }
    if parts.count > 2, parts.last == "gz" { parts.removeLast() }
    return parts.count > 1 ? endings.first { $0.ending == parts.last }?.format : nil
  }
}
