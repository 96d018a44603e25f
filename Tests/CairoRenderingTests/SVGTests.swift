import CairoRendering
import FigureScene
import Foundation
import TestSupport
import Testing

@Suite struct SVGTests {
  @Test func headOfTheFile() throws {
    let svg = try svgText(sampleScene())
    #expect(svg.contains("width=\"300px\" height=\"200px\" viewBox=\"0 0 300 200\" role=\"img\""))
    #expect(svg.contains("aria-labelledby=\"sample-title sample-desc\""))
    #expect(svg.contains("<title id=\"sample-title\">A sample</title>"))
    #expect(svg.contains("<desc id=\"sample-desc\">Every kind of item once.</desc>"))
    #expect(svg.contains("<g id=\"sample-cells\"><title>A 4 by 3 heat map</title>"))
    #expect(svg.contains("image-rendering=\"pixelated\""))
    #expect(svg.contains("preserveAspectRatio=\"none\""))
    #expect(svg.contains("aria-label=\"PE(pos, 2i) = sin(x2) red\""))
    #expect(svg.contains("xlink:href=\"#sample-cells\""))
    #expect(!svg.contains("style="), "pages with a strict content policy refuse inline styles")
    try checkXML(Array(svg.utf8))
  }

  @Test(arguments: [1.0, 2, 3]) func looksLikeThePNG(zoom: Double) throws {
    let svg = try rasterizeSVG(render(sampleScene(), as: .svg), zoom: zoom)
    let png = try DecodedPNG(
      render(sampleScene(), as: .png, options: RenderOptions(scale: zoom)))
    expectSampleCells(in: svg, zoom: zoom)
    // Edges of letters and cells differ by a shade, nothing else.
    #expect(svg.meanDifference(png) < 1.5)
  }

