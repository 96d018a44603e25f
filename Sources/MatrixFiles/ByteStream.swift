// Bytes one after the other out of a source, read ahead in pieces. Nothing here knows a format.

/// Reads a `ByteSource` from its start to its end.
struct ByteStream {
  private let source: ByteSource
  private var buffer: [UInt8] = []
  private var next = 0
  private var bufferStart = 0

  init(_ source: ByteSource) { self.source = source }

  /// What messages call the source.
  var name: String { source.name }

  /// The number of bytes taken so far.
  var position: Int { bufferStart + next }

  /// The next byte, which stays; nil at the end.
  @inline(__always)
  mutating func peek() throws(MatrixFileError) -> UInt8? {
    if next == buffer.count { try refill() }
    return next < buffer.count ? buffer[next] : nil
  }

  /// Takes the next byte; nil at the end.
  @inline(__always)
  mutating func take() throws(MatrixFileError) -> UInt8? {
    let byte = try peek()
    if byte != nil { next += 1 }
    return byte
  }

  @inline(never)
  private mutating func refill() throws(MatrixFileError) {
    bufferStart += buffer.count
    next = 0
    let count = min(1 << 18, source.count - bufferStart)
    buffer = count == 0 ? [] : try source.bytes(at: bufferStart, count: count)
  }
}
