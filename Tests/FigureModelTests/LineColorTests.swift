// Line looks: contrast to the page, and apart for every reader.

import FigureModel
import FigureScene
import Testing

@Suite struct LineColorTests {
  @Test(arguments: [
    (LineColors.light, [0xFFFFFF]), (.print, [0xFFFFFF]), (.dark, [0x000000, 0x121212, 0x1E1E1E]),
  ])
  func contrastToThePage(cycle: LineColors, pages: [UInt32]) {
    for color in cycle.colors {
      for page in pages { #expect(contrastRatio(color.rgb, page) >= 3, "\(color.hex)") }
    }
  }

  @Test(arguments: [LineColors.light, .dark], Vision.allCases)
  func colorsStayApart(cycle: LineColors, vision: Vision) {
    let seen = cycle.colors.map { Oklab($0.rgb, vision: vision) }
    for index in seen.indices {
      #expect(seen[index].distance(to: seen[(index + 1) % seen.count]) >= 10)
      for other in 0..<index {
        #expect(
          seen[index].distance(to: seen[other]) >= 7,
          "\(cycle.colors[index].hex) \(cycle.colors[other].hex)")
      }
    }
  }

  @Test func printHasNoColor() {
    let colors = LineColors.print.colors
    #expect(colors.allSatisfy { $0.red == $0.green && $0.green == $0.blue })
    for index in colors.indices {
      let next = colors[(index + 1) % colors.count]
      #expect(Oklab(colors[index].rgb).distance(to: Oklab(next.rgb)) >= 10)
    }
  }

  @Test(arguments: LineColors.allCases)
  func neverByColorAlone(cycle: LineColors) {
    let looks = (0..<24).map(cycle.look(at:))
    #expect(Set(looks).count == looks.count)
    #expect(looks[0].dash.isEmpty)
    for (index, look) in looks.enumerated() {
      for other in looks[..<index].suffix(4) {
        #expect(look.dash != other.dash && look.marker != other.marker)
      }
      for other in looks[..<index] where other.color == look.color {
        #expect(look.dash != other.dash || look.marker != other.marker)
      }
    }
  }

  /// The ratios of WCAG's own examples: black on white 21, #777 on white 4.48, #767676 4.54.
  @Test func contrast() {
    #expect((contrastRatio(0, 0xFFFFFF) - 21).magnitude < 1e-12)
    #expect(contrastRatio(0x123456, 0x123456) == 1)
    #expect((contrastRatio(0x777777, 0xFFFFFF) - 4.478).magnitude < 0.001)
    #expect((contrastRatio(0xFFFFFF, 0x767676) - 4.542).magnitude < 0.001)
  }

  @Test(arguments: ColorMap.names)
  func textCanBeReadOnEveryLevel(name: String) throws {
    for level in try #require(ColorMap.named(name)).levels {
      let color = readableTextColor(on: level)
      #expect(color == .black || color == .white)
      let other: Color = color == .black ? .white : .black
      #expect(contrastRatio(color.rgb, level) >= 4.5)
      #expect(contrastRatio(color.rgb, level) >= contrastRatio(other.rgb, level))
    }
  }
}
