// The rotation of a model's config.json, in its older and newer layouts, and what contradicts.

import AttentionMath
import Testing

@Suite struct RotaryConfigurationTests {
  /// Keys as published configurations have them, and the specification that they mean.
  @Test(
    arguments: [
      // Llama 2, which says nothing of its base.
      (
        [
          "model_type": "llama", "hidden_size": 4096, "num_attention_heads": 32,
          "rope_scaling": nil,
        ],
        "rope:dimensions=128,rotary=128,base=10000,pairs=halves,scaling=none"
      ),
      // Llama 3.1.
      (
        [
          "model_type": "llama", "hidden_size": 4096, "num_attention_heads": 32,
          "max_position_embeddings": 131072, "rope_theta": 500000.0,
          "rope_scaling": [
            "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
            "original_max_position_embeddings": 8192, "rope_type": "llama3",
          ],
        ],
        "rope:dimensions=128,rotary=128,base=500000,pairs=halves,scaling=llama3,factor=8,"
          + "original=8192,low-frequency-factor=1,high-frequency-factor=4"
      ),
      // GPT-NeoX.
      (
        [
          "model_type": "gpt_neox", "hidden_size": 2048, "num_attention_heads": 16,
          "rotary_pct": 0.25, "rotary_emb_base": 10000,
        ], "rope:dimensions=128,rotary=32,base=10000,pairs=halves,scaling=none"
      ),
      // GPT-J.
      (
        ["model_type": "gptj", "n_embd": 4096, "n_head": 16, "rotary_dim": 64],
        "rope:dimensions=256,rotary=64,base=10000,pairs=interleaved,scaling=none"
      ),
      // DeepSeek-V3.
      (
        [
          "model_type": "deepseek_v3", "hidden_size": 7168, "num_attention_heads": 128,
          "qk_rope_head_dim": 64, "rope_theta": 10000, "max_position_embeddings": 163840,
          "rope_scaling": [
            "type": "yarn", "factor": 40, "original_max_position_embeddings": 4096, "beta_fast": 32,
            "beta_slow": 1, "mscale": 1.0, "mscale_all_dim": 1.0,
          ],
        ],
        "rope:dimensions=64,rotary=64,base=10000,pairs=interleaved,scaling=yarn,factor=40,"
          + "original=4096,beta-fast=32,beta-slow=1,truncate=yes,attention-factor=1"
      ),
      // Phi-4-mini: a share of the head, and factors of two pairs here.
      (
        [
          "model_type": "phi3", "hidden_size": 16, "num_attention_heads": 2,
          "partial_rotary_factor": 0.5, "rope_theta": 10000.0, "max_position_embeddings": 131072,
          "original_max_position_embeddings": 4096,
          "rope_scaling": ["type": "su", "short_factor": [1, 1.5], "long_factor": [2.5, 40]],
        ],
        "rope:dimensions=8,rotary=4,base=10000,pairs=halves,scaling=longrope,short-factors=1,1.5,"
          + "long-factors=2.5,40,original=4096,attention-factor=1.1902380714238083"
      ),
      // Llama 4 Scout: one bound for short and for long waves.
      (
        [
          "model_type": "llama4",
          "text_config": [
            "model_type": "llama4_text", "hidden_size": 5120, "num_attention_heads": 40,
            "head_dim": 128, "rope_theta": 500000.0,
            "rope_scaling": [
              "factor": 16.0, "high_freq_factor": 1.0, "low_freq_factor": 1.0,
              "original_max_position_embeddings": 8192, "rope_type": "llama3",
            ],
          ],
        ],
        "rope:dimensions=128,rotary=128,base=500000,pairs=interleaved,scaling=llama3,factor=16,"
          + "original=8192,low-frequency-factor=1,high-frequency-factor=1"
      ),
      // GLM-4-9B-chat: half of a head is turned, with 500 times the usual base.
      (
        [
          "model_type": "chatglm", "hidden_size": 4096, "num_attention_heads": 32,
          "kv_channels": 128, "rope_ratio": 500, "original_rope": true,
        ],
        "rope:dimensions=128,rotary=64,base=5000000,pairs=interleaved,scaling=none"
      ),
      // Phi-3.5-MoE: its attention factor is in the file.
      (
        [
          "model_type": "phimoe", "hidden_size": 8, "num_attention_heads": 2,
          "max_position_embeddings": 131072, "rope_theta": 10000.0,
          "rope_scaling": [
            "type": "longrope", "short_factor": [1, 1.5], "long_factor": [2.5, 40],
            "short_mscale": 1.25, "long_mscale": 1.375, "original_max_position_embeddings": 4096,
          ],
        ],
        "rope:dimensions=4,rotary=4,base=10000,pairs=halves,scaling=longrope,short-factors=1,1.5,"
          + "long-factors=2.5,40,original=4096,attention-factor=1.25"
      ),
      // ESM-2 says that it turns, and nothing more.
      (
        [
          "model_type": "esm", "hidden_size": 320, "num_attention_heads": 20,
          "position_embedding_type": "rotary", "max_position_embeddings": 1026,
        ],
        "rope:dimensions=16,rotary=16,base=10000,pairs=halves,scaling=none"
      ),
      // Baichuan 2 of 7 billion parameters.
      (
        [
          "model_type": "baichuan", "hidden_size": 4096, "num_attention_heads": 32,
          "max_position_embeddings": 4096,
        ],
        "rope:dimensions=128,rotary=128,base=10000,pairs=halves,scaling=none"
      ),
      // Qwen2-VL, with the text's model inside.
      (
        [
          "model_type": "qwen2_vl",
          "text_config": [
            "model_type": "qwen2_vl_text", "hidden_size": 1536, "num_attention_heads": 12,
            "rope_theta": 1000000.0,
            "rope_scaling": [
              "type": "mrope", "rope_type": "default", "mrope_section": [16, 24, 24],
            ],
          ],
        ],
        "m-rope:dimensions=128,rotary=128,base=1000000,pairs=halves,scaling=none,"
          + "sections=16,24,24,arrangement=sections"
      ),
      // Qwen3-VL.
      (
        [
          "model_type": "qwen3_vl_text", "hidden_size": 4096, "num_attention_heads": 32,
          "head_dim": 128,
          "rope_parameters": [
            "rope_theta": 5_000_000, "rope_type": "default", "mrope_section": [24, 20, 20],
            "mrope_interleaved": true,
          ],
        ],
        "m-rope:dimensions=128,rotary=128,base=5000000,pairs=halves,scaling=none,"
          + "sections=24,20,20,arrangement=interleaved"
      ),
    ] as [(ConfigurationValue, String)])
  func publishedLayoutsAreRead(_ configuration: ConfigurationValue, _ expected: String) throws {
    let read = try RotaryConfiguration(configuration)
    #expect(try read.encoding().specification.description == expected)
    #expect(read.warnings.isEmpty)
  }

