// Weights that are kept as queries and keys: the same numbers, in less memory.

import AttentionMath
import Foundation
import Testing

@testable import Models

@Suite struct RemadeHeadTests {
  /// As many ids as the model takes, up to 32, for both of its sides.
  private func input(_ model: Model, _ folder: String) throws -> ModelInput {
    var input = try ModelFixture.input(of: folder)
    let count = min(32, model.shape.context ?? 32)
    func ids(_ first: Int) -> [Int] {
      (0..<count).map { ($0 * 7 + first) % model.shape.vocabulary }
    }
    if !input.ids.isEmpty, input.typeIDs.isEmpty { input.ids = ids(5) }
    if !input.decoderIDs.isEmpty { input.decoderIDs = ids(3) }
    return input
  }

  /// Masks, windows, biases, caps and shared keys are made again with the weights.
  @Test(arguments: ModelFixture.models) func giveTheWeightsOfThePass(folder: String) throws {
    let model = try Model.open(ModelFixture.path(folder))
    let input = try input(model, folder)
    let all = Request.Heads()
    let held = try model.run(input, keeping: Request(parts: [.attentions: all]))
    let run = try model.run(
      input, keeping: Request(parts: [.attentions: all], maximumHeldWeights: 0))
    #expect(Set(run.arrays.keys).union(run.remade.keys) == Set(held.arrays.keys))
    for (name, heads) in run.remade {
      let kept = try #require(held[name])
      #expect([heads.layers.count, heads.heads.count, heads.queries, heads.keys] == kept.shape)
      let size = heads.queries * heads.keys
      for (index, head) in heads.rows.joined().enumerated() {
        let expected = kept.values[index * size..<(index + 1) * size]
        var found = [Float](repeating: .nan, count: size)
        found.withUnsafeMutableBufferPointer { found in
          // In parts that are no blocks of the pass.
          for rows in [3..<heads.queries, 0..<1, 1..<3] {
            head.fill(found.baseAddress! + rows.lowerBound * heads.keys, rows: rows)
          }
        }
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(name) \(index)")
      }
    }
    // Heads of 8 values over 32 tokens are smaller than their weights.
    if model.shape.stacks.first?.stack == .single, input.ids.count == 32 {
      #expect(run.remade.keys.sorted() == ["attentions"])
      #expect(run.byteCount < held.byteCount)
    }
  }

  /// What a run keeps of a long text grows with its length, and not with the square of it.
  @Test func keepsNoSquares() throws {
    let folder = ModelFixture.path("tiny/llama_gqa")
    let config = try String(contentsOfFile: "\(folder)/config.json", encoding: .utf8)
      .replacing("\"max_position_embeddings\": 32", with: "\"max_position_embeddings\": 512")
    let model = try Model.open(folder, config: Array(config.utf8))
    let input = ModelInput(ids: (0..<512).map { ($0 * 7 + 5) % 96 })
    func kept(_ layers: Choice, _ heads: Choice, maximum: Int) throws -> ModelRun {
      try model.run(
        input,
        keeping: Request(
          parts: [.attentions: .init(layers: layers, heads: heads)], maximumHeldWeights: maximum))
    }
    // 2 layers of 4 heads of queries and 2 of keys, each of 8 values for each token.
    let all = try kept(.all, .all, maximum: 1 << 20)
    #expect(all.arrays.isEmpty)
    #expect(all.byteCount == 4 * 2 * (4 + 2) * 512 * 8)
    // Heads 2 and 3 have the same keys.
    let some = try kept(.only([1]), .only([2, 3]), maximum: 0)
    #expect(some.byteCount == 4 * (2 + 1) * 512 * 8)
    #expect(some.remade["attentions"]?.layers == [1])
    // Few weights are kept as they are.
    let few = try kept(.only([1]), .only([2]), maximum: 512 * 512)
    #expect(few.remade.isEmpty && few.byteCount == 4 * 512 * 512)
  }

  /// What lies between two vectors of a token is made for some tokens at a time.
  @Test func blocksOfTokensGiveTheSame() throws {
    let pass = Pass(weights: Weights(file: "", tensors: [], byteCount: 0), request: Request())
    let x = Matrix<Float>(rows: 1300, columns: 2) { Float($0 * 2 + $1) }
    var sizes: [Int] = []
    let y = try pass.byTokens(x, width: 1 << 20) { part throws(ModelError) in
      sizes.append(part.rows)
      return part.scaled(by: 3)
    }
    #expect(sizes == [433, 433, 434])
    #expect(y == x.scaled(by: 3))
    var calls = 0
    _ = try pass.byTokens(x, width: 8) { part throws(ModelError) in
      calls += 1
      return part
    }
    #expect(calls == 1)
  }
}
