// What each encoding is called, and which of its conventions is shown, in every language.

import AttentionMath
import FigureModel

/// An encoding that figures have words for; every one of the registry has.
protocol DescribedEncoding: PositionalEncoding {
  /// What it is called within a sentence.
  var title: Localized { get }
  /// Which convention it follows, with the parameters that readers must know: whole sentences.
  var conventionNote: Localized { get }
}

extension PositionalEncoding {
  /// What it is called within a sentence.
  var title: Localized {
    (self as? any DescribedEncoding)?.title ?? Localized(en: name, zh: name)
  }

  /// Which convention it follows: whole sentences.
  var conventionNote: Localized {
    (self as? any DescribedEncoding)?.conventionNote
      ?? Localized(en: "\(specification).", zh: "\(specification)。")
  }
}

// MARK: Vectors added to tokens

extension SinusoidalEncoding: DescribedEncoding {
  var title: Localized { Localized(en: "the sinusoidal encoding", zh: "正弦位置编码") }

  var conventionNote: Localized {
    let what = orderAndExponents
    let names = conventions.map(\.title)
    let whose = names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
    let whoseChinese = names.isEmpty ? "" : "（\(names.joined(separator: "、"))）"
    let row =
      firstRow == 0
      ? Localized(en: "", zh: "")
      : Localized(
        en: ", position 0 at row \(firstRow) of the table", zh: "，位置 0 在表的第 \(firstRow) 行")
    // Of a table that begins with the first token the padding's row is not shown.
    let padding =
      paddingRow.flatMap { $0 < firstRow ? nil : $0 }.map {
        Localized(en: ", row \($0) the padding’s, all 0", zh: "，第 \($0) 行属于填充，全为 0")
      } ?? Localized(en: "", zh: "")
    return Localized(
      en:
        "\(what.english.capitalizedFirst)\(whose), base \(plain(base))\(row.english)\(padding.english).",
      zh: "\(what.chinese)\(whoseChinese)，底数 \(plain(base))\(row.chinese)\(padding.chinese)。")
  }

  /// Where sines and cosines lie and how exponents are spaced, within a sentence.
  var orderAndExponents: Localized {
    let order =
      layout == .interleaved
      ? Localized(en: "sines and cosines in turn", zh: "正弦与余弦交替")
      : Localized(en: "all sines, then all cosines", zh: "先全部正弦，后全部余弦")
    let power = spacing == .standard ? "2i/d" : "i/(d/2 − 1)"
    return Localized(
      en: "\(order.english), exponents \(power)", zh: "\(order.chinese)，指数 \(power)")
  }
}

extension SinusoidConvention {
  /// The program's own name.
  var title: String {
    switch self {
    case .vaswani: "Vaswani et al."
    case .tensor2tensor: "tensor2tensor"
    case .fairseq: "fairseq"
    case .marian: "Marian"
    case .pegasus: "Pegasus"
    case .xlm: "XLM"
    }
  }
}

extension IndexEncoding: DescribedEncoding {
  var title: Localized { Localized(en: "the bare index", zh: "位置序号") }
  var conventionNote: Localized {
    Localized(en: "The position’s number in every dimension.", zh: "每个维度都是位置的序号。")
  }
}

extension LearnedEncoding: DescribedEncoding {
  var title: Localized { Localized(en: "a learned table", zh: "学习得到的位置表") }
  var conventionNote: Localized {
    let before =
      firstRow == 0
      ? Localized(en: "", zh: "")
      : Localized(
        en: "; the \(counted(firstRow, "row")) before it \(firstRow == 1 ? "is" : "are") left out",
        zh: "，其前 \(firstRow) 行不计")
    // As rows that training never met often are.
    let repeated = repeatedRows
    let alike =
      repeated == 0
      ? Localized(en: "", zh: "")
      : Localized(
        en: "; \(counted(repeated, "position")) \(repeated == 1 ? "has" : "have") the vector of an "
          + "earlier one",
        zh: "；有 \(repeated) 个位置的向量与更早的位置相同")
    return Localized(
      en:
        "A table of \(table.rows) rows, position 0 at row \(firstRow)\(before.english); it ends at "
        + "position \(knownPositions.upperBound - 1)\(alike.english).",
      zh: "共 \(table.rows) 行的表，位置 0 在第 \(firstRow) 行\(before.chinese)，止于位置 "
        + "\(knownPositions.upperBound - 1)\(alike.chinese)。")
  }

