// The options that pick attention weights, or any matrix, from a file.

public import ArgumentParser
import AttentionMath
import FigureModel
import MatrixFiles
import MatrixSources
import TextFormats

/// One matrix of a tensor in a file.
public struct MatrixChoiceArguments: DeclaredOptions {
  static let layer = OptionDeclaration<Int?>(
    "layer", "The layer, from 0.", valueName: "n", rule: .atLeast(0))
  @Option(Self.layer) public var layer: Int?

  static let head = OptionDeclaration<Int?>(
    "head", "The head, from 0.", valueName: "n", rule: .atLeast(0))
  @Option(Self.head) public var head: Int?

  static let index = OptionDeclaration<IndexList?>(
    "index", "A place on each axis before the last two: 11,0.", valueName: "list")
  @Option(Self.index) public var index: IndexList?

  public static let parameters: [Parameter<MatrixChoiceArguments>] = [
    Parameter(layer, \._layer),
    Parameter(head, \._head),
    Parameter(index, \._index),
  ]

  public init() {}

  /// The first of them that is given.
  /// - Parameter mayHaveHead: whether `--head` is not looked for.
  func used(mayHaveHead: Bool = false) -> OptionReference? {
    layer.map { OptionReference("layer", $0) }
      ?? (mayHaveHead ? nil : head).map { OptionReference("head", $0) }
      ?? index.map { OptionReference("index", $0) }
  }

  var choice: MatrixChoice { MatrixChoice(layer: layer, head: head, index: index?.values) }

  /// What the chosen matrix is called: its tensor or its file, and which of several it is.
  func name(of tensor: Tensor, _ reference: String) -> InputName {
    let name =
      tensor.info.name ?? reference.split(separator: "/").last.map(String.init) ?? reference
    return InputName(
      name: name, index: index?.values, location: HeadLocation(layer: layer, head: head))
  }
}

/// What a matrix from a file is called.
struct InputName: Sendable {
  /// Its tensor's or its file's.
  var name: String
  /// The positions that it was chosen by, on each axis before the last two; nil for none.
  var index: [Int]?
  var location: HeadLocation
  /// The name in words, where it is more than a file's.
  var sentence: Localized?

  var words: Localized {
    if let sentence { return sentence }
    if let index {
      let name = "\(name) [\(index.map(String.init).joined(separator: ", "))]"
      return Localized(en: name, zh: name)
    }
    guard location != HeadLocation() else { return Localized(en: name, zh: name) }
    return Localized(
      en: "\(name), \(HeadLocation.words([location], .english))",
      zh: "\(name)，\(HeadLocation.words([location], .chinese))")
  }
}

/// The cells of a matrix in a file.
struct FileRows: RowSource {
  let reader: RowReader

  var rows: Int { reader.rows }
  var columns: Int { reader.columns }
  var heldBytes: Int { reader.heldBytes }

  func forEachPart(
    ofRow row: Int, _ body: (_ firstColumn: Int, RowBlock) -> Void
  ) throws(RowSourceError) {
    do throws(MatrixFileError) {
      if reader.fitsFloat {
        try forEachPart(ofRow: row, as: Float.self) { body($0, RowBlock($1, { .floats($0) })) }
      } else {
        try forEachPart(ofRow: row, as: Double.self) { body($0, RowBlock($1, { .doubles($0) })) }
      }
    } catch {
      throw RowSourceError("\(error)")
    }
  }

  private func forEachPart<Element: TensorElement>(
    ofRow row: Int, as element: Element.Type, _ body: (Int, UnsafeBufferPointer<Element>) -> Void
  ) throws(MatrixFileError) {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(
      capacity: min(columns, longestHeldRow))
    defer { buffer.deallocate() }
    for first in stride(from: 0, to: columns, by: longestHeldRow) {
      let range = first..<min(columns, first + longestHeldRow)
      let part = UnsafeMutableBufferPointer(rebasing: buffer[..<range.count])
      try reader.read(row: row, columns: range, into: part)
      body(first, UnsafeBufferPointer(part))
    }
  }

  /// Calls `body` with some columns of all rows at a time, shape `[rows, any]`, from the first to the last.
  /// - Parameter maximum: how many values there are in each, or one column.
  func forEachColumns(
    atMost maximum: Int, _ body: (Matrix<Double>) -> Void
  ) throws(MatrixFileError) {
    let width = max(1, min(columns, maximum / max(1, rows)))
    for first in stride(from: 0, to: columns, by: width) {
      let part = first..<min(columns, first + width)
      var values = [Double](repeating: 0, count: rows * part.count)
      for row in 0..<rows {
        try values.withUnsafeMutableBufferPointer { buffer throws(MatrixFileError) in
          try reader.read(
            row: row, columns: part,
            into: UnsafeMutableBufferPointer(
              rebasing: buffer[row * part.count..<(row + 1) * part.count]))
        }
      }
      body(Matrix(rows: rows, columns: part.count, values: values))
    }
  }