  @Test func idsBelongToTheFigure() throws {
    let first = try svgText(sampleScene(name: "first"))
    let second = try svgText(sampleScene(name: "second"))
    let (ids, otherIDs) = (identifiers(in: first), identifiers(in: second))
    #expect(ids.count > 20 && Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.hasPrefix("first-") })
    #expect(Set(ids).isDisjoint(with: otherIDs))
    for reference in references(in: first) { #expect(ids.contains(reference)) }
  }

  @Test(arguments: ["", "2d", "a b", "ü", "x\"><script>", "-"]) func oddNames(name: String) throws {
    let ids = identifiers(in: try svgText(sampleScene(name: name)))
    #expect(Set(ids).count == ids.count)
    for id in ids {
      #expect(id.first?.isLetter == true)
      #expect(id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
    }
  }

  @Test func idsNeverCollide() throws {
    let box = Path.rect(Rect(x: 0, y: 0, width: 9, height: 9))
    let items = ["title", "g0", "c0", "desc", "a b", "a-b", "g0"].map { id in
      SceneItem.path(ScenePath(identity: ItemIdentity(id: id, label: id), box, fill: .black))
    }
    let svg = try svgText(
      scene(items + [.group(SceneGroup(clip: Rect(x: 0, y: 0, width: 5, height: 5), items: []))]))
    try checkXML(Array(svg.utf8))
    let ids = identifiers(in: svg)
    // A scene that uses an id twice has broken its own rule; the rest stay apart.
    #expect(ids.count == Set(ids).count + 1)
  }

  @Test(arguments: hostileStrings) func hostileText(text: String) throws {
    let identity = ItemIdentity(id: text, label: text)
    let box = Rect(x: 0, y: 0, width: 9, height: 9)
    let items: [SceneItem] = [
      .text(
        SceneText(
          identity: identity, RichText(text), style: body, color: .black, at: Point(10, 20))),
      .path(ScenePath(identity: ItemIdentity(label: text), .rect(box), fill: .black)),
      .link(SceneLink(area: box, target: text)), .link(SceneLink(area: box, target: "#" + text)),
    ]
    var hostile = scene(items, name: text, title: text, summary: text)
    hostile.language = text
    let options = RenderOptions(metadata: [MetadataEntry(text, text)])
    let svg = try svgText(hostile, options)
    try checkXML(Array(svg.utf8))
    // Title, description, label and metadata come back as they went in, controls apart.
    let kept = String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter { scalar in
          switch scalar.value {
          case 9, 10, 13: true
          case 0..<32, 127..<160, 0xFFFE, 0xFFFF: false
          default: true
          }
        }))
    for element in ["title", "desc", "a:entry"] {
      let content = try #require(
        values(in: svg, after: "<\(element)", until: "</\(element)>").first)
      #expect(unescaped(String(content.drop { $0 != ">" }.dropFirst())) == kept)
    }
    #expect(values(in: svg, after: "aria-label=\"").map(unescaped) == (kept.isEmpty ? [] : [kept]))
    #expect(svg.count(of: "<script") == 0)
    // Controls other than line ends are gone.
    #expect(svg.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" })
  }

  @Test(arguments: [
    ("https://example.org/a?b=c&d=\"e\"", true), ("javascript:alert(1)", false),
    ("JaVaScRiPt:alert(1)", false), ("data:text/html,x", false), ("page.html#part", true),
    ("mailto:a@b.c", true), ("#nowhere", false), ("", false), ("file:///etc/passwd", false),
    ("java\nscript:alert(1)", false), (" javascript:alert(1)", false),
  ]) func linksLeadWhereTheyShould(target: String, isKept: Bool) throws {
    let link = SceneLink(area: Rect(x: 1, y: 1, width: 9, height: 9), target: target)
    let svg = try svgText(scene([.link(link)]))
    try checkXML(Array(svg.utf8))
    #expect(svg.contains("<a ") == isKept)
  }

  @Test func imagesAreEnlargedPalettes() throws {
    func embedded(_ image: SceneImage) throws -> DecodedPNG {
      let svg = try svgText(scene([.image(image)]))
      return try DecodedPNG(base64(try #require(values(in: svg, after: "base64,").first)))
    }
    let frame = Rect(x: 0, y: 0, width: 40, height: 30)
    let small = try embedded(SceneImage(columns: 4, rows: 3, pixels: sampleCells, frame: frame))
    #expect(small.isIndexed && small.width == 40 && small.height == 30)
    for y in 0..<30 {
      for x in 0..<40 { #expect(small[x, y] == sampleCells[y / 10 * 4 + x / 10]) }
    }
    // One, two, four and eight bits a pixel.
    for colors in [1, 2, 3, 5, 16, 17, 256] {
      let pixels = (0..<300).map { UInt32($0 % colors) * 257 }
      let png = try embedded(SceneImage(columns: 20, rows: 15, pixels: pixels, frame: frame))
      #expect(png.isIndexed && png.width == 80 && png.height == 60)
      for y in 0..<60 {
        for x in 0..<80 { #expect(png[x, y] == pixels[y / 4 * 20 + x / 4]) }
      }
    }
    let many = try embedded(
      SceneImage(columns: 257, rows: 1, pixels: (0..<257).map { $0 }, frame: frame))
    #expect(!many.isIndexed && many.width == 257 * 4)
    #expect(many[4 * 200 + 2, 1] == 200)
    // A large one is not blown up.
    let large = try embedded(
      SceneImage(
        columns: 1500, rows: 1500, pixels: [UInt32](repeating: 7, count: 2_250_000), frame: frame))
    #expect(large.width == 1500)
  }

  /// Outside of scales, which need more, numbers have three decimals at most.
  @Test func numbersAreShort() throws {
    var item = textScene("thirds", style: TextStyle(family: "DejaVu Sans", size: 10 / 3))
    item.items.append(
      .path(
        ScenePath(
          .line(Point(1 / 3, 1e-9), Point(-2 / 3, 1e7)), stroke: Stroke(.black, width: 1 / 7))))
    var svg = try svgText(item)
    for scale in values(in: svg, after: "scale(", until: ")") {
      svg = svg.replacingOccurrences(of: scale, with: "")
    }
    let numbers = svg.split { !($0.isNumber || $0 == ".") }.filter { $0.contains(".") }
    #expect(numbers.contains("0.333") || numbers.contains(".333"))
    for number in numbers {
      let decimals = number.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
      #expect(decimals.count <= 3, "\(number)")
    }
  }

  @Test func metadataIsKept() throws {
    let options = RenderOptions(metadata: [MetadataEntry("Parameters", "<a> & \"b\"")])
    let svg = try svgText(scene([]), options)
    #expect(
      svg.contains("<a:entry name=\"Parameters\">&lt;a&gt; &amp; &quot;b&quot;</a:entry>"))
  }

  @Test func glyphsAreShared() throws {
    let once = try svgText(textScene("abcabcabc"))
    #expect(once.count(of: "<path") == 3 && once.count(of: "<use") == 9)
    // Sizes share the outlines of their face.
    var items = textScene("abc").items
    items += textScene("abc", style: TextStyle(family: "DejaVu Sans", size: 31)).items
    #expect(try svgText(scene(items)).count(of: "<path") == 3)
  }
}

/// Holds a picture of the sample scene to its cells, at their centres.
func expectSampleCells(in picture: some PixelGrid, zoom: Double) {
  for row in 0..<3 {
    for column in 0..<4 {
      let x = Int((35 + 30 * Double(column)) * zoom)
      let y = Int((55 + 30 * Double(row)) * zoom)
      #expect(picture[x, y] & 0xFF_FFFF == sampleCells[row * 4 + column])
    }
  }
}

extension String {
  fileprivate func count(of part: String) -> Int { values(in: self, after: part, until: "").count }
}

/// All that stands between `before` and the next `end`, found byte by byte.
private func values(in svg: String, after before: String, until end: String = "\"") -> [String] {
  let bytes = Array(svg.utf8)
  let (opening, closing) = (Array(before.utf8), Array(end.utf8))
  func location(of part: [UInt8], from start: Int) -> Int? {
    guard let first = part.first else { return start }
    var k = start
    while k + part.count <= bytes.count {
      if bytes[k] == first, bytes[k..<k + part.count].elementsEqual(part) { return k }
      k += 1
    }
    return nil
  }
  var result: [String] = []
  var k = 0
  while let start = location(of: opening, from: k),
    let stop = location(of: closing, from: start + opening.count)
  {
    result.append(String(decoding: bytes[start + opening.count..<stop], as: UTF8.self))
    k = max(stop, start + opening.count)
  }
  return result
}

private func unescaped(_ text: String) -> String {
  var result = text
  for (escape, character) in [
    ("&#10;", "\n"), ("&#13;", "\r"), ("&#9;", "\t"), ("&#39;", "'"), ("&quot;", "\""),
    ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"),
  ] { result = result.replacingOccurrences(of: escape, with: character, options: .literal) }
  return result
}

private func identifiers(in svg: String) -> [String] { values(in: svg, after: " id=\"") }

private func references(in svg: String) -> [String] {
  values(in: svg, after: "href=\"#") + values(in: svg, after: "url(#", until: ")")
    + values(in: svg, after: "aria-labelledby=\"").flatMap {
      $0.split(separator: " ").map(String.init)
    }
}

private func base64(_ text: String) -> [UInt8] {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var bytes: [UInt8] = []
  var (bits, count): (UInt32, Int) = (0, 0)
  for character in text.utf8 {
    guard let value = alphabet.firstIndex(of: character) else { continue }
    bits = bits << 6 | UInt32(value)
    count += 6
    if count >= 8 {
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
  }
  return bytes
}
