// Figures that float: where one begins a page because it had no space on the page before, text that
// follows it comes first, so that no page is left a quarter empty for it.

import FigureScene

/// Moves text in front of figures that it follows.
enum FigureFloats {
  /// From which share of white on pages are filled, one after the other: filling one well may leave little for the
  /// next, so that sooner may be better.
  private static let shares = [0.25, 0.24, 0.23, 0.22, 0.2, 0.18, 0.16, 0.14]
  /// No page but the last has more white than this share of its height, where that can be.
  private static let maximumWhiteShare = 0.25

  /// How far text comes to the front.
  private struct Reach {
    /// Whether the next section may begin before a figure of this one.
    var crossesHeadings = false
    /// How many figures more it may pass.
    var figures = 0

    /// From what readers notice least.
    static let all = [
      Reach(), Reach(crossesHeadings: true), Reach(figures: 1),
      Reach(crossesHeadings: true, figures: 1), Reach(crossesHeadings: true, figures: 2),
    ]
  }

  /// The parts in the order in which they are set.
  ///
  /// A figure goes with its caption and with the tables behind it. What comes before it is whole
  /// paragraphs, items, formulas and pieces of code, as many as fill the page: those of its own section, and
  /// where these are too few the beginning of the next one with its heading. Where figures stand behind one
  /// another, text that follows them comes before all of them; their order stays.
  static func floated(_ parts: [FlowPart], height: Double) -> [FlowPart] {
    var best: (cost: Double, parts: [FlowPart])?
    for share in shares {
      let floated = floated(parts, height: height, filling: share)
      let cost = cost(of: floated, height: height)
      if cost < best?.cost ?? .infinity { best = (cost, floated) }
    }
    return best?.parts ?? parts
  }

  /// How unwelcome an order is: by its pages, and above all by one that is too empty.
  private static func cost(of parts: [FlowPart], height: Double) -> Double {
    let (pages, cost) = PageBreaker.cut(parts, height: height)
    let white = pages.dropLast().map { 1 - used($0, parts) / height }.max() ?? 0
    return cost + (white > maximumWhiteShare ? 100 * white : 0)
  }

  private static func floated(
    _ parts: [FlowPart], height: Double, filling share: Double
  ) -> [FlowPart] {
    var parts = parts
    // Each move brings a figure to a later position, of which there are no more than parts.
    for _ in parts.indices {
      let pages = PageBreaker.pages(parts, height: height)
      guard
        let moved = Reach.all.lazy.compactMap({ oneMoved(parts, pages, height, share, $0) }).first
      else { break }
      parts = moved
    }
    return parts
  }

  private static func oneMoved(
    _ parts: [FlowPart], _ pages: [Range<Int>], _ height: Double, _ share: Double, _ reach: Reach
  ) -> [FlowPart]? {
    for (page, next) in zip(pages, pages.dropFirst()) {
      let white = height - used(page, parts)
      guard white > share * height else { continue }
      // A heading right above a figure comes along with the text below it.
      let headings =
        next.lowerBound..<(next.first { !isHeading(parts[$0]) } ?? next.upperBound)
      let figure = headings.upperBound
      guard figure < next.upperBound, parts[figure].picture != nil,
        parts[figure].containers.isEmpty
      else { continue }
      let free = headings.reduce(white) { $0 - parts[$1].height - parts[$1].spaceBefore }
      let behind = end(ofFigure: figure, passing: reach.figures, parts)
      let end = end(
        ofText: behind, parts, within: free, crossesHeadings: reach.crossesHeadings)
      let text = behind..<end
      guard !text.isEmpty else { continue }
      return Array(parts[..<figure]) + parts[text] + parts[figure..<behind]
        + parts[text.upperBound...]
    }
    return nil
  }

  private static func used(_ page: Range<Int>, _ parts: [FlowPart]) -> Double {
    page.reduce(parts[page.lowerBound].header?.height ?? 0) { used, index in
      used + parts[index].height + (index > page.lowerBound ? parts[index].spaceBefore : 0)
    }
  }

  /// Behind a figure, its caption and its tables, and behind as many figures more that follow.
  private static func end(ofFigure start: Int, passing more: Int, _ parts: [FlowPart]) -> Int {
    var (end, more) = (start + 1, more)
    while end < parts.count {
      if parts[end].picture != nil, parts[end].containers.isEmpty, more > 0 {
        more -= 1
      } else if parts[end].role != .caption, parts[end].table == nil {
        break
      }
      end += 1
    }
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
    // Of what is within them, each part has a role of its own.
    case .list, .listItem, .listLabel, .listBody, .quote, .contents, .contentsEntry: false
    }
  }

  private static func isHeading(_ part: FlowPart) -> Bool {
    if case .heading = part.role { true } else { false }
  }
}