  /// What files leave out is what the kind's program in transformers takes.
  @Test(
    arguments: [
      (["model_type": "gpt_neox", "hidden_size": 64, "num_attention_heads": 4], 16, 4, 1e4),
      (["model_type": "persimmon", "hidden_size": 64, "num_attention_heads": 4], 16, 8, 1e4),
      (["model_type": "stablelm", "hidden_size": 64, "num_attention_heads": 2], 32, 8, 1e4),
      (["model_type": "gptj", "n_embd": 512, "n_head": 4], 128, 64, 1e4),
      (["model_type": "qwen3", "hidden_size": 1024, "num_attention_heads": 16], 128, 128, 1e4),
      (["model_type": "mixtral", "hidden_size": 64, "num_attention_heads": 4], 16, 16, 1e6),
      (["model_type": "olmo3", "hidden_size": 64, "num_attention_heads": 4], 16, 16, 5e5),
      (["model_type": "qwen2", "hidden_size": 64, "num_attention_heads": 4], 16, 16, 1e4),
      (
        [
          "model_type": "gpt_neox", "hidden_size": 64, "num_attention_heads": 4, "rotary_pct": 1.0,
        ], 16, 16, 1e4
      ),
    ] as [(ConfigurationValue, Int, Int, Double)])
  func whatIsLeftOutIsTheKindsOwn(
    _ configuration: ConfigurationValue, _ dimensions: Int, _ rotary: Int, _ base: Double
  ) throws {
    let read = try RotaryConfiguration(configuration)
    let made = try #require(try read.encoding() as? RotaryEncoding)
    #expect(made.dimensions == dimensions && made.rotaryDimensions == rotary && made.base == base)
    // It stands in no file, so that it can be said otherwise.
    let other = try #require(
      try read.encoding([.init("base", "777")]) as? RotaryEncoding)
    #expect(other.base == 777)
  }

  /// A published file of Gemma 3 for images and text, which says neither base.
  @Test func gemma3HasTwoBasesThatItsFileLeavesOut() throws {
    let configuration: ConfigurationValue = [
      "model_type": "gemma3",
      "text_config": [
        "hidden_size": 3840, "model_type": "gemma3_text", "num_attention_heads": 16,
        "rope_scaling": ["factor": 8.0, "rope_type": "linear"], "sliding_window": 1024,
      ],
    ]
    let full = try RotaryConfiguration(configuration)
    #expect(
      try full.encoding().specification.description
        == "rope:dimensions=256,rotary=256,base=1000000,pairs=halves,scaling=linear,factor=8")
    #expect(full.warnings.count == 1 && full.warnings[0].contains("sliding_attention"))
    let sliding = try RotaryConfiguration(configuration, layerType: "sliding_attention")
    #expect(
      try sliding.encoding().specification.description
        == "rope:dimensions=256,rotary=256,base=10000,pairs=halves,scaling=none")
  }

  /// Of Phi-3.5-MoE's two attention factors that of the length's reach counts.
  @Test(arguments: [(4096, 1.25), (4097, 1.375), (131072, 1.375)])
  func theAttentionFactorIsOfTheReach(length: Int, factor: Double) throws {
    let scaling = try Encodings.make(
      "rope:dimensions=4,scaling=longrope,short-factors=1,1.5,long-factors=2.5,40,original=4096,"
        + "factor=32,short-mscale=1.25,long-mscale=1.375,length=\(length)")
    #expect((scaling as? RotaryEncoding)?.attentionFactor == factor)
  }

  /// Hunyuan's alpha is one of the base, 1000^(8/6) times as large, at every length.
  @Test func hunyuansAlphaIsOfTheBase() throws {
    let read = try RotaryConfiguration([
      "model_type": "hunyuan_v1_dense", "hidden_size": 16, "num_attention_heads": 2,
      "max_position_embeddings": 32768, "rope_theta": 10000.0,
      "rope_scaling": ["alpha": 1000.0, "factor": 1.0, "type": "dynamic"],
    ])
    let rotation = try #require(try read.encoding() as? RotaryEncoding)
    // 10⁴ · 1000^(4/3) = 10⁸: its fourth root is 100.
    for (pair, frequency) in [1, 0.01, 0.0001, 0.000001].enumerated() {
      #expect(abs(rotation.frequencies[pair] / frequency - 1) < 1e-14)
    }
    #expect(read.warnings.contains { $0.contains("alpha 1000") })
  }

  /// Llama 4: waves beyond L are divided, all others stay. L = 100 lies between 2π · 10 and 2π · 100.
  @Test func equalBoundsOfLlama3LeaveNoneBetween() throws {
    let rotation = try RotaryEncoding(
      dimensions: 8,
      scaling: Llama3Scaling(
        factor: 16, original: 100, lowFrequencyFactor: 1, highFrequencyFactor: 1))
    let expected = [1, 0.1, 0.01 / 16, 0.001 / 16]
    for (value, expected) in zip(rotation.frequencies, expected) {
      #expect(abs(value / expected - 1) < 1e-15)
    }
    #expect(throws: EncodingError.self) {
      try Llama3Scaling(factor: 2, original: 9, lowFrequencyFactor: 2, highFrequencyFactor: 1.5)
    }
  }

  /// What a file says of positions beside the keys that are read is told, and nothing else is.
  @Test(
    arguments: [
      ("rope_ratio", ConfigurationValue.number(2), true), ("no_rope_layers", [1, 1, 0], true),
      ("use_dynamic_ntk", true, true), ("position_encoding_2d", true, true),
      ("use_dynamic_ntk", false, false), ("no_rope_layers", [], false),
      ("property", 3, false), ("rope_theta", 10000, false), ("vocab_size", 9, false),
      ("rotary_emb_scale_base", nil, false),
    ] as [(String, ConfigurationValue, Bool)])
  func keysOfPositionsAreNotPassedOver(
    _ key: String, _ value: ConfigurationValue, _ isTold: Bool
  ) throws {
    let read = try RotaryConfiguration(
      .object([
        "model_type": "llama", "hidden_size": 64, "num_attention_heads": 4, key: value,
      ]))
    #expect(read.warnings.count == (isTold ? 1 : 0), "\(read.warnings)")
    #expect(read.warnings.allSatisfy { $0.hasPrefix("\(key) of the configuration") })
  }

  /// Kinds whose programs were not read say so.
  @Test(arguments: [("qwen", "halves"), ("kimi_k2", "interleaved"), ("chatglm", "interleaved")])
  func kindsThatWereNotReadSaySo(_ type: String, _ pairs: String) throws {
    let read = try RotaryConfiguration([
      "model_type": .text(type), "hidden_size": 64, "num_attention_heads": 4, "rope_theta": 10000,
    ])
    #expect(read.pairing == .uncheckedKind && read.parameters["pairs"] == pairs)
    #expect(
      try RotaryConfiguration([
        "model_type": "llama", "hidden_size": 64, "num_attention_heads": 4, "rope_theta": 10000,
      ]).pairing == .kind)
  }

  /// Gemma 3: layers of two kinds, in both layouts.
  @Test func kindsOfLayersHaveRotationsOfTheirOwn() throws {
    let newer: ConfigurationValue = [
      "model_type": "gemma3_text", "head_dim": 256,
      "rope_parameters": [
        "full_attention": ["rope_type": "linear", "factor": 8.0, "rope_theta": 1000000.0],
        "sliding_attention": ["rope_type": "default", "rope_theta": 10000.0],
      ],
    ]
    let older: ConfigurationValue = [
      "model_type": "gemma3_text", "head_dim": 256, "rope_theta": 1000000.0,
      "rope_local_base_freq": 10000.0, "rope_scaling": ["rope_type": "linear", "factor": 8.0],
    ]
    for configuration in [newer, older] {
      let sliding = try RotaryConfiguration(configuration, layerType: "sliding_attention")
      #expect(
        try sliding.encoding().specification.description
          == "rope:dimensions=256,rotary=256,base=10000,pairs=halves,scaling=none")
      let full = try RotaryConfiguration(configuration, layerType: "full_attention")
      #expect(
        try full.encoding().specification.description
          == "rope:dimensions=256,rotary=256,base=1000000,pairs=halves,scaling=linear,factor=8")
    }
    #expect(
      try RotaryConfiguration(newer).warnings == [
        "the configuration has rotations for full_attention, sliding_attention; that of "
          + "full_attention is taken, and layers=NAME takes another"
      ])
    #expect(
      try RotaryConfiguration(older).warnings == [
        "the configuration has another rotation for sliding_attention, base 10000; that of "
          + "full_attention is taken, and layers=sliding_attention takes the other"
      ])
    #expect(throws: EncodingError.self) { try RotaryConfiguration(newer, layerType: "local") }
  }

  static func llama(
    _ scaling: ConfigurationValue, _ more: [String: ConfigurationValue] = [:]
  ) -> ConfigurationValue {
    .object(
      [
        "head_dim": 64, "rope_theta": 10000, "max_position_embeddings": 8192,
        "rope_scaling": scaling,
      ].merging(more) { $1 })
  }

  @Test(
    arguments: [
      (
        llama(["type": "yarn", "original_max_position_embeddings": 4096]),
        "rope:scaling=yarn: factor is missing"
      ),
      (
        llama(["type": "linear", "rope_type": "yarn", "factor": 2]),
        "rope_type=yarn and type=linear contradict each other: one kind of scaling is needed"
      ),
      (
        llama(["type": "yarn", "factor": 2, "original_max_position_embeddings": 16384]),
        "original_max_position_embeddings=16384 and max_position_embeddings=8192 contradict"
      ),
      (
        llama(["rope_type": "default", "factor": 4]),
        "rope_type=default and factor=4 contradict each other: the default has no factor"
      ),
      (llama(["factor": 4]), "configuration: rope_type is missing (a scaling has a factor but no"),
      (llama(["type": "yran", "factor": 4]), "scaling yran: no such value; did you mean yarn?"),
      (llama(["type": "linear", "factor": "4x"]), "factor 4x: a finite number is needed"),
      (llama(["type": "linear", "factor": 0.5]), "factor 0.5: a finite number of 1 or more"),
      (llama(nil, ["head_dim": "wide"]), "head_dim wide: a finite number is needed"),
      (llama(nil, ["head_dim": 63.5]), "head_dim 63.5: a whole number is needed"),
      (llama(nil, ["head_dim": 63]), "dimensions 63: dimensions come in pairs"),
      (
        llama(nil, ["head_dim": nil, "hidden_size": 100, "num_attention_heads": 3]),
        "hidden_size=100 and num_attention_heads=3 contradict each other: the heads must share"
      ),
      (llama(nil, ["head_dim": nil]), "configuration: head_dim is missing"),
      (
        llama(
          nil, ["rope_scaling": nil, "rope_parameters": ["rope_theta": 500, "rope_type": "none"]]),
        "rope_parameters' rope_theta=500 and the configuration's rope_theta=10000 contradict"
      ),
      (
        ["model_type": "bert", "hidden_size": 768, "num_attention_heads": 12],
        "configuration: rope_theta is missing (a model of type bert describes no rotation)"
      ),
      ([:], "configuration: rope_theta is missing (it describes no rotation)"),
      (nil, "configuration: rope_theta is missing (it describes no rotation)"),
    ] as [(ConfigurationValue, String)])
  func contradictionsAreRefused(_ configuration: ConfigurationValue, _ message: String) {
    let error = #expect(throws: EncodingError.self) {
      try RotaryConfiguration(configuration).encoding()
    }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test func parametersMayBeAddedButNotContradicted() throws {
    let read = try RotaryConfiguration(
      Self.llama(["type": "dynamic", "factor": 2.0], ["head_dim": 64]))
    #expect(read.context == 8192)
    let long = try read.encoding([
      .init("length", "20000"), .init("pairs", "interleaved"), .init("factor", "2"),
    ])
    #expect(long.pairing == .interleaved)
    #expect(long.frequencies[5] < (try read.encoding().frequencies[5]))
    let error = #expect(throws: EncodingError.self) { try read.encoding([.init("factor", "3")]) }
    #expect(
      error?.description
        == "factor=3 and the configuration's factor=2 contradict each other: "
        + "leave factor out, or the configuration")
  }

  @Test func oddButUsableValuesAreWarnedOf() throws {
    let read = try RotaryConfiguration(
      Self.llama([
        "type": "yarn", "factor": 4, "original_max_position_embeddings": 4096, "long_factor": [1],
      ]))
    #expect(
      read.warnings == [
        "long_factor of the configuration has no part in the scaling yarn",
        "factor 4, but max_position_embeddings over original_max_position_embeddings is 2; "
          + "4 is taken",
      ])
    let longrope = try RotaryConfiguration(
      Self.llama([
        "type": "longrope", "factor": 4, "original_max_position_embeddings": 4096,
        "short_factor": [], "long_factor": [],
      ]))
    #expect(longrope.parameters["factor"] == "2" && longrope.warnings.count == 1)
  }
}

