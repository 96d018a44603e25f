// A matrix whose rows are computed when they are read, as if they lay in a file.

/// Rows of numbers in single precision that nobody holds.
public struct ComputedRows: Sendable {
  public let rows: Int
  public let columns: Int
  /// The memory that what they are computed from takes, in bytes.
  let heldBytes: Int
  private let fill: @Sendable (Range<Int>, UnsafeMutablePointer<Float>) -> Void

  /// - Parameters:
  ///   - heldBytes: the memory that what they are computed from takes.
  ///   - fill: writes the values of a run of rows, row after row; several threads may call it at the same
  ///     time.
  public init(
    rows: Int, columns: Int, heldBytes: Int = 0,
    fill: @escaping @Sendable (Range<Int>, UnsafeMutablePointer<Float>) -> Void
  ) {
    self.rows = rows
    self.columns = columns
    self.heldBytes = heldBytes
    self.fill = fill
  }

  /// Fills the buffer with the bytes of the numbers from an offset on.
  /// - Precondition: the bytes asked for lie inside.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) {
    let length = columns * MemoryLayout<Float>.size
    guard let target = buffer.baseAddress, length > 0 else { return }
    let end = offset + buffer.count
    var done = offset
    while done < end {
      let (row, inside) = done.quotientAndRemainder(dividingBy: length)
      let whole = (end - done) / length
      let location = target + (done - offset)
      if inside == 0, whole > 0, Int(bitPattern: location) % MemoryLayout<Float>.alignment == 0 {
        fill(
          row..<row + whole,
          location.bindMemory(to: Float.self, capacity: whole * columns))
        done += whole * length
      } else {
        // A row that is wanted in part is computed whole.
        let count = min(end - done, length - inside)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: columns) { values in
          fill(row..<row + 1, values.baseAddress!)
          location.copyMemory(
            from: UnsafeRawPointer(values.baseAddress!) + inside, byteCount: count)
        }
        done += count
      }
    }
  }
}
