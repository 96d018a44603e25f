// Which families are tried for a text, and which of its characters are Han.
//
// One code point of Han has several forms. Which is drawn follows from the language, never from the
// machine's locale: simplified Chinese where the language does not say.

import FigureScene

/// The families to try for text in `style`: the caller's, then one with Han forms of its language.
func fontFamilies(_ style: TextStyle) -> String {
  let region = hanRegion(style.language)
  let family = style.family.lowercased()
  let face =
    if family.contains("mono") {
      "Noto Sans Mono CJK \(region)"
    } else if family.contains("serif") && !family.contains("sans") {
      "Noto Serif CJK \(region)"
    } else {
      "Noto Sans CJK \(region)"
    }
  return style.family.isEmpty ? "sans-serif,\(face)" : "\(style.family),\(face)"
}

/// Whether the language itself says which Han forms it wants.
func isHanLanguage(_ tag: String) -> Bool {
  let language = tag.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" }).first ?? ""
  return language == "zh" || language == "ja" || language == "ko"
}

/// The regional forms of a language tag as Noto's families name them.
private func hanRegion(_ tag: String) -> String {
  let parts = tag.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" })
  switch parts.first ?? "" {
  case "ja": return "JP"
  case "ko": return "KR"
  case "zh":
    if parts.contains("hk") || parts.contains("mo") { return "HK" }
    return parts.contains("tw") || parts.contains("hant") ? "TC" : "SC"
  default: return "SC"
  }
}

/// Where Han characters stand in `text`, as ranges of UTF-8 bytes.
func hanRanges(_ text: String) -> [Range<Int>] { ranges(of: text, where: isHan) }

/// Where root signs and multiplication's dots stand in `text`, as ranges of UTF-8 bytes; a dot between two Han
/// characters parts names.
///
/// Fonts for Han draw these signs as wide as a Han character, the root's bar over nothing: what stands
/// behind it begins too late. DejaVu's are as narrow as in a formula.
func formulaMarkRanges(_ text: String) -> [Range<Int>] {
  let marks = ranges(of: text) { $0 == "√" || $0 == "·" }
  let bytes = text.utf8
  return marks.filter { range in
    let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
    let end = bytes.index(bytes.startIndex, offsetBy: range.upperBound)
    guard text[start..<end] == "·", start > text.startIndex,
      let before = text[text.index(before: start)].unicodeScalars.first,
      let after = text[end...].unicodeScalars.first
    else { return true }
    return !isHan(before) || !isHan(after)
  }
}

/// Where operators and relations stand in `text` that fonts for Han draw as wide as a Han character, beside plus,
/// minus and equals signs of half that width, as ranges of UTF-8 bytes.
func wideOperatorRanges(_ text: String) -> [Range<Int>] {
  ranges(of: text) { !$0.isASCII && "±∓×÷≤≥≈≠≪≫∝∈∞".unicodeScalars.contains($0) }
}

/// How large condensed operators of `rootFamily` are set, so that they are as wide and as strong as the plus sign
/// of a font for Han.
let wideOperatorScale = 0.85

/// How large the sign of infinity is set in the same way, so that it is read beside digits: at 0.85 it is not half as
/// high as they are. At 1.2 its line is still no higher than one of a font for Han.
let infinityScale = 1.2

/// Where signs of infinity stand in `text`, as ranges of UTF-8 bytes.
func infinityRanges(_ text: String) -> [Range<Int>] { ranges(of: text) { $0 == "∞" } }

/// Whether the first of these families, with commas between, has Han characters, and so wide operators.
func beginsWithHan(_ families: String) -> Bool {
  familyNames(families).first.map(isHanFamily) ?? false
}

/// The families of a list with commas between.
func familyNames(_ families: String) -> [String] {
  families.split(separator: ",").map { family in
    String(family.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }.filter { !$0.isEmpty }
}

/// Whether a family's name is that of one with Han characters.
func isHanFamily(_ name: String) -> Bool {
  let marks = ["CJK", "Source Han", "PingFang", "YaHei", "Hiragino", "Heiti", "SimSun", "SimHei"]
  return marks.contains { name.contains($0) }
    || [" SC", " TC", " HK", " JP", " KR"].contains { name.hasSuffix($0) }
}

/// Where marks stand in `text` that fonts for Han draw as wide as a Han character and that are to be narrow,
/// as ranges of UTF-8 bytes: quotation marks in text of other languages, and in every language the apostrophe
/// between two Latin letters.
func narrowQuoteRanges(_ text: String, inHan: Bool) -> [Range<Int>] {
  let quotes = ranges(of: text) { "\u{2018}\u{2019}\u{201C}\u{201D}".unicodeScalars.contains($0) }
  guard inHan, !quotes.isEmpty else { return quotes }
  let bytes = text.utf8
  return quotes.filter { range in
    let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
    let end = bytes.index(bytes.startIndex, offsetBy: range.upperBound)
    guard text[start..<end] == "\u{2019}", let after = text[end...].first, start > text.startIndex
    else { return false }
    return isLatinLetter(text[text.index(before: start)]) && isLatinLetter(after)
  }
}

private func isLatinLetter(_ character: Character) -> Bool {
  guard character.isLetter, let scalar = character.unicodeScalars.first else { return false }
  return scalar.value < 0x250 || (0x1E00..<0x1F00).contains(scalar.value)
}

/// The family that root signs are taken from, where it is installed.
let rootFamily = "DejaVu Sans"

private func ranges(
  of text: String, where isMeant: (Unicode.Scalar) -> Bool
) -> [Range<Int>] {
  var ranges: [Range<Int>] = []
  var offset = 0
  for scalar in text.unicodeScalars {
    let end = offset + UTF8.width(scalar)
    if isMeant(scalar) {
      if let last = ranges.last, last.upperBound == offset {
        ranges[ranges.count - 1] = last.lowerBound..<end
      } else {
        ranges.append(offset..<end)
      }
    }
    offset = end
  }
  return ranges
}

private func isHan(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x2E80...0x2FDF, 0x3005...0x3007, 0x3021...0x3029, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xF900...0xFAFF, 0x20000...0x3FFFD:
    true
  default: false
  }
}
