// What figures say of tokens that were left out.

import FigureModel
import MatrixSources
import Models

extension TokenAxes {
  /// What was left out of the axes and done to the rows; nothing where all tokens are shown.
  /// - Parameter emptyRows: rows that have no weight left to sum to 1.
  func notes(_ language: Language, emptyRows: Int = 0) -> [FigureNote] {
    var notes: [String] = []
    let sides = [
      (queries, displayedQueries, origin.firstQuery, Localized(en: "Queries", zh: "查询词元")),
      (keys, displayedKeys, 0, Localized(en: "Keys", zh: "键词元")),
    ]
    if arePositions {
      for (list, displayed, first, name) in sides {
        guard let displayed else { continue }
        let locations = listed(runs(displayed.map { $0 + first }), language)
        let all = first == 0 ? list?.raw.count : nil
        notes.append(
          Localized(
            en: "\(name.english) \(locations)\(all.map { " of \($0)" } ?? "").",
            zh: "\(name.chinese) \(locations)\(all.map { "（共 \($0) 个）" } ?? "")。")[language])
      }
    } else if queries == keys, displayedQueries == displayedKeys {
      notes += note(queries, displayedQueries, Localized(en: "Tokens", zh: "词元"), language)
    } else {
      for (list, displayed, _, name) in sides { notes += note(list, displayed, name, language) }
    }
    if let model = origin.model {
      let side: Localized? =
        switch origin.stack {
        case .encoder: Localized(en: ", encoder", zh: "，编码器")
        case .decoder: Localized(en: ", decoder", zh: "，解码器")
        default: nil
        }
      notes.append(
        Localized(
          en: "Model: \(model)\(side?.english ?? "").", zh: "模型：\(model)\(side?.chinese ?? "")。")[
            language])
    }
    if queries?.words != nil || keys?.words != nil {
      notes.append(
        Localized(
          en:
            "Pieces of words joined: weights summed over a word’s keys, averaged over its queries.",
          zh: "词片合并为词：权重对键求和，对查询取平均。")[language])
    }
    notes += origin.partNotes.map { $0[language] }
    if let steps = origin.steps, let displayed = displayedSteps(rows: rowCount) {
      notes.append(steps.note(displayed, numbered: queryNumbers)[language])
    }
    if isRenormalized {
      let rest =
        emptyRows == 0
        ? nil
        : Localized(
          en: ", but for \(emptyRows) row\(emptyRows == 1 ? "" : "s") without weight",
          zh: "（\(emptyRows) 行已无权重，未归一）")
      notes.append(
        Localized(
          en: "Rows made to sum to 1 again\(rest?.english ?? "").",
          zh: "各行重新归一，和为 1\(rest?.chinese ?? "")。")[language])
    }
    return notes.map { FigureNote($0) }
  }

  /// How many queries are shown of a generation.
  private var rowCount: Int {
    displayedQueries?.count ?? queries?.raw.count ?? origin.steps?.stepOfQuery.count ?? 0
  }

  /// The numbers that queries go by: their positions, where the axis or what is said of it counts by them; nil
  /// where words are joined, or some were left out by their texts.
  private var queryNumbers: [Int]? {
    if queries?.words != nil, !arePositions { return nil }
    if displayedQueries != nil, !arePositions, queries != nil { return nil }
    return displayedQueries ?? Array(0..<rowCount)
  }

  /// More names than these are not listed; then those that are shown are, where they are fewer.
  private static let maximumNames = 8

