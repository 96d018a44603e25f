// A mask from a file: which of its readings is meant, and whether it hides anything at all.

import AttentionMath
import MatrixFiles
import TextFormats

/// A mask read from a file.
struct FileMask {
  /// What a truth value says of its key.
  enum Truth {
    case sees, hides
  }

  private let reference: String
  /// What was asked for; nil where the file has to tell.
  private let truth: Truth?
  private let info: TensorInfo
  private let matrix: Matrix<Double>

  /// Additive masks of models write the minimum number of their type for -∞; numbers from here on
  /// leave a weight of 0 as well.
  private static let asGoodAsHidden = -1e4

  init(
    reference: String, truth: Truth?, head: HeadRow?, _ context: ComputeContext
  ) throws(FigureError) {
    self.reference = reference
    self.truth = truth
    let tensor = try MatrixInput.tensor(reference, option: "mask-file", context)
    info = tensor.info
    let index = try Self.index(in: info.leadingShape, for: head, reference, info.shape)
    matrix = try MatrixInput.matrix(tensor, at: index, option: "mask-file", reference)
  }

  /// The position of a head's mask: an axis of length 1 serves all, as where arrays are broadcast.
  private static func index(
    in leading: [Int], for head: HeadRow?, _ reference: String, _ shape: [Int]
  ) throws(FigureError) -> [Int] {
    if leading.allSatisfy({ $0 == 1 }) { return leading.map { _ in 0 } }
    if let head {
      let missing = max(0, leading.count - head.shape.count)
      let lengths = Array(repeating: 1, count: missing) + head.shape.suffix(leading.count)
      let locations = Array(repeating: 0, count: missing) + head.index.suffix(leading.count)
      if zip(leading, lengths).allSatisfy({ $0 == 1 || $0 == $1 }) {
        return zip(leading, locations).map { $0 == 1 ? 0 : $1 }
      }
    }
    let count = leading.reduce(1, *)
    let own = head.map { " and the data has \($0.shape) before its matrices" } ?? ""
    throw .usage(
      "\(option: "mask-file") \(reference): shape \(shape) holds \(count) masks\(own); save the one that is "
        + "wanted, shape [queries, keys], or [keys] for all queries alike",
      zh:
        "\(option: "mask-file") \(reference)：形状 \(shape) 含有 \(count) 个掩码；请保存要用的那一个，形状为 [queries, keys]，或对所有查询都相同的 [keys]"
    )
  }

  /// Adds the mask to others.
  /// - Throws: where it is no mask, or not one for so many queries and keys.
  func add(to checked: inout CheckedMask) throws(FigureError) {
    let (queries, keys) = (checked.queries, checked.keys)
    guard matrix.columns == keys, matrix.rows == queries || matrix.rows == 1 else {
      throw wrongShape(queries: queries, keys: keys)
    }
    try checkNumbers()
    let whole = Matrix(rows: queries, columns: keys) { query, key in
      matrix[matrix.rows == 1 ? 0 : query, key]
    }
    if try areTruthValues() {
      addTruthValues(whole, to: &checked)
    } else {
      try addNumbers(whole, to: &checked)
    }
  }

  private func wrongShape(queries: Int, keys: Int) -> FigureError {
    let hint =
      if matrix.rows == keys, matrix.columns == queries || matrix.columns == 1, keys != 1 {
        matrix.columns == 1
          ? "; it has a number a line: write those of a mask of keys into one line"
          : "; it may be transposed"
      } else {
        ""
      }
    return .usage(
      "\(option: "mask-file") \(reference): shape \(info.shape) for \(queries) queries and \(keys) keys; it must "
        + "be [\(queries), \(keys)], or [\(keys)] for all queries alike\(hint)",
      zh:
        "\(option: "mask-file") \(reference)：形状为 \(info.shape)，而有 \(queries) 个查询和 \(keys) 个键；须为 [\(queries), \(keys)]，或对所有查询都相同的 [\(keys)]"
    )
  }

