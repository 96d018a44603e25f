// A decoder that goes on by itself: the tokens that transformers' generate gives, greedy (5.24).

import Foundation
import Testing

@testable import Models

@Suite struct TwoSidedTextTests {
  private static let ids = [5, 17, 33, 8, 40, 3, 41]

  @Test(
    arguments: [
      ("untrained/t5_gated", [0, 9, 9, 9, 9, 9, 9, 9, 9]),
      ("untrained/marian", [2, 35, 35, 35, 0, 35, 0, 35, 0]),
      ("untrained/m2m_100", [2, 44, 44, 44, 44, 44, 44, 44, 44]),
      ("untrained/mbart", [2, 26, 12, 12, 12, 12, 12, 12, 12]),
      ("untrained/pegasus", [2, 44, 44, 44, 44, 44, 44, 44, 44]),
    ])
  func goesOnFromTheStartToken(name: String, expected: [Int]) throws {
    let model = try Model.open(ModelFixture.path(name))
    let start = try model.targetStart().ids
    #expect(start == Array(expected.prefix(1)))
    let input = ModelInput(ids: Self.ids, decoderIDs: start)
    #expect(try model.continued(input, by: 8).decoderIDs == expected)
    // From a text it goes on as it would have.
    let later = ModelInput(ids: Self.ids, decoderIDs: Array(expected.prefix(4)))
    #expect(try model.continued(later, by: 5).decoderIDs == expected)
  }

  /// The first token may be forced, by either file; the rest follows from it.
  @Test func theFirstTokenMayBeForced() throws {
    let folder = try ScratchFolder(copyOf: "tiny/bart")
    func generated() throws -> [Int] {
      let model = try Model.open(folder.path)
      let input = ModelInput(ids: Self.ids, decoderIDs: try model.targetStart().ids)
      return try model.continued(input, by: 7).decoderIDs
    }
    #expect(try generated() == [2, 0, 0, 0, 0, 0, 0, 0])
    try folder.write("{\"forced_bos_token_id\": 7}", "generation_config.json")
    #expect(try generated() == [2, 7, 9, 19, 19, 19, 19, 19])
    try folder.remove("generation_config.json")
    try folder.changeConfig("\"forced_eos_token_id\": 2,", "\"forced_bos_token_id\": 7,")
    #expect(try generated() == [2, 7, 9, 19, 19, 19, 19, 19])
  }

  @Test func aModelThatNamesNoStartSaysSo() throws {
    let folder = try ScratchFolder(copyOf: "tiny/bart")
    try folder.changeConfig("\"decoder_start_token_id\": 2,", "")
    let model = try Model.open(folder.path)
    #expect {
      try model.targetStart()
    } throws: {
      "\($0)".contains("its files name no decoder_start_token_id")
    }
    // The newer place of the key counts before the older.
    try folder.write("{\"decoder_start_token_id\": 5}", "generation_config.json")
    #expect(try Model.open(folder.path).targetStart().ids == [5])
  }
}
