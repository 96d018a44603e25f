// Patterns that are written for Oniguruma, in Ruby's syntax, in the words of PCRE2.

/// Rewrites patterns. What has another meaning in PCRE2 is written out; what cannot be is refused by name, so
/// that no text is cut otherwise than it should be.
struct PatternTranslation {
  /// Oniguruma's white space.
  private static let space =
    "\\x{9}-\\x{d}\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}"
    + "\\x{205f}\\x{3000}"
  /// Its words. The raised digits and fractions of Latin-1 are words there, and no others are.
  private static let word =
    "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\x{b2}\\x{b3}\\x{b9}\\x{bc}-\\x{be}"
  private static let hexDigit = "0-9a-fA-F"

  private let scalars: [Unicode.Scalar]
  private var location = 0
  private var result = ""

  private init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

  /// The pattern for PCRE2.
  static func rewritten(_ pattern: String) throws(PatternFault) -> String {
    var translation = PatternTranslation(pattern)
    try translation.translate()
    return translation.result
  }

  private var next: Unicode.Scalar? { location < scalars.count ? scalars[location] : nil }

  private func has(_ text: String) -> Bool {
    scalars[location...].starts(with: text.unicodeScalars)
  }

  private mutating func copy(_ count: Int = 1) {
    for scalar in scalars[location..<min(location + count, scalars.count)] {
      result.unicodeScalars.append(scalar)
    }
    location += count
  }

  private mutating func translate() throws(PatternFault) {
    while let scalar = next {
      switch scalar {
      case "\\": escape(isInClass: false)
      case "[": try translateClass()
      case "(": try translateGroup()
      default: copy()
      }
    }
  }

  /// What stands behind a backslash.
  private mutating func escape(isInClass: Bool) {
    guard location + 1 < scalars.count else { return copy() }
    func set(_ members: String, isNegated: Bool = false) -> String {
      isInClass ? members : "[\(isNegated ? "^" : "")\(members)]"
    }
    let own: String? =
      switch scalars[location + 1] {
      case "s": set(Self.space)
      case "w": set(Self.word)
      case "h": set(Self.hexDigit)
      case "S" where !isInClass: set(Self.space, isNegated: true)
      case "W" where !isInClass: set(Self.word, isNegated: true)
      case "H" where !isInClass: set(Self.hexDigit, isNegated: true)
      case "u" where hasHexDigits(4, from: location + 2): "\\x{"
      default: nil
      }
    switch (own, scalars[location + 1]) {
    case (let own?, "u"):
      location += 2
      result += own
      copy(4)
      result += "}"
    case (let own?, _):
      location += 2
      result += own
    case (nil, "p"): property(isInClass: isInClass)
    default: copy(2)
    }
  }

  private func hasHexDigits(_ count: Int, from start: Int) -> Bool {
    start + count <= scalars.count
      && scalars[start..<start + count].allSatisfy { $0.properties.isASCIIHexDigit }
  }

  /// Letters and numbers that are younger than PCRE2's tables may be.
  private mutating func property(isInClass: Bool) {
    let younger = has("\\p{L}") ? youngLetters : has("\\p{N}") ? youngNumbers : ""
    guard !younger.isEmpty else { return copy(2) }
    result += isInClass ? younger : "[\(younger)"
    copy(5)
    if !isInClass { result += "]" }
  }

  /// A class in brackets.
  private mutating func translateClass() throws(PatternFault) {
    copy()
    if next == "^" { copy() }
    // A bracket that comes first is one of the characters.
    if next == "]" {
      result += "\\]"
      location += 1
    }
    while let scalar = next {
      if scalar == "]" { return copy() }
      if scalar == "\\" {
        escape(isInClass: true)
      } else if has("[:") {
        let end = scalars[location...].firstIndex(of: "]") ?? scalars.count - 1
        copy(end + 1 - location)
      } else if scalar == "[" {
        throw PatternFault(reason: "classes inside of classes, as in [a[bc]], are not read")
      } else if has("&&") {
        throw PatternFault(reason: "what classes have in common, [a-z&&[^e]], is not read")
      } else {
        copy()
      }
    }
  }

  /// What stands behind an opening bracket.
  private mutating func translateGroup() throws(PatternFault) {
    if has("(*") || has("(?C") {
      throw PatternFault(reason: "orders to the engine, such as (*FAIL), are not read")
    }
    copy()
    guard next == "?" else { return }
    // In Ruby's syntax m lets the dot match the end of a line, which is s elsewhere.
    let flags = scalars[(location + 1)...].prefix { "imx-".unicodeScalars.contains($0) }
    let end = location + 1 + flags.count
    guard !flags.isEmpty, end < scalars.count, scalars[end] == ":" || scalars[end] == ")" else {
      return
    }
    result += "?"
    for flag in flags { result.unicodeScalars.append(flag == "m" ? "s" : flag) }
    location = end
  }
}

/// The letters of Unicode 15 and 16.
private let youngLetters =
  "\\x{1c89}-\\x{1c8a}\\x{a7cb}-\\x{a7cd}"
  + "\\x{a7da}-\\x{a7dc}\\x{105c0}-\\x{105f3}"
  + "\\x{10d4a}-\\x{10d65}\\x{10d6f}-\\x{10d85}"
  + "\\x{10ec2}-\\x{10ec4}\\x{1123f}-\\x{11240}"
  + "\\x{11380}-\\x{11389}\\x{1138b}\\x{1138e}"
  + "\\x{11390}-\\x{113b5}\\x{113b7}\\x{113d1}"
  + "\\x{113d3}\\x{11bc0}-\\x{11be0}\\x{11f02}"
  + "\\x{11f04}-\\x{11f10}\\x{11f12}-\\x{11f33}"
  + "\\x{1342f}\\x{13441}-\\x{13446}"
  + "\\x{13460}-\\x{143fa}\\x{16100}-\\x{1611d}"
  + "\\x{16d40}-\\x{16d6c}\\x{18cff}\\x{1b132}"
  + "\\x{1b155}\\x{1df25}-\\x{1df2a}"
  + "\\x{1e030}-\\x{1e06d}\\x{1e4d0}-\\x{1e4eb}"
  + "\\x{1e5d0}-\\x{1e5ed}\\x{1e5f0}\\x{2b739}"
  + "\\x{2ebf0}-\\x{2ee5d}\\x{31350}-\\x{323af}"

/// The numbers of Unicode 15 and 16.
private let youngNumbers =
  "\\x{10d40}-\\x{10d49}\\x{116d0}-\\x{116e3}"
  + "\\x{11bf0}-\\x{11bf9}\\x{11f50}-\\x{11f59}"
  + "\\x{16130}-\\x{16139}\\x{16d70}-\\x{16d79}"
  + "\\x{1ccf0}-\\x{1ccf9}\\x{1d2c0}-\\x{1d2d3}"
  + "\\x{1e4f0}-\\x{1e4f9}\\x{1e5f1}-\\x{1e5fa}"
