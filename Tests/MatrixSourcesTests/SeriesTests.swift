// Tensors that are put together: layers, steps of a generation, names and files that are listed.

import AttentionMath
import Foundation
import MatrixFiles
import SafeFiles
import Testing

@testable import MatrixSources

/// A folder of its own for one test.
final class Location {
  let path = FileManager.default.temporaryDirectory.path + "/sources-\(UUID())"
  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  var context: SourceContext { SourceContext(folder: path) }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
  }

  func array(_ reference: String) throws -> SourcedArray {
    try SourceRegistry.array(reference, in: context)
  }
}

@Suite struct SeriesTests {
  /// What a seed makes takes 8 bytes a number, which is told without making it.
  @Test(arguments: [
    ("seed:7", 512), ("seed:7,[1,1,3000,3000],weights", 72_000_000), ("seed:x", 0), ("a.npy", 0),
    ("seed:7,[1,0]", 0),
  ])
  func madeNumbersAreCountedBeforeTheyAreMade(_ reference: String, _ bytes: Int) {
    #expect(SourceRegistry.madeBytes(reference) == bytes)
  }

  @Test func layersAreStackedInNaturalOrder() throws {
    let location = try Location()
    let layers = [10, 2, 0, 1].map { "\"arr_\($0)\": [[\($0), 0], [0, \($0)]]" }
    try location.write("{\(layers.joined(separator: ", "))}", to: "x.json")
    let array = try location.array("x.json")
    #expect(array.tensor.info.shape == [4, 2, 2])
    #expect(
      try array.tensor.values(as: Double.self) == [
        0, 0, 0, 0, 1, 0, 0, 1, 2, 0, 0, 2, 10, 0, 0, 10,
      ])
    let two = try location.array("x.json#arr_2,arr_0")
    #expect(try two.tensor.values(as: Double.self) == [2, 0, 0, 2, 0, 0, 0, 0])
    let some = try location.array("x.json#arr_1*")
    #expect(try some.tensor.values(as: Double.self) == [1, 0, 0, 1, 10, 0, 0, 10])
    #expect(throws: MatrixFileError.self) { try location.array("x.json#b*") }
  }

  @Test func otherNamesAreNotGuessed() throws {
    let location = try Location()
    try location.write(#"{"query_0": [[1, 2]], "key_0": [[3, 4]]}"#, to: "x.json")
    #expect(throws: MatrixFileError.self) { try location.array("x.json") }
    // Shapes that differ are no layers.
    try location.write(#"{"w0": [[1, 2]], "w1": [[3, 4, 5]]}"#, to: "y.json")
    #expect(throws: MatrixFileError.self) { try location.array("y.json") }
    // Lists of numbers beside layers, such as ids of tokens, are none of them.
    try location.write(#"{"w0": [[1, 2]], "w1": [[3, 4]], "ids": [7, 8]}"#, to: "z.json")
    #expect(try location.array("z.json").tensor.info.shape == [2, 1, 2])
  }

  /// Tokens that stand beside layers, or around them, name the rows and columns of the array they make.
  @Test(arguments: [
    #"{"layer_0": [[1, 2], [3, 4]], "layer_1": [[5, 6], [7, 8]], "tokens": ["a", "b"]}"#,
    #"[{"w": [[1, 2], [3, 4]], "tokens": ["a", "b"]}, {"w": [[5, 6], [7, 8]], "tokens": ["a", "b"]}]"#,
    #"{"layers": [{"w": [[1, 2], [3, 4]]}, {"w": [[5, 6], [7, 8]]}], "tokens": ["a", "b"]}"#,
    #"{"run": {"layers": [{"w": [[1, 2], [3, 4]]}, {"w": [[5, 6], [7, 8]]}], "tokens": ["a", "b"]}, "tokens": ["x", "y"]}"#,
  ])
  func tokensOfLayersAreKept(text: String) throws {
    let location = try Location()
    try location.write(text, to: "x.json")
    let array = try location.array("x.json")
    #expect(array.tensor.info.shape == [2, 2, 2])
    #expect(array.tensor.rowLabels == ["a", "b"] && array.tensor.columnLabels == ["a", "b"])
    #expect(try array.tensor.values(as: Double.self) == [1, 2, 3, 4, 5, 6, 7, 8])
    let turned = try Arrangement(axes: [.layer, .key, .query]).applied(to: array).tensor
    #expect(turned.rowLabels == ["a", "b"])
  }

  @Test func tokensThatDifferAreOfOtherTexts() throws {
    let location = try Location()
    try location.write(
      #"[{"w": [[1, 2]], "tokens": ["a", "b"]}, {"w": [[5, 6]], "tokens": ["a", "c"]}]"#,
      to: "x.json")
    let error = #expect(throws: MatrixFileError.self) { try location.array("x.json") }
    #expect(error.map { "\($0)" }?.contains("x.json#1.w have different tokens") == true)
    // Those of the last step are those of all.
    try location.write(
      #"{"s0": [[1, 0], [2, 3]], "s1": [[4, 5, 6]], "tokens": ["a", "b", "c"]}"#, to: "g.json")
    let steps = try location.array("g.json")
    #expect(steps.steps?.lengths == [2, 1])
    #expect(
      steps.tensor.rowLabels == ["a", "b", "c"] && steps.tensor.columnLabels == ["a", "b", "c"])
  }

  /// A list of whole numbers, or a single number, beside one array says something of it.
  @Test(arguments: [
    (#""ids": [1, 2, 3]"#, true), (#""ids": [], "n": [12], "mask": [1, 1]"#, true),
    (#""scale": [0.125]"#, true), (#""logits": [0.1, 0.2]"#, false),
    (#""other": [[1, 2]]"#, false),
  ])
  func notesBesideAnArrayAreNoArrays(beside: String, are: Bool) throws {
    let location = try Location()
    try location.write("{\"attention\": [[0.5, 0.5], [1, 0]], \(beside)}", to: "x.json")
    guard are else {
      #expect(throws: MatrixFileError.self) { try location.array("x.json") }
      return
    }
    let array = try location.array("x.json")
    #expect(array.tensor.info.name == "attention" && array.tensor.info.shape == [2, 2])
  }

  @Test func namesOfTensorsMayBeListsAndPatterns() throws {
    let location = try Location()
    try location.write(#"{"a10": [[1]], "a2": [[2]], "b": [[3]], "c,d": [[4]]}"#, to: "x.json")
    let file = try SourceRegistry.file("x.json", in: location.context)
    for (name, names) in [
      ("a*", ["a2", "a10"]), ("b,a2", ["b", "a2"]), ("b", ["b"]), ("c,d", ["c,d"]), ("z", ["z"]),
    ] {
      #expect(try SourceRegistry.tensorNames(name, of: file) == names)
    }
    #expect(throws: MatrixFileError.self) { try SourceRegistry.tensorNames("z*", of: file) }
  }

  @Test func layersByHeadsMakeTwoAxes() throws {
    let location = try Location()
    var parts: [String] = []
    for layer in 0..<2 {
      for head in 0..<3 { parts.append("\"layer\(layer).head\(head)\": [[\(layer)\(head)]]") }
    }
    try location.write(
      "{\(parts.joined(separator: ","))}".replacing("[[0", with: "[["), to: "x.json")
    let array = try location.array("x.json")
    #expect(array.tensor.info.shape == [2, 3, 1, 1])
    #expect(try array.tensor.values(as: Double.self) == [0, 1, 2, 10, 11, 12])
  }

  @Test func stepsBecomeOneCausalMatrix() throws {
    let location = try Location()
    try location.write(
      """
      {"step0_layer0": [[1, 0], [2, 3]], "step0_layer1": [[5, 0], [6, 7]],
       "step1_layer0": [[1, 2, 3]], "step1_layer1": [[4, 5, 6]],
       "step2_layer0": [[1, 2, 3, 4]], "step2_layer1": [[5, 6, 7, 8]]}
      """, to: "g.json")
    let array = try location.array("g.json")
    #expect(array.steps == GenerationSteps(count: 3, prompt: 2))
    #expect(array.tensor.info.shape == [2, 4, 4])
    #expect(
      try array.tensor.matrix(at: [1], as: Double.self).values
        == [5, 0, 0, 0, 6, 7, 0, 0, 4, 5, 6, 0, 5, 6, 7, 8])
    // The same named the other way round, and of one layer alone.
    try location.write(
      #"{"a0": [[1, 0], [2, 3]], "a1": [[4, 5, 6]], "a2": [[7, 8, 9, 10]]}"#, to: "one.json")
    #expect(
      try location.array("one.json").tensor.values(as: Double.self)
        == [1, 0, 0, 0, 2, 3, 0, 0, 4, 5, 6, 0, 7, 8, 9, 10])
  }

  /// All layers of each step, and all steps of each layer, under numbers that say neither.
  @Test(arguments: [
    ["[[1, 0], [2, 3]]", "[[5, 0], [6, 7]]", "[[1, 2, 3]]", "[[4, 5, 6]]"],
    ["[[1, 0], [2, 3]]", "[[1, 2, 3]]", "[[5, 0], [6, 7]]", "[[4, 5, 6]]"],
  ])
  func aRunOfLayersAndStepsIsToldByItsShapes(parts: [String]) throws {
    let location = try Location()
    let members = parts.enumerated().map { "\"arr_\($0)\": \($1)" }
    try location.write("{\(members.joined(separator: ","))}", to: "g.json")
    let array = try location.array("g.json")
    #expect(array.steps == GenerationSteps(count: 2, prompt: 2))
    #expect(array.tensor.info.shape == [2, 3, 3])
    #expect(
      try array.tensor.values(as: Double.self)
        == [1, 0, 0, 2, 3, 0, 1, 2, 3] + [5, 0, 0, 6, 7, 0, 4, 5, 6])
    // A layer that lacks its last step is no layer of this generation.
    try location.write("{\(members.dropLast().joined(separator: ","))}", to: "short.json")
    #expect(throws: MatrixFileError.self) { try location.array("short.json") }
  }

  @Test func filesAreStacked() throws {
    let location = try Location()
    for name in [10, 9, 1] { try location.write("\(name),0\n", to: "x \(name).csv") }
    for name in [10, 9, 1] { try location.write("\(name),0\n", to: "l\(name).csv") }
    #expect(
      try location.array("l*.csv").tensor.values(as: Double.self) == [1, 0, 9, 0, 10, 0])
    #expect(
      try location.array("l9.csv l1.csv").tensor.values(as: Double.self) == [9, 0, 1, 0])
    // A file may have a blank in its name.
    #expect(try location.array("x 9.csv").tensor.values(as: Double.self) == [9, 0])
    #expect(
      SourceRegistry.fileReferences(of: "l*.csv", in: location.context) == [
        "l1.csv", "l9.csv", "l10.csv",
      ])
    #expect(throws: MatrixFileError.self) { try location.array("nothing*.csv") }
  }

  /// A pattern of tensors in a file that is not there, in every shape a reference can have.
  @Test(arguments: [
    "none#a*", "none.npy#*", "a#b*c", "none#a,b*", "none#a b*", "#*", "none##*", "none#*#*", "*#*",
    "no*ne#a*",
    "none#a* other#b*",
  ])
  func patternsOfTensorsInFilesThatAreNotThereAreErrors(_ reference: String) throws {
    let location = try Location()
    #expect(throws: MatrixFileError.self) { try location.array(reference) }
    #expect(SourceRegistry.fileReferences(of: reference, in: location.context).count <= 2)
  }

  @Test func syntheticNumbersSayThatTheyAre() throws {
    let array = try SourceRegistry.array("seed:7,[2,3,5],weights", in: SourceContext())
    #expect(
      SourceRegistry.source(of: "seed:7,[2,3,5],weights").isSynthetic
        && array.tensor.info.shape == [2, 3, 5])
    let values = try array.tensor.values(as: Double.self)
    for row in 0..<6 {
      #expect(abs(values[row * 5..<row * 5 + 5].reduce(0, +) - 1) < 1e-12)
    }
    #expect(
      try SourceRegistry.array("seed:8,[2,3,5],weights", in: SourceContext()).tensor
        .values(as: Double.self) != values)
    for wrong in ["seed:", "seed:x", "seed:1,[]", "seed:1,[3]", "seed:1,[99999,99999]", "seed:-1"] {
      #expect(throws: MatrixFileError.self) { try SourceRegistry.array(wrong, in: SourceContext()) }
    }
  }

  @Test func standardInputIsForTheCommandLineAlone() {
    #expect(throws: MatrixFileError.self) {
      try SourceRegistry.array("-", in: SourceContext(reach: .anywhere))
    }
    #expect(!SourceRegistry.isFile("-") && SourceRegistry.isFile("-x.npy"))
    #expect(StandardInput.isMeant(by: "-#a") && !StandardInput.isMeant(by: "-a"))
  }

  @Test func onlySomeSourcesMayHoldText() {
    for (reference, may) in [
      ("x.csv", true), ("-", true), ("-#a", true), ("seed:1", false), ("example:minilm", false),
      ("m.gguf#a", false),
    ] {
      #expect(SourceRegistry.source(of: reference).mayHoldText == may, "\(reference)")
    }
  }
}

