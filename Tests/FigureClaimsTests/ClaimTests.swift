// Every claim holds for true data and fails for wrong data.

import Article
import AttentionMath
import FigureClaims
import FigureKinds
import FigureModel
import FigurePipeline
import Foundation
import Testing

/// A claim, a figure it speaks of, and a change that makes it wrong.
struct ClaimCase: CustomTestStringConvertible, Sendable {
  let claim: String
  let kind: any FigureKind.Type
  let arguments: [String]
  let spoil: @Sendable (inout Matrix<Double>) -> Void

  init(
    _ claim: String, _ kind: any FigureKind.Type, _ arguments: [String],
    spoil: @escaping @Sendable (inout Matrix<Double>) -> Void
  ) {
    self.claim = claim
    self.kind = kind
    self.arguments = arguments
    self.spoil = spoil
  }

  var testDescription: String { "\(claim) on \(kind.name) \(arguments.joined(separator: " "))" }

  func subject() throws -> ClaimSubject {
    try ClaimSubject(FigureRequest(name: "figure", kind: kind, arguments: arguments))
  }

  static let example = ["--weights", "example:minilm", "--layer", "5"]
  static let encoding = ["--positions", "40", "--dimensions", "16"]
  static let longRope = [
    "--encoding",
    "rope:scaling=longrope,short-factors=1,1,1,1,long-factors=1,1.5,3,5,original=16,factor=4",
    "--dimensions", "8",
  ]
  static let patches = ["--weights", "seed:7,[2,3,50,50],weights", "--grid", "7x7", "--layer", "1"]