  /// Refuses cells that say nothing: an empty one, NA or NaN, and +∞.
  private func checkNumbers() throws(FigureError) {
    guard let index = matrix.values.firstIndex(where: { !($0 < .infinity) }) else { return }
    let value = matrix.values[index]
    let what = value.isNaN ? "no number (NaN; in a text file NA or nothing)" : "\(typed(value))"
    throw .usage(
      "\(option: "mask-file") \(reference): row \(index / matrix.columns), column \(index % matrix.columns) is "
        + "\(what), which is no mask value; give 1 to see and 0 to hide a key, or numbers to add, "
        + "-inf to hide",
      zh:
        "\(option: "mask-file") \(reference)：第 \(index / matrix.columns) 行第 \(index % matrix.columns) 列不是掩码值；请用 1 表示可见、0 表示遮蔽，或给出要相加的数，-inf 表示遮蔽"
    )
  }

  /// Whether each number says that a key is seen or not. A file of text or of numbers with a point
  /// may hold truth values as 0 and 1; with zeros alone it is an additive mask that hides nothing.
  private func areTruthValues() throws(FigureError) -> Bool {
    let other = matrix.values.first { $0 != 0 && $0 != 1 }
    switch info.elementType {
    case .bool: return true
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64:
      if let other {
        throw .usage(
          "\(option: "mask-file") \(reference): holds \(typed(other)); whole numbers must be 1 to see and 0 to "
            + "hide, and a mask to add needs numbers with a point",
          zh: "\(option: "mask-file") \(reference)：含有 \(typed(other))；整数须为 1（可见）或 0（遮蔽），要相加的掩码须带小数点"
        )
      }
      return true
    case .float8E4M3, .float8E5M2, .float16, .bfloat16, .float32, .float64:
      return other == nil && (truth != nil || matrix.values.contains(1))
    }
  }

  // MARK: Truth values

  private func addTruthValues(_ cells: Matrix<Double>, to checked: inout CheckedMask) {
    let isSeen = truth == .hides ? 0.0 : 1.0
    let allowed = BooleanMatrix(
      rows: cells.rows, columns: cells.columns, values: cells.values.map { $0 == isSeen })
    checked.masks.append(.allowed(allowed))
    guard !cells.values.isEmpty else { return }
    if allowed.values.allSatisfy(\.self) {
      let meaning = isSeen == 1 ? "1, for a key that is seen" : "0, for a key that is not hidden"
      checked.warnings.append(
        Message(
          "\(option: "mask-file") \(reference): hides nothing: every value is \(meaning)",
          zh: "\(option: "mask-file") \(reference)：没有遮蔽任何键：所有值都是 \(isSeen == 1 ? 1 : 0)"))
      return
    }
    if Self.looksBackwards(allowed) {
      checked.warnings.append(
        Message(
          "\(option: "mask-file") \(reference): each query sees only itself and later keys, the reverse of a causal "
            + "mask: is it transposed?",
          zh: "\(option: "mask-file") \(reference)：每个查询只看到自己和之后的键，与因果掩码相反：是否转置了？"))
    }
    guard truth == nil else { return }
    let isBlind = Self.hasRow(of: 0, in: cells)
    let wouldBeBlind = Self.hasRow(of: 1, in: cells)
    if isBlind, !wouldBeBlind {
      checked.warnings.append(
        Message(
          "\(option: "mask-file") \(reference): 1 (true) is taken for a key that is seen, which leaves a query "
            + "without any; if it hides a key, as in PyTorch's nn.MultiheadAttention, give \(option: "mask-hides")",
          zh:
            "\(option: "mask-file") \(reference)：把 1（真）当作可见的键，这样有查询看不到任何键；若 1 表示遮蔽（如 PyTorch 的 nn.MultiheadAttention），请选\(option: "mask-hides")"
        ))
    } else if !isBlind, !wouldBeBlind {
      checked.otherReading = Message(
        "\(option: "mask-file") \(reference): 1 (true) is taken for a key that is seen; if it hides a key, as in "
          + "PyTorch's nn.MultiheadAttention, give \(option: "mask-hides"); \(option: "mask-sees") says that it is right so",
        zh:
          "\(option: "mask-file") \(reference)：把 1（真）当作可见的键；若 1 表示遮蔽（如 PyTorch 的 nn.MultiheadAttention），请选\(option: "mask-hides")；\(option: "mask-sees")表示这样正确"
      )
    }
  }

