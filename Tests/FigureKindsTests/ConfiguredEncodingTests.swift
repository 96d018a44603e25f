// --config and config=: encodings with the parameters of models' configurations, against the steps of
// transformers in float64 (Tests/Fixtures/encodings/make_configs.py).

import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@testable import FigureKinds

/// A configuration of configs.json and what transformers makes of it.
struct PublishedConfig: Sendable, CustomTestStringConvertible {
  let name: String
  let config: String
  let dimensions: Int
  let rotary: Int
  let attentionFactor: Double
  let frequencies: [Double]
  /// Those beyond the trained context, where they differ.
  let long: [Double]?
  let pairs: String
  var testDescription: String { name }

  static let all: [PublishedConfig] = {
    do {
      let data = try Data(
        contentsOf: URL(fileURLWithPath: fixturesFolder + "/encodings/configs.json"))
      let models = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      return try models.sorted { $0.key < $1.key }.map { name, value in
        let value = try #require(value as? [String: Any])
        let config = try JSONSerialization.data(withJSONObject: try #require(value["config"]))
        return PublishedConfig(
          name: name, config: String(decoding: config, as: UTF8.self),
          dimensions: try #require(value["dimensions"] as? Int),
          rotary: try #require(value["rotary"] as? Int),
          attentionFactor: try #require(value["attentionFactor"] as? Double),
          frequencies: try #require(value["frequencies"] as? [Double]),
          long: value["long"] as? [Double], pairs: try #require(value["pairs"] as? String))
      }
    } catch {
      fatalError("configs.json: \(error)")
    }
  }()

  /// A folder that has it, as a model's folder is.
  func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(config, to: "config.json")
    return folder
  }
}

@Suite struct ConfiguredEncodingTests {
  private func drafted<Kind: FigureKind>(
    _ kind: Kind.Type, _ line: String, _ folder: Folder, _ language: Language = .english
  ) throws -> FigureDraft {
    try draft(
      kind, line.split(separator: " ").map(String.init), language: language, folder: folder.path)
  }

  private func published(_ name: String) throws -> PublishedConfig {
    try #require(PublishedConfig.all.first { $0.name == name })
  }

  private func isNear(_ ours: some Sequence<Double>, _ theirs: [Double]) -> Bool {
    let ours = Array(ours)
    return ours.count == theirs.count
      && zip(ours, theirs).allSatisfy { abs($0 - $1) <= 1e-14 * abs($1) }
  }

  @Test(
    arguments: PublishedConfig.all,
    ["--config config.json", "--encoding rope:config=config.json", "--encoding rope --config ."])
  func frequenciesAreThoseOfTheModel(_ model: PublishedConfig, line: String) throws {
    let folder = try model.folder()
    let table = try #require(try drafted(Frequencies.self, line, folder).table)
    #expect(isNear(table.matrix.row(0), model.frequencies))
    #expect(table.matrix.columns == model.rotary / 2)
    if let long = model.long {
      let beyond = try #require(
        try drafted(Frequencies.self, "--encoding rope:config=config.json,length=8192", folder)
          .table)
      #expect(isNear(beyond.matrix.row(0), long))
    }
  }

