// What a page's content policy allows: the style and the script whose hash it names, nothing else.

import CGLib

enum ContentHash {
  /// A source expression for these bytes: `'sha256-…'`.
  static func source(_ bytes: [UInt8]) -> String {
    // GLib knows SHA-256 always; it returns nothing only for kinds it does not know.
    let checksum = g_checksum_new(G_CHECKSUM_SHA256)!
    defer { g_checksum_free(checksum) }
    g_checksum_update(checksum, bytes, gssize(bytes.count))
    var digest = [UInt8](repeating: 0, count: 32)
    var count: gsize = 32
    g_checksum_get_digest(checksum, &digest, &count)
    return "'sha256-" + String(decoding: Base64.encoded(digest), as: UTF8.self) + "'"
  }
}