  /// Whether some row holds nothing but one value.
  private static func hasRow(of value: Double, in cells: Matrix<Double>) -> Bool {
    (0..<cells.rows).contains { row in cells.row(row).allSatisfy { $0 == value } }
  }

  /// Whether each query sees itself and what comes after it, and nothing else.
  private static func looksBackwards(_ allowed: BooleanMatrix) -> Bool {
    guard allowed.rows == allowed.columns, allowed.rows > 2 else { return false }
    return (0..<allowed.rows).allSatisfy { query in
      (0..<allowed.columns).allSatisfy { allowed[query, $0] == ($0 >= query) }
    }
  }

  // MARK: Numbers to add

  private func addNumbers(
    _ cells: Matrix<Double>, to checked: inout CheckedMask
  ) throws(FigureError) {
    guard truth == nil else {
      throw .usage(
        "\(option: truth == .hides ? "mask-hides" : "mask-sees"): \(reference) holds numbers that are "
          + "added to the scores, not truth values; leave it out",
        zh:
          "\(option: truth == .hides ? "mask-hides" : "mask-sees")：\(reference) 中是加到分数上的数，不是真假值，请去掉它"
      )
    }
    let added = Matrix(rows: cells.rows, columns: cells.columns) { query, key in
      cells[query, key] <= Self.asGoodAsHidden ? -.infinity : cells[query, key]
    }
    checked.masks.append(.additive(added))
    guard let first = cells.values.first else { return }
    if cells.values.allSatisfy({ $0 == 0 }) {
      checked.warnings.append(
        Message(
          "\(option: "mask-file") \(reference): hides nothing: every value is 0, taken for a number that is added "
            + "to a score; if 0 hides a key, give \(option: "mask-sees")",
          zh:
            "\(option: "mask-file") \(reference)：没有遮蔽任何键：所有值都是 0，当作加到分数上的数；若 0 表示遮蔽，请选\(option: "mask-sees")"
        ))
      return
    }
    let isLevel = (0..<added.rows).allSatisfy { row in
      added.row(row).allSatisfy { $0 == added[row, 0] && $0 > -.infinity }
    }
    if isLevel {
      let what =
        cells.values.allSatisfy { $0 == first }
        ? "every value is \(typed(first))" : "the values of each row are equal"
      checked.warnings.append(
        Message(
          "\(option: "mask-file") \(reference): hides nothing: \(what), which changes no weight when it is added to "
            + "the scores of a row; -inf hides a key",
          zh: "\(option: "mask-file") \(reference)：没有遮蔽任何键：加到一行分数上不改变权重；-inf 表示遮蔽"))
    } else if !added.values.contains(-.infinity) {
      let levels = Set(cells.values)
      let note = Message(
        "\(option: "mask-file") \(reference): hides nothing: its values, \(typed(levels.min() ?? 0)) to "
          + "\(typed(levels.max() ?? 0)), are numbers that are added to the scores; -inf, or "
          + "\(typed(Self.asGoodAsHidden)) and less, hides a key",
        zh:
          "\(option: "mask-file") \(reference)：没有遮蔽任何键：它的值从 \(typed(levels.min() ?? 0)) 到 \(typed(levels.max() ?? 0))，是加到分数上的数；-inf 或不大于 \(typed(Self.asGoodAsHidden)) 的数表示遮蔽"
      )
      // Two values, one of them 0, are meant to hide; more of them are a bias by distance.
      if levels.count == 2, levels.contains(0) {
        checked.warnings.append(note)
      } else {
        checked.hidesNothing = note
      }
    }
  }
}
