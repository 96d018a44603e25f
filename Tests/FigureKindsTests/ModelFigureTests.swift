// Figures of models: what they show is what the usual library gave for the same model and tokens.

import AttentionMath
import FigureModel
import Foundation
import MatrixFiles
import MatrixSources
import TestSupport
import Testing
import TextFormats

@testable import FigureKinds

/// An untrained checkpoint of Tests/Fixtures/models with its references.
struct UntrainedModel: CustomTestStringConvertible, Sendable {
  let name: String
  var testDescription: String { name }
  var folder: String { fixturesFolder + "/models/tiny/" + name }

  /// The token ids that the references were made with.
  func ids() throws -> [Int] {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/ref_inputs.json"))
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let value = object["input_ids"]
    return try #require(value as? [Int] ?? (value as? [[Int]])?.first)
  }

  func types() throws -> [Int]? {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/ref_inputs.json"))
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    return object["token_type_ids"] as? [Int] ?? (object["token_type_ids"] as? [[Int]])?.first
  }

  func reference() throws -> Tensor {
    try MatrixFile.open(folder + "/ref_attentions.npy").tensor()
  }
}

@Suite struct ModelFigureTests {
  static let models = [
    "bert", "gpt2", "gpt2_sharded", "llama_gqa", "mistral", "bloom", "xlm_roberta",
  ]
  .map(UntrainedModel.init)

  private func words(_ model: UntrainedModel) throws -> [String] {
    var ids = try model.ids()
    var words = ["--model", model.folder]
    if let types = try model.types(), let second = types.firstIndex(of: 1) {
      words += ["--pair-ids", ids[second...].map(String.init).joined(separator: ",")]
      ids = Array(ids[..<second])
    }
    return words + ["--ids", ids.map(String.init).joined(separator: ",")]
  }

