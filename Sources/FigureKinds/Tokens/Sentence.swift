// Words put together again as their script writes them.

/// Sentences from words.
enum Sentence {
  /// The words with blanks between them, but for Chinese and Japanese, which have none.
  static func joined(_ words: [String]) -> String {
    var sentence = ""
    for word in words {
      if let last = sentence.unicodeScalars.last, let first = word.unicodeScalars.first,
        !(isWrittenTogether(last) && isWrittenTogether(first))
      {
        sentence += " "
      }
      sentence += word
    }
    return sentence
  }

  /// Han, kana, and the punctuation and wide forms that stand among them.
  private static func isWrittenTogether(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2E80...0x312F, 0x31A0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF,
      0xFF00...0xFFEF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