  static let all: [ClaimCase] = [
    ClaimCase("rows-sum-to-one", Attention.self, example + ["--head", "0"]) { $0[3, 4] += 0.01 },
    ClaimCase("rows-sum-to-one", Heads.self, example + ["--heads", "0,2"]) { $0[20, 4] = .nan },
    ClaimCase("rows-sum-to-one", SoftmaxExample.self, []) { $0[2, 2] = 0.4 },
    ClaimCase("rows-sum-to-one", Attention.self, ["--tokens", "a b c"]) { $0[0, 0] = 0 },
    // With what the query gives to the token before the patches.
    ClaimCase("rows-sum-to-one", Patches.self, patches + ["--heads", "0-2"]) { $0[13, 4] += 0.01 },
    ClaimCase("weights-in-unit-interval", Attention.self, example + ["--head", "0"]) {
      $0[0, 0] = -0.01
    },
    ClaimCase("weights-in-unit-interval", Patches.self, patches + ["--head", "1", "--smooth"]) {
      $0[2, 3] = -0.01
    },
    ClaimCase("weights-in-unit-interval", SelfFocus.self, []) { $0[1, 2] = 1.5 },
    ClaimCase("weights-match-source", Attention.self, example + ["--head", "0"]) {
      $0[12, 12] = $0[12, 12].nextUp
    },
    ClaimCase("weights-match-source", Heads.self, example + ["--heads", "0,2,5"]) {
      $0.values.swapAt(0, 200)
    },
    ClaimCase("causal-ignores-later", Attention.self, ["--tokens", "a b c", "--mask", "causal"]) {
      $0[0, 1] = 1e-9
    },
    ClaimCase("softmax-matches-definition", SoftmaxExample.self, []) {
      let illustrative = [0.01, 0, 0.4, 0.3, 0.2, 0.09]
      for column in 0..<6 { $0[2, column] = illustrative[column] }
    },
    ClaimCase("permutation-permutes-output", PermutationDemo.self, []) { $0[4, 1] += 1e-6 },
    ClaimCase("positions-break-symmetry", PermutationDemo.self, []) { matrix in
      for row in 0..<3 {
        for column in 0..<4 { matrix[9 + row, column] = matrix[8 - row, column] }
      }
    },
    ClaimCase("diagonal-dominates", SelfFocus.self, []) {
      let half = $0.values.count / 2
      $0.values = Array($0.values[half...] + $0.values[..<half])
    },
    ClaimCase("encoding-matches-formula", PositionalHeatMap.self, encoding) { $0[7, 3] += 1e-9 },
    ClaimCase("encoding-matches-formula", PositionalLines.self, ["--at-positions", "1,5"]) {
      $0.values.swapAt(2, 3)
    },
    ClaimCase(
      "encoding-matches-formula", PositionalLines.self, ["--at-dims", "4-7", "--positions", "30"]
    ) { $0[1, 20] = 0 },
    ClaimCase("encoding-bounded", PositionalHeatMap.self, encoding) { $0[7, 3] = 1 + 1e-15 },
    ClaimCase("encoding-bounded", Decomposition.self, ["--position", "5"]) { $0[0, 3] = -2 },
    ClaimCase("encoding-norm", PositionalHeatMap.self, encoding) { $0[39, 0] += 1e-6 },
    ClaimCase(
      "encoding-norm", PositionalHeatMap.self,
      ["--encoding", "sincos-2d:class-token=yes", "--grid", "5x5", "--dimensions", "16"]
    ) { $0[1, 4] += 1e-6 },
    ClaimCase(
      "encoding-matches-formula", PositionalHeatMap.self,
      encoding + ["--encoding", "sinusoidal:convention=fairseq"]
    ) { $0[7, 3] += 1e-9 },
    ClaimCase(
      "frequencies-geometric", Frequencies.self, ["--encoding", "rope", "--dimensions", "16"]
    ) { $0[0, 3] *= 1.001 },
    ClaimCase(
      "similarity-depends-on-distance", PositionalSimilarity.self,
      ["--encoding", "rope", "--dimensions", "16"]
    ) { $0[3, 10] += 1e-9 },
    ClaimCase("positions-distinct", PositionalHeatMap.self, encoding) { matrix in
      for column in 0..<16 { matrix[30, column] = matrix[3, column] }
    },
    ClaimCase("low-dimensions-oscillate", PositionalHeatMap.self, encoding) { $0[20, 0] *= -1 },
    ClaimCase(
      "last-dimensions-at-rest", PositionalLines.self, ["--at-positions", "5", "--dims", "226-255"]
    ) { $0[0, 28] = 0.5 },
    ClaimCase("parts-add-up", Decomposition.self, ["--position", "5", "--dims", "0-49"]) {
      $0[1, 1] = 0.1
    },
    ClaimCase("index-grows", NaivePositions.self, ["--positions", "30"]) { $0[0, 29] = 0 },
    ClaimCase("frequencies-geometric", Frequencies.self, []) { $0[0, 5] *= 1.0001 },
    ClaimCase("linear-frequencies-even", Frequencies.self, []) { $0[1, 5] *= 1.0001 },
    ClaimCase("last-frequency", Frequencies.self, []) { $0[0, 127] = 1e-4 },
    ClaimCase("shift-is-linear", PositionalHeatMap.self, encoding + ["--layout", "halves"]) {
      $0[20, 4] += 1e-9
    },
    ClaimCase("shift-is-linear", Shift.self, []) { $0[0, 3] += 1e-9 },
    ClaimCase("shift-is-linear", Shift.self, ["--matrix", "3", "--dimensions", "16"]) {
      $0[2, 3] += 1e-9
    },
    ClaimCase("differences-depend-on-place", Shift.self, []) { matrix in
      for column in 0..<matrix.columns { matrix[1, column] = matrix[0, column] }
    },
    ClaimCase("similarity-depends-on-distance", PositionalSimilarity.self, []) {
      $0[3, 10] += 1e-9
    },
    ClaimCase(
      "similarity-depends-on-distance", PositionalSimilarity.self,
      ["--positions", "30", "--reference-position", "10"]
    ) { $0[0, 12] += 1e-9 },
    ClaimCase("similarity-matches-product", PositionalSimilarity.self, ["--metric", "dot"]) {
      $0[3, 10] += 1e-6
    },
    ClaimCase("bias-depends-on-distance", Bias.self, ["--heads", "6"]) { $0[40, 3] -= 1e-9 },
    ClaimCase(
      "bias-depends-on-distance", Bias.self, ["--encoding", "retnet:heads=2,window=5"]
    ) { $0[9, 2] = 0 },
    ClaimCase("buckets-are-monotone", Bias.self, ["--encoding", "t5", "--positions", "60"]) {
      $0[30, 2] = 0
    },
    ClaimCase("buckets-are-monotone", Bias.self, ["--encoding", "shaw:clip=3"]) { $0[9, 11] = 0 },
    ClaimCase(
      "scaling-stretches-waves", Wavelengths.self,
      ["--encoding", "rope,rope:scaling=yarn,rope:scaling=ntk", "--factor", "4"]
    ) { $0[1, 60] *= 1.1 },
    ClaimCase("decay-greatest-at-zero", Decay.self, ["--distances", "0-40"]) { $0[0, 9] = 1.01 },
    ClaimCase("decay-greatest-at-zero", Decay.self, ["--encoding", "alibi"]) { $0[0, 9] = 1.01 },
    ClaimCase(
      "unseen-angles-beyond-context", Wavelengths.self,
      ["--encoding", "rope,rope:scaling=linear", "--factor", "4"]
    ) { matrix in for pair in 0..<64 { matrix[0, pair] = 7 } },
    ClaimCase(
      "scaling-keeps-slowest-in-range", Wavelengths.self,
      ["--encoding", "rope:scaling=linear,rope:scaling=ntk,rope:scaling=yarn", "--factor", "4"]
    ) { $0[2, 63] *= 0.99 },
    ClaimCase(
      "far-distances-share-a-row", Bias.self,
      ["--encoding", "t5", "--max-distance", "40", "--positions", "60"]
    ) { $0[59, 2] = 3 },
    ClaimCase("far-distances-share-a-row", Bias.self, ["--encoding", "shaw:clip=3"]) {
      $0[2, 20] = 0
    },
    ClaimCase("bias-goes-on-linearly", Bias.self, ["--heads", "6"]) { $0[20, 3] -= 1e-6 },
    ClaimCase("bias-goes-on-linearly", Bias.self, ["--encoding", "retnet:heads=2,window=5"]) {
      $0[9, 7] -= 1e-6
    },
    ClaimCase("decay-falls-far-out", Decay.self, ["--encoding", "rope,alibi"]) {
      for distance in 900...1024 { $0[0, distance] = 1 }
    },
    ClaimCase("rotation-keeps-lengths", PositionalHeatMap.self, ["--encoding", "rope"]) {
      $0[9, 3] += 1e-9
    },
    ClaimCase(
      "rotation-keeps-lengths", PositionalHeatMap.self,
      ["--encoding", "rope-2d", "--grid", "5x4", "--dimensions", "16", "--part", "sin"]
    ) { $0[9, 3] += 1e-9 },
    ClaimCase("rotation-keeps-lengths", Conventions.self, ["--dimensions", "8"]) {
      $0[9, 3] += 1e-9
    },
    ClaimCase(
      "rotation-keeps-lengths", Shift.self, ["--encoding", "rope", "--matrix", "3"]
    ) { $0[0, 0] += 1e-9 },
    ClaimCase("rotation-depends-on-distance", Rotation.self, ["--dimensions", "8"]) {
      $0[1, 0] += 1e-6
    },
    ClaimCase(
      "rotation-depends-on-distance", PositionalHeatMap.self,
      ["--encoding", "m-rope:dimensions=128", "--positions", "20"]
    ) { $0[9, 3] += 1e-6 },
    ClaimCase(
      "rotation-depends-on-distance", PositionalHeatMap.self,
      ["--encoding", "rope-2d", "--grid", "5x4", "--dimensions", "16"]
    ) { $0[9, 3] += 1e-6 },
    ClaimCase(
      "distance-vectors-keep-length", PositionalHeatMap.self, ["--encoding", "transformer-xl"]
    ) { $0[9, 3] += 1e-6 },
    ClaimCase(
      "conventions-reorder-columns", Conventions.self,
      ["--encoding", "sinusoidal", "--dimensions", "8", "--positions", "6"]
    ) { $0[3, 2] += 1e-6 },
    ClaimCase(
      "conventions-keep-length", Conventions.self,
      ["--encoding", "sincos-2d", "--dimensions", "16", "--grid", "3x4"]
    ) { $0[5, 3] *= 1.001 },
    ClaimCase(
      "patch-most-like-itself", PositionGrid.self,
      ["--encoding", "sincos-2d", "--grid", "5x5", "--dimensions", "64"]
    ) { $0[3, 4] = 1.1 },
    ClaimCase(
      "rows-and-columns-stand-out", PositionGrid.self,
      ["--encoding", "sincos-2d", "--grid", "5x5", "--dimensions", "64"]
    ) { matrix in for other in 6..<25 where other % 5 != 0 { matrix[0, other] = 40 } },
    ClaimCase("index-grows", PositionalHeatMap.self, ["--encoding", "index"]) { $0[50, 0] = 1 },
    ClaimCase("bits-slow-down", BinaryCounter.self, []) { $0[5, 2] = 0 },
    ClaimCase(
      "buckets-are-monotone", Bias.self,
      ["--encoding", "t5:bidirectional=no", "--positions", "60"]
    ) { $0[30, 2] = 0 },
    ClaimCase(
      "rotation-depends-on-distance", PositionalHeatMap.self,
      [
        "--encoding",
        "m-rope:sections=6,5,5,arrangement=interleaved,base=1000,grid=4x6,before=8",
        "--dimensions", "32", "--positions", "40",
      ]
    ) { $0[20, 5] += 1e-6 },
    ClaimCase(
      "unseen-angles-beyond-context", Wavelengths.self,
      ["--encoding", "sinusoidal", "--context", "512"]
    ) { matrix in for pair in 0..<64 { matrix[0, pair] = 7 } },
    ClaimCase("bias-falls-with-distance", Bias.self, ["--encoding", "alibi:form=symmetric"]) {
      $0[3, 20] += 1
    },
    ClaimCase(
      "bias-falls-with-distance", Bias.self, ["--encoding", "retnet:heads=2,window=5"]
    ) { $0[20, 3] = -9 },
    ClaimCase("bias-flattens", Bias.self, ["--encoding", "kerple:r1=1,0.5,r2=1,2"]) {
      $0[20, 3] -= 0.1
    },
    ClaimCase(
      "bias-flattens", Bias.self, ["--encoding", "kerple:kernel=power,r1=1,1,r2=0.5,2"]
    ) { $0[20, 3] -= 0.1 },
    ClaimCase(
      "bias-steepens", Bias.self, ["--encoding", "kerple:kernel=power,r1=1,1,r2=0.5,2"]
    ) { $0[32 + 20, 3] += 9 },
    ClaimCase(
      "bias-steepens", Bias.self,
      ["--encoding", "kerple:kernel=power,r1=1,1,r2=0.5,1.5", "--at-heads", "1"]
    ) { $0[20, 3] += 9 },
    ClaimCase(
      "far-distances-share-a-row", Bias.self,
      [
        "--encoding", "t5:buckets=16,max-distance=20", "--table", "seed:3,[16,2]", "--positions",
        "40",
      ]
    ) { $0[40 + 39, 2] += 1e-6 },
    ClaimCase(
      "turns-go-on", PositionalHeatMap.self,
      ["--encoding", "rope", "--dimensions", "2", "--positions", "30", "--part", "angle"]
    ) { $0[12, 0] = 33 },
    ClaimCase(
      "turns-go-on", PositionalHeatMap.self,
      [
        "--encoding", "m-rope:sections=1,1,1,grid=2x3,before=4", "--positions", "20", "--part",
        "angle",
      ]
    ) {
      // Position 20 stands at 4 + 3 + 10 on all axes; frequencies are 10000^(-i/3).
      for (pair, frequency) in [1, 0.046415888336127795, 0.0021544346900318847].enumerated() {
        $0[12, pair] = 17 * frequency
      }
    },
    ClaimCase(
      "larger-grid-keeps-turns", PositionalHeatMap.self,
      ["--encoding", "rope-2d:class-token=yes", "--grid", "3x4", "--dimensions", "16"]
    ) { $0[7, 2] += 1e-6 },
    ClaimCase(
      "larger-grid-keeps-turns", Rotation.self,
      ["--encoding", "rope-2d:grid=3x4", "--dimensions", "16", "--at-positions", "1,6,11"]
    ) { $0[1, 2] += 1e-6 },
    ClaimCase(
      "unseen-angles-beyond-context", Wavelengths.self,
      ["--encoding", "m-rope:sections=3,3,2", "--context", "50"]
    ) { matrix in for pair in 0..<8 { matrix[0, pair] = 7 } },
    ClaimCase(
      "scaling-stretches-waves", Wavelengths.self,
      ["--encoding", "rope:scaling=dynamic,factor=3,original=20"]
    ) { $0[0, 60] *= 9 },
    ClaimCase(
      "scaling-keeps-slowest-in-range", Wavelengths.self,
      ["--encoding", "rope:scaling=dynamic,factor=3,original=20"]
    ) { $0[0, 63] *= 0.4 },
    ClaimCase("waves-have-their-factors", Wavelengths.self, longRope) { $0[0, 1] *= 1.001 },
    ClaimCase("scaling-keeps-slowest-in-range", Wavelengths.self, longRope) { $0[0, 3] *= 0.7 },
    ClaimCase(
      "waves-have-their-factors", Wavelengths.self,
      ["--encoding", "rope:scaling=factors,factors=1,1,4,8", "--dimensions", "8"]
    ) { $0[0, 3] *= 0.9 },
    ClaimCase("window-hides-far-keys", Bias.self, ["--encoding", "retnet:heads=2,window=5"]) {
      $0[9, 2] = -1
    },
    ClaimCase("vectors-go-on", PositionalHeatMap.self, ["--encoding", "index"]) { matrix in
      for column in 0..<matrix.columns { matrix[5, column] = 150 }
    },
    ClaimCase(
      "vectors-go-on", PositionalHeatMap.self,
      ["--encoding", "transformer-xl", "--positions", "20", "--dimensions", "2"]
    ) { matrix in
      // The sine and the cosine of the distance 25.
      (matrix[3, 0], matrix[3, 1]) = (-0.13235175009777303, 0.9912028118634736)
    },
    ClaimCase(
      "encoding-repeats", PositionalHeatMap.self,
      ["--encoding", "fourier:octaves=4,length=20", "--positions", "50"]
    ) { $0[30, 2] += 1e-6 },
    ClaimCase(
      "larger-grid-keeps-vectors", PositionalHeatMap.self,
      ["--encoding", "sincos-2d:class-token=yes", "--grid", "5x4", "--dimensions", "16"]
    ) { $0[7, 2] += 1e-6 },
    ClaimCase(
      "any-grid-is-one-turn", PositionalHeatMap.self,
      ["--encoding", "detr-2d", "--grid", "5x4", "--dimensions", "16"]
    ) { $0[7, 2] += 1e-3 },
  ]
}

