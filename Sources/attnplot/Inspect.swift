// `inspect`: what a file of matrices holds.

import ArgumentParser
import FigureKinds
import FigureModel
import FigurePipeline
import Glibc
import MatrixFiles
import MatrixSources
import SafeFiles
import StageTimes
import TextFormats

/// Lists the tensors of files.
struct Inspect: ParsableCommand, TimedCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what a file of matrices, or a model, holds.",
    discussion: """
      Examples:
        attnplot inspect attn.npy
        attnplot inspect model.safetensors#layer0 --format json
        attnplot inspect 'attn.npz#layer_*'
        attnplot inspect attn.npy --index 4,3 --queries 0-9
        attnplot inspect example:minilm
        attnplot inspect '-#layer0' < model.safetensors
        attnplot inspect ./bert
      """)

  enum Format: String, ChoiceValue {
    case text, json
  }

  @Argument(
    help: ArgumentHelp("The file, FILE#name for one tensor in it.", valueName: "file"),
    completion: .file())
  var file: String

  static let format = OptionDeclaration<Format>(
    "format", "How to print.", initial: Format.text)
  @Option(Self.format) var format: Format

  static let tensors = OptionDeclaration<Bool>(
    "tensors", "List a model's tensors, each with its shape and type; as JSON they always are.")
  @Flag(Self.tensors) var listsTensors: Bool

  @OptionGroup(title: "Which part") var part: PartArguments
  @OptionGroup(title: "Tables of text") var tables: TableArguments
  @OptionGroup var timing: TimingArguments

  static let maximumArguments = 1
  static let parameters: [Parameter<Self>] = [
    Parameter(format, \._format), Parameter(tensors, \._listsTensors), Parameter(\._part),
    Parameter(\._tables), Parameter(\._timing),
  ]

  /// The parser would take `-#NAME`, a tensor of standard input, for an option.
  mutating func take(_ arguments: [String]) -> Bool {
    guard let first = arguments.first else { return false }
    file = first
    return true
  }

  /// One tensor as it is listed.
  struct Entry: Encodable {
    var name: String?
    var shape: [Int]
    var type: String
    var least: Number?
    var greatest: Number?
    var mean: Double?
    var nan: Int
    var positiveInfinity: Int
    var negativeInfinity: Int
    /// The matrices it holds, and how many of them look like attention.
    var matrices: Int
    var matricesWithRowsThatSumToOne: Int
    var causalMatrices: Int
    var rowsSumToOne: Bool
    var greatestRowSumError: Double?
    var isCausal: Bool
    /// How a table of text was read.
    var table: Table?
  }

  /// A value of a tensor as it is: 64-bit integers are not all doubles.
  enum Number: Encodable {
    case real(Double)
    case whole(Int128)

    init?(_ value: Double?, whole: Int128?) {
      if let whole {
        self = .whole(whole)
      } else if let value {
        self = .real(value)
      } else {
        return nil
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .real(let value): try container.encode(value)
      case .whole(let value):
        if let small = Int64(exactly: value) {
          try container.encode(small)
        } else {
          try container.encode(UInt64(value))
        }
      }
    }

    /// Whole numbers with all their digits, others with six.
    var text: String {
      switch self {
      case .whole(let value): "\(value)"
      case .real(let value) where value.rounded() == value && value.magnitude <= 0x1p53:
        formatNumber(value, places: 0, style: .plain)
      case .real(let value): formatNumber(value, significant: 6, style: .plain)
      }
    }
  }

  /// A part of an archive that holds no matrix that can be read.
  struct Unreadable: Encodable {
    var name: String
    var reason: String
  }

  struct Listing: Encodable {
    var tensors: [Entry]
    var unreadable: [Unreadable]
  }

  func run() throws {
    if Self.isModel(file) {
      if part.isUsed {
        throw FigureError.usage(
          "\(TerminalText.line(file)): is a model, of which --index, --queries and --keys choose nothing; "
            + "leave them out")
      }
      let model = try model()
      return try OutputFiles.print(
        format == .json ? model.line + "\n" : Self.text(ofModel: model))
    }
    let listing: Listing
    do throws(MatrixFileError) {
      listing = try StageClock.measure(.read) { () throws(MatrixFileError) in
        try self.listing()
      }
    } catch {
      let message: Message = "\(error)".hasPrefix(file) ? "\(error)" : "\(file): \(error)"
      if case .wrongChoice = error { throw FigureError.usage(message) }
      throw FigureError.work(message)
    }
    let text = format == .json ? try json(listing) : table(listing)
    try OutputFiles.print(text)
  }

  private func listing() throws(MatrixFileError) -> Listing {
    let context = SourceContext(tables: tables.options)
    if part.isUsed {
      let array = try SourceRegistry.array(file, in: context)
      return Listing(tensors: [try entry(part.part(of: array.tensor))], unreadable: [])
    }
    let files = try SourceRegistry.files(of: file, in: context)
    guard files.count > 1 || files[0] != file else { return try listing(of: file, in: context) }
    // Each of several files, its tensors named with it.
    var all = Listing(tensors: [], unreadable: [])
    for file in files {
      let own = try listing(of: file, in: context)
      let path = try TensorReference(finding: file, within: .named).path
      all.tensors += own.tensors.map { entry in
        var entry = entry
        entry.name = entry.name.map { "\(path)#\($0)" } ?? path
        return entry
      }
      all.unreadable += own.unreadable.map {
        Unreadable(name: "\(path)#\($0.name)", reason: $0.reason)
      }
    }
    return all
  }

  /// The tensors of one file: all, or those that are named.
  private func listing(
    of file: String, in context: SourceContext
  ) throws(MatrixFileError) -> Listing {
    let reference = try TensorReference(finding: file, within: .named)
    if let name = reference.name, SourceRegistry.source(of: file) == GGUFSource.self {
      let tensor = try GGUFSource.tensor(named: name, of: reference.path, in: context)
      return Listing(tensors: [try entry(tensor)], unreadable: [])
    }
    let opened = try SourceRegistry.file(file, in: context)
    var entries: [Entry] = []
    if let name = reference.name {
      for name in try SourceRegistry.tensorNames(name, of: opened) {
        entries.append(try entry(opened.tensor(named: name)))
      }
      return Listing(tensors: entries, unreadable: [])
    }
    try opened.forEachTensor { tensor throws(MatrixFileError) in
      entries.append(try entry(tensor))
    }
    return Listing(
      tensors: entries,
      unreadable: opened.unreadable.map { Unreadable(name: $0.name, reason: "\($0.reason)") })
  }

  private func entry(_ tensor: Tensor) throws(MatrixFileError) -> Entry {
    let line = ReadingLine(TerminalText.line(tensor.info.name ?? FileName.last(file)))
    defer { line.end() }
    let statistics = try tensor.statistics(progress: line.show)
    let error = statistics.maximumRowSumError.flatMap { $0.isFinite ? $0 : nil }
    return Entry(
      name: tensor.info.name, shape: tensor.info.shape, type: tensor.info.elementType.rawValue,
      least: Number(statistics.minimum, whole: statistics.wholeMinimum),
      greatest: Number(statistics.maximum, whole: statistics.wholeMaximum),
      mean: statistics.mean,
      nan: statistics.nanCount, positiveInfinity: statistics.positiveInfinityCount,
      negativeInfinity: statistics.negativeInfinityCount, matrices: statistics.matrixCount,
      matricesWithRowsThatSumToOne: statistics.matricesWithRowsThatSumToOne,
      causalMatrices: statistics.causalMatrixCount, rowsSumToOne: statistics.rowsSumToOne,
      greatestRowSumError: error, isCausal: statistics.isCausal,
      table: Table(tensor))
  }

  // MARK: Printing

  private func json(_ listing: Listing) throws -> String {
    try JSONText.encoded(listing)
  }

  private func table(_ listing: Listing) -> String {
    let parts =
      listing.tensors.map { lines($0) }
      + listing.unreadable.map {
        [TerminalText.line($0.name), "  cannot be read: " + TerminalText.line($0.reason)]
      }
    return parts.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  private func lines(_ entry: Entry) -> [String] {
    func number(_ value: Double?) -> String {
      value.map { formatNumber($0, significant: 6, style: .plain) } ?? "none"
    }
    var lines = [
      "\(TerminalText.line(entry.name ?? FileName.last(file)))  \(entry.shape)  \(entry.type)",
      "  least \(entry.least?.text ?? "none")  greatest \(entry.greatest?.text ?? "none")  mean "
        + number(entry.mean),
    ]
    lines += entry.table.map { $0.lines.map { "  " + TerminalText.line($0) } } ?? []
    let odd = [
      (entry.nan, "NaN"), (entry.positiveInfinity, "inf"), (entry.negativeInfinity, "-inf"),
    ].filter { $0.0 > 0 }
    if !odd.isEmpty {
      lines.append("  not finite: " + odd.map { "\($0.0) \($0.1)" }.joined(separator: ", "))
    }
    guard entry.matrices > 0, !entry.shape.contains(0) else { return lines }
    let all = entry.matrices
    let summing = entry.matricesWithRowsThatSumToOne
    let error =
      entry.greatestRowSumError.map { "off by up to \(number($0))" } ?? "some sums are not finite"
    let sums =
      summing == all
      ? "rows sum to 1"
      : summing == 0
        ? "rows do not sum to 1 (\(error))"
        : "rows sum to 1 in \(summing) of them (\(error))"
    let causal =
      entry.isCausal
      ? "; causal: nothing above the diagonal"
      : entry.causalMatrices > 0 ? "; \(entry.causalMatrices) of them causal" : ""
    lines.append("  \(all) \(all == 1 ? "matrix" : "matrices"); \(sums)\(causal)")
    return lines
  }
}
