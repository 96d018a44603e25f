// Whose table one is that is no program's as that has it: of another base, begun at another row, with rows of
// zeros or cells that are no numbers.

import AttentionMath
import FigureModel
import RealModule

/// What a table of sines and cosines was made with.
struct TableOrigin: Hashable, Sendable {
  let base: Double
  /// The row of a program's table that is the first of this one, or would be: below 0 where rows stand
  /// before it that no program's has.
  let first: Int
  /// Rows that are all 0, which no position's is.
  let zeroRows: [Int]
  /// The first row that is a position's.
  private let begin: Int

  /// As near as a table must be to count as a convention's.
  static let near = 1e-3
  /// The farthest row that a table is looked for at.
  private static let farthest = 1 << 20

  /// - Returns: nil for a table that is a program's from the first row on, and for one that is nobody's.
  init?(_ table: Matrix<Double>) throws(EncodingError) {
    for convention in SinusoidConvention.allCases
    where convention.spacing == .standard || table.columns >= 4 {
      let own = try convention.table(rows: table.rows, dimensions: table.columns)
      if table.maximumDifference(from: own) < Self.near { return nil }
    }
    let zeros = (0..<table.rows).filter { table.row($0).allSatisfy { $0 == 0 } }
    let isUsable = (0..<table.rows).map { row in
      !zeros.contains(row) && table.row(row).allSatisfy(\.isFinite)
    }
    guard
      let begin = isUsable.indices.dropLast().first(where: { isUsable[$0] && isUsable[$0 + 1] })
    else { return nil }
    var families: [(sines: TableSines, bases: [Double])] = []
    for (layout, spacing) in [
      (EncodingLayout.interleaved, EncodingSpacing.standard), (.halves, .endpoint),
      (.halves, .standard),
    ] where spacing == .standard || table.columns >= 4 {
      let sines = TableSines(table: table, isUsable: isUsable, layout: layout, spacing: spacing)
      families.append((sines, sines.bases(from: begin)))
    }
    // Other exponents of another base may be the same frequencies: the roundest base counts.
    for rank in families[0].bases.indices {
      for (sines, bases) in families {
        guard
          let encoding = try? SinusoidalEncoding(
            dimensions: table.columns, base: bases[rank], layout: sines.layout,
            spacing: sines.spacing)
        else { continue }
        for row in sines.rows(of: encoding, at: begin, farthest: Self.farthest) {
          let first = row - begin
          guard
            let whole = try? Self.rows(first, table.rows, of: encoding),
            table.maximumDifference(from: whole, besides: zeros) < Self.near
          else { continue }
          (base, self.first, zeroRows, self.begin) = (bases[rank], first, zeros, begin)
          return
        }
      }
    }
    return nil
  }

  /// Of a table of images, of which the base alone may be another.
  /// - Returns: nil for a table of the usual base, and for one that is nobody's.
  init?(
    image table: Matrix<Double>, grid: PatchGrid, hasClassToken: Bool
  ) throws(EncodingError) {
    func isOf(_ convention: ImageConvention, base: Double) throws(EncodingError) -> Bool {
      let own = try ImageSinusoid(
        dimensions: table.columns, grid: grid, hasClassToken: hasClassToken,
        convention: convention, base: base
      ).matrix()
      return table.maximumDifference(from: own) < Self.near
    }
    let conventions = ImageConvention.allCases.filter { $0 != .vit || table.columns >= 8 }
    for convention in conventions {
      if try isOf(convention, base: 10000) { return nil }
    }
    var families: [(convention: ImageConvention, bases: [Double])] = []
    for convention in conventions {
      guard
        let sines = TableSines(
          image: table, grid: grid, hasClassToken: hasClassToken, convention: convention)
      else { return nil }
      families.append((convention, sines.bases(from: 0)))
    }
    guard let ranks = families.first?.bases.indices else { return nil }
    for rank in ranks {
      for (convention, bases) in families where (try? isOf(convention, base: bases[rank])) == true {
        (base, first, zeroRows, begin) = (bases[rank], 0, [], 0)
        return
      }
    }
    return nil
  }

  /// Rows of an encoding from one on; zeros before row 0.
  private static func rows(
    _ first: Int, _ count: Int, of encoding: SinusoidalEncoding
  ) throws(EncodingError) -> Matrix<Double> {
    let before = min(count, max(0, -first))
    let rest = try encoding.matrix(positions: first + before..<first + count)
    return Matrix(
      rows: count, columns: rest.columns,
      values: [Double](repeating: 0, count: before * rest.columns) + rest.values)
  }

  /// The rows of a program's table that stand beside those of the table.
  func rows(
    of convention: SinusoidConvention, _ count: Int, dimensions: Int
  ) throws(EncodingError) -> Matrix<Double> {
    let encoding = try SinusoidalEncoding(
      dimensions: dimensions, base: base, layout: convention.layout, spacing: convention.spacing)
    var rows = try Self.rows(first, count, of: encoding)
    // Of fairseq's the row of zeros is the padding's, wherever that stands.
    let padding = zeroRows.count == 1 && first >= 0 ? zeroRows[0] : 1 - first
    if convention == .fairseq, (0..<count).contains(padding) {
      for column in 0..<dimensions { rows[padding, column] = 0 }
    }
    return rows
  }

  /// What of it is not as in the program's own, for a sentence about the table.
  var words: [Localized] {
    var words: [Localized] = []
    if base != 10000 { words.append(Localized(en: "base \(plain(base))", zh: "底数 \(plain(base))")) }
    if first != 0 {
      words.append(
        Localized(
          en: "its row \(begin) is their row \(begin + first)",
          zh: "其第 \(begin) 行是它们的第 \(begin + first) 行"))
    }
    if !zeroRows.isEmpty {
      let some = zeroRows.prefix(4).map(String.init)
      let more = zeroRows.count > some.count
      words.append(
        Localized(
          en: zeroRows.count == 1
            ? "its row \(some[0]) is all 0"
            : "its rows \(listed(some + (more ? ["others"] : []), .english)) are all 0",
          zh: "其第 \(listed(some, .chinese)) \(more ? "等行" : "行")全为 0"))
    }
    return words
  }
}

