// What stands above the panels or the diagram: the title, below it the subtitle, and the notes in
// smaller type.

import FigureModel
import FigureScene

/// The title, the subtitle and the notes of a figure.
struct FigureHeader {
  let title: RichText?
  let subtitle: RichText?
  let notes: RichText?
  let alignment: TitleAlignment
  let setting: TextSetting
  /// Below the last line, in px.
  let gap: Double

  private static let noteGap = 4.0
  /// Notes are not broken at less than this, in px: those of a narrow figure make its page wider.
  private static let narrowest = 260.0

  init(_ figure: Figure, _ setting: TextSetting, gap: Double? = nil) {
    title = figure.title
    subtitle = figure.subtitle
    notes = figure.setNotes
    alignment = figure.titleAlignment
    self.setting = setting
    self.gap = gap ?? setting.spacing.titleGap
  }

  /// One text of the header.
  private struct Line {
    var text: RichText
    var role: TextSetting.Role
    var width: Double
    var id: String
    /// Whether it wraps as notes do.
    var isNotes: Bool
  }

  private func lines(titleWidth: Double, notesWidth: Double) -> [Line] {
    [
      title.map { Line(text: $0, role: .title, width: titleWidth, id: "title", isNotes: false) },
      subtitle.map {
        Line(text: $0, role: .label, width: titleWidth, id: "subtitle", isNotes: false)
      },
      notes.map {
        // From the left, notes have the same space as titles.
        Line(
          text: $0, role: .note, width: alignment == .left ? titleWidth : notesWidth, id: "notes",
          isNotes: true)
      },
    ].compactMap(\.self)
  }

  /// How high the lines are with the gap below them, where they wrap at these widths; 0 without any.
  func height(titleWidth: Double, notesWidth: Double) -> Double {
    let lines = lines(titleWidth: titleWidth, notesWidth: notesWidth)
    guard !lines.isEmpty else { return 0 }
    return lines.reduce(gap + Self.noteGap * Double(lines.count - 1)) {
      $0 + setting.extent($1.text, $1.role, width: $1.width).height
    }
  }

  /// The same where all lines wrap at one width.
  func height(width: Double) -> Double { height(titleWidth: width, notesWidth: width) }

  /// Where notes wrap that stand over the middle of the panels: they reach no further than what lies
  /// beside these, so that the page's margins stay even.
  /// - Parameters:
  ///   - space: twice the way from the panels' middle to the nearer end of the content.
  ///   - maximum: where the page ends.
  static func notesWidth(space: Double, maximum: Double) -> Double {
    min(maximum, max(space, narrowest))
  }

  /// The width of the widest line.
  func width(titleWidth: Double, notesWidth: Double) -> Double {
    lines(titleWidth: titleWidth, notesWidth: notesWidth).map {
      setting.extent($0.text, $0.role, width: $0.width).width
    }.max() ?? 0
  }

  /// The lines over the middle of the panels as far as the page allows, or from their left end.
  /// - Parameters:
  ///   - top: where the first line begins.
  ///   - titleWidth: where the title wraps; a title on the page is never wider than the page allows.
  ///   - notesWidth: where the notes wrap; wider than the space over the panels they stand over the
  ///     middle of the page.
  func items(
    over frames: [Rect], page: Size, top: Double, titleWidth: Double, notesWidth: Double,
    notesSpace: Double = .infinity
  ) -> [SceneItem] {
    let left = frames.map(\.minX).min() ?? 0
    let right = frames.map(\.maxX).max() ?? page.width
    func middle(_ width: Double) -> Double {
      let half = width / 2 + setting.margin
      return min(max((left + right) / 2, half), max(page.width - half, half))
    }
    var items: [SceneItem] = []
    var y = max(setting.margin, top)
    let lines = lines(titleWidth: titleWidth, notesWidth: notesWidth)
    let widest =
      lines.map { setting.extent($0.text, $0.role, width: $0.width).width }.max() ?? 0
    for line in lines {
      let extent = setting.extent(line.text, line.role, width: line.width)
      let (x, anchor): (Double, SceneText.HorizontalAnchor) =
        switch alignment {
        // All lines begin where the widest has space.
        case .left:
          (max(setting.margin, min(left, page.width - setting.margin - widest)), .start)
        case .center where line.isNotes && extent.width > notesSpace: (page.width / 2, .middle)
        case .center: (middle(extent.width), .middle)
        }
      items.append(
        setting.item(
          line.text, line.role, at: Point(x, y), anchor, .top,
          wrapWidth: alignment == .center ? evenWidth(line, extent) : line.width, id: line.id))
      y += extent.height + Self.noteGap
    }
    return items
  }

  /// The minimum width at which a line takes no more lines than at its own, so that the last one is no single word.
  private func evenWidth(_ line: Line, _ extent: TextExtent) -> Double {
    guard extent.height > 1.5 * setting.extent("0", line.role).height else { return line.width }
    var (low, high) = (extent.width / 2, line.width)
    while high - low > 4 {
      let middle = (low + high) / 2
      let tried = setting.extent(line.text, line.role, width: middle)
      if tried.height <= extent.height + 0.01, tried.width <= middle {
        high = middle
      } else {
        low = middle
      }
    }
    return high
  }
}
