// A report as one long strip of parts that pages cannot divide, and how the strip is cut into pages.

import FigureScene

/// A part that stands on one page whole. Its items lie below its top left corner, which is at the left
/// of the frame.
struct FlowPart {
  var height: Double
  /// Space above it, left out at the top of a page.
  var spaceBefore = 0.0
  /// Whether the part that follows stands on the same page.
  var keepsWithNext = false
  /// How unwelcome a page's end is after it.
  var breakCost = 0.0
  var items: [SceneItem] = []
  /// The id of the destination, where links lead to it.
  var target: String?
  /// What is repeated above it at the top of a page: a table's header.
  var header: FlowHeader?
  /// A figure, which may be made a little smaller to fill a page well.
  var picture: FlowPicture?
  /// What it is in the document's structure; nil for lines and the like, which say nothing.
  var role: StructureRole?
  /// What it is within, from the outermost.
  var containers: [FlowContainer] = []
  /// Numbers and bullets of the items that begin with it, by the numbers of those.
  var labels: [Int: [SceneItem]] = [:]
  /// Parts of one number are lines of one paragraph, or of one row of a table.
  var block = 0
  /// The items of each cell, and which table they are of, where it is a line of a row.
  var cells: [[SceneItem]] = []
  var table: Int?
  /// Whether its cells name columns.
  var isHeader = false
  /// Whether it is a further line of the row before it.
  var continuesRow = false
  /// What a figure shows, in words.
  var alternative: String?
  /// The section that begins here.
  var section: String?
  /// The section that it is in.
  var within: String?
  /// A destination whose page number stands at the end of the line, after dots.
  var pageOf: PageReference?
}

/// Something that holds paragraphs and the like: a list, an item of it, a quote.
struct FlowContainer: Hashable {
  var role: StructureRole
  /// What distinguishes it from others.
  var number: Int
}

/// A number of a page to be filled in.
struct PageReference {
  var target: String
  /// Where dots begin and where the number ends.
  var start: Double
  var end: Double
  var baseline: Double
}

/// What is repeated at the top of a page.
struct FlowHeader {
  var height: Double
  var items: [SceneItem]
}

/// A figure's drawing.
struct FlowPicture {
  var items: [SceneItem]
  var size: Size
  /// What it is drawn at where the page has space.
  var scale: Double
  /// Its minimum type, in px, before it is scaled.
  var minimumTypeSize = Double.infinity
  var label: String

  /// How much of its height it may lose: no more than leaves its words readable.
  var maximumShrink: Double {
    min(Self.maximumShrink, max(0, 1 - PaperType.minimumSize / (scale * minimumTypeSize)))
  }
  private static let maximumShrink = 0.22
  var shrink: Double { size.height * scale * maximumShrink }

  /// How much larger it may be drawn on a page that has space: no wider than the page's frame.
  var maximumGrowth: Double {
    let maximum = min(Self.maximumGrowth * scale, PaperType.scale(of: size, atMost: .infinity))
    return max(0, maximum / scale - 1)
  }
  private static let maximumGrowth = 1.12
}

/// Cuts the strip into pages.
enum PageBreaker {
  /// The parts of each page: as few pages as are needed, with as little white at their ends as can
  /// be, and never a break after a part that keeps with the next one unless a page cannot hold both.
  static func pages(_ parts: [FlowPart], height: Double) -> [Range<Int>] {
    cut(parts, height: height).pages
  }

  /// The parts of each page, and how unwelcome what is cut, made smaller or left white is.
  static func cut(_ parts: [FlowPart], height: Double) -> (pages: [Range<Int>], cost: Double) {
    let count = parts.count
    guard count > 0 else { return ([0..<0], 0) }
    var costs = [Double](repeating: .infinity, count: count + 1)
    var ends = [Int](repeating: count, count: count + 1)
    costs[count] = 0
    let wholes = wholes(parts)
    for start in stride(from: count - 1, through: 0, by: -1) {
      var used = parts[start].header?.height ?? 0
      var shrink = 0.0
      var fitting = start + 1
      for end in start + 1...count {
        let part = parts[end - 1]
        used += part.height + (end == start + 1 ? 0 : part.spaceBefore)
        shrink += part.picture?.shrink ?? 0
        // One part is always taken, whatever its height.
        guard used - shrink <= height + 0.01 || end == start + 1 else { break }
        fitting = end
        guard end == count || !part.keepsWithNext else { continue }
        let missing = max(0, used - height) / max(shrink, 1)
        let white = end == count ? 0 : max(0, height - used) / height
        // White that what follows has no space in has to be; any other is the worse.
        let needless = end < count && height - used >= wholes[end] ? white : 0
        let cost =
          1 + 5 * white * white + 20 * needless * needless + 0.35 * min(missing, 1) + part.breakCost
          + costs[end]
        if cost < costs[start] {
          costs[start] = cost
          ends[start] = end
        }
      }
      if costs[start] == .infinity {
        // Everything here keeps together and is more than a page: part it where the page ends.
        costs[start] = 100 + costs[fitting]
        ends[start] = fitting
      }
    }
    var pages: [Range<Int>] = []
    var start = 0
    while start < count {
      pages.append(start..<ends[start])
      start = ends[start]
    }
    return (pages, costs[0])
  }

  /// How much space a page must have for each part and those that it keeps with.
  private static func wholes(_ parts: [FlowPart]) -> [Double] {
    var wholes = [Double](repeating: 0, count: parts.count)
    for index in parts.indices.reversed() {
      let part = parts[index]
      wholes[index] = part.spaceBefore + part.height - (part.picture?.shrink ?? 0)
      if part.keepsWithNext, index + 1 < parts.count { wholes[index] += wholes[index + 1] }
    }
    return wholes
  }
}
