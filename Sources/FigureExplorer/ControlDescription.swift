// What the live page calls its controls, in both languages, and where it puts them: the options' own
// names are for calls and manifests.

import FigureModel

/// Controls that belong together, in the order of the page.
enum ControlGroup: String, CaseIterable {
  case data, encoding, attention, mask, choice, axes, color, tables, page

  var title: Localized {
    switch self {
    case .data: Localized(en: "What is shown", zh: "展示内容")
    case .encoding: Localized(en: "Positional encoding", zh: "位置编码")
    case .attention: Localized(en: "Attention", zh: "注意力")
    case .mask: Localized(en: "Mask", zh: "掩码")
    case .choice: Localized(en: "Tokens shown", zh: "所示词元")
    case .axes: Localized(en: "Axes", zh: "坐标轴")
    case .color: Localized(en: "Colours and numbers", zh: "颜色与数字")
    case .tables: Localized(en: "Reading files", zh: "读取文件")
    case .page: Localized(en: "Page", zh: "页面")
    }
  }
}

/// A control's name for people.
struct ControlDescription {
  var group: ControlGroup
  /// Whether it is among the few that most want.
  var isBasic: Bool
  var label: Localized

  /// Those of an option; of one that is not known here its own name, among the page's further controls.
  static func of(_ option: String) -> ControlDescription {
    all[option]
      ?? ControlDescription(group: .page, isBasic: false, label: Localized(en: option, zh: option))
  }

  /// The options that have words of their own.
  static var known: Set<String> { Set(all.keys) }

  private static let all: [String: ControlDescription] = {
    var all: [String: ControlDescription] = [:]
    for (group, basic, further) in [
      (ControlGroup.data, basicData, furtherData), (.encoding, basicEncoding, furtherEncoding),
      (.attention, basicAttention, furtherAttention), (.mask, basicMask, furtherMask),
      (.choice, [], furtherChoice), (.axes, [], furtherAxes), (.color, basicColor, furtherColor),
      (.tables, [], furtherTables), (.page, basicPage, furtherPage),
    ] {
      for (words, isBasic) in [(basic, true), (further, false)] {
        for (option, english, chinese) in words {
          all[option] = ControlDescription(
            group: group, isBasic: isBasic, label: Localized(en: english, zh: chinese))
        }
      }
    }
    return all
  }()

  private typealias Entries = [(option: String, english: String, chinese: String)]

