// Matrix products, through OpenBLAS. This is the only file that knows it.

internal import CBLAS

/// A raw product C = alpha · op(A) op(B) + beta · C over matrices stored row by row, with
/// C of shape [m, n] and k the common side.
struct Product {
  var m: Int
  var n: Int
  var k: Int
  /// Whether A is stored as [k, m].
  var transposeA = false
  /// Whether B is stored as [n, k].
  var transposeB = false
  /// How many values lie between the beginnings of two rows of A, B and C in memory.
  var strideA: Int
  var strideB: Int
  var strideC: Int

  /// Computes the product. Sides of 0 are legal; a common side of 0 gives beta · C.
  ///
  /// Each call runs on the calling thread alone, so what it gives does not depend on how many
  /// cores there are or how busy they are.
  func callAsFunction<Scalar: MatrixScalar>(
    alpha: Scalar = 1, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    beta: Scalar = 0, _ c: UnsafeMutablePointer<Scalar>
  ) {
    guard m > 0, n > 0 else { return }
    let sides = [m, n, k, strideA, strideB, strideC].map { Int32(exactly: $0) }
    guard k > 0, !sides.contains(nil) else {
      return plainly(alpha: alpha, a, b, beta: beta, c)
    }
    // A small product by its definition has the same bits on every machine, and is soon done.
    if multipliedSides <= Self.smallProduct {
      return plainly(alpha: alpha, a, b, beta: beta, c)
    }
    let (m, n, k) = (Int32(m), Int32(n), Int32(k))
    let (lda, ldb, ldc) = (Int32(strideA), Int32(strideB), Int32(strideC))
    var isDone = false
    if let alpha = alpha as? Double, let beta = beta as? Double {
      isDone = blas_dgemm(
        transposeA, transposeB, m, n, k, alpha, raw(a), lda, raw(b), ldb, beta, raw(c), ldc)
    } else if let alpha = alpha as? Float, let beta = beta as? Float {
      isDone = blas_sgemm(
        transposeA, transposeB, m, n, k, alpha, raw(a), lda, raw(b), ldb, beta, raw(c), ldc)
    }
    // Without OpenBLAS the result is the same but for rounding, and slow for large matrices.
    if !isDone { plainly(alpha: alpha, a, b, beta: beta, c) }
  }

  /// Multiplications below which a call of OpenBLAS is not worth loading it.
  static let smallProduct = 20_000.0

  private var multipliedSides: Double { Double(m) * Double(n) * Double(k) }

  /// The product by its definition: for sides beyond 32 bits, and for a common side of 0.
  func plainly<Scalar: MatrixScalar>(
    alpha: Scalar, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    beta: Scalar, _ c: UnsafeMutablePointer<Scalar>
  ) {
    for row in 0..<m {
      for column in 0..<n {
        var sum: Scalar = 0
        for index in 0..<k {
          sum +=
            a[transposeA ? index * strideA + row : row * strideA + index]
            * b[transposeB ? column * strideB + index : index * strideB + column]
        }
        let kept = beta == 0 ? 0 : beta * c[row * strideC + column]
        c[row * strideC + column] = alpha * sum + kept
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