  /// Cosines at position 0 are the attention factor.
  @Test(arguments: PublishedConfig.all) func cosinesHaveTheAttentionFactor(
    _ model: PublishedConfig
  ) throws {
    let folder = try model.folder()
    let matrix = try #require(
      try drafted(PositionalHeatMap.self, "--config config.json --positions 3", folder).table?
        .matrix)
    for pair in 0..<model.rotary / 2 {
      #expect(abs(matrix[0, pair] - model.attentionFactor) < 1e-14)
      let expected = model.attentionFactor * cos(2 * model.frequencies[pair])
      #expect(abs(matrix[2, pair] - expected) < 1e-14)
    }
  }

  @Test(arguments: PublishedConfig.all) func circlesHaveTheModelsPairs(
    _ model: PublishedConfig
  ) throws {
    let drawn = try drafted(Rotation.self, "--config config.json --pairs 1-1", try model.folder())
    let second = model.pairs == "interleaved" ? 3 : 1 + model.rotary / 2
    #expect(drawn.panels[0].y.label?.plain == "dimension \(second)")
    if model.rotary < model.dimensions {
      #expect(
        drawn.figure.displayedNotes.contains(
          "\(model.rotary) of \(model.dimensions) dimensions turned"))
    }
  }

  @Test(arguments: zip(PublishedConfig.all, Language.allCases))
  func everyFigureOfEncodingsTakesAConfig(_ model: PublishedConfig, language: Language) throws {
    let folder = try model.folder()
    let drafts = [
      try drafted(PositionalLines.self, "--config config.json --at-dims 1,2", folder, language),
      try drafted(
        PositionalSimilarity.self, "--config config.json --positions 4", folder, language),
      try drafted(Wavelengths.self, "--config config.json", folder, language),
      try drafted(
        Decay.self, "--config config.json --distances 0-8 --samples 2", folder, language),
      try drafted(Shift.self, "--config config.json --matrix 3", folder, language),
      // The seeded queries are as wide as the model's heads.
      try draft(
        Attention.self, ["--tokens", "a b c", "--seed", "3", "--rope", "--config", "config.json"],
        language: language, folder: folder.path),
    ]
    for draft in drafts {
      #expect(
        draft.figure.displayedNotes.contains(language == .english ? "configured" : "的配置"),
        "\(draft.figure.name)")
    }
  }

  @Test func wavelengthsStandAgainstTheModelsContext() throws {
    let folder = try published("llama31-8b").folder()
    let drawn = try drafted(Wavelengths.self, "--config config.json", folder)
    let rules = drawn.charts.flatMap(\.rules).compactMap(\.label)
    #expect(rules == ["trained context 8192", "8 times as far, 65536"])
    #expect(drawn.warnings.isEmpty)
  }

  @Test func severalModelsStandInOneFigure() throws {
    let folder = try Folder()
    for model in PublishedConfig.all { try folder.write(model.config, to: "\(model.name).json") }
    let drawn = try drafted(
      Wavelengths.self, "--encoding rope:config=llama31-8b.json,rope:config=qwen25-7b.json", folder)
    #expect(
      drawn.charts.first?.series.compactMap(\.label)
        == ["RoPE, Llama 3 (llama31-8b)", "RoPE, YaRN (qwen25-7b)"])
    #expect(drawn.warnings.count == 1 && "\(drawn.warnings[0])".contains("32768"))
  }

  @Test func whereTwoReadingsArePossibleAWarningSaysWhich() throws {
    let phi = try published("phi3-mini-128k").folder()
    let short = try drafted(Frequencies.self, "--config config.json", phi)
    #expect(short.warnings.count == 1 && "\(short.warnings[0])".contains("length=131072"))
    #expect(short.figure.displayedNotes.contains("short texts"))
    let long = try drafted(Frequencies.self, "--encoding rope:config=config.json,length=9000", phi)
    #expect(long.warnings.isEmpty && long.figure.displayedNotes.contains("long texts"))
    let gemma = try Folder()
    try gemma.write(
      """
      {"model_type": "gemma3_text", "hidden_size": 1152, "head_dim": 256, "num_attention_heads": 4,
       "rope_theta": 1000000, "rope_local_base_freq": 10000}
      """, to: "config.json")
    let full = try drafted(Frequencies.self, "--config config.json", gemma)
    #expect(full.warnings.count == 1 && "\(full.warnings[0])".contains("layers=sliding_attention"))
    let sliding = try drafted(
      Frequencies.self, "--encoding rope:config=config.json,layers=sliding_attention", gemma)
    #expect(sliding.warnings.isEmpty && sliding.figure.displayedNotes.contains("base 10000"))
    let linear = try Folder()
    try linear.write(
      """
      {"model_type": "llama", "head_dim": 8, "max_position_embeddings": 4096,
       "rope_scaling": {"type": "linear", "factor": 4}}
      """, to: "config.json")
    let unsure = try drafted(Wavelengths.self, "--config config.json", linear)
    #expect(unsure.warnings.count == 1 && "\(unsure.warnings[0])".contains("context"))
    let sure = try drafted(Wavelengths.self, "--config config.json --context 1024", linear)
    #expect(sure.warnings.isEmpty)
  }

  @Test func biasesHaveTheModelsParameters() throws {
    let folder = try Folder()
    try folder.write("{\"model_type\": \"bloom\", \"n_head\": 6}", to: "bloom.json")
    try folder.write(
      "{\"model_type\": \"t5\", \"relative_attention_num_buckets\": 16}", to: "t5.json")
    try folder.write(
      """
      {"model_type": "mpt", "n_heads": 4, "attn_config": {"alibi": true, "alibi_bias_max": 8}}
      """, to: "mpt.json")
    let bloom = try #require(try drafted(Bias.self, "--config bloom.json", folder).table)
    #expect(bloom.matrices == 6)
    // The greatest distance of 16 buckets in both directions is in bucket 15.
    let t5 = try #require(
      try drafted(Bias.self, "--config t5.json --positions 200", folder).table?.matrix)
    #expect(t5.values.max() == 15)
    // The second of four slopes is 1/16.
    let mpt = try #require(try drafted(Bias.self, "--config mpt.json --positions 4", folder).table)
    #expect(mpt.matrices == 4 && mpt.matrix[4 + 3, 2] == 2.0 / 16)
  }

  /// A scaling that is asked for starts from the context of the model.
  @Test func aScalingStartsFromTheModelsContext() throws {
    let folder = try published("gpt-neox-20b").folder()
    let ours = try #require(
      try drafted(
        Frequencies.self, "--encoding rope:config=config.json,scaling=yarn,factor=4", folder
      ).table?.matrix)
    let spelled = try #require(
      try drafted(
        Frequencies.self,
        "--encoding rope:dimensions=96,partial=0.25,scaling=yarn,factor=4,original=2048", folder
      ).table?.matrix)
    #expect(ours == spelled)
  }

  @Test(arguments: [
    ("frequencies", "--dimensions 64 --config llama31-8b.json", "dimensions=64", "dimensions=128"),
    ("frequencies", "--base 100 --config llama31-8b.json", "base=100", "base=500000"),
    // What is the usual value and was typed all the same.
    (
      "frequencies", "--dimensions 256 --config llama31-8b.json", "dimensions=256", "dimensions=128"
    ),
    ("frequencies", "--base 10000 --config llama31-8b.json", "base=10000", "base=500000"),
    (
      "frequencies", "--encoding rope:config=qwen25-7b.json,factor=2", "factor=2", "factor=4"
    ),
    (
      "frequencies", "--encoding rope:config=qwen25-7b.json,scaling=none", "scaling=none",
      "scaling=yarn"
    ),
    (
      "frequencies", "--encoding rope:config=gpt-neox-20b.json,scaling=yarn,factor=2,original=4096",
      "original=4096", "max_position_embeddings=2048"
    ),
    ("wavelengths", "--config llama31-8b.json --context 4096", "context 4096", "8192"),
    ("wavelengths", "--config llama31-8b.json --factor 4", "factor 4", "by 8"),
    ("wavelengths", "--config gpt-j-6b.json --factor 4", "factor 4", "nothing is stretched"),
    ("wavelengths", "--dimensions 128 --config gpt-j-6b.json", "dimensions=128", "dimensions=256"),
    ("bias", "--config gpt-j-6b.json --encoding alibi", "alibi", "means rope"),
    (
      "frequencies", "--encoding rope:config=gpt-j-6b.json --config gpt-j-6b.json",
      "two configurations", "give one"
    ),
    ("frequencies", "--config none.json", "none.json", "No such file"),
    ("frequencies", "--encoding rope:layers=full_attention", "layers", "config=FILE"),
    ("attention", "--rope --config gpt-j-6b.json --dimensions 8", "256 wide", "dimensions 8"),
  ])
  func whatContradictsAConfigIsNamedWithBothReadings(
    kind: String, line: String, one: String, other: String
  ) throws {
    let folder = try Folder()
    for model in PublishedConfig.all { try folder.write(model.config, to: "\(model.name).json") }
    let words = line.split(separator: " ").map(String.init)
    let error =
      switch kind {
      case "wavelengths": try failure(Wavelengths.self, words, folder: folder.path)
      case "bias": try failure(Bias.self, words, folder: folder.path)
      case "attention":
        try failure(Attention.self, words + ["--tokens", "a b"], folder: folder.path)
      default: try failure(Frequencies.self, words, folder: folder.path)
      }
    #expect(error.description.contains(one) && error.description.contains(other), "\(error)")
    #expect(!error.description.contains("\n"))
  }

  /// A value is held against a configuration where it was given, whatever it is.
  @Test func whatWasGivenIsKnown() throws {
    let folder = try published("llama31-8b").folder()
    let usual = try drafted(Frequencies.self, "--config config.json", folder).table?.matrix
    let same = try drafted(Frequencies.self, "--config config.json --dimensions 128", folder)
    #expect(same.table?.matrix == usual)
    for name in ["dimensions", "base"] {
      let value = name == "base" ? "10000" : "256"
      let given = try #require(EncodingArguments.reading([name: [value]]).arguments)
      #expect(given.dimensions == 256 && given.base == 10000)
      #expect(given.statedDimensions.isGiven == (name == "dimensions"))
      #expect(given.statedBase.isGiven == (name == "base"))
    }
  }

  /// Records of figures see a change of the configuration.
  @Test func aConfigIsAFileOfTheFigure() throws {
    #expect(try Bias.parse(["--config", "m/config.json"]).inputFiles == ["m/config.json"])
    #expect(try Frequencies.parse(["--config", "m"]).models == ["m"])
    #expect(
      try Wavelengths.parse(["--encoding", "rope:config=a.json,rope:config=b/"]).inputFiles
        == ["a.json"])
    #expect(try Attention.parse(["--rope", "--config", "a.json"]).inputFiles == ["a.json"])
    #expect(try Conventions.parse(["--config", "a.json"]).inputFiles == ["a.json"])
    for model in ["m", "m.gguf"] {
      #expect(try Conventions.parse(["--config", model]).inputFiles == [])
      #expect(try Conventions.parse(["--config", model]).models == [model])
    }
  }
}
