// The width of vectors that the environment asks for.

internal import AttentionMath
public import FigureKinds
internal import Glibc
import TextFormats

/// `ATTNPLOT_VECTORS`: computes with narrower vectors than the processor has, to compare what comes
/// of it, or where wide ones slow the rest of a machine down.
public enum VectorChoice {
  static let variable = "ATTNPLOT_VECTORS"

  /// Takes the level that the environment names, if it names one. Called once, before anything is
  /// computed.
  public static func apply() throws(FigureError) {
    guard let value = getenv(variable).map({ String(cString: $0) }), !value.isEmpty else { return }
    let known = VectorLevel.allCases.filter(\.isAvailable).map(\.rawValue)
    guard let level = VectorLevel(rawValue: value), level.use() else {
      throw .usage(
        "\(variable)=\(value): there is no such level of vectors on this processor; it has "
          + "\(known.joined(separator: ", "))")
    }
  }
}