  private static let basicData: Entries = [
    ("seed", "Random seed", "随机种子"),
    ("weights", "Weights from", "权重来源"),
    ("input", "Matrix from", "矩阵来源"), ("layer", "Layer", "层"), ("head", "Head", "头"),
    ("heads", "Heads", "头"), ("positions", "Positions", "位置数"), ("position", "Position", "位置"),
    ("at-positions", "Positions drawn", "所画位置"), ("dims", "Dimensions shown", "所示维度"),
    ("bits", "Bits", "二进制位数"), ("scores", "Scores", "分数"), ("pairs", "Pairs of positions", "位置对"),
    ("context", "Context length", "上下文长度"),
  ]
  private static let furtherData: Entries = [
    ("tokens", "Tokens", "词元"), ("model", "Model", "模型"), ("text", "Text", "文本"),
    ("query", "Queries from", "查询来源"), ("key", "Keys from", "键来源"), ("value", "Values from", "值来源"),
    ("minus", "Subtract", "减去"), ("text-file", "Text from", "文本来源"),
    ("text-pair", "Second text", "第二段文本"), ("image", "Image from", "图像来源"),
    ("features", "Speech from", "语音特征来源"),
    ("special-tokens", "Tokens before the patches", "图块之前的词元数"),
    ("overlay", "On the image", "叠加在图像上"), ("opacity", "Opacity", "不透明度"),
    ("smooth", "Smoothed between patches", "图块间平滑"), ("rollout", "Rollout", "注意力展开"),
    ("mass", "Patches that hold this share", "占此份额的图块"), ("target-text", "Decoder's text", "解码器文本"),
    ("ids", "Token ids", "词元编号"), ("pair-ids", "Token ids of the second text", "第二段的词元编号"),
    ("target-ids", "Token ids of the decoder", "解码器的词元编号"),
    ("no-special-tokens", "Without special tokens", "不加特殊词元"),
    ("truncate", "Cut texts that are too long", "截断过长文本"),
    ("generate", "Tokens to generate", "续写词元数"),
    ("side", "Encoder or decoder", "编码器或解码器"),
    ("hidden", "Vectors after layer", "取该层之后的向量"), ("heads-of", "Heads of any layer", "任意层的头"),
    ("layers", "Layers", "层"), ("top", "Leading heads", "领先的头数"), ("by", "Leading in", "领先指标"),
    ("measures", "Measures", "度量"), ("at-dims", "Dimensions drawn", "所画维度"),
    ("at-heads", "Heads drawn", "所画的头"),
    ("rows", "Rows drawn", "所画行"), ("of-columns", "Columns drawn", "所画列"),
    ("reference-position", "Compared with position", "参照位置"),
    ("permutation", "Other order", "另一种顺序"),
    ("values", "In the cells", "单元格内容"), ("highlight", "Lit scores", "突出的分数"),
    ("highlight-row", "Lit row", "突出的行"), ("samples", "Random vectors", "随机向量数"),
    ("distances", "Distances", "距离范围"), ("matrix", "Matrix of the shift by", "位移矩阵的步长"),
    ("index", "Place on other axes", "其他轴上的位置"), ("batch", "Batch", "批次"),
    ("step", "Step of a generation", "生成步骤"),
    ("axes", "Order of axes", "轴的顺序"), ("reshape", "Layers by heads", "层数×头数"),
    ("config", "Checkpoint's config", "检查点配置"),
    ("positions-table", "Learned positions", "学到的位置表"), ("table", "Table from", "位置表来源"),
  ]
  private static let basicEncoding: Entries = [
    ("dimensions", "Dimensions", "维度数"), ("encoding", "Encoding", "编码方式"), ("base", "Base", "基数"),
    ("metric", "Measured by", "度量方式"), ("form", "Shown as", "呈现方式"),
  ]
  private static let furtherEncoding: Entries = [
    ("rope", "Rotary (RoPE)", "旋转编码（RoPE）"), ("alibi", "ALiBi", "ALiBi"),
    ("relative", "Relative biases", "相对位置偏置"),
    ("part", "Part of the rotation", "旋转的分量"), ("grid", "Grid of patches", "图块网格"),
    ("layout", "Order of sine and cosine", "正弦余弦排列"), ("spacing", "Exponents", "指数取法"),
    ("first-position", "First position", "起始位置"), ("factor", "Stretched by", "拉伸倍数"),
    ("buckets", "Buckets", "桶数"), ("max-distance", "Last bucket from distance", "末桶起始距离"),
  ]
  private static let basicAttention: Entries = [
    ("stage", "Step", "步骤"), ("temperature", "Temperature", "温度"),
    ("query-token", "One query's row", "单个查询的一行"), ("threshold", "Least weight", "最小权重"),
    ("residual", "Share of the residual", "残差占比"), ("columns", "Panels side by side", "并排面板数"),
  ]
  private static let furtherAttention: Entries = [
    ("score-scale", "Factor of the scores", "分数缩放因子"), ("combine", "Combine", "合并"),
    ("color-scale", "Scale of the panels", "面板色标"),
  ]
  private static let basicMask: Entries = [
    ("mask", "Mask", "掩码"), ("window", "Window", "窗口"),
  ]
  private static let furtherMask: Entries = [
    ("padding", "Padding keys", "填充键数"), ("mask-file", "Mask from", "掩码来源"),
    ("mask-hides", "1 hides a key", "1 表示遮蔽"), ("mask-sees", "1 shows a key", "1 表示可见"),
  ]
  private static let furtherChoice: Entries = [
    ("query-tokens", "Tokens of the queries", "查询词元"), ("key-tokens", "Tokens of the keys", "键词元"),
    ("tokens-separator", "Between tokens", "词元分隔符"), ("tokens-file", "Tokens from", "词元来源"),
    ("query-tokens-file", "Queries' tokens from", "查询词元来源"),
    ("key-tokens-file", "Keys' tokens from", "键词元来源"),
    ("raw-tokens", "Keep tokenizers' marks", "保留分词标记"), ("drop-tokens", "Leave out tokens", "略去词元"),
    ("only-tokens", "Only these tokens", "仅这些词元"), ("renormalize", "Rows sum to 1 again", "重新归一化"),
    ("queries", "Queries by number", "按序号选查询"), ("keys", "Keys by number", "按序号选键"),
    ("merge-words", "Join pieces of words", "合并子词"),
  ]
  private static let furtherAxes: Entries = [
    ("xlim", "Horizontal limits", "横轴范围"), ("ylim", "Vertical limits", "纵轴范围"),
    ("x-from", "Horizontal values from row", "横轴取自行"), ("x-scale", "Horizontal scale", "横轴刻度"),
    ("y-scale", "Vertical scale", "纵轴刻度"), ("x-label", "Horizontal label", "横轴标签"),
    ("y-label", "Vertical label", "纵轴标签"), ("index-base", "Count from", "计数起点"),
    ("origin", "First row", "首行位置"), ("transpose", "Rows as columns", "行列互换"),
    ("horizontal", "Sentence across", "句子横排"), ("arcs", "Arcs", "弧线"),
    ("square", "Square cells", "方形单元格"), ("no-ticks", "Without ticks", "不显示刻度"),
    ("tick-format", "Numbers at ticks", "刻度数字格式"), ("tick-decimals", "Decimals at ticks", "刻度小数位数"),
  ]
  private static let basicColor: Entries = [
    ("colormap", "Colours", "配色"), ("annotate", "Numbers in cells", "单元格标注数值"),
  ]
  private static let furtherColor: Entries = [
    ("norm", "Values to colours", "数值到颜色"), ("gamma", "Exponent", "指数"),
    ("vmin", "First colour at", "首色数值"), ("vmax", "Last colour at", "末色数值"),
    ("center", "Middle colour at", "中间色数值"), ("decimals", "Decimals", "小数位数"),
    ("reduce", "Several cells become", "多格合一取"), ("no-colorbar", "Without colour bar", "不显示色条"),
    ("bar-label", "Label of the colour bar", "色条标签"), ("cmap", "Colours from a file", "配色文件"),
    ("cell-borders", "Lines between cells", "单元格边线"), ("callout", "Words at a cell", "单元格标注文字"),
  ]
  private static let furtherTables: Entries = [
    ("header", "First line has names", "首行为列名"), ("row-labels", "First column has names", "首列为行名"),
    ("separator", "Between fields", "字段分隔符"), ("decimal", "Decimal sign", "小数点符号"),
  ]
  private static let basicPage: Entries = [
    ("title", "Title", "标题"), ("theme", "Theme", "主题"),
  ]
  private static let furtherPage: Entries = [
    ("lang", "Language of the figure", "图的语言"), ("size", "Size", "尺寸"), ("page", "Made for", "用途"),
    ("font-size", "Type size", "字号"), ("scale", "Pixels for each px", "像素倍率"),
    ("font", "Fonts", "字体"),
    ("no-title", "Without title", "不显示标题"), ("subtitle", "Subtitle", "副标题"),
    ("title-align", "Title stands", "标题对齐"), ("letters", "Letters of panels", "面板字母"),
    ("transparent", "Clear page", "透明背景"), ("svg-text", "Editable words in SVG", "SVG 文字可编辑"),
  ]
}

