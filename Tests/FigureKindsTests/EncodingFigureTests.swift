// bias, wavelengths, decay, binary: their numbers against those of others, and what they refuse.

import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import Foundation
import MatrixFiles
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct BiasFigureTests {
  @Test(arguments: [("causal", "causal"), ("symmetric", "symmetric")])
  func alibiIsTheReference(form: String, file: String) throws {
    let table = try #require(
      try draft(Bias.self, "--encoding alibi:form=\(form) --heads 4 --positions 8").table)
    let expected = try MatrixFile.open(
      "\(fixturesFolder)/encodings/alibi_bias_\(file)_4heads.npy"
    ).tensor()
    #expect(table.shape(of: table.matrix) == expected.info.shape)
    for head in 0..<4 {
      let matrix: Matrix<Double> = try expected.matrix(at: [head])
      for row in 0..<8 {
        for column in 0..<8 {
          let (a, b) = (table.matrix[head * 8 + row, column], matrix[row, column])
          #expect(a == b || abs(a - b) < 1e-12)
        }
      }
    }
  }

  @Test func bucketsAreThoseOfTheReference() throws {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: fixturesFolder + "/encodings/t5_buckets_16_64.json"))
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    // -300 … 300, key position - query position.
    for (flag, key) in [("yes", "bidirectional"), ("no", "causal")] {
      let both = try #require(object[key] as? [String: Any])
      let buckets = try #require(both["exact"] as? [Int])
      let matrix = try #require(
        try draft(
          Bias.self,
          "--encoding t5:bidirectional=\(flag) --buckets 16 --max-distance 64 --positions 100"
        ).table?.matrix)
      for (distance, bucket) in zip(-300...300, buckets) where abs(distance) < 100 {
        let query = distance < 0 ? -distance : 0
        // A decoder's later keys are hidden.
        let isHidden = flag == "no" && distance > 0
        #expect(
          matrix[query, query + distance] == (isHidden ? -.infinity : Double(bucket)), "\(distance)"
        )
      }
    }
  }

  /// Later keys are hatched where a decoder looks back alone, with buckets, with trained numbers and
  /// beside the other direction; T5's buckets 0 … 15 have a distance each.
  @Test func aDecodersLaterKeysAreHidden() throws {
    let hidden = (0..<64).map { $0 % 8 > $0 / 8 }
    let folder = try Folder()
    try folder.write(
      (0..<32).map { "\($0 * 10),\($0)" }.joined(separator: "\n") + "\n", to: "numbers.csv")
    let buckets = try draft(Bias.self, "--encoding t5:bidirectional=no --positions 8")
    let trained = try draft(
      Bias.self,
      ["--encoding", "t5:bidirectional=no", "--positions", "8", "--table", "numbers.csv"],
      folder: folder.path)
    let both = try draft(Conventions.self, "--encoding t5 --positions 8")
    for map in [buckets.heatMaps[0], trained.heatMaps[0], trained.heatMaps[1], both.heatMaps[1]] {
      #expect(map.isMasked == hidden)
    }
    #expect(both.heatMaps[0].isMasked == nil)
    for query in 0..<8 {
      for key in 0..<8 {
        let number = key > query ? -.infinity : Double(query - key)
        #expect(buckets.table?.matrix[query, key] == number)
        #expect(trained.table?.matrix[query, key] == number * 10)
      }
    }
  }

  /// Rows of tables are whole numbers in files; a bias has an axis of heads for one head as well.
  @Test func filesOfNumbersAreWhatTheyHold() throws {
    for line in ["--encoding t5 --positions 20", "--encoding shaw:clip=2 --positions 20"] {
      let table = try #require(try draft(Bias.self, line).table)
      let integers = try #require(table.integers(of: table.matrix))
      #expect(integers.map(Double.init) == table.matrix.values)
      #expect(table.shape(of: table.matrix) == [20, 20])
    }
    for line in ["--encoding t5 --positions 20", "--encoding shaw:clip=2 --positions 20"] {
      #expect(try draft(Bias.self, line).table?.hidesIndices == false)
    }
    let one = try #require(try draft(Bias.self, "--heads 1 --positions 6").table)
    #expect(one.shape(of: one.matrix) == [1, 6, 6] && one.integers(of: one.matrix) == nil)
  }

  /// What a decoder's query may not see is -1 in files: no row of a table is that, and integers have no
  /// infinity. Rows of other tables that are drawn beside it stay as they are.
  @Test func hiddenRowsOfTablesAreWholeNumbersToo() throws {
    let hidden = try #require(
      try draft(Bias.self, "--encoding t5:bidirectional=no --positions 8").table)
    #expect(hidden.hidesIndices)
    var rows: [Int64] = []
    for query in 0..<8 {
      for key in 0..<8 { rows.append(key > query ? -1 : Int64(query - key)) }
    }
    #expect(hidden.integers(of: hidden.matrix) == rows)
    #expect(hidden.stored(hidden.matrix).values.contains(-1))
    let both = try #require(try draft(Conventions.self, "--encoding t5 --positions 8").table)
    let integers = try #require(both.integers(of: both.matrix))
    #expect(integers[..<64].allSatisfy { $0 >= 0 })
    #expect(integers[64...].count { $0 == -1 } == 28)
    // A bias of which nothing is looked up keeps its infinities.
    let alibi = try #require(
      try draft(Bias.self, "--encoding alibi:form=causal --heads 1 --positions 4").table)
    #expect(!alibi.hidesIndices && alibi.stored(alibi.matrix) == alibi.matrix)
    #expect(alibi.matrix.values.contains(-.infinity))
  }

  /// Any number of heads is computed and saved; of more than 64 some are drawn, which is said.
  @Test(arguments: [(65, 16), (71, 16), (112, 16), (64, 64), (7, 7)])
  func moreHeadsThanPanelsAreSampled(heads: Int, panels: Int) throws {
    let drawn = try draft(Bias.self, "--heads \(heads) --positions 3")
    let table = try #require(drawn.table)
    #expect(table.shape(of: table.matrix) == [heads, 3, 3])
    guard case .panels(let grid) = drawn.figure.content else {
      Issue.record("no panels")
      return
    }
    #expect(grid.panels.count == panels)
    #expect(drawn.warnings.isEmpty == (heads == panels))
    if heads > panels {
      let titles = grid.panels.compactMap { $0.title?.spans.map(\.text).joined() }
      #expect(titles.first?.hasPrefix("Head 0: ") == true)
      #expect(titles.last?.hasPrefix("Head \(heads - 1): ") == true)
      #expect("\(drawn.warnings)".contains("\(heads) heads: more than 64"))
      #expect(drawn.figure.notes.contains { $0.text == "16 heads of \(heads), evenly spread." })
    }
    // Row 2, column 0: −2 slope. The last head by the formula of the paper for its place.
    let below = 1 << Int(log2(Double(heads)))
    let last =
      heads == below ? -8.0 : -8 * Double(2 * (heads - below) - 1) / Double(2 * below)
    #expect(abs(table.matrix[3 * heads - 1, 0] + 2 * exp2(last)) < 1e-15)
  }

  @Test func headsAreChosenInTheirOrder() throws {
    let all = try #require(try draft(Bias.self, "--heads 9 --positions 4").table).matrix
    let some = try draft(Bias.self, "--heads 9 --positions 4 --at-heads 8,2-3")
    let table = try #require(some.table)
    #expect(table.shape(of: table.matrix) == [3, 4, 4])
    for (place, head) in [8, 2, 3].enumerated() {
      #expect(table.matrix.rows(4 * place..<4 * place + 4) == all.rows(4 * head..<4 * head + 4))
      #expect(table.rowLabels[4 * place] == "head \(head): 0")
    }
    #expect(some.warnings.isEmpty && some.figure.notes.contains { $0.text == "3 heads of 9." })
    let one = try draft(Bias.self, "--heads 9 --positions 4 --at-heads 5").figure
    guard case .panels(let grid) = one.content else {
      Issue.record("no panels")
      return
    }
    #expect(grid.panels.first?.title?.spans.map(\.text).joined().hasPrefix("Head 5: ") == true)
  }

  @Test func allHeadsHaveOneScaleAndHiddenKeysAreHatched() throws {
    let figure = try draft(Bias.self, "--heads 6 --positions 12").figure
    guard case .panels(let grid) = figure.content else {
      Issue.record("no panels")
      return
    }
    let maps = grid.panels.compactMap(\.heatMap)
    #expect(maps.count == 6 && Set(maps.map(\.scale)).count == 1)
    #expect(grid.sharedColorBar != nil && maps.allSatisfy { $0.colorBar == nil })
    // Keys after the query, 66 of 144.
    #expect(maps.allSatisfy { $0.isMasked?.count { $0 } == 66 })
    // Six heads are no power of two: those of four, and every second of eight.
    let titles = grid.panels.compactMap { $0.title?.spans.map(\.text).joined() }
    #expect(
      titles[0].hasSuffix("0.25") && titles[4].hasSuffix("0.5") && titles[5].hasSuffix("0.125"))
  }

  @Test func variablesOfFormulasAreItalic() throws {
    func italics(_ text: RichText?) -> [String] {
      (text?.spans ?? []).filter(\.isItalic).map(\.text)
    }
    #expect(try italics(draft(Bias.self, "").figure.setNotes) == ["i", "j"])
    let decay = try draft(Bias.self, "--encoding retnet --positions 5")
    #expect(decay.panels.first?.title.map(italics) == ["γ"])
    let hands = try draft(Rotation.self, "--dimensions 8")
    #expect(hands.panels.allSatisfy { $0.title.map(italics) == ["λ"] })
    #expect(italics(hands.figure.setNotes).last == "λ")
    #expect(
      try italics(draft(Decay.self, "--encoding rope --distances 0-20").figure.setNotes).suffix(2)
        == ["q", "k"])
  }

  /// 16 of the 100 that were asked for are not spread over all 112; Shaw's distances have no buckets.
  @Test func notesAndTitlesSayWhatIsShown() throws {
    let some = try draft(Bias.self, "--heads 112 --at-heads 0-99 --positions 5")
    #expect(some.figure.displayedNotes.contains("16 heads of the 100 that were chosen of 112"))
    let all = try draft(Bias.self, "--heads 112 --positions 5")
    #expect(all.figure.displayedNotes.contains("16 heads of 112, evenly spread"))
    #expect(
      try draft(Bias.self, "--encoding shaw").figure.title?.plain
        == "Rows of the table of Shaw’s clipped distances")
    #expect(try draft(Bias.self, "--encoding t5").figure.title?.plain.hasPrefix("Buckets") == true)
    for encoding in ["retnet", "kerple:r1=1,r2=1,kernel=power"] {
      let notes = try draft(Bias.self, "--encoding \(encoding)").figure.displayedNotes
      #expect(!notes.contains("^"), "\(notes)")
    }
    let decay = try draft(Decay.self, "--encoding kerple:r1=1,r2=1,alibi --distances 0-20")
    #expect(decay.figure.displayedNotes.contains("ALiBi: 8 heads, −slope"))
  }

  @Test(arguments: [
    ("--encoding rope", "adds to scores"),
    ("--encoding alibi --buckets 8", "takes no buckets"),
    ("--encoding t5 --heads 4", "takes no heads"),
    ("--encoding alibi:heads=4 --heads 8", "one says 8 and the other 4"),
    ("--encoding t5 --buckets 7", "even number"),
    ("--encoding t5 --buckets 32 --max-distance 8", "more than the 8"),
    ("--encoding kerple", "r1 is missing"),
    ("--encoding alibi,t5", "one encoding"),
    ("--heads 3 --at-heads 0,3", "there are 3 heads, 0 to 2"),
    ("--heads 3 --at-heads 1,0-2", "head 1 is named twice"),
    ("--encoding t5 --at-heads 0", "the same for every head"),
    (
      "--encoding t5 --table encodings/sinusoid_vaswani_interleaved_12x16.npy",
      "[32, heads] is needed"
    ),
  ])
  func badInputIsNamed(line: String, words: String) throws {
    let error = try failure(Bias.self, line.split(separator: " ").map(String.init))
    #expect(error.cause == .usage && error.typed.contains(words), "\(error)")
  }
}

