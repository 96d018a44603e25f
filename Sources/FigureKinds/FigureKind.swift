// What every kind of figure is: options that a user can give, values computed from them, and a figure
// composed of the values.

public import AttentionMath
public import FigureModel
public import FigureScene
public import MatrixSources
public import TextFormats

/// A kind of figure.
///
/// A kind is its own set of options, so that the command line, manifests and their schema all speak
/// of the same names and values. To add one: write it in a file of its own and add a line to
/// ``KindRegistry``.
///
/// A figure is made in two steps. ``compute(in:)`` reads and works out, once for every language, theme,
/// size and format; ``compose(_:on:)`` words and arranges.
public protocol FigureKind: DeclaredOptions {
  /// What ``compute(in:)`` works out.
  associatedtype Values: FigureValues

  /// The name of the subcommand, such as `pe-heatmap`; a group of kinds has its own word before
  /// it, as in `diagram dot-product`.
  static var name: String { get }
  /// What it draws, in one line.
  static var abstract: String { get }
  /// Calls that show what it can do, one a line, each with the whole command.
  static var examples: [String] { get }

  /// The revision of what figures of this kind look like. It is raised by every change after which
  /// the same options and the same data give another picture of this kind: records keep it, and
  /// what was drawn in an earlier revision is drawn anew. A change of all kinds raises one of
  /// `DrawingRevision` instead.
  static var drawing: Int { get }

  /// Options of other kinds that are likely to be looked for here, by name, each with what this kind has in
  /// its position, or why it has none.
  static var optionsElsewhere: [String: Message] { get }

  /// The files the figure is made from, as the user named them.
  var inputFiles: [String] { get }
  /// The models that the figure is made from, folders or files.
  var models: [String] { get }
  /// Files that are read where they exist, though no option names them: tokens beside weights.
  var companionFiles: [String] { get }
  /// The options of coloured cells; nil for kinds without any.
  var cellOptions: HeatMapArguments? { get }

  /// Reads the sources and works out what is to be shown: no word of it, no colour and no size.
  /// - Throws: what is wrong with the options, the sources or the choice in them.
  func compute(in context: ComputeContext) throws(FigureError) -> Values

  /// Words the values and arranges them for a page. What it needs of the sources, the values hold.
  func compose(_ values: Values, on page: PageContext) throws(FigureError) -> Composition
}

extension FigureKind {
  public static var drawing: Int { 1 }
  public static var optionsElsewhere: [String: Message] { [:] }
  public var inputFiles: [String] { [] }
  public var models: [String] { [] }
  public var companionFiles: [String] { [] }
  public var cellOptions: HeatMapArguments? { nil }

  /// Every file that options name: what is shown, and the colours it is shown in.
  public var namedFiles: [String] { inputFiles + [cellOptions?.cmap].compactMap(\.self) }
}

/// What a kind works out of its options and sources, for every language, theme, size and format.
public protocol FigureValues: Sendable {
  /// The values drawn, with the names of their rows and columns; nil where there are no numbers.
  func table(in language: Language) -> LabelledMatrix?
  /// What readers are to be warned of.
  var warnings: [Message] { get }
  /// What the values are known to be: what claims can be checked on.
  /// - Parameter displayed: the matrix of the values' table; nil where there is none, or none that is held.
  func facts(of displayed: Matrix<Double>?) -> [ValueFact]
  /// The values as far as they are known before large files are gone through, to lay the figure out
  /// by: rows are then read once, for all that is to be known of them. nil where nothing is to be read.
  func foreseen() -> Self?
}

extension FigureValues {
  public var warnings: [Message] { [] }
  public func facts(of displayed: Matrix<Double>?) -> [ValueFact] { [] }
  public func foreseen() -> Self? { nil }
}

/// Where the sources of a figure are looked for, and how they are read.
public typealias ComputeContext = SourceContext

extension SourceContext {
  /// The context of a kind that has options for reading tables of text.
  func reading(_ tables: TableArguments) -> SourceContext {
    var context = self
    context.tables = tables.options
    return context
  }
}

/// The page that values are composed for.
public struct PageContext: Hashable, Sendable {
  public var language: Language
  public var theme: Theme
  /// The size the user asked for, in px; nil where the kind decides.
  public var size: FigureSize?

  /// How large type is on it.
  public var type: TypeScale

  public init(
    language: Language, theme: Theme = .light, size: FigureSize? = nil, type: TypeScale = .screen
  ) {
    self.language = language
    self.theme = theme
    self.size = size
    self.type = type
  }
}

