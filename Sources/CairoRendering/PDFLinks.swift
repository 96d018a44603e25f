// Links in a PDF, the places they lead to, and the tags of its structure.
//
// Cairo takes these numbers in points from the top left of the page, whatever the transform.

import CPangoCairo
import FigureScene

extension Painter {
  /// Makes an item's place one that links can lead to.
  func mark(
    _ identity: ItemIdentity, at place: Point, on canvas: borrowing Canvas, _ state: PaintState
  ) {
    guard let id = identity.id, targets.contains(id), place.isFinite else { return }
    let place = state.transform.image(of: place)
    var attributes = ByteText()
    attributes.append("name='\(quoted(id))' x=")
    attributes.append(clamped(place.x))
    attributes.append(" y=" as StaticString)
    attributes.append(clamped(place.y))
    cairo_tag_begin(canvas.pointer, CAIRO_TAG_DEST, attributes.string)
    cairo_tag_end(canvas.pointer, CAIRO_TAG_DEST)
  }

  /// Makes the area of a link lead to its target.
  func paint(_ link: SceneLink, on canvas: borrowing Canvas, _ state: PaintState) {
    guard let target = LinkTarget(link.target, items: targets) else { return }
    var attributes = ByteText()
    switch target {
    case .item(let id): attributes.append("dest='\(quoted(id))'")
    case .address(let address): attributes.append("uri='\(quoted(address))'")
    }
    let area = state.transform.bounds(of: link.area)
    attributes.append(" rect=[" as StaticString)
    attributes.numbers(area.x, area.y)
    attributes.append(" " as StaticString)
    attributes.numbers(area.width, area.height)
    attributes.append("]" as StaticString)
    cairo_tag_begin(canvas.pointer, CAIRO_TAG_LINK, attributes.string)
    cairo_tag_end(canvas.pointer, CAIRO_TAG_LINK)
  }
}

/// A string as Cairo's tag attributes take it within single quotes.
func quoted(_ text: String) -> String {
  var result = ""
  for character in drawable(text) {
    if character == "'" || character == "\\" { result.append("\\") }
    result.append(character)
  }
  return result
}

extension StructureRole {
  /// The name among the standard structure types, PDF 1.7, section 14.8.4.
  var tag: String {
    switch self {
    case .heading(let level): "H\(min(max(level, 1), 6))"
    case .paragraph: "P"
    case .code: "Code"
    case .formula: "Formula"
    case .figure: "Figure"
    case .caption: "Caption"
    }
  }
}

extension SceneItem {
  /// Whether it is a group with a part in the structure.
  var hasRole: Bool {
    if case .group(let group) = self { group.role != nil } else { false }
  }
}
