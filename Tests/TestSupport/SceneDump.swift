// A scene written down, one item a line, so that two of them can be compared by eye and by diff.

public import FigureScene

extension Scene {
  /// The scene as lines of text: numbers rounded to a hundredth px, pictures and long outlines as
  /// their size and a hash.
  public var dump: String {
    var lines = [
      "scene \(name) \(number(size.width))x\(number(size.height)) "
        + (background.map(\.written) ?? "clear") + " \(language)",
      "title \(title)",
      "summary \(summary)",
    ]
    for item in items { write(item, indent: "", into: &lines) }
    return lines.joined(separator: "\n") + "\n"
  }
}

private func write(_ item: SceneItem, indent: String, into lines: inout [String]) {
  switch item {
  case .group(let group):
    var line = "\(indent)group" + written(group.identity)
    if group.transform != .identity {
      let t = group.transform
      line += " transform " + numbers([t.xx, t.yx, t.xy, t.yy, t.x0, t.y0])
    }
    if let clip = group.clip { line += " clip " + written(clip) }
    lines.append(line)
    for item in group.items { write(item, indent: indent + "  ", into: &lines) }
  case .path(let path):
    var line = "\(indent)path" + written(path.identity)
    if let fill = path.fill { line += " fill " + fill.written }
    if let stroke = path.stroke {
      line += " stroke \(stroke.color.written) \(number(stroke.width))"
      if !stroke.dash.isEmpty { line += " dash " + numbers(stroke.dash) }
      if stroke.cap != .butt { line += " \(stroke.cap.rawValue)" }
      if stroke.join != .miter { line += " join \(stroke.join.rawValue)" }
    }
    lines.append(line + " " + written(path.path))
  case .text(let text):
    let style = text.style
    var line = "\(indent)text" + written(text.identity) + " \"\(written(text.text))\""
    line += " \(number(style.size))"
    if style.weight != .regular { line += " \(style.weight)" }
    if style.isItalic { line += " italic" }
    line += " \(text.color.written) at \(numbers([text.position.x, text.position.y]))"
    line += " \(text.horizontal.rawValue)/\(text.vertical.rawValue)"
    if text.rotation != 0 { line += " turned \(number(text.rotation))" }
    if let width = text.wrapWidth { line += " wrap \(number(width))" }
    lines.append(line)
  case .image(let image):
    lines.append(
      "\(indent)image" + written(image.identity)
        + " \(image.columns)x\(image.rows) #\(hash(image.pixels)) in \(written(image.frame))"
        + (image.opacity < 1 ? " opacity \(number(image.opacity))" : "")
        + (image.isSmooth ? " smooth" : ""))
  case .link(let link):
    lines.append("\(indent)link \(link.target) in \(written(link.area))")
  }
}

/// Outlines of more elements than this are written as their ends and a hash of the rest.
private let longestOutline = 24

private func written(_ path: Path) -> String {
  let words = path.elements.map { element in
    switch element {
    case .move(let point): "M\(numbers([point.x, point.y]))"
    case .line(let point): "L\(numbers([point.x, point.y]))"
    case .curve(let first, let second, let end):
      "C\(numbers([first.x, first.y, second.x, second.y, end.x, end.y]))"
    case .close: "Z"
    }
  }
  guard words.count > longestOutline else { return words.joined(separator: " ") }
  let all = hash(words.flatMap { $0.utf8.map(UInt32.init) })
  return "\(words[0]) … \(words[words.count - 1]) (\(words.count) elements #\(all))"
}

private func written(_ text: RichText) -> String {
  text.spans.map { span in
    let looks = [
      span.script == .sub ? "sub" : span.script == .super ? "super" : "",
      span.isItalic ? "italic" : "", span.isBold ? "bold" : "", span.color?.written ?? "",
    ].filter { !$0.isEmpty }
    return looks.isEmpty ? span.text : "{\(looks.joined(separator: " ")): \(span.text)}"
  }.joined()
}

private func written(_ identity: ItemIdentity) -> String {
  (identity.id.map { " " + $0 } ?? "") + (identity.label.map { " “\($0)”" } ?? "")
}

private func written(_ rect: Rect) -> String {
  numbers([rect.x, rect.y, rect.width, rect.height])
}

extension Color {
  fileprivate var written: String {
    alpha == 255 ? hex : hex + "/" + String(alpha)
  }
}

private func numbers(_ values: [Double]) -> String { values.map(number).joined(separator: ",") }

/// A number rounded to hundredths, without zeros it does not need.
private func number(_ value: Double) -> String {
  let hundredths = (value * 100).rounded()
  guard hundredths.magnitude < 1e15 else { return "\(value)" }
  let whole = Int(hundredths)
  let (units, rest) = (whole.magnitude / 100, whole.magnitude % 100)
  let sign = whole < 0 ? "-" : ""
  if rest == 0 { return "\(sign)\(units)" }
  let digits = rest % 10 == 0 ? "\(rest / 10)" : (rest < 10 ? "0\(rest)" : "\(rest)")
  return "\(sign)\(units).\(digits)"
}

/// FNV-1a of 32-bit words, as 16 hexadecimal digits.
public func hash(_ words: some Sequence<UInt32>) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for word in words {
    for shift in [0, 8, 16, 24] {
      hash = (hash ^ UInt64(word >> shift & 0xFF)) &* 0x100_0000_01b3
    }
  }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