struct ClaimTests {
  @Test(arguments: ClaimCase.all)
  func `holds for the figure's own data and fails for wrong data`(_ test: ClaimCase) throws {
    let claim = try #require(Claims.named(test.claim))
    var subject = try test.subject()
    let held = try #require(try Claims.check(claim, on: subject))
    #expect(held.holds, "\(held)")
    test.spoil(&subject.table!.matrix)
    let failed = try #require(try Claims.check(claim, on: subject))
    #expect(!failed.holds, "\(failed)")
  }

  /// Claims whose measure no figure's numbers can spoil, each with a test of its own below.
  static let measuredApart: Set = ["heads-keep-shape", "fire-interpolates", "table-ends"]

  @Test(arguments: Claims.all.map { $0.id })
  func `every claim has a case in which it fails`(_ id: String) {
    #expect(ClaimCase.all.contains { $0.claim == id } || Self.measuredApart.contains(id))
    #expect(Claims.all.count { $0.id == id } == 1)
  }

  @Test func `heads that change the shape are found`() {
    let input = Matrix<Double>(rows: 6, columns: 8)
    let right = HeadsKeepShape.measurement(input, Matrix(rows: 6, columns: 8), heads: 2)
    #expect(right.bound.holds(for: right.value))
    let wrong = HeadsKeepShape.measurement(input, Matrix(rows: 6, columns: 4), heads: 2)
    #expect(!wrong.bound.holds(for: wrong.value))
  }

