// conventions --config: which convention a checkpoint means, by its kind and its keys.

import ArgumentParser
import AttentionMath
import FigureModel
import FigureScene
import Foundation
import TestSupport
import Testing

@testable import FigureKinds

@Suite struct ConventionOfConfigTests {
  private func drafted(_ config: String, _ more: String = "") throws -> FigureDraft {
    let folder = try Folder()
    try folder.write(config, to: "config.json")
    return try draft(
      Conventions.self,
      ["--config", "config.json"] + more.split(separator: " ").map(String.init),
      folder: folder.path)
  }

  /// The panels that are marked as the config's.
  private func marked(_ draft: FigureDraft) -> [String] {
    draft.panels.compactMap { $0.title?.plain }.filter { $0.hasSuffix(": this config") }
  }

  /// Whose pairs: as the programs of transformers have them.
  @Test(arguments: [
    ("llama", "Halves"), ("mistral", "Halves"), ("gpt_neox", "Halves"), ("gptj", "Interleaved"),
    ("cohere", "Interleaved"), ("roformer", "Interleaved"),
  ])
  func pairsFollowFromTheKindOfModel(type: String, words: String) throws {
    let draft = try drafted(
      """
      {"model_type": "\(type)", "hidden_size": 32, "num_attention_heads": 4, "rope_theta": 500000}
      """)
    #expect(marked(draft).count == 1 && marked(draft)[0].hasPrefix(words))
    #expect(draft.heatMaps.allSatisfy { $0.cells.rows == 8 })
    #expect(draft.figure.displayedNotes.contains("follows from the kind of model"))
    #expect(draft.figure.displayedNotes.contains("base 500000"))
  }

  /// As `x[..., 0::2]` or its like in the program of each says.
  @Test(arguments: [
    "moonshine", "glm4v_text", "longcat_flash", "youtu", "deepseek_v32", "glm4_moe_lite",
    "glm_moe_dsa",
  ])
  func neighboursMakeAPair(type: String) throws {
    let draft = try drafted(
      """
      {"model_type": "\(type)", "head_dim": 8, "rope_theta": 10000}
      """)
    #expect(marked(draft).count == 1 && marked(draft)[0].hasPrefix("Interleaved"))
  }

  /// Kinds whose programs come with their checkpoints: what is taken is told, and that it was not checked.
  @Test func kindsThatWereNotCheckedWarn() throws {
    let draft = try drafted(
      """
      {"model_type": "qwen", "hidden_size": 32, "num_attention_heads": 4, "rotary_emb_base": 10000}
      """)
    #expect(marked(draft).count == 1 && marked(draft)[0].hasPrefix("Halves"))
    #expect(draft.figure.displayedNotes.contains("was not checked"))
    #expect(draft.warnings.contains { "\($0)".contains("pairs=interleaved takes 2i and 2i + 1") })
  }

  /// llama.cpp's converter orders rows of this architecture anew, and of no other that is read.
  @Test(arguments: [
    ("models/gguf/llama_f16.gguf", "Interleaved"),
    ("models/gguf/converted/llama3.gguf", "Interleaved"),
    ("models/gguf/converted/qwen3.gguf", "Halves"), ("models/gguf/converted/phi3.gguf", "Halves"),
  ])
  func rowsOfAFileTellThePairs(path: String, words: String) throws {
    let draft = try draft(Conventions.self, ["--model", path])
    #expect(marked(draft).count == 1 && marked(draft)[0].hasPrefix(words), "\(marked(draft))")
    #expect(draft.figure.displayedNotes.contains("llama.cpp’s file") == (words == "Interleaved"))
  }