@Suite struct ModelEncodingTests {
  @Test(
    arguments: [
      (["model_type": "gpt2", "n_embd": 768], "learned:first-row=0"),
      (["model_type": "opt"], "learned:first-row=2"),
      (["model_type": "xlm-roberta", "pad_token_id": 1], "learned:first-row=2"),
      (
        [
          "model_type": "bert", "position_embedding_type": "relative_key",
          "max_position_embeddings": 32,
        ],
        "shaw:clip=31,convention=bert"
      ),
      (["model_type": "bert"], "learned:first-row=0"),
      (["model_type": "vit", "image_size": 224, "patch_size": 16], "learned-2d:grid=14x14"),
      (
        ["model_type": "vit", "image_size": [224, 224], "patch_size": [16, 16]],
        "learned-2d:grid=14x14"
      ),
      (
        ["model_type": "whisper", "d_model": 384],
        "sinusoidal:dimensions=384,convention=tensor2tensor"
      ),
      (
        ["model_type": "m2m_100", "d_model": 1024, "pad_token_id": 1],
        "sinusoidal:dimensions=1024,convention=fairseq,first-row=2"
      ),
      (["model_type": "bloom", "n_head": 12], "alibi:heads=12,form=key-position"),
      (
        ["model_type": "xlm", "emb_dim": 2048, "n_heads": 16, "sinusoidal_embeddings": true],
        "sinusoidal:dimensions=2048,convention=xlm"
      ),
      (["model_type": "xlm", "emb_dim": 2048], "learned:first-row=0"),
      (
        ["model_type": "distilbert", "dim": 768, "sinusoidal_pos_embds": true],
        "sinusoidal:dimensions=768,convention=xlm"
      ),
      (["model_type": "distilbert", "dim": 768], "learned:first-row=0"),
      (["model_type": "esm", "hidden_size": 4, "pad_token_id": 1], "learned:first-row=2"),
      (
        ["model_type": "vit_mae", "hidden_size": 64, "image_size": 96, "patch_size": 16],
        "sincos-2d:dimensions=64,grid=6x6,class-token=yes,convention=mae"
      ),
      (
        ["model_type": "detr", "d_model": 256, "position_embedding_type": "sine"],
        "detr-2d:dimensions=256"
      ),
      (["model_type": "transfo-xl", "d_model": 410], "transformer-xl:dimensions=410"),
      (["model_type": "xlnet", "d_model": 768], "transformer-xl:dimensions=768"),
      (["model_type": "retnet", "decoder_retention_heads": 3], "retnet:heads=3"),
      (
        ["model_type": "t5", "relative_attention_num_buckets": 64], "t5:buckets=64,max-distance=128"
      ),
      (
        ["model_type": "gptj", "n_embd": 4096, "n_head": 16, "rotary_dim": 64],
        "rope:dimensions=256,rotary=64,base=10000,pairs=interleaved,scaling=none"
      ),
    ] as [(ConfigurationValue, String)])
  func modelsSayWhichEncodingTheyHave(_ model: ConfigurationValue, _ expected: String) throws {
    let specification = try EncodingSpecification(of: model)
    #expect(specification.description == expected)
    // And it can be made, with a table where it is a table.
    let rows = expected.contains("14x14") ? 197 : 8
    let table = Matrix<Double>(rows: rows, columns: 4)
    _ = try Encodings.make(
      specification, tables: expected.hasPrefix("learned") ? ["table": table] : [:])
  }