  /// A table of 40 rows has no vector for position 40; a formula has one for each.
  @Test(arguments: [PositionalHeatMap.self, PositionalSimilarity.self] as [any FigureKind.Type])
  func `a learned table ends`(_ kind: any FigureKind.Type) throws {
    let subject = try ClaimCase(
      "", kind, ["--encoding", "learned", "--table", "seed:3,[40,16]"]
    ) { _ in }.subject()
    let held = try #require(try Claims.check(TableEnds.self, on: subject))
    #expect(held.holds)
    #expect(held.measurement.what.english.contains("40 to 79"))
    let formula = TableEnds.measurement(try SinusoidalEncoding(dimensions: 4), positions: 40)
    #expect(formula.value == 40 && !formula.bound.holds(for: formula.value))
  }

  /// Nobody claims of a trained table that its rows differ: those that no text reached may be alike.
  @Test func `equal rows of a learned table are no failure`() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
      .path()
    try Data("1,2\n3,4\n1,2\n".utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let subject = try ClaimCase(
      "", PositionalHeatMap.self, ["--encoding", "learned", "--table", path]
    ) { _ in }.subject()
    let claims = try Claims.check(subject)
    #expect(claims.contains { $0.id == "table-ends" } && claims.allSatisfy(\.holds))
  }

