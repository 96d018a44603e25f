// Links in a PDF, the destinations they lead to, and the tags of its structure.
//
// Cairo takes these numbers in points from the top left of the page, whatever the transform.

import CPangoCairo
import FigureScene

extension Painter {
  /// Makes an item's destination one that links can lead to.
  func mark(
    _ identity: ItemIdentity, at location: Point, on canvas: borrowing Canvas, _ state: PaintState
  ) {
    guard let id = identity.id, targets.contains(id), location.isFinite else { return }
    let location = state.transform.image(of: location)
    var attributes = ByteText()
    attributes.append("name='\(PDFDestination.name(of: id))' x=")
    attributes.append(clamped(location.x))
    attributes.append(" y=" as StaticString)
    attributes.append(clamped(location.y))
    cairo_tag_begin(canvas.pointer, CAIRO_TAG_DEST, attributes.string)
    cairo_tag_end(canvas.pointer, CAIRO_TAG_DEST)
  }

  /// Makes the area of a link lead to its target.
  func paint(_ link: SceneLink, on canvas: borrowing Canvas, _ state: PaintState) {
    guard let target = LinkTarget(link.target, items: targets) else { return }
    var attributes = ByteText()
    switch target {
    case .item(let id): attributes.append("dest='\(PDFDestination.name(of: id))'")
    case .address(let address):
      // A PDF has no folder that an address could count from: readers would look beside the file
      // and open what lies there.
      guard LinkAddress.isWhole(address) else { return }
      attributes.append("uri='\(address)'")
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

/// Names of destinations in a PDF.
///
/// Cairo writes them, like addresses, between parentheses as they are: a parenthesis or a backslash
/// would end the name, and what follows would be read as the file's own.
enum PDFDestination {
  /// A name for an id: letters, digits and `. _ -` stand for themselves, any other byte is `~` and
  /// two digits. Different ids have different names.
  static func name(of id: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var name: [UInt8] = []
    for byte in id.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        name.append(byte)
      default: name += [UInt8(ascii: "~"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: name, as: UTF8.self)
  }
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
    case .table: "Table"
    case .row: "TR"
    case .cell(let isHeader): isHeader ? "TH" : "TD"
    case .list: "L"
    case .listItem: "LI"
    case .listLabel: "Lbl"
    case .listBody: "LBody"
    case .quote: "BlockQuote"
    case .contents: "TOC"
    case .contentsEntry: "TOCI"
    }
  }
}

extension SceneItem {
  /// Whether it is a group with a part in the structure.
  var hasRole: Bool {
    if case .group(let group) = self { group.role != nil } else { false }
  }
}
