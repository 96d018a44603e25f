// Drafting figures of attention from Tests/Fixtures, and NumPy's values for them.

import ArgumentParser
import AttentionMath
import FigureKinds
import FigureModel
import Foundation
import MatrixSources
import Testing

/// …/Tests/Fixtures
let fixturesFolder =
  #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
  .joined(separator: "/") + "/Fixtures"

/// A figure drafted from words as the command line has them; files are those of Tests/Fixtures.
func draft<Kind: FigureKind>(
  _ kind: Kind.Type, _ words: [String], language: Language = .english,
  folder: String = fixturesFolder
) throws -> FigureDraft {
  try Kind.parse(words).draft(
    computing: ComputeContext(folder: folder), on: PageContext(language: language))
}

/// The same from a line of words with blanks between.
func draft<Kind: FigureKind>(
  _ kind: Kind.Type, _ line: String, language: Language = .english
) throws -> FigureDraft {
  try draft(kind, line.split(separator: " ").map(String.init), language: language)
}

/// The error that drafting ends in.
func failure<Kind: FigureKind>(
  _ kind: Kind.Type, _ words: [String], folder: String = fixturesFolder
) throws -> FigureError {
  let parsed = try Kind.parse(words)
  return try #require(throws: FigureError.self) {
    _ = try parsed.draft(
      computing: ComputeContext(folder: folder), on: PageContext(language: .english))
  }
}

/// A matrix of figures.json; null stands for -∞.
struct NumPyMatrix: Decodable, Sendable {
  var rows: Int
  var columns: Int
  var values: [Double?]

  /// Whether a matrix has this shape and these values, up to `tolerance`.
  func isNear(_ matrix: Matrix<Double>?, tolerance: Double = 1e-12) -> Bool {
    guard let matrix, matrix.rows == rows, matrix.columns == columns else { return false }
    return zip(matrix.values, values).allSatisfy { ours, theirs in
      ours == theirs ?? -.infinity || abs(ours - (theirs ?? -.infinity)) <= tolerance
    }
  }
}

/// figures.json, as make_figure_fixtures.py writes it.
struct NumPyValues: Decodable, Sendable {
  var computed: [String: [String: NumPyMatrix]]
  var head, second, smol, inner, renormalized: NumPyMatrix
  var combined: [String: [String: NumPyMatrix]]
  var rollout: [String: NumPyMatrix]
  var measures: [String: NumPyMatrix]
  var causalMeasures: [String: NumPyMatrix]

  static let all: NumPyValues = {
    do {
      let path = fixturesFolder + "/attention/figures.json"
      return try JSONDecoder().decode(
        NumPyValues.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      fatalError("figures.json: \(error)")
    }
  }()
}

extension FigureDraft {
  /// The panels of the figure; none for a diagram.
  var panels: [Panel] {
    if case .panels(let grid) = figure.content { grid.panels } else { [] }
  }

  var sharedBar: ColorBar? {
    if case .panels(let grid) = figure.content { grid.sharedColorBar } else { nil }
  }

  var heatMaps: [HeatMap] {
    panels.compactMap { if case .heatMap(let map) = $0.content { map } else { nil } }
  }

  var charts: [Chart] {
    panels.compactMap { if case .chart(let chart) = $0.content { chart } else { nil } }
  }

  var links: TokenLinks? {
    if case .links(let links) = panels.first?.content { links } else { nil }
  }
}

extension Axis {
  /// The names along the axis; nil where it has numbers.
  var names: [String]? {
    if case .names(let names) = domain { names } else { nil }
  }
}

let minilm = "--weights minilm/s1_attentions.npy --tokens-file minilm/s1_tokens.json"
let smollm = "--weights smollm2/s1_attentions.npy --tokens-file smollm2/s1_tokens.json"
