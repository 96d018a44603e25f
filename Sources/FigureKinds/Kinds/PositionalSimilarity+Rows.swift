// `similarity --input`: how alike the rows of a matrix from a file are.

import AttentionMath
import FigureLayout
import FigureModel
import MatrixFiles
import MatrixSources
import Models
import TextFormats

extension PositionalSimilarity {
  /// The similarity of every two rows.
  func ofRows(of input: String, _ context: ComputeContext) throws(FigureError) -> Values {
    let array = try MatrixInput.array(
      input, option: "input", array.arrangement, context)
    return try ofRows(
      of: array.tensor, option: "input", input, choice.name(of: array.tensor, input),
      from: array.origin)
  }

  /// The same of an array that was read or computed.
  func ofRows(
    of tensor: Tensor, option: OptionReference, _ input: String, _ name: InputName,
    from origin: ArrayOrigin = ArrayOrigin()
  ) throws(FigureError) -> Values {
    guard referencePosition == nil else {
      throw .usage(
        "\(option: "reference-position") goes with positions, not with \(option)",
        zh: "\(option: "reference-position")用于位置，不能与 \(option) 同用")
    }
    try refuseLimits()
    let source = try MatrixInput.source(tensor, choice.choice, option: option, input)
    guard source.rows > 0, source.columns > 0 else {
      throw .work(
        "\(option) \(input): a matrix of shape [\(source.rows), \(source.columns)] has no rows to "
          + "compare", zh: "\(option) \(input)：形状为 [\(source.rows), \(source.columns)] 的矩阵没有可比较的行")
    }
    guard source.rows <= Self.maximumPositions else {
      throw .work(
        "\(option) \(input): \(source.rows) rows are too many to compare each with each; give at most "
          + "\(Self.maximumPositions)",
        zh: "\(option) \(input)：\(source.rows) 行太多，无法两两比较；至多 \(Self.maximumPositions) 行")
    }
    let choice = try IndexSelection(
      queries: queries, keys: keys, rows: source.rows, columns: source.rows)
    let cells = try chosenCells(of: try cells(tensor, source, input), choice, option)
    return Values(
      metric: metric,
      content: .rows(
        Values.FileRows(
          name: name, tensor: tensor, rows: source.rows, columns: source.columns,
          choice: choice, origin: origin,
          warnings: TableFindings(tensor, option: option, input).warnings),
        cells, scaled: try heatMap.scaledValues(of: cells)))
  }

  /// The cells: held where they are few, else made when they are wanted. Numbers of no more than
  /// single precision are compared in single precision.
  private func cells(
    _ tensor: Tensor, _ source: FileRows, _ input: String
  ) throws(FigureError) -> MatrixRows {
    do throws(MatrixFileError) {
      if source.rows <= Self.maximumHeld {
        guard source.columns <= Self.maximumHeldValues / source.rows else {
          return .matrix(try gathered(source))
        }
        let rows = Matrix(
          rows: source.rows, columns: source.columns,
          values: try source.reader.values(0..<source.rows, as: Double.self))
        return .matrix(try held(rows, input))
      }
      return tensor.info.elementType.fitsFloat
        ? try streamed(source, as: Float.self) : try streamed(source, as: Double.self)
    } catch {
      throw .work("\(option: "input") \(input): \(error)")
    }
  }

  /// Of few rows that are long: gathered from some of their columns at a time.
  private func gathered(_ source: FileRows) throws(MatrixFileError) -> Matrix<Double> {
    var similarity = LongRowSimilarity(count: source.rows, metric: metric)
    try source.forEachColumns(atMost: Self.maximumHeldValues / 8) { similarity.add($0) }
    if similarity.needsDifferences() {
      try source.forEachColumns(atMost: Self.maximumHeldValues / 8) {
        similarity.addDifferences($0)
      }
    }
    return similarity.result()
  }

  private func held(
    _ rows: Matrix<Double>, _ input: String
  ) throws(MatrixFileError) -> Matrix<Double> {
    do throws(MemoryShortage) {
      return try similarity(of: rows, metric: metric)
    } catch {
      // So few rows need some MiB.
      throw .cannotRead(file: input, reason: "\(error)")
    }
  }

  private func streamed<Element: MatrixScalar & TensorElement>(
    _ source: FileRows, as element: Element.Type
  ) throws(MatrixFileError) -> MatrixRows {
    let rows = Matrix(
      rows: source.rows, columns: source.columns,
      values: try source.reader.values(0..<source.rows, as: Element.self))
    let similarity = SimilarityRows(of: rows, metric: metric)
    let cells: any RowSource
    let extent: ValueExtent
    switch metric {
    case .cosine, .dot:
      cells = SimilarityProducts(similarity: similarity)
      extent = similarity.productExtent()
    case .euclidean:
      let distances = SimilaritySource(similarity: similarity)
      cells = distances
      do throws(RowSourceError) {
        extent = try ValueExtent(distances)
      } catch {
        throw .cannotRead(file: input ?? "", reason: "\(error)")
      }
    }
    return .streamed(RowsReadOnce(cells, extent: extent), extent)
  }

  /// The positions that the model learned.
  func learnedTable(_ context: ComputeContext) throws(FigureError) -> ChosenEncoding {
    guard let path = model.model else {
      throw .usage(
        "\(option: "positions-table"): give \(option: "model") FOLDER",
        zh: "\(option: "positions-table")：请给出\(option: "model")的文件夹")
    }
    guard hidden == nil else {
      throw .usage(
        "\(option: "positions-table") and \(option: "hidden") exclude each other: give one of them",
        zh: "\(option: "positions-table")与\(option: "hidden")互斥，请只给一个")
    }
    guard input == nil else {
      throw .usage(
        "\(option: "input") and \(option: "model") exclude each other: rows are read or computed",
        zh: "\(option: "input")与\(option: "model")互斥：各行或读取，或计算")
    }
    _ = try model.request(context, needsText: false)
    return try encoding.learned(of: path, in: context)
  }

  /// The vectors of a text's tokens in a model; nil where no model is named.
  func modelRows(
    _ context: ComputeContext
  ) throws(FigureError) -> (tensor: Tensor, name: InputName)? {
    guard !positionsTable else { return nil }
    guard hidden != nil || model.model != nil else {
      _ = try model.request(context)
      return nil
    }
    guard let path = model.model else {
      throw .usage(
        "\(option: "hidden"): give \(option: "model") FOLDER",
        zh: "\(option: "hidden")：请给出\(option: "model")")
    }
    guard hidden != nil else {
      throw .usage(
        "\(option: "model") \(path): say what to compare, \(option: "positions-table") or \(option: "hidden") N with \(option: "text")",
        zh:
          "\(option: "model") \(path)：请说明比较什么，\(option: "positions-table")，或\(option: "hidden")和\(option: "text")"
      )
    }
    func named(_ sentence: Localized) -> InputName {
      InputName(name: path, index: nil, location: HeadLocation(), sentence: sentence)
    }
    guard let prepared = try model.prepared(context), let hidden else { return nil }
    let tensor = try ModelArguments.naming(path) { () throws(ModelError) in
      try prepared.hiddenState(hidden)
    }
    return (
      tensor,
      named(
        Localized(
          en: "hidden state \(hidden) of \(prepared.name)", zh: "\(prepared.name) 第 \(hidden) 层隐藏状态"
        ))
    )
  }
}
