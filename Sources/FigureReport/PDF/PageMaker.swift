// From the strip of parts to pages: what is cut where, running headers, page numbers.

import CairoRendering
import FigureModel
import FigureScene

/// Makes the pages of one edition.
struct PageMaker {
  let edition: ReportEdition
  let parts: [FlowPart]
  let outline: [PageDocument.OutlineEntry]
  let text: TextEngine

  private var style: PaperStyle { PaperStyle(language: edition.language) }
  private var setter: ParagraphSetter { ParagraphSetter(engine: text) { _ in nil } }

  func document() -> PageDocument {
    let frame = PaperStyle.frame
    let ranges = PageBreaker.pages(parts, height: frame.height)
    var pageOf: [String: Int] = [:]
    for (page, range) in ranges.enumerated() {
      for part in parts[range] where part.target != nil { pageOf[part.target!] = page + 1 }
    }
    var pages: [Scene] = []
    for (page, range) in ranges.enumerated() {
      var items = placed(range, pageOf: pageOf, isLast: page == ranges.count - 1)
      // A page is in the section of what stands at its top, or in the first that begins on it.
      let first =
        parts[range].first?.within ?? parts[range].lazy.compactMap(\.section).first
      if page > 0 { items += header(first) }
      items += footer(page + 1)
      pages.append(
        Scene(
          name: "page-\(page + 1)", size: PaperStyle.page, background: nil, title: edition.title,
          summary: "", language: edition.language.tag, items: items))
    }
    return PageDocument(
      title: edition.title, authors: edition.authors, language: edition.language.tag,
      pages: pages, outline: outline)
  }

  // MARK: One page

  private func placed(
    _ range: Range<Int>, pageOf: [String: Int], isLast: Bool
  ) -> [SceneItem] {
    let frame = PaperStyle.frame
    let share = pictureShare(range)
    // The last page ends where the text does.
    let filling =
      isLast
      ? PageFilling()
      : PageFilling(parts[range], white: frame.height - used(range), height: frame.height)
    var items: [SceneItem] = []
    var structure = PageStructure()
    var y = frame.y
    if let header = parts[range].first?.header {
      items.append(
        .group(SceneGroup(transform: .translation(frame.x, y), items: header.items)))
      y += header.height
    }
    structure.items = items
    for index in range {
      let part = parts[index]
      if index > range.lowerBound {
        y += part.spaceBefore + filling.space(above: index, parts[range])
      }
      var inner = part.items
      var height = part.height
      if let picture = part.picture {
        let scale =
          picture.scale * (1 - share * picture.maximumShrink) * filling.growth(of: picture)
        height = picture.size.height * scale
        inner.append(
          .group(
            SceneGroup(
              transform: Transform(xx: scale, yx: 0, xy: 0, yy: scale, x0: 0, y0: 0),
              clip: Rect(origin: .zero, size: picture.size), items: picture.items)))
      }
      if let reference = part.pageOf { inner += leader(reference, pageOf[reference.target]) }
      structure.add(part, inner, at: Point(frame.x, y))
      y += height
    }
    structure.close()
    return structure.items
  }

  /// How much of what they can lose figures on a page do lose, so that all of it fits: 0 to 1.
  private func pictureShare(_ range: Range<Int>) -> Double {
    let spare = parts[range].reduce(0.0) { $0 + ($1.picture?.shrink ?? 0) }
    let excess = used(range) - PaperStyle.frame.height
    return excess > 0 && spare > 0 ? min(1, excess / spare) : 0
  }

  /// The height of what stands on a page.
  private func used(_ range: Range<Int>) -> Double {
    range.reduce(parts[range].first?.header?.height ?? 0) { used, index in
      used + parts[index].height + (index > range.lowerBound ? parts[index].spaceBefore : 0)
    }
  }

  /// Dots, and the number of a page.
  private func leader(_ reference: PageReference, _ page: Int?) -> [SceneItem] {
    guard let page else { return [] }
    let number = setter.shortLine("\(page)", style.contents)
    let end = reference.end - number.width
    var items = [
      SceneItem.group(
        SceneGroup(transform: .translation(end, reference.baseline), items: number.items))
    ]
    // Dots of all lines stand below one another.
    let step = 7.0
    let start = ((reference.start + 8) / step).rounded(.up) * step
    if start < end - 8 {
      items.append(
        .path(
          ScenePath(
            .line(Point(start, reference.baseline - 1), Point(end - 6, reference.baseline - 1)),
            stroke: Stroke(PaperStyle.muted, width: 1, dash: [0, step], cap: .round))))
    }
    return items
  }

  private func header(_ section: String?) -> [SceneItem] {
    let frame = PaperStyle.frame
    let half = style.running.with(width: frame.width / 2 - 12)
    let left = setter.shortLine(edition.title, half)
    var items = [
      SceneItem.group(
        SceneGroup(transform: .translation(frame.x, frame.y - 34), items: left.items)),
      .path(
        ScenePath(
          .line(Point(frame.x, frame.y - 26), Point(frame.maxX, frame.y - 26)),
          stroke: Stroke(PaperStyle.rule, width: 0.7))),
    ]
    if let section, section != edition.title {
      let right = setter.shortLine(section, half)
      items.append(
        .group(
          SceneGroup(
            transform: .translation(frame.maxX - right.width, frame.y - 34), items: right.items)))
    }
    return items
  }

  private func footer(_ number: Int) -> [SceneItem] {
    let frame = PaperStyle.frame
    let line = setter.shortLine("\(number)", style.running)
    return [
      .group(
        SceneGroup(
          transform: .translation(frame.midX - line.width / 2, frame.maxY + 44),
          items: line.items))
    ]
  }
}
