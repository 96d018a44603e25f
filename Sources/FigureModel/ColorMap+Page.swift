// Maps on the page: what stands for 0, the middle of a diverging map and on dark pages the white end of a
// sequential one, is the page itself, no grey on paper and no light that glares.

private import RealModule

extension ColorMap {
  /// The map as it is drawn on a page of this colour.
  ///
  /// The published diverging maps are made for white paper: their middle is white or nearly so, their
  /// ends are dark. On a dark page each colour has the hue and the chroma that was published, but its
  /// lightness turned over: the middle is the page's own colour, and colours grow lighter the farther a
  /// value lies from it. Level 128, which the value in the middle has, is the page's colour to the bit.
  ///
  /// Sequential maps that begin near white, as Blues, are turned over in the same way: the minimum value is
  /// the page, and colours grow lighter with it. Maps that are neither stay as published.
  ///
  /// On light pages maps stay as published; where no user named the map, and none asks for the published
  /// colours, the middle of a diverging one is the page's colour as well, and its ends are those published.
  /// - Parameter isNamed: whether a user named the map.
  public func onPage(_ page: UInt32, isNamed: Bool = true) -> ColorMap {
    let ground = Oklab(page)
    let isDark = ground.lightness < Self.darkest
    guard isPublished, isDark || isDiverging && !isNamed else { return self }
    guard isDiverging else { return turnedSequence(page, ground) }
    let colors = levels.map(Oklab.init)
    let middle = colors[Self.middleLevel]
    let turned = levels.indices.map { index -> UInt32 in
      guard index != Self.middleLevel else { return page }
      let isLower = index < Self.middleLevel
      let end = isLower ? colors[0] : colors[Self.levelCount - 1]
      let lightnessOfEnd = isDark ? Self.lightestEnd : end.lightness
      // How far the published colour has gone from the middle's lightness to its end's.
      let way = (middle.lightness - colors[index].lightness) / (middle.lightness - end.lightness)
      let distance = Double(isLower ? Self.middleLevel - index : index - Self.middleLevel)
      let rest =
        1 - distance / Double(isLower ? Self.middleLevel : Self.levelCount - 1 - Self.middleLevel)
      return Oklab(
        lightness: ground.lightness + min(max(way, 0), 1) * (lightnessOfEnd - ground.lightness),
        a: colors[index].a + rest * (ground.a - middle.a),
        b: colors[index].b + rest * (ground.b - middle.b)
      ).rgb
    }
    return ColorMap(
      name: name, levels: turned, isReversed: isReversed, kind: kind, isPublished: false)
  }

  /// A map from near white to a colour, from the page to that colour; others as they are.
  private func turnedSequence(_ page: UInt32, _ ground: Oklab) -> ColorMap {
    guard kind == .sequential else { return self }
    let colors = levels.map(Oklab.init)
    let (first, last) = (colors[0], colors[Self.levelCount - 1])
    let whiteLevel = first.lightness > last.lightness ? 0 : Self.levelCount - 1
    let (white, end) = whiteLevel == 0 ? (first, last) : (last, first)
    let chroma = (white.a * white.a + white.b * white.b).squareRoot()
    guard white.lightness > Self.nearWhite, chroma < Self.nearGrey else { return self }
    let turned = levels.indices.map { index -> UInt32 in
      guard index != whiteLevel else { return page }
      let way = (white.lightness - colors[index].lightness) / (white.lightness - end.lightness)
      let rest =
        1 - Double(abs(index - whiteLevel)) / Double(Self.levelCount - 1)
      return Oklab(
        lightness: ground.lightness + min(max(way, 0), 1) * (Self.lightestEnd - ground.lightness),
        a: colors[index].a + rest * (ground.a - white.a),
        b: colors[index].b + rest * (ground.b - white.b)
      ).rgb
    }
    return ColorMap(
      name: name, levels: turned, isReversed: isReversed, kind: kind, isPublished: false)
  }

  /// White ends are lighter than this, and their colour is weaker than that.
  private static let nearWhite = 0.93
  private static let nearGrey = 0.03
  /// The level of the value in the middle of a scale.
  private static let middleLevel = levelCount / 2
  /// Pages darker than this, in lightness from 0 to 1, are dark.
  private static let darkest = 0.5
  /// How light the ends are: as far from black as the published ones are from white.
  private static let lightestEnd = 0.82
}

extension ColorScale {
  /// The scale in its map's colours for a page of this colour.
  public func onPage(_ page: UInt32) -> ColorScale {
    colored(by: map.onPage(page, isNamed: hasNamedMap))
  }
}

/// A colour in Björn Ottosson's Oklab (https://bottosson.github.io/posts/oklab/): lightness from 0 to 1,
/// and two axes of hue, in which equal distances look equally far.
private struct Oklab {
  var lightness: Double
  var a: Double
  var b: Double

  init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  init(_ rgb: UInt32) {
    let (red, green, blue) = (
      Self.linear(rgb >> 16 & 0xFF), Self.linear(rgb >> 8 & 0xFF), Self.linear(rgb & 0xFF)
    )
    let l = Double.root(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue, 3)
    let m = Double.root(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue, 3)
    let s = Double.root(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue, 3)
    lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
    a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
    b = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
  }

  /// The nearest colour of a screen, channel by channel.
  var rgb: UInt32 {
    let l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
    let m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
    let s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
    let channels = [
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
    ]
    return channels.reduce(0) { $0 << 8 | Self.byte($1) }
  }

  private func cube(_ value: Double) -> Double { value * value * value }

  private static func linear(_ byte: UInt32) -> Double {
    let value = Double(byte) / 255
    return value <= 0.04045 ? value / 12.92 : Double.pow((value + 0.055) / 1.055, 2.4)
  }

  private static func byte(_ linear: Double) -> UInt32 {
    let value = min(max(linear, 0), 1)
    let encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * Double.pow(value, 1 / 2.4) - 0.055
    return UInt32((encoded * 255).rounded())
  }
}
