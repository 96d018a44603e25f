// What a text of a scene is painted on: the last filled shape or picture below its middle.

public import FigureScene

extension Scene {
  /// Every text with the colour below its middle, `0xRRGGBB`.
  public func textsOnGround(
    _ measuring: some TextMeasuring
  ) -> [(text: SceneText, color: UInt32, ground: UInt32)] {
    var grounds: [(area: Rect, color: (Point) -> Color)] = []
    var texts: [(text: SceneText, color: UInt32, ground: UInt32)] = []
    func ground(at point: Point) -> UInt32 {
      grounds.reduce(background?.rgb ?? 0xFFFFFF) { below, layer in
        guard layer.area.contains(Rect(origin: point, size: .zero)) else { return below }
        return layer.color(point).over(below)
      }
    }
    // Items are taken in painting order, places as on the page.
    func paint(_ items: [SceneItem], _ transform: Transform) {
      for item in items {
        switch item {
        case .group(let group): paint(group.items, transform.after(group.transform))
        case .path(let path):
          guard let fill = path.fill else { continue }
          grounds.append(
            (Placed(item: path, groups: [], transform: transform).bounds, { _ in fill }))
        case .image(let image):
          let corners = Quad(image.frame).corners.map(transform.apply)
          let area = Quad(corners: corners).bounds
          grounds.append(
            (
              area,
              { point in
                let column = Int((point.x - area.x) / area.width * Double(image.columns))
                let row = Int((point.y - area.y) / area.height * Double(image.rows))
                return Color(
                  image.pixels[
                    min(max(row, 0), image.rows - 1) * image.columns
                      + min(max(column, 0), image.columns - 1)]
                ).opacity(image.opacity)
              }
            ))
        case .text(let text):
          let box = Placed(item: text, groups: [], transform: transform).box(measuring).bounds
          let below = ground(at: Point(box.midX, box.midY))
          texts.append((text, text.color.over(below), below))
        case .link: break
        }
      }
    }
    paint(items, .identity)
    return texts
  }
}

extension Color {
  /// The colour that is seen where it is painted over another one.
  fileprivate func over(_ below: UInt32) -> UInt32 {
    let share = Double(alpha) / 255
    func mix(_ shift: UInt32, _ channel: UInt8) -> UInt32 {
      let mixed = Double(channel) * share + Double(below >> shift & 0xFF) * (1 - share)
      return UInt32(mixed.rounded()) << shift
    }
    return mix(16, red) | mix(8, green) | mix(0, blue)
  }
}
