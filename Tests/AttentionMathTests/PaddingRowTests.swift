// fairseq's table from its first row on: the padding's row is all 0.

import AttentionMath
import Testing

@Suite struct PaddingRowTests {
  /// M2M-100's own table, which begins with rows that are no token's.
  @Test func theTableFromItsFirstRowOnIsFairseqs() throws {
    let reference = try ReferenceArray("sinusoid_fairseq_m2m100_padding1_offset2_12x16").matrix
    let encoding = try #require(
      try Encodings.make(
        EncodingSpecification(
          name: "sinusoidal",
          parameters: [
            .init("dimensions", "16"), .init("convention", "fairseq"), .init("first-row", "0"),
          ])) as? SinusoidalEncoding)
    let table = try encoding.matrix(positions: 0..<reference.rows)
    for (ours, theirs) in zip(table.values, reference.values) {
      #expect(abs(ours - theirs) < 1e-12)
    }
    #expect(table.row(1).allSatisfy { $0 == 0 } && encoding.vector(at: 1) == Array(table.row(1)))
    #expect(encoding.value(position: 1, dimension: 15) == 0)
    #expect(encoding.hasPadding(in: 0..<2) && !encoding.hasPadding(in: 2..<400))
    #expect(encoding.conventions == [.fairseq])
  }

  /// Its row stands before the first token's, whatever the padding's id is; tokens never meet it.
  @Test(arguments: [(2, 1), (3, 2), (8, 7), (1, 1), (0, 1)])
  func thePaddingStandsBeforeTheFirstToken(firstRow: Int, padding: Int) throws {
    let options = EncodingOptions(given: [
      "convention": "fairseq", "first-row": "\(firstRow)", "dimensions": "6",
    ])
    let encoding = try SinusoidalEncoding(options: options)
    #expect(encoding.paddingRow == padding && encoding.firstRow == firstRow)
    #expect(encoding.vector(at: padding - firstRow) == [0, 0, 0, 0, 0, 0])
    // Made anew from what it says of itself it is the same.
    let again = try Encodings.make(encoding.specification)
    #expect(again as? SinusoidalEncoding == encoding)
    let others = try SinusoidalEncoding(
      dimensions: 6, layout: .halves, spacing: .endpoint, firstRow: firstRow)
    for position in [padding - firstRow + 1, 5, 900] {
      #expect(encoding.vector(at: position) == others.vector(at: position))
    }
  }
}
