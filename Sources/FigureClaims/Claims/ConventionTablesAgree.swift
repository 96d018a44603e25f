// What tables of one encoding share, whatever the program.

import AttentionMath
public import FigureKinds
public import FigureModel

/// The same frequencies make the same numbers, in another order of columns.
public enum ConventionsReorder: Claim {
  public static let id = "conventions-reorder-columns"
  public static let statement = Localized(
    en: "Tables with the same exponents hold the same numbers in each row, in another order.",
    zh: "指数取法相同的表，每行的数相同，只是排列不同。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    var error = 0.0
    var compared = 0
    let tables = subject.conventionTables
    for (index, table) in tables.enumerated() {
      guard let other = tables[..<index].first(where: { $0.exponents == table.exponents }) else {
        continue
      }
      for row in 0..<min(table.matrix.rows, other.matrix.rows) {
        let (one, two) = (table.matrix.row(row), other.matrix.row(row))
        // A row for the padding or for a class token is no position's.
        guard one.contains(where: { $0 != 0 }), two.contains(where: { $0 != 0 }) else { continue }
        error = maximum([error, maximumDifference(one.sorted(), two.sorted())])
        compared += 1
      }
    }
    guard compared > 0 else { return nil }
    return Measurement(
      error, within: 1e-12, .atMost(1e-12),
      Localized(
        en: "greatest difference of \(compared) pairs of sorted rows",
        zh: "\(compared) 对排序后的行的最大差"))
  }
}

/// |PE|² = d/2 in every program's table.
public enum ConventionsKeepLength: Claim {
  public static let id = "conventions-keep-length"
  public static let statement = Localized(
    en: "In every program's table each position's vector has the same length: |PE|² = d/2.",
    zh: "在每个程序的表中，各位置的向量长度相同：|PE|² = d/2。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    let tables = subject.conventionTables
    guard let columns = tables.first?.matrix.columns else { return nil }
    let half = Double(columns) / 2
    let tolerance = 1e-12 * max(1, half)
    let lengths = tables.flatMap { table in
      (0..<table.matrix.rows).compactMap { row -> Double? in
        let vector = table.matrix.row(row)
        return vector.contains { $0 != 0 } ? vector.reduce(0) { $0 + $1 * $1 } : nil
      }
    }
    return Measurement(
      maximum(lengths.map { abs($0 - half) }), within: tolerance, .atMost(tolerance),
      Localized(
        en: "greatest ||PE|² − \(formatNumber(half, significant: 6))| over \(lengths.count) rows",
        zh: "\(lengths.count) 行中 ||PE|² − \(formatNumber(half, significant: 6))| 的最大值"))
  }
}

extension ClaimSubject {
  fileprivate var conventionTables: [ConventionTable] {
    facts.lazy.compactMap { if case .conventionTables(let tables) = $0 { tables } else { nil } }
      .first ?? []
  }
}