  @Test(
    arguments: [
      (
        ["model_type": "bertt", "hidden_size": 8],
        "model_type bertt: which encoding this kind of model has is not known (did you mean bert?); name "
          + "the encoding without the file"
      ),
      // Three other letters are another model.
      (
        ["model_type": "xla"],
        "model_type xla: which encoding this kind of model has is not known; name"
      ),
      (
        ["model_type": "baichuan", "num_attention_heads": 40, "hidden_size": 5120],
        "configuration: max_position_embeddings is missing (Baichuan's files with it are of models that turn"
      ),
      (
        ["model_type": "detr", "d_model": 256, "position_embedding_type": "learned"],
        "position_embedding_type=learned and the encoding detr-2d con"
      ),
      (["model_type": "bloom"], "configuration: n_head is missing (or num_attention_heads)"),
      (
        ["model_type": "vit", "image_size": 8, "patch_size": 16],
        "image_size=8 and patch_size=16 con"
      ),
      (["model_type": "marian", "d_model": "wide"], "d_model wide: a finite number is needed"),
      ([:], "configuration: rope_theta is missing (it describes no rotation)"),
    ] as [(ConfigurationValue, String)])
  func unknownModelsAreRefused(_ model: ConfigurationValue, _ message: String) {
    let error = #expect(throws: EncodingError.self) { try EncodingSpecification(of: model) }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }
}