  func forEachBlock(
    of range: Range<Int>, _ body: (RowBlock) -> Void
  ) throws(RowSourceError) {
    do throws(MatrixFileError) {
      if reader.fitsFloat {
        try reader.forEachBlock(in: range, as: Float.self) { range, block in
          guard let base = block.baseAddress else { return }
          body(
            RowBlock(rows: range.count, columns: columns, stride: columns, values: .floats(base)))
        }
      } else {
        try reader.forEachBlock(in: range, as: Double.self) { range, block in
          guard let base = block.baseAddress else { return }
          body(RowBlock(rows: range.count, columns: columns, stride: columns, base: base))
        }
      }
    } catch {
      throw RowSourceError("\(error)")
    }
  }
}

extension RowBlock {
  /// One row, or a part of one.
  fileprivate init<Element>(
    _ values: UnsafeBufferPointer<Element>, _ kind: (UnsafePointer<Element>) -> Values
  ) {
    self.init(
      rows: 1, columns: values.count, stride: values.count, values: kind(values.baseAddress!))
  }
}

/// Reads matrices from files for figures.
public enum MatrixInput {
  /// The array that a reference means, its axes in the order that figures want.
  static func array(
    _ reference: String, option: OptionReference, _ arrangement: Arrangement,
    _ context: ComputeContext
  ) throws(FigureError) -> SourcedArray {
    try array(reference, option: option, context) { _ in arrangement }
  }

  /// The same with an arrangement that goes by what the array is like.
  static func array(
    _ reference: String, option: OptionReference, _ context: ComputeContext,
    arrangedBy arrangement: (SourcedArray) -> Arrangement
  ) throws(FigureError) -> SourcedArray {
    do throws(MatrixFileError) {
      let array = try SourceRegistry.array(reference, in: context)
      return try arrangement(array).applied(to: array)
    } catch {
      throw attributed(error, of: reference, option, context)
    }
  }

  /// The file of a reference that names one file and no tensor in it, opened; nil for any other reference.
  /// What has to look into the file and to read its array opens it by this: a pipe is opened once.
  static func file(
    _ reference: String, option: OptionReference, _ context: ComputeContext
  ) throws(FigureError) -> MatrixFile? {
    do throws(MatrixFileError) {
      return try SourceRegistry.wholeFile(reference, in: context)
    } catch {
      throw attributed(error, of: reference, option, context)
    }
  }

  /// The array that a reference means, or a tensor by its name, of the file that it was opened to.
  static func tensor(
    named name: String? = nil, of file: MatrixFile, _ reference: String, option: OptionReference,
    _ context: ComputeContext
  ) throws(FigureError) -> Tensor {
    do throws(MatrixFileError) {
      guard let name else { return try SourceRegistry.array(of: file).tensor }
      return try file.tensor(named: name)
    } catch {
      throw attributed(error, of: reference, option, context)
    }
  }

  /// What went wrong with a reference, said of the option that names it.
  private static func attributed(
    _ error: MatrixFileError, of reference: String, _ option: OptionReference,
    _ context: ComputeContext
  ) -> FigureError {
    // Most of these name the file themselves.
    let path =
      (try? TensorReference(
        finding: reference, within: context.reach, at: context.resolve)).map {
        context.resolve($0.path)
      }
    return FigureError(
      cause: isSlip(error) ? .usage : .work,
      message: path.map("\(error)".hasPrefix) == true
        ? "\(option) \(error)" : "\(option) \(reference): \(error)",
      blamed: error.option)
  }

  /// The same as it is stored.
  static func tensor(
    _ reference: String, option: OptionReference, _ context: ComputeContext
  ) throws(FigureError) -> Tensor {
    try array(reference, option: option, Arrangement(), context).tensor
  }

  /// The same where nothing is to be said of how the array was made.
  static func tensor(
    _ reference: String, option: OptionReference, _ arrangement: Arrangement,
    _ context: ComputeContext
  ) throws(FigureError) -> Tensor {
    try array(reference, option: option, arrangement, context).tensor
  }

  /// Whether the option is at fault, and not the file.
  private static func isSlip(_ error: MatrixFileError) -> Bool {
    switch error {
    case .malformedReference, .noSuchTensor, .tensorNotChosen, .differentTokens, .wrongChoice: true
    case .cannotOpen, .notARegularFile, .cannotRead, .unknownFormat, .truncated, .malformed,
      .malformedLine, .unsupported, .foreign, .tooLarge, .roundedInteger:
      false
    }
  }

