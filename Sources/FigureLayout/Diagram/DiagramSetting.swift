// The words and lengths of one diagram: type sizes, distances and colours at its factor.

import FigureModel
import FigureScene

/// Sets the words of a diagram, all lengths times one factor.
struct DiagramSetting {
  let setting: TextSetting
  /// 1 is the size the theme is made for.
  let factor: Double
  /// Times the air around words and between nodes.
  var air = 1.0
  /// Times the length that tables give names at least.
  var nameShare = 1.0

  enum Role {
    case label, detail, cell, tableTitle, caption, note, edgeLabel, operation, groupTitle
  }

  var palette: DiagramPalette { setting.theme.diagram }
  var theme: Theme { setting.theme }

  /// Words that name an item, in the figure's language.
  func localized(_ english: String, _ chinese: String) -> String {
    Localized(en: english, zh: chinese)[setting.language]
  }

  /// A length in px at the diagram's factor.
  func px(_ length: Double) -> Double { length * factor }

  /// A distance that is drawn in where a page is small, in px at the diagram's factor.
  /// - Parameter minimum: what it is never less than, at factor 1.
  func airPx(_ length: Double, minimum: Double = 0) -> Double {
    px(min(length, max(length * air, minimum)))
  }

  func style(_ role: Role) -> TextStyle {
    let theme = setting.theme
    let (size, weight): (Double, TextStyle.Weight) =
      switch role {
      case .label: (theme.labelSize, .bold)
      case .detail: (theme.tickSize, .regular)
      case .cell: (theme.tickSize, .regular)
      case .tableTitle: (theme.panelTitleSize, .bold)
      case .caption: (theme.tickSize, .regular)
      case .note: (theme.labelSize, .regular)
      case .edgeLabel: (theme.tickSize, .regular)
      case .operation: (theme.labelSize + 2, .bold)
      case .groupTitle: (theme.panelTitleSize, .bold)
      }
    return TextStyle(
      family: setting.family, size: size * factor, weight: weight,
      language: setting.language.tag)
  }

  func color(_ role: Role) -> Color {
    switch role {
    case .label, .cell, .tableTitle, .note, .operation, .groupTitle: theme.ink
    case .detail, .caption, .edgeLabel: theme.mutedInk
    }
  }

  func extent(_ text: RichText, _ role: Role, width: Double? = nil) -> TextExtent {
    setting.measuring.measure(text, style: style(role), width: width)
  }

  func item(
    _ text: RichText, _ role: Role, at position: Point,
    _ horizontal: SceneText.HorizontalAnchor = .middle,
    _ vertical: SceneText.VerticalAnchor = .middle, color: Color? = nil, isBold: Bool? = nil,
    wrapWidth: Double? = nil, id: String? = nil
  ) -> SceneItem {
    var style = style(role)
    if let isBold { style.weight = isBold ? .bold : .regular }
    return .text(
      SceneText(
        identity: ItemIdentity(id: id), text, style: style, color: color ?? self.color(role),
        at: position, horizontal: horizontal, vertical: vertical, wrapWidth: wrapWidth))
  }

  /// Names of at most `limit` px, which can be told apart.
  func names(_ names: [String], to limit: Double) -> [String] {
    setting.shortened(names, to: limit, .annotation(size: style(.cell).size))
  }
}

/// The text with signs for what would break its line.
func oneLine(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: breaksLine) else { return text }
  return String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { scalar in
        guard breaksLine(scalar) else { return scalar }
        return switch scalar {
        case "\t": "⇥"
        case "\n", "\r", "\u{2028}", "\u{2029}": "⏎"
        default: "\u{FFFD}"
        }
      }))
}

private func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
  default: false
  }
}