@Suite struct WavelengthTests {
  @Test func theyAreThoseOfTheFormulas() throws {
    // 8 dimensions have the frequencies 1, 0.1, 0.01, 0.001.
    let matrix = try #require(
      try draft(
        Wavelengths.self,
        "--encoding rope,rope:scaling=linear,rope:scaling=ntk --factor 4 --dimensions 8"
      ).table?.matrix)
    for (pair, frequency) in [1, 0.1, 0.01, 0.001].enumerated() {
      let wave = 2 * Double.pi / frequency
      #expect(abs(matrix[0, pair] / wave - 1) < 1e-14)
      #expect(abs(matrix[1, pair] / (4 * wave) - 1) < 1e-14)
      // NTK-aware: the base times 4^(8/6), so that the slowest is stretched by 4 and the fastest is not.
      #expect(abs(matrix[2, pair] / (wave * pow(4, Double(pair) / 3)) - 1) < 1e-12)
    }
  }

  @Test func theContextIsALine() throws {
    let figure = try draft(
      Wavelengths.self, "--encoding rope:scaling=yarn --context 2048 --factor 8"
    ).figure
    guard case .panels(let grid) = figure.content, case .chart(let chart) = grid.panels[0].content
    else {
      Issue.record("no chart")
      return
    }
    #expect(chart.rules.map(\.value) == [2048, 16384])
  }

  @Test(arguments: [
    ("--encoding rope --factor 4", "nothing is stretched"),
    ("--encoding rope:scaling=yarn", "stretches by a factor"),
    ("--encoding alibi", "pairs with frequencies"),
    ("--encoding rope --dimensions 7", "even"),
  ])
  func badInputIsNamed(line: String, words: String) throws {
    let error = try failure(Wavelengths.self, line.split(separator: " ").map(String.init))
    #expect(error.cause == .usage && error.typed.contains(words), "\(error)")
  }
}

