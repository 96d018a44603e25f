// One query's weights over the patches of an image.

import AttentionMath
import FigureModel
import Models
import TextFormats

/// A row of weights, laid out as the patches lie.
struct PatchMap: Sendable {
  /// Which head it is of; nil for a rollout.
  let location: HeadLocation?
  /// The query's weights over all tokens.
  let row: [Double]
  /// What is drawn, row by row of the image: weights, or 1 for a patch that belongs to the mass and 0 for
  /// one that does not.
  let values: [Double]
  /// The weight on tokens that are no patches.
  let specialWeight: Double

  /// - Parameters:
  ///   - row: the weights of one query over all keys.
  ///   - mass: the share of the weight on patches that the mask is to hold; nil for the weights.
  init(_ row: [Double], location: HeadLocation?, tokens: PatchTokens, mass: Double?) {
    self.location = location
    self.row = row
    let first = tokens.specials.count
    let weights = Array(row[first...])
    specialWeight = row[..<first].reduce(0, +)
    values = mass.map { Self.mask(weights, mass: $0) } ?? weights
  }

  /// DINO's procedure (Caron et al. 2021, `visualize_attention.py`): weights over the patches alone are
  /// made to sum to 1 and sorted from the smallest; those are kept at which their sum so far is above
  /// 1 - mass.
  static func mask(_ weights: [Double], mass: Double) -> [Double] {
    var kept = [Double](repeating: 0, count: weights.count)
    let sum = weights.reduce(0, +)
    guard sum > 0 else { return kept }
    let order = weights.indices.sorted { (weights[$0], $0) < (weights[$1], $1) }
    var reached = 0.0
    for index in order {
      reached += weights[index] / sum
      if reached > 1 - mass { kept[index] = 1 }
    }
    return kept
  }
}

/// Which query's weights are drawn.
struct PatchQuery: Sendable {
  /// Its row in the matrices.
  let row: Int
  /// What it is called: `[CLS]`, `3,4`.
  let name: String
  /// Where it lies where it is a patch.
  let patch: (row: Int, column: Int)?

  init(_ text: String, tokens: PatchTokens, queries: Int) throws(FigureError) {
    let specials = tokens.specials
    var index: Int
    if let number = Int(text) {
      guard (0..<tokens.count).contains(number) else {
        throw .usage(
          "\(option: "query") \(text): tokens are numbered 0 to \(tokens.count - 1)",
          zh: "\(option: "query") \(text)：词元编号为 0 到 \(tokens.count - 1)")
      }
      index = number
    } else if let found = specials.firstIndex(where: {
      $0.lowercased() == text.lowercased()
        || $0.dropFirst().dropLast().lowercased() == text.lowercased()
    }) {
      index = found
    } else {
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
        Int($0.trimmingSpaces)
      }
      if text.lowercased() == "cls" {
        throw .usage(
          "\(option: "query") cls: there is no token before the patches; give a patch by ROW,COLUMN, 0,0 to "
            + "\(tokens.rows - 1),\(tokens.columns - 1)",
          zh:
            "\(option: "query") cls：图块之前没有词元；请用“行,列”给出图块，0,0 到 \(tokens.rows - 1),\(tokens.columns - 1)"
        )
      }
      guard parts.count == 2, let row = parts[0], let column = parts[1] else {
        throw .usage(
          "\(option: "query") \(text): give "
            + (specials.isEmpty ? "" : "cls, ")
            + "a patch by ROW,COLUMN, 3,4, or a token by its number",
          zh:
            "\(option: "query") \(text)：请给出 \(specials.isEmpty ? "" : "cls、")图块的“行,列”，例如 3,4，或词元的编号"
        )
      }
      guard (0..<tokens.rows).contains(row), (0..<tokens.columns).contains(column) else {
        throw .usage(
          "\(option: "query") \(text): the grid has rows 0 to \(tokens.rows - 1) and columns 0 to "
            + "\(tokens.columns - 1)",
          zh: "\(option: "query") \(text)：网格的行为 0 到 \(tokens.rows - 1)，列为 0 到 \(tokens.columns - 1)"
        )
      }
      index = specials.count + row * tokens.columns + column
    }
    if index >= specials.count {
      let (row, column) = (index - specials.count).quotientAndRemainder(dividingBy: tokens.columns)
      patch = (row, column)
      name = "\(row),\(column)"
    } else {
      patch = nil
      name = specials[index]
    }
    if queries != tokens.count {
      // A file may hold the rows of a few queries alone, and does not say of which.
      guard queries == 1 else {
        throw .usage(
          "\(option: "weights"): \(queries) queries for \(tokens.count) keys are not the same tokens; save the "
            + "weights of all, or of one query",
          zh: "\(option: "weights")：\(queries) 个查询对 \(tokens.count) 个键，不是同一组词元；请保存全部查询或一个查询的权重")
      }
      index = 0
    }
    row = index
  }
}

