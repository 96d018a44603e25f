// The display list: everything a picture shows, in the order it is painted, and nothing about how
// it came to be. Two scenes are the same picture exactly where they are equal.

/// A finished picture in px, ready for any renderer.
public struct Scene: Hashable, Sendable {
  /// What ids in a file are made from: letters, digits, `-`, `_` and `.`.
  public var name: String
  public var size: Size
  /// What lies below everything; nil leaves the page clear.
  public var background: Color?
  /// The figure's name for a reader.
  public var title: String
  /// What the figure shows, in a sentence or two.
  public var summary: String
  /// The language of title and summary, a BCP 47 tag.
  public var language: String
  public var items: [SceneItem]

  public init(
    name: String, size: Size, background: Color?, title: String, summary: String,
    language: String = "en", items: [SceneItem]
  ) {
    self.name = name
    self.size = size
    self.background = background
    self.title = title
    self.summary = summary
    self.language = language
    self.items = items
  }
}

/// One thing to paint.
public indirect enum SceneItem: Hashable, Sendable {
  case group(SceneGroup)
  case path(ScenePath)
  case text(SceneText)
  case image(SceneImage)
  /// An area that leads elsewhere; painted as nothing.
  case link(SceneLink)
}

/// Who an item is: a name for programs and a label for people.
///
/// The SVG's `id` and `<title>`, a report's hover text and the tests read these.
public struct ItemIdentity: Hashable, Sendable {
  /// Unique within the scene, such as `panel-0-frame`.
  public var id: String?
  /// What the item is, in plain words.
  public var label: String?

  public init(id: String? = nil, label: String? = nil) {
    self.id = id
    self.label = label
  }

  public static let none = ItemIdentity()
}

/// Items that share a clip, a transform or an opacity.
public struct SceneGroup: Hashable, Sendable {
  public var identity: ItemIdentity
  /// What the group is in the structure of a document; nil for what has no part in it.
  public var role: StructureRole?
  /// Applied to the items, and to the clip.
  public var transform: Transform
  /// What lies outside is not painted, in the group's own coordinates.
  public var clip: Rect?
  public var items: [SceneItem]

  public init(
    identity: ItemIdentity = .none, role: StructureRole? = nil,
    transform: Transform = .identity, clip: Rect? = nil, items: [SceneItem]
  ) {
    self.identity = identity
    self.role = role
    self.transform = transform
    self.clip = clip
    self.items = items
  }
}

/// What a part of a page is, for programs that read documents aloud or set them anew.
public enum StructureRole: Hashable, Sendable {
  /// From level 1, the document's title.
  case heading(Int)
  case paragraph
  case code
  case formula
  /// A figure, whose label is what it shows in words.
  case figure
  case caption
  case table
  case row
  /// A cell of a row, which names its column where it is a header.
  case cell(isHeader: Bool)
  /// A list of items, each of which has a label, the number or the bullet before it, and a body.
  case list
  case listItem
  case listLabel
  case listBody
  case quote
  /// A table of contents and its entries.
  case contents
  case contentsEntry
}

/// A filled and/or stroked outline. The fill is painted first, by the non-zero rule.
public struct ScenePath: Hashable, Sendable {
  public var identity: ItemIdentity
  public var path: Path
  public var fill: Color?
  public var stroke: Stroke?

  public init(
    identity: ItemIdentity = .none, _ path: Path, fill: Color? = nil, stroke: Stroke? = nil
  ) {
    self.identity = identity
    self.path = path
    self.fill = fill
    self.stroke = stroke
  }
}

/// Text at a position.
public struct SceneText: Hashable, Sendable {
  public enum HorizontalAnchor: String, Hashable, Sendable { case start, middle, end }
  public enum VerticalAnchor: String, Hashable, Sendable { case top, middle, baseline, bottom }

  public var identity: ItemIdentity
  public var text: RichText
  public var style: TextStyle
  public var color: Color
  /// Where the anchor of the text's box comes to lie.
  public var position: Point
  public var horizontal: HorizontalAnchor
  public var vertical: VerticalAnchor
  /// Degrees, clockwise as seen, about `position`.
  public var rotation: Double
  /// Where lines wrap, in px; nil for no wrapping. Lines stand to each other as `horizontal` says.
  public var wrapWidth: Double?

  public init(
    identity: ItemIdentity = .none, _ text: RichText, style: TextStyle, color: Color,
    at position: Point, horizontal: HorizontalAnchor = .start,
    vertical: VerticalAnchor = .baseline, rotation: Double = 0, wrapWidth: Double? = nil
  ) {
    self.identity = identity
    self.text = text
    self.style = style
    self.color = color
    self.position = position
    self.horizontal = horizontal
    self.vertical = vertical
    self.rotation = rotation
    self.wrapWidth = wrapWidth
  }
}

extension SceneText {
  /// Where the top left of the box of such an extent lies, seen from `position` before it is turned.
  public func origin(of extent: TextExtent) -> Point {
    let x =
      switch horizontal {
      case .start: 0.0
      case .middle: -extent.width / 2
      case .end: -extent.width
      }
    let y =
      switch vertical {
      case .top: 0.0
      case .middle: -extent.height / 2
      case .baseline: -extent.ascent
      case .bottom: -extent.height
      }
    return Point(x, y)
  }
}

/// A picture of cells, each pixel one cell that is drawn as a rectangle with sharp edges, or of light.
public struct SceneImage: Hashable, Sendable {
  public var identity: ItemIdentity
  /// Pixels a row.
  public var columns: Int
  public var rows: Int
  /// Row by row from the top, opaque, `0xRRGGBB`; `rows * columns` of them.
  public var pixels: [UInt32]
  /// Where the picture lies. Every cell has the same share of it.
  public var frame: Rect
  /// How much of what lies below it hides, 0 … 1.
  public var opacity: Double
  /// Whether it is a picture of light, whose pixels are mixed where it is shown larger or smaller; those
  /// of cells never are.
  public var isSmooth: Bool

  /// - Precondition: `pixels.count == rows * columns`.
  public init(
    identity: ItemIdentity = .none, columns: Int, rows: Int, pixels: [UInt32], frame: Rect,
    opacity: Double = 1, isSmooth: Bool = false
  ) {
    precondition(pixels.count == rows * columns, "an image has one pixel a cell")
    self.identity = identity
    self.columns = columns
    self.rows = rows
    self.pixels = pixels
    self.frame = frame
    self.opacity = opacity
    self.isSmooth = isSmooth
  }
}

/// A rectangle that leads to an address or to another destination.
public struct SceneLink: Hashable, Sendable {
  public var area: Rect
  public var target: String

  public init(area: Rect, target: String) {
    self.area = area
    self.target = target
  }
}
