// Where the steps of a generation are on the axes of a heat map.

import FigureModel
import MatrixSources
import Models

/// Where a prompt ends on the axes that are shown, and where the steps after it begin.
struct StepMarks: Hashable, Sendable {
  /// The first row, and the first column, that is not the prompt's; nil where none or all are.
  var row: Int?
  var column: Int?
  /// The rows of the steps after the first of them.
  var steps: [Int] = []

  /// The lines that part them.
  var rules: [HeatMap.Rule] {
    let end = Localized(en: "the prompt ends here", zh: "提示词在此结束")
    let step = Localized(en: "a step begins here", zh: "一步由此开始")
    return [row.map { .init(.row($0), name: end) }, column.map { .init(.column($0), name: end) }]
      .compactMap(\.self) + steps.map { .init(.row($0), isShort: true, name: step) }
  }
}

/// The steps that the queries which are shown are of.
struct DisplayedSteps {
  /// The step of each row, 0 for the prompt's.
  let steps: [Int]

  var promptCount: Int { steps.count { $0 == 0 } }

  /// How many rows each step after the prompt has, as far as they are shown one after the other.
  private var lengths: [Int] {
    var lengths: [Int] = []
    for row in steps.indices where steps[row] > 0 {
      if row > 0, steps[row - 1] == steps[row] {
        lengths[lengths.count - 1] += 1
      } else {
        lengths.append(1)
      }
    }
    return lengths
  }

  /// What is said of the queries.
  /// - Parameter numbers: what the queries of the rows are called by number; nil where numbers say nothing.
  func words(_ numbers: [Int]?) -> Localized {
    let count = promptCount
    let prompt = steps.indices.filter { steps[$0] == 0 }
    let isFirst = prompt == Array(0..<count)
    let own: Localized
    if count == 0 {
      own = Localized(en: "no query is the prompt’s", zh: "没有提示词的查询")
    } else if count == steps.count {
      own = Localized(en: "all queries are the prompt’s", zh: "所有查询均为提示词")
    } else if let numbers {
      let shown = runs(prompt.map { numbers[$0] })
      own = Localized(
        en: "\(count == 1 ? "query" : "queries") \(listed(shown, .english)) "
          + "\(count == 1 ? "is" : "are") the prompt’s",
        zh: "查询 \(listed(shown, .chinese)) 为提示词")
    } else if isFirst {
      own = Localized(
        en: count == 1
          ? "the first query is the prompt’s" : "the first \(count) queries are the prompt’s",
        zh: "前 \(count) 个查询为提示词")
    } else {
      own = Localized(
        en: "\(count) of the queries \(count == 1 ? "is" : "are") the prompt’s",
        zh: "其中 \(count) 个查询为提示词")
    }
    let lengths = lengths
    guard let length = lengths.first else { return own }
    let isAfter = isFirst && count > 0
    let rest: Localized
    if lengths.allSatisfy({ $0 == length }) {
      rest =
        length == 1
        ? Localized(
          en:
            "each query\(isAfter ? " after \(count == 1 ? "it" : "them")" : count > 0 ? " besides" : "") is a step",
          zh: isAfter ? "其后每个查询一步" : "其余每个查询一步")
        : Localized(
          en:
            "every \(length) queries\(isAfter ? " after \(count == 1 ? "it" : "them")" : "") are a step",
          zh: isAfter ? "其后每 \(length) 个查询一步" : "其余每 \(length) 个查询一步")
    } else {
      let counts = lengths.map { "\($0)" }
      rest = Localized(
        en:
          "the steps\(isAfter ? " after \(count == 1 ? "it" : "them")" : "") have \(listed(counts, .english)) queries",
        zh: "\(isAfter ? "其后" : "")各步的查询数为 \(listed(counts, .chinese))")
    }
    return Localized(en: "\(own.english), \(rest.english)", zh: "\(own.chinese)，\(rest.chinese)")
  }
}

extension TokenAxes {
  /// The first tokens of what stands at each position that is shown: a token, or the word that it begins.
  private static func tokens(_ list: TokenList?, _ displayed: [Int]?, _ count: Int) -> [Int] {
    (displayed ?? Array(0..<count)).map { list?.words?[$0].lowerBound ?? $0 }
  }

  /// The steps of the queries on an axis of so many rows; nil for weights that are of no generation.
  func displayedSteps(rows: Int) -> DisplayedSteps? {
    origin.displayedSteps(ofRows: Self.tokens(queries, displayedQueries, rows))
  }

  /// The marks on axes of so many positions; nil for weights that are of no generation.
  func stepMarks(rows: Int, columns: Int) -> StepMarks? {
    guard let prompt = origin.steps?.prompt, let steps = displayedSteps(rows: rows)?.steps else {
      return nil
    }
    // The keys of cross-attention are another text's.
    let keys =
      origin.stack == .cross || origin.steps?.keysAreOthers == true
      ? nil : Self.tokens(keys, displayedKeys, columns)
    return StepMarks(steps: steps, keys: keys, prompt: prompt)
  }
}

extension ArrayOrigin {
  /// The steps of queries by their positions; nil for what is of no generation.
  func displayedSteps(ofRows rows: [Int]) -> DisplayedSteps? {
    guard let steps else { return nil }
    let all = steps.stepOfQuery
    return DisplayedSteps(
      steps: rows.map { all.indices.contains($0) ? all[$0] : max(0, steps.count - 1) })
  }

  /// The marks on axes both of which are queries, by their positions.
  func stepMarks(rows: [Int], columns: [Int]) -> StepMarks? {
    guard let steps, let displayed = displayedSteps(ofRows: rows) else { return nil }
    return StepMarks(steps: displayed.steps, keys: columns, prompt: steps.prompt)
  }
}

extension StepMarks {
  /// - Parameters:
  ///   - steps: the step of each row that is shown, 0 for the prompt's.
  ///   - keys: the position of each column that is shown; nil where columns are no tokens of the generation.
  ///   - prompt: how many tokens the prompt has.
  init(steps: [Int], keys: [Int]?, prompt: Int) {
    for row in steps.indices.dropFirst() where steps[row] > 0 && steps[row] != steps[row - 1] {
      if steps[row - 1] > 0 {
        self.steps.append(row)
      } else if self.row == nil {
        self.row = row
      }
    }
    if let keys {
      column = keys.indices.dropFirst().first { keys[$0] >= prompt && keys[$0 - 1] < prompt }
    }
  }
}

extension Panel {
  /// The panel with lines where a prompt and steps end.
  func marked(_ marks: StepMarks?, isTransposed: Bool) -> Panel {
    guard let marks else { return self }
    var panel = self
    panel.heatMap?.rules = isTransposed ? marks.rules.map(\.transposed) : marks.rules
    return panel
  }
}