@Suite struct DecayTests {
  @Test func biasesFallByTheirFormula() throws {
    let matrix = try #require(
      try draft(Decay.self, "--encoding alibi:heads=2 --distances 0-20").table?.matrix)
    // Slopes 2^-4 and 2^-8.
    for distance in 0...20 {
      #expect(abs(matrix[0, distance] - exp(-Double(distance) / 16)) < 1e-14)
      #expect(abs(matrix[1, distance] - exp(-Double(distance) / 256)) < 1e-14)
    }
  }

  @Test func theBoundIsRoFormersAndTheMeanIsNear() throws {
    let matrix = try #require(
      try draft(
        Decay.self, "--encoding rope --dimensions 4 --distances 3-9 --samples 4000 --seed 5"
      ).table?.matrix)
    for (column, distance) in (3...9).enumerated() {
      let m = Double(distance)
      // Frequencies 1 and 0.01: |S_1| = 1, |S_2| = |1 + e^(i m 0.99)|, over 1 + 2.
      let bound = (1 + 2 * abs(cos(m * 0.99 / 2))) / 3
      #expect(abs(matrix[0, column] - bound) < 1e-12)
      // Of isotropic vectors the mean is the mean of the cosines.
      #expect(abs(matrix[1, column] - (cos(m) + cos(m * 0.01)) / 2) < 0.05)
      #expect(matrix[2, column] >= matrix[1, column] && matrix[3, column] <= matrix[1, column])
    }
  }

  @Test func randomVectorsAreSaidToBeSynthetic() throws {
    for language in Language.allCases {
      let figure = try draft(Decay.self, "--encoding rope --distances 0-9", language: language)
        .figure
      let word = language == .english ? "synthetic" : "合成"
      #expect(figure.displayedNotes.contains(word) && figure.displayedNotes.contains("0"))
    }
  }

  /// A scaling of which nothing says how far it stretches reaches the greatest distance, and says so.
  @Test func aScalingWithoutItsFactorReachesTheGreatestDistance() throws {
    let taken = try draft(
      Decay.self,
      "--encoding rope,rope:scaling=yarn --context 512 --distances 0-1280 --dimensions 16")
    let given = try draft(
      Decay.self,
      "--encoding rope,rope:scaling=yarn --context 512 --distances 0-1280 --dimensions 16 --factor 2.5"
    )
    #expect(taken.table?.matrix == given.table?.matrix)
    #expect(taken.warnings.typed.count == given.warnings.typed.count + 1)
    #expect(taken.warnings.typed.contains { $0.contains("stretched 2.5 times") })
  }

  @Test(arguments: [
    ("--encoding sinusoidal", "turns queries and keys"),
    ("--distances=-3-5", "begin at 0"),
    ("--distances 0-999999", "at most"),
    ("--encoding rope:scaling=linear", "stretches by a factor"),
  ])
  func badInputIsNamed(line: String, words: String) throws {
    let error = try failure(Decay.self, line.split(separator: " ").map(String.init))
    #expect(error.cause == .usage && error.typed.contains(words), "\(error)")
  }
}

