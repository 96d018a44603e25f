// Telling kinds of files by their first bytes, as `file` does. Kinds that are written without any
// mark have rules of their own: PickleStream and ProtobufMessage.

extension ForeignFile {
  /// Bytes that stand at a position in every file of a kind.
  private struct Signature {
    var offset = 0
    var bytes: [UInt8]
    var kind: ForeignFile

    init(_ bytes: [UInt8], at offset: Int = 0, _ kind: ForeignFile) {
      self.offset = offset
      self.bytes = bytes
      self.kind = kind
    }

    init(_ text: String, at offset: Int = 0, _ kind: ForeignFile) {
      self.init(Array(text.utf8), at: offset, kind)
    }

    func fits(_ head: [UInt8]) -> Bool { head.dropFirst(offset).starts(with: bytes) }
  }

  /// The bytes at the start that are looked at.
  static let headLength = 4096

  private static let hdf5Mark: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Of kinds that may be text; other text is never taken for a kind by its first letters.
  private static let textSignatures: [Signature] = [
    Signature("version https://git-lfs.github.com/spec/", gitLFS),
    Signature("version https://hawser.github.com/spec/", gitLFS),
    Signature("/annex/objects/", gitAnnex),
    Signature("RDX2\n", rData), Signature("RDX3\n", rData), Signature("RDA2\n", rData),
    Signature("RDA3\n", rData),
    Signature("%PDF-", document("a PDF document")),
    Signature("%!PS", document("a PostScript document")),
    Signature("{\\rtf", document("an RTF document")),
  ]

  /// The first that fits counts.
  private static let signatures: [Signature] = [
    // A pickle of a long integer, the magic number of torch.save before its files were archives.
    Signature(
      [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19], torch),
    Signature([0x80, 2], pickle), Signature([0x80, 3], pickle), Signature([0x80, 4], pickle),
    Signature([0x80, 5], pickle),
    Signature("MATLAB 7.3 MAT-file", matlab73), Signature("MATLAB 5.0 MAT-file", matlab),
    Signature(hdf5Mark, hdf5), Signature(hdf5Mark, at: 512, hdf5),
    Signature(hdf5Mark, at: 1024, hdf5), Signature(hdf5Mark, at: 2048, hdf5),
    Signature([0x43, 0x44, 0x46, 1], netCDF), Signature([0x43, 0x44, 0x46, 2], netCDF),
    Signature([0x43, 0x44, 0x46, 5], netCDF),
    Signature("PAR1", parquet), Signature("PARE", parquet),
    Signature("ARROW1", feather), Signature("FEA1", feather),
    Signature("SQLite format 3\0", sqlite),
    Signature("X\n\0\0\0\u{2}", rds), Signature("X\n\0\0\0\u{3}", rds),
    Signature([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], spreadsheet),
    Signature("GGUF", gguf), Signature("ggml", ggml), Signature("lmgg", ggml),
    Signature("tjgg", ggml), Signature("fmgg", ggml),
    Signature("TFL3", at: 4, tfLite),
    Signature([0x78, 0x01], joblib), Signature([0x78, 0x5e], joblib),
    Signature([0x78, 0x9c], joblib), Signature([0x78, 0xda], joblib),
    Signature([0x1f, 0x8b], gzip), Signature("1AY&SY", at: 4, bzip2),
    Signature([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], xz),
    Signature([0x5d, 0, 0, 0x80, 0, 0xff], lzma), Signature([0x5d, 0, 0, 0, 4, 0xff], lzma),
    Signature([0x28, 0xb5, 0x2f, 0xfd], zstandard), Signature([4, 0x22, 0x4d, 0x18], lz4),
    Signature([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], sevenZip),
    Signature("Rar!\u{1a}\u{7}", rar), Signature("ustar", at: 257, tar),
    Signature([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], image("PNG")),
    Signature([0xff, 0xd8, 0xff], image("JPEG")),
    Signature("GIF87a", image("GIF")), Signature("GIF89a", image("GIF")),
    Signature([0x49, 0x49, 0x2a, 0], image("TIFF")),
    Signature([0x4d, 0x4d, 0, 0x2a], image("TIFF")),
    Signature("WEBP", at: 8, image("WebP")),
  ]

