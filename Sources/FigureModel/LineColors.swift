// The looks of lines that stand side by side: colours, dashes and markers, each in a cycle, so that
// no two neighbours differ by colour alone.

public import FigureScene
private import RealModule

/// The shape of a marker on a line.
public enum MarkerShape: String, Hashable, Sendable, CaseIterable {
  case circle, square, triangle, diamond, plus, cross, invertedTriangle
}

/// The look of one of several lines.
public struct LineLook: Hashable, Sendable {
  public var color: Color
  /// Dashes and gaps in turn, in line widths; empty for a solid line.
  public var dash: [Double]
  public var marker: MarkerShape

  public init(color: Color, dash: [Double], marker: MarkerShape) {
    self.color = color
    self.dash = dash
    self.marker = marker
  }
}

/// A cycle of line looks for one kind of page.
public enum LineColors: String, Hashable, Sendable, CaseIterable {
  /// For white pages.
  case light
  /// For pages near black, up to `#1e1e1e`.
  case dark
  /// For white paper without colour: greys that survive a printer, distinguished by their dashes.
  case print

  /// The colours in order. Each has a contrast of at least 3:1 to its page (WCAG 2.1, 1.4.11).
  ///
  /// The hues are those of Okabe and Ito, "Color Universal Design" (2008,
  /// https://jfly.uni-koeln.de/color/), darkened where the page is white and lightened where it is
  /// dark, in an order in which neighbours stay apart for readers with protanopia, deuteranopia and
  /// tritanopia.
  public var colors: [Color] {
    switch self {
    case .light: Self.lightColors
    case .dark: Self.darkColors
    case .print: Self.printColors
    }
  }

  /// The dashes in order, in line widths: solid, dashed, dotted, dash-dotted, long, dash-dot-dotted.
  public static let dashes: [[Double]] = [
    [], [5, 2.5], [1.2, 2], [6, 2, 1.2, 2], [10, 3], [6, 2, 1.2, 2, 1.2, 2],
  ]

  /// The markers in order.
  public static let markers: [MarkerShape] = [.circle, .square, .triangle, .diamond, .cross]

  /// The look of the line at this index, 0 or more.
  ///
  /// Colours (seven; four in print), dashes (six) and markers (five) run in cycles of their own
  /// lengths, so that a colour that comes again comes with another dash and another marker.
  public func look(at index: Int) -> LineLook {
    LineLook(
      color: colors[index % colors.count], dash: Self.dashes[index % Self.dashes.count],
      marker: Self.markers[index % Self.markers.count])
  }

  private static let lightColors = [
    0x0072B2, 0xDD6B10, 0x00523B, 0xB03A7D, 0x2F9BD8, 0x222222, 0x6B6200,
  ].map { Color($0) }
  private static let darkColors = [
    0x6CC0F0, 0xE69F00, 0xB8609A, 0xF0E442, 0x00B283, 0xD55E00, 0x2E86C8,
  ].map { Color($0) }
  private static let printColors = [0x000000, 0x6E6E6E, 0x404040, 0x8A8A8A].map { Color($0) }
}

// MARK: - Contrast

/// The relative luminance of an sRGB colour, 0 … 1 (WCAG 2.1, "relative luminance").
public func relativeLuminance(of rgb: UInt32) -> Double {
  func linear(_ shift: UInt32) -> Double {
    let value = Double(rgb >> shift & 0xFF) / 255
    return value <= 0.04045 ? value / 12.92 : Double.pow((value + 0.055) / 1.055, 2.4)
  }
  return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
}

/// The contrast of two sRGB colours, 1 … 21 (WCAG 2.1, "contrast ratio").
public func contrastRatio(_ first: UInt32, _ second: UInt32) -> Double {
  let (a, b) = (relativeLuminance(of: first), relativeLuminance(of: second))
  return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

/// Black or white, whichever can be read better on a colour; the contrast is at least 4.58:1.
public func readableTextColor(on rgb: UInt32) -> Color {
  // White is better below the luminance L at which 1.05 / (L + 0.05) = (L + 0.05) / 0.05.
  let isDark =
    (relativeLuminance(of: rgb) + 0.05) * (relativeLuminance(of: rgb) + 0.05) < 1.05 * 0.05
  return isDark ? .white : .black
}
