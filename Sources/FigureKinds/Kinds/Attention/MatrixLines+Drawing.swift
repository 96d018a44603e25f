// The lines of a figure, read from the file: whole, or thinned where they are longer than any page is
// wide.

import AttentionMath
import FigureModel
import MatrixFiles
import TextFormats

/// Where the values of lines stand along the horizontal axis.
enum LinePositions: Sendable {
  /// At their own numbers, so many.
  case counted(Int)
  /// At the numbers that a table names them with, each above the one before.
  case given([Double])
  /// At the values of another line, each of which must be above the one before.
  case line(Int)

  /// Whether they are whole numbers that count something.
  var areCounts: Bool {
    switch self {
    case .counted: true
    case .given(let locations): locations.allSatisfy { $0 == $0.rounded() }
    case .line: false
    }
  }

  /// The first position.
  func first(of lines: StoredLines) throws(MatrixFileError) -> Double {
    switch self {
    case .counted: 0
    case .given(let locations): locations.first ?? 0
    case .line(let line): try lines.value(of: line, at: 0)
    }
  }

  /// The last position.
  func last(of lines: StoredLines) throws(MatrixFileError) -> Double {
    switch self {
    case .counted(let count): Double(count - 1)
    case .given(let locations): locations.last ?? 0
    case .line(let line): try lines.value(of: line, at: lines.length - 1)
    }
  }

  /// The line that is read for them.
  fileprivate var line: Int? {
    if case .line(let line) = self { line } else { nil }
  }
}

/// The lines of a figure as they are drawn.
struct DrawnLines: Sendable {
  struct Line: Sendable {
    var x: [Double]
    var y: [Double]
    /// The whole line, where these are some of its points.
    var thinnedFrom: WholeLine?
  }

  var lines: [Line]
  /// The positions of all of their points; empty where they were thinned.
  var locations: [Double] = []
  /// What the values of all reach.
  var extent: ValueExtent
  /// How many points have no position on a logarithmic axis.
  var withoutLogarithm: Int
  /// How many stretches the axis was cut into; nil where every point is drawn.
  var stretches: Int?

  /// Which points stand for all, as a sentence after others; empty where every point is drawn.
  func selection(_ language: Language) -> String {
    guard let stretches else { return "" }
    return Localized(
      en: " Of each of \(stretches) stretches of the horizontal axis the first, the least, the "
        + "greatest and the last point are drawn.",
      zh: "横轴分为 \(stretches) 段，每段画首点、最小点、最大点和末点。")[language]
      + (extent.isFinite
        ? ""
        : Localized(
          en: " Gaps within a stretch are closed.", zh: "段内的空缺不显示。")[language])
  }
}

extension MatrixLines {
  /// What is thrown where a file cannot be read.
  func reading<Result>(
    _ body: () throws(MatrixFileError) -> Result
  ) throws(FigureError) -> Result {
    do throws(MatrixFileError) {
      return try body()
    } catch {
      throw .work("\(option: "input") \(input): \(error)")
    }
  }

