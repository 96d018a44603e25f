// Which fonts a scene is drawn with, said so that it can be asked again without the scene.

import CPangoCairo
public import FigureScene

/// Characters in a style: what decides which fonts are chosen.
public struct FontRequest: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Font families in order of preference, separated by commas.
  public var families: String
  public var weight: Int
  public var isItalic: Bool
  public var language: String
  /// Each character once, in order.
  public var characters: String

  public init(
    families: String, weight: Int, isItalic: Bool, language: String, characters: String
  ) {
    self.families = families
    self.weight = weight
    self.isItalic = isItalic
    self.language = language
    self.characters = characters
  }

  public var description: String {
    "\(families) \(weight) \(isItalic ? "italic" : "upright") \(language) \(characters)"
  }
}

extension TextEngine {
  /// What decides about the fonts of a scene: its characters by style, in a fixed order.
  public func fontRequests(of scene: Scene) -> [FontRequest] {
    var characters: [FontRequest: Set<Character>] = [:]
    func collect(_ items: [SceneItem]) {
      for item in items {
        switch item {
        case .group(let group): collect(group.items)
        case .text(let text):
          for span in text.text.spans {
            let style = FontRequest(
              families: text.style.family,
              weight: span.isBold ? TextStyle.Weight.bold.rawValue : text.style.weight.rawValue,
              isItalic: span.isItalic || text.style.isItalic, language: text.style.language,
              characters: "")
            characters[style, default: []].formUnion(span.text.filter { !$0.isWhitespace })
          }
        case .path, .image, .link: break
        }
      }
    }
    collect(scene.items)
    return characters.map { style, characters in
      var request = style
      request.characters = String(characters.sorted())
      return request
    }.sorted {
      ($0.families, $0.language, $0.weight, $0.characters)
        < ($1.families, $1.language, $1.weight, $1.characters)
    }
  }

  /// The fonts that are chosen now, each character asked for by itself: families, styles, versions
  /// and digests, each once, in order. A character that no font has counts as `none`.
  public func fonts(for request: FontRequest) -> [String] {
    if let known = knownFonts[request] { return known }
    var names = Set<String>()
    let style = TextStyle(
      family: request.families, size: 16,
      weight: TextStyle.Weight(rawValue: request.weight) ?? .regular,
      isItalic: request.isItalic, language: request.language)
    for character in request.characters {
      let set = set(RichText(String(character)), style: style, width: nil)
      for run in set.runs where !run.glyphs.isEmpty { names.insert(run.font.identity) }
      if !set.missing.isEmpty { names.insert("none") }
    }
    let fonts = names.sorted()
    if knownFonts.count >= Self.maximumRemembered { knownFonts.removeAll(keepingCapacity: true) }
    knownFonts[request] = fonts
    return fonts
  }
}