  /// Nothing tells, so neither is marked, and other figures say what they take.
  @Test(arguments: ["\"model_type\": \"foo\", ", ""])
  func anUnknownKindIsSaid(key: String) throws {
    let folder = try Folder()
    try folder.write(
      "{\(key)\"head_dim\": 8, \"rope_theta\": 10000}", to: "config.json")
    let draft = try draft(Conventions.self, ["--config", "config.json"], folder: folder.path)
    #expect(marked(draft).isEmpty && draft.heatMaps.count == 2)
    #expect(draft.figure.displayedNotes.contains("it may be either"))
    #expect(draft.warnings.contains { $0.typed.contains("neither is marked") })
    for (more, isSaid) in [("", true), (",pairs=interleaved", false), (",pairs=halves", false)] {
      let other = try FigureKindsTests.draft(
        PositionalHeatMap.self, ["--encoding", "rope:config=config.json\(more)"],
        folder: folder.path)
      #expect(
        other.warnings.contains { $0.typed.contains("rope:pairs=interleaved takes") } == isSaid)
    }
  }

  /// The turn of the config's own base: pair 1 of 4 turns by 12 · 500000^(-1/4).
  @Test func theMatrixIsThatOfTheConfig() throws {
    let draft = try drafted(
      """
      {"model_type": "llama", "head_dim": 8, "rope_theta": 500000, "rope_interleaved": true}
      """)
    let matrix = try #require(draft.heatMaps.last?.matrix)
    let angle = 12 * pow(500000, -0.25)
    #expect(abs(matrix[2, 2] - cos(angle)) < 1e-12 && abs(matrix[2, 3] + sin(angle)) < 1e-12)
    #expect(marked(draft)[0].hasPrefix("Interleaved"))
    #expect(!draft.figure.displayedNotes.contains("follows from the kind of model"))
  }

  @Test(arguments: [
    ("\"bloom\", \"n_head\": 4", ["Key position (Bloom, Falcon): this config"], "slope · j"),
    (
      "\"t5\"",
      ["Encoder: both directions: this config", "Decoder: earlier keys alone: this config"],
      "32 buckets"
    ),
    (
      "\"bert\", \"max_position_embeddings\": 8, \"position_embedding_type\": \"relative_key\"",
      ["Query minus key (BERT’s relative_key): this config"], "±7"
    ),
    ("\"marian\", \"d_model\": 16", ["Marian, Pegasus: this config"], "Marian"),
    ("\"whisper\", \"d_model\": 16", ["tensor2tensor: this config"], "i/(d/2 − 1)"),
    (
      "\"xlm\", \"emb_dim\": 16, \"sinusoidal_embeddings\": true",
      ["Vaswani et al., XLM: this config"], "Vaswani et al., XLM"
    ),
    (
      "\"distilbert\", \"dim\": 16, \"sinusoidal_pos_embds\": true",
      ["Vaswani et al., XLM: this config"], "in turn"
    ),
    (
      "\"vit_mae\", \"hidden_size\": 16, \"image_size\": 48, \"patch_size\": 16",
      ["MAE: columns first: this config"], "3×3 patches after a class token"
    ),
  ])
  func othersAreToldAsWell(keys: String, titles: [String], words: String) throws {
    let draft = try drafted("{\"model_type\": \(keys)}")
    #expect(marked(draft) == titles, "\(marked(draft))")
    #expect(draft.figure.displayedNotes.contains(words), "\(draft.figure.displayedNotes)")
  }

  /// Beyond the trained context the rotation is that of a text as long: dynamic's base at 31 positions of 20,
  /// s = 3 · 31/20 − 2 = 2.65, and the long factors of longrope.
  @Test func scalingsGoByThePositionShown() throws {
    func turned(_ scaling: String, positions: String) throws -> (FigureDraft, Matrix<Double>) {
      let folder = try Folder()
      try folder.write(
        """
        {"model_type": "llama", "max_position_embeddings": 20, "head_dim": 4, "rope_theta": 10000,
         "rope_scaling": {\(scaling)}}
        """, to: "config.json")
      let draft = try draft(
        Conventions.self, ["--config", "config.json", "--positions", positions],
        folder: folder.path)
      return (draft, try #require(draft.heatMaps.first?.matrix))
    }
    let dynamic = "\"rope_type\": \"dynamic\", \"factor\": 3"
    let (long, beyond) = try turned(dynamic, positions: "30")
    // Of 4 dimensions in halves the second pair are 1 and 3; base' = 10000 · s^(4/2).
    #expect(abs(beyond[1, 1] - cos(30 / (100 * 2.65))) < 1e-12)
    #expect(long.figure.displayedNotes.contains("length 31"))
    let (short, within) = try turned(dynamic, positions: "12")
    #expect(abs(within[1, 1] - cos(12 / 100)) < 1e-12)
    #expect(short.figure.displayedNotes.contains("nothing stretched within the context"))
    let factors =
      "\"rope_type\": \"longrope\", \"factor\": 2, \"original_max_position_embeddings\": 10, "
      + "\"short_factor\": [1, 2], \"long_factor\": [1, 8], \"attention_factor\": 1.0"
    #expect(abs(try turned(factors, positions: "18").1[1, 1] - cos(18.0 / 800)) < 1e-12)
    #expect(abs(try turned(factors, positions: "9").1[1, 1] - cos(9.0 / 200)) < 1e-12)
  }

  /// What several axes share is called by its name.
  @Test func axesAreTold() throws {
    let draft = try drafted(
      """
      {"model_type": "qwen2_vl", "hidden_size": 32, "num_attention_heads": 4, "num_hidden_layers": 2,
       "rope_theta": 10000, "rope_scaling": {"type": "mrope", "mrope_section": [1, 1, 2]}}
      """)
    #expect(draft.figure.displayedNotes.contains("(qwen2_vl) means M-RoPE: 1, 1, 2 pairs for time"))
    #expect(marked(draft).count == 1)
  }

  @Test func aModelsFolderDoesAsWell() throws {
    let draft = try draft(Conventions.self, ["--model", "models/tiny/llama_gqa"])
    #expect(marked(draft).count == 1 && marked(draft)[0].hasPrefix("Halves"))
  }

  @Test func theFormsOfABiasStandSideBySide() throws {
    let draft = try draft(Conventions.self, "--encoding alibi --positions 6")
    #expect(draft.heatMaps.count == 3)
    #expect(draft.heatMaps[0].isMasked == (0..<36).map { $0 % 6 > $0 / 6 })
    let forms = draft.heatMaps.compactMap(\.matrix)
    // The first of eight slopes is 1/2.
    #expect(forms[1][1, 4] == -1.5 && forms[2][1, 4] == 2 && forms[0][4, 1] == -1.5)
    #expect(try FigureKindsTests.draft(Conventions.self, "--encoding t5").heatMaps.count == 2)
    #expect(try FigureKindsTests.draft(Conventions.self, "--encoding shaw").heatMaps.count == 2)
  }

  @Test(arguments: [
    ("{\"model_type\": \"gpt2\"}", "", "no other convention stands"),
    ("{\"model_type\": \"vit\", \"image_size\": 32, \"patch_size\": 8}", "", "learned-2d"),
    ("{\"model_type\": \"nonesuch\"}", "", "is not known; name the encoding without the file"),
    ("{\"model_type\": \"detr\", \"d_model\": 8}", "", "pe-heatmap draws it with --config"),
    ("{\"model_type\": \"xlnet\", \"d_model\": 8}", "", "pe-heatmap draws it with --config"),
    ("{\"model_type\": \"retnet\", \"num_heads\": 3}", "", "bias draws it with --config"),
    ("{\"hidden_size\": 32}", "", "describes no rotation"),
    ("[1]", "", "no object"),
    ("{", "", "config.json"),
    ("{\"model_type\": \"llama\", \"head_dim\": 8}", "--encoding sinusoidal", "means rope"),
    ("{\"model_type\": \"llama\", \"head_dim\": 8}", "--dimensions 8", "the config says all"),
    ("{\"model_type\": \"llama\", \"head_dim\": 8}", "--model x", "give one of them"),
    ("{\"model_type\": \"llama\", \"head_dim\": 8}", "--table t.npy", "give one of them"),
    (
      "{\"model_type\": \"llama\", \"head_dim\": 8, \"rope_scaling\": {\"type\": \"yarn\"}}", "",
      "factor"
    ),
  ])
  func badInputIsNamed(config: String, more: String, words: String) throws {
    let folder = try Folder()
    try folder.write(config, to: "config.json")
    let error = try failure(
      Conventions.self,
      ["--config", "config.json"] + more.split(separator: " ").map(String.init),
      folder: folder.path)
    #expect(error.typed.contains(words), "\(error)")
  }
}
