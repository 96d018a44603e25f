// Drawings that stand on one page and have parts in common: the outlines of their letters, and large
// matrices that several of them show.

public import FigureScene
import StageTimes

/// Outlines of letters and large matrices that several drawings of a page refer to, each of them there once.
public struct SharedParts: Sendable {
  private var ids: [String: String] = [:]
  private var images: [ImageKey: String] = [:]
  private(set) var list = ByteText()
  /// The colours that are others on dark ground.
  public internal(set) var colors = ColorPairs()
  /// How many bytes of the definitions are cells.
  public private(set) var imageByteCount = 0

  public init() {}

  /// The parts as elements for the `<defs>` of a drawing that the page holds before all others: outlines
  /// `g0`, `g1` and so on, images `i0`, `i1` … Empty where no drawing has any.
  public var definitions: [UInt8] { list.bytes }

  /// The id of an outline, a new one where no drawing had it yet.
  mutating func id(of outline: String) -> String {
    if let id = ids[outline] { return id }
    let id = "g\(ids.count)"
    ids[outline] = id
    list.append("<path" as StaticString)
    list.attribute("id", id)
    list.append(" d=\"" as StaticString)
    list.append(outline)
    list.append("\"/>\n" as StaticString)
    return id
  }

  /// Images of fewer cells than this stand in their drawings.
  static let fewestCells = 1 << 12

  /// The id of an image 1 px wide and high, a new one where no drawing had it yet.
  mutating func id(of image: SceneImage) throws(RenderError) -> String {
    let key = ImageKey(image)
    if let id = images[key] { return id }
    let png = try embeddedPNG(image)
    let id = "i\(images.count)"
    images[key] = id
    let start = list.bytes.count
    defer { imageByteCount += list.bytes.count - start }
    list.append("<image" as StaticString)
    list.attribute("id", id)
    list.append(" width=\"1\" height=\"1\"" as StaticString)
    list.imageData(png, isSmooth: image.isSmooth)
    list.append("/>\n" as StaticString)
    return id
  }
}

/// Draws `scene` as an SVG element for a page, without an XML declaration.
///
/// - Parameters:
///   - parts: what it refers to; those that it alone has are added.
///   - text: the engine that layout measured with.
/// - Throws: as `render(_:as:options:text:)` does; `parts` may then have some that nothing refers to.
public func renderElement(
  _ scene: Scene, parts: inout SharedParts, text: TextEngine
) throws(RenderError) -> [UInt8] {
  var shared: SharedParts? = parts
  let bytes = try StageClock.measure(.draw) { () throws(RenderError) in
    try renderSVG(scene, options: RenderOptions(), text: text, parts: &shared)
  }
  if let shared { parts = shared }
  return bytes
}