@Suite struct BinaryCounterTests {
  @Test(arguments: [1, 4, 7]) func rowsAreBinaryNumbers(bits: Int) throws {
    let matrix = try #require(try draft(BinaryCounter.self, "--bits \(bits)").table?.matrix)
    #expect(matrix.rows == 1 << bits && matrix.columns == 3 * bits)
    for row in 0..<matrix.rows {
      let text = (0..<bits).reversed().map { matrix[row, $0] == 1 ? "1" : "0" }.joined()
      #expect(Int(text, radix: 2) == row)
      // The first sine beside the bits is sin(pos).
      #expect(abs(matrix[row, bits] - sin(Double(row))) < 1e-12)
    }
  }
}

@Suite struct ShiftMatrixTests {
  @Test(arguments: [3, -5]) func itTurnsEachPairByItsFrequency(offset: Int) throws {
    let matrix = try #require(
      try draft(Shift.self, "--matrix \(offset) --dimensions 4").table?.matrix)
    for (pair, frequency) in [1, 0.01].enumerated() {
      let angle = Double(offset) * frequency
      #expect(abs(matrix[2 * pair, 2 * pair] - cos(angle)) < 1e-14)
      #expect(abs(matrix[2 * pair, 2 * pair + 1] - sin(angle)) < 1e-14)
      #expect(abs(matrix[2 * pair + 1, 2 * pair] + sin(angle)) < 1e-14)
    }
    #expect(matrix[0, 2] == 0 && matrix[3, 1] == 0)
  }

  @Test func theVectorAfterIsThatOfThePositionLater() throws {
    let figure = try draft(Shift.self, "--matrix 3 --dimensions 16 --pairs 9-4").figure
    guard case .panels(let grid) = figure.content, case .chart(let chart) = grid.panels[1].content
    else {
      Issue.record("no chart")
      return
    }
    for pair in 0..<8 {
      let angle = 7 * pow(10000, -Double(pair) / 8)
      #expect(abs(chart.series[1].y[2 * pair] - sin(angle)) < 1e-12)
      #expect(abs(chart.series[1].y[2 * pair + 1] - cos(angle)) < 1e-12)
    }
  }

  @Test func anEncodingWithoutOneIsRefused() throws {
    let error = try failure(Shift.self, ["--encoding", "index", "--matrix", "3"])
    #expect(error.typed.contains("one matrix is needed; use sinusoidal, rope"))
  }
}

