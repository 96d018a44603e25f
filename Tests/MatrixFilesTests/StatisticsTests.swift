// Row sums, causality and extents, in both orders and across the pieces a file is read in.

import MatrixFiles
import Testing

@Suite struct StatisticsTests {
  private func statistics(
    _ shape: [Int], _ values: [Double], fortran: Bool = false, tolerance: Double? = nil
  ) throws -> TensorStatistics {
    var bytes = npyBytes(shape: shape, values: values)
    if fortran {
      // The same tensor with its first axis fastest, by its definition.
      var strides = [Int](repeating: 1, count: shape.count)
      for axis in shape.indices.dropLast().reversed() {
        strides[axis] = strides[axis + 1] * shape[axis + 1]
      }
      let stored = values.indices.map { position in
        var rest = position
        var offset = 0
        for axis in shape.indices {
          offset += rest % shape[axis] * strides[axis]
          rest /= shape[axis]
        }
        return values[offset]
      }
      bytes = npyBytes(shape: shape, values: stored)
      let location = try #require(
        (0..<128).first { bytes[$0...].starts(with: "False".utf8) })
      bytes.replaceSubrange(location..<(location + 5), with: "True ".utf8)
    }
    let tensor = try MatrixFile.open(bytes: bytes, path: "x.npy").tensor()
    #expect(tensor.info.isFortranOrder == fortran)
    return try tensor.statistics(rowSumTolerance: tolerance)
  }

  @Test(arguments: [false, true]) func attentionIsToldFromScores(fortran: Bool) throws {
    let causal = [1, 0, 0, 0.5, 0.5, 0, 0.2, 0.3, 0.5]
    let full = [0.2, 0.2, 0.6, 0.5, 0.25, 0.25, 1, 0, 0]
    let masked = [1, -Double.infinity, -Double.infinity, 2, 3, -Double.infinity, 4, 5, 6]
    let both = try statistics([2, 3, 3], causal + full, fortran: fortran)
    #expect(both.matrixCount == 2)
    #expect(both.matricesWithRowsThatSumToOne == 2 && both.rowsSumToOne)
    #expect(both.causalMatrixCount == 1 && !both.isCausal)
    #expect(both.minimum == 0 && both.maximum == 1)
    #expect(abs(try #require(both.mean) - 1.0 / 3) < 1e-15)

    let scores = try statistics([1, 3, 3], masked, fortran: fortran)
    #expect(scores.isCausal && !scores.rowsSumToOne)
    #expect(scores.negativeInfinityCount == 3 && scores.finiteCount == 6)
    #expect(scores.minimum == 1 && scores.maximum == 6 && scores.sum == 21)
    #expect(scores.maximumRowSumError == Double.infinity)

    // Not the same mark everywhere above the diagonal.
    var mixed = masked
    mixed[1] = 0
    #expect(try !statistics([3, 3], mixed, fortran: fortran).isCausal)
  }

  @Test(arguments: [false, true]) func oneWrongRowIsFound(fortran: Bool) throws {
    var values = [Double](repeating: 0.25, count: 4 * 4 * 4)
    values[21] += 0.02
    let result = try statistics([4, 4, 4], values, fortran: fortran)
    #expect(result.matricesWithRowsThatSumToOne == 3 && !result.rowsSumToOne)
    #expect(abs(try #require(result.maximumRowSumError) - 0.02) < 1e-12)
    #expect(try statistics([4, 4, 4], values, fortran: fortran, tolerance: 0.03).rowsSumToOne)
    values[40] = .nan
    let broken = try statistics([4, 4, 4], values, fortran: fortran, tolerance: 0.03)
    #expect(broken.matricesWithRowsThatSumToOne == 3 && broken.nanCount == 1)
    #expect(broken.maximumRowSumError?.isNaN == true)
  }

  /// A matrix of more values than are read at a time, so that rows and columns are cut.
  @Test(arguments: [false, true]) func piecesAreJoined(fortran: Bool) throws {
    let side = 301
    let values = (0..<side * side).map { location in
      location % side <= location / side ? 1 / Double(location / side + 1) : 0
    }
    let result = try statistics([side, side], values, fortran: fortran)
    #expect(result.isCausal && result.rowsSumToOne)
    #expect(abs(result.sum - Double(side)) < 1e-9)
    var broken = values
    broken[299 * side + 300] = 1e-9
    #expect(try !statistics([side, side], broken, fortran: fortran).isCausal)
  }

  @Test func edgesHaveAnswers() throws {
    let empty = try statistics([0, 3], [])
    #expect(empty.count == 0 && empty.minimum == nil && empty.mean == nil)
    #expect(empty.maximumRowSumError == nil && !empty.rowsSumToOne && !empty.isCausal)
    #expect(try statistics([3, 0], []).matrixCount == 1)
    let one = try statistics([], [1])
    #expect(one.count == 1 && one.rowsSumToOne && !one.isCausal)
    let row = try statistics([3], [0.5, 0.25, 0.25])
    #expect(row.matrixCount == 1 && row.rowsSumToOne && !row.isCausal)
    let nan = try statistics([1, 2], [.nan, .infinity])
    #expect(nan.minimum == nil && nan.mean == nil && nan.positiveInfinityCount == 1)
    // One query is no causal matrix, and a wide one is none either.
    #expect(try !statistics([1, 1], [1]).isCausal)
    #expect(try !statistics([1, 2], [1, 0]).isCausal)
  }

  /// Weights rounded to the type in the file still sum to 1.
  @Test func toleranceFollowsTheType() throws {
    for name in ["att_le_f2.npy", "att_fortran_f2_2d.npy", "att_be_f4.npy"] {
      #expect(
        try MatrixFile.open(Fixture.path("formats/\(name)")).tensor().statistics().rowsSumToOne)
    }
    let file = try MatrixFile.open(Fixture.path("formats/bf16.safetensors"))
    #expect(try file.tensor(named: "attentions").statistics().rowsSumToOne)
  }
}
