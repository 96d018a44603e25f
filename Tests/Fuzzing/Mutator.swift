// Damaging sound inputs in the ways that break readers: bits and bytes, numbers that are sizes, words
// of the format, cut and repeated stretches, and parts of other inputs.

/// Makes damaged inputs, the same from the same seed on every machine.
public struct Mutator: Sendable {
  private let seeds: [[UInt8]]
  private let words: [[UInt8]]
  private let longest: Int
  private var random: SplitMix64

  /// - Parameters:
  ///   - seeds: sound inputs.
  ///   - words: what inputs are made of.
  ///   - longest: the most bytes of an input.
  ///   - seed: the start of the random numbers.
  public init(seeds: [[UInt8]], words: [String], longest: Int = 1 << 16, seed: UInt64) {
    precondition(!seeds.isEmpty && !words.isEmpty)
    self.seeds = seeds
    self.words = words.map { Array($0.utf8) }
    self.longest = longest
    random = SplitMix64(state: seed)
  }

  /// One damaged input.
  public mutating func next() -> [UInt8] {
    var bytes = seeds[random.next(below: seeds.count)]
    // Mostly one damage: with more, few inputs come past the first check.
    let damages = random.next(below: 2) == 0 ? 1 : 1 + random.next(below: 6)
    for _ in 0..<damages { damage(&bytes) }
    if bytes.count > longest { bytes.removeLast(bytes.count - longest) }
    return bytes
  }

  /// One damage at a random place, most of them near the start where the headers are.
  private mutating func damage(_ bytes: inout [UInt8]) {
    if bytes.isEmpty {
      bytes.append(UInt8(truncatingIfNeeded: random.next()))
      return
    }
    // An archive's directory is at its end.
    let near = min(bytes.count, 256)
    let location =
      switch random.next(below: 4) {
      case 0: random.next(below: bytes.count)
      case 1: bytes.count - 1 - random.next(below: near)
      default: random.next(below: near)
      }
    switch random.next(below: 9) {
    case 0: bytes[location] ^= 1 << UInt8(random.next(below: 8))
    case 1: bytes[location] = UInt8(truncatingIfNeeded: random.next())
    case 2: bytes.removeSubrange(location..<min(bytes.count, location + 1 + random.next(below: 16)))
    case 3: bytes.removeLast(bytes.count - location)
    case 4:
      // A number in binary: sizes, offsets and counts.
      let width = [1, 2, 4, 8][random.next(below: 4)]
      let number = Self.numbers[random.next(below: Self.numbers.count)]
      for offset in 0..<width where location + offset < bytes.count {
        bytes[location + offset] = UInt8(truncatingIfNeeded: number >> UInt64(8 * offset))
      }
    case 5: bytes.insert(contentsOf: words[random.next(below: words.count)], at: location)
    case 6:
      // A number in decimal where one stands.
      guard let start = bytes[location...].firstIndex(where: { (0x30...0x39).contains($0) }) else {
        return
      }
      let end = bytes[start...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
      let number = Self.numbers[random.next(below: Self.numbers.count)]
      bytes.replaceSubrange(start..<min(end, start + 24), with: String(number).utf8)
    case 7:
      let end = min(bytes.count, location + 1 + random.next(below: 64))
      let stretch = Array(bytes[location..<end])
      bytes.insert(contentsOf: stretch, at: random.next(below: bytes.count + 1))
    default:
      let other = seeds[random.next(below: seeds.count)]
      guard !other.isEmpty else { return }
      let start = random.next(below: other.count)
      let end = min(other.count, start + 1 + random.next(below: 128))
      bytes.replaceSubrange(
        location..<min(bytes.count, location + end - start), with: other[start..<end])
    }
  }

  /// Numbers at which sizes go wrong.
  static let numbers: [UInt64] = [
    0, 1, 2, 7, 8, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 0x7fff_ffff, 0x8000_0000,
    0xffff_ffff, 0x1_0000_0000, 1 << 60, 1 << 62, 0x7fff_ffff_ffff_ffff, 1 << 63, .max,
  ]
}

/// Random numbers by splitmix64 (Steele, Lea and Flood 2014), the same on every machine.
struct SplitMix64: Sendable {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
