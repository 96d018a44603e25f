// What several encodings in one figure are called, so that no two have one name, and what is said of them
// together.

import AttentionMath
import FigureModel
import TextFormats

extension ChosenEncoding {
  /// What it is called beside others: RoPE, RoPE, YaRN; with the model that it is configured as, and what
  /// distinguishes it from others of the same name.
  var label: Localized {
    guard let distinction else { return commonLabel }
    let name = commonLabel
    return Localized(
      en: "\(name.english), \(distinction.english)", zh: "\(name.chinese)，\(distinction.chinese)")
  }

  /// The same without what distinguishes it from others.
  private var commonLabel: Localized {
    let name = ownLabel
    guard let configured, encoding is any RotaryTable else { return name }
    return Localized(
      en: "\(name.english) (\(configured.label))", zh: "\(name.chinese)（\(configured.label)）")
  }

  private var ownLabel: Localized {
    guard let rotation = encoding as? RotaryEncoding, !(rotation.scaling is UnscaledRotary) else {
      return encoding.title
    }
    return Localized(
      en: "RoPE, \(rotation.scaling.title)", zh: "RoPE，\(rotation.scaling.title)")
  }
}

extension [ChosenEncoding] {
  /// The encodings, those of one name with what distinguishes them : every parameter in which they differ, but
  /// for those that follow from others.
  var distinguished: [ChosenEncoding] {
    var list = self
    for index in indices {
      let name = self[index].label.english
      let alike = indices.filter { self[$0].label.english == name }
      guard alike.count > 1, alike[0] == index else { continue }
      for (index, words) in zip(alike, Self.distinctions(alike.map { self[$0] })) {
        list[index].distinction = words
      }
    }
    return list
  }

  private static func distinctions(_ encodings: [ChosenEncoding]) -> [Localized?] {
    let parameterLists = encodings.map(\.parameterNotes)
    func distinct(_ names: [String]) -> Int {
      Set(
        parameterLists.map { list in names.map { name in list.first { $0.name == name }?.value } }
      ).count
    }
    let names = parameterLists.flatMap(\.self).map(\.name).uniqued
    let implied = names.filter { name in
      parameterLists.allSatisfy { list in list.first { $0.name == name }?.isImplied ?? true }
    }
    var chosen = names.filter { !implied.contains($0) && distinct([$0]) > 1 }
    // Of the others one by one those alone that distinguish more of them .
    for name in names where implied.contains(name) && distinct(chosen + [name]) > distinct(chosen) {
      chosen.append(name)
    }
    return parameterLists.map { list in
      let words = chosen.compactMap { name in list.first { $0.name == name }?.words }
      return words.isEmpty
        ? nil
        : Localized(
          en: words.map(\.english).joined(separator: ", "),
          zh: words.map(\.chinese).joined(separator: "，"))
    }
  }

  /// What is said of several encodings below a title: of rotations what they share once, and of each what is
  /// its own.
  /// - Parameter pairings: whether it matters which dimensions make a pair.
  func notes(pairings: Bool, _ language: Language) -> [FigureNote] {
    var models: [String] = []
    var configurations: [FigureNote] = []
    for configured in compactMap(\.configured) where !models.contains(configured.label) {
      models.append(configured.label)
      configurations.append(FigureNote(configured.note[language]))
    }
    return conventions(pairings: pairings).map {
      FigureNote($0.name?[language] ?? "", mathematics: $0.words[language], isConvention: true)
    } + configurations
  }

  /// What is said of an encoding: its name with what parts it from the rest, and its parameters.
  private struct ConventionNote {
    /// Nil where it is said of all.
    var name: Localized?
    var words: Localized
  }

  /// Each encoding with its parameters, once.
  private func conventions(pairings: Bool) -> [ConventionNote] {
    var seen: [String] = []
    var list: [ConventionNote] = []
    var known: (dimensions: Int, base: Localized)?
    let pairs = pairings ? compactMap { ($0.encoding as? RotaryEncoding)?.pairs } : []
    // Pairs that all rotations have are reported once, before the rest.
    let isOnePairing = Set(pairs.map(\.english)).count == 1
    if isOnePairing, pairs.count > 1 {
      list.append(
        ConventionNote(
          words: Localized(en: "\(pairs[0].english).", zh: "\(pairs[0].chinese)。")))
    }
    for chosen in self {
      let label = chosen.label
      let name = Localized(en: label.english.capitalizedFirst, zh: label.chinese)
      let identity = "\(chosen.option) \(chosen.specification?.description ?? "") \(name.english)"
      guard !seen.contains(identity) else { continue }
      seen.append(identity)
      func add(_ words: Localized) {
        list.append(
          ConventionNote(
            name: Localized(en: "\(name.english): ", zh: "\(name.chinese)："), words: words))
      }
      if let rotation = chosen.encoding as? RotaryEncoding {
        let rest = rotation.briefParametersNote
        let own =
          isOnePairing && pairs.count > 1 || !pairings ? nil : rotation.pairs.lowercasedFirst
        let (after, afterChinese) = (
          own.map { ", \($0.english)" } ?? "", own.map { "，\($0.chinese)" } ?? ""
        )
        // What a rotation shares with the one before is reported once.
        if let known, known.dimensions == rotation.dimensions,
          rest.english.hasPrefix(known.base.english + ", "),
          rest.chinese.hasPrefix(known.base.chinese + "，")
        {
          let more = Localized(
            en: String(rest.english.dropFirst(known.base.english.count + 2)),
            zh: String(rest.chinese.dropFirst(known.base.chinese.count + 1)))
          add(
            Localized(
              en: "the same, \(more.english)\(after).",
              zh: "同上，\(more.chinese)\(afterChinese)。"))
          continue
        }
        known = (rotation.dimensions, rest)
        add(
          Localized(
            en: "\(rotation.dimensions) dimensions, \(rest.english)\(after).",
            zh: "\(rotation.dimensions) 维，\(rest.chinese)\(afterChinese)。"))
      } else {
        let note = chosen.encoding.conventionNote
        let heads = (chosen.encoding as? any PositionBias)?.heads
        add(
          Localized(
            en: (heads.map { "\(counted($0, "head")), " } ?? "") + note.english,
            zh: (heads.map { "共 \($0) 头，" } ?? "") + note.chinese))
      }
    }
    return list
  }
}

