// Addresses of links: which may be followed, and how files write them.

/// Addresses that links lead to.
public enum LinkAddress {
  /// What an address may begin with: pages and mailboxes, never scripts, data or files.
  public static let schemes: Set<String> = ["http", "https", "mailto"]

  /// Whether an address may be followed: it leads to a page or a mailbox, or counts from the page it
  /// stands on.
  public static func isSafe(_ address: String) -> Bool {
    let bytes = Array(address.utf8)
    guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return false }
    if let scheme = scheme(of: bytes) {
      guard schemes.contains(scheme) else { return false }
      let rest = bytes.dropFirst(scheme.utf8.count + 1)
      // A page is on a machine, a mailbox has a name.
      return scheme == "mailto"
        ? !rest.isEmpty
        : rest.starts(with: Array("//".utf8))
          && rest.dropFirst(2).first.map { $0 != UInt8(ascii: "/") } == true
    }
    // Browsers take \ for /, and two of them for the name of another machine.
    let start = bytes.prefix(2).map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
    return start != Array("//".utf8)
  }

  /// Whether an address says all of where it leads, so that it can be followed from anywhere.
  public static func isWhole(_ address: String) -> Bool {
    scheme(of: Array(address.utf8)).map(schemes.contains) ?? false
  }

  /// The address in characters that need no quoting wherever it lands: in attributes of SVG and HTML,
  /// in Markdown, in strings of a PDF. All others become `%` and two digits.
  public static func escaped(_ address: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var escaped: [UInt8] = []
    for byte in address.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        escaped.append(byte)
      case _ where plainMarks.contains(byte): escaped.append(byte)
      default: escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }

  /// RFC 3986 has ( ) and ' as well, which end strings in one language or another.
  private static let plainMarks = Set("-._~:/?#[]@!$&*+,;=%".utf8)

  /// What stands before the first colon, in small letters; nil where the address has no scheme.
  private static func scheme(of address: [UInt8]) -> String? {
    let stops = Array("/\\?#".utf8)
    let start = address.prefix { !stops.contains($0) }
    guard let colon = start.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    return String(decoding: start[..<colon], as: UTF8.self).lowercased()
  }
}
