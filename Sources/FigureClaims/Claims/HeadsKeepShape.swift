// Multi-head attention gives back what it was given, in shape.

public import AttentionMath
public import FigureKinds
public import FigureModel
import TextFormats

/// The output of multi-head attention has the shape of its input.
public enum HeadsKeepShape: Claim {
  public static let id = "heads-keep-shape"
  public static let statement = Localized(
    en: "The output of multi-head attention has the shape of its input.",
    zh: "多头注意力的输出与输入形状相同。")

  /// As many as the article's running sentence has; the diagram names none.
  private static let tokens = 6

  public static func measure(_ subject: ClaimSubject) throws(FigureError) -> Measurement? {
    let number = subject.facts.lazy.compactMap {
      if case .multipleHeads(let heads) = $0 { heads } else { nil }
    }.first
    guard let heads = number else { return nil }
    let dimensions = 8 * heads
    do throws(AttentionError) {
      let attention = try MultiHeadAttention<Double>(dimensions: dimensions, heads: heads, seed: 0)
      var generator = SeededGenerator(seed: 1)
      let input = Matrix<Double>.normal(rows: tokens, columns: dimensions, using: &generator)
      return measurement(input, try attention.selfAttention(input).output, heads: heads)
    } catch {
      throw .work("\(error)")
    }
  }

  /// How far the shapes differ.
  public static func measurement(
    _ input: Matrix<Double>, _ output: Matrix<Double>, heads: Int
  ) -> Measurement {
    let shape = "[\(output.rows), \(output.columns)]"
    return Measurement(
      Double(abs(output.rows - input.rows) + abs(output.columns - input.columns)),
      within: 0, .equal(0),
      Localized(
        en: "rows and columns that input and output differ by; \(heads) heads, output \(shape)",
        zh: "输入与输出行列数之差；\(heads) 个头，输出 \(shape)"))
  }
}
