// A node of a diagram before it has its position: how large its words make it.

import FigureModel
import FigureScene
import RealModule

/// A node with its size, from its own top left.
struct NodePlan {
  let node: DiagramNode
  var size: Size
  var table: TablePlan?

  /// The widest that notes run before they wrap, in px at factor 1.
  private static let widestNote = 560.0

  init(_ node: DiagramNode, _ setting: DiagramSetting) {
    self.node = node
    let (px, air) = (setting.px, { setting.airPx($0) })
    switch node.content {
    case .label(let label, let detail, let shape):
      let words = LabelLines(label, detail, shape, setting)
      let text = words.size
      let natural: Size =
        switch shape {
        case .box, .rounded:
          Size(
            max(text.width + air(28), air(64)),
            max(text.height + air(detail == nil ? 18 : 12), air(40)))
        case .pill: Size(max(text.width + air(36), air(64)), max(text.height + air(14), air(34)))
        case .ellipse: Self.ellipse(around: text, air)
        case .bare: text
        }
      size = Size(natural.width.rounded(.up), natural.height.rounded(.up))
    case .operation(let sign):
      let extent = setting.extent(sign, .operation)
      // Wide signs, such as a factor, stand in a pill.
      let height = max(air(34), extent.height + px(8)).rounded(.up)
      size = Size(max(height, extent.width + air(16)).rounded(.up), height)
    case .table(let table):
      let plan = TablePlan(table, setting)
      self.table = plan
      size = plan.size
    case .note(let note):
      let extent = setting.extent(note.text, .note, width: Self.noteWidth(note, setting))
      size = Size(
        (extent.width + air(24)).rounded(.up), (extent.height + air(14)).rounded(.up))
    }
  }

  /// The size of an ellipse, wider than high, whose outline keeps clear of the words.
  private static func ellipse(around text: Size, _ air: (Double) -> Double) -> Size {
    let width = max(text.width * 1.25 + air(24), air(96))
    let share = text.width / width
    let height = text.height / Double.sqrt(1 - share * share) + air(12)
    return Size(max(width, height * 1.4), max(height, air(44)))
  }

  /// Where the lines of a note wrap: so that all are about equally long.
  static func noteWidth(_ note: DiagramNote, _ setting: DiagramSetting) -> Double {
    let limit = setting.px(note.wrapWidth ?? widestNote)
    let lines = setting.extent(note.text, .note, width: limit).lines
    guard lines > 1 else { return limit }
    let whole = setting.extent(note.text, .note).width
    // The narrowest that needs no further line.
    for share in [1.04, 1.1, 1.2, 1.35] {
      let width = whole / Double(lines) * share
      if width < limit, setting.extent(note.text, .note, width: width).lines == lines {
        return width
      }
    }
    return limit
  }

  /// The part of the node that edges touch.
  var body: Rect {
    table?.gridFrame ?? Rect(x: 0, y: 0, width: size.width, height: size.height)
  }

  /// The middle of a table's row, from the node's top; nil where it is not shown.
  func rowMiddle(_ row: Int) -> Double? {
    table?.frame(of: .row(row))?.midY
  }

  /// A cell of a table, from the node's top left; nil where it is not shown.
  func cell(row: Int, column: Int) -> Rect? {
    table?.frame(of: .cell(row: row, column: column))
  }
}

/// A label and its detail, one above the other.
struct LabelLines {
  let label: TextExtent
  let detail: TextExtent?
  let gap: Double
  /// Where lines wrap.
  let width: Double
  /// Words without a box are of the second rank.
  let role: DiagramSetting.Role

  /// The widest that words run before they wrap, in px at factor 1.
  private static let widestInBox = 260.0
  private static let widestBare = 1100.0

  init(
    _ label: RichText, _ detail: RichText?, _ shape: DiagramNode.Shape, _ setting: DiagramSetting
  ) {
    let isBare = shape == .bare
    let width = setting.px(isBare ? Self.widestBare : Self.widestInBox)
    self.width = width
    role = isBare ? .detail : .label
    self.label = setting.extent(label, role, width: width)
    self.detail = detail.map { setting.extent($0, .detail, width: width) }
    gap = setting.px(1)
  }

  var size: Size {
    Size(
      max(label.width, detail?.width ?? 0),
      label.height + (detail.map { $0.height + gap } ?? 0))
  }
}
