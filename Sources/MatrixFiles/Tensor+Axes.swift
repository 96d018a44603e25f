// Tensors with other axes: joined, reshaped, chosen from, put in another order. What lies in a file
// stays there where its bytes can serve as they are; else the values are taken into memory.

import TextFormats

extension MatrixFile {
  /// A file that is none: one tensor of numbers in memory.
  /// - Precondition: there are as many values as the shape has elements.
  public init(numbers: [Double], shape: [Int], path: String) {
    self.init(tensor: Tensor(numbers, shape: shape, name: path), path: path)
  }
}

extension Tensor {
  /// A tensor of numbers in memory.
  /// - Precondition: there are as many values as the shape has elements.
  public init(
    _ values: [Double], shape: [Int], name: String, rowSumTolerance: Double? = nil,
    limits: ReadLimits = .standard
  ) {
    self.init(
      info: TensorInfo(
        name: nil, shape: shape, elementType: .float64, rowSumTolerance: rowSumTolerance),
      source: ByteSource(numbers: values, name: name), limits: limits)
  }

  /// A tensor of numbers in single precision in memory.
  /// - Precondition: there are as many values as the shape has elements.
  public init(
    floats values: [Float], shape: [Int], name: String, rowLabels: [String]? = nil,
    limits: ReadLimits = .standard
  ) {
    self.init(
      info: TensorInfo(name: nil, shape: shape, elementType: .float32),
      source: ByteSource(floats: values, name: name), limits: limits, rowLabels: rowLabels)
  }

  /// The matrices of some heads in an array of all, `[layers, heads, rows, columns]`; the others are 0
  /// and take no memory.
  /// - Parameters:
  ///   - values: the heads' numbers in the order of `kept`.
  ///   - kept: the layers and heads that are there.
  ///   - shape: of `values`: `[kept layers, kept heads, rows, columns]`.
  ///   - all: the number of layers and of heads of the array.
  public init(
    heads values: [Float], of kept: (layers: [Int], heads: [Int]), shape: [Int],
    in all: (layers: Int, heads: Int), name: String, rowLabels: [String]?, columnLabels: [String]?,
    limits: ReadLimits = .standard
  ) {
    let cells = shape[2] * shape[3]
    let whole = ByteSource(floats: values, name: name)
    self.init(
      of: kept, rows: shape[2], columns: shape[3], in: all, name: name, rowLabels: rowLabels,
      columnLabels: columnLabels, limits: limits
    ) { layer, head in
      whole.slice(at: (layer * kept.heads.count + head) * cells * 4, count: cells * 4)
    }
  }

  /// The same of heads whose rows are computed whenever they are read.
  /// - Parameter heads: in the order of `kept`, all of one shape.
  /// - Precondition: there is a head.
  public init(
    computing heads: [[ComputedRows]], of kept: (layers: [Int], heads: [Int]),
    in all: (layers: Int, heads: Int), name: String, rowLabels: [String]?, columnLabels: [String]?,
    limits: ReadLimits = .standard
  ) {
    self.init(
      of: kept, rows: heads[0][0].rows, columns: heads[0][0].columns, in: all, name: name,
      rowLabels: rowLabels, columnLabels: columnLabels, limits: limits
    ) { layer, head in
      ByteSource(heads[layer][head], name: name)
    }
  }

  /// - Parameter source: the bytes of the head at these positions among the kept ones.
  private init(
    of kept: (layers: [Int], heads: [Int]), rows: Int, columns: Int,
    in all: (layers: Int, heads: Int), name: String, rowLabels: [String]?, columnLabels: [String]?,
    limits: ReadLimits, source: (_ layer: Int, _ head: Int) -> ByteSource
  ) {
    let nothing = ByteSource(zeros: rows * columns * 4, name: name)
    let sources = (0..<all.layers).flatMap { layer in
      (0..<all.heads).map { head in
        guard let i = kept.layers.firstIndex(of: layer), let j = kept.heads.firstIndex(of: head)
        else { return nothing }
        return source(i, j)
      }
    }
    self.init(
      info: TensorInfo(
        name: nil, shape: [all.layers, all.heads, rows, columns], elementType: .float32),
      source: ByteSource(joining: sources, name: name), limits: limits, rowLabels: rowLabels,
      columnLabels: columnLabels)
  }

