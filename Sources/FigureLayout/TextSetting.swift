// The words of a figure: measured, shortened where they must be, and checked for missing glyphs.

import FigureModel
public import FigureScene

/// Sets the words of one figure in one theme and collects what readers should be warned of.
struct TextSetting {
  var theme: Theme
  let family: String
  let language: Language
  let measuring: any TextMeasuring
  /// What words of one size were measured to be.
  var measured = MeasuredText()
  /// The panels of the figure as they were fitted.
  let fitted = FittedPanels()
  /// Around everything on the page.
  var margin = TypeScale.screen.margin
  /// The minimum factor at which words of a diagram can be read.
  var minimumDiagram = TypeScale.screen.minimumDiagram
  /// The minimum type of numbers in cells, in px.
  var smallestNumber = TypeScale.screen.smallestNumber
  /// The minimum side of panels without ticks, in px.
  var minimumBarePanel = Spacing.minimumBarePanel
  /// Around and between panels.
  var spacing = Spacing()

  enum Role: Hashable {
    case title, note, panelTitle, label, tick, legend
    case annotation(size: Double)
  }

  /// The same with larger words.
  func withWords(largerBy factor: Double) -> TextSetting {
    guard factor != 1 else { return self }
    var larger = self
    larger.theme.titleSize *= factor
    larger.theme.panelTitleSize *= factor
    larger.theme.labelSize *= factor
    larger.theme.tickSize *= factor
    larger.measured = MeasuredText()
    return larger
  }

  func style(_ role: Role) -> TextStyle {
    let (size, weight): (Double, TextStyle.Weight) =
      switch role {
      case .title: (theme.titleSize, theme.hasBoldTitles ? .bold : .regular)
      case .panelTitle: (theme.panelTitleSize, theme.hasBoldTitles ? .bold : .regular)
      case .label: (theme.labelSize, .regular)
      case .note, .tick, .legend: (theme.tickSize, .regular)
      case .annotation(let size): (size, .regular)
      }
    return TextStyle(family: family, size: size, weight: weight, language: language.tag)
  }

  func color(_ role: Role) -> Color {
    switch role {
    case .title, .panelTitle, .label, .legend, .annotation: theme.ink
    case .note, .tick: theme.mutedInk
    }
  }

  func extent(_ text: RichText, _ role: Role, width: Double? = nil) -> TextExtent {
    measured.extent(of: text, role, width: width) {
      measuring.measure(text, style: style(role), width: width)
    }
  }

  func extent(_ text: String, _ role: Role) -> TextExtent {
    measured.extent(of: text, role) {
      measuring.measure(RichText(text), style: style(role), width: nil)
    }
  }

  /// The extent of a tick's label as it is set.
  func extent(_ tick: AxisTicks.Tick) -> TextExtent {
    measured.extent(ofNumber: tick.label) {
      measuring.measure(tick.text, style: style(.tick), width: nil)
    }
  }

  /// A tick's label as a column of characters where that is no wider than two letters side by side: characters that
  /// a font lacks, and those joined of several, are turned as other labels are.
  func column(_ tick: AxisTicks.Tick) -> RichText? {
    guard let column = tick.column else { return nil }
    return extent(column, .tick).width <= style(.tick).size * Self.widestColumn ? column : nil
  }

  /// In type sizes.
  private static let widestColumn = 1.4

  /// The text itself, or its beginning and an ellipsis where it is wider than `limit` px.
  func shortened(_ text: String, to limit: Double, _ role: Role) -> String {
    guard limit.isFinite else { return text }
    // A glyph is rarely narrower than a fifth of the type size, so very long text need not be
    // measured whole.
    let bound = max(8, Int(limit / style(role).size * 5))
    var kept = text.count > bound ? String(text.prefix(bound)) : text
    if kept.count == text.count, extent(text, role).width <= limit { return text }
    var low = 1
    var high = kept.count
    while low < high {
      let middle = (low + high + 1) / 2
      if extent(kept.prefix(middle) + "…", role).width <= limit {
        low = middle
      } else {
        high = middle - 1
      }
    }
    kept = String(kept.prefix(low))
    return kept + "…"
  }

  /// The width of the widest word, so that narrow places need not break one; at most `maximum` px.
  func longestWord(_ text: RichText, _ role: Role, maximum: Double = 110) -> Double {
    measured.longestWord(of: text, role, maximum: maximum) {
      // An arrow stays with the word that it points for.
      var words: [String] = []
      for word in text.plain.split(separator: " ").prefix(64) {
        if word.count == 1, let last = words.last, "→←↑↓".contains(word) {
          words[words.count - 1] = last + " " + word
        } else {
          words.append(String(word))
        }
      }
      // Lines that are just as long as the word may break it, by a rounding.
      return min(maximum, (words.map { extent(String($0.prefix(64)), role).width }.max() ?? 0) + 1)
    }
  }

  /// How far tick marks reach from the frame, or what stands in their place.
  var tickReach: Double { theme.hasTicks ? spacing.tickLength : 2 }

  func item(
    _ text: RichText, _ role: Role, at position: Point,
    _ horizontal: SceneText.HorizontalAnchor, _ vertical: SceneText.VerticalAnchor,
    rotation: Double = 0, wrapWidth: Double? = nil, color: Color? = nil, id: String? = nil
  ) -> SceneItem {
    .text(
      SceneText(
        identity: ItemIdentity(id: id), text, style: style(role), color: color ?? self.color(role),
        at: position, horizontal: horizontal, vertical: vertical, rotation: rotation,
        wrapWidth: wrapWidth))
  }
}

extension RichText {
  /// The text for being set upwards: its arrows still point where they do in upright text.
  var withArrowsTurned: RichText {
    let turned: [Unicode.Scalar: Unicode.Scalar] = ["↓": "←", "←": "↑", "↑": "→", "→": "↓"]
    return RichText(
      spans.map { span in
        var span = span
        span.text = String(
          String.UnicodeScalarView(span.text.unicodeScalars.map { turned[$0] ?? $0 }))
        return span
      })
  }
}

extension Scene {
  /// Every text of the scene, in painting order.
  public var texts: [SceneText] {
    func collect(_ items: [SceneItem]) -> [SceneText] {
      items.flatMap { item -> [SceneText] in
        switch item {
        case .group(let group): collect(group.items)
        case .text(let text): [text]
        case .path, .image, .link: []
        }
      }
    }
    return collect(items)
  }

  /// The characters that no installed font draws, each once.
  public func missingCharacters(_ measuring: some TextMeasuring) -> [Character] {
    var seen = Set<Character>()
    var missing: [Character] = []
    for text in texts where !text.text.plain.utf8.allSatisfy({ $0 < 0x80 && $0 >= 0x20 }) {
      for character in measuring.missingCharacters(in: text.text, style: text.style)
      where seen.insert(character).inserted {
        missing.append(character)
      }
    }
    return missing
  }
}
