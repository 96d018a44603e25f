// What attention is computed from: queries, keys and values of files, or tokens and a seed.

import AttentionMath
import FigureModel
import MatrixFiles
import MatrixSources
import TextFormats

/// Queries, keys and values of one head.
struct ComputedInput {
  /// Shape `[n_q, d_k]`.
  let query: Matrix<Double>
  /// Shape `[n_k, d_k]`.
  let key: Matrix<Double>
  /// Shape `[n_k, d_v]`.
  let value: Matrix<Double>
  /// Which head of the files this is; nil where there is one.
  var name: MatrixName?
  /// The position of the head, where the files have several.
  var head: HeadRow?
  /// Which of a batch the queries are; nothing where there is one.
  var part = ChosenPart()
  /// What it was made of; nil for what was read.
  var drawn: SeededInput?

  /// The inputs that are read from files: one, or those of all heads that `--combine` wants; nil
  /// where no options name files.
  /// - Parameters:
  ///   - mayChooseHead: whether `--head` chooses a head of an encoding, where the files have none.
  ///   - findings: gets what tables of text call queries and keys.
  static func files(
    _ arguments: AttentionArguments, mayChooseHead: Bool, _ context: ComputeContext,
    _ findings: inout TableFindings
  ) throws(FigureError) -> [ComputedInput]? {
    guard let query = arguments.query, let key = arguments.key else { return nil }
    return try read(
      arguments, query: query, key: key, mayChooseHead: mayChooseHead, context, &findings)
  }

  /// The most tokens that attention is made up for: their weights, scores and what hides some of them
  /// take 400 MB.
  package static let maximumSeeded = 4096

  /// The input that is made of tokens and a seed.
  /// - Parameters:
  ///   - positions: the encoding that attention is computed with, whose vectors are added to the
  ///     embeddings where it has some; nil for none.
  ///   - mayChooseHead: whether `--head` chooses a head of an encoding.
  static func seeded(
    _ arguments: AttentionArguments, tokens: TokenAxes, isCross: Bool,
    positions: AttentionPositions? = nil, mayChooseHead: Bool = false
  ) throws(FigureError) -> ComputedInput {
    guard arguments.query == nil, arguments.key == nil, arguments.value == nil else {
      throw .usage(
        "\(option: "query"), \(option: "key") and \(option: "value") go together: give at least \(option: "query") and \(option: "key")",
        zh:
          "\(option: "query")、\(option: "key")与\(option: "value")须一同使用：请至少给出\(option: "query")和\(option: "key")"
      )
    }
    guard arguments.combine == nil else {
      throw .usage(
        "\(option: "combine") goes with \(option: "weights"), or with \(option: "query") and \(option: "key") of several heads",
        zh:
          "\(option: "combine")须与\(option: "weights")同用，或与多个头的\(option: "query")和\(option: "key")同用"
      )
    }
    if let used = arguments.choice.used(mayHaveHead: mayChooseHead) {
      throw .usage(
        "\(option: used): chooses a matrix of a file: give \(option: "weights") FILE",
        zh: "\(option: used)：用来选择文件中的矩阵：请给出\(option: "weights")")
    }
    if let option = arguments.array.arrangement.used {
      throw .usage(
        "\(option): is for arrays of files: give \(option: "weights") FILE",
        zh: "\(option)：用于文件中的数组：请给出\(option: "weights")")
    }
    guard let queries = tokens.queries, let keys = tokens.keys else {
      throw .usage(
        "give \(option: "weights") FILE, or \(option: "query") and \(option: "key"), or "
          + (isCross
            ? "\(option: "query-tokens") \"Ich liebe dich\" \(option: "key-tokens") \"I love you\": what attends to what"
            : "\(option: "tokens") \"我 爱 人\": what to attend to"),
        zh: isCross
          ? "请给出\(option: "weights")，或\(option: "query")和\(option: "key")，或\(option: "query-tokens")和\(option: "key-tokens")：由谁关注谁"
          : "请给出\(option: "weights")，或\(option: "query")和\(option: "key")，或\(option: "tokens")，例如 我 爱 人：关注的对象"
      )
    }
    let count = max(queries.raw.count, keys.raw.count)
    guard count <= Self.maximumSeeded else {
      throw .usage(
        "\(option: "seed"): attention of \(count) tokens is too much to make up; give at most "
          + "\(Self.maximumSeeded), or \(option: "weights") FILE",
        zh:
          "\(option: "seed")：\(count) 个词元太多，无法随机生成其注意力；至多 \(Self.maximumSeeded) 个，或给出\(option: "weights")"
      )
    }
    let seeded = try SeededInput(
      dimensions: arguments.dimensions ?? SeededInput.usualDimensions, seed: arguments.seed ?? 0)
    let projections = seeded.projections()
    var x = seeded.embeddings(queries.pieces ?? queries.raw)
    var y = seeded.embeddings(keys.pieces ?? keys.raw)
    if let vectors = try positions?.vectors(tokens: max(x.rows, y.rows), width: x.columns) {
      x = x.plus(vectors.rows(0..<x.rows))
      y = y.plus(vectors.rows(0..<y.rows))
    }
    return ComputedInput(
      query: x.times(projections.query), key: y.times(projections.key),
      value: y.times(projections.value), drawn: seeded)
  }

