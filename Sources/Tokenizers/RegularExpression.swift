// Regular expressions of tokenizers, run by PCRE2, which GLib brings into the process anyhow. They
// are written for Oniguruma; where its classes are other ones, the pattern is rewritten.

internal import CPCRE2

/// A compiled pattern. It is not changed by matching, so any number of threads may use it.
final class RegularExpression: @unchecked Sendable {
  let pattern: String
  private let code: OpaquePointer

  /// The version of PCRE2 as loaded, without its date.
  static var libraryVersion: String {
    var text = [UInt8](
      repeating: 0, count: max(1, Int(pcre2_config_8(UInt32(PCRE2_CONFIG_VERSION), nil))))
    _ = text.withUnsafeMutableBytes { pcre2_config_8(UInt32(PCRE2_CONFIG_VERSION), $0.baseAddress) }
    return String(decoding: text.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }, as: UTF8.self)
  }

  /// - Throws: a sentence that says what is wrong with the pattern.
  init(_ pattern: String) throws(PatternFault) {
    self.pattern = pattern
    let written = Array(Self.rewritten(pattern).utf8)
    guard written.count < 1 << 16 else { throw PatternFault(reason: "it is over 64 KiB long") }
    var error: Int32 = 0
    var location = 0
    let code = written.withUnsafeBufferPointer {
      pcre2_compile_8(
        $0.baseAddress, $0.count, UInt32(PCRE2_UTF | PCRE2_UCP), &error, &location, nil)
    }
    guard let code else {
      var message = [UInt8](repeating: 0, count: 256)
      let count = pcre2_get_error_message_8(error, &message, message.count)
      let reason = String(decoding: message.prefix(max(0, Int(count))), as: UTF8.self)
      throw PatternFault(reason: "\(reason) at its byte \(location)")
    }
    self.code = code
    // Without a compiler for this processor it is interpreted.
    pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
  }

  deinit { pcre2_code_free_8(code) }

  /// The matches in a text and what lies between them, which cover it.
  /// - Throws: where the pattern takes too long on this text.
  func matches(in text: NormalizedText) throws(PatternFault) -> [Match] {
    // For each byte the scalar it belongs to.
    var bytes: [UInt8] = []
    var locations: [Int] = []
    for (index, scalar) in text.scalars.enumerated() {
      for byte in UTF8.encode(scalar)! {
        bytes.append(byte)
        locations.append(index)
      }
    }
    locations.append(text.count)
    var matches: [Match] = []
    var begin = 0
    guard let data = pcre2_match_data_create_8(1, nil) else {
      throw PatternFault(reason: "there is no memory to match in")
    }
    defer { pcre2_match_data_free_8(data) }
    var status: Int32 = 0
    bytes.withUnsafeBufferPointer { buffer in
      var offset = 0
      while offset <= buffer.count, let base = buffer.baseAddress {
        status = pcre2_match_8(
          code, base, buffer.count, offset, UInt32(PCRE2_NO_UTF_CHECK), data, nil)
        guard status >= 0 else { break }
        let ends = pcre2_get_ovector_pointer_8(data)!
        let range = Int(ends[0])..<Int(max(ends[0], ends[1]))
        if range.isEmpty {
          // Empty matches split nothing; the search goes on after the next character.
          guard range.upperBound < buffer.count else { break }
          offset = max(offset, range.upperBound) + 1
          while offset < buffer.count, buffer[offset] & 0xc0 == 0x80 { offset += 1 }
          continue
        }
        let found = locations[range.lowerBound]..<locations[range.upperBound]
        if begin < found.lowerBound {
          matches.append(Match(range: begin..<found.lowerBound, isMatch: false))
        }
        matches.append(Match(range: found, isMatch: true))
        begin = found.upperBound
        offset = range.upperBound
      }
    }
    guard status >= 0 || status == PCRE2_ERROR_NOMATCH else {
      throw PatternFault(reason: "it takes too long on this text")
    }
    if begin < text.count { matches.append(Match(range: begin..<text.count, isMatch: false)) }
    return matches
  }

  /// The pattern with Oniguruma's white space and words written out.
  private static func rewritten(_ pattern: String) -> String {
    let space =
      "\\x{9}-\\x{d}\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}"
      + "\\x{205f}\\x{3000}"
    // The raised digits and fractions of Latin-1 are words there, and no others are.
    let word = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\x{b2}\\x{b3}\\x{b9}\\x{bc}-\\x{be}"
    var result = ""
    var isInClass = false
    var isEscaped = false
    // Whether a bracket that was put in is to be closed after the next brace.
    var closesClass = false
    for (location, scalar) in zip(pattern.unicodeScalars.indices, pattern.unicodeScalars) {
      if isEscaped {
        isEscaped = false
        switch scalar {
        case "s": result += isInClass ? space : "[\(space)]"
        case "S" where !isInClass: result += "[^\(space)]"
        case "p":
          // Letters and numbers that are younger than PCRE2's tables may be.
          let rest = pattern.unicodeScalars[pattern.unicodeScalars.index(after: location)...]
          let younger =
            rest.starts(with: "{L}".unicodeScalars)
            ? youngLetters : rest.starts(with: "{N}".unicodeScalars) ? youngNumbers : ""
          result += isInClass || younger.isEmpty ? younger + "\\p" : "[\(younger)\\p"
          closesClass = !isInClass && !younger.isEmpty
        case "w": result += isInClass ? word : "[\(word)]"
        case "W" where !isInClass: result += "[^\(word)]"
        default:
          result += "\\"
          result.unicodeScalars.append(scalar)
        }
        continue
      }
      switch scalar {
      case "\\":
        isEscaped = true
        continue
      case "[": isInClass = true
      case "]": isInClass = false
      default: break
      }
      result.unicodeScalars.append(scalar)
      if closesClass, scalar == "}" {
        result += "]"
        closesClass = false
      }
    }
    return isEscaped ? result + "\\" : result
  }
}

/// Why a pattern cannot be used.
struct PatternFault: Error, Hashable, Sendable {
  let reason: String
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
