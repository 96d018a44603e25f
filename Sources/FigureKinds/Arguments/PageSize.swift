// The size of a figure as users write it: `1200x600px`, `12x6in`, `160x90mm`.

import ArgumentParser
public import FigureScene
import TextFormats

/// A width and a height with their unit.
public struct PageSize: Hashable, WrittenValue {
  public enum Unit: String, CaseIterable, Hashable, Sendable {
    case px
    case pt
    case mm
    case cm
    case inch = "in"

    /// Any of them in a pattern.
    static let pattern = "(\(allCases.map(\.rawValue).joined(separator: "|")))"

    /// The px in one of the unit; a px is 1/96 inch.
    var pixels: Double {
      switch self {
      case .px: 1
      case .pt: 96.0 / 72
      case .mm: 96 / 25.4
      case .cm: 96 / 2.54
      case .inch: 96
      }
    }
  }

  public static let notation: ValueNotation? = .exactly(
    " *\(ValueNotation.positive) *x *\(ValueNotation.positive) *\(Unit.pattern)")

  public var width: Double
  public var height: Double
  public var unit: Unit

  init(width: Double, height: Double, unit: Unit) {
    (self.width, self.height, self.unit) = (width, height, unit)
  }

  /// - Returns: nil unless the text is two positive finite numbers with an `x` between and a unit.
  public init?(_ argument: String) {
    guard let unit = Unit.allCases.first(where: { argument.hasSuffix($0.rawValue) }) else {
      return nil
    }
    let parts = argument.dropLast(unit.rawValue.count)
      .split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = try? Double.read(String(parts[0].trimmingSpaces)),
      let height = try? Double.read(String(parts[1].trimmingSpaces)), width > 0, height > 0,
      width.isFinite,
      height.isFinite
    else { return nil }
    self.width = width
    self.height = height
    self.unit = unit
  }

  /// Reads a size from the command line.
  @Sendable public static func parsed(_ text: String) throws -> PageSize {
    guard let size = PageSize(text) else {
      throw WrongNotation(
        "give a width and a height with a unit, 1200x600px, 12x6in or 160x90mm",
        zh: "请给出带单位的宽和高，例如 1200x600px、12x6in 或 160x90mm")
    }
    return size
  }

  public var description: String { "\(typed(width))x\(typed(height))\(unit.rawValue)" }

  /// The longest side that can be laid out, in px; what a format can hold may be less.
  static let longestSide = 100_000

  /// Refuses a page that is too large to be laid out.
  func validated() throws(FigureError) -> PageSize {
    guard max(width, height) * unit.pixels <= Double(Self.longestSide) else {
      throw .usage(
        "\(option: "size") \(description): a side can have at most \(Self.longestSide) px; choose a smaller "
          + "size", zh: "\(option: "size") \(description)：边长至多 \(Self.longestSide) px，请给较小的尺寸")
    }
    return self
  }

  /// The width in inches that type is chosen by: of a low page that of one not much wider than a slide.
  private var widthOfType: Double { min(width, height * 2.1) * unit.pixels / 96 }

  /// The preset whose type and distances suit a size on paper; nil for one in px, which is a screen's.
  var nearestPage: PagePreset? {
    guard unit != .px else { return nil }
    return switch widthOfType {
    case ...4.2: .column
    case ...9: .text
    default: .slide
    }
  }

  /// The type of tick labels that suits it, in pt; nil for a size in px. Larger pages are shown on walls:
  /// their type grows with them.
  var usualTickSize: Double? {
    guard let page = nearestPage, let ticks = page.tickSize else { return nil }
    guard page == .slide, let width = page.width else { return ticks }
    return ticks * widthOfType * 96 / width
  }

  /// The size in px, whole.
  public var pixels: Size {
    Size((width * unit.pixels).rounded(), (height * unit.pixels).rounded())
  }
}
