// Diverging and sequential maps on light and dark pages, and maps of a user's own colours.

import FigureModel
import Testing

@Suite struct PageColorMapTests {
  static let pages: [UInt32] = [0x0D1117, 0x000000, 0x1E1E1E]
  static let diverging = [
    "RdBu", "RdBu_r", "RdGy", "RdGy_r", "coolwarm", "coolwarm_r", "PuOr", "PuOr_r",
  ]

  /// A value in the middle has the page's colour, and values grow lighter on both sides of it.
  @Test(arguments: diverging, pages)
  func zeroIsTheDarkPage(name: String, page: UInt32) throws {
    let map = try #require(ColorMap.named(name)).onPage(page)
    #expect(map.name == name && map.isDiverging && !map.isPublished)
    let scale = try ColorScale(map: map, vmin: -1, vmax: 1)
    #expect(scale.rgb(for: 0) == page)
    let colors = map.levels.map { Oklab($0) }
    // Two neighbours may be the same in eight bits; nowhere does it grow clearly darker.
    for index in 128..<255 { #expect(colors[index + 1].l > colors[index].l - 0.6, "\(index)") }
    for index in 1...128 { #expect(colors[index - 1].l > colors[index].l - 0.6, "\(index)") }
    #expect(colors[0].l > 75 && colors[255].l > 75)
    // The two sides stay apart, and colours far from each other are never taken for one.
    #expect(colors[0].distance(to: colors[255]) > 10)
    #expect(colors[40].distance(to: colors[216]) > 10)
    // Eight bits have few colours near black.
    #expect(Set(map.levels).count >= (page == 0 ? 210 : 240))
    #expect(map.repeatedColors.isEmpty)
  }

  /// Each side keeps the hue that was published: red stays red.
  @Test func sidesKeepTheirHue() throws {
    let published = try #require(ColorMap.named("RdBu"))
    let dark = published.onPage(0x0D1117)
    for level in [0, 20, 50, 210, 240, 255] {
      let (before, after) = (Oklab(published.levels[level]), Oklab(dark.levels[level]))
      #expect(before.a * after.a + before.b * after.b > 0, "\(level)")
    }
  }

  @Test func valuesDecodeOnDarkPages() throws {
    let map = try #require(ColorMap.named("RdBu_r")).onPage(0x0D1117)
    let scale = try ColorScale(map: map, vmin: -2, vmax: 2)
    for index in 0...400 {
      let value = Double(index) / 100 - 2
      let levels = scale.map.levels(colored: scale.rgb(for: value))
      let nearest = levels.map { (scale.value(at: $0) - value).magnitude }.min()
      #expect(try #require(nearest) <= scale.halfStep(at: value) + 1e-12)
    }
  }

  @Test(arguments: ["viridis", "magma", "hsv", "turbo"])
  func otherMapsStayAsPublished(name: String) throws {
    let map = try #require(ColorMap.named(name))
    #expect(map.onPage(0x0D1117) == map && map.isPublished)
  }

  /// The least value has the page's colour, and the greatest is the lightest.
  @Test(arguments: ["Blues", "Greens", "Purples", "Oranges", "Reds", "Greys"], pages)
  func theWhiteEndIsTheDarkPage(name: String, page: UInt32) throws {
    let map = try #require(ColorMap.named(name)).onPage(page)
    #expect(map.name == name && map.kind == .sequential && !map.isPublished)
    #expect(map.levels[0] == page)
    let colors = map.levels.map { Oklab($0) }
    for index in 1..<256 { #expect(colors[index].l > colors[index - 1].l - 0.6, "\(index)") }
    #expect(colors[255].l > 70)
    #expect(try #require(ColorMap.named(name + "_r")).onPage(page).levels == map.levels.reversed())
  }

  @Test(arguments: diverging + ["Blues"]) func lightPagesHaveThePublishedMap(name: String) throws {
    let map = try #require(ColorMap.named(name))
    #expect(map.onPage(0xFFFFFF) == map)
  }

  /// 0 is white paper on a map that no user named, between the published ends; a named one is as published.
  @Test(arguments: diverging) func zeroIsTheLightPage(name: String) throws {
    let published = try #require(ColorMap.named(name))
    let map = published.onPage(0xFFFFFF, isNamed: false)
    #expect(map.name == name && map.isDiverging && !map.isPublished)
    var scale = try ColorScale(map: published, vmin: -1, vmax: 1)
    #expect(scale.onPage(0xFFFFFF).map == published)
    scale.hasNamedMap = false
    #expect(scale.onPage(0xFFFFFF).rgb(for: 0) == 0xFFFFFF)
    #expect(map.levels[0] == published.levels[0] && map.levels[255] == published.levels[255])
    let colors = map.levels.map { Oklab($0) }
    for index in 128..<255 { #expect(colors[index + 1].l < colors[index].l + 0.6, "\(index)") }
    for index in 1...128 { #expect(colors[index - 1].l < colors[index].l + 0.6, "\(index)") }
    #expect(Set(map.levels).count >= 240 && map.repeatedColors.isEmpty)
    // Nowhere is it far from what was published: the middle of coolwarm alone is a clear grey.
    let farthest = zip(colors, published.levels.map { Oklab($0) }).map { $0.distance(to: $1) }.max()
    #expect(try #require(farthest) < (name.hasPrefix("coolwarm") ? 16 : 4))
  }

  /// 3 colours over 256 levels: the middle colour lies between levels 127 and 128.
  @Test func ownColorsAreTheEndsAndTheMiddle() throws {
    let map = try #require(ColorMap(name: "own", colors: [0x000000, 0x804020, 0xFFFFFF]))
    #expect(map.levels.count == 256 && !map.isPublished && !map.isDiverging)
    #expect(map.levels.first == 0x000000 && map.levels.last == 0xFFFFFF)
    for level in [127, 128] {
      for shift in [16, 8, 0] as [UInt32] {
        let difference =
          Int(map.levels[level] >> shift & 0xFF) - Int(0x804020 >> shift & 0xFF)
        #expect(difference.magnitude <= 1)
      }
    }
    #expect(map.onPage(0x0D1117) == map)
  }

  @Test func allColorsAreTheLevels() throws {
    let colors = (0..<256).map { UInt32($0 * 65_793) }
    #expect(ColorMap(name: "own", colors: colors)?.levels == colors)
    #expect(ColorMap(name: "own", colors: [0]) == nil)
    #expect(ColorMap(name: "own", colors: colors + [0]) == nil)
  }

  @Test func repeatedColorsAreFound() throws {
    let map = try #require(ColorMap(name: "own", colors: [0xFF0000, 0x0000FF, 0xFF0000]))
    #expect(map.repeatedColors.contains(0xFF0000))
    #expect(try #require(ColorMap.named("Greys")).repeatedColors.isEmpty)
  }
}