/// A figure of one or several frames, which share their size and their scales.
public struct Composition: Sendable {
  /// At least one.
  public private(set) var frames: [Figure]

  public init(_ figure: Figure, _ following: [Figure] = []) {
    frames = [figure] + following
  }

  /// The first frame, which stands for all where only one can be shown.
  public var figure: Figure {
    get { frames[0] }
    set { frames[0] = newValue }
  }

  /// Adds what is to be said of every frame.
  mutating func add(_ note: FigureNote) {
    for index in frames.indices { frames[index].notes.append(note) }
  }

  /// Changes every panel of a frame.
  mutating func changePanels(of frame: Int, _ change: (inout Panel) -> Void) {
    guard case .panels(var grid) = frames[frame].content else { return }
    for index in grid.panels.indices { change(&grid.panels[index]) }
    frames[frame].content = .panels(grid)
  }

  /// Changes the panels of every frame that has any.
  mutating func changeGrids(_ change: (inout PanelGrid) -> Void) {
    for index in frames.indices {
      guard case .panels(var grid) = frames[index].content else { continue }
      change(&grid)
      frames[index].content = .panels(grid)
    }
  }
}

/// What a kind worked out, with the options that it was worked out from.
public struct ComputedFigure: Sendable {
  public let kind: any FigureKind
  private let values: any FigureValues
  /// A map of the user's own colours.
  private let colors: ColorMap?
  private let composing: @Sendable (PageContext) throws(FigureError) -> Composition
  private let foreseeing: @Sendable (PageContext) throws(FigureError) -> Composition?

  /// Computes a figure.
  public init(_ kind: some FigureKind, in context: ComputeContext) throws(FigureError) {
    try kind.checkRules()
    try kind.requireOneReader()
    let colors = try kind.cellOptions?.ownColors(in: context)
    let values = try kind.compute(in: context)
    let synthetic = SyntheticNote(kind, values, in: context)
    self.kind = kind
    self.values = values
    self.colors = colors
    let composed = { @Sendable (values, page) throws(FigureError) -> Composition in
      var composition = try kind.compose(values, on: page)
      if let synthetic { composition.add(synthetic.note(page.language)) }
      return try kind.cellOptions?.finished(composition, colors) ?? composition
    }
    composing = { (page) throws(FigureError) in try composed(values, page) }
    foreseeing = { (page) throws(FigureError) in
      guard let early = values.foreseen() else { return nil }
      return try composed(early, page)
    }
  }

  /// The figure as it can be laid out before large files are gone through; nil where none are to be.
  public func foreseen(on page: PageContext) throws(FigureError) -> FigureDraft? {
    try foreseeing(page).map { FigureDraft(figure: $0.figure, table: nil) }
  }

  public var warnings: [Message] {
    guard let encoded = values as? any ShowsEncodings else { return values.warnings }
    return values.warnings + encoded.displayedEncodings.flatMap(\.warnings).uniqued
  }
  public func facts(of displayed: Matrix<Double>?) -> [ValueFact] { values.facts(of: displayed) }
  public func table(in language: Language) -> LabelledMatrix? { values.table(in: language) }

  /// The memory that the values take, in bytes, but for what stays in files.
  public var heldBytes: Int {
    let table = table(in: .english)
    return ((table?.matrix.values.count ?? 0) + 512) * MemoryLayout<Double>.size
      + (table?.source?.heldBytes ?? 0)
  }

  public func composed(on page: PageContext) throws(FigureError) -> Composition {
    try composing(page)
  }

  /// The figure on a page with the numbers it shows.
  public func draft(on page: PageContext) throws(FigureError) -> FigureDraft {
    let composition = try composed(on: page)
    return FigureDraft(
      figure: composition.figure, table: table(in: page.language),
      warnings: warnings + (kind.cellOptions?.warnings(composition, colors) ?? []))
  }
}

extension FigureKind {
  /// The figure on a page, computed for it alone, with the numbers it shows.
  public func draft(
    computing context: ComputeContext = ComputeContext(), on page: PageContext
  ) throws(FigureError) -> FigureDraft {
    try ComputedFigure(self, in: context).draft(on: page)
  }
}

