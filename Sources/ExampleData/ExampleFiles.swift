// Real attention that comes with the program, for trying commands without a model at hand.

import CExampleData

/// Files that stand inside the program, named `example:NAME`.
public enum ExampleFiles {
  /// What marks a reference to one of these files.
  public static let prefix = "example:"

  /// The names there are.
  public static let names = ["minilm"]

  /// Attention weights as a .npy file.
  ///
  /// `minilm`: all weights of all-MiniLM-L6-v2 (a BERT encoder, Apache-2.0) for the sentence "The
  /// robot picked up the ball because it was too heavy", shape `[6, 12, 13, 13]`, float32.
  public static func weights(_ name: String) -> [UInt8]? {
    name == "minilm" ? bytes(example_minilm_weights) : nil
  }

  /// The tokens of the same sentence, as a JSON list.
  public static func tokens(_ name: String) -> [UInt8]? {
    name == "minilm" ? bytes(example_minilm_tokens) : nil
  }

  private static func bytes(
    _ embedded: (UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?
  ) -> [UInt8] {
    var count = 0
    let start = embedded(&count)
    return Array(UnsafeBufferPointer(start: start, count: count))
  }
}