  /// The tensors as one, with a new first axis along which they lie.
  /// - Parameters:
  ///   - tensors: one or more.
  ///   - name: what messages call it.
  /// - Throws: `wrongChoice` where their shapes differ; `tooLarge` where values that cannot stay in
  ///   their files would take more memory than the limit.
  public static func stacked(_ tensors: [Tensor], name: String) throws(MatrixFileError) -> Tensor {
    let first = tensors[0]
    for tensor in tensors where tensor.info.shape != first.info.shape {
      throw .wrongChoice(
        shape: tensor.info.shape,
        reason: Message(
          "\(tensor.info.name ?? tensor.source.name) has another shape than "
            + "\(first.info.name ?? first.source.name), \(first.info.shape)",
          zh:
            "\(tensor.info.name ?? tensor.source.name) 与 \(first.info.name ?? first.source.name) 的形状 \(first.info.shape) 不同"
        ),
        options: Message(
          "only tensors of one shape are layers of one array", zh: "形状相同的张量才能作为一个数组的各层"))
    }
    let shape = [tensors.count] + first.info.shape
    let sameBytes = tensors.allSatisfy {
      $0.info.elementType == first.info.elementType && $0.info.isBigEndian == first.info.isBigEndian
        && !$0.info.isStrided
    }
    let tolerance = tensors.map(\.info.rowSumTolerance).max()
    // Labels that all of them have name the rows and columns of each.
    func shared(_ labels: KeyPath<Tensor, [String]?>) -> [String]? {
      tensors.allSatisfy { $0[keyPath: labels] == first[keyPath: labels] }
        ? first[keyPath: labels] : nil
    }
    let rowLabels = first.info.shape.count >= 2 ? shared(\.rowLabels) : nil
    let columnLabels = shared(\.columnLabels)
    if sameBytes, first.source.count > 0 {
      let info = TensorInfo(
        name: nil, shape: shape, elementType: first.info.elementType,
        isBigEndian: first.info.isBigEndian, rowSumTolerance: tolerance)
      return Tensor(
        info: info, source: ByteSource(joining: tensors.map(\.source), name: name),
        limits: first.limits, rowLabels: rowLabels, columnLabels: columnLabels)
    }
    try first.checkMemory(first.info.count * tensors.count, of: Double.self)
    var values: [Double] = []
    for tensor in tensors { values += try tensor.values(as: Double.self) }
    return Tensor(
      values, shape: shape, name: name, rowSumTolerance: tolerance, limits: first.limits
    ).labelled(rows: rowLabels, columns: columnLabels)
  }

  /// The same with names of the rows and columns of every matrix, as far as there are as many names.
  public func labelled(rows: [String]?, columns: [String]?) -> Tensor {
    Tensor(
      info: info, source: source, limits: limits,
      rowLabels: info.shape.count >= 2 && rows?.count == info.rows ? rows : nil,
      columnLabels: columns?.count == info.columns ? columns : nil, table: table)
  }

  /// The same values, the last axis running fastest, under another shape.
  /// - Throws: `wrongChoice` where the shape has another number of positions.
  public func reshaped(to shape: [Int]) throws(MatrixFileError) -> Tensor {
    guard elementCount(of: shape) == info.count else {
      throw .wrongChoice(
        shape: info.shape,
        reason: Message(
          "holds \(info.count) values, and \(shape) takes another number",
          zh: "含有 \(info.count) 个值，与 \(shape) 的个数不同"),
        options: Message("the product of the lengths must stay the same", zh: "各长度之积须不变"))
    }
    guard !info.isStrided else { return try inMemory().reshaped(to: shape) }
    let keepsMatrices = info.shape.count >= 2 && shape.suffix(2) == info.shape.suffix(2)
    let info = TensorInfo(
      name: info.name, shape: shape, elementType: info.elementType, isBigEndian: info.isBigEndian,
      rowSumTolerance: info.rowSumTolerance)
    return Tensor(
      info: info, source: source, limits: limits, rowLabels: keepsMatrices ? rowLabels : nil,
      columnLabels: keepsMatrices ? columnLabels : nil)
  }

  /// The part at one position of an axis, which is gone from the shape.
  /// - Throws: `wrongChoice` where there is no such axis or position.
  public func part(at location: Int, ofAxis axis: Int) throws(MatrixFileError) -> Tensor {
    guard info.shape.indices.contains(axis), (0..<info.shape[axis]).contains(location) else {
      throw .wrongChoice(
        shape: info.shape,
        reason: Message(
          "has no place \(location) on axis \(axis)", zh: "第 \(axis) 轴上没有位置 \(location)"),
        options: Message("places count from 0", zh: "位置从 0 数起"))
    }
    let before = info.shape[..<axis].reduce(1, *)
    guard !info.isStrided, before == 1 else {
      var order = Array(info.shape.indices)
      order.remove(at: axis)
      return try permuted([axis] + order).part(at: location, ofAxis: 0)
    }
    var shape = info.shape
    shape.remove(at: axis)
    let length = shape.reduce(1, *) * info.elementType.byteCount
    let info = TensorInfo(
      name: info.name, shape: shape, elementType: info.elementType, isBigEndian: info.isBigEndian,
      rowSumTolerance: info.rowSumTolerance)
    // Labels name rows and columns, which are the same in every part.
    return Tensor(
      info: info, source: source.slice(at: location * length, count: length), limits: limits,
      rowLabels: axis < self.info.shape.count - 2 ? rowLabels : nil,
      columnLabels: axis < self.info.shape.count - 2 ? columnLabels : nil)
  }

