// A node of a diagram before it has its place: how large its words make it.

import FigureModel
import FigureScene

/// A node with its size, from its own top left.
struct NodePlan {
  let node: DiagramNode
  var size: Size
  var table: TablePlan?

  /// The widest that words of a box run before they wrap, in px at factor 1.
  private static let widestLabel = 260.0
  private static let widestNote = 560.0

  init(_ node: DiagramNode, _ setting: DiagramSetting) {
    self.node = node
    let px = setting.px
    switch node.content {
    case .label(let label, let detail, let shape):
      let words = LabelWords(label, detail, setting, width: px(Self.widestLabel))
      let text = words.size
      let natural: Size =
        switch shape {
        case .box, .rounded:
          Size(max(text.width + px(28), px(64)), max(text.height + px(18), px(40)))
        case .pill: Size(max(text.width + px(36), px(64)), max(text.height + px(14), px(34)))
        case .ellipse: Size(text.width * 1.25 + px(24), max(text.height * 1.7 + px(10), px(44)))
        case .bare: text
        }
      size = Size(natural.width.rounded(.up), natural.height.rounded(.up))
    case .operation(let sign):
      let extent = setting.extent(sign, .operation)
      // Wide signs, such as a factor, stand in a pill.
      let height = max(px(34), extent.height + px(8)).rounded(.up)
      size = Size(max(height, extent.width + px(16)).rounded(.up), height)
    case .table(let table):
      let plan = TablePlan(table, setting)
      self.table = plan
      size = plan.size
    case .note(let note):
      let extent = setting.extent(note.text, .note, width: Self.noteWidth(note, setting))
      size = Size(
        (extent.width + px(24)).rounded(.up), (extent.height + px(14)).rounded(.up))
    }
  }

  /// Where the lines of a note wrap.
  static func noteWidth(_ note: DiagramNote, _ setting: DiagramSetting) -> Double {
    setting.px(note.wrapWidth ?? widestNote)
  }

  static func labelWidth(_ setting: DiagramSetting) -> Double { setting.px(widestLabel) }

  /// The part of the node that edges touch.
  var body: Rect {
    table?.gridFrame ?? Rect(x: 0, y: 0, width: size.width, height: size.height)
  }

  /// The middle of a table's row, from the node's top; nil where it is not shown.
  func rowMiddle(_ row: Int) -> Double? {
    table?.frame(of: .row(row))?.midY
  }
}

/// A label and its detail, one above the other.
struct LabelWords {
  let label: TextExtent
  let detail: TextExtent?
  let gap: Double

  init(_ label: RichText, _ detail: RichText?, _ setting: DiagramSetting, width: Double) {
    self.label = setting.extent(label, .label, width: width)
    self.detail = detail.map { setting.extent($0, .detail, width: width) }
    gap = setting.px(1)
  }

  var size: Size {
    Size(
      max(label.width, detail?.width ?? 0),
      label.height + (detail.map { $0.height + gap } ?? 0))
  }
}
