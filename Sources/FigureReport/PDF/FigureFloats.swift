// Figures that float: where one begins a page because it had no room on the page before, text that
// follows it comes first, so that no page is left a quarter empty for it.

import FigureScene

/// Moves text in front of figures that it follows.
enum FigureFloats {
  /// A page with more white than this share of its height is filled where that can be.
  static let mostWhite = 0.25

  /// The parts in the order in which they are set.
  ///
  /// A figure goes with its caption and with the tables behind it. What comes before it is whole
  /// paragraphs, formulas and pieces of code, as many as fill the page: those of its own section, and where
  /// these are too few the beginning of the next one with its heading. Further figures and their tables
  /// stay where they are.
  static func floated(_ parts: [FlowPart], height: Double) -> [FlowPart] {
    var parts = parts
    // Each move brings a figure to a later place, of which there are no more than parts.
    for _ in parts.indices {
      guard
        let moved = oneMoved(parts, height: height, crossesHeadings: false)
          ?? oneMoved(parts, height: height, crossesHeadings: true)
      else { break }
      parts = moved
    }
    return parts
  }

  private static func oneMoved(
    _ parts: [FlowPart], height: Double, crossesHeadings: Bool
  ) -> [FlowPart]? {
    let pages = PageBreaker.pages(parts, height: height)
    for (page, next) in zip(pages, pages.dropFirst()) {
      let white = height - used(page, parts)
      guard white > mostWhite * height, parts[next.lowerBound].picture != nil else { continue }
      let figure = next.lowerBound..<end(ofFigure: next.lowerBound, parts)
      let text =
        figure
        .upperBound..<end(
          ofText: figure.upperBound, parts, within: white, crossesHeadings: crossesHeadings)
      guard !text.isEmpty else { continue }
      return Array(parts[..<figure.lowerBound]) + parts[text] + parts[figure]
        + parts[text.upperBound...]
    }
    return nil
  }

  private static func used(_ page: Range<Int>, _ parts: [FlowPart]) -> Double {
    page.reduce(parts[page.lowerBound].header?.height ?? 0) { used, index in
      used + parts[index].height + (index > page.lowerBound ? parts[index].spaceBefore : 0)
    }
  }

  /// Behind a figure, its caption and its tables.
  private static func end(ofFigure start: Int, _ parts: [FlowPart]) -> Int {
    var end = start + 1
    while end < parts.count, parts[end].role == .caption || parts[end].table != nil { end += 1 }
    return end
  }

  /// Behind the text from `start` on that the white of a page holds: whole blocks.
  private static func end(
    ofText start: Int, _ parts: [FlowPart], within white: Double, crossesHeadings: Bool
  ) -> Int {
    var (end, whole, height) = (start, start, 0.0)
    while end < parts.count {
      let block = parts[end].block
      var next = end
      while next < parts.count, parts[next].block == block,
        isText(parts[next], orHeading: crossesHeadings)
      {
        height += parts[next].height + parts[next].spaceBefore
        next += 1
      }
      guard next > end, height <= white else { break }
      end = next
      // What leads to something else stays with it.
      if !parts[end - 1].keepsWithNext { whole = end }
    }
    return whole
  }

  private static func isText(_ part: FlowPart, orHeading: Bool) -> Bool {
    guard part.picture == nil, part.table == nil else { return false }
    return switch part.role {
    case .paragraph, .formula, .code: true
    case .heading: orHeading
    case .figure, .caption, .table, .row, .cell, nil: false
    }
  }
}
