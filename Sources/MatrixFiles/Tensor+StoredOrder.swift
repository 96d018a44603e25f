// A tensor's values in the order the file has them, which is the quickest way through the whole.

extension Tensor {
  /// Calls `body` with the values in stored order, a piece at a time, and the position of the first of
  /// them. In Fortran order the first axis runs fastest.
  func forEachStoredPiece<Element: TensorElement>(
    as element: Element.Type,
    _ body: (Int, UnsafeBufferPointer<Element>) throws(MatrixFileError) -> Void
  ) throws(MatrixFileError) {
    let size = info.elementType.byteCount
    let capacity = min(info.count, (1 << 18) / size)
    if capacity == 0 { return }
    let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity * size, alignment: 8)
    defer { raw.deallocate() }
    let values = UnsafeMutableBufferPointer<Element>.allocate(capacity: capacity)
    defer { values.deallocate() }
    var start = 0
    while start < info.count {
      let count = min(capacity, info.count - start)
      let bytes = UnsafeMutableRawBufferPointer(rebasing: raw[..<(count * size)])
      try source.read(at: start * size, into: bytes)
      encoding.decode(
        bytes.baseAddress!, stride: size, count: count, into: values.baseAddress!)
      try body(start, UnsafeBufferPointer(rebasing: values[..<count]))
      start += count
    }
  }

  /// Fills the buffer with the values of a tensor in Fortran order, the last axis fastest: one pass
  /// over the file, each value put where it belongs.
  func readFortranOrder<Element: TensorElement>(
    into buffer: UnsafeMutableBufferPointer<Element>
  ) throws(MatrixFileError) {
    let shape = info.shape
    // How far apart neighbours on an axis are in the buffer.
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    var location = [Int](repeating: 0, count: shape.count)
    var target = 0
    try forEachStoredPiece(as: Element.self) { _, piece in
      for value in piece {
        buffer.initializeElement(at: target, to: value)
        // The next position with the first axis fastest, carrying like an odometer.
        for axis in shape.indices {
          location[axis] += 1
          target += strides[axis]
          if location[axis] < shape[axis] { break }
          target -= location[axis] * strides[axis]
          location[axis] = 0
        }
      }
    }
  }
}