  /// The lines of these numbers.
  /// - Parameters:
  ///   - points: the values of each that are drawn; nil for all.
  ///   - isNamed: whether the values stand at names.
  func drawn(
    _ lines: StoredLines, _ chosen: [Int], _ locations: LinePositions, at points: [Int]?,
    isNamed: Bool
  ) throws(FigureError) -> DrawnLines {
    if points == nil, LineThinning.isWorthwhile(lines: chosen.count, length: lines.length) {
      return try thinned(lines, chosen, locations)
    }
    try LinesSize(rows: chosen.count, columns: points?.count ?? lines.length)
      .check(OptionReference("input", input))
    let x: [Double] =
      switch locations {
      case .counted(let count):
        // Names follow each other, whichever they are.
        isNamed
          ? (0..<(points?.count ?? count)).map(Double.init)
          : points?.map(Double.init) ?? (0..<count).map(Double.init)
      case .given(let locations): locations.choosing(points)
      case .line(let line):
        try reading { () throws(MatrixFileError) in try lines.values(of: [line], at: points)[0] }
      }
    guard xFrom == nil || (x.allSatisfy(\.isFinite) && zip(x, x.dropFirst()).allSatisfy(<)) else {
      throw notGrowing
    }
    let values = try reading { () throws(MatrixFileError) in
      try lines.values(of: chosen, at: points)
    }
    var drawn = DrawnLines(lines: [], locations: x, extent: ValueExtent(), withoutLogarithm: 0)
    for y in values {
      drawn.lines.append(DrawnLines.Line(x: x, y: y))
      drawn.extent.add(ValueExtent(y))
      drawn.withoutLogarithm += zip(x, y).count {
        (xScale == .log && $0 <= 0) || (yScale == .log && $1.isFinite && $1 <= 0)
      }
    }
    return drawn
  }

  /// The same for lines too long to be held.
  private func thinned(
    _ lines: StoredLines, _ chosen: [Int], _ locations: LinePositions
  ) throws(FigureError) -> DrawnLines {
    let first = try reading { () throws(MatrixFileError) in try locations.first(of: lines) }
    let last = try reading { () throws(MatrixFileError) in try locations.last(of: lines) }
    guard first.isFinite, last.isFinite else { throw notGrowing }
    var axis = LineThinning.HorizontalAxis(
      lower: xScale == .log && first <= 0 ? nil : first, upper: last,
      isLogarithmic: xScale == .log)
    if let limits = try chart.xlim?.validated("xlim"), xScale == .linear || limits.lower > 0 {
      axis.lower = limits.lower
      axis.upper = limits.upper
    }
    var thinning = LineThinning(
      lines: chosen.count, axis: axis, hasLogarithmicValues: yScale == .log)
    var previous = -Double.infinity
    var grows = true
    var numbers: [Double] = []
    try reading { () throws(MatrixFileError) in
      try lines.forEachStretch(of: [locations.line].compactMap(\.self) + chosen) { start, parts in
        let count = parts.first?.count ?? 0
        switch locations {
        case .counted:
          numbers.removeAll(keepingCapacity: true)
          for location in start..<start + count { numbers.append(Double(location)) }
          numbers.withUnsafeBufferPointer {
            thinning.add(from: start, locations: $0, values: parts)
          }
        case .given(let locations):
          locations.withUnsafeBufferPointer {
            thinning.add(
              from: start,
              locations: UnsafeBufferPointer(rebasing: $0[start..<start + count]), values: parts)
          }
        case .line:
          for location in parts[0] {
            if !(location > previous && location < .infinity) { grows = false }
            previous = location
          }
          guard grows else { return }
          thinning.add(from: start, locations: parts[0], values: Array(parts.dropFirst()))
        }
      }
    }
    guard grows else { throw notGrowing }
    thinning.finish()
    var extent = ValueExtent()
    for line in thinning.lines { extent.add(line.extent) }
    return DrawnLines(
      lines: thinning.lines.map { line in
        let all = line.extent
        return DrawnLines.Line(
          x: line.x, y: line.y,
          thinnedFrom: WholeLine(
            points: lines.length, gaps: all.nan + all.positiveInfinity + all.negativeInfinity))
      },
      extent: extent,
      withoutLogarithm: thinning.lines.reduce(0) { $0 + $1.withoutLogarithm },
      stretches: LineThinning.stretches(lines: chosen.count))
  }

  private var notGrowing: FigureError {
    .work(
      "\(option: "x-from") \(xFrom ?? 0): each of its numbers must be above the one before; sort the matrix by "
        + "them or choose other numbers",
      zh: "\(option: "x-from") \(xFrom ?? 0)：其中每个数须大于前一个；请按它给矩阵排序，或换一行数")
  }
}
