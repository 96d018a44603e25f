// Nodes and groups in their places: shapes and words.

import FigureModel
import FigureScene

/// Draws the nodes of a diagram.
struct NodePainter {
  let setting: DiagramSetting

  func items(_ placed: PlacedNode, id: String) -> [SceneItem] {
    if let group = placed.group { return self.group(group, placed) }
    guard let plan = placed.plan else { return [] }
    let content: [SceneItem]
    switch plan.node.content {
    case .label(let label, let detail, let shape):
      content = self.label(label, detail, shape, plan, placed.frame)
    case .operation(let sign): content = operation(sign, placed.frame)
    case .note(let note): content = self.note(note, placed.frame)
    case .table:
      guard let table = plan.table else { return [] }
      content = TablePainter(plan: table, frame: placed.frame, setting: setting).items()
    }
    return [
      .group(
        SceneGroup(
          identity: ItemIdentity(id: "node-\(id)", label: plan.node.label), items: content))
    ]
  }

  private var lineWidth: Double { setting.px(1.25) }

  private func label(
    _ label: RichText, _ detail: RichText?, _ shape: DiagramNode.Shape, _ plan: NodePlan,
    _ frame: Rect
  ) -> [SceneItem] {
    let paint = setting.palette.paint(plan.node.role)
    let inner = frame.inset(by: 0.5, 0.5)
    let path: Path? =
      switch shape {
      case .box: .rect(inner)
      case .rounded: .rect(inner, radius: setting.px(8))
      case .pill: .rect(inner, radius: inner.height / 2)
      case .ellipse: .ellipse(in: inner)
      case .bare: nil
      }
    var items: [SceneItem] = []
    if let path {
      items.append(
        .path(ScenePath(path, fill: paint.fill, stroke: Stroke(paint.line, width: lineWidth))))
    }
    let words = LabelLines(label, detail, shape, setting)
    var y = frame.midY - words.size.height / 2
    items.append(
      setting.item(
        label, words.role, at: Point(frame.midX, y), .middle, .top, wrapWidth: words.width))
    if let detail {
      y += words.label.height + words.gap
      items.append(
        setting.item(
          detail, .detail, at: Point(frame.midX, y), .middle, .top, wrapWidth: words.width))
    }
    return items
  }

  private func operation(_ sign: RichText, _ frame: Rect) -> [SceneItem] {
    let paint = setting.palette.plain
    let inner = frame.inset(by: 0.5, 0.5)
    return [
      .path(
        ScenePath(
          .rect(inner, radius: inner.height / 2), fill: paint.fill,
          stroke: Stroke(paint.line, width: lineWidth))),
      setting.item(sign, .operation, at: Point(frame.midX, frame.midY)),
    ]
  }

  private func note(_ note: DiagramNote, _ frame: Rect) -> [SceneItem] {
    let palette = setting.palette
    let paint = note.highlight.map(palette.highlight)
    let width = setting.px(1.5)
    return [
      .path(
        ScenePath(
          .rect(frame.inset(by: 1, 1), radius: setting.px(4)), fill: palette.note.fill,
          stroke: Stroke(
            paint?.line ?? palette.note.line, width: width,
            dash: DiagramPalette.dash(note.highlight ?? 0, width: width)))),
      setting.item(
        note.text, .note, at: Point(frame.midX, frame.midY), color: paint?.line,
        wrapWidth: NodePlan.noteWidth(note, setting)),
    ]
  }

  private func group(_ group: DiagramGroup, _ placed: PlacedNode) -> [SceneItem] {
    let paint = setting.palette.group
    var items: [SceneItem] = []
    switch group.frame {
    case .none: break
    case .solid, .dashed:
      items.append(
        .path(
          ScenePath(
            identity: ItemIdentity(id: "group-\(group.id)", label: group.title?.plain),
            .rect(placed.frame.inset(by: 0.5, 0.5), radius: setting.px(10)), fill: paint.fill,
            stroke: Stroke(
              paint.line, width: lineWidth,
              dash: group.frame == .dashed ? [setting.px(6), setting.px(4)] : []))))
    }
    if let title = group.title, let frame = placed.titleFrame {
      items.append(
        setting.item(title, .groupTitle, at: Point(frame.midX, frame.minY), .middle, .top))
    }
    return items
  }
}
