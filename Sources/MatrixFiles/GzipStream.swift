// Files packed by gzip (RFC 1952), through zlib. The only file that imports it; what is inside is for
// the readers to say.

import CZlib
import TextFormats

/// Expands files that gzip packed.
enum GzipStream {
  /// Whether a file begins as gzip's do.
  static func starts(_ start: [UInt8]) -> Bool { start.starts(with: [0x1f, 0x8b]) }

  /// The expanded bytes: in memory where they are few, else in a temporary file without a name.
  ///
  /// A file may be made of several members, as `cat a.gz b.gz` makes; they expand one after the
  /// other.
  /// - Throws: `malformed` where a member is damaged or cut short, `tooLarge` as soon as the
  ///   expanded bytes pass `limits.expansion`, whatever the file declares of their number.
  static func expanded(
    _ source: ByteSource, limits: ReadLimits
  ) throws(MatrixFileError) -> ByteSource {
    var stream = z_stream()
    // 15 bits of window, and 16 more to ask for gzip's own header and checksum.
    guard
      inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .cannotRead(file: source.name, reason: "zlib cannot be started") }
    defer { inflateEnd(&stream) }
    var result = Expansion(name: source.name, limits: limits)
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceByteCount, alignment: 8)
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceByteCount, alignment: 8)
    defer {
      input.deallocate()
      output.deallocate()
    }
    var position = 0
    var isBetweenMembers = false
    while true {
      if stream.avail_in == 0 {
        let count = min(pieceByteCount, source.count - position)
        if count == 0 { break }
        try source.read(
          at: position, into: UnsafeMutableRawBufferPointer(rebasing: input[..<count]))
        position += count
        stream.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.avail_in = UInt32(count)
      }
      if isBetweenMembers {
        // Tapes and disks fill the last block with zeros.
        while stream.avail_in > 0, stream.next_in.pointee == 0 {
          stream.next_in += 1
          stream.avail_in -= 1
        }
        if stream.avail_in == 0 { continue }
        inflateReset(&stream)
        isBetweenMembers = false
      }
      stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.avail_out = UInt32(pieceByteCount)
      let code = inflate(&stream, Z_NO_FLUSH)
      guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
        let reason = stream.msg.map { String(cString: $0) } ?? "code \(code)"
        throw .malformed(
          file: source.name,
          reason: "is packed by gzip and damaged: \(reason); save or download it again")
      }
      let made = pieceByteCount - Int(stream.avail_out)
      try result.append(UnsafeRawBufferPointer(rebasing: output[..<made]))
      if code == Z_STREAM_END { isBetweenMembers = true }
    }
    guard isBetweenMembers else {
      throw .malformed(
        file: source.name,
        reason: "is packed by gzip and cut short; save or download it again")
    }
    return result.source
  }

  private static let pieceByteCount = 1 << 18

  /// Bytes that go from memory to a temporary file when they become many.
  private struct Expansion {
    let name: String
    let limits: ReadLimits
    private var bytes: [UInt8] = []
    private var file: OpenFile?
    private var count = 0

    init(name: String, limits: ReadLimits) {
      self.name = name
      self.limits = limits
    }

    mutating func append(_ more: UnsafeRawBufferPointer) throws(MatrixFileError) {
      if more.count > limits.expansion - count {
        throw .tooLarge(
          file: name, part: "the expanded file, as far as it came,",
          bytes: UInt64(count + more.count),
          limit: limits.expansion, fix: "save it without gzip")
      }
      try limits.takeExpanded(more.count, file: name)
      count += more.count
      if file == nil, count > limits.expansionInMemory {
        let temporary = try OpenFile.temporary(for: name)
        var failure: MatrixFileError?
        bytes.withUnsafeBytes { held in
          do throws(MatrixFileError) { try temporary.append(held, for: name) } catch {
            failure = error
          }
        }
        if let failure { throw failure }
        file = temporary
        bytes = []
      }
      if let file {
        try file.append(more, for: name)
      } else {
        bytes += more
      }
    }

    var source: ByteSource {
      file.map { ByteSource($0, count: count, name: name) } ?? ByteSource(bytes, name: name)
    }
  }
}
