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

extension TokenAxes {
  /// The marks on axes of so many positions; nil for weights that are of no generation.
  func stepMarks(rows: Int, columns: Int) -> StepMarks? {
    guard let prompt = origin.steps?.prompt else { return nil }
    func first(_ list: TokenList?, _ displayed: [Int]?, _ count: Int) -> Int? {
      // A position on the axis is a token, or the word that it belongs to.
      func token(_ index: Int) -> Int {
        let position = displayed?[index] ?? index
        return list?.words?[position].lowerBound ?? position
      }
      return (0..<(displayed?.count ?? count)).first { token($0) >= prompt }
    }
    var marks = StepMarks()
    if let row = first(queries, displayedQueries, rows) {
      marks.row = row > 0 ? row : nil
      marks.steps = Array(row + 1..<max(row + 1, rows))
    }
    // The keys of cross-attention are another text's.
    if origin.stack != .cross, let column = first(keys, displayedKeys, columns), column > 0 {
      marks.column = column
    }
    return marks
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