extension FigureKind {
  /// Refuses that standard input is read for several things: it can be read once.
  fileprivate func requireOneReader() throws(FigureError) {
    var readers: [OptionReference] = []
    for option in Self.options where option.shape == .file {
      for reference in given(option.name) where StandardInput.isMeant(by: reference) {
        readers.append(OptionReference(option.name, reference))
      }
    }
    // Some options name a file among other things.
    let count = max(readers.count, inputFiles.count { StandardInput.isMeant(by: $0) })
    guard count > 1 else { return }
    let names = readers.isEmpty ? "-" : readers.map(\.message).listed()
    var error = FigureError.usage(
      "\(names): standard input can be read once; save it to a file and name that",
      zh: "\(names)：标准输入只能读取一次；请先存为文件，再写文件名")
    error.alsoBlamed = readers.dropFirst().map(\.name)
    throw error
  }
}

/// A figure and the numbers it shows.
public struct FigureDraft: Sendable {
  public var figure: Figure
  /// The values drawn, with the names of their rows and columns; nil where it shows no numbers.
  public var table: LabelledMatrix?
  public var warnings: [Message]

  public init(figure: Figure, table: LabelledMatrix?, warnings: [Message] = []) {
    self.figure = figure
    self.table = table
    self.warnings = warnings
  }
}

/// A matrix of shape `[rows, columns]` with a name for each row and column.
public struct LabelledMatrix: Sendable {
  public var matrix: Matrix<Double>
  /// The names of the rows; their numbers from 0 where they have none.
  public var rowLabels: [String] {
    (0..<(source?.rows ?? matrix.rows)).map(rowLabel)
  }
  /// The names of the columns; their numbers from 0 where they have none.
  public var columnLabels: [String] {
    (0..<(source?.columns ?? matrix.columns)).map(columnLabel)
  }
  private let namedRows: (@Sendable (Int) -> String)?
  private let namedColumns: (@Sendable (Int) -> String)?
  /// The name of one row.
  public func rowLabel(_ row: Int) -> String { namedRows?(row) ?? "\(row)" }
  /// The name of one column.
  public func columnLabel(_ column: Int) -> String { namedColumns?(column) ?? "\(column)" }
  /// How many matrices of one shape stand one below the other; 1 for a single one. A file of numbers
  /// then has an axis for them, before rows and columns.
  public var matrices = 1
  /// Whether its file of numbers has that axis for a single one as well.
  public var hasMatrixAxis = false
  /// Whether its numbers are whole, such as rows of a table: files then have integers.
  public var areWhole = false
  /// Where the rows come from when the matrix is too large to be held; `matrix` is then empty.
  public var source: (any RowSource)?

  /// A table whose rows come when they are wanted.
  ///
  /// Rows and columns without labels are numbered from 0, when someone asks.
  public init(
    source: any RowSource, rowLabels: [String]? = nil, columnLabels: [String]? = nil
  ) {
    self.init(source: source, namingRows: Self.naming(rowLabels), columnLabels)
  }

  private static func naming(_ labels: [String]?) -> (@Sendable (Int) -> String)? {
    guard let labels else { return nil }
    return { labels[$0] }
  }

  /// The same with rows that are named when someone asks.
  init(
    source: any RowSource, namingRows: (@Sendable (Int) -> String)?, _ columnLabels: [String]?
  ) {
    matrix = Matrix(rows: 0, columns: 0)
    namedRows = namingRows
    namedColumns = Self.naming(columnLabels)
    self.source = source
  }

  /// The whole matrix, read from its source where it is not held.
  /// - Throws: `FigureError` where it would not fit in memory or its rows cannot be had.
  public func wholeMatrix() throws(FigureError) -> Matrix<Double> {
    guard let source else { return matrix }
    try requireMemory()
    var values: [Double] = []
    values.reserveCapacity(source.rows * source.columns)
    do throws(RowSourceError) {
      try source.forEachRow { values += $0 }
    } catch {
      throw .work("\(error)")
    }
    return Matrix(rows: source.rows, columns: source.columns, values: values)
  }

  /// The matrix as claims measure it: one that is read when it is wanted is held for them, if it has no
  /// more than 2²⁵ cells; nil for a larger one, and for one that cannot be read.
  var measured: Matrix<Double>? {
    guard let source else { return matrix }
    guard Double(source.rows) * Double(source.columns) <= 0x1p25 else { return nil }
    return try? wholeMatrix()
  }

  /// The shape that its file of numbers has: `[rows, columns]`, or `[matrices, rows, columns]`.
  public func shape(of whole: Matrix<Double>) -> [Int] {
    shape(rows: whole.rows, columns: whole.columns)
  }