/// What the page calls a kind of figure.
enum KindNames {
  /// Of a kind that is not known here its own name.
  static func of(_ kind: String) -> Localized {
    all[kind].map { Localized(en: $0.0, zh: $0.1) } ?? Localized(en: kind, zh: kind)
  }

  /// The kinds that have words of their own.
  static var known: Set<String> { Set(all.keys) }

  private static let all: [String: (String, String)] = [
    "pe-heatmap": ("Positional encoding, as a matrix", "位置编码矩阵"),
    "pe-lines": ("Positional encoding, as lines", "位置编码曲线"),
    "rotation": ("Rotations as clock hands", "旋转如钟针"),
    "position-grid": ("Patches of an image compared", "图块位置的相似度"),
    "patches": ("Attention over an image", "图像上的注意力"),
    "decompose": ("One position taken apart", "单个位置的分解"),
    "similarity": ("Similarity of positions", "位置相似度"),
    "shift": ("Differences of positions", "位置之差"),
    "frequencies": ("Frequencies and wavelengths", "频率与波长"),
    "wavelengths": ("Wavelengths of rotations", "旋转编码的波长"),
    "bias": ("Biases by distance", "距离偏置"), "decay": ("Decay with distance", "随距离衰减"),
    "binary": ("Binary numbers as positions", "二进制位置"),
    "conventions": ("Conventions side by side", "各种约定对照"),
    "heatmap": ("A matrix of yours", "自备矩阵热图"), "lines": ("Lines of a matrix", "自备矩阵曲线"),
    "attention": ("Attention", "注意力"), "cross-attention": ("Cross-attention", "交叉注意力"),
    "heads": ("Several heads", "多个头"), "model-view": ("All heads of a model", "模型全部的头"),
    "head-view": ("Links between tokens", "词元之间的连线"), "rollout": ("Attention rollout", "注意力展开"),
    "head-measures": ("Measures of heads", "头的度量"),
    "demo permutation": ("Order without positions", "没有位置信息的顺序"),
    "demo softmax-example": ("Softmax of scores", "分数的 softmax"),
    "demo self-focus": ("Looking at oneself", "过度关注自身"),
    "demo naive-positions": ("Bare index against sinusoid", "序号与正弦编码"),
    "diagram dot-product": ("Diagram: dot products", "示意图：点积"),
    "diagram weighted-sum": ("Diagram: weighted sum", "示意图：加权求和"),
    "diagram self-and-cross-attention": ("Diagram: self- and cross-attention", "示意图：自注意力与交叉注意力"),
    "diagram multi-head": ("Diagram: several heads", "示意图：多头注意力"),
    "diagram scaled-dot-product": ("Diagram: scaled dot-product attention", "示意图：缩放点积注意力"),
  ]
}