/// Sines and cosines of a table that is taken to have them in one order.
private struct TableSines {
  let table: Matrix<Double>
  /// Whether a row is a position's, with numbers alone.
  let isUsable: [Bool]
  let layout: EncodingLayout
  let spacing: EncodingSpacing

  private var pairs: Int { table.columns / 2 }
  /// After so many turns of the slowest pair a row is no longer looked for.
  private static let maximumTurns = 4096

  /// The angle of a pair in a row, -π to π.
  private func angle(_ row: Int, _ pair: Int) -> Double {
    let (sine, cosine) =
      layout == .interleaved ? (2 * pair, 2 * pair + 1) : (pair, pair + pairs)
    return Double.atan2(y: table[row, sine], x: table[row, cosine])
  }

  /// How far a pair turns from row to row: the farther rows are apart, the more digits it has.
  private func frequency(_ pair: Int, from begin: Int) -> Double {
    let turn = 2 * Double.pi
    var frequency = angle(begin + 1, pair) - angle(begin, pair)
    if frequency < 0 { frequency += turn }
    var step = 2
    while begin + step < table.rows {
      if isUsable[begin + step] {
        let here = angle(begin + step, pair) - angle(begin, pair)
        let expected = frequency * Double(step)
        frequency = (here + turn * ((expected - here) / turn).rounded()) / Double(step)
      }
      step *= 2
    }
    return frequency
  }

  /// The bases that it may have, the usual one and then the rounder ones first; as many for every order of the
  /// columns.
  func bases(from begin: Int) -> [Double] {
    let base = base(from: begin) ?? 10000
    return [10000] + (1...4).map { rounded(base, significant: $0) } + [base.rounded(), base]
  }

  /// The base by the pair of which a digit of the angle says most of it; nil where none says it.
  private func base(from begin: Int) -> Double? {
    guard pairs > 1 else { return nil }
    func exponent(_ pair: Int) -> Double {
      Double(pair) / Double(spacing == .standard ? pairs : pairs - 1)
    }
    let frequencies = (1..<pairs).map { ($0, frequency($0, from: begin)) }
    guard
      let (pair, frequency) = frequencies.filter({ $0.1 > 0 && $0.1.isFinite })
        .max(by: { exponent($0.0) * $0.1 < exponent($1.0) * $1.1 })
    else { return nil }
    let base = Double.pow(frequency, -1 / exponent(pair))
    return base.isFinite && base >= 1 ? base : nil
  }

  /// The rows of an encoding that have the numbers of a row of the table, those near to the beginning first.
  func rows(of encoding: SinusoidalEncoding, at begin: Int, farthest: Int) -> [Int] {
    guard let slowest = encoding.frequencies.last, slowest > 0 else { return [] }
    let turn = 2 * Double.pi / slowest
    var estimate = angle(begin, pairs - 1) / slowest
    // Numbers of few digits say less exactly where on a slow wave a row stands.
    let window = Int(min(64, 2 + 2e-3 / slowest))
    var found: [Int] = []
    estimate -= turn
    for _ in 0..<Self.maximumTurns where estimate < Double(farthest) && found.count < 4 {
      for row in Int(estimate.rounded()) - window...Int(estimate.rounded()) + window
      where row >= 0 && row <= farthest && !found.contains(row) && isRow(row, of: encoding, begin) {
        found.append(row)
      }
      estimate += turn
    }
    return found
  }

  private func isRow(_ row: Int, of encoding: SinusoidalEncoding, _ begin: Int) -> Bool {
    (0..<table.columns).allSatisfy { column in
      abs(table[begin, column] - encoding.value(position: row, dimension: column))
        < TableOrigin.near
    }
  }
}

extension Matrix where Element == Double {
  /// The largest difference of two matrices of one shape, where both are numbers; infinite where that is
  /// nowhere.
  /// - Parameter rows: rows that are not compared.
  func maximumDifference(from other: Matrix, besides rows: [Int] = []) -> Double {
    var largest: Double?
    let left = Set(rows)
    for row in 0..<self.rows where !left.contains(row) {
      for column in 0..<columns {
        let difference = abs(self[row, column] - other[row, column])
        if difference.isFinite { largest = Swift.max(largest ?? 0, difference) }
      }
    }
    return largest ?? .infinity
  }
}

// In an extension, so that the usual init stays.
extension TableSines {
  /// The sines and cosines of the longer axis of an image's patches, along its first row or column; nil where
  /// the first of them are no numbers, and of a single patch.
  init?(
    image table: Matrix<Double>, grid: PatchGrid, hasClassToken: Bool, convention: ImageConvention
  ) {
    let isOfColumns = grid.columns >= grid.rows
    let count = isOfColumns ? grid.columns : grid.rows
    let half = table.columns / 2
    let begin = isOfColumns == convention.isColumnFirst ? 0 : half
    let patches = (0..<count).map {
      (hasClassToken ? 1 : 0) + (isOfColumns ? $0 : $0 * grid.columns)
    }
    self.init(
      table: Matrix(rows: count, columns: half) { table[patches[$0], begin + $1] },
      isUsable: patches.map { patch in
        (0..<half).allSatisfy { table[patch, begin + $0].isFinite }
      }, layout: .halves, spacing: convention == .vit ? .endpoint : .standard)
    guard count > 1, isUsable[0], isUsable[1] else { return nil }
  }
}
