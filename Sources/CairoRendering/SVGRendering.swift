// Scenes as SVG, written straight from the display list: Cairo's own SVG has ids from a counter of
// the process, text without words and images that viewers blur.

import CPangoCairo
import FigureScene

/// The scene as SVG bytes, a file of its own.
func renderSVG(
  _ scene: Scene, options: RenderOptions, text: TextEngine
) throws(RenderError) -> [UInt8] {
  var parts: SharedParts?
  return try renderSVG(scene, options: options, text: text, parts: &parts)
}

/// The scene as SVG bytes.
/// - Parameter parts: what the page around the drawing has for it and others; nil for a file.
func renderSVG(
  _ scene: Scene, options: RenderOptions, text: TextEngine, parts: inout SharedParts?
) throws(RenderError) -> [UInt8] {
  let (width, height) = (scene.size.width, scene.size.height)
  try checkSVGSize(scene)
  var writer = SVGWriter(scene, text: text, keepsText: options.keepsText)
  writer.parts = parts
  // A drawing on a page is shown on screens, where a hundredth of a px is nothing, and pages are long.
  if parts != nil { writer.body.decimals = 2 }
  let ground = scene.background.map { writer.value(of: $0) }
  try writer.write(scene.items)

  var out = ByteText()
  if parts == nil {
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" as StaticString)
  }
  parts = writer.parts
  out.append("<svg xmlns=\"http://www.w3.org/2000/svg\"" as StaticString)
  out.append(" xmlns:xlink=\"http://www.w3.org/1999/xlink\"" as StaticString)
  out.attribute("width", width, unit: "px")
  out.attribute("height", height, unit: "px")
  out.append(" viewBox=\"0 0 " as StaticString)
  out.append(width)
  out.append(" " as StaticString)
  out.append(height)
  out.append("\"" as StaticString)
  out.attribute("role", "img")
  out.attribute("xml:lang", scene.language)
  let isDescribed = !scene.summary.isEmpty
  out.attribute(
    "aria-labelledby", writer.names.title + (isDescribed ? " \(writer.names.desc)" : ""))
  if let fonts = writer.rootFonts { out.attribute("font-family", fonts) }
  out.append(" stroke-miterlimit=\"10\">\n<title" as StaticString)
  out.attribute("id", writer.names.title)
  out.append(">" as StaticString)
  out.appendEscaped(scene.title)
  out.append("</title>\n" as StaticString)
  if isDescribed {
    out.append("<desc" as StaticString)
    out.attribute("id", writer.names.desc)
    out.append(">" as StaticString)
    out.appendEscaped(scene.summary)
    out.append("</desc>\n" as StaticString)
  }
  if !options.metadata.isEmpty {
    out.append("<metadata xmlns:a=\"urn:attnplot\">\n" as StaticString)
    for entry in options.metadata {
      out.append("<a:entry" as StaticString)
      out.attribute("name", entry.key)
      out.append(">" as StaticString)
      out.appendEscaped(entry.value)
      out.append("</a:entry>\n" as StaticString)
    }
    out.append("</metadata>\n" as StaticString)
  }
  if !writer.definitions.bytes.isEmpty {
    out.append("<defs>\n" as StaticString)
    out.append(writer.definitions)
    out.append("</defs>\n" as StaticString)
  }
  if let background = scene.background {
    out.append("<rect" as StaticString)
    out.attribute("width", width)
    out.attribute("height", height)
    out.fill(background, as: ground)
    out.append("/>\n" as StaticString)
  }
  out.append(writer.body)
  out.append("</svg>\n" as StaticString)
  return out.bytes
}

func checkSVGSize(_ scene: Scene) throws(RenderError) {
  let (width, height) = (scene.size.width, scene.size.height)
  guard width.isFinite, height.isFinite, width > 0, height > 0 else {
    throw .emptySize(scene.size, scale: 1)
  }
  guard max(width, height) <= Double(longestSide) else {
    throw .sideTooLong(pixels: max(width, height), limit: longestSide, format: .svg)
  }
}

/// The walk: writes the body and collects what it refers to.
struct SVGWriter {
  let text: TextEngine
  /// Whether words stay text.
  let keepsText: Bool
  /// The fonts of words that stay text, where they name no others.
  var rootFonts: String?
  var names: SVGNames
  var body = ByteText()
  var definitions = ByteText()
  private var clips: [Rect: String] = [:]
  var glyphs: [GlyphKey: String] = [:]
  /// The page's, for a drawing within one.
  var parts: SharedParts?
  private let itemIDs: Set<String>
  /// From the px of the group that is written to those of the page.
  private var toPage = Transform.identity

  struct GlyphKey: Hashable {
    var face: Int
    var glyph: UInt32
  }

  /// Faces in the order of their first use.
  var faces: [FaceKey: Int] = [:]

  init(_ scene: Scene, text: TextEngine, keepsText: Bool) {
    self.text = text
    self.keepsText = keepsText
    names = SVGNames(scene)
    itemIDs = Set(names.items.keys)
  }

  /// How a colour is written: as a variable where a page has another one for dark ground.
  mutating func value(of color: Color) -> String {
    guard let dark = color.onDark else { return color.hex }
    return parts?.colors.value(light: color.rgb, dark: dark) ?? color.hex
  }