  /// The one matrix that is chosen.
  static func matrix(
    _ tensor: Tensor, _ choice: MatrixChoice, option: OptionReference, _ reference: String
  ) throws(FigureError) -> Matrix<Double> {
    do throws(MatrixFileError) {
      let index = try choice.index(in: tensor.info.shape)
      try requireHoldable(tensor.info)
      try tensor.requireExactIntegers(at: index)
      return try tensor.matrix(at: index)
    } catch {
      throw FigureError(
        cause: isSlip(error) ? .usage : .work, message: "\(option) \(reference): \(error)",
        blamed: error.option)
    }
  }

  /// The one matrix of an array that no option chooses from.
  static func onlyMatrix(
    _ tensor: Tensor, option: OptionReference, _ reference: String
  ) throws(FigureError) -> Matrix<Double> {
    let leading = tensor.info.leadingShape
    guard leading.allSatisfy({ $0 == 1 }) else {
      throw .usage(
        "\(option) \(reference): shape \(tensor.info.shape): holds \(leading.reduce(1, *)) matrices where one is wanted; "
          + "name one file, or one tensor as FILE#name, or save the one that is meant",
        zh:
          "\(option) \(reference)：形状 \(tensor.info.shape)：含有 \(leading.reduce(1, *)) 个矩阵，而只需要一个；请只写一个文件，用 FILE#name 写明一个张量，或只保存要用的那一个"
      )
    }
    return try matrix(tensor, at: leading.map { _ in 0 }, option: option, reference)
  }

  /// The matrix at a position on the axes before the last two.
  static func matrix(
    _ tensor: Tensor, at index: [Int], option: OptionReference, _ reference: String
  ) throws(FigureError) -> Matrix<Double> {
    do throws(MatrixFileError) {
      try requireHoldable(tensor.info)
      try tensor.requireExactIntegers(at: index)
      return try tensor.matrix(at: index)
    } catch {
      throw .work("\(option) \(reference): \(error)")
    }
  }

  /// A matrix of more cells than this is not held whole: it takes several times 8 bytes for each.
  private static let maximumHeld = 0x1p26

  /// Refuses a matrix before it takes more memory than figures may.
  static func requireHoldable(_ info: TensorInfo) throws(MatrixFileError) {
    guard Double(info.rows) * Double(info.columns) > maximumHeld else { return }
    throw .wrongChoice(
      shape: info.shape,
      reason: Message(
        "more than \(Int(maximumHeld)) cells of a matrix are not gone into one by one",
        zh: "矩阵超过可逐一处理的 \(Int(maximumHeld)) 个单元格"),
      options: Message(
        "draw it as a heatmap, whose \(option: "input") it is, and there choose from it with \(option: "queries") "
          + "and \(option: "keys")",
        zh: "请作为 heatmap 的\(option: "input")画出，并用\(option: "queries")和\(option: "keys")从中选择"))
  }

  /// Rows longer than this are not surveyed: each would be held.
  private static let longestRow = 1 << 24

  /// Refuses weights of so many keys that one query's would take more memory than figures may.
  static func requireHoldableRows(
    _ info: TensorInfo, option: OptionReference, _ reference: String
  ) throws(FigureError) {
    guard info.columns > longestRow else { return }
    throw .usage(
      "\(option) \(reference): shape \(info.shape): weights of more than \(longestRow) keys are not looked "
        + "into; draw it as a heatmap, whose \(option: "input") it is",
      zh:
        "\(option) \(reference)：形状 \(info.shape)：键超过 \(longestRow) 个的权重无法分析；请作为 heatmap 的\(option: "input")画出"
    )
  }

  /// The rows of the one matrix that is chosen, read when they are wanted.
  static func source(
    _ tensor: Tensor, _ choice: MatrixChoice, option: OptionReference, _ reference: String
  ) throws(FigureError) -> FileRows {
    do throws(MatrixFileError) {
      let index = try choice.index(in: tensor.info.shape)
      try tensor.requireExactIntegers(at: index)
      return FileRows(reader: try tensor.rows(at: index))
    } catch {
      throw FigureError(
        cause: isSlip(error) ? .usage : .work, message: "\(option) \(reference): \(error)",
        blamed: error.option)
    }
  }
}

extension MatrixFileError {
  /// The option that chose what is not there, as the reason begins with it; nil for all other errors.
  fileprivate var option: String? {
    if case .wrongChoice(_, let reason, _) = self { reason.subject?.name } else { nil }
  }
}
