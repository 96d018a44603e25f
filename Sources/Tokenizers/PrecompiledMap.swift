// The character map that SentencePiece compiles its normalisation rules to: a double-array trie of
// what is replaced, and the texts that replace it. Every index is checked: the map is a stranger's.

internal import JSONTape
internal import TextFormats

/// A compiled map of characters.
struct PrecompiledMap: Sendable {
  private let units: [UInt32]
  private let texts: [UInt8]

  /// Reads a map: the bytes of the trie, their number before them, and the texts, each ended by 0.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 4 else { return nil }
    func word(_ location: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(bytes[location + $1]) << UInt32(8 * $1) }
    }
    let size = Int(word(0))
    guard size % 4 == 0, size > 0, size <= bytes.count - 4 else { return nil }
    units = (0..<size / 4).map { word(4 + 4 * $0) }
    texts = Array(bytes[(4 + size)...])
  }

  init(base64 part: Part) throws(TokenizerError) {
    guard let bytes = part.value.utf8.flatMap(Base64.decoded), let map = PrecompiledMap(bytes)
    else {
      throw part.malformed(.wrongKind("no compiled character map"))
    }
    self = map
  }

  /// What a text that begins with `bytes` is replaced by: its length in bytes and the replacement.
  /// - Parameter longest: whether the longest beginning counts, and not the shortest.
  func replacement(
    of bytes: some Sequence<UInt8>, longest: Bool
  ) -> (length: Int, text: ArraySlice<UInt8>)? {
    var found: (length: Int, text: ArraySlice<UInt8>)?
    var location = 0
    var length = 0
    guard var unit = units.first else { return nil }
    location ^= Self.offset(unit)
    for byte in bytes {
      if byte == 0 { break }
      location ^= Int(byte)
      guard units.indices.contains(location) else { break }
      unit = units[location]
      guard unit & 0x8000_00ff == UInt32(byte) else { break }
      location ^= Self.offset(unit)
      length += 1
      guard unit >> 8 & 1 == 1 else { continue }
      guard units.indices.contains(location) else { break }
      let start = Int(units[location] & 0x7fff_ffff)
      guard start <= texts.count else { break }
      let end = texts[start...].firstIndex(of: 0) ?? texts.count
      found = (length, texts[start..<end])
      if !longest { break }
    }
    return found
  }

  private static func offset(_ unit: UInt32) -> Int {
    Int((unit >> 10) << ((unit & 1 << 9) >> 6))
  }

  /// Replaces as Hugging Face tokenizers does: grapheme clusters of few bytes as a whole, else
  /// character by character.
  func normalize(_ text: inout NormalizedText) {
    var changes: [NormalizedText.Change] = []
    var isChanged = false
    func replace(_ old: some Collection<Unicode.Scalar>, _ new: ArraySlice<UInt8>) {
      let scalars = Array(String(decoding: new, as: UTF8.self).unicodeScalars)
      let difference = scalars.count - old.count
      changes += scalars.map { ($0, 0) }
      if difference > 0 {
        for index in changes.indices.suffix(min(difference, changes.count)) {
          changes[index].change = 1
        }
      } else if difference < 0, !changes.isEmpty {
        changes[changes.count - 1].change += difference
      }
      isChanged = true
    }
    for cluster in text.text where changes.count <= text.limit {
      let scalars = Array(cluster.unicodeScalars)
      if cluster.utf8.count < 6, let found = replacement(of: cluster.utf8, longest: false) {
        replace(scalars, found.text)
        continue
      }
      for scalar in scalars where changes.count <= text.limit {
        if let found = replacement(of: UTF8.encode(scalar)!, longest: false) {
          replace(CollectionOfOne(scalar), found.text)
        } else {
          changes.append((scalar, 0))
        }
      }
    }
    if isChanged { text.transform(changes) }
  }
}
