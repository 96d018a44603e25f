// What the program says of itself.

import AttentionMath
import CairoRendering

/// The version of the program.
public enum AttnplotVersion {
  public static let number = "0.1.0"
  /// The day of its sources; what has to name a day names this one, since no clock enters an output.
  public static let date = "2026-11-28T00:00:00Z"

  /// The version, those of the libraries that decide about bytes, and the vectors that numbers are
  /// computed with, a line each.
  public static var text: String {
    (["attnplot \(number)"] + LibraryVersions.all.map { "\($0.name) \($0.version)" }
      + ["vectors \(VectorLevel.inUse.rawValue)"])
      .joined(separator: "\n")
  }
}
