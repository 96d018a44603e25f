// What can be fuzzed: everything that reads bytes which somebody else wrote.

import Foundation
import MatrixFiles

/// A reader, or all that follows on it, and what its inputs are made of.
///
/// A target may refuse an input or take it. It may not trap, hang, or take more memory than the
/// input and the limits allow: each of these ends the process, and that is how it is found.
public protocol FuzzTarget: Sendable {
  /// What commands and files call it.
  var name: String { get }
  /// Whether a figure is drawn for an input, which takes a thousand times as long as reading it.
  var draws: Bool { get }
  /// Sound inputs that are made here or lie among the fixtures, beside those of the corpus.
  func samples() throws -> [[UInt8]]
  /// Words and marks that inputs are made of.
  var words: [String] { get }
  /// Longer inputs find nothing that shorter ones do not.
  var longest: Int { get }
  /// Takes an input through the reader.
  /// - Returns: whether it was taken and not refused.
  func run(_ bytes: [UInt8]) -> Bool
}

extension FuzzTarget {
  public var draws: Bool { false }
  public var longest: Int { 4096 }
  public func samples() throws -> [[UInt8]] { [] }
}

/// Every target.
public enum FuzzTargets {
  public static let all: [any FuzzTarget] =
    MatrixFileFormat.allCases.map { MatrixTarget(format: $0) } + [
      ForeignTarget(), TextListTarget(), ColorTarget(), ManifestTarget(), MarkdownTarget(),
      FormulaTarget(),
      TokenTarget(), RecordTarget(),
      OptionTarget(), PictureTarget(), ImageTarget(), DrawingTarget(), MatrixDrawingTarget(),
      PageTarget(),
      PictureRequestTarget(), ConnectionTarget(), TokenizerTarget(), SentencePieceTarget(),
      GGUFTarget(), ConfigTarget(),
    ]

  public static func named(_ name: String) -> (any FuzzTarget)? { all.first { $0.name == name } }
}

/// Where the tests keep what targets start from.
enum TestFolder {
  static let path = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
}