  /// The axes in another order: axis i of the result is axis `order[i]` of this tensor.
  /// - Throws: `tooLarge` where the values would take more memory than the limit.
  /// - Precondition: `order` names each axis once.
  public func permuted(_ order: [Int]) throws(MatrixFileError) -> Tensor {
    precondition(order.sorted() == Array(info.shape.indices))
    guard order != Array(info.shape.indices) else { return self }
    let shape = order.map { info.shape[$0] }
    let values = try self.values(as: Double.self)
    let strides = info.shape.indices.map { info.shape[($0 + 1)...].reduce(1, *) }
    let steps = order.map { strides[$0] }
    var result: [Double] = []
    result.reserveCapacity(values.count)
    var location = [Int](repeating: 0, count: shape.count)
    var offset = 0
    for _ in values.indices {
      result.append(values[offset])
      // Counts up like an odometer, the last axis fastest.
      for axis in shape.indices.reversed() {
        location[axis] += 1
        offset += steps[axis]
        if location[axis] < shape[axis] { break }
        offset -= location[axis] * steps[axis]
        location[axis] = 0
      }
    }
    // Labels go where their axis goes, as long as that is one of the last two.
    func labels(ofAxis axis: Int?) -> [String]? {
      switch axis {
      case order.count - 1: columnLabels
      case order.count - 2: rowLabels
      default: nil
      }
    }
    return Tensor(
      result, shape: shape, name: source.name, rowSumTolerance: info.rowSumTolerance,
      limits: limits
    ).labelled(
      rows: order.count < 2 ? nil : labels(ofAxis: order[order.count - 2]),
      columns: labels(ofAxis: order.last))
  }

  /// The same values in memory, as doubles in the usual order.
  private func inMemory() throws(MatrixFileError) -> Tensor {
    Tensor(
      try values(as: Double.self), shape: info.shape, name: source.name,
      rowSumTolerance: info.rowSumTolerance, limits: limits
    ).labelled(rows: rowLabels, columns: columnLabels)
  }

  /// The rows and columns of every matrix at these positions, in this order; nil for all of an axis.
  /// - Throws: `wrongChoice` where there are no such positions, or no rows and columns.
  public func choosing(rows: [Int]?, columns: [Int]?) throws(MatrixFileError) -> Tensor {
    guard rows != nil || columns != nil else { return self }
    guard info.shape.count >= 2 else {
      throw .wrongChoice(
        shape: info.shape,
        reason: Message("has no rows and columns", zh: "没有行和列"),
        options: Message(
          "leave out \(option: "queries") and \(option: "keys")",
          zh: "请去掉\(option: "queries")和\(option: "keys")"))
    }
    try check(rows, "queries", info.rows)
    try check(columns, "keys", info.columns)
    let chosenRows = rows ?? Array(0..<info.rows)
    let chosenColumns = columns ?? Array(0..<info.columns)
    let matrices = info.leadingShape.reduce(1, *)
    try checkMemory(matrices * chosenRows.count * chosenColumns.count, of: Double.self)
    var values: [Double] = []
    for matrix in 0..<matrices {
      let reader = RowReader(tensor: self, firstRow: matrix * info.rows, rows: info.rows)
      for row in chosenRows {
        let whole = try reader.values(row..<row + 1, as: Double.self)
        values += chosenColumns.map { whole[$0] }
      }
    }
    return Tensor(
      values, shape: info.leadingShape + [chosenRows.count, chosenColumns.count],
      name: info.name ?? source.name, rowSumTolerance: info.rowSumTolerance, limits: limits)
  }

  private func check(
    _ indices: [Int]?, _ option: OptionReference, _ count: Int
  ) throws(MatrixFileError) {
    guard let wrong = indices?.first(where: { !(0..<count).contains($0) }) else { return }
    throw .wrongChoice(
      shape: info.shape,
      reason: Message(
        "\(option: option) \(wrong) is not among its \(count)",
        zh: "\(option: option) \(wrong) 不在 \(count) 个之中"),
      options: Message("choose from 0 to \(count - 1)", zh: "请在 0 到 \(count - 1) 中选择"))
  }
}
