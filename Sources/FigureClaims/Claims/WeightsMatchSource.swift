// What is drawn is what the file holds.

import AttentionMath
public import FigureKinds
public import FigureModel
import MatrixFiles
import MatrixSources
import TextFormats

/// The weights drawn are those of the file they come from, bit for bit.
public enum WeightsMatchSource: Claim {
  public static let id = "weights-match-source"
  public static let statement = Localized(
    en: "The weights drawn are those that the model's file holds.",
    zh: "图中的权重与模型文件中存储的完全一致。")

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    guard let fact = subject.weights, let source = fact.source else { return nil }
    let drawn = fact.matrix
    var stored: [Double] = []
    var transposed: [Double] = []
    do {
      let tensor = try source.arrangement.applied(
        to: SourceRegistry.array(source.reference, in: source.context)
      ).tensor
      guard let axes = AttentionAxes(shape: tensor.info.shape) else { return nil }
      for head in source.heads.isEmpty ? (0..<axes.headCount).map({ $0 }) : source.heads {
        let choice = MatrixChoice(layer: source.layer, head: head)
        let matrix: Matrix<Double> = try tensor.matrix(at: choice.index(in: tensor.info.shape))
        stored += matrix.values
        // A file of keys by queries is read so with --transpose.
        if source.mayBeTransposed { transposed += matrix.transposed.values }
      }
    } catch {
      throw .work("\(source.reference): \(error)")
    }
    let difference = min(
      Self.difference(drawn.values, stored),
      source.mayBeTransposed ? Self.difference(drawn.values, transposed) : .infinity)
    return Measurement(
      drawn.values.count == stored.count ? difference : .nan, within: 0, .equal(0),
      Localized(
        en: "greatest difference between \(drawn.values.count) weights drawn and stored",
        zh: "\(drawn.values.count) 个权重与存储值的最大差"))
  }

  private static func difference(_ drawn: [Double], _ stored: [Double]) -> Double {
    // Rows that are masked whole are NaN in some models' files: the same in both is no difference.
    maximum(zip(drawn, stored).map { $0 == $1 || $0.isNaN && $1.isNaN ? 0 : abs($0 - $1) })
  }
}