  /// Every encoding of the registry is claimed something beyond what is shown.
  @Test(
    arguments: [
      ("sinusoidal", "vectors-go-on"), ("index", "vectors-go-on"),
      ("fourier:convention=code", "vectors-go-on"), ("fourier-random", "vectors-go-on"),
      ("transformer-xl", "vectors-go-on"), ("fourier", "encoding-repeats"),
      ("sincos-2d", "larger-grid-keeps-vectors"), ("detr-2d", "any-grid-is-one-turn"),
      ("rope", "turns-go-on"), ("m-rope", "turns-go-on"), ("rope-2d", "larger-grid-keeps-turns"),
    ])
  func `what is beyond is claimed`(_ encoding: String, _ claim: String) throws {
    let subject = try ClaimCase("", PositionalHeatMap.self, ["--encoding", encoding]) { _ in }
      .subject()
    #expect(try Claims.check(subject).contains { $0.id == claim && $0.holds })
  }

  /// A network f(x) = 3x + 2: the first key has f(1) = 5 from the threshold on.
  @Test func `FIRE meets no new number, and another is found`() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "fire-\(UUID().uuidString).safetensors").path()
    let header = Data(
      #"{"weight0":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]},"bias0":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}"#
        .utf8)
    var bytes = Data()
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(header)
    for number in [3.0, 2.0] {
      withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    try bytes.write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var subject = try ClaimCase(
      "", Bias.self, ["--encoding", "fire:c=1,threshold=8", "--table", path, "--positions", "20"]
    ) { _ in }.subject()
    #expect(abs(subject.table!.matrix[19, 0] - 5) < 1e-12)
    #expect(try #require(try Claims.check(FireStaysWithin.self, on: subject)).holds)
    subject.table!.matrix[19, 0] += 1e-6
    #expect(try #require(try Claims.check(FireStaysWithin.self, on: subject)).holds == false)
  }

  @Test(arguments: [Bound.equal(1), .atMost(1), .atLeast(1), .above(1)])
  func `nothing holds for NaN`(_ bound: Bound) {
    #expect(!bound.holds(for: .nan))
  }

  @Test(
    arguments: [
      "sinusoidal", "sinusoidal:convention=tensor2tensor", "sinusoidal:convention=fairseq", "index",
      "sinusoidal:convention=fairseq,first-row=0", "fourier:octaves=4,length=20",
      "m-rope:sections=6,5,5,base=1000,grid=4x6,before=8,dimensions=32", "alibi",
      "alibi:form=key-position", "t5", "t5:bidirectional=no", "shaw", "shaw:convention=bert,clip=5",
      "kerple:r1=1,2,r2=1,2,kernel=power", "retnet:heads=2,window=5",
      "sincos-2d", "sincos-2d:convention=vit,class-token=yes", "detr-2d", "fourier",
      "fourier:convention=code", "fourier-random", "rope", "m-rope:dimensions=128", "rope-2d",
      "transformer-xl",
    ])
  func `no claim fails of an encoding that it was not made for`(_ encoding: String) throws {
    for kind in [
      PositionalHeatMap.self, Shift.self, Frequencies.self, PositionalSimilarity.self, Bias.self,
      Decay.self, Wavelengths.self,
    ] as [any FigureKind.Type] {
      // A few distances and vectors show the same as many.
      let words =
        ["--encoding", encoding]
        + (kind == Decay.self ? ["--distances", "0-40", "--samples", "4"] : [])
      // Not every encoding has a width, and not every kind shows each.
      let wide = try? ClaimCase("", kind, words + ["--dimensions", "64"]) { _ in }.subject()
      let narrow = try? ClaimCase("", kind, words) { _ in }.subject()
      guard let subject = encoding.contains("=128") ? narrow : wide ?? narrow else { continue }
      for claim in try Claims.check(subject) { #expect(claim.holds, "\(kind.name): \(claim)") }
    }
  }

  @Test func `a claim says nothing of other figures`() throws {
    let shift = try ClaimCase("", Shift.self, []) { _ in }.subject()
    for id in ["rows-sum-to-one", "encoding-bounded", "similarity-depends-on-distance"] {
      let claim = try #require(Claims.named(id))
      #expect(try Claims.check(claim, on: shift) == nil)
    }
    let filtered = ["--drop-tokens", "[CLS]", "--tokens-file", "example:minilm"]
    let dropped = try ClaimCase(
      "", Attention.self, ClaimCase.example + ["--head", "0"] + filtered
    ) { _ in }.subject()
    #expect(try Claims.check(RowsSumToOne.self, on: dropped) == nil)
  }
}