@Suite struct ArrangementTests {
  /// Numbers that say where they stand: digits of their place.
  private func tensor(_ shape: [Int]) -> Tensor {
    Tensor((0..<shape.reduce(1, *)).map(Double.init), shape: shape, name: "t")
  }

  @Test func axesComeInTheUsualOrder() throws {
    // [key, query, head], head fastest.
    let array = try Arrangement(axes: [.key, .query, .head]).applied(to: tensor([2, 3, 4]))
    #expect(array.info.shape == [4, 3, 2])
    // Head 1, query 2, key 1 lay at key 1, query 2, head 1.
    #expect(try array.matrix(at: [1], as: Double.self)[2, 1] == Double(1 * 12 + 2 * 4 + 1))
  }

  @Test(arguments: [0, 1]) func aBatchIsChosen(batch: Int) throws {
    let five = try Arrangement(batch: batch).applied(to: tensor([3, 2, 1, 2, 2]))
    #expect(five.info.shape == [3, 1, 2, 2])
    #expect(try five.values(as: Double.self)[4] == Double(8 + 4 * batch))
    // Which it is, is known where there are others.
    #expect(
      try Arrangement(batch: batch).applied(to: SourcedArray(tensor([3, 2, 1, 2, 2]))).chosen.batch
        == batch)
    #expect(
      try Arrangement(batch: 0).applied(to: SourcedArray(tensor([3, 1, 1, 2, 2]))).chosen.batch
        == nil)
    let four = try Arrangement(batch: batch).applied(to: tensor([2, 3, 2, 2]))
    #expect(four.info.shape == [3, 2, 2])
    #expect(try four.values(as: Double.self)[0] == Double(12 * batch))
  }

  /// A prompt of two tokens and two steps of one, padded to one shape: `[step, head, query, key]`.
  private var generation: Tensor {
    var values = [Double](repeating: 0, count: 3 * 2 * 2 * 4)
    for head in 0..<2 {
      let first = head * 8
      values[first] = 1
      values[first + 4...first + 5] = [0.5, 0.5]
      values[16 + first..<16 + first + 3] = [0.2, 0.3, 0.5]
      values[32 + first..<32 + first + 4] = [0.1, 0.2, 0.3, 0.4]
    }
    return Tensor(values, shape: [3, 2, 2, 4], name: "t")
  }

  @Test func stepsAlongAnAxisAreOneMatrix() throws {
    let axes: [ArrayAxis] = [.step, .head, .query, .key]
    let array = try Arrangement(axes: axes).applied(to: SourcedArray(generation))
    #expect(array.tensor.info.shape == [2, 4, 4])
    #expect(array.steps == GenerationSteps(count: 3, prompt: 2))
    #expect(
      try array.tensor.matrix(at: [1], as: Double.self).values == [
        1, 0, 0, 0, 0.5, 0.5, 0, 0, 0.2, 0.3, 0.5, 0, 0.1, 0.2, 0.3, 0.4,
      ])
    let step = try Arrangement(axes: axes, step: 1).applied(to: SourcedArray(generation))
    #expect(step.tensor.info.shape == [2, 2, 4] && step.steps == nil)
    #expect(try step.tensor.values(as: Double.self).prefix(4) == [0.2, 0.3, 0.5, 0])
    // What was stitched already has its steps as well.
    let again = try Arrangement(step: 2).applied(to: array)
    #expect(again.tensor.info.shape == [2, 1, 4])
    #expect(try again.tensor.values(as: Double.self).suffix(4) == [0.1, 0.2, 0.3, 0.4])
    #expect(again.chosen.step == 2 && again.chosen.firstQuery == 3)
    // A step that is padded is not numbered.
    #expect(step.chosen.step == 1 && step.chosen.firstQuery == nil)
    let prompt = try Arrangement(step: 0).applied(to: array)
    #expect(prompt.tensor.info.shape == [2, 2, 2])
    for wrong in [Arrangement(axes: axes, step: 3), Arrangement(step: 0)] {
      #expect(throws: MatrixFileError.self) { try wrong.applied(to: generation) }
    }
  }

  /// Steps that each read the whole text are not one text.
  @Test func stepsThatDoNotFollowAreRefused() {
    let whole = Tensor(
      [Double](repeating: 0.5, count: 3 * 4), shape: [3, 1, 2, 2], name: "t")
    #expect(throws: MatrixFileError.self) {
      try Arrangement(axes: [.step, .head, .query, .key]).applied(to: whole)
    }
  }

  /// Steps of several queries each, one of which is taken.
  @Test func aStepOfSeveralQueriesIsTaken() throws {
    let parts = [
      Tensor([1, 0, 0.5, 0.5], shape: [2, 2], name: "s0"),
      Tensor([0.2, 0.3, 0.5, 0, 0.1, 0.2, 0.3, 0.4], shape: [2, 4], name: "s1"),
    ]
    let made = try GenerationSteps.stitched(parts, name: "g")
    #expect(made.steps == GenerationSteps(lengths: [2, 2]))
    #expect(made.steps.stepOfQuery == [0, 0, 1, 1] && made.steps.queries(ofStep: 1) == 2..<4)
    let step = try Arrangement(step: 1).applied(to: SourcedArray(made.tensor, steps: made.steps))
    #expect(step.tensor.info.shape == [2, 4] && step.chosen.firstQuery == 2)
    #expect(
      try step.tensor.values(as: Double.self) == [0.2, 0.3, 0.5, 0, 0.1, 0.2, 0.3, 0.4])
  }

  /// One name for the rows and one for the columns; of vectors, any two.
  @Test(
    arguments: [
      ([.layer, .position, .query, .key], [.query, .position]),
      ([.position, .feature, .query, .key], [.query, .position]),
      ([.query, .key, .feature], [.key, .feature]), ([.query, .key], nil),
      ([.layer, .head, .position, .feature], nil), ([.head, .key, .feature], nil),
      ([.batch, .position, .key], nil), ([.layer, .position], nil),
    ] as [([ArrayAxis], [ArrayAxis]?)])
  func twoNamesForOneAxisAreFound(names: [ArrayAxis], twice: [ArrayAxis]?) {
    #expect(ArrayAxis.synonyms(in: names).map { [$0.0, $0.1] } == twice)
    #expect(ArrayAxis.synonyms(in: names.reversed()).map { [$0.0, $0.1] } == twice)
  }

  @Test func anIndexLeavesTheOtherAxes() throws {
    let one = try Arrangement(index: [1]).applied(to: SourcedArray(tensor([2, 3, 2, 2])))
    #expect(one.tensor.info.shape == [3, 2, 2] && one.index == [1])
    #expect(try one.tensor.values(as: Double.self)[0] == 12)
    let two = try Arrangement(index: [1, 2]).applied(to: tensor([2, 3, 2, 2]))
    #expect(try two.values(as: Double.self) == [20, 21, 22, 23])
    for index in [[2], [0, 3], [0, 0, 0], [-1]] {
      #expect(throws: MatrixFileError.self) {
        try Arrangement(index: index).applied(to: tensor([2, 3, 2, 2]))
      }
    }
  }

  @Test func oneAxisIsTakenApart() throws {
    let array = try Arrangement(leading: [2, 3]).applied(to: tensor([6, 2, 2]))
    #expect(array.info.shape == [2, 3, 2, 2])
    #expect(try array.matrix(at: [1, 2], as: Double.self)[0, 0] == 20)
  }

  @Test(arguments: [
    Arrangement(axes: [.layer, .query]), Arrangement(batch: 2), Arrangement(leading: [4]),
    Arrangement(axes: [.layer, .batch, .key]), Arrangement(axes: [.head, .query, .key], batch: 0),
  ])
  func whatDoesNotFitIsRefused(arrangement: Arrangement) {
    #expect(throws: MatrixFileError.self) { try arrangement.applied(to: tensor([2, 3, 3])) }
  }
}
