// The article's figures: the manifest that `attnplot batch` draws where none is given.

public import FigureModel
public import FigurePipeline

/// The built-in manifest.
public enum ArticleManifest {
  /// What messages call it.
  public static let name = Manifest.builtInName

  /// The figures of the article.
  /// - Parameters:
  ///   - wanted: the ids of the figures that are wanted; nil for all.
  ///   - jobs: figures read at the same time.
  public static func manifest(
    _ overrides: Manifest.Overrides = Manifest.Overrides(), wanted: [String]? = nil,
    jobs: Int = FigureSet.processorCount
  ) throws(ManifestError) -> Manifest {
    // The text below is right: a test draws it.
    try Manifest(text: text, name: name, overrides: overrides, wanted: wanted, jobs: jobs)
  }

  /// The article's figures that some patterns choose, without the time for the others where each
  /// pattern is a whole id; all of them where one of the patterns chooses none.
  /// - Parameters:
  ///   - patterns: ids, names of variants or patterns of them; nil for all.
  ///   - jobs: figures read at the same time.
  public static func manifest(
    _ overrides: Manifest.Overrides, choosing patterns: [String]?, jobs: Int
  ) throws(ManifestError) -> Manifest {
    if let patterns, patterns.allSatisfy({ !$0.contains(where: "*?[\\".contains) }) {
      let chosen = try manifest(overrides, wanted: patterns, jobs: jobs)
      let isEachThere = patterns.allSatisfy { pattern in
        chosen.figures.contains { $0.matches(pattern) }
      }
      if isEachThere { return chosen }
    }
    return try manifest(overrides, jobs: jobs)
  }

  /// One figure of the article; nil where none has this id.
  public static func figure(
    _ id: String, language: Language
  ) throws(ManifestError) -> PlannedFigure? {
    try manifest(Manifest.Overrides(languages: [language]), wanted: [id]).figures
      .first { $0.id == id }
  }

  /// The ids of the article's figures, in its order.
  public static var ids: [String] {
    (try? manifest().figures.map(\.id)) ?? []
  }

  /// The manifest as `attnplot batch --print-manifest` prints it.
  public static let text = #"""
    # The figures of the article on attention and positional encoding.

    vars:
      sentence: 我 爱 人 工 智 能
      wide: 1200x600px
      wider: 1500x700px

    defaults:
      formats: [png, svg]

    figures:
      # Attention

      - id: dot-product
        kind: diagram dot-product
        title: { en: "Scaled dot product: the score matrix", zh: 注意力点积过程、注意力分数矩阵 }
        tokens: ${sentence}
        dimensions: 4
        highlight: ["0,2", "2,3"]

      - id: weighted-sum
        kind: diagram weighted-sum
        title: { en: Weighted sum of the values, zh: 加权求和示意图 }
        tokens: ${sentence}
        dimensions: 4
        highlight-row: 0

      - id: self-and-cross-attention
        kind: diagram self-and-cross-attention
        title: { en: Self- and cross-attention, zh: 自注意力与交叉注意力 }

      - id: multi-head
        kind: diagram multi-head
        title: { en: Multi-head attention, zh: 多头注意力详解 }
        heads: 8

      # Positional encoding

      - id: pe-matrix
        kind: pe-heatmap
        title: { en: Positional encoding matrix, zh: 位置向量矩阵 }
        positions: 100
        dimensions: 256
        size: 1180x590px

      - id: four-positions
        kind: pe-lines
        title: { en: Four position vectors, zh: 四个不同位置的位置向量 }
        dimensions: 256
        at-positions: [5, 10, 20, 40]
        size: ${wide}

      - id: last30-four-positions
        kind: pe-lines
        title: { en: The last 30 dimensions, zh: 最后 30 个维度 }
        dimensions: 256
        at-positions: [1, 5, 20, 50]
        dims: 226-255
        ylim: [-1, 1.05]
        size: ${wide}

      - id: last30-position5
        kind: pe-lines
        title: { en: "Position 5, the last 30 dimensions", zh: 位置5的最后30个维度 }
        dimensions: 256
        at-positions: 5
        dims: 226-255
        ylim: [-1, 1.05]
        size: ${wide}

      - id: position5-first50
        kind: pe-lines
        title: { en: "Position 5, the first 50 dimensions", zh: pos为5时，位置编码的前50个维度 }
        dimensions: 256
        at-positions: 5
        dims: 0-49
        size: ${wide}

      - id: decompose-low
        kind: decompose
        title: { en: Position 5 taken apart into sin and cos, zh: 位置5的前50个维度拆成正弦与余弦 }
        dimensions: 256
        position: 5
        dims: 0-49
        size: ${wider}

      - id: decompose-high
        kind: decompose
        title:
          en: Position 5 taken apart into sin and cos, the last 30 dimensions
          zh: 位置5的最后30个维度拆成正弦与余弦
        dimensions: 256
        position: 5
        dims: 226-255
        size: ${wider}

      - id: decompose-curves
        kind: decompose
        title:
          en: The continuous curves behind position 5, and the values taken from them
          zh: 位置5背后的连续曲线与各维度的取值
        dimensions: 256
        position: 5
        dims: 0-49
        form: continuous
        size: ${wider}

      - id: similarity
        kind: similarity
        title: { en: Cosine similarity of the first 50 positions, zh: 前50个位置的位置编码相似度 }
        positions: 50
        dimensions: 256
        metric: cosine
        size: 1000x800px

      - id: shift-fingerprint
        kind: shift
        title: { en: The fingerprint of a +2 shift, zh: 位移 +2 的“指纹” }
        dimensions: 256
        pairs: [12-10, 14-12]
        size: ${wider}

      # What its words describe

      - id: frequencies
        kind: frequencies
        title:
          en: Frequencies fall geometrically, against the linear choice
          zh: 频率等比下降，与等差选择相比
        dimensions: 256
        size: 1200x500px

      - id: permutation
        kind: demo permutation
        title: { en: Attention alone does not see order, zh: 没有位置信息的注意力看不到顺序 }
        tokens: 我 打 你

      - id: softmax-example
        kind: demo softmax-example
        title:
          en: Softmax of the six scores, raw and divided by √4
          zh: 六个分数的 softmax：原始与除以 √4

      - id: self-focus
        kind: demo self-focus
        title: { en: Looking at oneself too much, zh: 过度关注自身 }

      - id: naive-positions
        kind: demo naive-positions
        title: { en: The bare index against the sinusoid, zh: 直接使用序号与正弦编码的比较 }

      # A real model's heads

      - id: bert-head0
        kind: attention
        title:
          en: all-MiniLM-L6-v2 (BERT), last layer, head 0
          zh: all-MiniLM-L6-v2（BERT）最后一层第 0 头的自注意力
        weights: example:minilm
        tokens-file: example:minilm
        layer: 5
        head: 0
        size: 1200x1000px

      - id: bert-four-heads
        kind: heads
        title:
          en: all-MiniLM-L6-v2 (BERT), last layer, heads 0, 2, 5 and 8
          zh: all-MiniLM-L6-v2（BERT）最后一层的多头注意力
        weights: example:minilm
        tokens-file: example:minilm
        layer: 5
        heads: [0, 2, 5, 8]
        columns: 2
        size: 1500x1200px

    """#
}
