// Ranges of rows that were seen: what of a new range was not.

import Testing

@testable import FigureModel

@Suite struct RowRangesTests {
  @Test func whatIsNewIsTold() {
    var seen = RowRanges()
    #expect(seen.insert(10..<20) == [10..<20])
    #expect(seen.insert(30..<40) == [30..<40])
    #expect(seen.insert(12..<18) == [])
    #expect(seen.insert(0..<50) == [0..<10, 20..<30, 40..<50])
    #expect(seen.insert(0..<50) == [])
    #expect(seen.insert(7..<7) == [])
    #expect(seen.ranges == [0..<50])
  }

  @Test func rangesThatTouchBecomeOne() {
    var seen = RowRanges()
    for start in [4, 0, 2, 6] { _ = seen.insert(start..<start + 2) }
    #expect(seen.ranges == [0..<8])
    #expect(seen.rest(of: 8) == [])
    #expect(seen.rest(of: 10) == [8..<10])
  }

  /// Every row is new exactly once, whatever the ranges are.
  @Test func everyRowIsNewOnce() {
    var seen = RowRanges()
    var counts = [Int](repeating: 0, count: 64)
    for step in 0..<40 {
      let start = step * 29 % 61
      for range in seen.insert(start..<min(64, start + 1 + step % 5)) {
        for row in range { counts[row] += 1 }
      }
    }
    for range in seen.rest(of: 64) { for row in range { counts[row] += 1 } }
    #expect(counts.allSatisfy { $0 == 1 })
  }
}
