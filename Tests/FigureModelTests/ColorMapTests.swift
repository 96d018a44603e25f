// Colour maps against matplotlib's own tables.

import FigureModel
import TestSupport
import Testing

@Suite struct ColorMapTests {
  @Test func everyLevelIsThePublishedOne() throws {
    let lines = try fixtureLines("color/color-maps.txt")
    #expect(lines.count == 36)
    #expect(Set(lines.map { $0[0] }) == Set(ColorMap.names.flatMap { [$0, $0 + "_r"] }))
    for line in lines {
      let map = try #require(ColorMap.named(line[0]))
      let digits = Array(line[1])
      let expected = stride(from: 0, to: digits.count, by: 6).map {
        UInt32(String(digits[$0..<$0 + 6]), radix: 16)
      }
      #expect(map.levels == expected, "\(line[0])")
      #expect(map.name == line[0])
    }
  }

  /// Values that are printed in the maps' own papers and pages.
  @Test func knownEnds() {
    #expect(ColorMap.viridis.levels.first == 0x440154)
    #expect(ColorMap.viridis.levels.last == 0xFDE725)
    #expect(ColorMap.named("RdBu")?.levels.first == 0x67001F)
    #expect(ColorMap.named("RdBu_r")?.levels.first == 0x053061)
    #expect(ColorMap.named("Greys")?.levels.last == 0)
  }

  @Test(arguments: ColorMap.names)
  func reversingTwiceGivesTheMap(name: String) throws {
    let map = try #require(ColorMap.named(name))
    #expect(!map.isReversed && map.baseName == name)
    #expect(map.reversed == ColorMap.named(name + "_r"))
    #expect(map.reversed.isReversed && map.reversed.baseName == name)
    #expect(map.reversed.reversed == map)
    #expect(map.reversed.levels.first == map.levels.last)
    #expect(map.levels.allSatisfy { $0 <= 0xFF_FFFF })
  }

  @Test func kinds() {
    let maps = ColorMap.names.compactMap(ColorMap.named)
    #expect(maps.filter(\.isCyclic).map(\.name) == ["hsv", "twilight"])
    #expect(maps.filter(\.isDiverging).map(\.name) == ["RdBu", "RdGy", "coolwarm", "PuOr"])
  }

  /// On a cyclic map the step over the seam is as small as its other steps.
  @Test(arguments: ["hsv", "twilight"])
  func endsOfCyclicMapsMeet(name: String) throws {
    let levels = try #require(ColorMap.named(name)).levels
    let steps = (1..<256).map { Oklab(levels[$0]).distance(to: Oklab(levels[$0 - 1])) }
    let seam = Oklab(levels[255]).distance(to: Oklab(levels[0]))
    let widest = try #require(steps.max())
    #expect(seam <= widest * 1.01)
  }

  @Test(arguments: [
    (0.0, 0), (1.0, 255), (0.5, 128), (0.5 - 1e-12, 127), (1 / 256.0, 1), (255 / 256.0, 255),
    (-3, 0), (7, 255), (-Double.infinity, 0), (.infinity, 255), (.nan, 0),
  ])
  func levelOfAShare(t: Double, level: Int) {
    #expect(ColorMap.viridis.rgb(at: t) == ColorMap.viridis.levels[level])
  }

  @Test(arguments: [
    ("Viridis", "viridis"), ("virdis", "viridis"), ("vridiis", "viridis"), ("rdbu_R", "RdBu_r"),
    ("RdBl", "RdBu"), ("cool-warm", "coolwarm"), ("Grays", "Greys"), ("twilight_r", "twilight_r"),
    ("HSV", "hsv"), ("blue", "Blues"),
  ])
  func nearestName(mistyped: String, meant: String) {
    #expect(ColorMap.nearestName(to: mistyped) == meant)
  }

  @Test(arguments: ["", "jet", "spectral", "_r", "rainbow"])
  func namesFarFromAll(name: String) {
    #expect(ColorMap.named(name) == nil)
    #expect(ColorMap.nearestName(to: name) == nil)
  }
}
