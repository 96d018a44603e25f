// Which dimensions make a pair in each kind of model: it stands in no file, their programs do it.

/// What determines which dimensions of queries and keys make a pair.
public enum RotaryPairingSource: Hashable, Sendable {
  /// A key of the configuration, `rope_interleave`.
  case key
  /// The program of the kind of model.
  case kind
  /// The same of a kind whose program comes with its checkpoints alone, where it was not read: taken is
  /// what is reported of it.
  case uncheckedKind
  /// The order of rows in the file: llama.cpp's converter stores W_q and W_k of the architecture
  /// `llama` so that 2i and 2i + 1 make a pair, though the same model in transformers pairs halves.
  case storedRows
  /// Nothing: the kind of model is not known, and halves are taken, as most have them.
  case unknownKind
}

/// The conventions of the kinds of models, as read in the programs of transformers 5.23.
enum RotaryModels {
  /// - Parameter type: `model_type` of a configuration.
  /// - Returns: nil for a kind that is not known.
  static func pairing(of type: String) -> RotaryPairing? {
    if interleaved.contains(type) { return .interleaved }
    return halves.contains(type) ? .halves : unchecked[type]
  }

  /// Kinds that transformers does not have: their programs come with the checkpoints and were not read.
  /// Of `chatglm` the first model pairs halves, the later ones 2i and 2i + 1, under one name.
  static let unchecked: [String: RotaryPairing] = [
    "baichuan": .halves, "chatglm": .interleaved, "deepseek": .halves, "internlm": .halves,
    "internlm2": .halves, "kimi_k2": .interleaved, "minicpm": .halves, "qwen": .halves,
  ]

  /// Their programs turn the dimensions 2i and 2i + 1. Of `deepseek_v32` and `axk2` the attention does;
  /// the indexer that chooses keys for it pairs halves.
  private static let interleaved: Set<String> = [
    "axk1", "axk2", "bailing_hybrid", "blt", "blt_global_transformer", "blt_patcher",
    "codegen", "cohere", "cohere2", "cohere2_moe", "deepseek_v2", "deepseek_v3", "deepseek_v32",
    "deepseek_v4", "dots3_note", "dots3_note_text", "ernie4_5", "ernie4_5_moe",
    "ernie4_5_vl_moe", "ernie4_5_vl_moe_text", "glm", "glm4", "glm4_moe_lite", "glm4v",
    "glm4v_text", "glm_moe_dsa", "glm_ocr", "glm_ocr_text", "gptj", "helium",
    "llama4", "llama4_text", "longcat_flash", "mistral4", "mistral_large4",
    "mistral_large4_text", "moonshine", "moonshine_streaming", "openai_privacy_filter",
    "roformer", "youtu",
  ]

  /// Their programs turn the dimensions i and i + r/2.
  private static let halves: Set<String> = [
    "afmoe", "apertus", "arcee", "aria", "aria_text", "bamba", "bitnet",
    "cohere_compass", "cohere_compass_text", "cwm", "dbrx", "diffllama", "doge",
    "dots1", "emu3", "emu3_text_model", "esm", "esmc", "eurobert", "evolla", "exaone4",
    "exaone4_5", "exaone_moe", "falcon", "falcon_h1", "flex_olmo", "gemma", "gemma2", "gemma3",
    "gemma3_text", "gemma3n", "gemma3n_text", "gemma4", "gemma4_text", "glm4_moe", "glm4v_moe",
    "glm4v_moe_text", "gpt_neox", "gpt_neox_japanese", "gpt_oss", "granite", "granite_swa",
    "granitemoe", "granitemoehybrid", "granitemoeshared", "gte", "hunyuan_v1_dense",
    "hunyuan_v1_moe", "hunyuan_vl", "hunyuan_vl_text", "hyperclovax",
    "jetmoe", "jina_embeddings_v3", "laguna", "lfm2", "lfm2_moe", "llama", "mimo_v2_flash",
    "minicpm3", "minimax", "minimax_m2", "ministral", "ministral3", "mistral",
    "mixtral", "mllama", "mllama_text_model", "modernbert", "modernbert-decoder", "molmo2",
    "molmo2_text", "nanochat", "nemotron", "nomic_bert", "olmo", "olmo2", "olmo3",
    "olmo_hybrid", "olmoe", "paddleocr_vl", "paddleocr_vl_text", "persimmon", "phi", "phi3",
    "phi4_multimodal", "phimoe", "pixtral", "qwen2", "qwen2_5_omni_text", "qwen2_5_vl",
    "qwen2_5_vl_text", "qwen2_moe", "qwen2_vl", "qwen2_vl_text", "qwen3", "qwen3_5",
    "qwen3_5_moe", "qwen3_5_moe_text", "qwen3_5_text", "qwen3_moe", "qwen3_next",
    "qwen3_omni_moe_text", "qwen3_vl", "qwen3_vl_moe", "qwen3_vl_moe_text", "qwen3_vl_text",
    "recurrent_gemma", "seed_oss", "smollm3", "solar_open", "stablelm", "starcoder2", "t5gemma",
    "t5gemma2", "t5gemma2_text", "vaultgemma", "voxtral_realtime_text", "zamba2",
  ]
}
