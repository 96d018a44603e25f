// `--index` of figures of several heads: places on the axes before the heads, which stay to be chosen.

import MatrixFiles
import MatrixSources
import TextFormats

/// Places on the first axes of an array of heads.
struct LeadingIndex {
  let places: [Int]
  /// The layer that they leave; nil where they choose none.
  let layer: Int?

  /// - Parameters:
  ///   - shape: of the whole array, the last two axes queries and keys.
  ///   - source: the option that names the array.
  ///   - asked: what else chooses layers and heads.
  /// - Throws: where they are not there, or leave no heads to choose from; where what they leave would be
  ///   taken for layers and is a batch; where another option says which layer.
  init(
    _ places: [Int], of shape: [Int], _ source: OptionReference, _ asked: AskedHeads
  ) throws(FigureError) {
    let leading = Array(shape.dropLast(2))
    let axes = AttentionAxes(shape: shape)
    // Axes that their lengths do not name are layers, a batch and heads, as everywhere.
    let isRead = axes == nil && leading.count == 3
    let before = leading[..<(axes.map { $0.headAxis ?? 0 } ?? max(0, leading.count - 1))]
    try self.init(places, before: Array(before), source, shape) {
      isRead ? 0 : axes?.layerAxis
    }
    if isRead, places.count == 1 {
      throw .usage(
        "\(option: "index") \(places[0]): five axes are read as layer,batch,head,query,key, of which it leaves a "
          + "batch; choose \(option: "batch") 0 to \(option: "batch") \(leading[1] - 1), or name another order "
          + "with \(option: "axes")",
        zh:
          "\(option: "index") \(places[0])：五个轴读作 layer,batch,head,query,key，余下的是批次；请给出\(option: "batch") 0 到 \(leading[1] - 1)，或用\(option: "axes")指定其他顺序"
      )
    }
    try refuse(asked)
  }

  /// The same of the weights of a model.
  init(
    _ places: [Int], ofLayers layers: Int, heads: Int, _ source: OptionReference,
    _ asked: AskedHeads
  ) throws(FigureError) {
    try self.init(places, before: [layers], source, [layers, heads]) { 0 }
    try refuse(asked)
  }

  /// - Parameters:
  ///   - before: the lengths of the axes before that of the heads.
  ///   - layerAxis: the axis of the layers, where there is one.
  private init(
    _ places: [Int], before: [Int], _ source: OptionReference, _ shape: [Int],
    layerAxis: () -> Int?
  ) throws(FigureError) {
    let text = IndexList(places)
    guard places.count <= before.count else {
      let rest = IndexList(Array(places.prefix(before.count)))
      let fix =
        before.isEmpty
        ? Message("leave it out", zh: "请去掉它")
        : Message(
          "give \(option: "index") \(rest) alone", zh: "请只给出\(option: "index") \(rest)")
      throw .usage(
        "\(option: "index") \(text): leaves no heads, which figures of several heads name: \(fix) and choose the "
          + "head, or draw it as attention, whose \(option: "index") it is",
        zh:
          "\(option: "index") \(text)：没有留下可选的头，而多头的图要写明是哪个头：\(fix)并选择头，或画 attention 并用其\(option: "index")"
      )
    }
    guard zip(places, before).allSatisfy({ (0..<$1).contains($0) }) else {
      let ranges = before.prefix(places.count).map { "0…\($0 - 1)" }.joined(separator: ",")
      throw FigureError(
        cause: .usage,
        message: Message(
          "\(source): shape \(shape): \(option: "index") \(text) is outside; choose among \(ranges)",
          zh: "\(source)：形状 \(shape)：\(option: "index") \(text) 超出范围；请在 \(ranges) 中选择"),
        blamed: "index")
    }
    self.places = places
    layer = layerAxis().flatMap { $0 < places.count ? places[$0] : nil }
  }

  /// Refuses an option that says which layer, where this does.
  private func refuse(_ asked: AskedHeads) throws(FigureError) {
    guard layer != nil, let other = asked.choosesLayer else { return }
    throw .usage(
      "\(option: "index") \(IndexList(places)): stands beside \(other), which says which layer as well; leave one "
        + "of them out",
      zh: "\(option: "index") \(IndexList(places))：与\(other)都指明了层，请去掉其中一个")
  }
}

extension MatrixInput {
  /// The part of an array at places on its first axes, which knows where it is from.
  static func part(
    _ array: SourcedArray, at places: [Int], _ source: OptionReference
  ) throws(FigureError) -> SourcedArray {
    do throws(MatrixFileError) {
      return try Arrangement(index: places).applied(to: array)
    } catch {
      throw .work("\(source): \(error)")
    }
  }
}