  // MARK: Files

  private static func read(
    _ arguments: AttentionArguments, query: String, key: String, mayChooseHead: Bool,
    _ context: ComputeContext, _ findings: inout TableFindings
  ) throws(FigureError) -> [ComputedInput] {
    for (option, given) in [
      ("dimensions", arguments.dimensions), ("seed", arguments.seed),
    ] as [(OptionReference, Int?)] where given != nil {
      throw .usage(
        "\(option): the files of \(option: "query") and \(option: "key") say all; leave it out",
        zh: "\(option)：\(option: "query")与\(option: "key")的文件已经确定了它，请去掉它")
    }
    let array = try MatrixInput.array(
      query, option: "query", arguments.array.arrangement, context)
    let queries = array.tensor
    let keys = try MatrixInput.tensor(
      key, option: "key", arguments.array.arrangement, context)
    findings.add(queries, option: "query", query)
    findings.add(keys, option: "key", key)
    var values: Tensor?
    if let value = arguments.value {
      values = try MatrixInput.tensor(
        value, option: "value", arguments.array.arrangement, context)
    }
    guard values != nil || ![.v, .output, .all].contains(arguments.stage) else {
      throw .usage(
        "\(option: "stage") \(arguments.stage.rawValue): give \(option: "value") as well",
        zh: "\(option: "stage") \(arguments.stage.rawValue)：请同时给出\(option: "value")")
    }
    var choice = arguments.choice
    if mayChooseHead, queries.info.shape.count == 2, keys.info.shape.count == 2 {
      choice.head = nil
    }
    let pairing = try HeadPairing(
      queries: queries.info.shape, keys: keys.info.shape, values: values?.info.shape,
      countsLayers: choice.layer != nil && choice.head == nil)
    func input(_ index: [Int]) throws(FigureError) -> ComputedInput {
      let keyIndex = pairing.keyIndex(index)
      let key = try MatrixInput.matrix(keys, at: keyIndex, option: "key", key)
      // No stage up to the weights looks at the values.
      var value = key
      if let values, let reference = arguments.value {
        value = try MatrixInput.matrix(
          values, at: pairing.valueIndex(index), option: "value", reference)
      }
      return ComputedInput(
        query: try MatrixInput.matrix(queries, at: index, option: "query", query), key: key,
        value: value, name: nil, head: HeadRow(shape: queries.info.leadingShape, index: index),
        part: array.chosen)
    }
    if let combine = arguments.combine {
      let grid = try WeightsGrid(tensor: queries, reference: query, option: "query")
      let heads = try CombinedHeads(grid, choice: choice, combine: combine)
      var inputs: [ComputedInput] = []
      for index in heads.indices {
        inputs.append(try input(index))
        inputs[inputs.count - 1].name = heads.name()
      }
      return inputs
    }
    let index: [Int]
    do throws(MatrixFileError) {
      index = try choice.choice.index(in: queries.info.shape)
    } catch {
      throw .usage("\(option: "query") \(query): \(error)")
    }
    var chosen = try input(index)
    chosen.name = name(choice, index, pairing)
    return [chosen]
  }

  private static func name(
    _ choice: MatrixChoiceArguments, _ index: [Int], _ pairing: HeadPairing
  ) -> MatrixName? {
    guard
      var name = choice.index.map({ MatrixName(.inputs(at: $0.values)) })
        ?? MatrixName(layer: choice.layer, head: choice.head)
    else { return nil }
    if pairing.isGrouped, let head = index.last { name.keyHead = pairing.keyHead(of: head) }
    return name
  }
}
