// Numbers as they are written into the cells of a heat map.

import AttentionMath
import FigureModel
import RealModule

/// How the values of one matrix are written, each so that it is true: whole numbers as such, and
/// nothing as 0 that is not.
struct CellNumber {
  private enum Form {
    case whole
    case decimals(Int)
    /// With a power of ten, all with so many digits.
    case powers(digits: Int)
  }

  private let form: Form

  /// - Parameter values: those that are shown.
  init(_ annotation: HeatMap.Annotation, for values: some Sequence<Double>) {
    if let decimals = annotation.decimals {
      form = .decimals(decimals)
      return
    }
    var maximum = 0.0
    var isWhole = true
    for value in values where value.isFinite {
      maximum = max(maximum, value.magnitude)
      if value.rounded() != value { isWhole = false }
    }
    if isWhole {
      form = .whole
    } else if maximum >= Self.longestPlaced {
      form = .powers(digits: 2)
    } else if maximum >= 0.1 {
      form = .decimals(2)
    } else {
      // As many decimals as show two digits of the largest one, but no more than can be counted.
      let places = 1 - Int(Double.log10(maximum).rounded(.down))
      form = places <= 4 ? .decimals(places) : .powers(digits: 2)
    }
  }

  /// Other numbers from here on have powers of ten.
  private static let longestPlaced = 1e5
  /// Whole numbers up to here are exact, and those beyond are no longer all there.
  private static let maximumWhole = 0x1p53
  /// From here on a double has no digit behind the point left.
  private static let maximumPlaced = 1e15

  /// Whether all numbers have one form with a power of ten, so that each stands in the middle of its cell.
  var hasPowers: Bool {
    if case .powers = form { true } else { false }
  }

  /// The value as it is written, but nothing where rounding leaves nothing of it.
  func textOrBlank(_ value: Double) -> String {
    let text = text(value)
    return text.hasPrefix("<") || text.hasPrefix(">") ? "" : text
  }

  /// The value as it is written.
  func text(_ value: Double) -> String {
    guard value.isFinite else { return formatNumber(value) }
    switch form {
    case .whole:
      return value.magnitude <= Self.maximumWhole
        ? formatNumber(value, places: 0) : formatNumber(value, significant: 4)
    case .powers(let digits):
      return tickLabels(
        for: [rounded(value, significant: digits)],
        style: TickStyle(.scientific, decimals: digits - 1)
      ).first ?? ""
    case .decimals(let places):
      return value.magnitude < Self.maximumPlaced
        ? formatNonzero(value, places: places) : formatNumber(value, significant: 4)
    }
  }
}
