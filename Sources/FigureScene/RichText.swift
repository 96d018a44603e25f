// Text as a scene holds it: what is written, how it looks, and who can say how large it will be.

/// Text in one or more styles; a plain string literal is the usual case.
public struct RichText: Hashable, Sendable, ExpressibleByStringLiteral {
  public enum Script: Hashable, Sendable { case normal, sub, `super` }

  /// A run of characters that look alike.
  public struct Span: Hashable, Sendable {
    public var text: String
    public var script: Script
    public var isItalic: Bool
    public var isBold: Bool
    /// The span's own colour; that of the whole run where it is nil.
    public var color: Color?
    /// Whether full-width marks take half an em, without the blank beside their ink, where the font can.
    public var isHalfWidth: Bool

    public init(
      _ text: String, script: Script = .normal, isItalic: Bool = false, isBold: Bool = false,
      color: Color? = nil, isHalfWidth: Bool = false
    ) {
      self.text = text
      self.script = script
      self.isItalic = isItalic
      self.isBold = isBold
      self.color = color
      self.isHalfWidth = isHalfWidth
    }
  }

  public var spans: [Span]

  public init(_ spans: [Span]) { self.spans = spans }
  public init(_ text: String) { self.spans = [Span(text)] }
  public init(stringLiteral value: String) { self.init(value) }

  /// The characters alone; a raised T, which is a sign of its own, stays raised.
  public var plain: String {
    spans.map { $0.script == .super && $0.text == "T" ? "ᵀ" : $0.text }.joined()
  }
}

/// The face and size of text.
public struct TextStyle: Hashable, Sendable {
  public enum Weight: Int, Hashable, Sendable {
    case regular = 400
    case medium = 500
    case bold = 700
  }

  /// Font families in order of preference, separated by commas, as fontconfig takes them.
  public var family: String
  /// Height of the em square in px.
  public var size: Double
  public var weight: Weight
  public var isItalic: Bool
  /// The language of the text as a BCP 47 tag ("zh-CN"): which Han forms are chosen and how lines
  /// break.
  public var language: String

  public init(
    family: String, size: Double, weight: Weight = .regular, isItalic: Bool = false,
    language: String = "en"
  ) {
    self.family = family
    self.size = size
    self.weight = weight
    self.isItalic = isItalic
    self.language = language
  }
}

/// How large a piece of text is, in px, before it is turned.
public struct TextExtent: Hashable, Sendable {
  public var width: Double
  /// Height of all lines together, from the first one's ascent to the last one's descent.
  public var height: Double
  /// From the top to the first line's baseline.
  public var ascent: Double
  public var lines: Int

  public init(width: Double, height: Double, ascent: Double, lines: Int = 1) {
    self.width = width
    self.height = height
    self.ascent = ascent
    self.lines = lines
  }
}

/// Says how large text will be drawn. Layout asks only this, so that it can be tested without a font.
public protocol TextMeasuring {
  /// The extent of `text` set in `style`, wrapped at `width` px where one is given.
  func measure(_ text: RichText, style: TextStyle, width: Double?) -> TextExtent

  /// What of the text's box the drawn letters cover: lines have air above and below them.
  func ink(_ text: RichText, style: TextStyle, width: Double?) -> Rect

  /// The characters of `text` that no installed font can draw, each once, in order.
  func missingCharacters(in text: RichText, style: TextStyle) -> [Character]
}

extension TextMeasuring {
  /// The whole box.
  public func ink(_ text: RichText, style: TextStyle, width: Double?) -> Rect {
    let extent = measure(text, style: style, width: width)
    return Rect(x: 0, y: 0, width: extent.width, height: extent.height)
  }
}