  /// How many positions have the vector of another before them.
  private var repeatedRows: Int {
    // Rows are compared where they lie: a table may be most of the memory that there is.
    table.values.withUnsafeBufferPointer { values in
      func row(_ index: Int) -> Slice<UnsafeBufferPointer<Double>> {
        values[index * table.columns..<(index + 1) * table.columns]
      }
      var distinct: [Int: [Int]] = [:]
      return (firstRow..<table.rows).count { index in
        let hash = row(index).reduce(into: Hasher()) { $0.combine($1) }.finalize()
        let isKnown = distinct[hash, default: []].contains { row($0).elementsEqual(row(index)) }
        if !isKnown { distinct[hash, default: []].append(index) }
        return isKnown
      }
    }
  }
}

extension ImageSinusoid: DescribedEncoding {
  var title: Localized { Localized(en: "the 2-D sinusoid", zh: "二维正弦编码") }

  var conventionNote: Localized {
    let (whose, order, power) =
      switch convention {
      case .mae: ("MAE", Localized(en: "columns before rows", zh: "先列后行"), "4i/d")
      case .rowFirst: ("row-first", Localized(en: "rows before columns", zh: "先行后列"), "4i/d")
      case .vit: ("ViT", Localized(en: "columns before rows", zh: "先列后行"), "i/(d/4 − 1)")
      }
    return Localized(
      en: "\(whose): \(order.english), each as sines, then cosines, exponents \(power); "
        + "\(grid.rows)×\(grid.columns) patches\(hasClassToken ? " after a class token of zeros" : "").",
      zh: "\(whose)：\(order.chinese)，各为先正弦后余弦，指数 \(power)；\(grid.rows)×\(grid.columns) 个图像块"
        + (hasClassToken ? "，其前为全零的类别标记。" : "。"))
  }
}

extension LearnedPatches: DescribedEncoding {
  var title: Localized { Localized(en: "a learned table of patches", zh: "学习得到的图像块位置表") }
  var conventionNote: Localized {
    let before = [
      Localized(en: "", zh: ""), Localized(en: " after a class token", zh: "，其前为类别标记"),
      Localized(en: " after a class token and a distillation token", zh: "，其前为类别标记与蒸馏标记"),
    ][prefixTokens]
    return Localized(
      en: "A learned table of \(grid.rows)×\(grid.columns) patches\(before.english).",
      zh: "\(grid.rows)×\(grid.columns) 个图像块的学习表\(before.chinese)。")
  }
}

extension DetrSinusoid: DescribedEncoding {
  var title: Localized { Localized(en: "DETR’s 2-D sinusoid", zh: "DETR 的二维正弦编码") }
  var conventionNote: Localized {
    Localized(
      en: "DETR: rows before columns, counted from 1 and stretched to one turn, sines and cosines "
        + "in turn; \(grid.rows)×\(grid.columns) patches.",
      zh: "DETR：先行后列，从 1 计数并归一化到一周，正弦与余弦交替；\(grid.rows)×\(grid.columns) 个图像块。")
  }
}

extension FourierFeatures: DescribedEncoding {
  var title: Localized { Localized(en: "Fourier features", zh: "傅里叶特征") }
  var conventionNote: Localized {
    let whose =
      convention == .paper
      ? Localized(en: "NeRF’s paper: sin and cos of 2ˡπp", zh: "NeRF 论文：2ˡπp 的正弦与余弦")
      : Localized(
        en: "NeRF’s program: the point, then sin and cos of 2ˡp", zh: "NeRF 程序：先为坐标本身，再为 2ˡp 的正弦与余弦"
      )
    return Localized(
      en: "\(whose.english), \(octaves) octaves; positions 0 to \(length - 1) lie in −1 to 1.",
      zh: "\(whose.chinese)，\(octaves) 个倍频；位置 0 到 \(length - 1) 对应 −1 到 1。")
  }
}

