import Foundation
import JSONTape
import Testing

@testable import Models

/// What of a checkpoint counts where its files say the same thing twice.
@Suite struct StoredPositionTests {
  /// A table of positions that a file holds is taken, and not made anew by its formula: a table of zeros leaves
  /// equal tokens equal.
  @Test(arguments: [false, true]) func aStoredTableOfSinesCounts(isCleared: Bool) throws {
    let folder = try ScratchFolder(copyOf: "untrained/pegasus")
    var file = try [UInt8](
      Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/model.safetensors")))
    let length = file[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONDocument(Array(file[8..<8 + length])).root
    let offsets = try #require(
      header["model.encoder.embed_positions.weight"]?["data_offsets"]?.array
    ).compactMap(\.int)
    if isCleared {
      for index in offsets[0]..<offsets[1] { file[8 + length + index] = 0 }
      try folder.write(file, "model.safetensors")
    }
    let run = try Model.open(folder.path).run(
      ModelInput(ids: [5, 5, 7], decoderIDs: [0]), keeping: .everything)
    let states = try #require(run["encoder_hidden_states"])
    let width = states.shape[2]
    let (first, second) = (states.values[..<width], states.values[width..<2 * width])
    #expect((Array(first) == Array(second)) == isCleared)
  }

  /// transformers reads this key of Whisper and never uses it.
  @Test func whispersEmbeddingsAreNotScaled() throws {
    let folder = try ScratchFolder(copyOf: "tiny/whisper")
    let path = "\(folder.path)/config.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("\"scale_embedding\": false"))
    try folder.write(
      text.replacing("\"scale_embedding\": false", with: "\"scale_embedding\": true"),
      "config.json")
    let arrays = try ModelFixture.arrays("tiny/whisper/ref_input_features.npy")
    let input = ModelFixture.input(
      try ModelFixture.json("tiny/whisper/ref_inputs.json"), arrays)
    let run = try Model.open(folder.path).run(input, keeping: .everything)
    let reference = try ModelFixture.arrays("tiny/whisper/ref_decoder_attentions.npy")
    let distance = distance(
      run["decoder_attentions"], reference["ref_decoder_attentions"])
    #expect(try #require(distance) < 2e-5)
  }
}
