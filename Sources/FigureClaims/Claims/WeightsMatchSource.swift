// What is drawn is what the file holds.

import AttentionMath
import ExampleData
public import FigureKinds
public import FigureModel
import MatrixFiles

/// The weights drawn are those of the file they come from, bit for bit.
public enum WeightsMatchSource: Claim {
  public static let id = "weights-match-source"
  public static let statement = Localized(
    en: "The weights drawn are those that the model's file holds.",
    zh: "图中的权重与模型文件中存储的完全一致。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let matrix = subject.table?.matrix else { return nil }
    switch subject.kind {
    case let kind as Attention:
      guard let file = kind.weights, kind.queryToken == nil, kind.combine == nil,
        kind.tokens.showsAll, kind.choice.index == nil
      else { return nil }
      return try compare(matrix, file, layer: kind.choice.layer, [kind.choice.head], subject)
    case let kind as Heads:
      guard kind.tokens.showsAll else { return nil }
      return try compare(
        matrix, kind.weights, layer: kind.layer, kind.heads?.values.map { $0 } ?? [], subject)
    default: return nil
    }
  }

  /// - Parameter heads: those drawn, one below the other; none for all.
  private static func compare(
    _ drawn: Matrix<Double>, _ file: String, layer: Int?, _ heads: [Int?], _ subject: ClaimSubject
  ) throws(FigureError) -> Measurement? {
    var stored: [Double] = []
    do {
      let tensor = try open(file, subject.context)
      guard let axes = AttentionAxes(shape: tensor.info.shape) else { return nil }
      for head in heads.isEmpty ? Array(0..<axes.headCount) : heads {
        let choice = MatrixChoice(layer: layer, head: head)
        let matrix: Matrix<Double> = try tensor.matrix(at: choice.index(in: tensor.info.shape))
        stored += matrix.values
      }
    } catch {
      throw .work("\(file): \(error)")
    }
    // Rows that are masked whole are NaN in some models' files: the same in both is no difference.
    let differences = zip(drawn.values, stored).map {
      $0 == $1 || $0.isNaN && $1.isNaN ? 0 : abs($0 - $1)
    }
    return Measurement(
      drawn.values.count == stored.count ? greatest(differences) : .nan, within: 0,
      .equal(0),
      Localized(
        en: "greatest difference between \(drawn.values.count) weights drawn and stored",
        zh: "\(drawn.values.count) 个权重与存储值的最大差"))
  }

  private static func open(_ file: String, _ context: FigureContext) throws -> Tensor {
    var reference = try TensorReference(finding: file, at: context.resolve)
    if reference.path.hasPrefix(ExampleData.prefix) {
      let name = String(reference.path.dropFirst(ExampleData.prefix.count))
      guard let bytes = ExampleData.weights(name) else {
        throw FigureError.usage("\(file): there is no such example")
      }
      return try MatrixFile.open(bytes: bytes, path: name + ".npy").tensor(named: reference.name)
    }
    reference.path = context.resolve(reference.path)
    return try reference.open()
  }
}

extension TokenArguments {
  /// Whether no token is left out.
  var showsAll: Bool { dropTokens == nil && onlyTokens == nil }
}