@Suite struct ConventionTests {
  @Test(arguments: [
    ("sinusoid_vaswani_interleaved_12x16", "Vaswani et al., XLM"),
    ("sinusoid_marian_hf_pegasus_sin_then_cos_12x16", "Marian, Pegasus"),
    ("sinusoid_tensor2tensor_whisper_sin_then_cos_12x16", "tensor2tensor"),
    ("sinusoid_fairseq_m2m100_padding1_offset2_12x16", "fairseq"),
  ])
  func aTablesConventionIsTold(file: String, program: String) throws {
    let drawn = try draft(
      Conventions.self, "--encoding sinusoidal --table encodings/\(file).npy")
    #expect(drawn.warnings.isEmpty)
    #expect(
      drawn.figure.displayedNotes
        == "The table is that of \(program); greatest difference < 10⁻¹².")
    // The table and four tables of programs.
    #expect(drawn.table?.matrices == 5)
  }

  @Test(arguments: [
    ("sincos2d_mae_14x14_d64", "MAE"), ("sincos2d_rowfirst_14x14_d64", "Rows first"),
  ])
  func anImageTablesConventionIsTold(file: String, program: String) throws {
    let drawn = try draft(
      Conventions.self, "--encoding sincos-2d --grid 14x14 --table encodings/\(file).npy")
    #expect(drawn.figure.displayedNotes.hasPrefix("The table is that of \(program)"))
  }

  @Test func aTableOfNoConventionIsSaidToBeNone() throws {
    let drawn = try draft(
      Conventions.self, "--encoding sinusoidal --table encodings/rope_cos_default_64.npy")
    #expect(drawn.warnings.count == 1 && drawn.figure.displayedNotes.contains("none of these"))
  }

  @Test func bothConventionsOfRoPETurnByTheSameAngles() throws {
    let matrix = try #require(
      try draft(Conventions.self, "--encoding rope --dimensions 4 --positions 3").table?.matrix)
    #expect(matrix.rows == 8)
    // Frequencies 1 and 0.01. Halves pair 0 with 2, interleaved 0 with 1.
    #expect(abs(matrix[2, 0] - sin(3)) < 1e-14 && abs(matrix[3, 1] - sin(0.03)) < 1e-14)
    #expect(abs(matrix[5, 0] - sin(3)) < 1e-14 && abs(matrix[7, 2] - sin(0.03)) < 1e-14)
    #expect(matrix[1, 0] == 0 && matrix[6, 0] == 0)
  }

  @Test(arguments: [
    ("--encoding rope --table encodings/rope_cos_default_64.npy", "the same in both"),
    (
      "--encoding sincos-2d --grid 4x4 --table encodings/sincos2d_mae_14x14_d64.npy", "grid of 4x4"
    ),
    ("--encoding rope --dimensions 7", "even"),
  ])
  func badInputIsNamed(line: String, words: String) throws {
    let error = try failure(Conventions.self, line.split(separator: " ").map(String.init))
    #expect(error.cause == .usage && error.typed.contains(words), "\(error)")
  }
}