extension RandomFourierFeatures: DescribedEncoding {
  var title: Localized { Localized(en: "random Fourier features", zh: "随机傅里叶特征") }
  var conventionNote: Localized {
    Localized(
      en:
        "Cosines, then sines of random frequencies, σ = \(plain(deviation)); \(length) positions to a "
        + "unit.",
      zh: "先余弦后正弦，频率随机，σ = \(plain(deviation))；每单位 \(length) 个位置。")
  }
}

// MARK: Rotations

extension RotaryPairing {
  /// Which two dimensions make a pair, and in whose programs.
  func words(rotary: Int) -> Localized {
    switch self {
    case .halves:
      Localized(
        en: "Halves: dimensions i and i + \(rotary / 2) (Llama in transformers, GPT-NeoX)",
        zh: "前后两半：维度 i 与 i + \(rotary / 2)（transformers 的 Llama、GPT-NeoX）")
    case .interleaved:
      Localized(
        en: "Interleaved: dimensions 2i and 2i + 1 (RoFormer, GPT-J)",
        zh: "相邻配对：维度 2i 与 2i + 1（RoFormer、GPT-J）")
    }
  }
}

extension RotaryEncoding: DescribedEncoding {
  var title: Localized { Localized(en: "RoPE", zh: "RoPE") }

  var conventionNote: Localized {
    let pairs = pairing.words(rotary: rotaryDimensions)
    let rest = parametersNote
    return Localized(
      en: "\(pairs.english), \(rest.english).", zh: "\(pairs.chinese)，\(rest.chinese)。")
  }

  /// All of its parameters but which dimensions make a pair.
  var parametersNote: Localized { parametersNote(scaling.words) }

  /// The same for notes of several encodings: of a scaling its factor and its context alone, and not the
  /// numbers that mostly are what they usually are.
  var briefParametersNote: Localized {
    parametersNote(scaling.words(of: ["factor", "original", "length"]))
  }

  private func parametersNote(_ scaled: Localized) -> Localized {
    let partial =
      rotaryDimensions == dimensions
      ? Localized(en: "", zh: "")
      : Localized(
        en: ", \(rotaryDimensions) of \(dimensions) dimensions turned",
        zh: "，\(dimensions) 维中旋转 \(rotaryDimensions) 维")
    return Localized(
      en: "base \(plain(base))\(partial.english)\(scaled.english)",
      zh: "底数 \(plain(base))\(partial.chinese)\(scaled.chinese)")
  }
}

extension RotaryScaling {
  /// What is said of it after a comma; nothing for none.
  var words: Localized { words(of: nil) }

  /// - Parameter names: the parameters that are told; nil for all.
  fileprivate func words(of names: [String]?) -> Localized {
    guard !(self is UnscaledRotary) else { return Localized(en: "", zh: "") }
    let parameters = specified.filter {
      !$0.value.contains(",") && names?.contains($0.name) ?? true
    }
    .map { "\($0.name) \(Double($0.value).map(plain) ?? $0.value)" }
    let reach = (self as? LongRoPEScaling)?.reach ?? (self as? DynamicNTKScaling)?.reach
    let english = [reach?.english].compactMap(\.self) + parameters
    let chinese = [reach?.chinese].compactMap(\.self) + parameters
    let tail = english.isEmpty ? "" : " (\(english.joined(separator: ", ")))"
    let tailChinese = chinese.isEmpty ? "" : "（\(chinese.joined(separator: "，"))）"
    return Localized(en: ", scaling \(title)\(tail)", zh: "，缩放 \(title)\(tailChinese)")
  }