  mutating func write(_ items: [SceneItem]) throws(RenderError) {
    for item in items {
      switch item {
      case .group(let group): try write(group)
      case .path(let path): try write(path)
      case .text(let text): try write(text)
      case .image(let image): try write(image)
      case .link(let link): try write(link)
      }
    }
  }

  /// Opens a group with the item's id, what `attributes` adds, and its label.
  mutating func open(_ identity: ItemIdentity, attributes: (inout ByteText) -> Void = { _ in }) {
    body.append("<g" as StaticString)
    if let id = identity.id, let name = names.items[id] { body.attribute("id", name) }
    attributes(&body)
    body.append(">" as StaticString)
    if let label = identity.label {
      body.append("<title>" as StaticString)
      body.appendEscaped(label)
      body.append("</title>" as StaticString)
    }
  }

  mutating func close() { body.append("</g>\n" as StaticString) }

  private mutating func write(_ group: SceneGroup) throws(RenderError) {
    try group.check()
    guard group.transform.isInvertible else { return }
    let clip = group.clip.map { clipID($0) }
    open(group.identity) { out in
      out.transform(group.transform)
      if let clip { out.attribute("clip-path", "url(#\(clip))") }
    }
    body.append("\n" as StaticString)
    let outer = toPage
    toPage = group.transform.followed(by: outer)
    try write(group.items)
    toPage = outer
    close()
  }

  private mutating func clipID(_ rect: Rect) -> String {
    if let id = clips[rect] { return id }
    let id = names.unused("c\(clips.count)")
    clips[rect] = id
    definitions.append("<clipPath" as StaticString)
    definitions.attribute("id", id)
    definitions.append("><rect" as StaticString)
    definitions.rect(rect)
    definitions.append("/></clipPath>\n" as StaticString)
    return id
  }

  private mutating func write(_ item: ScenePath) throws(RenderError) {
    try item.check()
    let stroke = item.stroke.flatMap { $0.width > 0 && $0.color.alpha > 0 ? $0 : nil }
    guard stroke != nil || item.fill != nil, !item.path.elements.isEmpty else { return }
    let isGroup = item.identity != .none
    if isGroup { open(item.identity) }
    body.append("<path d=\"" as StaticString)
    body.path(item.path.elements)
    body.append("\"" as StaticString)
    if let fill = item.fill {
      body.fill(fill, as: value(of: fill))
    } else {
      body.attribute("fill", "none")
    }
    if let stroke { body.stroke(stroke, as: value(of: stroke.color)) }
    body.append("/>" as StaticString)
    if isGroup { close() } else { body.append("\n" as StaticString) }
  }

  private mutating func write(_ image: SceneImage) throws(RenderError) {
    try image.check()
    guard image.isVisible else { return }
    let isGroup = image.identity != .none
    if isGroup { open(image.identity) }
    if image.pixels.count >= SharedParts.fewestCells, let id = try parts?.id(of: image) {
      body.append("<use" as StaticString)
      body.attribute("href", "#\(id)")
      body.append(" transform=\"translate(" as StaticString)
      body.append(image.frame.minX)
      body.append(" " as StaticString)
      body.append(image.frame.minY)
      body.append(") scale(" as StaticString)
      body.append(image.frame.width)
      body.append(" " as StaticString)
      body.append(image.frame.height)
      body.append(")\"" as StaticString)
      if image.opacity < 1 { body.attribute("opacity", image.opacity) }
    } else {
      let dots = dots(of: image)
      body.append("<image" as StaticString)
      body.rect(
        dots.map { dots in
          let frame = dots.frame.scaled(by: 1 / Self.pointsPerPx)
          return Rect(
            x: frame.x - toPage.x0, y: frame.y - toPage.y0, width: frame.width,
            height: frame.height)
        } ?? image.frame)
      // Attributes, not a style: pages with a strict content policy refuse inline styles.
      if image.opacity < 1 { body.attribute("opacity", image.opacity) }
      body.imageData(try text.images.png(of: image, on: dots), isSmooth: image.isSmooth)
    }
    body.append("/>" as StaticString)
    if isGroup { close() } else { body.append("\n" as StaticString) }
  }

  private static let pointsPerPx = 0.75

  /// The dots of the page that cells take; nil within a page of others', which is shown and not printed, where cells
  /// are whole px, whose edges lie on the pixels of screens, and where a group turns or scales what it holds.
  private func dots(of image: SceneImage) -> PrintedCells? {
    guard parts == nil, !image.isSmooth, !image.isEnlargedWhole(to: image.frame),
      toPage == .translation(toPage.x0, toPage.y0)
    else { return nil }
    let frame = Rect(
      x: image.frame.x + toPage.x0, y: image.frame.y + toPage.y0, width: image.frame.width,
      height: image.frame.height)
    return PrintedCells(image, frame: frame.scaled(by: Self.pointsPerPx))
  }

  private mutating func write(_ link: SceneLink) throws(RenderError) {
    try link.check()
    guard let target = LinkTarget(link.target, items: itemIDs) else { return }
    body.append("<a" as StaticString)
    switch target {
    case .item(let id): body.attribute("xlink:href", "#\(names.items[id] ?? "")")
    case .address(let address): body.attribute("xlink:href", address)
    }
    body.append("><rect" as StaticString)
    body.rect(link.area)
    body.append(" fill=\"none\" pointer-events=\"all\"/></a>\n" as StaticString)
  }
}
