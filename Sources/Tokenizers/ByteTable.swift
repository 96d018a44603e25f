// A vocabulary: texts and their numbers, found by bytes. Swift's own String compares by canonical
// equivalence, which would take "é" in one character and in two for the same entry.

/// Texts and a number for each, found by their bytes.
struct ByteTable: Sendable {
  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]
  private var numbers: [Int32] = []
  /// For each hash the entry's index + 1; 0 where there is none.
  private var slots: [Int32]
  /// How many bytes texts have: each number once, the smallest first. Where one looks for the longest text, others
  /// need not be tried.
  private(set) var lengths: [Int] = []

  init(capacity: Int = 0) {
    slots = Array(repeating: 0, count: Self.slotCount(for: capacity))
    numbers.reserveCapacity(capacity)
    starts.reserveCapacity(capacity + 1)
  }

  /// How many texts there are.
  var count: Int { numbers.count }

  /// Adds a text; where it is there already, its number changes.
  mutating func insert(_ text: UnsafeBufferPointer<UInt8>, _ number: Int) {
    let hash = Self.hash(text)
    if let index = index(of: text, hash: hash) {
      numbers[index] = Int32(clamping: number)
      return
    }
    if (numbers.count + 1) * 2 > slots.count { grow() }
    bytes.append(contentsOf: text)
    starts.append(bytes.count)
    numbers.append(Int32(clamping: number))
    let slot = lengths.firstIndex { $0 >= text.count } ?? lengths.count
    if slot == lengths.count || lengths[slot] != text.count {
      lengths.insert(text.count, at: slot)
    }
    location(numbers.count - 1, hash: hash)
  }

  mutating func insert(_ text: [UInt8], _ number: Int) {
    text.withUnsafeBufferPointer { insert($0, number) }
  }

  mutating func insert(_ text: String, _ number: Int) { insert(Array(text.utf8), number) }

  /// The number of a text; nil where it is not there.
  func number(of text: UnsafeBufferPointer<UInt8>) -> Int? {
    index(of: text, hash: Self.hash(text)).map { Int(numbers[$0]) }
  }

  func number(of text: [UInt8]) -> Int? { text.withUnsafeBufferPointer { number(of: $0) } }

  func number(of text: String) -> Int? { number(of: Array(text.utf8)) }

  /// How long the longest text is that some bytes begin with; nil where there is none.
  func longestBeginning(of bytes: ArraySlice<UInt8>) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      lengths.last {
        $0 > 0 && $0 <= bytes.count
          && number(of: UnsafeBufferPointer(rebasing: bytes[..<$0])) != nil
      }
    }
  }

  /// Calls `body` with each text and its number, in the order they came.
  func visit(_ body: (ArraySlice<UInt8>, Int) -> Void) {
    for index in numbers.indices {
      body(bytes[starts[index]..<starts[index + 1]], Int(numbers[index]))
    }
  }

  private func index(of text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int? {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      let start = starts[index]
      if starts[index + 1] - start == text.count,
        bytes.withUnsafeBufferPointer({
          UnsafeBufferPointer(rebasing: $0[start..<start + text.count]).elementsEqual(text)
        })
      {
        return index
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private mutating func location(_ index: Int, hash: UInt64) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = Int32(index + 1)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for index in numbers.indices {
      let hash = bytes.withUnsafeBufferPointer {
        Self.hash(UnsafeBufferPointer(rebasing: $0[starts[index]..<starts[index + 1]]))
      }
      location(index, hash: hash)
    }
  }

  private static func slotCount(for count: Int) -> Int {
    var slots = 64
    while slots < count * 2 { slots *= 2 }
    return slots
  }

  /// FNV-1a, with its upper half folded in.
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash ^ hash >> 32
  }
}

/// Pairs of numbers, and what the two become.
struct PairTable: Sendable {
  private var keys: [UInt64]
  private var ranks: [Int32]
  private var results: [Int32]
  private var count = 0

  private static let empty = UInt64.max

  init(capacity: Int = 0) {
    var slots = 64
    while slots < capacity * 2 { slots *= 2 }
    keys = Array(repeating: Self.empty, count: slots)
    ranks = Array(repeating: 0, count: slots)
    results = ranks
  }

  /// The rank of a pair and the number it becomes.
  subscript(first: Int32, second: Int32) -> (rank: Int32, result: Int32)? {
    let key = Self.key(first, second)
    let slot = slot(of: key)
    return keys[slot] == key ? (ranks[slot], results[slot]) : nil
  }

  /// Adds a pair; where it is there already, the later one counts.
  mutating func insert(_ first: Int32, _ second: Int32, rank: Int, result: Int) {
    if (count + 1) * 2 > keys.count { grow() }
    let key = Self.key(first, second)
    let slot = slot(of: key)
    if keys[slot] == Self.empty { count += 1 }
    keys[slot] = key
    ranks[slot] = Int32(clamping: rank)
    results[slot] = Int32(clamping: result)
  }

  private mutating func grow() {
    var larger = PairTable(capacity: keys.count)
    for slot in keys.indices where keys[slot] != Self.empty {
      larger.insert(
        Int32(truncatingIfNeeded: keys[slot] >> 32), Int32(truncatingIfNeeded: keys[slot]),
        rank: Int(ranks[slot]), result: Int(results[slot]))
    }
    self = larger
  }

  private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
  }

  private func slot(of key: UInt64) -> Int {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
    while keys[slot] != key, keys[slot] != Self.empty { slot = (slot + 1) & mask }
    return slot
  }
}