struct ArticleClaimTests {
  @Test func `the article's ten claims hold`() throws {
    let checked = try ArticleClaims.check()
    #expect(checked.map(\.claim.number) == Array(1...10))
    for claim in checked.flatMap(\.results) { #expect(claim.holds, "\(claim)") }
  }

  @Test func `each slip is displayed by a number`() throws {
    let slips = try ArticleSlips.all()
    #expect(slips.count == 8)
    for slip in slips { #expect(slip.checked.holds, "\(slip.id)") }
    let measured = Dictionary(uniqueKeysWithValues: slips.map { ($0.id, $0.measurement.value) })
    // The numbers of the article: 0.78166 against 0.4, and 1.0746e-4 against 1/10000.
    #expect(abs(measured["slip-softmax-example"]! - 0.38166) < 1e-5)
    #expect(abs(measured["slip-last-frequency"]! - 7.46e-6) < 1e-8)
  }

  @Test func `tables show a failure and let nothing through as markup`() {
    let claim = CheckedClaim(
      id: "x", figure: "f", statement: Localized(en: "a|b <script>\n# c", zh: "甲"),
      measurement: Measurement(2, within: 0, .atMost(1), Localized(en: "w", zh: "乙")))
    let table = ClaimTable([claim], language: .english)
    #expect(table.text().contains("fails"))
    let line = table.markdown().split(separator: "\n").last!
    #expect(line.hasPrefix("| a\\|b &lt;script&gt; \\# c (w) | 2 | ≤ 1 | fails |"))
  }
}

/// Numbers are shown at the digits that mean something.
@Suite struct MeasurementTests {
  @Test(
    arguments: [
      // Residues of rounding are the same text, whatever they are.
      (0, 1e-12, .atMost(1e-12), "< 10⁻¹²", 0),
      (1.22125e-15, 1e-12, .atMost(1e-12), "< 10⁻¹²", 0),
      (9.99201e-16, 1e-12, .atMost(1e-12), "< 10⁻¹²", 0),
      (-2e-16, 1e-12, .atMost(1), "< 10⁻¹²", 0),
      (2e-10, 2.56e-10, .atMost(2.56e-10), "< 2.56×10⁻¹⁰", 0),
      // What is exact stays so, however small.
      (0, 0, .equal(0), "0", 0),
      (5e-300, 0, .equal(0), "5×10⁻³⁰⁰", 5e-300),
      // Digits below the uncertainty go.
      (0.123456789012345678, 1e-12, .above(0), "0.123457", 0.123456789012),
      (3.45678e-12, 1e-12, .above(0), "3×10⁻¹²", 3e-12),
      (1, 1e-12, .atMost(1), "1", 1),
      // A number beside its bound is not written like the bound.
      (1.0000001, 1e-12, .atMost(1), "1.0000001", 1.0000001),
      (1 + 0x1p-52, 1e-12, .atMost(1), "1.0000000000000002", 1 + 0x1p-52),
      (1e-3 + 0x1p-60, 1e-12, .above(1e-3), "0.0010000000000000009", 1e-3 + 0x1p-60),
      (.nan, 1e-12, .atMost(1), "NaN", .nan),
    ] as [(Double, Double, Bound, String, Double)])
  func digitsMeanSomething(
    value: Double, uncertainty: Double, bound: Bound, text: String, rounded: Double
  ) {
    let measured = Measurement(
      value, within: uncertainty, bound, Localized(en: "what", zh: "所测"))
    #expect(measured.text == text)
    #expect(measured.meaningfulValue == rounded || measured.meaningfulValue.isNaN && rounded.isNaN)
    #expect(bound.holds(for: measured.meaningfulValue) == bound.holds(for: value))
  }

  /// No claim prints a number below what rounding decides about.
  @Test(arguments: ClaimCase.all)
  func noClaimShowsResidues(_ test: ClaimCase) throws {
    let claim = try #require(Claims.named(test.claim))
    let checked = try #require(try Claims.check(claim, on: test.subject()))
    let small = /10⁻(1[3-9]|[2-9][0-9]|[1-9][0-9][0-9])/
    for text in [
      checked.measured, checked.measurement.what.english, checked.measurement.what.chinese,
    ] {
      #expect(text.firstMatch(of: small) == nil, "\(text)")
    }
  }

  @Test func noSlipShowsResidues() throws {
    for slip in try ArticleSlips.all() {
      #expect(
        !slip.checked.measured.contains("10⁻¹") && !slip.measurement.what.english.contains("e-"))
    }
  }
}

@Suite struct ClaimScopeTests {
  /// Claims about positions say nothing of vectors from a file.
  @Test func vectorsFromAFileAreNoPositions() throws {
    let subject = try ClaimSubject(
      FigureRequest(
        name: "figure", kind: PositionalSimilarity.self,
        arguments: ["--input", "example:minilm", "--layer", "0", "--head", "3"]))
    #expect(try Claims.check(subject).allSatisfy(\.holds))
  }

  /// Frequencies that rise are not said to fall.
  @Test func risingFrequenciesMakeNoClaim() throws {
    let subject = try ClaimSubject(
      FigureRequest(name: "figure", kind: Frequencies.self, arguments: ["--base", "0.5"]))
    #expect(try Claims.check(subject).allSatisfy { $0.id != "frequencies-geometric" })
  }
}
