// Matrix products. The loops themselves are in CKernels, where they are turned into vectors.

internal import CKernels

/// A raw product C = A B or A Bᵀ over matrices stored row by row, with C of shape [m, n] and k the
/// common side.
struct Product {
  var m: Int
  var n: Int
  var k: Int
  /// Whether B is stored as [n, k].
  var transposeB = false
  /// How many values lie between the beginnings of two rows of A, B and C in memory.
  var strideA: Int
  var strideB: Int
  var strideC: Int

  /// Computes the product. Sides of 0 are legal; a common side of 0 gives zeros.
  ///
  /// Each call runs on the calling thread alone, and a value depends on nothing but its row of A and
  /// its column of B, so what it gives does not depend on how the work is shared out.
  func callAsFunction<Scalar: MatrixScalar>(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ c: UnsafeMutablePointer<Scalar>
  ) {
    guard m > 0, n > 0 else { return }
    // A small product by its definition has the same bits on every machine, and is soon done.
    guard Double(m) * Double(n) * Double(k) > Self.smallProduct else { return plainly(a, b, c) }
    var isDone = false
    if Scalar.self == Double.self {
      isDone = attn_product_f64(
        m, n, k, raw(a), strideA, raw(b), strideB, transposeB, raw(c), strideC)
    } else if Scalar.self == Float.self {
      isDone = attn_product_f32(
        m, n, k, raw(a), strideA, raw(b), strideB, transposeB, raw(c), strideC)
    }
    // Without memory the result is the same but for rounding, and slow.
    if !isDone { plainly(a, b, c) }
  }

  /// Multiplications below which packing the matrices is not worth while.
  static let smallProduct = 20_000.0

  /// The product by its definition.
  func plainly<Scalar: MatrixScalar>(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ c: UnsafeMutablePointer<Scalar>
  ) {
    for row in 0..<m {
      for column in 0..<n {
        var sum: Scalar = 0
        for index in 0..<k {
          sum +=
            a[row * strideA + index]
            * b[transposeB ? column * strideB + index : index * strideB + column]
        }
        c[row * strideC + column] = sum
      }
    }
  }
}

/// X Xᵀ for X of shape `[n, k]`: its upper triangle, mirrored into the lower one, so that the result
/// of shape `[n, n]` is symmetric bit for bit.
func gram<Scalar: MatrixScalar>(_ rows: Matrix<Scalar>) -> Matrix<Scalar> {
  let (n, k) = (rows.rows, rows.columns)
  // Strips of the triangle, each up to its end, so that about half of the products are left out.
  let height = 256
  let strips = (n + height - 1) / height
  var values = [Scalar](unwritten: n * n)
  values.preferLargePages()
  rows.values.withUnsafeBufferPointer { x in
    values.withUnsafeMutableBufferPointer { c in
      // Safe to share: each strip writes its own rows, and mirrors into its own columns.
      nonisolated(unsafe) let (x, c) = (x.baseAddress ?? .nowhere, c.baseAddress ?? .nowhere)
      concurrently(strips, work: Double(n) * Double(n) * Double(k + 4) / 2) { next in
        while let strip = next() {
          let begin = strip * height
          let product = Product(
            m: min(height, n - begin), n: n - begin, k: k, transposeB: true, strideA: k,
            strideB: k, strideC: n)
          product(x + begin * k, x + begin * k, c + begin * n + begin)
          mirrorUpperTriangle(c, rows: begin..<min(begin + height, n), side: n)
        }
      }
    }
  }
  return Matrix(rows: n, columns: n, values: values)
}

/// Copies what these rows of a matrix of shape [side, side] have right of the diagonal into the
/// columns below it, in tiles that stay in the cache.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func mirrorUpperTriangle<Scalar: MatrixScalar>(
  _ values: UnsafeMutablePointer<Scalar>, rows: Range<Int>, side: Int
) {
  let tile = 32
  for top in stride(from: rows.lowerBound, to: rows.upperBound, by: tile) {
    let bottom = min(top + tile, rows.upperBound)
    for left in stride(from: top, to: side, by: tile) {
      for column in left..<min(left + tile, side) {
        for row in top..<min(bottom, column) {
          values[column * side + row] = values[row * side + column]
        }
      }
    }
  }
}

extension Matrix where Element: MatrixScalar {
  /// The matrix product A B, shape `[A.rows, B.columns]`.
  ///
  /// A common side of 0 gives zeros.
  /// - Precondition: `columns == other.rows`.
  public func times(_ other: Matrix) -> Matrix {
    precondition(columns == other.rows, "\(columns) columns by \(other.rows) rows")
    return multiplied(by: other, transposed: false)
  }

  /// The product A Bᵀ, shape `[A.rows, B.rows]`, without making Bᵀ.
  /// - Precondition: `columns == other.columns`.
  public func timesTransposed(_ other: Matrix) -> Matrix {
    precondition(columns == other.columns, "\(columns) columns by \(other.columns) columns")
    return multiplied(by: other, transposed: true)
  }

  private func multiplied(by other: Matrix, transposed: Bool) -> Matrix {
    let n = transposed ? other.rows : other.columns
    var values = [Element](repeating: 0, count: rows * n)
    guard rows > 0, n > 0, columns > 0 else {
      return Matrix(rows: rows, columns: n, values: values)
    }
    let product = Product(
      m: rows, n: n, k: columns, transposeB: transposed, strideA: columns,
      strideB: other.columns, strideC: n)
    self.values.withUnsafeBufferPointer { a in
      other.values.withUnsafeBufferPointer { b in
        values.withUnsafeMutableBufferPointer { c in
          product(a.baseAddress!, b.baseAddress!, c.baseAddress!)
        }
      }
    }
    return Matrix(rows: rows, columns: n, values: values)
  }
}

/// The same address as a pointer to the number type that it is known to hold.
private func raw<Scalar, Known>(_ pointer: UnsafePointer<Scalar>) -> UnsafePointer<Known> {
  UnsafeRawPointer(pointer).assumingMemoryBound(to: Known.self)
}

/// The same address as a pointer to the number type that it is known to hold.
private func raw<Scalar, Known>(
  _ pointer: UnsafeMutablePointer<Scalar>
) -> UnsafeMutablePointer<Known> {
  UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Known.self)
}
