// `shift --matrix`: the one matrix that moves every position's vector k positions on.

import AttentionMath
import FigureModel
import FigureScene
import TextFormats

/// M_k, and a vector before and after.
struct ShiftMap: Sendable {
  let encoding: any LinearShift
  let offset: Int
  /// Shape `[dimensions, dimensions]`.
  let matrix: Matrix<Double>
  /// The position whose vector is moved.
  let position: Int
  /// PE(pos) and M_k PE(pos), shape `[dimensions]` each; of a rotation R_pos q and R_k R_pos q, where q
  /// is 1 in the first dimension of each pair and 0 in the second.
  let before: [Double]
  let after: [Double]

  var table: LabelledMatrix {
    LabelledMatrix(matrix: matrix, rowLabels: (0..<matrix.rows).map { "\($0)" })
  }

  /// How many decimal places numbers in cells have: one more where small ones would be told as less than a
  /// hundredth, and have the space.
  private var decimals: Int {
    let small = matrix.values.filter { $0 != 0 && abs($0) < 0.005 }
    return !small.isEmpty && matrix.columns <= 8 && small.allSatisfy { abs($0) >= 0.0005 } ? 3 : 2
  }

  func facts(of displayed: Matrix<Double>?) -> [ValueFact] {
    guard let displayed, displayed.rows == matrix.rows, displayed.columns == matrix.columns else {
      return []
    }
    return [.shiftMatrix(displayed, by: offset, of: encoding)]
  }

  func composed(
    _ chosen: ChosenEncoding, _ chart: ChartArguments, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let words = KindStrings(language)
    let count = matrix.columns
    let map = try ColorMapName("RdBu_r").map()
    var scale: ColorScale
    do throws(NormError) {
      scale = try ColorScale(map: map, vmin: -1, vmax: 1)
      scale.hasNamedMap = false
    } catch {
      throw .work("\(error)")
    }
    let domain = Axis.Domain.cells(count: count, first: 0)
    let shift = signed(offset)
    let isTurn = chosen.encoding is any RotaryTable
    let symbol = isTurn ? "R" : "M"
    var panels = [
      Panel(
        title: .matrix(symbol, sub: shift),
        content: .heatMap(
          HeatMap(
            matrix: matrix, scale: scale, aspect: .equal,
            annotation: count <= 16 ? HeatMap.Annotation(decimals: decimals, isOptional: true) : nil
          )),
        x: Axis(label: RichText(words.dimension), domain: domain),
        y: Axis(label: RichText(words.dimension), domain: domain))
    ]
    let x = (0..<count).map(Double.init)
    func vector(at position: Int) -> String {
      isTurn ? "R\(lowered(position)) q" : "PE(\(signed(position)))"
    }
    let (start, moved) = (vector(at: position), vector(at: position + offset))
    var series = [
      Series(
        label: start, x: x, y: before,
        style: SeriesStyle(slot: 0, dash: .dashed, marker: .circle)),
      Series(
        label: "\(symbol)\(lowered(offset)) \(start) = \(moved)", x: x, y: after,
        style: SeriesStyle(slot: 1, marker: .square)),
    ]
    for index in series.indices { series[index].hasMathematics = true }
    panels.append(
      Panel(
        title: RichText(Localized(en: "A vector before and after", zh: "移动前后的向量")[language]),
        content: .chart(Chart(series: series, showsLegend: true)),
        x: try chart.xAxis(words.dimension, scale: .integers), y: try chart.yAxis(words.value)))
    let encodingName = chosen.words
    let turn: Localized =
      switch offset {
      case 1: Localized(en: "its frequency", zh: "其频率")
      case -1: Localized(en: "its frequency, backwards", zh: "其频率（反向）")
      default: Localized(en: "\(shift) times its frequency", zh: "其频率的 \(shift) 倍")
      }
    let matrixName = "\(symbol)\(lowered(offset))"
    let summary = Localized(
      en:
        "Heat map of the matrix \(matrixName) ([\(count), \(count)]; \(encodingName.english)) that takes "
        + "every position's vector \(shift) \(offset.magnitude == 1 ? "position" : "positions") on: each "
        + "pair of dimensions is turned by \(turn.english), all else is "
        + "\(isTurn ? "left as it is" : "0"). Beside it, lines of the vector of position \(signed(position)) before and after.",
      zh:
        "矩阵 \(matrixName)（[\(count), \(count)]；\(encodingName.chinese)）的热图，它把每个位置的向量移动 \(shift) 个位置："
        + "每个维度对旋转\(turn.chinese)，其余\(isTurn ? "不变" : "为 0")。旁边是位置 "
        + "\(signed(position)) 的向量移动前后的曲线。")
    let displayed = Localized(en: "One matrix for a shift by \(shift): ", zh: "位移 \(shift) 的矩阵：")[
      language]
    let formula: [RichText.Span] =
      isTurn
      ? [
        .init("R", isBold: true), .init("m + k", script: .sub, isItalic: true), .init(" "),
        .init("q", isItalic: true), .init(" = "), .init("R", isBold: true),
        .init("k", script: .sub, isItalic: true), .init(" "), .init("R", isBold: true),
        .init("m", script: .sub, isItalic: true), .init(" "), .init("q", isItalic: true),
      ]
      : [
        .init("PE(pos + "), .init("k", isItalic: true), .init(") = "), .init("M", isBold: true),
        .init("k", script: .sub, isItalic: true), .init(" PE(pos)"),
      ]
    let notes = chosen.notes(language)
    let ofTurn = FigureNote(
      mathematics: Localized(
        en: "q is 1 in the first dimension of each pair and 0 in the second.",
        zh: "q 在每个维度对的第一维为 1，第二维为 0。")[language])
    var figure = Figure(
      name: Shift.name,
      title: RichText([RichText.Span(displayed)] + formula), summary: summary[language],
      notes: notes + (isTurn ? [ofTurn] : []),
      language: language,
      panels: panels, columns: panels.count,
      size: page.size ?? .about(Size(panels.count == 1 ? 760 : 1300, 640)))
    // The panels do not say what the matrix is for.
    figure.keepsTitle = !page.type.hasCaption
    return Composition(figure)
  }
}

