// How figures look: colours, sizes and weights, with nothing about what is drawn.

public import FigureScene

/// Colours, faces and sizes of a figure.
public struct Theme: Hashable, Sendable {
  public enum Name: String, CaseIterable, Hashable, Sendable { case light, dark, print, article }

  public var name: Name
  /// The page.
  public var background: Color
  /// Titles and labels.
  public var ink: Color
  /// Tick labels and other words of the second rank.
  public var mutedInk: Color
  /// The lines around panels and the ticks.
  public var frame: Color
  public var grid: Color
  /// The ground and the hatching of cells that a mask hides.
  public var masked: Color
  public var hatch: Color
  public var frameWidth: Double
  public var gridWidth: Double
  public var hasTicks: Bool
  /// Whether titles are set bold.
  public var hasBoldTitles: Bool
  public var titleSize: Double
  public var panelTitleSize: Double
  public var labelSize: Double
  public var tickSize: Double
  /// Colours of series, in order of slots.
  public var lineColors: [Color]
  /// Dashes that distinguish series  where colours cannot; empty where all lines are solid.
  public var lineDashes: [SeriesStyle.Dash]
  public var diagram: DiagramPalette

  /// The theme of this name.
  public static func named(_ name: Name) -> Theme {
    switch name {
    case .light: light
    case .dark: dark
    case .print: print
    case .article: article
    }
  }

  /// Dark on white, quiet grid: for pages and slides.
  public static let light = Theme(
    name: .light, background: Color(0xFFFFFF), ink: Color(0x1F2328), mutedInk: Color(0x4A525C),
    frame: Color(0x8A929C), grid: Color(0xE3E6EA), masked: Color(0xF3F4F6), hatch: Color(0xC9CED5),
    frameWidth: 1, gridWidth: 1, hasTicks: true,
    hasBoldTitles: true, titleSize: 18, panelTitleSize: 15, labelSize: 15, tickSize: 13,
    lineColors: LineColors.light.colors, lineDashes: [], diagram: .light)

  /// Light on near black: for pages that follow a reader's dark setting.
  public static let dark = Theme(
    name: .dark, background: Color(0x0D1117), ink: Color(0xE6EDF3), mutedInk: Color(0xAEB7C2),
    frame: Color(0x6B7580), grid: Color(0x262D36), masked: Color(0x161B22), hatch: Color(0x3A434E),
    frameWidth: 1, gridWidth: 1, hasTicks: true,
    hasBoldTitles: true, titleSize: 18, panelTitleSize: 15, labelSize: 15, tickSize: 13,
    lineColors: LineColors.dark.colors, lineDashes: [], diagram: .dark)

  /// Black on white with greys and dashes that survive a printer.
  public static let print = Theme(
    name: .print, background: Color(0xFFFFFF), ink: Color(0x000000), mutedInk: Color(0x000000),
    frame: Color(0x000000), grid: Color(0xD9D9D9), masked: Color(0xFFFFFF), hatch: Color(0xB0B0B0),
    frameWidth: 1, gridWidth: 0.75, hasTicks: true,
    hasBoldTitles: true, titleSize: 18, panelTitleSize: 15, labelSize: 15, tickSize: 13,
    lineColors: LineColors.print.colors,
    lineDashes: SeriesStyle.Dash.allCases, diagram: .print)

  /// As the article's notebook draws: white grid, no ticks, muted series colours.
  public static let article = Theme(
    name: .article, background: Color(0xFFFFFF), ink: Color(0x262626), mutedInk: Color(0x262626),
    frame: Color(0xCCCCCC), grid: Color(0xCCCCCC), masked: Color(0xF3F3F3), hatch: Color(0xCCCCCC),
    frameWidth: 1.25, gridWidth: 1,
    hasTicks: false, hasBoldTitles: false, titleSize: 17, panelTitleSize: 15, labelSize: 15,
    tickSize: 14,
    lineColors: [0x4C72B0, 0xDD8452, 0x55A868, 0xC44E52, 0x8172B3, 0x937860, 0xDA8BC3].map(
      Color.init(_:)), lineDashes: [], diagram: .article)

  /// The colour of a slot; slots beyond the last colour begin again.
  public func lineColor(_ slot: Int) -> Color { lineColors[slot % lineColors.count] }

  /// The dash of a slot. Where colours alone distinguish series , those that begin the colours again
  /// have another dash; in all themes no two of the first fourteen lines look alike.
  public func lineDash(_ slot: Int) -> SeriesStyle.Dash {
    lineDashes.isEmpty ? Self.dash(slot / lineColors.count) : distinctDash(slot)
  }

  /// A dash for each of several lines that lie on each other, with another one where the colours begin
  /// again.
  public func distinctDash(_ slot: Int) -> SeriesStyle.Dash {
    Self.dash(slot % lineColors.count + slot / lineColors.count)
  }

  private static func dash(_ index: Int) -> SeriesStyle.Dash {
    SeriesStyle.Dash.allCases[index % SeriesStyle.Dash.allCases.count]
  }
}

/// The families text is set in when the user names none.
public enum DefaultFont {
  /// One face for Latin and Han, so that both look alike; DejaVu for what it lacks.
  public static let families = "Noto Sans CJK SC, DejaVu Sans"
}
