// What stands above the panels or the diagram: the title, and below it the notes in smaller type.

import FigureModel
import FigureScene

/// The title and the notes of a figure.
struct FigureHeader {
  let title: RichText?
  let notes: RichText?
  let setting: TextSetting
  /// Below the last line, in px.
  let gap: Double

  private static let noteGap = 4.0
  /// Notes are not broken at less than this, in px: those of a narrow figure make its page wider.
  private static let narrowest = 260.0

  init(_ figure: Figure, _ setting: TextSetting, gap: Double? = nil) {
    title = figure.title
    notes = figure.shownNotes.isEmpty ? nil : RichText(figure.shownNotes)
    self.setting = setting
    self.gap = gap ?? setting.spacing.titleGap
  }

  /// How high the lines are with the gap below them, where they wrap at these widths; 0 without any.
  func height(titleWidth: Double, notesWidth: Double) -> Double {
    var height = title.map { setting.extent($0, .title, width: titleWidth).height } ?? 0
    if let notes {
      height +=
        (title == nil ? 0 : Self.noteGap)
        + setting.extent(notes, .note, width: notesWidth).height
    }
    return height > 0 ? height + gap : 0
  }

  /// The same where all lines wrap at one width.
  func height(width: Double) -> Double { height(titleWidth: width, notesWidth: width) }

  /// Where notes wrap that stand over the middle of the panels: they reach no further than what lies
  /// beside these, so that the page's margins stay even.
  /// - Parameters:
  ///   - room: twice the way from the panels' middle to the nearer end of the content.
  ///   - most: where the page ends.
  static func notesWidth(space: Double, most: Double) -> Double {
    min(most, max(space, narrowest))
  }

  /// The width of the widest line.
  func width(titleWidth: Double, notesWidth: Double) -> Double {
    max(
      title.map { setting.extent($0, .title, width: titleWidth).width } ?? 0,
      notes.map { setting.extent($0, .note, width: notesWidth).width } ?? 0)
  }

  /// The lines over the middle of the panels as far as the page allows.
  /// - Parameters:
  ///   - top: where the first line begins.
  ///   - titleWidth: where the title wraps; a title on the page is never wider than the page allows.
  ///   - notesWidth: where the notes wrap; wider than the room over the panels they stand over the
  ///     middle of the page.
  func items(
    over frames: [Rect], page: Size, top: Double, titleWidth: Double, notesWidth: Double,
    notesRoom: Double = .infinity
  ) -> [SceneItem] {
    let left = frames.map(\.minX).min() ?? 0
    let right = frames.map(\.maxX).max() ?? page.width
    func middle(_ width: Double) -> Double {
      let half = width / 2 + setting.margin
      return min(max((left + right) / 2, half), max(page.width - half, half))
    }
    var items: [SceneItem] = []
    var y = max(setting.margin, top)
    if let title {
      let extent = setting.extent(title, .title, width: titleWidth)
      items.append(
        setting.item(
          title, .title, at: Point(middle(extent.width), y), .middle, .top, wrapWidth: titleWidth,
          id: "title"))
      y += extent.height + Self.noteGap
    }
    if let notes {
      let extent = setting.extent(notes, .note, width: notesWidth)
      items.append(
        setting.item(
          notes, .note,
          at: Point(extent.width <= notesRoom ? middle(extent.width) : page.width / 2, y), .middle,
          .top, wrapWidth: notesWidth, id: "notes"))
    }
    return items
  }
}
