// What a configuration means that leaves keys out: each kind of model has its own.

/// What the program of a kind of model takes where its configuration says nothing; nil for what is usual.
struct RotaryDefaults: Sendable {
  /// The base; usually 10000.
  var base: Double?
  /// The base of layers with a window, where those have one of their own.
  var slidingBase: Double?
  /// The width of one head; usually the model's over the number of heads.
  var head: Int?
  /// The share of dimensions that are turned; usually all.
  var partial: Double?
  /// How many dimensions are turned.
  var rotary: Int?

  /// - Parameter type: `model_type` of the model of text.
  static func of(_ type: String) -> RotaryDefaults {
    all[type] ?? all[type + "_text"] ?? RotaryDefaults()
  }

  /// Kinds whose older files say nothing of the rotation that they have.
  static let rotaryKinds: Set<String> = [
    "baichuan", "chatglm", "codegen", "cohere", "cohere2", "falcon", "gemma", "gemma2", "gemma3",
    "gemma3_text",
    "glm", "glm4", "gpt_neox", "gptj", "granite", "llama", "mistral", "mixtral", "modernbert",
    "nemotron",
    "olmo", "olmo2", "olmo3", "persimmon", "phi", "phi3", "phimoe", "qwen2", "qwen2_moe", "qwen3",
    "qwen3_moe", "roformer", "smollm3", "stablelm", "starcoder2",
  ]

  /// Those that differ from the usual, as transformers 5.23 has them.
  private static let all: [String: RotaryDefaults] = [
    "afmoe": RotaryDefaults(head: 128),
    "apertus": RotaryDefaults(base: 12_000_000),
    "bitnet": RotaryDefaults(base: 500_000),
    "blt": RotaryDefaults(base: 500_000),
    "blt_global_transformer": RotaryDefaults(base: 500_000),
    // Its program comes with its checkpoints.
    "chatglm": RotaryDefaults(partial: 0.5),
    "codegen": RotaryDefaults(rotary: 64),
    "cohere": RotaryDefaults(base: 500_000),
    "cohere2_moe": RotaryDefaults(head: 128),
    "cwm": RotaryDefaults(base: 1_000_000, head: 128),
    "emu3_text_model": RotaryDefaults(base: 1_000_000),
    "ernie4_5": RotaryDefaults(base: 500_000, head: 128),
    "ernie4_5_moe": RotaryDefaults(base: 500_000),
    "ernie4_5_vl_moe_text": RotaryDefaults(base: 500_000),
    "evolla": RotaryDefaults(base: 500_000),
    "flex_olmo": RotaryDefaults(base: 500_000),
    "gemma": RotaryDefaults(head: 256),
    "gemma2": RotaryDefaults(head: 256),
    "gemma3_text": RotaryDefaults(base: 1_000_000, slidingBase: 10_000, head: 256),
    "gemma3n_text": RotaryDefaults(base: 1_000_000, slidingBase: 10_000, head: 256),
    "gemma4_text": RotaryDefaults(head: 256),
    "glm": RotaryDefaults(head: 128, partial: 0.5),
    "glm4": RotaryDefaults(head: 128, partial: 0.5),
    "glm4_moe": RotaryDefaults(partial: 0.5),
    "glm4v_moe_text": RotaryDefaults(partial: 0.5),
    "gpt_neox": RotaryDefaults(partial: 0.25),
    "gpt_oss": RotaryDefaults(base: 150_000, head: 64),
    "gptj": RotaryDefaults(rotary: 64),
    "gte": RotaryDefaults(base: 160_000),
    "helium": RotaryDefaults(base: 100_000, head: 128),
    "jina_embeddings_v3": RotaryDefaults(base: 20_000),
    "laguna": RotaryDefaults(head: 128),
    "lfm2": RotaryDefaults(base: 1_000_000),
    "lfm2_moe": RotaryDefaults(base: 1_000_000),
    "llama4_text": RotaryDefaults(base: 500_000, head: 128),
    "longcat_flash": RotaryDefaults(base: 10_000_000),
    "mimo_v2_flash": RotaryDefaults(head: 192),
    "minimax": RotaryDefaults(base: 1_000_000),
    "minimax_m2": RotaryDefaults(base: 5_000_000, head: 128),
    "ministral3": RotaryDefaults(head: 128),
    "mixtral": RotaryDefaults(base: 1_000_000),
    "mllama_text_model": RotaryDefaults(base: 500_000),
    "modernbert": RotaryDefaults(base: 160_000, slidingBase: 10_000),
    "modernbert-decoder": RotaryDefaults(base: 160_000, slidingBase: 10_000),
    "molmo2_text": RotaryDefaults(head: 128),
    "nemotron": RotaryDefaults(partial: 0.5),
    "nomic_bert": RotaryDefaults(base: 1_000),
    "olmo3": RotaryDefaults(base: 500_000),
    "openai_privacy_filter": RotaryDefaults(base: 150_000, head: 64),
    "paddleocr_vl_text": RotaryDefaults(base: 500_000),
    "persimmon": RotaryDefaults(partial: 0.5),
    "phi": RotaryDefaults(partial: 0.5),
    "phimoe": RotaryDefaults(base: 1_000_000),
    "qwen2_5_omni_text": RotaryDefaults(base: 1_000_000),
    "qwen2_5_vl": RotaryDefaults(base: 1_000_000),
    "qwen2_5_vl_text": RotaryDefaults(base: 1_000_000),
    "qwen2_vl": RotaryDefaults(base: 1_000_000),
    "qwen2_vl_text": RotaryDefaults(base: 1_000_000),
    "qwen3": RotaryDefaults(head: 128),
    "qwen3_5_moe_text": RotaryDefaults(head: 256, partial: 0.25),
    "qwen3_5_text": RotaryDefaults(head: 256, partial: 0.25),
    "qwen3_next": RotaryDefaults(head: 256, partial: 0.25),
    "qwen3_omni_moe_text": RotaryDefaults(base: 1_000_000, head: 128),
    "qwen3_vl_moe_text": RotaryDefaults(base: 500_000),
    "qwen3_vl_text": RotaryDefaults(base: 500_000, head: 128),
    "recurrent_gemma": RotaryDefaults(partial: 0.5),
    "seed_oss": RotaryDefaults(head: 128),
    "smollm3": RotaryDefaults(base: 2_000_000),
    "solar_open": RotaryDefaults(base: 1_000_000, head: 128),
    "stablelm": RotaryDefaults(partial: 0.25),
    "t5gemma": RotaryDefaults(head: 256),
    "t5gemma2_text": RotaryDefaults(base: 1_000_000, slidingBase: 10_000, head: 256),
    "vaultgemma": RotaryDefaults(head: 256),
  ]
}
