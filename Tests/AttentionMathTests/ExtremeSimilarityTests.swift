// Distances of very large and very small vectors, and cosines that do not exist.

import AttentionMath
import Testing

@Suite struct ExtremeSimilarityTests {
  @Test(arguments: [0x1p-1030, 1e-200, 1e-160, 1e-8, 1, 1e150, 1e200, 1e307])
  func distancesScale(_ factor: Double) throws {
    // 3, 4 and 5; 5, 12 and 13.
    let rows = Matrix<Double>(
      rows: 4, columns: 2,
      values: [0, 0, 3, 4, 5, 12, -3, -4].map { $0 * factor })
    let expected = [5.0, 13, 5, (4.0 + 64).squareRoot(), 10, (64.0 + 256).squareRoot()]
    let whole = try similarity(of: rows, metric: .euclidean)
    var made = [Double](repeating: -1, count: 16)
    let streamed = SimilarityRows(of: rows, metric: .euclidean)
    made.withUnsafeMutableBufferPointer { streamed.write(0..<4, to: $0.baseAddress!) }
    let single = (0..<4).map { similarity(of: rows, toRow: $0, metric: .euclidean) }
    var pair = 0
    for i in 0..<4 {
      for j in i + 1..<4 {
        // Numbers below 2.2e-308 have few digits themselves.
        let tolerance = factor < 1e-300 ? 1e-2 : 1e-12
        for value in [whole[i, j], whole[j, i], made[4 * i + j], single[i][j]] {
          #expect(abs(value / factor - expected[pair]) < tolerance * expected[pair])
        }
        pair += 1
      }
      #expect(whole[i, i] == 0 && made[4 * i + i] == 0 && single[i][i] == 0)
    }
  }

  @Test(arguments: [Float(1e-30), 1, 1e30]) func floatsScale(_ factor: Float) throws {
    let rows = Matrix<Float>(rows: 2, columns: 2, values: [0, 0, 3 * factor, 4 * factor])
    #expect(abs(try similarity(of: rows, metric: .euclidean)[0, 1] / factor - 5) < 1e-5)
  }

  @Test func noNumberStaysNone() throws {
    let rows = Matrix<Double>(rows: 3, columns: 1, values: [.nan, 1, .infinity])
    let distances = try similarity(of: rows, metric: .euclidean)
    #expect(distances[0, 1].isNaN && distances[1, 0].isNaN)
    #expect(distances[1, 2] == .infinity)
    let zero = Matrix<Double>(rows: 2, columns: 2, values: [0, 0, 1, 1])
    let cosines = try similarity(of: zero, metric: .cosine)
    #expect(cosines[0, 1].isNaN && cosines[0, 0].isNaN && cosines[1, 1] == 1)
  }
}
