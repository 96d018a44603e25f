// Rows that something is learnt of while they go past, on their way to a picture.

import AttentionMath
private import Synchronization

/// What is learnt of rows, one at a time.
public protocol RowFinding: Sendable {
  /// Whether a row may come in parts: each is then taken in as a row is.
  static var takesParts: Bool { get }
  /// Takes in a row, or a part of one.
  /// - Parameters:
  ///   - line: which of the block's rows it is.
  ///   - row: which of the matrix' rows.
  mutating func add(_ block: RowBlock, _ line: Int, row: Int)
  /// Takes in what was learnt of other rows.
  mutating func add(_ other: Self)
}

/// A source whose rows are looked into as they are asked for: each once, the first time.
public final class ObservedRows<Finding: RowFinding>: WrappedRows {
  private struct Known: Sendable {
    var finding: Finding
    var seen = RowRanges()
  }

  public let source: any RowSource
  private let empty: Finding
  private let known: Mutex<Known>

  /// - Parameter empty: what is known of no row.
  public init(_ source: any RowSource, _ empty: Finding) {
    self.source = source
    self.empty = empty
    known = Mutex(Known(finding: empty))
  }

  public func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    let new = known.withLock { $0.seen.insert(range) }
    guard !new.isEmpty else { return try source.forEachBlock(of: range, body) }
    var row = range.lowerBound
    var own = empty
    try source.forEachBlock(of: range) { block in
      for line in 0..<block.rows {
        if new.contains(where: { $0.contains(row) }) { own.add(block, line, row: row) }
        row += 1
      }
      body(block)
    }
    known.withLock { $0.finding.add(own) }
  }

  public func forEachPart(
    ofRow row: Int, _ body: (_ firstColumn: Int, RowBlock) -> Void
  ) throws(RowSourceError) {
    guard Finding.takesParts, known.withLock({ !$0.seen.insert(row..<row + 1).isEmpty }) else {
      return try source.forEachPart(ofRow: row, body)
    }
    var own = empty
    try source.forEachPart(ofRow: row) { first, part in
      own.add(part, 0, row: row)
      body(first, part)
    }
    known.withLock { $0.finding.add(own) }
  }

  /// What was learnt of the rows that were asked for.
  public var finding: Finding { known.withLock { $0.finding } }

  /// What is to be learnt of all rows; those that no one has asked for yet are gone through.
  /// - Throws: where a row cannot be had.
  public func wholeFinding() throws(RowSourceError) -> Finding {
    let rest = known.withLock { $0.seen.rest(of: source.rows) }
    let maximum = max(1, rows / (8 * coreCount))
    let pieces = rest.flatMap { range in
      stride(from: range.lowerBound, to: range.upperBound, by: maximum).map {
        $0..<min(range.upperBound, $0 + maximum)
      }
    }
    if !pieces.isEmpty {
      try concurrently(
        pieces.count, work: Double(rows) * Double(columns) * 4
      ) { index throws(RowSourceError) in
        try self.forEachBlock(of: pieces[index]) { _ in }
      } joinedBy: { _, _ in
      }
    }
    return finding
  }
}

/// Numbers of rows, as ranges that do not touch each other, in order.
struct RowRanges: Hashable, Sendable {
  private(set) var ranges: [Range<Int>] = []

  /// Takes in a range.
  /// - Returns: what of it was not there.
  mutating func insert(_ range: Range<Int>) -> [Range<Int>] {
    guard !range.isEmpty else { return [] }
    let first = ranges.firstIndex { $0.upperBound >= range.lowerBound } ?? ranges.count
    let end = ranges[first...].firstIndex { $0.lowerBound > range.upperBound } ?? ranges.count
    var new: [Range<Int>] = []
    var start = range.lowerBound
    for known in ranges[first..<end] {
      if start < known.lowerBound { new.append(start..<min(known.lowerBound, range.upperBound)) }
      start = max(start, known.upperBound)
    }
    if start < range.upperBound { new.append(start..<range.upperBound) }
    let joined =
      min(
        range.lowerBound, first < end ? ranges[first].lowerBound : range.lowerBound)..<max(
        range.upperBound, first < end ? ranges[end - 1].upperBound : range.upperBound)
    ranges.replaceSubrange(first..<end, with: [joined])
    return new
  }

  /// What of the first rows is not there.
  func rest(of count: Int) -> [Range<Int>] {
    var rest = self
    return rest.insert(0..<count)
  }
}
