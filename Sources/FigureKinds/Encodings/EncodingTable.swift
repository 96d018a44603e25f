// What heat maps and lines show of an encoding: a row of numbers for each position.

import AttentionMath
import FigureModel
import TextFormats

/// An encoding's numbers by position.
struct EncodingTable: Sendable {
  enum Content: Sendable {
    /// A vector added to each token.
    case vectors(any TokenEncoding)
    /// Cosines, sines or angles that queries and keys are turned by.
    case turns(any RotaryTable, RotaryPart)
    /// A vector for each distance of a query from a key.
    case distances(any DistanceVectors)
  }

  let chosen: ChosenEncoding
  let content: Content

  /// - Parameter part: what of a rotation is meant, nil for its cosines.
  init(_ chosen: ChosenEncoding, part: RotaryPart?) throws(FigureError) {
    self.chosen = chosen
    switch chosen.encoding {
    case let encoding as any TokenEncoding: content = .vectors(encoding)
    case let encoding as any RotaryTable: content = .turns(encoding, part ?? .cos)
    case let encoding as any DistanceVectors: content = .distances(encoding)
    default:
      let names =
        EncodingCapability.tokenVectors.names + EncodingCapability.rotation.names
        + EncodingCapability.distanceVectors.names
      throw .usage(
        "\(chosen.option): it has no numbers for a position, as it adds to scores; use "
          + "\(names.joined(separator: ", "))",
        zh: "\(chosen.option)：它加在分数上，没有单个位置的数值，请用 \(names.joined(separator: "、"))")
    }
    guard part == nil || rotation != nil else {
      throw .usage(
        "\(option: "part") \(part?.rawValue ?? ""): goes with rotations, "
          + "\(EncodingCapability.rotation.names.joined(separator: ", "))",
        zh:
          "\(option: "part") \(part?.rawValue ?? "")：只用于旋转编码：\(EncodingCapability.rotation.names.joined(separator: "、"))"
      )
    }
  }

  private var rotation: (any RotaryTable)? {
    if case .turns(let rotation, _) = content { rotation } else { nil }
  }

  /// Whether its columns are pairs of dimensions.
  var isOfPairs: Bool { rotation != nil }

  /// How many numbers a position has.
  var columns: Int {
    switch content {
    case .vectors(let encoding): encoding.dimensions
    case .turns(let rotation, _): rotation.rotaryDimensions / 2
    case .distances(let encoding): encoding.dimensions
    }
  }

  /// The numbers of these positions, shape `[positions, columns]`.
  func matrix(_ positions: Range<Int>) throws(EncodingError) -> Matrix<Double> {
    switch content {
    case .vectors(let encoding): try encoding.matrix(positions: positions)
    case .turns(let rotation, let part): try rotation.table(part, positions: positions)
    case .distances(let encoding): try encoding.matrix(distances: positions)
    }
  }

  /// The numbers of positions in any order, some columns of them; shape `[positions, columns]`.
  func rows(
    _ positions: [Int], columns: ClosedRange<Int>
  ) throws(EncodingError) -> Matrix<Double> {
    var values: [Double] = []
    for position in positions {
      guard position < .max else { throw .positionTooFar(first: position, count: nil) }
      values += try matrix(position..<position + 1).row(0)[columns.lowerBound...columns.upperBound]
    }
    return Matrix(rows: positions.count, columns: columns.count, values: values)
  }

  /// Some columns over a run of positions, shape `[columns, positions]`.
  func columns(
    _ columns: [Int], over positions: Range<Int>
  ) throws(EncodingError) -> Matrix<Double> {
    // Only what is asked for is computed, however wide the encoding is.
    if let sinusoid = chosen.encoding as? SinusoidalEncoding {
      return Matrix(rows: columns.count, columns: positions.count) { row, column in
        sinusoid.value(position: positions.lowerBound + column, dimension: columns[row])
      }
    }
    let matrix = try matrix(positions)
    return Matrix(rows: columns.count, columns: positions.count) { matrix[$1, columns[$0]] }
  }

  /// The limits that all values keep; nil where the values themselves say.
  var limits: (Double, Double)? {
    switch content {
    case .vectors(let encoding):
      // NeRF's program has the point itself among sines and cosines.
      guard let pairs = encoding as? any SineCosinePairs,
        pairs.dimensions == 2 * pairs.frequencies.count
      else { return nil }
      return (-1, 1)
    case .turns(let rotation, let part):
      return part == .angle ? nil : (-rotation.attentionFactor, rotation.attentionFactor)
    case .distances: return (-1, 1)
    }
  }

  /// What the numbers of a run of positions are known to be.
  /// - Parameter displayed: shape `[positions, columns]`; none where it has another.
  func facts(of displayed: Matrix<Double>?, positions: Range<Int>) -> [ValueFact] {
    guard let displayed, displayed.rows == positions.count, displayed.columns == columns else {
      return []
    }
    switch content {
    case .vectors(let vectors):
      return ValueFact.encodedValues(
        vectors, displayed, positions: positions, dimensions: 0..<vectors.dimensions)
    case .turns(let rotation, let part):
      return [
        .rotation(
          RotationFact(
            encoding: rotation, part: part, matrix: displayed, positions: Array(positions),
            pairs: Array(0..<columns)))
      ]
    case .distances(let vectors):
      return [.distanceVectors(displayed, of: vectors, distances: positions)]
    }
  }

  // MARK: Words

  /// What a row stands for.
  var rowWord: Localized {
    if case .distances = content {
      return Localized(en: "distance i − j", zh: "距离 i − j")
    }
    if case .vectors(let encoding) = content, encoding is any PatchEncoding {
      return Localized(en: "patch, row by row", zh: "图像块（逐行）")
    }
    return Localized(en: "position", zh: "位置")
  }

  /// What a column stands for.
  var columnWord: Localized {
    rotation == nil
      ? Localized(en: "dimension", zh: "维度") : Localized(en: "pair of dimensions i", zh: "维度对 i")
  }

  /// What the numbers are: the cosines of a rotation, the vectors of an encoding.
  var title: Localized {
    let name = chosen.encoding.title
    switch content {
    case .vectors, .distances: return name
    case .turns(_, let part):
      return Localized(
        en: "\(part.words.english) of \(name.english)",
        zh: "\(name.chinese.beforeHan)的\(part.words.chinese)")
    }
  }
}

extension RotaryPart {
  var words: Localized {
    switch self {
    case .cos: Localized(en: "cosines", zh: "余弦")
    case .sin: Localized(en: "sines", zh: "正弦")
    case .angle: Localized(en: "angles in radians", zh: "角度（弧度）")
    }
  }
}
