// Words along an upright side of a frame or a bar: turned, in Chinese one character below the other, and
// level beside what is too low for a word.

import FigureModel
import FigureScene

/// A label beside something upright, as it is set.
struct SideLabel {
  /// How a label stands.
  private enum Form {
    /// Read upwards.
    case turned
    /// One character below the other.
    case column
    /// As other text.
    case level
  }

  private let text: RichText
  private let form: Form
  /// Where a label that is no column wraps.
  private let wrapWidth: Double?
  private let extent: TextExtent
  /// What is left free on both sides, in px.
  private let air: Double

  /// The share of its type size that a column of characters has beside it.
  private static let airOfColumn = 0.2

  /// The longest line of a level label, in px: what it takes is taken from the frame.
  private static let widestLevel = 64.0

  /// - Parameters:
  ///   - length: how high the side is, in px. A label that is longer than this is turned.
  ///   - wrapWidth: where it wraps when it is turned.
  init(_ label: RichText, length: Double, wrapWidth: Double, setting: TextSetting) {
    if setting.language == .chinese, let column = label.inColumn {
      let extent = setting.extent(column, .label)
      if extent.height <= length {
        (text, form, self.wrapWidth, self.extent) = (column, .column, nil, extent)
        air = setting.style(.label).size * Self.airOfColumn
        return
      }
    }
    air = 0
    let turned = label.withArrowsTurned
    let longest = setting.longestWord(turned, .label)
    if length + 1 < longest {
      let level = setting.extent(label, .label, width: Self.widestLevel)
      if setting.longestWord(label, .label) <= Self.widestLevel, level.height <= 2 * longest {
        (text, form, self.wrapWidth, extent) = (label, .level, Self.widestLevel, level)
        return
      }
    }
    text = turned
    form = .turned
    self.wrapWidth = max(wrapWidth, longest)
    extent = setting.extent(turned, .label, width: self.wrapWidth)
  }

  /// Whether a turned label takes more than one line.
  func isBroken(_ setting: TextSetting) -> Bool {
    form == .turned && extent.height > setting.extent(text, .label).height + 1
  }

  /// How much space it takes beside and along the side, in px. Han characters fill their squares, where lines of
  /// turned letters have air on both sides.
  var thickness: Double { form == .turned ? extent.height : extent.width + 2 * air }
  var length: Double { form == .turned ? extent.width : extent.height }

  /// - Parameters:
  ///   - left: its left edge.
  ///   - middle: the height it is centred at.
  func item(left: Double, middle: Double, id: String? = nil, setting: TextSetting) -> SceneItem {
    switch form {
    case .column, .level:
      setting.item(
        text, .label, at: Point(left + air + extent.width / 2, middle), .middle, .middle,
        wrapWidth: wrapWidth, id: id)
    case .turned:
      setting.item(
        text, .label, at: Point(left, middle), .middle, .top, rotation: -90, wrapWidth: wrapWidth,
        id: id)
    }
  }
}

extension RichText {
  /// So many letters or digits stand side by side in a column of characters.
  private static let maximumLabelsAcross = 5

  /// The text with one Han character a line, short words of other letters and signs on a line of their own;
  /// nil without Han characters, and where a word of other letters is too long.
  var inColumn: RichText? {
    var lines: [[Span]] = []
    var hasHan = false
    // How many characters that are no Han ones the last line has; nil after one, or a space.
    var across: Int?
    for span in spans {
      for character in span.text {
        guard character != " " else {
          across = nil
          continue
        }
        let isHan = character.unicodeScalars.contains { $0.value >= 0x2E80 }
        hasHan = hasHan || isHan
        var piece = span
        piece.text = String(Self.turnedMarks[character] ?? character)
        let isScript = span.script != .normal && !lines.isEmpty
        if isScript || !isHan && across != nil {
          lines[lines.count - 1].append(piece)
        } else {
          lines.append([piece])
        }
        across = isHan ? nil : (across ?? 0) + 1
        if across ?? 0 > Self.maximumLabelsAcross { return nil }
      }
    }
    guard hasHan else { return nil }
    return RichText(Array(lines.joined(separator: [Span("\n")])))
  }

  /// Marks of punctuation as columns have them.
  private static let turnedMarks: [Character: Character] = ["（": "︵", "）": "︶"]
}

extension GridNames {
  /// The name of the vertical axis beside a grid of this height.
  func sideLabel(_ length: Double, _ setting: TextSetting) -> SideLabel? {
    y.map {
      SideLabel($0, length: length, wrapWidth: Self.width($0, length, setting), setting: setting)
    }
  }
}