  /// Its name as papers write it.
  var title: String {
    switch self {
    case is UnscaledRotary: "none"
    case is LinearScaling: "linear"
    case is NTKScaling: "NTK-aware"
    case is DynamicNTKScaling: "dynamic NTK"
    case is YaRNScaling: "YaRN"
    case is Llama3Scaling: "Llama 3"
    case is LongRoPEScaling: "LongRoPE"
    case is FactorsScaling: "by a factor for each pair"
    default: name
    }
  }
}

extension DynamicNTKScaling {
  /// That nothing is stretched, where the text is within the context; nil where it is longer.
  fileprivate var reach: Localized? {
    length ?? 0 > original
      ? nil : Localized(en: "nothing stretched within the context", zh: "在训练长度之内没有拉伸")
  }
}

extension LongRoPEScaling {
  /// Which of its two lists of factors is meant.
  fileprivate var reach: Localized {
    length ?? 0 > original
      ? Localized(en: "factors for long texts", zh: "长文本的因子")
      : Localized(en: "factors for short texts", zh: "短文本的因子")
  }
}

extension GridRotary: DescribedEncoding {
  var title: Localized { Localized(en: "2-D RoPE", zh: "二维 RoPE") }
  var conventionNote: Localized {
    let pairs = pairing.words(rotary: dimensions)
    return Localized(
      en: "The first half of the pairs by the patch’s row, the others by its column; "
        + "\(grid.rows)×\(grid.columns) patches. \(pairs.english), base \(plain(base)).",
      zh: "前一半维度对按图像块的行旋转，其余按列；\(grid.rows)×\(grid.columns) 个图像块。"
        + "\(pairs.chinese)，底数 \(plain(base))。")
  }
}

extension MultiAxisRotary: DescribedEncoding {
  var title: Localized { Localized(en: "M-RoPE", zh: "M-RoPE") }
  var conventionNote: Localized {
    let list = sections.map(String.init).joined(separator: ", ")
    let order =
      arrangement == .sections
      ? Localized(en: "axis after axis", zh: "按轴依次") : Localized(en: "in turn", zh: "交替")
    let text = text.conventionNote
    return Localized(
      en: "\(list) pairs for time, height and width, \(order.english). \(text.english)",
      zh: "时间、高、宽各 \(list) 对，\(order.chinese)。\(text.chinese)")
  }
}

// MARK: Additions to scores

extension AlibiBias: DescribedEncoding {
  var title: Localized { Localized(en: "ALiBi", zh: "ALiBi") }
  var conventionNote: Localized {
    switch form {
    case .causal:
      Localized(
        en: "−slope · (i − j) for keys up to the query, −∞ for later ones (Press et al.).",
        zh: "对不晚于查询的键为 −斜率 · (i − j)，其后为 −∞（Press 等）。")
    case .symmetric:
      Localized(en: "−slope · |i − j| in both directions.", zh: "双向均为 −斜率 · |i − j|。")
    case .keyPosition:
      Localized(
        en: "slope · j, the same in every row (Bloom): after softmax under a causal mask as "
          + "−slope · (i − j).",
        zh: "每行均为 斜率 · j（Bloom）：在因果掩码下经 softmax 后与 −斜率 · (i − j) 相同。")
    }
  }
}

extension T5Bias: DescribedEncoding {
  var title: Localized { Localized(en: "T5’s relative positions", zh: "T5 的相对位置") }
  var conventionNote: Localized {
    let way =
      isBidirectional
      ? Localized(en: "both directions (encoders)", zh: "双向（编码器）")
      : Localized(en: "earlier keys alone (decoders)", zh: "仅较早的键（解码器）")
    return Localized(
      en: "\(buckets) buckets, distances from \(maxDistance) on in the last; \(way.english).",
      zh: "\(buckets) 个桶，距离不小于 \(maxDistance) 者在最后一桶；\(way.chinese)。")
  }
}

