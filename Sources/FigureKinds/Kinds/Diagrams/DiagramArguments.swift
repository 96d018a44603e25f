// What the diagrams of matrices share: tokens, dimensions, and what stands in the cells.

public import ArgumentParser
import AttentionMath
import FigureModel

/// What is written into the cells of a diagram.
public enum DiagramValues: String, CaseIterable, ExpressibleByArgument, Sendable {
  /// q11, k32, …: counted from 1, as formulas are.
  case symbols
  /// Numbers computed from a seed.
  case numbers
}

/// The sentence and the size of the matrices of a diagram.
public struct DiagramArguments: ParsableArguments, Sendable {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The tokens, with blanks between.", valueName: "text"))
  public var tokens = "我 爱 人 工 智 能"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many dimensions each vector has.", valueName: "n"))
  public var dimensions = 4

  @Option(
    help: ArgumentHelp(
      "What the cells show: symbols such as q11, counted from 1 as in formulas, or numbers computed "
        + "from --seed.", valueName: "what"))
  public var values = DiagramValues.symbols

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Where random numbers start: the same seed gives the same vectors and projections.",
      valueName: "n"))
  public var seed: UInt64 = 0

  public init() {}

  /// The tokens in order.
  func tokenList() throws(FigureError) -> [String] {
    let list = tokens.split(whereSeparator: \.isWhitespace).map(String.init)
    guard !list.isEmpty else {
      throw .usage("--tokens \"\(tokens)\": give at least one token, with blanks between several")
    }
    return list
  }

  /// The number of dimensions, once it is sure that it is one.
  func checkedDimensions() throws(FigureError) -> Int {
    guard dimensions >= 1 else {
      throw .usage("--dimensions \(dimensions): at least 1 is needed")
    }
    return dimensions
  }

  /// Self-attention computed from the seed; nil where the cells show symbols.
  func stages() throws(FigureError) -> AttentionStages<Double>? {
    switch values {
    case .symbols: nil
    case .numbers:
      try SeededAttention(tokens: tokenList(), dimensions: checkedDimensions(), seed: seed).stages()
    }
  }

  /// The index of a token as users count: from 0.
  func checkIndex(_ index: Int, option: String, count: Int) throws(FigureError) {
    guard index >= 0, index < count else {
      throw .usage(
        "\(option): \(signed(index)) is no token; \(count) token\(count == 1 ? " has" : "s have") "
          + "the numbers 0 to \(count - 1)")
    }
  }
}

/// A row and a column, counted from 0: `0,2`.
public struct CellPlace: Hashable, Sendable {
  public var row: Int
  public var column: Int

  /// Reads a place from the command line.
  @Sendable public static func parsed(_ text: String) throws -> CellPlace {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, let row = Int(parts[0].trimmingSpaces),
      let column = Int(parts[1].trimmingSpaces)
    else {
      throw ValidationError("give a row and a column with a comma between, counted from 0: 0,2")
    }
    return CellPlace(row: row, column: column)
  }
}

/// Self-attention of tokens whose vectors and projections are drawn from a seed.
public struct SeededAttention: Sendable {
  public var tokens: [String]
  public var dimensions: Int
  public var seed: UInt64

  public init(tokens: [String], dimensions: Int, seed: UInt64) {
    self.tokens = tokens
    self.dimensions = dimensions
    self.seed = seed
  }

  /// Every stage. Equal tokens have equal vectors, drawn in the order in which they first appear;
  /// then come W_q, W_k and W_v.
  public func stages(
    _ attention: ScaledDotProductAttention = ScaledDotProductAttention()
  ) throws(FigureError) -> AttentionStages<Double> {
    do throws(MemoryShortage) {
      try MemoryLimit.requireAvailable(rows: tokens.count, columns: dimensions)
      try MemoryLimit.requireAvailable(rows: dimensions, columns: dimensions)
    } catch {
      throw .work("--dimensions \(dimensions): \(error)")
    }
    var numbers: [String: Int] = [:]
    for token in tokens where numbers[token] == nil { numbers[token] = numbers.count }
    var generator = SeededGenerator(seed: seed)
    let vectors = Matrix<Double>.normal(
      rows: numbers.count, columns: dimensions, using: &generator)
    let input = Matrix(rows: tokens.count, columns: dimensions) { row, column in
      vectors[numbers[tokens[row]] ?? 0, column]
    }
    let query = Projection<Double>(inputs: dimensions, outputs: dimensions, using: &generator)
    let key = Projection<Double>(inputs: dimensions, outputs: dimensions, using: &generator)
    let value = Projection<Double>(inputs: dimensions, outputs: dimensions, using: &generator)
    do throws(AttentionError) {
      return try attention.stages(
        query: try query(input), key: try key(input), value: try value(input))
    } catch {
      throw .work("\(error)")
    }
  }
}