extension Shift {
  /// The matrix of an encoding, and the first pair's second position moved by it.
  func mapped(_ chosen: ChosenEncoding, by offset: Int) throws(FigureError) -> Values {
    guard dims == nil else {
      throw .usage(
        "\(option: "dims") goes with differences, not with \(option: "matrix"), which has all dimensions",
        zh: "\(option: "dims")用于位置之差，不能与显示全部维度的\(option: "matrix")同用")
    }
    let linear = try chosen.offering(.shift)
    do throws(EncodingError) {
      let matrix = try linear.shiftMatrix(by: offset)
      guard matrix.rows <= 2048 else {
        throw .outOfRange(
          "dimensions", Double(matrix.rows), rule: "at most 2048 are drawn of a matrix")
      }
      let before: [Double]
      if let vectors = linear as? any TokenEncoding {
        before = try vectors.vector(at: start)
      } else {
        before = try turnedUnits(chosen, at: start, count: matrix.rows)
      }
      let after = (0..<matrix.rows).map { row in
        zip(matrix.row(row), before).reduce(0) { $0 + $1.0 * $1.1 }
      }
      return Values(
        chosen: chosen, encoding: try SinusoidalEncoding(dimensions: 2), pairs: [],
        dimensions: 0...0, matrix: Matrix(rows: 0, columns: 0), extent: ValueExtent(),
        map: ShiftMap(
          encoding: linear, offset: offset, matrix: matrix, position: start, before: before,
          after: after))
    } catch {
      throw FigureError(error, OptionReference("matrix", offset))
    }
  }

  /// R_pos q of a rotation, with q 1 in the first dimension of each pair and 0 in the second.
  private func turnedUnits(
    _ chosen: ChosenEncoding, at position: Int, count: Int
  ) throws(EncodingError) -> [Double] {
    guard let rotation = chosen.encoding as? RotaryEncoding else {
      return [Double](repeating: 0, count: count)
    }
    var units = [Double](repeating: 0, count: count)
    let pairs = rotation.rotaryDimensions / 2
    for pair in 0..<pairs { units[rotation.pairing.dimensions(ofPair: pair, of: pairs).first] = 1 }
    let turn = try rotation.rotationMatrix(at: position)
    return (0..<count).map { row in
      zip(turn.row(row), units).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
}

/// A number as an index below a letter, in plain text.
private func lowered(_ number: Int) -> String {
  let digits = Array("₀₁₂₃₄₅₆₇₈₉")
  return (number < 0 ? "₋" : "")
    + String(String(number.magnitude).compactMap { $0.wholeNumberValue.map { digits[$0] } })
}
