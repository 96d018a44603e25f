// A text that goes on by a token at a time, with the keys and values of the tokens before: the same logits
// as of a pass over all of it.

import AttentionMath
import Testing

@testable import Models

@Suite struct KeyCacheTests {
  /// Decoders of every kind: grouped queries, windows, learned positions, biases for distances, frequencies
  /// that grow with the text or change at a length.
  private static let decoders = [
    "tiny/gpt2", "tiny/llama_gqa", "tiny/mistral", "tiny/bloom", "untrained/gpt_neox",
    "untrained/gpt_neox_sequential", "untrained/gptj", "untrained/opt", "untrained/opt_post",
    "untrained/qwen2", "untrained/qwen3", "untrained/gemma2", "untrained/gemma3",
    "untrained/phi3", "untrained/phi3_longrope", "untrained/olmo2", "untrained/llama_dynamic",
    "untrained/llama_yarn", "untrained/llama_llama3", "untrained/llama_linear",
  ]
  private static let pairs = [
    "tiny/t5", "untrained/t5_gated", "tiny/bart", "untrained/marian", "untrained/mbart",
    "untrained/m2m_100", "untrained/pegasus",
  ]

  private func check(
    _ model: Model, _ input: ModelInput, by count: Int, adding: (inout ModelInput, Int) -> Void
  ) throws {
    var (input, cache) = (input, KeyCache())
    for step in 0..<count {
      let whole = try #require(try model.run(input, keeping: Request(logits: .last))["logits"])
      let fast = try #require(try model.lastLogits(input, &cache))
      let apart = zip(whole.values, fast).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(fast.count == whole.values.count && apart < 2e-5, "step \(step)")
      adding(&input, (7 * step + 11) % model.shape.vocabulary)
    }
  }

  @Test(arguments: decoders) func logitsAreThoseOfAllTokens(name: String) throws {
    let model = try Model.open(ModelFixture.path(name))
    try check(model, ModelInput(ids: [5, 17, 33]), by: 20) { $0.ids.append($1) }
  }

  @Test(arguments: pairs) func aDecoderGoesOnBesideItsEncoder(name: String) throws {
    let model = try Model.open(ModelFixture.path(name))
    try check(model, ModelInput(ids: [5, 17, 33, 9], decoderIDs: [2, 7]), by: 12) {
      $0.decoderIDs.append($1)
    }
  }

  @Test func aDecoderOfSpeechGoesOn() throws {
    let name = "tiny/whisper"
    let model = try Model.open(ModelFixture.path(name))
    let features = try #require(
      try ModelFixture.arrays("\(name)/ref_input_features.npy").values.first)
    var input = ModelFixture.input(
      try ModelFixture.json("\(name)/ref_inputs.json"), ["input_features": features])
    input.decoderIDs = Array(input.decoderIDs.prefix(2))
    try check(model, input, by: 8) { $0.decoderIDs.append($1) }
  }

  /// Each step is over the new token alone, and a changed frequency begins anew.
  @Test func onlyNewTokensAreGoneOver() throws {
    var pass = Pass(
      weights: Weights(file: "none", tensors: [], byteCount: 0), request: Request())
    #expect(pass.fresh(Matrix(rows: 3, columns: 1)).rows == 3)
    pass.cache = KeyCache()
    #expect(pass.fresh(Matrix(rows: 3, columns: 1), turnedBy: [[1]]).rows == 3)
    #expect(pass.fresh(Matrix(rows: 4, columns: 1), turnedBy: [[1]]).rows == 1)
    #expect(pass.past == 3)
    #expect(pass.fresh(Matrix(rows: 5, columns: 1), turnedBy: [[2]]).rows == 5)
    #expect(pass.past == 0)
  }

  /// An encoder's tokens see those after them, so that all of them are gone over again.
  @Test func anEncoderIsRunWhole() throws {
    let model = try Model.open(ModelFixture.path("tiny/bert"))
    try check(model, ModelInput(ids: [5, 17, 33]), by: 5) { $0.ids.append($1) }
  }
}
