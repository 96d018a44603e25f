// The options that choose heads from anywhere in a model.

public import ArgumentParser
import AttentionMath
import TextFormats

/// Heads by layer and head: `4:3,5:0`.
public struct HeadLocations: Hashable, WrittenValue {
  var locations: [HeadLocation]

  public static var shape: KindOption.Shape { .list }
  /// Numbers too: some readers of YAML take 4:3 for minutes and seconds, from 60 seconds on.
  public static let notation: ValueNotation? = .list(
    of: "\(ValueNotation.fromZero) *: *\(ValueNotation.fromZero)", numbers: 60...Int.max)

  public var description: String {
    locations.map { "\($0.layer ?? 0):\($0.head ?? 0)" }.joined(separator: ",")
  }

  /// Reads positions from the command line.
  @Sendable public static func parsed(_ text: String) throws -> HeadLocations {
    var locations: [HeadLocation] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let numbers = part.split(separator: ":", omittingEmptySubsequences: false).map {
        Int($0.trimmingSpaces)
      }
      guard numbers.count == 2, let layer = numbers[0], let head = numbers[1], layer >= 0, head >= 0
      else {
        throw WrongNotation(
          "give LAYER:HEAD with commas between, 4:3,5:0", zh: "请给出以逗号分隔的“层:头”，例如 4:3,5:0")
      }
      locations.append(HeadLocation(layer: layer, head: head))
    }
    guard locations.count <= IndexList.limit else {
      throw WrongNotation(
        "give at most \(IndexList.limit) heads", zh: "至多 \(IndexList.limit) 个头")
    }
    return HeadLocations(locations: locations)
  }
}

/// Which heads, of all layers.
public struct HeadChoiceArguments: DeclaredOptions {
  static let headsOf = OptionDeclaration<HeadLocations?>(
    "heads-of", "Heads of any layers, LAYER:HEAD each: 4:3,5:0.", valueName: "list",
    takesAnyValue: false)
  @Option(Self.headsOf) public var headsOf: HeadLocations?

  static let top = OptionDeclaration<Int?>(
    "top",
    "The heads that lead in the measure of \(option: "by"), of all layers or of \(option: "layer").",
    valueName: "n", rule: .atLeast(1, "at least 1 is needed"))
  @Option(Self.top) public var top: Int?

  static let by = OptionDeclaration<HeadMeasure?>(
    "by", "The measure of \(option: "top").", valueName: "measure")
  @Option(Self.by) public var by: HeadMeasure?

  public static let parameters: [Parameter<HeadChoiceArguments>] = [
    Parameter(headsOf, \._headsOf),
    Parameter(top, \._top),
    Parameter(by, \._by),
  ]

  public init() {}

  /// Whether any of these options is given.
  var isUsed: Bool { headsOf != nil || top != nil || by != nil }

  /// The heads that are chosen so; nil where none of these options is given.
  /// - Parameters:
  ///   - layer: the layer that --layer names.
  ///   - heads: whether --heads is given as well.
  ///   - shown: gives the queries and keys that are shown, by which heads are measured where they are.
  func chosen(
    of grid: WeightsGrid, layer: Int?, heads: Bool,
    measuringBy shown: () throws(FigureError) -> TokenAxes
  ) throws(FigureError) -> ChosenHeads? {
    if let headsOf {
      guard layer == nil, !heads, top == nil else {
        throw .usage(
          "\(option: "heads-of") says which heads: leave out \(option: "layer"), \(option: "heads") and \(option: "top")",
          zh:
            "\(option: "heads-of")已指明是哪些头：请去掉\(option: "layer")、\(option: "heads")和\(option: "top")"
        )
      }
      try grid.check(headsOf, option: "heads-of")
      return ChosenHeads(locations: headsOf.locations)
    }
    guard let top else {
      if let by {
        throw .usage(
          "\(option: "by") \(by.rawValue): goes with \(option: "top") 5, the heads that lead in it",
          zh: "\(option: "by") \(by.rawValue)：须与\(option: "top")同用，例如 5，取该指标领先的头")
      }
      return nil
    }
    guard let by else {
      throw .usage(
        "\(option: "top") \(top): name the measure with \(option: "by"): "
          + "\(HeadMeasure.allCases.map(\.rawValue).joined(separator: ", "))",
        zh:
          "\(option: "top") \(top)：请用\(option: "by")指明度量：\(HeadMeasure.allCases.map(\.rawValue).joined(separator: "、"))"
      )
    }
    guard !heads else {
      throw .usage(
        "\(option: "top") \(top) chooses heads: leave out \(option: "heads")",
        zh: "\(option: "top") \(top) 选择头：请去掉\(option: "heads")")
    }
    guard !by.comparesPositions || grid.queries == grid.keys else {
      throw .usage(
        "\(option: "by") \(by.rawValue): compares the places of queries and keys, and \(grid.queries) queries and "
          + "\(grid.keys) keys are not the same places; entropy and first go with them",
        zh:
          "\(option: "by") \(by.rawValue)：它比较查询与键的位置，而 \(grid.queries) 个查询与 \(grid.keys) 个键不是同一组位置；可用 entropy 和 first"
      )
    }
    let layers =
      try layer.map { layer throws(FigureError) in [try grid.checkedLayer(layer)] }
      ?? Array(0..<grid.layers)
    var axes = try shown()
    // Weights on some keys alone are no measure until they sum to 1 again.
    if !axes.isRenormalized { axes.displayedKeys = nil }
    let isOfAll = axes.showsAll && !axes.joinsWords
    var measured: [(location: HeadLocation, value: Double)] = []
    for layer in layers {
      for head in 0..<grid.heads {
        let matrix =
          isOfAll
          ? try grid.matrix(layer: layer, head: head)
          : try grid.parts(layers: [layer], heads: [head], tokens: axes.unchosen)[0].matrix
        let value = try MeasuredWeights(matrix, axes).mean(of: by)
        if !value.isNaN { measured.append((HeadLocation(layer: layer, head: head), value)) }
      }
    }
    guard !measured.isEmpty else {
      throw .work(
        "\(option: "by") \(by.rawValue): no head has a number of this measure",
        zh: "\(option: "by") \(by.rawValue)：没有一个头有这种度量的数值")
    }
    // Of equal ones the first: the sort keeps their order by their number.
    let order = measured.indices.sorted {
      (-measured[$0].value, $0) < (-measured[$1].value, $1)
    }.prefix(top)
    return ChosenHeads(
      locations: order.map { measured[$0].location },
      leading: ChosenHeads.Leading(
        measure: by, values: order.map { measured[$0].value }, of: measured.count,
        isOfAllQueries: axes.displayedQueries == nil, isOfAllKeys: axes.displayedKeys == nil))
  }
}

/// Heads from anywhere in a model, and why these.
struct ChosenHeads: Sendable {
  struct Leading: Sendable {
    var measure: HeadMeasure
    /// Of each head, the largest first.
    var values: [Double]
    /// The heads that were measured.
    var of: Int
    /// Whether every query counts, and every key; else those that are shown.
    var isOfAllQueries = true
    var isOfAllKeys = true
  }

  var locations: [HeadLocation]
  /// Set where they lead in a measure.
  var leading: Leading?
}
