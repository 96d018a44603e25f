// The built-in words of figures, in every language.

import AttentionMath
import FigureModel
import FigureScene
import TextFormats

/// Titles and labels in one language.
struct KindStrings {
  let language: Language

  init(_ language: Language) { self.language = language }

  private func localized(_ english: String, _ chinese: String) -> String {
    Localized(en: english, zh: chinese)[language]
  }

  private func mathematics(_ english: String, _ chinese: String) -> RichText {
    RichText(mathematics: localized(english, chinese))
  }

  /// One weight of attention, beside a colour bar or an axis.
  static let weight = Localized(en: "weight", zh: "权重")

  var position: String { localized("position", "位置") }
  var dimension: String { localized("dimension", "维度") }
  var value: String { localized("value", "值") }
  var pair: RichText { mathematics("pair of dimensions i", "维度对 i") }
  var frequency: RichText { mathematics("frequency ωᵢ (radians a position)", "频率 ωᵢ（弧度/位置）") }
  var wavelength: RichText { mathematics("wavelength 2π/ωᵢ (positions)", "波长 2π/ωᵢ（位置数）") }
  var positionI: RichText { mathematics("position i", "位置 i") }
  var positionJ: RichText { mathematics("position j", "位置 j") }
  var queryI: RichText { mathematics("query i", "查询 i") }
  var keyJ: RichText { mathematics("key j", "键 j") }

  var positionalMatrix: String { localized("Positional encoding matrix", "位置向量矩阵") }

  func position(_ number: Int) -> String {
    localized("position \(signed(number))", "位置 \(signed(number))")
  }
  /// In few letters, for titles of small panels.
  func shortPosition(_ number: Int) -> String {
    localized("pos. \(signed(number))", "位置 \(signed(number))")
  }
  func shortDimension(_ number: Int) -> String { localized("dim. \(number)", "维度 \(number)") }
  func dimension(_ number: Int) -> String { localized("dimension \(number)", "维度 \(number)") }
  func pair(_ number: Int) -> String { localized("pair \(number)", "维度对 \(number)") }
}

/// A whole number with a true minus sign.
func signed(_ number: Int) -> String {
  number < 0 ? "\u{2212}\(number.magnitude)" : "\(number)"
}

/// A number as prose has it: no digits after the point where there are none.
func plain(_ number: Double) -> String {
  formatNumber(number, significant: 6)
}

/// The minimum and the maximum of some values, in words.
struct ValueRange: CustomStringConvertible {
  let description: String

  init(_ values: [Double], _ language: Language) {
    self.init(ValueExtent(values), language)
  }

  init(_ extent: ValueExtent, _ language: Language) {
    let low = formatNumber(extent.minimum, significant: 4)
    let high = formatNumber(extent.maximum, significant: 4)
    if extent.ends.isEmpty {
      description = Localized(en: "none of them finite", zh: "均非有限值")[language]
    } else if low == high {
      description = Localized(en: "all \(low)", zh: "均为 \(low)")[language]
    } else {
      description = Localized(en: "\(low) to \(high)", zh: "\(low) 到 \(high)")[language]
    }
  }
}

extension ValueExtent {
  /// Whether all values are the same, so that none of them is the greatest.
  var isOneValue: Bool { minimum == maximum }
}

extension String {
  /// The text for before Chinese words: a blank parts them from Latin letters and digits.
  var beforeHan: String {
    last.map { $0.isASCII && ($0.isLetter || $0.isNumber) } ?? false ? self + " " : self
  }
}

/// Names joined as prose has them: "5, 10 and 20".
func listed(_ items: [String], _ language: Language, atMost limit: Int = 8) -> String {
  items.map { Message($0) }.listed(atMost: limit).rendered(inChinese: language == .chinese) { $0 }
}