  private func note(
    _ list: TokenList?, _ displayed: [Int]?, _ name: Localized, _ language: Language
  ) -> [String] {
    guard let list, let displayed, displayed.count < list.raw.count else { return [] }
    let isDisplayed = Set(displayed)
    let gone = list.raw.indices.filter { !isDisplayed.contains($0) }.map { list.displayed[$0] }
      .uniqued
    let left = displayed.map { list.displayed[$0] }.uniqued
    func names(_ tokens: [String]) -> String {
      let short = tokens.prefix(Self.maximumNames).map { $0.shortened(24) }
      let rest = tokens.count - short.count
      return short.joined(separator: language == .chinese ? "、" : ", ")
        + (rest > 0 ? Localized(en: " and \(rest) more", zh: "等 \(tokens.count) 种")[language] : "")
    }
    let (count, all) = (list.raw.count - displayed.count, list.raw.count)
    if gone.count > Self.maximumNames, left.count < gone.count {
      return [
        Localized(
          en: "\(name.english) shown: \(names(left)) (\(displayed.count) of \(all)).",
          zh: "仅显示\(name.chinese)：\(names(left))（\(all) 个中的 \(displayed.count) 个）。")[language]
      ]
    }
    return [
      Localized(
        en: "\(name.english) left out: \(names(gone)) (\(count) of \(all)).",
        zh: "略去\(name.chinese)：\(names(gone))（\(all) 个中的 \(count) 个）。")[language]
    ]
  }
}

extension ArrayOrigin {
  /// The position of the first query in its text: that of the step that was chosen, else 0.
  var firstQuery: Int { chosen.firstQuery ?? 0 }

  /// Which part of an array it is, where there are others: what figures of each of them would not tell apart.
  var partNotes: [Localized] {
    let index = index.map { $0.map(String.init).joined(separator: ", ") }
    return [
      index.map {
        Localized(en: "Index [\($0)] of the array.", zh: "数组的索引 [\($0)]。")
      },
      chosen.batch.map { Localized(en: "Batch \($0) of the array.", zh: "数组的批次 \($0)。") },
      chosen.step.map { Localized(en: "Step \($0) of the generation.", zh: "生成过程的步骤 \($0)。") },
      stacked?.note,
    ].compactMap(\.self)
  }
}

extension ArrayOrigin {
  /// Where the prompt of a generation ends among these rows of its queries; nil for any other array.
  func stepsNote(ofRows rows: @autoclosure () -> [Int]) -> Localized? {
    // Of other arrays there may be more rows than can be listed.
    guard let steps else { return nil }
    let rows = rows()
    return displayedSteps(ofRows: rows).map { steps.note($0, numbered: rows) }
  }
}

extension GenerationSteps {
  /// - Parameter numbers: what the queries that are shown are called by number; nil where numbers say nothing.
  fileprivate func note(_ displayed: DisplayedSteps, numbered numbers: [Int]?) -> Localized {
    let words = displayed.words(numbers)
    return Localized(
      en: "\(counted(count, "step")) of a generation: \(words.english).",
      zh: "生成过程共 \(count) 步：\(words.chinese)。")
  }
}

extension StackedNames {
  /// More names than these are told by the first and the last.
  private static let maximumListed = 8

  /// Which array each number stands for.
  fileprivate var note: Localized {
    let what: Localized =
      switch axis {
      case .layer: Localized(en: "Layers", zh: "层")
      case .head: Localized(en: "Heads", zh: "头")
      case .batch: Localized(en: "Batches", zh: "批次")
      case .step: Localized(en: "Steps", zh: "步骤")
      case .query, .key, .position, .feature, nil: Localized(en: "Matrices", zh: "矩阵")
      }
    guard names.count > Self.maximumListed else {
      let numbers = names.indices.map { "\($0)" }
      return Localized(
        en: "\(what.english) \(listed(numbers, .english)) are \(listed(names, .english)).",
        zh: "\(what.chinese) \(listed(numbers, .chinese)) 依次为 \(listed(names, .chinese))。")
    }
    let last = names.count - 1
    let some = areConsecutive ? [names[0]] : Array(names.prefix(4)) + ["…"]
    return Localized(
      en:
        "\(what.english) 0–\(last) are \(some.joined(separator: ", "))\(areConsecutive ? " to " : ", ")\(names[last]).",
      zh:
        "\(what.chinese) 0–\(last) 依次为 \(some.joined(separator: "、"))\(areConsecutive ? " 至 " : "、")\(names[last])。"
    )
  }
}