extension RotaryEncoding {
  fileprivate var pairs: Localized { pairing.words(rotary: rotaryDimensions) }
}

extension Localized {
  fileprivate var lowercasedFirst: Localized {
    Localized(en: english.prefix(1).lowercased() + english.dropFirst(), zh: chinese)
  }
}

/// A parameter as labels have it.
private struct ParameterNote {
  let name: String
  let value: String
  let words: Localized
  /// Whether it mostly follows from others, so that it is told only where they tell nothing.
  var isImplied = false
}

extension ChosenEncoding {
  /// What may distinguish it from others of its name, the most telling first.
  fileprivate var parameterNotes: [ParameterNote] {
    var list: [ParameterNote] = []
    if let sinusoid = encoding as? SinusoidalEncoding {
      // A program's name says more than its layout and exponents do.
      let names = sinusoid.conventions.map(\.title)
      let words = sinusoid.orderAndExponents
      list.append(
        ParameterNote(
          name: "convention", value: words.english,
          words: names.isEmpty
            ? words
            : Localized(en: names.joined(separator: "/"), zh: names.joined(separator: "/"))))
    }
    let own = encoding.specification.parameters.filter { !$0.value.contains(",") }
    // A program's name says how its table is laid out, a factor what becomes of lengths, and where all
    // dimensions are turned their number says how many.
    var implied: Set = ["layout", "spacing", "first-row", "padding-row", "attention-factor"]
    if let rotation = encoding as? any RotaryTable,
      rotation.rotaryDimensions == rotation.dimensions, specification?["rotary"] == nil,
      specification?["partial"] == nil
    {
      implied.insert("rotary")
    }
    list += own.map {
      ParameterNote(
        name: $0.name, value: $0.value, words: Self.words($0.name, $0.value),
        isImplied: implied.contains($0.name))
    }
    // A model's or a file's table, and what a user wrote that is no parameter of the encoding.
    if let model {
      list.insert(
        ParameterNote(name: "table", value: model, words: Localized(en: model, zh: model)), at: 0)
    }
    for parameter in specification?.parameters ?? []
    where !own.contains(where: { $0.name == parameter.name }) {
      list.append(
        ParameterNote(
          name: parameter.name, value: parameter.value,
          words: Self.words(parameter.name, parameter.value), isImplied: true))
    }
    return list
  }

  private static func words(_ name: String, _ value: String) -> Localized {
    let number = Double(value).map(plain) ?? value
    switch (name, value) {
    case ("base", _): return Localized(en: "base \(number)", zh: "底数 \(number)")
    case ("dimensions", _): return Localized(en: "\(number) dimensions", zh: "\(number) 维")
    case ("rotary", _): return Localized(en: "\(number) dimensions turned", zh: "旋转 \(number) 维")
    case ("heads", _): return Localized(en: "\(number) heads", zh: "\(number) 头")
    case ("octaves", _): return Localized(en: "\(number) octaves", zh: "\(number) 个倍频")
    case ("pairs", "halves"): return Localized(en: "halves", zh: "前后两半")
    case ("pairs", "interleaved"): return Localized(en: "interleaved", zh: "相邻配对")
    case ("first-row", _):
      return Localized(en: "position 0 at row \(number)", zh: "位置 0 在第 \(number) 行")
    case ("bidirectional", "yes"): return Localized(en: "both directions", zh: "双向")
    case ("bidirectional", "no"): return Localized(en: "earlier keys alone", zh: "仅较早的键")
    case ("layers", _), ("convention", _), ("form", _), ("direction", _), ("table", _),
      ("config", _), ("grid", _):
      return Localized(en: value, zh: value)
    default: return Localized(en: "\(name) \(number)", zh: "\(name) \(number)")
    }
  }
}