extension ShawDistances: DescribedEncoding {
  var title: Localized { Localized(en: "Shaw’s clipped distances", zh: "Shaw 的截断距离") }
  var conventionNote: Localized {
    switch convention {
    case .shaw:
      Localized(
        en: "Key minus query, clipped to ±\(clip) and counted from 0 (Shaw et al.).",
        zh: "键减查询，截断到 ±\(clip) 并从 0 计数（Shaw 等）。")
    case .bert:
      Localized(
        en: "Query minus key, clipped to ±\(clip) and counted from 0 (BERT’s relative_key).",
        zh: "查询减键，截断到 ±\(clip) 并从 0 计数（BERT 的 relative_key）。")
    }
  }
}

extension TransformerXLPositions: DescribedEncoding {
  var title: Localized {
    Localized(en: "Transformer-XL’s sinusoid of the distance", zh: "Transformer-XL 的距离正弦")
  }
  var conventionNote: Localized {
    Localized(
      en: "All sines, then all cosines of the distance query − key, base \(plain(base)).",
      zh: "查询 − 键的距离，先全部正弦后全部余弦，底数 \(plain(base))。")
  }
}

extension KerpleBias: DescribedEncoding {
  var title: Localized { Localized(en: "KERPLE", zh: "KERPLE") }
  var conventionNote: Localized {
    let formula =
      kernel == .logarithmic
      ? Localized(en: "−r₁ ln(1 + r₂ |i − j|)", zh: "−r₁ ln(1 + r₂ |i − j|)")
      : Localized(en: "−r₁ times |i − j| to the power r₂", zh: "−r₁ 乘以 |i − j| 的 r₂ 次幂")
    return Localized(
      en: "\(formula.english), \(Self.range("r₁", r1).english), \(Self.range("r₂", r2).english), "
        + "\(direction.words.english).",
      zh: "\(formula.chinese)，\(Self.range("r₁", r1).chinese)，\(Self.range("r₂", r2).chinese)，"
        + "\(direction.words.chinese)。")
  }

  /// The numbers of heads: each of a few, the minimum and the maximum of many.
  private static func range(_ name: String, _ values: [Double]) -> Localized {
    func number(_ value: Double) -> String { formatNumber(value, significant: 4) }
    let few = values.uniqued
    if few.count == 1 || values.count <= 4 {
      let list = (few.count == 1 ? few : values).map(number)
      return Localized(
        en: "\(name) = \(listed(list, .english))", zh: "\(name) = \(listed(list, .chinese))")
    }
    let (minimum, maximum) = (number(values.min() ?? .nan), number(values.max() ?? .nan))
    return Localized(
      en: "\(name) from \(minimum) to \(maximum)", zh: "\(name) 为 \(minimum) 到 \(maximum)")
  }
}

extension FireBias: DescribedEncoding {
  var title: Localized { Localized(en: "FIRE", zh: "FIRE") }
  var conventionNote: Localized {
    Localized(
      en: "f(ψ(i − j) / ψ(max(L, i))), ψ(x) = ln(c x + 1), c = \(plain(c)), L = "
        + "\(plain(threshold)), \(direction.words.english).",
      zh: "f(ψ(i − j) / ψ(max(L, i)))，ψ(x) = ln(c x + 1)，c = \(plain(c))，L = \(plain(threshold))，"
        + "\(direction.words.chinese)。")
  }
}

extension BiasDirection {
  fileprivate var words: Localized {
    switch self {
    case .causal: Localized(en: "earlier keys alone", zh: "仅较早的键")
    case .symmetric: Localized(en: "both directions alike", zh: "双向相同")
    }
  }
}

extension RetentionDecay: DescribedEncoding {
  var title: Localized { Localized(en: "RetNet’s decay", zh: "RetNet 的衰减") }
  var conventionNote: Localized {
    let reach =
      window.map {
        Localized(en: ", a window of \($0) keys", zh: "，窗口 \($0) 个键")
      } ?? Localized(en: "", zh: "")
    return Localized(
      en: "ln γ · (i − j), γ = 1 − 2⁻⁵⁻ʰ of head h, earlier keys alone\(reach.english).",
      zh: "ln γ · (i − j)，第 h 头 γ = 1 − 2⁻⁵⁻ʰ，仅较早的键\(reach.chinese)。")
  }
}
