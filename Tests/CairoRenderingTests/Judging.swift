// What the tests ask of pixels.

import CairoRendering
import FigureScene
import TestSupport

/// Pixels that can be looked at one by one.
protocol PixelGrid {
  var width: Int { get }
  var height: Int { get }
  subscript(x: Int, y: Int) -> UInt32 { get }
}

extension DecodedPNG: PixelGrid {}
extension RenderedPixels: PixelGrid {}

extension PixelGrid {
  /// The smallest rectangle, in pixels, that holds everything not white.
  var ink: Rect? {
    var (left, top, right, bottom) = (width, height, -1, -1)
    for y in 0..<height {
      for x in 0..<width where self[x, y] & 0xFF_FFFF != 0xFF_FFFF {
        left = min(left, x)
        right = max(right, x)
        top = min(top, y)
        bottom = max(bottom, y)
      }
    }
    guard right >= 0 else { return nil }
    return Rect(
      x: Double(left), y: Double(top), width: Double(right - left + 1),
      height: Double(bottom - top + 1))
  }

  /// The mean difference of a channel, 0 … 255.
  func meanDifference(_ other: some PixelGrid) -> Double {
    guard width == other.width, height == other.height else { return 255 }
    var sum = 0
    for y in 0..<height {
      for x in 0..<width { sum += difference(self[x, y], other[x, y]).sum }
    }
    return Double(sum) / Double(3 * width * height)
  }

  /// The greatest difference of a channel, 0 … 255.
  func maximumDifference(_ other: some PixelGrid) -> Int {
    guard width == other.width, height == other.height else { return 255 }
    var maximum = 0
    for y in 0..<height {
      for x in 0..<width { maximum = max(maximum, difference(self[x, y], other[x, y]).maximum) }
    }
    return maximum
  }
}

private func difference(_ first: UInt32, _ second: UInt32) -> (sum: Int, maximum: Int) {
  var (sum, maximum) = (0, 0)
  for shift in [UInt32(0), 8, 16] {
    let one = Int(first >> shift & 255)
    let other = Int(second >> shift & 255)
    sum += abs(one - other)
    maximum = max(maximum, abs(one - other))
  }
  return (sum, maximum)
}

/// A white scene with these items.
func scene(
  _ items: [SceneItem], size: Size = Size(100, 60), background: Color? = .white,
  name: String = "test", title: String = "", summary: String = ""
) -> Scene {
  Scene(
    name: name, size: size, background: background, title: title, summary: summary, items: items)
}

/// `text` alone on a white page, its anchor in the middle.
func textScene(
  _ text: RichText, style: TextStyle = body, size: Size = Size(200, 80),
  horizontal: SceneText.HorizontalAnchor = .start, vertical: SceneText.VerticalAnchor = .top,
  rotation: Double = 0, wrapWidth: Double? = nil
) -> Scene {
  scene(
    [
      .text(
        SceneText(
          text, style: style, color: .black, at: Point(size.width / 2, size.height / 2),
          horizontal: horizontal, vertical: vertical, rotation: rotation, wrapWidth: wrapWidth))
    ], size: size)
}

func svgText(_ scene: Scene, _ options: RenderOptions = RenderOptions()) throws -> String {
  String(decoding: try render(scene, as: .svg, options: options), as: UTF8.self)
}

/// Strings that try to be more than text.
let hostileStrings = [
  "]]>", "<script>alert(1)</script>", "\"' onload='alert(1)", "&amp;&lt;&#x3C;", "a\u{0}b",
  "\u{1}\u{2}\u{1B}[31m\u{7F}\u{85}", "\u{FFFE}\u{FFFF}", "\u{202E}right to left", "\r\n\t",
  "%s%n \\ ' (()", "𝔘🙂é\u{301}", "<!--", "<![CDATA[", "</title></svg>",
  String(repeating: "x", count: 10_000),
]