  /// What a file is, where its bytes tell that it is of a kind that is not read.
  /// - Parameters:
  ///   - source: the whole file.
  ///   - head: its first bytes, as many as there are up to `headLength`.
  static func detect(
    _ source: ByteSource, head: [UInt8]
  ) throws(MatrixFileError) -> ForeignFile? {
    if let known = textSignatures.first(where: { $0.fits(head) }) { return known.kind }
    if try PickleStream.matches(source, head: head) { return pickle }
    if let text = TextHead(head) { return text.foreignKind }
    if let known = signatures.first(where: { $0.fits(head) }) { return known.kind }
    if head.starts(with: "ORC".utf8) { return orc }
    if isArrowStream(head) { return arrowStream }
    if isBitmap(head, count: source.count) { return image("BMP") }
    if try hasLevelDBFooter(source) { return tensorFlowCheckpoint }
    if let kind = try ProtobufMessage.kind(of: source) { return kind }
    // Without a mark of their own, these are recognised by the name that TensorFlow gives them.
    if source.name.contains(".data-"), source.name.contains("-of-") { return tensorFlowCheckpoint }
    let name = source.name.lowercased()
    if name.hasSuffix(".mat") { return matlab }
    if name.hasSuffix(".msgpack") { return messagePack }
    return [".bin", ".raw", ".f32", ".f64"].contains { name.hasSuffix($0) } ? rawNumbers : nil
  }

  /// A stream begins with a mark that continues, and the length of its schema.
  private static func isArrowStream(_ head: [UInt8]) -> Bool {
    head.count >= 16 && head.starts(with: [0xff, 0xff, 0xff, 0xff]) && head[7] == 0
      && head[8] == 16 && head[9] == 0
  }

  /// "BM", the file's size and two numbers that are 0.
  private static func isBitmap(_ head: [UInt8], count: Int) -> Bool {
    guard head.count > 14, head.starts(with: "BM".utf8), head[6...9].allSatisfy({ $0 == 0 }) else {
      return false
    }
    return head[2...5].reversed().reduce(0) { $0 << 8 | Int($1) } == count
  }

  /// The index of a checkpoint is a table of LevelDB, whose magic number is at its end.
  private static func hasLevelDBFooter(_ source: ByteSource) throws(MatrixFileError) -> Bool {
    guard source.count >= 48 else { return false }
    return try source.bytes(at: source.count - 8, count: 8)
      == [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb]
  }
}

/// The start of a file that is text.
struct TextHead {
  /// From its first character that is no blank on, without a mark of the byte order.
  let start: Substring

  /// - Parameter head: the first bytes of a file.
  /// - Returns: nil where they are no UTF-8 text.
  init?(_ head: [UInt8]) {
    var bytes = head[...]
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
    let isText = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f || (0x09...0x0d).contains($0) }
    guard isText else { return nil }
    // The last character may be cut where the head ends.
    for cut in 0...(head.count < ForeignFile.headLength ? 0 : min(3, bytes.count)) {
      if let text = String(validating: bytes.dropLast(cut), as: UTF8.self) {
        start = text[...].drop(while: \.isWhitespace)
        return
      }
    }
    return nil
  }

  /// What a text is that is not made of numbers.
  fileprivate var foreignKind: ForeignFile? {
    let word = start.prefix(64).lowercased()
    if word.hasPrefix("<!doctype html") || word.hasPrefix("<html") || word.hasPrefix("<head") {
      return .html
    }
    if word.hasPrefix("<?xml") || word.hasPrefix("<svg") || word.hasPrefix("<error>") {
      return start.contains("<svg") ? .image("SVG") : start.contains("<html") ? .html : .xml
    }
    if word.hasPrefix("entry not found") || word.hasPrefix("404: not found") { return .missing }
    return isPrintedArray ? .numbersText : nil
  }

  /// Whether the text is what Python prints of an array: `tensor([…` and `array([…`, or numbers in
  /// brackets with blanks between.
  private var isPrintedArray: Bool {
    if start.hasPrefix("tensor([") || start.hasPrefix("array([") { return true }
    guard start.first == "[", let line = start.split(separator: "\n").first?.prefix(400),
      !line.contains(",")
    else { return false }
    let fields = line.split { $0 == "[" || $0 == "]" || $0.isWhitespace }
    return fields.count > 1 && fields.dropLast().allSatisfy { $0 == "..." || Double($0) != nil }
  }

  /// Whether the text begins as JSON does whose values are arrays of numbers or named parts.
  ///
  /// A table may begin with a bracket too, as in `[CLS],the`; the next character tells.
  var looksLikeJSON: Bool {
    let rest = start.dropFirst().drop(while: \.isWhitespace)
    switch start.first {
    case "{": return rest.first == "\"" || rest.first == "}"
    case "[":
      guard let next = rest.first else { return false }
      return next.isASCII && next.isNumber || "[]{-\"".contains(next)
        || ["NaN", "Infinity", "null", "true", "false"].contains { word in
          rest.hasPrefix(word)
            && rest.dropFirst(word.count).first.map { ",] \n".contains($0) } ?? true
        }
    default: return false
    }
  }
}
