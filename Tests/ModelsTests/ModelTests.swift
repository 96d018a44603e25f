import Foundation
import JSONTape
import Synchronization
import Testing
import Tokenizers

@testable import Models

@Suite struct ArchitectureTests {
  /// Checkpoints whose references are arrays of their own.
  @Test(arguments: ModelFixture.folders(in: "tiny"))
  func givesTheReferences(name: String) throws {
    let folder = "tiny/\(name)"
    let model = try Model.open(ModelFixture.path(folder))
    var references: [String: KeptArray] = [:]
    for part in [
      "attentions", "encoder_attentions", "decoder_attentions", "cross_attentions", "logits",
      "pixel_values", "input_features",
    ] {
      let file = "\(folder)/ref_\(part).npy"
      if let arrays = try? ModelFixture.arrays(file) {
        references["ref_\(part)"] = arrays.values.first
      }
    }
    let input = ModelFixture.input(try ModelFixture.json("\(folder)/ref_inputs.json"), references)
    let run = try model.run(input, keeping: .everything)
    var compared = 0
    for (key, reference) in references where !key.hasSuffix("values") && !key.hasSuffix("features")
    {
      let apart = try #require(
        distance(run[String(key.dropFirst(4))], reference), "\(name) \(key)")
      #expect(apart < 2e-5, "\(name) \(key)")
      compared += 1
    }
    #expect(compared >= 2)
  }

  /// Checkpoints whose references are one file.
  @Test(arguments: ModelFixture.folders(in: "untrained"))
  func givesAllReferences(name: String) throws {
    let folder = "untrained/\(name)"
    let model = try Model.open(ModelFixture.path(folder))
    let references = try ModelFixture.arrays("\(folder)/reference.safetensors")
    let input = ModelFixture.input(try ModelFixture.json("\(folder)/inputs.json"), references)
    let run = try model.run(input, keeping: .everything)
    var compared = 0
    for (key, reference) in references where key != "pixel_values" && !key.hasSuffix("embeds") {
      let apart = try #require(
        distance(run[key], reference),
        "\(name) \(key): \(run[key]?.shape ?? []) for \(reference.shape)")
      #expect(apart < 2e-5, "\(name) \(key)")
      compared += 1
    }
    #expect(compared >= 2)
  }

  @Test func everyArchitectureHasAReference() throws {
    var checked: Set<String> = []
    for group in ["tiny", "untrained"] {
      for name in ModelFixture.folders(in: group) {
        checked.insert(try Model.open(ModelFixture.path("\(group)/\(name)")).architecture)
      }
    }
    for type in Architectures.all {
      #expect(!checked.isDisjoint(with: type.modelTypes), "\(type)")
    }
  }

  /// What is kept of a part of the layers and heads is that part of all.
  @Test func keepsOnlyWhatIsAskedFor() throws {
    let model = try Model.open(ModelFixture.path("tiny/llama_gqa"))
    let input = ModelInput(ids: [5, 17, 33, 8, 90, 2])
    let all = try model.run(
      input,
      keeping: Request(
        parts: Dictionary(uniqueKeysWithValues: HeadPart.allCases.map { ($0, .init()) }),
        hiddenStates: .all, logits: .all))
    for part in HeadPart.allCases {
      let some = try model.run(
        input, keeping: Request(parts: [part: .init(layers: .only([1]), heads: .only([0, 3]))]))
      #expect(Array(some.arrays.keys) == [part.rawValue])
      let whole = try #require(all[part.rawValue])
      let kept = try #require(some[part.rawValue])
      #expect(kept.shape == [1, 2] + whole.shape[2...])
      #expect(kept.layers == [1] && kept.heads == [0, 3])
      let size = whole.shape[2] * whole.shape[3]
      #expect(Array(kept.values[..<size]) == Array(whole.values[4 * size..<5 * size]))
      #expect(Array(kept.values[size...]) == Array(whole.values[7 * size..<8 * size]))
    }
    // softmax(scores) = weights, and weights · V = contexts.
    let (scores, weights) = (try #require(all["scores"]), try #require(all["attentions"]))
    let (values, contexts) = (try #require(all["values"]), try #require(all["contexts"]))
    for row in 0..<2 * 4 * 6 {
      let own = scores.values[row * 6..<row * 6 + 6].map { Double($0) }
      let exponentials = own.map { $0 == -.infinity ? 0 : pow(2.718281828459045, $0) }
      let sum = exponentials.reduce(0, +)
      for key in 0..<6 {
        #expect(abs(exponentials[key] / sum - Double(weights.values[row * 6 + key])) < 1e-6)
      }
      let head = row / 6
      for index in 0..<8 {
        let mix = (0..<6).reduce(0 as Float) {
          $0 + weights.values[row * 6 + $1] * values.values[(head * 6 + $1) * 8 + index]
        }
        #expect(abs(mix - contexts.values[row * 8 + index]) < 1e-5)
      }
    }
    let last = try model.run(input, keeping: Request(logits: .last))
    #expect(last["logits"]?.shape == [1, 96])
    #expect(last["logits"]?.values == Array(try #require(all["logits"]).values.suffix(96)))
    let hidden = try model.run(input, keeping: Request(hiddenStates: .only([1])))
    #expect(
      hidden["hidden_states"]?.values
        == Array(try #require(all["hidden_states"]).values[6 * 32..<2 * 6 * 32]))
  }

  /// A part of a model with two sides, and the encoder without a text for the decoder.
  @Test(arguments: ["t5", "bart"])
  func keepsOneSide(name: String) throws {
    let model = try Model.open(ModelFixture.path("tiny/\(name)"))
    let input = ModelFixture.input(try ModelFixture.json("tiny/\(name)/ref_inputs.json"))
    let cross = try model.run(
      input, keeping: Request(parts: [.attentions: .init(layers: .only([1]), of: [.cross])]))
    #expect(Array(cross.arrays.keys) == ["cross_attentions"])
    let whole = try model.run(input, keeping: .everything)
    let own = try #require(whole["cross_attentions"])
    let size = own.values.count / own.shape[0]
    #expect(cross["cross_attentions"]?.values == Array(own.values[size..<2 * size]))
    let alone = ModelInput(ids: input.ids)
    let encoder = try model.run(
      alone, keeping: Request(parts: [.attentions: .init(of: [.encoder])], hiddenStates: .only([0]))
    )
    #expect(encoder["encoder_attentions"] == whole["encoder_attentions"])
    #expect(Set(encoder.arrays.keys) == ["encoder_attentions", "encoder_hidden_states"])
    #expect(throws: ModelError.self) {
      try model.run(alone, keeping: Request(parts: [.attentions: .init()]))
    }
  }

  /// An observer sees every row once, and the same numbers.
  @Test func showsRowsAsTheyAreMade() throws {
    final class Rows: AttentionObserver {
      let kept = Mutex<[Int: [Float]]>([:])
      func wants(_ stack: Stack, layer: Int, head: Int) -> Bool { layer == 1 && head == 2 }
      func take(
        _ stack: Stack, layer: Int, head: Int, rows: Range<Int>, keys: Int,
        weights: UnsafeBufferPointer<Float>
      ) {
        kept.withLock { kept in
          for (index, row) in rows.enumerated() {
            kept[row] = Array(weights[index * keys..<(index + 1) * keys])
          }
        }
      }
    }
    let model = try Model.open(ModelFixture.path("tiny/gpt2"))
    let input = ModelInput(ids: [5, 17, 33, 8, 90, 2, 41])
    let rows = Rows()
    _ = try model.run(input, keeping: Request(observer: rows))
    let run = try model.run(
      input, keeping: Request(parts: [.attentions: .init(layers: .only([1]), heads: .only([2]))]))
    let seen = rows.kept.withLock { kept in (0..<7).flatMap { kept[$0] ?? [] } }
    #expect(seen == run["attentions"]?.values)
  }

  @Test func givesPositionTables() throws {
    let tables = try Model.open(ModelFixture.path("tiny/gpt2")).positionTables()
    let table = try #require(tables["transformer.wpe.weight"])
    #expect(table.shape == [32, 32])
    let stored = try ModelFixture.arrays("tiny/gpt2/model.safetensors")
    #expect(table.values == stored["transformer.wpe.weight"]?.values)
  }
}
