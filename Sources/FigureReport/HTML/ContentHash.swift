// What a page's content policy allows: the style and the script whose hash it names, nothing else.

import CCrypto
import TextFormats

enum ContentHash {
  /// A source expression for these bytes: `'sha256-…'`.
  static func source(_ bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
    return "'sha256-" + String(decoding: Base64.encoded(digest), as: UTF8.self) + "'"
  }
}
