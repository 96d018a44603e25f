// What figures of encodings say: which numbers are taken, which rows stand where, how letters are set.

import AttentionMath
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct EncodingWordsTests {
  @Test(arguments: [Language.english, .chinese])
  func transformerXLSaysWhatIsLeftOut(language: Language) throws {
    let draft = try draft(
      Attention.self, ["--tokens", "a b c", "--seed", "7", "--relative", "transformer-xl"],
      language: language)
    let words = language == .english ? "u and v as 0" : "u 与 v 取 0"
    #expect(draft.figure.displayedNotes.contains(words), "\(draft.figure.displayedNotes)")
  }

  /// Beside other encodings a scaling has its factor and its context, and none of its usual numbers.
  @Test(arguments: [("yarn", "YaRN"), ("llama3", "Llama 3")])
  func decayTellsAScalingInBrief(scaling: String, title: String) throws {
    let draft = try draft(
      Decay.self, "--encoding rope:scaling=\(scaling),factor=8,original=8192 --distances 0-16")
    #expect(draft.figure.displayedNotes.contains("scaling \(title) (factor 8, original 8192)."))
  }

  /// No two encodings of one figure have one name, unless they are the same: labels have what differs.
  @Test(arguments: [
    ("rope:base=10000,rope:base=500000", ["RoPE, base 10000", "RoPE, base 500000"]),
    (
      "rope,rope:scaling=yarn,factor=2,original=512,rope:scaling=yarn,factor=8,original=512",
      ["RoPE", "RoPE, YaRN, factor 2", "RoPE, YaRN, factor 8"]
    ),
    (
      "rope:partial=0.5,rope,rope:base=77",
      [
        "RoPE, 8 dimensions turned, base 10000", "RoPE, 16 dimensions turned, base 10000",
        "RoPE, 16 dimensions turned, base 77",
      ]
    ),
    ("rope:pairs=interleaved,rope", ["RoPE, interleaved", "RoPE, halves"]),
    (
      "rope:partial=0.5,rope:base=500000",
      [
        "RoPE, 8 dimensions turned, base 10000", "RoPE, 16 dimensions turned, base 500000",
      ]
    ),
    (
      "rope:partial=0.5,rope:pairs=interleaved",
      [
        "RoPE, 8 dimensions turned, halves", "RoPE, 16 dimensions turned, interleaved",
      ]
    ),
    (
      "sinusoidal:base=100,sinusoidal:convention=marian",
      [
        "The sinusoidal encoding, Vaswani et al./XLM, base 100",
        "The sinusoidal encoding, Marian/Pegasus, base 10000",
      ]
    ),
    (
      "sinusoidal:convention=marian,sinusoidal,sinusoidal:convention=tensor2tensor",
      [
        "The sinusoidal encoding, Marian/Pegasus", "The sinusoidal encoding, Vaswani et al./XLM",
        "The sinusoidal encoding, tensor2tensor",
      ]
    ),
    ("sinusoidal,rope", ["The sinusoidal encoding", "RoPE"]),
    ("rope,rope", ["RoPE", "RoPE"]),
  ])
  func labelsHaveWhatDiffers(encodings: String, labels: [String]) throws {
    let line = "--encoding \(encodings) --dimensions 16"
    let similarity = try draft(PositionalSimilarity.self, "\(line) --positions 6")
    #expect(similarity.panels.compactMap { $0.title?.plain } == labels)
    for label in labels { #expect(similarity.figure.displayedNotes.contains("\(label): ")) }
    let wavelengths = try draft(Wavelengths.self, "\(line) --context 512")
    #expect(
      wavelengths.charts[0].series.compactMap(\.label)
        == labels.map { $0.replacingOccurrences(of: "The s", with: "the s") })
    let chinese = try draft(
      PositionalSimilarity.self, "\(line) --positions 6", language: .chinese)
    #expect(
      Set(chinese.panels.compactMap { $0.title?.plain }).count == Set(labels).count)
  }

  @Test func decayTellsBasesApart() throws {
    let draft = try draft(
      Decay.self, "--encoding rope:base=10000,rope:base=500000 --distances 0-16")
    // Each has a panel of its own, under its name.
    guard case .panels(let grid) = draft.figure.content else {
      Issue.record("no panels")
      return
    }
    #expect(grid.panels.map(\.title?.plain) == ["RoPE, base 10000", "RoPE, base 500000"])
    #expect(draft.charts.map { Set($0.series.map(\.style.slot)) } == [[0], [1]])
    #expect(draft.charts.allSatisfy { $0.series.contains { $0.label == "bound" } })
    #expect(draft.figure.displayedNotes.contains("each with itself (q = k)"))
    #expect(Set(try #require(draft.table).rowLabels).count == 6)
  }

  /// Each line's own parameters stand below the title, what all share once.
  @Test func notesTellEachLinesParameters() throws {
    let notes = try draft(
      Wavelengths.self,
      "--encoding rope:base=10000,rope:base=500000,rope:scaling=linear,factor=4 --context 512"
    ).figure.displayedNotes
    #expect(notes.contains("RoPE, base 10000: 128 dimensions, base 10000."))
    #expect(notes.contains("RoPE, base 500000: 128 dimensions, base 500000."))
    #expect(notes.contains("scaling linear (factor 4)."))
    #expect(notes.components(separatedBy: "i and i + 64").count == 2)
    let two = try draft(
      Wavelengths.self, "--encoding rope:pairs=interleaved,rope --context 512"
    ).figure.displayedNotes
    #expect(two.contains("interleaved: dimensions 2i") && two.contains("halves: dimensions i and"))
  }

  /// The sinusoid by options says what is not the paper's, also in the description.
  @Test(arguments: [
    ("--layout halves", "All sines, then all cosines, exponents 2i/d (Marian, Pegasus)"),
    ("--spacing endpoint", "Sines and cosines in turn, exponents i/(d/2 − 1), base 10000"),
    ("--base 500", "base 500"),
    ("--layout halves --spacing endpoint", "(tensor2tensor)"),
  ])
  func theSinusoidByOptionsSaysItsConvention(options: String, words: String) throws {
    for draft in [
      try draft(PositionalHeatMap.self, "--positions 4 --dimensions 8 \(options)"),
      try draft(PositionalSimilarity.self, "--positions 4 --dimensions 8 \(options)"),
      try draft(Frequencies.self, "--dimensions 8 \(options)"),
    ] {
      #expect(draft.figure.displayedNotes.contains(words), "\(draft.figure.displayedNotes)")
    }
  }

  /// Where no encoding is named the paper's convention stands below the title too, and is always in the alt
  /// text.
  @Test(
    arguments: [
      (PositionalHeatMap.self, "--positions 4 --dimensions 8"),
      (PositionalSimilarity.self, "--positions 4 --dimensions 8 --metric dot"),
      (PositionalLines.self, "--positions 9 --dimensions 8 --at-dims 2-3"),
      (PositionalLines.self, "--dimensions 8 --at-positions 1,5"),
      (Decomposition.self, "--dimensions 8 --position 5 --dims 0-7"),
      (Shift.self, "--dimensions 8"), (Frequencies.self, "--dimensions 8"),
    ] as [(any FigureKind.Type, String)])
  func thePapersSinusoidSaysItsConvention(kind: any FigureKind.Type, line: String) throws {
    for (language, words) in [
      (
        Language.english,
        "Sines and cosines in turn, exponents 2i/d (Vaswani et al., XLM), base 10000."
      ),
      (.chinese, "正弦与余弦交替，指数 2i/d（Vaswani et al.、XLM），底数 10000。"),
    ] {
      var figure = try draft(kind, line, language: language).figure
      #expect(figure.displayedNotes.contains(words), "\(figure.displayedNotes)")
      figure.hidesBackground = true
      #expect(figure.displayedNotes.contains(words))
      figure.hidesConventions = true
      #expect(!figure.displayedNotes.contains(words) && figure.summaryWithNotes.contains(words))
    }
  }

  /// The line that says the convention is one whatever the encoding is: a page has it where there is room, a
  /// user's own line takes its place, and a user's own words of the alt text stand alone.
  @Test(
    arguments: [
      (PositionalHeatMap.self, "--dimensions 8"), (PositionalHeatMap.self, "--encoding sinusoidal"),
      (PositionalHeatMap.self, "--encoding rope --dimensions 8"),
      (PositionalHeatMap.self, "--layout halves --dimensions 8"),
      (PositionalSimilarity.self, "--encoding sinusoidal,rope --dimensions 8"),
      (Bias.self, "--encoding alibi"), (Bias.self, "--encoding t5"), (Wavelengths.self, ""),
      (Decay.self, "--encoding alibi"), (Rotation.self, "--dimensions 8"),
      (Shift.self, "--matrix 3 --dimensions 8"), (BinaryCounter.self, "--bits 4"),
      (PositionGrid.self, "--encoding sincos-2d --grid 4x4 --dimensions 16"),
      (Attention.self, "--tokens abc --rope"),
    ] as [(any FigureKind.Type, String)])
  func oneRuleForAllConventions(kind: any FigureKind.Type, line: String) throws {
    let figure = try draft(kind, line).figure
    let conventions = figure.notes.filter(\.isConvention)
    #expect(!conventions.isEmpty && conventions.allSatisfy { !$0.isBackground })
    let bare = try #require(figure.withoutConventions)
    for note in conventions {
      let drawn = note.displayText.plain
      #expect(figure.displayedNotes.contains(drawn) && !bare.displayedNotes.contains(drawn))
      #expect(bare.summaryWithNotes.contains(note.text))
    }
    var own = figure
    (own.summary, own.hasOwnSummary) = ("Own words", true)
    #expect(own.summaryWithNotes == "Own words")
  }

  /// The description tells the convention once.
  @Test(arguments: Language.allCases)
  func theConventionIsToldOnce(language: Language) throws {
    let figure = try draft(
      PositionalSimilarity.self, "--positions 4 --dimensions 8 --layout halves --metric dot",
      language: language
    ).figure
    let words = language == .english ? "exponents 2i/d" : "指数 2i/d"
    #expect(figure.summaryWithNotes.components(separatedBy: words).count == 2)
  }

  /// A shift by one turns each pair by its frequency, and not by "1 times" that.
  @Test(arguments: [
    ("1", "by its frequency,"), ("-1", "by its frequency, backwards,"), ("3", "by 3 times its"),
  ])
  func aShiftByOneIsTold(offset: String, words: String) throws {
    let summary = try draft(Shift.self, "--matrix=\(offset) --dimensions 6").figure.summary
    #expect(summary.contains("turned " + words), "\(summary)")
  }

  /// Small numbers of a small matrix have a place more, where two would leave nothing of them.
  @Test func smallNumbersOfAShiftAreWritten() throws {
    let map = try #require(
      try draft(Shift.self, "--encoding rope --matrix=-2 --dimensions 6").panels.first?.heatMap)
    #expect(map.annotation?.decimals == 3)
    let usual = try draft(Shift.self, "--matrix 3 --dimensions 4").panels.first?.heatMap
    #expect(usual?.annotation?.decimals == 2)
  }

  /// KERPLE's numbers are told: each of a few heads, the range of many. Subscripts are set, and plain here.
  @Test(arguments: [
    ("r1=1,0.5,r2=2,2", "r1 = 1 and 0.5, r2 = 2, "),
    ("r1=1,2,3,4,0.25,r2=1,1,1,1,1", "r1 from 0.25 to 4, r2 = 1, "),
  ])
  func kerpleTellsItsNumbers(parameters: String, words: String) throws {
    let notes = try draft(Bias.self, "--encoding kerple:\(parameters)").figure.displayedNotes
    #expect(notes.contains(words), "\(notes)")
  }

  /// Rows of a learned table that are equal are told.
  @Test(arguments: [
    ("1,2\n3,4\n1,2\n1,2\n", "2 positions have"), ("1,2\n3,4\n3,4\n", "1 position has"),
  ])
  func equalRowsAreTold(table: String, words: String) throws {
    let folder = try Folder()
    try folder.write(table, to: "t.csv")
    let notes = try draft(
      PositionalHeatMap.self, ["--encoding", "learned:t.csv"], folder: folder.path
    ).figure.displayedNotes
    #expect(notes.contains("\(words) the vector of an earlier one"), "\(notes)")
  }

  /// Shaw's table is multiplied with queries: a bias has no part of it, which is said.
  @Test func aTableThatABiasHasNoPartOfIsTold() throws {
    let draft = try draft(Bias.self, "--encoding shaw:table=seed:3,[9,4],clip=4 --positions 6")
    #expect(draft.warnings.typed.contains { $0.contains("multiplied with queries") })
    #expect(draft.figure.displayedNotes.contains("depends on the query, and is not drawn"))
    let usual = try FigureKindsTests.draft(Bias.self, "--encoding shaw:clip=4 --positions 6")
    #expect(usual.warnings.isEmpty && !usual.figure.displayedNotes.contains("depends on the query"))
  }

  /// A length and a distance would have the scaling's factor, which is said to be left out: 0.1 ln 4 + 1.
  @Test(arguments: ["dot", "euclidean", "cosine"])
  func similarityTellsThatTheFactorIsLeftOut(metric: String) throws {
    let yarn = "rope:scaling=yarn,factor=4,original=8"
    for line in ["\(yarn)", "\(yarn),rope", "\(yarn) --reference-position 3"] {
      let notes = try draft(
        PositionalSimilarity.self, "--encoding \(line) --dimensions 16 --metric \(metric)"
      ).figure.displayedNotes
      #expect(
        notes.contains("The scaling’s factor 1.139 of cosines and sines is left out.")
          == (metric != "cosine"), "\(notes)")
    }
  }

  /// How much a value changes at most is a size; which way is told beside it.
  @Test(arguments: ["rope", "alibi", "retnet"])
  func theGreatestChangeIsNoNegativeNumber(encoding: String) throws {
    let summary = try draft(
      Attention.self,
      ["--tokens", "the cat sat on the mat", "--seed", "7", "--encoding", encoding]
    ).figure.summary
    #expect(summary.firstMatch(of: /at most [0-9.×⁻⁰-⁹]+ \((less|more)\)/) != nil, "\(summary)")
  }

  /// No two labels of hands are read as a run that is none.
  @Test(arguments: ["0-23", "0,1,2,11,12,22,23", "0-12"])
  func labelsOfHandsAreNoFalseRuns(positions: String) throws {
    let figure = try draft(
      Rotation.self, "--dimensions 32 --at-positions \(positions)")
    let labels = figure.charts.flatMap { $0.notes.map(\.text.plain) }
    #expect(labels.allSatisfy { $0.firstMatch(of: /…\s*[0-9]/) == nil }, "\(labels)")
    let isShort = labels.contains { $0.hasSuffix(", …") }
    #expect(figure.figure.displayedNotes.contains("other hands end beside") == isShort)
  }

  @Test func aRotationsMatrixHasAnIndex() throws {
    let rotation = try draft(Shift.self, "--encoding rope --matrix=-3 --dimensions 8")
    #expect(rotation.panels.first?.title?.spans.map(\.script) == [.normal, .sub])
    #expect(rotation.panels.first?.title?.plain == "R−3")
  }

  /// The text of a figure that draws scalings is as long as what it draws: dynamic's s = 4 · 9/4 − 3 = 6.
  @Test func scalingsGoByTheLengthDrawn() throws {
    func frequencies(_ base: Double) -> [Double] {
      (0..<8).map { pow(base, -Double($0) / 8) }
    }
    let dynamic = "--encoding rope:scaling=dynamic,factor=4,original=4 --dimensions 16"
    for (count, base) in [(9, 10000 * pow(6, 16.0 / 14)), (4, 10000)] {
      let figure = try draft(
        PositionalHeatMap.self, "\(dynamic) --positions \(count) --part angle")
      let row = try #require(figure.table).matrix.row(count - 1)
      for (angle, frequency) in zip(row, frequencies(base)) {
        #expect(abs(angle - Double(count - 1) * frequency) < 1e-12)
      }
      #expect(figure.warnings.typed == [])
      #expect(figure.figure.displayedNotes.contains("nothing stretched") == (count == 4))
    }
    let hands = try #require(
      try draft(Rotation.self, "\(dynamic) --at-positions 0,8").table
    ).matrix
    for (angle, frequency) in zip(hands.row(1), frequencies(10000 * pow(6, 16.0 / 14))) {
      #expect(abs(angle - 8 * frequency) < 1e-12)
    }
    // Twice as long as the trained context: the long factors.
    let long = try draft(
      PositionalHeatMap.self,
      "--encoding rope:scaling=longrope,short-factors=1,1,long-factors=2,4,original=4,factor=2 "
        + "--dimensions 4 --positions 9 --part angle")
    let row = Array(try #require(long.table).matrix.row(8))
    #expect(abs(row[0] - 4) < 1e-12 && abs(row[1] - 0.02) < 1e-12)
    #expect(long.figure.displayedNotes.contains("factors for long texts"))
    let attention = try draft(
      Attention.self,
      ["--tokens", "a b c d e f g h i", "--encoding", "rope:scaling=dynamic,factor=4,original=4"])
    #expect(attention.figure.displayedNotes.contains("length 9"))
    let decay = try draft(
      Decay.self, "--encoding rope:scaling=dynamic,factor=4,original=4 --distances 0-8")
    #expect(decay.figure.displayedNotes.contains("length 9"))
    // A matrix shows a vector before and after: positions 10 and 18, or 10 and 2.
    for (offset, length) in [("8", 19), ("-8", 11)] {
      let notes = try draft(
        Shift.self,
        "--encoding rope:scaling=dynamic,factor=3,original=10 --matrix=\(offset) --dimensions 8"
      ).figure.displayedNotes
      #expect(notes.contains("length \(length)"), "\(notes)")
    }
    // Where nothing is drawn by position, flags are asked for a length as a config is.
    let open = try draft(
      Frequencies.self, "--encoding rope:scaling=dynamic,factor=4,original=4 --dimensions 16")
    #expect(open.warnings.typed.contains { $0.contains("length=N shows it") })
    // Of Fourier features it is another length.
    let fourier = try draft(PositionalHeatMap.self, "--encoding fourier --positions 20")
    #expect(fourier.figure.displayedNotes.contains("0 to 127"))
  }

  /// The width of a multi-axis rotation is that of its axes where nothing says another.
  @Test(arguments: [("m-rope", 64), ("m-rope:sections=6,5,5", 16)])
  func axesSayTheWidth(encoding: String, pairs: Int) throws {
    let table = try #require(
      try draft(PositionalHeatMap.self, "--encoding \(encoding) --positions 4").table)
    #expect(table.matrix.columns == pairs)
  }

  /// The option that names the table, and none that the command does not have.
  @Test func aMissingTableIsNamedByItsOption() throws {
    let words = ["--tokens", "a b", "--encoding", "learned:/nosuch.npy"]
    #expect(try failure(Attention.self, words).typed.hasPrefix("--encoding /nosuch.npy"))
    let table = ["--encoding", "learned", "--table", "/nosuch.npy"]
    #expect(try failure(PositionalHeatMap.self, table).typed.hasPrefix("--table /nosuch.npy"))
  }

  /// A table of rows that make a square needs no grid, and the description counts it.
  @Test func aTableOfASquareNeedsNoGrid() throws {
    let draft = try draft(
      Conventions.self,
      "--encoding sincos-2d --table encodings/sincos2d_mae_14x14_d64.npy")
    #expect(draft.figure.displayedNotes.contains("The table is that of MAE"))
    #expect(draft.figure.summary.contains("The table"))
    #expect(draft.heatMaps.count == 4)
    let error = try failure(
      Conventions.self,
      ["--encoding", "sincos-2d", "--table", "encodings/sinusoid_vaswani_interleaved_12x16.npy"])
    #expect(error.typed.contains("make no square"))
  }

  /// A causal mask does not hide what a window does, and no advice says so.
  @Test func aWindowUnderACausalMaskIsSaidSo() throws {
    let draft = try draft(
      Attention.self,
      ["--tokens", "a b c d e", "--encoding", "retnet:heads=3,window=2", "--mask", "causal"])
    let warnings = "\(draft.warnings)"
    #expect(warnings.contains("outside of its window") && !warnings.contains("give --mask"))
  }

  /// A table from a seed is no learned one.
  @Test func aTableFromASeedIsSynthetic() throws {
    let draft = try draft(
      PositionalHeatMap.self, ["--encoding", "learned", "--table", "seed:7,[6,4]"])
    #expect(draft.figure.displayedNotes.contains("(synthetic)"))
  }

  /// Variables are in italics in notes as on axes, and the alt text has the same words.
  @Test(arguments: [
    ("--encoding rope --dimensions 128", ["i", "i"]),
    ("--encoding rope:pairs=interleaved", ["i", "i"]),
    ("--encoding rope,rope:scaling=linear,factor=4 --dimensions 128", ["i", "i"]),
  ])
  func variablesInNotesAreItalic(line: String, variables: [String]) throws {
    for language in Language.allCases {
      let figure = try draft(Wavelengths.self, line, language: language).figure
      #expect(figure.setNotes?.spans.filter(\.isItalic).map(\.text) == variables)
      #expect(figure.summaryWithNotes.contains(figure.displayedNotes))
    }
  }

  /// fairseq's first position is two rows down, so the axis counts rows.
  @Test func conventionsOfTheSinusoidCountRows() throws {
    let draft = try draft(Conventions.self, "--encoding sinusoidal --positions 6")
    #expect(draft.panels.allSatisfy { $0.y.label?.plain == "row of the table" })
    #expect(draft.figure.displayedNotes.contains("at row 2 in fairseq’s"))
  }

  /// R₃ R₁₀ q = R₁₃ q: pair i of q = (1, 0) becomes (cos 13ω, sin 13ω).
  @Test func aRotationsShiftTurnsAVector() throws {
    let draft = try draft(
      Shift.self, "--encoding rope:pairs=interleaved --matrix 3 --dimensions 8")
    #expect(draft.figure.title?.plain == "One matrix for a shift by 3: Rm + k q = Rk Rm q")
    #expect(draft.figure.title?.spans.contains { $0.script == .sub } == true)
    let chart = try #require(draft.charts.last)
    #expect(chart.series.map(\.label) == ["R₁₀ q", "R₃ R₁₀ q = R₁₃ q"])
    for (index, position) in [10.0, 13.0].enumerated() {
      for pair in 0..<4 {
        let angle = position * pow(10000, -Double(pair) / 4)
        #expect(abs(chart.series[index].y[2 * pair] - cos(angle)) < 1e-12)
        #expect(abs(chart.series[index].y[2 * pair + 1] - sin(angle)) < 1e-12)
      }
    }
    let sinusoid = try FigureKindsTests.draft(Shift.self, "--matrix 3 --dimensions 8")
    #expect(sinusoid.panels.first?.title?.spans.map(\.script) == [.normal, .sub])
    #expect(sinusoid.charts.last?.series.last?.label == "M₃ PE(10) = PE(13)")
    // In the legend as in the title.
    let legend = try #require(sinusoid.charts.last?.series.last?.legendLabel)
    #expect(legend.spans.filter(\.isBold).map(\.text) == ["M"])
    #expect(legend.spans.filter { $0.script == .sub }.map(\.text) == ["3"])
  }

  /// Variables in titles of panels are set as such, and words beside them are not.
  @Test func titlesOfPanelsAreMathematics() throws {
    func variables(_ draft: FigureDraft) -> [[String]] {
      draft.panels.map { $0.title?.spans.filter(\.isItalic).map(\.text) ?? [] }
    }
    #expect(variables(try draft(SoftmaxExample.self, "")) == [["s"], ["s"]])
    #expect(
      variables(try draft(Conventions.self, "--encoding sincos-2d")) == [[], [], ["i", "d"]])
  }

  /// The circle, of radius 1, takes most of its box, and labels still stand within it.
  @Test(arguments: [("0,1,2,8", 1.45), ("0", 1.3), ("0-5", 1.45)])
  func circlesFillTheirBoxes(positions: String, maximum: Double) throws {
    let draft = try draft(
      Rotation.self, "--encoding rope --dimensions 8 --at-positions \(positions)")
    for panel in draft.panels {
      guard case .numbers(let lower?, let upper?, _) = panel.x.domain else {
        Issue.record("no limits")
        continue
      }
      #expect(
        upper > 1.15 && lower < -1.1 && (upper - lower) / 2 <= maximum, "\(lower) to \(upper)")
    }
  }
}
