// Attention with an encoding beside attention without positions: identities of the two halves.

import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct AttentionPositionTests {
  /// Six tokens with one text: alike in everything but their position.
  private let alike = "a a a a a a"
  private let sentence = "the cat sat on the mat"

  /// The two halves of what is saved.
  private func halves(
    _ line: String, tokens: String
  ) throws -> (before: Matrix<Double>, after: Matrix<Double>) {
    let words = ["--tokens", tokens] + line.split(separator: " ").map(String.init)
    let table = try #require(try draft(Attention.self, words).table)
    let rows = table.matrix.rows / 2
    #expect(table.shape(of: table.matrix) == [2, rows, table.matrix.columns])
    #expect(table.rowLabels.count == 2 * rows)
    return (table.matrix.rows(0..<rows), table.matrix.rows(rows..<2 * rows))
  }

  @Test(
    arguments: [
      "--rope", "--alibi", "--relative t5", "--relative shaw", "--relative transformer-xl",
      "--encoding sinusoidal", "--encoding rope:pairs=interleaved", "--encoding retnet",
    ], ["", " --mask causal", " --stage scaled", " --stage output --temperature 2"])
  func theFirstHalfIsAttentionAsItIs(encoding: String, more: String) throws {
    let words = ["--tokens", sentence] + "--seed 7\(more)".split(separator: " ").map(String.init)
    let plain = try #require(try draft(Attention.self, words).table)
    let (before, after) = try halves("--seed 7\(more) \(encoding)", tokens: sentence)
    #expect(before == plain.matrix)
    #expect(after.values != before.values)
    guard more.isEmpty || more.contains("mask") else { return }
    for row in 0..<after.rows {
      #expect(abs(after.row(row).reduce(0, +) - 1) < 1e-12)
    }
  }

  /// 2^-(h + 1) are the slopes of eight heads (Press et al. 2022, section 3).
  @Test(arguments: [0, 3, 7]) func alibiAddsToTheScaledScores(head: Int) throws {
    let (before, after) = try halves(
      "--seed 7 --stage scaled --alibi --head \(head)", tokens: sentence)
    for query in 0..<6 {
      for key in 0..<6 {
        let bias = -pow(2, -Double(head + 1)) * abs(Double(query - key))
        #expect(abs(after[query, key] - before[query, key] - bias) < 1e-12)
      }
    }
    // And the weights are the softmax of that.
    let weights = try halves("--seed 7 --alibi --head \(head)", tokens: sentence).after
    for query in 0..<6 {
      let powers = (0..<6).map { exp(after[query, $0]) }
      for key in 0..<6 {
        #expect(abs(weights[query, key] - powers[key] / powers.reduce(0, +)) < 1e-12)
      }
    }
  }

  /// One vector q and one vector k turned by i and j: |q| |k| cos(φ + i - j), whose neighbours add up
  /// to 2 cos(1) times itself.
  @Test func scoresOfRopeDependOnTheDistanceAlone() throws {
    let (before, after) = try halves("--seed 5 --dimensions 2 --stage scores --rope", tokens: alike)
    #expect(Set(before.values).count == 1)
    func score(_ distance: Int) -> Double {
      distance < 0 ? after[0, -distance] : after[distance, 0]
    }
    for query in 0..<6 {
      for key in 0..<6 {
        #expect(abs(after[query, key] - score(query - key)) < 1e-12)
      }
    }
    for distance in -4...4 {
      let sum = score(distance - 1) + score(distance + 1)
      #expect(abs(sum - 2 * cos(1) * score(distance)) < 1e-12)
    }
    #expect(abs(score(0) - before[0, 0]) < 1e-12)
    #expect(abs(score(0) - score(1)) > 1e-3)
  }

  @Test(arguments: ["--relative t5", "--relative shaw", "--relative transformer-xl"])
  func relativePositionsAreConstantAlongDiagonals(option: String) throws {
    let (before, after) = try halves("--seed 7 --stage scaled \(option)", tokens: alike)
    #expect(Set(before.values).count == 1)
    for query in 1..<6 {
      for key in 1..<6 {
        #expect(abs(after[query, key] - after[query - 1, key - 1]) < 1e-12)
      }
    }
    // Both directions, and the six distances of one, are told apart.
    #expect(abs(after[0, 1] - after[1, 0]) > 1e-6)
    #expect(Set((0..<6).map { (after[5, $0] * 1e9).rounded() }).count == 6)
  }

  /// All stages in one diagram are those with the encoding.
  @Test func allStagesShowTheEncodingInItsPlace() throws {
    func texts(_ line: String, _ language: Language = .english) throws -> (String, String) {
      let words = ["--tokens", sentence] + line.split(separator: " ").map(String.init)
      let figure = try draft(Attention.self, words, language: language).figure
      return ("\(figure.content)", figure.title?.plain ?? "")
    }
    let (plain, plainTitle) = try texts("--seed 7 --stage all")
    let (turned, title) = try texts("--seed 7 --stage all --rope")
    #expect(turned.contains(", turned") && !plain.contains(", turned") && turned != plain)
    #expect(title == plainTitle + " with RoPE")
    let (biased, _) = try texts("--seed 7 --stage all --alibi")
    #expect(biased.contains("+ bias") && !turned.contains("+ bias"))
    #expect(try texts("--seed 7 --stage all --rope", .chinese).0.contains("（旋转后）"))
  }

  @Test(arguments: ["--rope", "--alibi", "--relative t5", "--encoding sinusoidal"])
  func crossAttentionHasEncodingsAsWell(option: String) throws {
    let words =
      ["--query-tokens", "a a a", "--key-tokens", "a a a a a", "--seed", "7", "--stage"]
    let table = try #require(
      try draft(
        CrossAttention.self,
        words + [option == "--encoding sinusoidal" ? "weights" : "scaled"]
          + option.split(separator: " ").map(String.init)
      ).table)
    #expect(table.shape(of: table.matrix) == [2, 3, 5])
    let (before, after) = (table.matrix.rows(0..<3), table.matrix.rows(3..<6))
    let first = try #require(before.values.first)
    #expect(before.values.allSatisfy { abs($0 - first) < 1e-12 } && after.values != before.values)
    guard option != "--encoding sinusoidal" else { return }
    for query in 1..<3 {
      for key in 1..<5 { #expect(abs(after[query, key] - after[query - 1, key - 1]) < 1e-12) }
    }
  }

  @Test func aVectorOfTheTokenTellsEqualTokensApart() throws {
    let (before, after) = try halves("--seed 7 --encoding sinusoidal", tokens: alike)
    #expect(before.values.allSatisfy { abs($0 - 1.0 / 6) < 1e-12 })
    #expect(after.values.contains { abs($0 - 1.0 / 6) > 1e-2 })
  }

  @Test func bothPanelsHaveOneScaleAndTheFigureSaysWhoseNumbers() throws {
    for (language, words) in [
      (Language.english, ["Without positions", "With ALiBi", "synthetic", "slope 0.5"]),
      (.chinese, ["无位置信息", "使用 ALiBi", "合成", "斜率 0.5"]),
    ] {
      let figure = try draft(
        Attention.self, ["--tokens", sentence, "--seed", "7", "--alibi"], language: language
      ).figure
      guard case .panels(let grid) = figure.content else {
        Issue.record("no panels")
        return
      }
      #expect(Set(grid.panels.compactMap(\.heatMap).map(\.scale)).count == 1)
      #expect(grid.sharedColorBar != nil && grid.panels.count == 2)
      let said =
        grid.panels.compactMap { $0.title?.plain }.joined(separator: " ") + figure.displayedNotes
      for word in words { #expect(said.contains(word), "\(word): \(said)") }
    }
  }

  @Test func barsOfBothHaveTheSameAxis() throws {
    let draft = try draft(
      Attention.self, ["--tokens", sentence, "--seed", "7", "--rope", "--query-token", "cat"])
    guard case .panels(let grid) = draft.figure.content else {
      Issue.record("no panels")
      return
    }
    #expect(grid.panels.count == 2 && grid.panels[0].y.domain == grid.panels[1].y.domain)
    #expect(draft.table.map { $0.shape(of: $0.matrix) } == [2, 1, 6])
  }

  @Test func anEncodingThatHidesKeysSaysSo() throws {
    func warnings(_ line: String) throws -> [String] {
      try draft(
        Attention.self, ["--tokens", sentence] + line.split(separator: " ").map(String.init)
      ).warnings.typed
    }
    #expect(try warnings("--encoding alibi:form=causal").contains { $0.contains("--mask causal") })
    #expect(try warnings("--encoding alibi:form=causal --mask causal").isEmpty)
    #expect(try warnings("--alibi").isEmpty)
    let figure = try draft(
      Attention.self, ["--tokens", sentence, "--encoding", "alibi:form=causal"])
    #expect(
      figure.heatMaps[0].isMasked == nil
        && figure.heatMaps[1].isMasked == (0..<36).map { $0 % 6 > $0 / 6 })
  }

  @Test func headsOfFilesHaveTheirOwnSlopes() throws {
    let folder = try Folder()
    // Three heads of two tokens; three heads have the slopes 1/16, 1/256 and 1/4.
    try folder.write("[[[1, 0], [0, 1]], [[1, 0], [0, 1]], [[1, 0], [0, 1]]]", to: "q.json")
    for (head, slope) in [1 / 16.0, 1 / 256.0, 1 / 4.0].enumerated() {
      let table = try #require(
        try draft(
          Attention.self,
          "--query q.json --key q.json --head \(head) --stage scaled --alibi"
            .split(separator: " ").map(String.init), folder: folder.path
        ).table?.matrix)
      #expect(abs(table[2, 1] - table[0, 1] + slope) < 1e-12)
      #expect(table[2, 0] == table[0, 0])
    }
    let error = try failure(
      Attention.self,
      "--query q.json --key q.json --head 0 --encoding sinusoidal".split(separator: " ")
        .map(String.init), folder: folder.path)
    #expect(error.cause == .usage && error.typed.contains("have it already"))
  }

  /// A file of one matrix has no heads: `--head` is then the encoding's.
  @Test func aSingleMatrixTakesTheSlopeOfAHead() throws {
    let folder = try Folder()
    try folder.write("[[1, 0], [0, 1], [1, 1]]", to: "q.json")
    func after(_ more: String) throws -> Matrix<Double> {
      let words = "--query q.json --key q.json --stage scaled \(more)".split(separator: " ")
      let table = try #require(
        try draft(Attention.self, words.map(String.init), folder: folder.path).table)
      return table.matrix.rows(3..<6)
    }
    // The slopes of three heads.
    for (head, slope) in [1 / 16.0, 1 / 256.0, 1 / 4.0].enumerated() {
      let matrix = try after("--encoding alibi:heads=3 --head \(head)")
      #expect(abs(matrix[2, 0] - 1 / 2.0.squareRoot() + 2 * slope) < 1e-12)
    }
    for (more, words) in [
      ("--encoding rope --head 1", "leave --head out"), ("--head 1", "there are no heads"),
      ("--encoding alibi:heads=3 --head 3", "there are 3 heads"),
      ("--encoding alibi --layer 1 --head 1", "there are no layers"),
    ] {
      let error = try failure(
        Attention.self,
        "--query q.json --key q.json \(more)".split(separator: " ").map(String.init),
        folder: folder.path)
      #expect(error.cause == .usage && error.typed.contains(words), "\(error)")
    }
  }

  @Test(arguments: [
    ("--rope --alibi", "give one of them"),
    ("--encoding rope,alibi", "give one of them"),
    ("--rope --head 2", "leave --head out"),
    ("--alibi --head 8", "there are 8 heads"),
    ("--alibi --stage scores", "give --stage scaled"),
    ("--rope --dimensions 5", "even"),
    ("--encoding kerple", "r1 is missing"),
    ("--encoding rope-2d:grid=2x2", "position 4"),
    ("--encoding t5:buckets=1000000,max-distance=10000000", "at most 65536 rows"),
    (
      "--encoding sinusoidal:dimensions=8 --dimensions 6",
      "its vectors have 8 numbers and --dimensions is 6"
    ),
    (
      "--encoding fourier:octaves=1 --dimensions 4",
      "its vectors have 2 numbers and --dimensions is 4"
    ),
    ("--encoding rope:dimensions=8 --dimensions 6", "6"),
  ])
  func badInputIsNamed(line: String, words: String) throws {
    let error = try failure(
      Attention.self,
      ["--tokens", sentence] + line.split(separator: " ").map(String.init))
    #expect(error.cause == .usage && error.typed.contains(words), "\(error)")
  }

  /// Without `--dimensions` tokens are as wide as what is added to them, and each row of a table goes to the
  /// token at its position: 0 leaves the first as it is, and another table of the same first numbers in rows
  /// of another length is another encoding.
  @Test(arguments: [1, 2, 3, 6, 9]) func tokensAreAsWideAsWhatIsAdded(width: Int) throws {
    let folder = try Folder()
    func rows(_ value: (Int, Int) -> Int) -> String {
      let rows = (0..<6).map { row in
        "[\((0..<width).map { "\(value(row, $0))" }.joined(separator: ","))]"
      }
      return "[\(rows.joined(separator: ","))]"
    }
    // Row 2 alone has numbers.
    try folder.write(rows { $0 == 2 ? $1 + 3 : 0 }, to: "table.json")
    let line = "--seed 7 --stage scores --encoding learned:\(folder.path)/table.json"
    let (before, after) = try halves(line, tokens: sentence)
    for query in 0..<6 {
      for key in 0..<6 {
        let isMoved = query == 2 || key == 2
        #expect((before[query, key] != after[query, key]) == isMoved, "\(query), \(key)")
      }
    }
    let stated = try halves("\(line) --dimensions \(width)", tokens: sentence)
    #expect(stated.after == after && stated.before == before)
    let error = try failure(
      Attention.self,
      ["--tokens", sentence]
        + "\(line) --dimensions \(width + 1)".split(separator: " ").map(String.init))
    #expect(error.cause == .usage)
    #expect(error.typed.contains("\(width) numbers and --dimensions is \(width + 1)"))
  }

  @Test(arguments: [
    "sinusoidal:dimensions=8", "fourier:octaves=3", "fourier:octaves=1",
    "sincos-2d:dimensions=16,grid=2x3", "rope:dimensions=10", "index:dimensions=2",
  ])
  func anEncodingsOwnWidthIsTaken(encoding: String) throws {
    let (before, after) = try halves("--seed 3 --encoding \(encoding)", tokens: sentence)
    #expect(before.columns == 6 && after.values != before.values)
    let cross = try draft(
      CrossAttention.self,
      ["--query-tokens", "a b c", "--key-tokens", "d e", "--encoding", encoding])
    #expect(cross.table?.matrix.rows == 6)
  }

  @Test func weightsOfFilesAreDrawnAsTheyAre() throws {
    let error = try failure(
      Attention.self,
      ["--weights", "minilm/attentions.npy", "--layer", "0", "--head", "0", "--rope"])
    #expect(error.cause == .usage && error.typed.contains("--rope: --weights are drawn"))
  }
}
