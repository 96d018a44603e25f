// Which characters reach a file: those that text and XML can hold.

/// `text` without the characters that XML 1.0 forbids and that no font draws: control characters
/// other than tab and line ends, and the non-characters U+FFFE and U+FFFF.
func drawable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { !isDrawable($0) }) else { return text }
  var result = String.UnicodeScalarView()
  result.append(contentsOf: text.unicodeScalars.lazy.filter(isDrawable))
  return String(result)
}

private func isDrawable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A, 0x0D: true
  case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: false
  default: true
  }
}
