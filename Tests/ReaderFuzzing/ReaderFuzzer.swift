// Feeding damaged files to the readers. A reader may refuse a file or give values; it may not trap,
// hang or take more memory than the file and the limits allow, which would end the process.

import MatrixFiles

/// Damages files in the ways that break readers: bits and bytes, numbers that are sizes, words of the
/// formats, cut and repeated stretches, and parts of other files.
public struct ReaderFuzzer: Sendable {
  /// What came of the inputs.
  public struct Outcome: Hashable, Sendable {
    public var inputs = 0
    /// The inputs that were refused.
    public var refused = 0
    /// The inputs that were opened and at least one tensor of which was read.
    public var read = 0

    public init() {}
  }

  private let seeds: [[UInt8]]
  private let path: String
  private var random: SplitMix64
  /// Little is enough for the fixtures, and a reader that takes more for a damaged one is wrong.
  private let limits = ReadLimits(
    memory: 1 << 22, expansion: 1 << 22, expansionInMemory: 1 << 14)

  /// - Parameters:
  ///   - seeds: sound files, all of one format.
  ///   - path: the path they would have, which may tell the format.
  ///   - seed: the start of the random numbers; the same seed gives the same inputs.
  public init(seeds: [[UInt8]], path: String, seed: UInt64) {
    precondition(!seeds.isEmpty)
    self.seeds = seeds
    self.path = path
    random = SplitMix64(state: seed)
  }

  /// Reads `count` damaged files and counts what came of them.
  public mutating func run(count: Int) -> Outcome {
    var outcome = Outcome()
    for _ in 0..<count {
      let input = nextInput()
      outcome.inputs += 1
      if readAll(input) { outcome.read += 1 } else { outcome.refused += 1 }
    }
    return outcome
  }

  /// One damaged file.
  public mutating func nextInput() -> [UInt8] {
    var bytes = seeds[random.next(below: seeds.count)]
    // Mostly one damage: with more, few files come past the first check.
    let damages = random.next(below: 2) == 0 ? 1 : 1 + random.next(below: 6)
    for _ in 0..<damages { damage(&bytes) }
    return bytes
  }

  /// Opens the bytes as a file and reads everything that is in it, each way there is.
  /// - Returns: whether a tensor was read.
  public func readAll(_ bytes: [UInt8]) -> Bool {
    guard let file = try? MatrixFile.open(bytes: bytes, path: path, limits: limits) else {
      return false
    }
    var isRead = false
    for info in file.tensors.prefix(8) {
      guard let tensor = try? file.tensor(named: info.name),
        (try? tensor.statistics()) != nil
      else { continue }
      _ = try? tensor.values(as: Float.self)
      let rows = tensor.allRows()
      if rows.rows > 0 {
        _ = try? rows.values((rows.rows - 1)..<rows.rows, as: Double.self)
      }
      if let index = try? MatrixChoice(index: info.leadingShape.map { _ in 0 }).index(
        in: info.shape)
      {
        _ = try? tensor.matrix(at: index, as: Double.self)
      }
      isRead = true
    }
    return isRead
  }

  /// One damage at a random place, most of them near the start where the headers are.
  private mutating func damage(_ bytes: inout [UInt8]) {
    if bytes.isEmpty {
      bytes.append(UInt8(truncatingIfNeeded: random.next()))
      return
    }
    // An archive's directory is at its end.
    let near = min(bytes.count, 256)
    let place =
      switch random.next(below: 4) {
      case 0: random.next(below: bytes.count)
      case 1: bytes.count - 1 - random.next(below: near)
      default: random.next(below: near)
      }
    switch random.next(below: 9) {
    case 0: bytes[place] ^= 1 << UInt8(random.next(below: 8))
    case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.next(below: 16)))
    case 3: bytes.removeLast(bytes.count - place)
    case 4:
      // A number in binary: sizes, offsets and counts.
      let width = [1, 2, 4, 8][random.next(below: 4)]
      let number = Self.numbers[random.next(below: Self.numbers.count)]
      for offset in 0..<width where place + offset < bytes.count {
        bytes[place + offset] = UInt8(truncatingIfNeeded: number >> UInt64(8 * offset))
      }
    case 5: insert(Self.words[random.next(below: Self.words.count)].utf8, at: place, into: &bytes)
    case 6:
      // A number in decimal where one stands.
      guard let start = bytes[place...].firstIndex(where: { (0x30...0x39).contains($0) }) else {
        return
      }
      let end = bytes[start...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
      let number = Self.numbers[random.next(below: Self.numbers.count)]
      bytes.replaceSubrange(start..<min(end, start + 24), with: String(number).utf8)
    case 7:
      let end = min(bytes.count, place + 1 + random.next(below: 64))
      let stretch = Array(bytes[place..<end])
      bytes.insert(contentsOf: stretch, at: random.next(below: bytes.count + 1))
    default:
      let other = seeds[random.next(below: seeds.count)]
      let start = random.next(below: other.count)
      let end = min(other.count, start + 1 + random.next(below: 128))
      bytes.replaceSubrange(place..<min(bytes.count, place + end - start), with: other[start..<end])
    }
  }

  private func insert(_ word: String.UTF8View, at place: Int, into bytes: inout [UInt8]) {
    bytes.insert(contentsOf: word, at: place)
  }

  /// Numbers at which sizes go wrong.
  private static let numbers: [UInt64] = [
    0, 1, 2, 7, 8, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 0x7fff_ffff, 0x8000_0000,
    0xffff_ffff, 0x1_0000_0000, 1 << 60, 1 << 62, 0x7fff_ffff_ffff_ffff, 1 << 63, .max,
  ]

  /// Words and marks of the formats.
  private static let words = [
    "'descr'", "'<f4'", "'>f8'", "'V2'", "'|O'", "[('a', '<f4')]", "True", "False", "(0,)", "(",
    ")", "{", "}", "[", "]", "[[", "]]", ",", ":", "\"", "\"\"", "'", "\n", "\r\n", "\t", " ", "-",
    "+", ".", "e", "e999", "1e-400", "nan", "NaN", "inf", "Infinity", "-Infinity", "null", "true",
    "\\u0000", "\\ud800", "\\", "\u{feff}", "\u{1F600}", "\"dtype\"", "\"BF16\"", "\"F8_E4M3\"",
    "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "PK\u{1}\u{2}", "PK\u{3}\u{4}",
    "PK\u{5}\u{6}", "PK\u{6}\u{6}", "PK\u{7}\u{8}", ".npy", "0", "00", "-1", "1L", "0.5,0.5",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
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