/// The tokens of a file of weights, which does not say which of them are patches.
struct StoredPatches {
  let tokens: PatchTokens
  let warnings: [Message]

  /// Tokens before the patches that models have, the most usual first.
  private static let usualSpecials = [1, 0, 5, 2]
  /// More than these before the patches are no model's: the grid is another one.
  private static let maximumGuessed = 16

  init(
    keys: Int, grid text: String?, specials given: Int?, reference: String
  ) throws(FigureError) {
    let grid: PatchGrid
    let before: Int
    var warnings: [Message] = []
    if let text {
      do throws(EncodingError) { grid = try PatchGrid(text) } catch {
        throw .usage(
          "\(option: "grid") \(text): give rows and columns, such as 14x14",
          zh: "\(option: "grid") \(text)：请给出行数和列数，例如 14x14")
      }
      guard grid.patches <= keys, given.map({ $0 + grid.patches == keys }) ?? true else {
        let fitting = given.map { " and \($0) tokens before them" } ?? ""
        throw .usage(
          "\(option: "grid") \(text): \(grid.patches) patches\(fitting) are not the \(keys) keys of \(reference); "
            + "keys are tokens before the patches and rows times columns",
          zh:
            "\(option: "grid") \(text)：\(grid.patches) 个图块与 \(reference) 的 \(keys) 个键不符；键是图块之前的词元加上行数乘列数"
        )
      }
      before = keys - grid.patches
      if given == nil, before > 1 {
        guard before <= Self.maximumGuessed else {
          throw .usage(
            "\(option: "grid") \(text): leaves \(before) of the \(keys) keys of \(reference) over; where so many "
              + "tokens stand before the patches, give \(option: "special-tokens") \(before)",
            zh:
              "\(option: "grid") \(text)：\(reference) 的 \(keys) 个键余下 \(before) 个；若图块之前确有这么多词元，请给出\(option: "special-tokens") \(before)"
          )
        }
        warnings.append(
          Message(
            "\(option: "grid") \(text): leaves \(before) of \(keys) keys over, taken for tokens before the patches; "
              + "\(option: "special-tokens") \(before) says so, another \(option: "grid") is for other patches",
            zh:
              "\(option: "grid") \(text)：\(keys) 个键余下 \(before) 个，当作图块之前的词元；\(option: "special-tokens") \(before) 可写明这一点，图块不同则请换一个\(option: "grid")"
          ))
      }
    } else {
      func side(_ count: Int) -> Int? {
        let side = Int(Double(max(count, 0)).squareRoot().rounded())
        return side > 0 && side * side == count ? side : nil
      }
      let candidates = given.map { [$0] } ?? Self.usualSpecials
      guard let found = candidates.first(where: { side(keys - $0) != nil }),
        let side = side(keys - found)
      else {
        throw .usage(
          "\(option: "weights") \(reference): its \(keys) keys are no square of patches; give \(option: "grid") "
            + "ROWSxCOLUMNS, such as \(option: "grid") 14x14",
          zh:
            "\(option: "weights") \(reference)：它的 \(keys) 个键不是正方形的图块；请给出\(option: "grid")，例如 14x14")
      }
      do throws(EncodingError) { grid = try PatchGrid(rows: side, columns: side) } catch {
        throw .usage("\(option: "weights") \(reference): \(error)")
      }
      before = found
      warnings.append(
        Message(
          "\(option: "weights") \(reference): \(keys) keys are taken for \(found) before a grid of \(grid); \(option: "grid") and "
            + "\(option: "special-tokens") say otherwise",
          zh:
            "\(option: "weights") \(reference)：\(keys) 个键当作 \(grid) 的网格和它之前的词元；可用\(option: "grid")和\(option: "special-tokens")改变"
        ))
    }
    tokens = PatchTokens(
      specials: (0..<before).map { $0 == 0 ? "[CLS]" : "[\($0)]" }, rows: grid.rows,
      columns: grid.columns)
    self.warnings = warnings
  }
}
