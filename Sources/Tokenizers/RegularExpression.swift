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
    let written = Array(try PatternTranslation.rewritten(pattern).utf8)
    guard written.count < 1 << 16 else { throw PatternFault(reason: "it is over 64 KiB long") }
    var error: Int32 = 0
    var location = 0
    let code = written.withUnsafeBufferPointer {
      pcre2_compile_8(
        $0.baseAddress, $0.count,
        // ^ and $ are the ends of lines for Oniguruma, not those of the text.
        UInt32(PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C), &error,
        &location, nil)
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
    var lastEnd: Int?
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
        if range.isEmpty, lastEnd == range.upperBound {
          // A match without width right behind another is none; the search goes on after the next character.
          guard range.upperBound < buffer.count else { break }
          offset = range.upperBound + 1
          while offset < buffer.count, buffer[offset] & 0xc0 == 0x80 { offset += 1 }
          continue
        }
        lastEnd = range.upperBound
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
}

/// Why a pattern cannot be used.
struct PatternFault: Error, Hashable, Sendable {
  let reason: String
}
