// What users light in the cells of a heat map, and the words that point at them.

import ArgumentParser
import FigureModel
import FigureScene
import TextFormats

/// Words that point at a cell: `2,5 the subject`.
public struct CellCallout: Hashable, WrittenValue {
  public static let notation: ValueNotation? = .beginning(
    "\(ValueNotation.whole),\(ValueNotation.whole) +[^ ]")

  public var cell: CellIndex
  public var text: String

  public var description: String { "\(cell) \(text)" }

  /// The longest text, in characters.
  static let longest = 200

  /// Reads a callout from the command line.
  @Sendable public static func parsed(_ text: String) throws -> CellCallout {
    let blanks = text[...].trimmingSpaces
    let parts = blanks.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let cell = try? CellIndex.parsed(String(parts[0])) else {
      throw WrongNotation(
        "give a row and a column, counted as the axes are, and words: \"2,5 the subject\"",
        zh: "请给出按坐标轴数起的行和列以及文字，例如 2,5 主语")
    }
    let words = parts[1].trimmingSpaces
    guard words.count <= longest else {
      throw WrongNotation(
        "the words have \(words.count) characters; give at most \(longest)",
        zh: "文字有 \(words.count) 个字符，至多 \(longest) 个")
    }
    return CellCallout(cell: cell, text: String(words))
  }
}

extension HeatMapArguments {
  /// The most cells and rows that are lit, and the most callouts, in one figure.
  static let maximumMarks = 64
  static let maximumCallouts = 4

  /// A figure with what is lit in its heat maps. Numbers are those that the axes show; along an axis of
  /// names, positions from 0.
  func marked(_ composition: Composition) throws(FigureError) -> Composition {
    let rows = highlightRow
    guard !highlight.isEmpty || !rows.isEmpty || !callout.isEmpty else { return composition }
    guard highlight.count + rows.count <= Self.maximumMarks else {
      throw .usage(
        "\(option: "highlight"): \(highlight.count + rows.count) places cannot be told apart; give at most "
          + "\(Self.maximumMarks)",
        zh:
          "\(option: "highlight")：\(highlight.count + rows.count) 处无法分辨，请至多给 \(Self.maximumMarks) 处"
      )
    }
    guard callout.count <= Self.maximumCallouts else {
      throw .usage(
        "\(option: "callout"): \(callout.count) do not stand above one panel; give at most \(Self.maximumCallouts)",
        zh: "\(option: "callout")：一个面板上方放不下 \(callout.count) 条，请至多给 \(Self.maximumCallouts) 条")
    }
    let asked: [(option: OptionReference, target: Asked, text: RichText?)] =
      rows.map { (OptionReference("highlight-row", $0), .row($0), nil) }
      + highlight.map { (OptionReference("highlight", $0), .cell($0.row, $0.column), nil) }
      + callout.map {
        let (row, column) = ($0.cell.row, $0.cell.column)
        return (OptionReference("callout", $0.cell), .cell(row, column), RichText($0.text))
      }
    // What has no cells in colours is warned of.
    guard composition.hasCells else { return composition }
    var composition = composition
    var absent: [FigureError] = []
    for frame in composition.frames.indices where absent.isEmpty {
      for (option, target, text) in asked {
        var isThere = false
        var reach: String?
        composition.changePanels(of: frame) { panel in
          guard var map = panel.heatMap else { return }
          guard let part = part(target, in: panel) else {
            reach = reach ?? Self.reach(panel, rowsAlone: target.isRow, transposed: transpose)
            return
          }
          isThere = true
          map.marks.append(HeatMap.Mark(part, callout: text))
          panel.heatMap = map
        }
        guard !isThere else { continue }
        absent.append(
          .usage(
            reach.map { "\(option): there is no such place; \($0)" }
              ?? "\(option): the figure has no cells in colours; leave it out",
            zh: reach == nil
              ? "\(option)：图中没有着色的单元格，请去掉它" : "\(option)：图中没有这个位置，请按坐标轴上的编号给出"))
      }
    }
    if let error = FigureError(all: absent) { throw error }
    return composition
  }

  /// A position as it was asked for, by the numbers at the axes.
  private enum Asked {
    case row(Int)
    case cell(Int, Int)

    var isRow: Bool { if case .row = self { true } else { false } }
  }

  /// The position in a panel; nil where it has no such position.
  private func part(_ asked: Asked, in panel: Panel) -> HeatMap.Mark.Part? {
    let (rows, columns) = transpose ? (panel.x, panel.y) : (panel.y, panel.x)
    switch asked {
    case .row(let number):
      guard let row = rows.domain.index(of: number) else { return nil }
      return transpose ? .column(row) : .row(row)
    case .cell(let first, let second):
      guard let row = rows.domain.index(of: first), let column = columns.domain.index(of: second)
      else { return nil }
      return transpose ? .cell(row: column, column: row) : .cell(row: row, column: column)
    }
  }

  private static func reach(_ panel: Panel, rowsAlone: Bool, transposed: Bool) -> String {
    let (rows, columns) = transposed ? (panel.x, panel.y) : (panel.y, panel.x)
    let first = "rows are \(rows.domain.numbers)"
    return rowsAlone ? first : first + ", columns \(columns.domain.numbers)"
  }
}

extension Axis.Domain {
  /// The position, from 0, that has a number; nil where none has.
  fileprivate func index(of number: Int) -> Int? {
    let (count, first) = span
    let (index, overflow) = number.subtractingReportingOverflow(first)
    return !overflow && (0..<count).contains(index) ? index : nil
  }

  fileprivate var numbers: String {
    let (count, first) = span
    return count == 1 ? "\(first) alone" : "\(first) to \(first + count - 1)"
  }

  private var span: (count: Int, first: Int) {
    switch self {
    case .cells(let count, let first): (count, first)
    case .names(let names): (names.count, 0)
    case .numbers: (0, 0)
    }
  }
}