  private func isNear(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 2e-5 }
  }

  /// A tokenizer with far fewer tokens than there are embeddings is another model's; one that lacks the padding
  /// is not, and ids need none.
  @Test(arguments: [(40, true), (88, false), (96, false)])
  func anotherModelsTokenizerIsTold(tokens: Int, isTold: Bool) throws {
    let folder = try Folder()
    let source = fixturesFolder + "/models/tiny/bert/"
    for name in ["config.json", "model.safetensors"] {
      try FileManager.default.copyItem(atPath: source + name, toPath: folder.path + "/" + name)
    }
    let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "cat", "sat"]
    let all = words + (words.count..<tokens).map { "w\($0)" }
    try folder.write(all.joined(separator: "\n") + "\n", to: "vocab.txt")
    let call = ["--model", folder.path, "--layer", "0", "--head", "0"]
    func warnings(_ further: [String]) throws -> [String] {
      try draft(Attention.self, call + further).warnings.map(\.description)
    }
    let told = try warnings(["--text", "cat sat"])
    #expect(
      told.contains {
        $0.contains("its tokenizer has \(tokens) tokens, and the model has 96 embeddings")
      }
        == isTold, "\(told)")
    #expect(try warnings(["--ids", "2,5,3"]).allSatisfy { !$0.contains("embeddings") })
  }

  /// Of a model it is known which attention is the one across, as many tokens as both sides may have.
  @Test func squareCrossAttentionOfAModelIsNoConcern() throws {
    let words = [
      "--model", fixturesFolder + "/models/untrained/marian", "--ids", "5,17,33", "--target-ids",
      "2,9,7", "--layer", "0", "--head", "0",
    ]
    #expect(try draft(CrossAttention.self, words).warnings.isEmpty)
  }

  /// A tensor of a model's folder is the one of the file in it that holds it, in one file or in several.
  @Test(arguments: ["gpt2", "gpt2_sharded", "bert"])
  func aFolderStandsForItsFile(name: String) throws {
    let folder = fixturesFolder + "/models/tiny/" + name
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    let shard = try #require(files.first { $0.hasSuffix(".safetensors") })
    let file = try MatrixFile.open(folder + "/" + shard)
    let tensor = try #require(file.tensors.last { $0.shape.count == 2 }?.name)
    let own = try file.tensor(named: tensor).values(as: Double.self)
    for path in [folder, folder + "/"] {
      let drawn = try draft(MatrixHeatMap.self, ["--input", "\(path)#\(tensor)"])
      #expect(try #require(drawn.table).matrix.values == own)
    }
    let read = SourceRegistry.fileReferences(of: "\(folder)#\(tensor)", in: SourceContext())
    #expect(
      read == [
        "\(folder)/\(name == "gpt2_sharded" ? "model.safetensors.index.json" : shard)#\(tensor)"
      ])
    #expect(throws: FigureError.self) { try draft(MatrixHeatMap.self, ["--input", folder]) }
    #expect(throws: FigureError.self) {
      try draft(MatrixHeatMap.self, ["--input", folder + "#no"])
    }
  }

  @Test(arguments: models) func headsAreThoseOfTheReference(model: UntrainedModel) throws {
    let reference = try model.reference()
    let (layers, heads) = (reference.info.shape[0], reference.info.shape[1])
    let words = try words(model)
    let all = try draft(Heads.self, words + ["--layer", "\(layers - 1)"])
    let drawn = try #require(all.table).matrix.values
    let expected = try (0..<heads).flatMap {
      try reference.matrix(at: [layers - 1, $0], as: Double.self).values
    }
    #expect(isNear(drawn, expected))
    #expect(all.figure.notes.contains { $0.text == "Model: \(model.name)." })
    let one = try draft(Attention.self, words + ["--layer", "0", "--head", "1"])
    #expect(
      isNear(
        try #require(one.table).matrix.values,
        try reference.matrix(at: [0, 1], as: Double.self).values))
    let view = try draft(ModelView.self, words)
    #expect(isNear(try #require(view.table).matrix.values, try reference.values(as: Double.self)))
  }

  /// The steps of a head agree with each other: softmax of the scores, and the output.
  @Test(arguments: models) func stagesBelongTogether(model: UntrainedModel) throws {
    let words = try words(model) + ["--layer", "1", "--head", "0", "--stage"]
    func stage(_ name: String) throws -> Matrix<Double> {
      try #require(try draft(Attention.self, words + [name]).table).matrix
    }
    let (masked, weights) = (try stage("masked"), try stage("weights"))
    for row in 0..<masked.rows {
      #expect(isNear(softmax(Array(masked.row(row))), Array(weights.row(row))))
    }
    #expect(
      isNear(
        weights.times(try stage("v")).values, try stage("output").values))
    #expect(
      isNear(
        try stage("q").times(try stage("k").transposed).values, try stage("scores").values))
    _ = try draft(Attention.self, words + ["all"])
  }

  /// Ids of the text and of the decoder, with commas.
  private func bothIDs(_ model: UntrainedModel) throws -> (text: String, target: String) {
    let data = try Data(contentsOf: URL(fileURLWithPath: model.folder + "/ref_inputs.json"))
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    func list(_ key: String) throws -> String {
      let value = object[key]
      let ids = try #require(value as? [Int] ?? (value as? [[Int]])?.first)
      return ids.map(String.init).joined(separator: ",")
    }
    return (try list("input_ids"), try list("decoder_input_ids"))
  }

  @Test(arguments: ["t5", "bart"], ["encoder", "decoder"])
  func eachSideIsThatOfTheReference(_ name: String, _ side: String) throws {
    let model = UntrainedModel(name: name)
    let reference = try MatrixFile.open(model.folder + "/ref_\(side)_attentions.npy").tensor()
    let ids = try bothIDs(model)
    // The encoder reads its text alone.
    let target = side == "decoder" ? ["--target-ids", ids.target] : []
    let drawn = try draft(
      Attention.self,
      ["--model", model.folder, "--ids", ids.text, "--side", side, "--layer", "1", "--head", "2"]
        + target)
    #expect(
      isNear(
        try #require(drawn.table).matrix.values,
        try reference.matrix(at: [1, 2], as: Double.self).values))
    #expect(drawn.figure.notes.contains { $0.text == "Model: \(name), \(side)." })
  }

  /// The encoder's steps need no text for the decoder, and each says whose it is.
  @Test(arguments: ["t5", "bart"], ["scores", "scaled", "masked", "output"])
  func stagesOfTheEncoderSayWhoseTheyAre(_ name: String, _ stage: String) throws {
    let model = UntrainedModel(name: name)
    let drawn = try draft(
      Attention.self,
      [
        "--model", model.folder, "--ids", try bothIDs(model).text, "--layer", "1", "--head", "2",
        "--stage", stage,
      ])
    #expect(drawn.figure.summary.contains("of layer 1, head 2"), "\(drawn.figure.summary)")
    #expect(drawn.figure.notes.contains { $0.text == "Model: \(name), encoder." })
  }

  /// A message names the option that was given.
  @Test(arguments: [["--layer", "1"], [], ["--head", "1"]])
  func namesTheModelWhereNoHeadIsChosen(choice: [String]) throws {
    let error = #expect(throws: FigureError.self) {
      try draft(
        Attention.self, ["--model", UntrainedModel(name: "bert").folder, "--ids", "5,17"] + choice)
    }
    let text = try #require(error).typed
    #expect(text.contains("--model") && !text.contains("--weights"), "\(text)")
  }

  @Test func crossAttentionIsThatOfTheReference() throws {
    let model = UntrainedModel(name: "t5")
    let file = model.folder + "/ref_cross_attentions.npy"
    let reference = try MatrixFile.open(file).tensor()
    let ids = try bothIDs(model)
    let drawn = try draft(
      CrossAttention.self,
      [
        "--model", model.folder, "--ids", ids.text, "--target-ids", ids.target, "--layer", "1",
        "--head", "3",
      ])
    #expect(
      isNear(
        try #require(drawn.table).matrix.values,
        try reference.matrix(at: [1, 3], as: Double.self).values))
  }

  @Test(arguments: [
    (["--text", "a"], "--text: is for a model"),
    (["--model", "models/tiny/bert", "--ids", "1", "--side", "decoder"], "no encoder beside"),
    (["--model", "models/tiny/bert", "--ids", "1", "--target-ids", "2"], "takes no target text"),
    (["--model", "models/tiny/bert"], "--text-file FILE, --ids"),
    (["--model", "models/tiny/bert", "--ids", "99999"], "outside the vocabulary"),
    (["--model", "models/tiny/bert", "--text", " "], "is empty"),
    (["--model", "models/tiny/bert", "--ids", "1", "--text", "a"], "exclude each other"),
    (
      ["--model", "models/tiny/bert", "--ids", "1", "--weights", "example:minilm"],
      "exclude each other"
    ),
    (["--model", "models/tiny", "--ids", "1"], "is no model"),
    (["--model", "models/tiny/gpt2", "--ids", "1", "--layer", "7"], "has layers 0 to 2"),
    (
      ["--model", "models/tiny/gpt2", "--ids", "1", "--axes", "layer"],
      "leave it out with --model"
    ),
    (["--model", "models/tiny/gpt2", "--text", "a"], "holds no tokenizer"),
  ])
  func whatIsWrongIsToldInALine(words: [String], part: String) throws {
    let error = try failure(
      Attention.self,
      words.contains("--layer")
        ? words + ["--head", "0"] : words + ["--layer", "0", "--head", "0"])
    #expect(error.typed.contains(part), "\(error)")
    #expect(!error.typed.contains("\n"))
  }

  @Test func tablesAndHiddenStatesAreTheModels() throws {
    let path = fixturesFolder + "/models/tiny/gpt2"
    let table = try #require(
      try draft(PositionalHeatMap.self, ["--model", path, "--positions-table"]).table
    ).matrix
    let stored = try MatrixFile.open(path + "/model.safetensors")
    let name = try #require(
      stored.tensors.compactMap(\.name).first { $0.hasSuffix("wpe.weight") })
    #expect(table.values == (try stored.tensor(named: name).values(as: Double.self)))
    let alike = try #require(
      try draft(
        PositionalSimilarity.self,
        ["--model", path, "--positions-table", "--metric", "dot"]
      ).table
    ).matrix
    let product = table.times(table.transposed)
    #expect(isNear(alike.values, product.values))
    let hidden = try draft(
      PositionalSimilarity.self, ["--model", path, "--ids", "5,17,33", "--hidden", "0"])
    #expect(try #require(hidden.table).matrix.rows == 3)
  }
}
