import AttentionMath
import JSONTape
import Testing

@testable import Models

@Suite struct PositionTests {
  /// Frequencies from the published formulas in 50 digits.
  @Test func rotaryFrequenciesAreThePublishedOnes() throws {
    let file = try ModelFixture.json("encodings/rope_inv_freq.json")
    let cases = try #require(file["cases"]?.array)
    for item in cases {
      let name = try #require(item["name"]?.string)
      let size = try #require(item["head_dim"]?.int)
      let rotary = try RotaryPositions(
        ModelConfig(value: try Self.config(item), file: name), headSize: size)
      let expected = try #require(item["inv_freq"]?.array).compactMap(\.double)
      let frequencies = try rotary.frequencies(length: item["seq_len"]?.int ?? 0)
      #expect(frequencies.count == expected.count)
      for (one, other) in zip(frequencies, expected) {
        #expect(abs(one - other) <= 1e-12 * abs(other), "\(name)")
      }
      let factor = try #require(item["attention_factor"]?.double)
      #expect(abs(rotary.scaling.attentionFactor - factor) < 1e-12, "\(name)")
    }
    #expect(cases.count >= 6)
  }

  /// What a model turns by is what a figure of its config.json shows.
  @Test func aModelTurnsAsItsConfigurationIsDrawn() throws {
    let file = try ModelFixture.json("encodings/rope_inv_freq.json")
    var scalings: Set<String> = []
    for item in try #require(file["cases"]?.array) {
      let name = try #require(item["name"]?.string)
      let value = try Self.config(item)
      let size = try #require(item["head_dim"]?.int)
      let length = item["seq_len"]?.int ?? 1
      let model = try RotaryPositions(ModelConfig(value: value, file: name), headSize: size)
      let drawn = try RotaryConfiguration(value.configurationValue)
      let takesLength = ["dynamic", "longrope"].contains(drawn.parameters["scaling"])
      let encoding = try #require(
        drawn.encoding(takesLength ? [.init("length", String(length))] : []) as? RotaryEncoding)
      #expect(try model.frequencies(length: length) == encoding.frequencies, "\(name)")
      #expect(abs(model.scaling.attentionFactor - encoding.attentionFactor) < 1e-15, "\(name)")
      scalings.insert(encoding.scaling.name)
    }
    #expect(scalings.isSuperset(of: ["none", "linear", "dynamic", "yarn", "llama3", "longrope"]))
  }

  /// The numbers of a case as a config.json has them.
  private static func config(_ item: ParsedJSON) throws -> ParsedJSON {
    let type = try #require(item["rope_type"]?.string)
    var members = ["\"rope_type\":\"\(type)\""]
    for (key, value) in try #require(item["rope_parameters"]).members {
      guard let name = key.string, name != "rope_type" else { continue }
      if let list = value.array {
        let numbers: [String] = list.compactMap(\.double).map { "\($0)" }
        members.append("\"\(name)\":[" + numbers.joined(separator: ",") + "]")
      } else if let number = value.double {
        members.append("\"\(name)\":\(number)")
      }
    }
    let context = try #require(item["max_position_embeddings"]?.int)
    let text =
      "{\"model_type\":\"llama\",\"head_dim\":\(try #require(item["head_dim"]?.int)),"
      + "\"max_position_embeddings\":\(context),\"rope_parameters\":{\(members.joined(separator: ","))}}"
    return try JSONDocument(Array(text.utf8)).root
  }

  @Test(arguments: [(32, 128), (16, 64)])
  func bucketsAreThoseOfT5(buckets: Int, maximum: Int) throws {
    let file = try ModelFixture.json("encodings/t5_buckets_\(buckets)_\(maximum).json")
    for (key, isCausal) in [("bidirectional", false), ("causal", true)] {
      let expected = try #require(file[key]?["transformers_float32"]?.array).compactMap(\.int)
      let own = (-300...300).map {
        Models.PositionBias.bucket($0, buckets: buckets, maximum: maximum, isCausal: isCausal)
      }
      #expect(own == expected)
    }
  }
}
