// How a page is filled that what follows has no space on.

import FigureScene

/// What is made larger on a page with white at its end: the space around figures, tables, formulas and
/// headings, and where that is not enough the figures.
struct PageFilling {
  /// Which share of what it may grow by the space above a part does grow, 0 to 1.
  private var gaps = 0.0
  /// Which share of what they may grow by figures do grow, 0 to 1.
  private var pictures = 0.0

  /// Less white than this share of a page is left as it is.
  private static let usualWhite = 0.1
  /// How much the space above a part may grow, against what it is and in px.
  private static let maximumSpace = (share: 1.0, pixels: 20.0)

  /// A page that is left as it is.
  init() {}

  /// - Parameters:
  ///   - parts: the parts of a page.
  ///   - white: what they leave of it.
  ///   - height: the page's.
  init(_ parts: ArraySlice<FlowPart>, white: Double, height: Double) {
    let wanted = white - Self.usualWhite * height
    guard wanted > 0 else { return }
    let space = parts.indices.reduce(0.0) { $0 + Self.maximumSpace(above: $1, parts) }
    gaps = space > 0 ? min(1, wanted / space) : 0
    let growth = parts.reduce(0.0) { sum, part in
      sum + (part.picture.map { $0.size.height * $0.scale * $0.maximumGrowth } ?? 0)
    }
    pictures = growth > 0 ? max(0, min(1, (wanted - gaps * space) / growth)) : 0
  }

  /// The space that is added above a part.
  func space(above index: Int, _ parts: ArraySlice<FlowPart>) -> Double {
    gaps * Self.maximumSpace(above: index, parts)
  }

  /// How much larger a figure is drawn.
  func growth(of picture: FlowPicture) -> Double { 1 + pictures * picture.maximumGrowth }

  private static func maximumSpace(above index: Int, _ parts: ArraySlice<FlowPart>) -> Double {
    // Lines beside quotes are as long as what they stand beside.
    guard index > parts.startIndex, parts[index].containers.isEmpty,
      parts[index].block != parts[index - 1].block,
      parts[index].table == nil || parts[index].table != parts[index - 1].table
    else { return 0 }
    let (part, before) = (parts[index], parts[index - 1])
    // A caption stays with its figure, and paragraphs as far apart as everywhere.
    guard part.role != .caption, !(part.role == .paragraph && before.role == .paragraph) else {
      return 0
    }
    return min(maximumSpace.share * part.spaceBefore, maximumSpace.pixels)
  }
}
