// Drawings that stand on one page and have the outlines of their letters in common.

public import FigureScene
import StageTimes

/// The outlines of letters that several drawings of a page refer to, each of them there once.
public struct SharedOutlines: Sendable {
  private var ids: [String: String] = [:]
  private(set) var list = ByteText()

  public init() {}

  /// The outlines as elements for the `<defs>` of a drawing that the page holds before all others; their
  /// ids are `g0`, `g1` and so on. Empty where no drawing has text.
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
}

/// Draws `scene` as an SVG element for a page, without an XML declaration.
///
/// - Parameters:
///   - outlines: what its letters refer to; those that it alone has are added.
///   - text: the engine that layout measured with.
/// - Throws: as `render(_:as:options:text:)` does; `outlines` may then have some that nothing refers to.
public func renderElement(
  _ scene: Scene, outlines: inout SharedOutlines, text: TextEngine
) throws(RenderError) -> [UInt8] {
  var shared: SharedOutlines? = outlines
  let bytes = try StageClock.measure(.draw) { () throws(RenderError) in
    try renderSVG(scene, options: RenderOptions(), text: text, outlines: &shared)
  }
  if let shared { outlines = shared }
  return bytes
}