  /// The same of a matrix that is not held.
  public func shape(rows: Int, columns: Int) -> [Int] {
    (matrices > 1 || hasMatrixAxis) && rows.isMultiple(of: matrices)
      ? [matrices, rows / matrices, columns] : [rows, columns]
  }

  /// What files have in place of a row of a table where a query may not see a key, which figures have as
  /// -∞: no integer is that, and no row is this.
  public static let hiddenIndex = -1.0

  /// Whether files have ``hiddenIndex`` somewhere.
  public var hidesIndices: Bool { areWhole && matrix.values.contains(-.infinity) }

  /// A matrix as files have it.
  public func stored(_ whole: Matrix<Double>) -> Matrix<Double> {
    guard hidesIndices else { return whole }
    return Matrix(
      rows: whole.rows, columns: whole.columns,
      values: whole.values.map { $0 == -.infinity ? Self.hiddenIndex : $0 })
  }

  /// The whole numbers of a matrix as files have them; nil where they are no whole numbers.
  public func integers(of whole: Matrix<Double>) -> [Int64]? {
    guard areWhole else { return nil }
    var integers: [Int64] = []
    integers.reserveCapacity(whole.values.count)
    for value in stored(whole).values {
      guard let integer = Int64(exactly: value) else { return nil }
      integers.append(integer)
    }
    return integers
  }

  /// The most cells of a matrix that is written row by row and not held.
  private static let maximumStreamed = 0x1p31

  /// Whether its file of numbers is written row by row.
  public var isStreamed: Bool {
    guard let source, !areWhole else { return false }
    return Double(source.rows) * Double(source.columns) <= Self.maximumStreamed
  }

  /// The names of rows and columns that have names of their own.
  public var names: [String] {
    (namedRows == nil ? [] : rowLabels) + (namedColumns == nil ? [] : columnLabels)
  }

  /// Refuses a matrix that could not be held whole.
  public func requireMemory() throws(FigureError) {
    guard let source else { return }
    do throws(MemoryShortage) {
      // The matrix and the bytes of the file it is written to.
      try MemoryLimit.requireAvailable(
        rows: source.rows, columns: source.columns, bytesPerValue: 2 * MemoryLayout<Double>.size)
    } catch {
      throw .work("\(flag: "save-matrix"): \(error)")
    }
  }

  /// - Parameter columnLabels: without them columns are numbered from 0, when someone asks.
  public init(matrix: Matrix<Double>, rowLabels: [String], columnLabels: [String]? = nil) {
    self.matrix = matrix
    namedRows = { rowLabels[$0] }
    namedColumns = Self.naming(columnLabels)
  }
}

/// Why a figure cannot be drawn.
public struct FigureError: Error, Hashable, Sendable, CustomStringConvertible, MessageConvertible {
  public enum Cause: Hashable, Sendable {
    /// An option has a value that its rule forbids.
    case usage
    /// The options are in order, but the work cannot be done.
    case work
  }

  public var cause: Cause
  /// The value, the rule and the fix; the option that it is about stands first.
  public var message: Message
  /// The minimum page that the figure takes, in px, where its page is too small.
  public var minimumPage: Size?
  /// The option at fault, where the message begins with another: the layer that a file does not hold.
  public var blamed: String?
  /// Options that are at fault together with the first, for the same reason.
  public var alsoBlamed: [String] = []
  /// What else is wrong with the same figure.
  public var others: [FigureError] = []

  public init(
    cause: Cause, message: Message, minimumPage: Size? = nil, blamed: String? = nil
  ) {
    self.cause = cause
    self.message = message
    self.minimumPage = minimumPage
    self.blamed = blamed
  }

  /// Several mistakes of one figure as one error; nil for none.
  public init?(all errors: [FigureError]) {
    guard let first = errors.first else { return nil }
    self = first
    others += errors.dropFirst().flatMap(\.all)
  }

  /// Everything that is wrong, each by itself.
  public var all: [FigureError] {
    var first = self
    first.others = []
    return [first] + others
  }

  public static func usage(_ message: Message) -> FigureError {
    FigureError(cause: .usage, message: message)
  }

  public static func work(_ message: Message) -> FigureError {
    FigureError(cause: .work, message: message)
  }

  /// In both languages.
  public static func usage(_ english: Message, zh chinese: Message) -> FigureError {
    .usage(Message(english, zh: chinese))
  }

  public static func work(_ english: Message, zh chinese: Message) -> FigureError {
    .work(Message(english, zh: chinese))
  }

  /// With options as Swift spells them.
  public var description: String { message.description }
}
