// The two seams for positions: queries and keys are turned before their product, and something is
// added to the scaled scores. Both are asked for here and checked, whoever made them.

extension ScaledDotProductAttention {
  /// This attention with an encoding at its seam: what turns queries and keys as ``rotation``, what
  /// adds to scores as ``addition``. The other one stays as it is.
  /// - Throws: ``EncodingError/lacksCapability(encoding:phrase:offering:)`` for an encoding that is
  ///   added to tokens: it is in the queries and keys already.
  public func with(
    _ encoding: any PositionalEncoding
  ) throws(EncodingError) -> ScaledDotProductAttention {
    var attention = self
    if let rotation = encoding as? any QueryKeyRotation {
      attention.rotation = rotation
    } else if let addition = encoding as? any ScoreAddition {
      attention.addition = addition
    } else {
      let (turns, adds) = (
        EncodingCapability<any RotaryTable>.rotation,
        EncodingCapability<any ScoreAddition & PositionalEncoding>.scoreAddition
      )
      throw .lacksCapability(
        encoding: encoding.name, phrase: "\(turns.phrase) or \(adds.phrase)",
        offering: turns.names + adds.names)
    }
    return attention
  }

  /// Queries and keys as the rotation turns them; themselves where there is none.
  func turned<Element: MatrixScalar>(
    query: Matrix<Element>, key: Matrix<Element>
  ) throws(AttentionError) -> (query: Matrix<Element>, key: Matrix<Element>) {
    guard let rotation else { return (query, key) }
    let positions = try positions(queries: query.rows, keys: key.rows)
    func turned(
      _ vectors: Matrix<Element>, _ positions: Range<Int>
    ) throws(AttentionError) -> Matrix<Element> {
      let result: Matrix<Element>
      do {
        result = try rotation.rotated(vectors, at: Array(positions))
      } catch {
        throw .encoding(error)
      }
      try check(result, rows: vectors.rows, columns: vectors.columns)
      return result
    }
    return (try turned(query, positions.queries), try turned(key, positions.keys))
  }

  /// What is added to the scaled scores of a head, over the temperature; nil where nothing is.
  /// - Parameters:
  ///   - query: as it is multiplied.
  ///   - key: as it is multiplied.
  func checkedAddition<Element: MatrixScalar>(
    head: Int, query: Matrix<Element>, key: Matrix<Element>
  ) throws(AttentionError) -> Matrix<Element>? {
    guard let addition else { return nil }
    let positions = try positions(queries: query.rows, keys: key.rows)
    var result: Matrix<Element>
    do {
      result = try addition.addition(
        to: ScoreContext(
          head: head, queryPositions: positions.queries, keyPositions: positions.keys,
          query: query, key: key,
          scale: Element(scale ?? 1 / Double(query.columns).squareRoot())))
    } catch {
      throw .encoding(error)
    }
    try check(result, rows: query.rows, columns: key.rows)
    if let index = result.values.firstIndex(where: { !($0 < .infinity) }) {
      throw .maskValue(
        Double(result.values[index]), row: index / result.columns, column: index % result.columns)
    }
    if temperature != 1 { result = result.scaled(by: Element(1 / temperature)) }
    return result
  }

  private func positions(
    queries: Int, keys: Int
  ) throws(AttentionError) -> (queries: Range<Int>, keys: Range<Int>) {
    func range(_ first: Int, _ count: Int) throws(AttentionError) -> Range<Int> {
      let (end, overflow) = first.addingReportingOverflow(count)
      guard !overflow else { throw .encoding(.positionTooFar(first: first, count: count)) }
      return first..<end
    }
    return (
      queries: try range(firstQueryPosition, queries), keys: try range(firstKeyPosition, keys)
    )
  }

  private func check<Element: MatrixScalar>(
    _ matrix: Matrix<Element>, rows: Int, columns: Int
  ) throws(AttentionError) {
    guard matrix.rows == rows, matrix.columns == columns else {
      throw .encodingShape(
        rows: matrix.rows, columns: matrix.columns, expectedRows: rows, expectedColumns: columns)
    }
  }
}

extension Matrix where Element: MatrixScalar {
  /// The sum of two matrices of one shape.
  /// - Precondition: both have one shape.
  public func plus(_ other: Matrix) -> Matrix {
    // Flat values of another shape would go to the wrong places without a word.
    precondition(
      rows == other.rows && columns == other.columns,
      "[\(rows), \(columns)] plus [\(other.rows), \(other.columns)]")
    var result = self
    for index in result.values.indices { result.values[index] += other.values[index] }
    return result
  }

  /// The same numbers as Doubles.
  var asDouble: Matrix<Double> {
    Matrix<Double>(rows: rows, columns: columns, values: values.map { Double($0) })
  }
}
