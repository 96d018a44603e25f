// A type size as users write it: `8pt`, `11px`, `3mm`.

import ArgumentParser
import TextFormats

/// A length of type with its unit.
public struct TypeSize: Hashable, WrittenValue {
  public static let notation: ValueNotation? = .exactly(" *\(pattern)")

  public var length: Double
  public var unit: PageSize.Unit

  /// - Returns: nil unless the text is a positive finite number with a unit.
  public init?(_ argument: String) {
    guard let unit = PageSize.Unit.allCases.first(where: { argument.hasSuffix($0.rawValue) }),
      let length = try? Double.read(
        String(argument.dropLast(unit.rawValue.count).trimmingSpaces)),
      length > 0, length.isFinite
    else { return nil }
    self.length = length
    self.unit = unit
  }

  /// Reads a size from the command line.
  @Sendable public static func parsed(_ text: String) throws -> TypeSize {
    guard let size = TypeSize(text) else {
      throw WrongNotation(
        "give a length with a unit, 8pt, 11px or 3mm", zh: "请给出带单位的长度，例如 8pt、11px 或 3mm")
    }
    return size
  }

  public var description: String { "\(typed(length))\(unit.rawValue)" }

  /// What can be set, in px.
  private static let limits = 2.0...400.0

  /// The same for texts: of px and pt the limits themselves, of the longer units the digits around them,
  /// and nothing of powers of ten.
  private static var pattern: String {
    func lengths(_ unit: PageSize.Unit) -> String {
      switch unit {
      case .px: #"0*([2-9]|[1-9][0-9]|[1-3][0-9][0-9])(\.[0-9]*)?|0*400(\.0*)?"#
      case .pt:
        #"0*1\.[5-9][0-9]*|0*([2-9]|[1-9][0-9]|[12][0-9][0-9])(\.[0-9]*)?|0*300(\.0*)?"#
      case .mm: #"0*\.[5-9][0-9]*|0*([1-9]|[1-9][0-9]|10[0-5])(\.[0-9]*)?"#
      case .cm: #"0*\.(0[5-9]|[1-9])[0-9]*|0*([1-9]|10)(\.[0-9]*)?"#
      case .inch: #"0*\.(0[2-9]|[1-9])[0-9]*|0*[1-4](\.[0-9]*)?"#
      }
    }
    let plain = PageSize.Unit.allCases.map { #"\+?(\#(lengths($0))) *\#($0.rawValue)"# }
    let power = #"\+?[0-9.]+[eE][+-]?[0-9]+ *\#(PageSize.Unit.pattern)"#
    return "(\((plain + [power]).joined(separator: "|")))"
  }

  /// Refuses type that nobody could read, or that no page would hold.
  func validated() throws(FigureError) -> TypeSize {
    guard Self.limits.contains(pixels) else {
      throw .usage(
        "\(option: "font-size") \(description): type is from 1.5pt to 300pt; choose such a size",
        zh: "\(option: "font-size") \(description)：字号须在 1.5pt 到 300pt 之间")
    }
    return self
  }

  /// The size in px.
  public var pixels: Double { length * unit.pixels }
}
