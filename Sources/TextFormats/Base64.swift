// Bytes as text of 64 letters, where a page or a drawing holds a file within it.

import FoundationEssentials

/// Base64 (RFC 4648, section 4).
public enum Base64 {
  /// The text of some bytes, in ASCII.
  public static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    Array(Data(bytes).base64EncodedData())
  }

  /// The bytes of a text; nil for what is none.
  public static func decoded(_ text: [UInt8]) -> [UInt8]? {
    Data(base64Encoded: Data(text)).map(Array.init)
  }
}
