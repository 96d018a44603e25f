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
  /// The position whose vector is moved; nil where the encoding adds no vectors.
  let position: Int?
  /// PE(pos) and M_k PE(pos), shape `[dimensions]` each; empty without a position.
  let before: [Double]
  let after: [Double]

  var table: LabelledMatrix {
    LabelledMatrix(matrix: matrix, rowLabels: (0..<matrix.rows).map { "\($0)" })
  }

  func facts(of shown: Matrix<Double>?) -> [ValueFact] {
    guard let shown, shown.rows == matrix.rows, shown.columns == matrix.columns else { return [] }
    return [.shiftMatrix(shown, by: offset, of: encoding)]
  }

  func composed(
    _ chosen: ChosenEncoding, _ chart: ChartArguments, on page: PageContext
  ) throws(FigureError) -> Composition {
    let language = page.language
    let words = KindStrings(language)
    let count = matrix.columns
    let map = try ColorMapName("RdBu_r").map()
    let scale: ColorScale
    do throws(NormError) {
      scale = try ColorScale(map: map, vmin: -1, vmax: 1)
    } catch {
      throw .work("\(error)")
    }
    let domain = Axis.Domain.cells(count: count, first: 0)
    let shift = signed(offset)
    var panels = [
      Panel(
        title: RichText(mathematics: "M_\(shift)"),
        content: .heatMap(
          HeatMap(
            matrix: matrix, scale: scale, aspect: .equal,
            annotation: count <= 16 ? HeatMap.Annotation(decimals: 2, isOptional: true) : nil)),
        x: Axis(label: RichText(words.dimension), domain: domain),
        y: Axis(label: RichText(words.dimension), domain: domain))
    ]
    if let position {
      let x = (0..<count).map(Double.init)
      let (name, moved) = (signed(position), signed(position + offset))
      panels.append(
        Panel(
          title: RichText(Localized(en: "A vector before and after", zh: "移动前后的向量")[language]),
          content: .chart(
            Chart(
              series: [
                Series(
                  label: "PE(\(name))", x: x, y: before,
                  style: SeriesStyle(slot: 0, width: 1.8, dash: .dashed, marker: .circle)),
                Series(
                  label: "M_\(shift) PE(\(name)) = PE(\(moved))", x: x, y: after,
                  style: SeriesStyle(slot: 1, width: 2, marker: .square)),
              ], showsLegend: true)),
          x: try chart.xAxis(words.dimension, scale: .integers), y: try chart.yAxis(words.value)))
    }
    let encodingName = chosen.words
    let summary = Localized(
      en:
        "Heat map of the matrix M_\(shift) ([\(count), \(count)]; \(encodingName.english)) that takes "
        + "every position's vector \(shift) positions on: each pair of dimensions is turned by \(shift) "
        + "times its frequency, all else is 0."
        + (position.map { " Beside it, lines of position \(signed($0)) before and after." } ?? ""),
      zh: "矩阵 M_\(shift)（[\(count), \(count)]；\(encodingName.chinese)）的热图，它把每个位置的向量移动 \(shift) 个位置："
        + "每个维度对旋转其频率的 \(shift) 倍，其余为 0。"
        + (position.map { "旁边是位置 \(signed($0)) 移动前后的曲线。" } ?? ""))
    return Composition(
      Figure(
        name: Shift.name,
        title: RichText(
          mathematics: Localized(
            en: "One matrix for a shift by \(shift): PE(pos + k) = M_k PE(pos)",
            zh: "位移 \(shift) 的矩阵：PE(pos + k) = M_k PE(pos)")[language]),
        summary: summary[language],
        notes: chosen.isUsual
          ? [FigureNote(chosen.encoding.conventionNote[language])] : chosen.notes(language),
        language: language,
        panels: panels, columns: panels.count,
        size: page.size ?? .about(Size(panels.count == 1 ? 760 : 1300, 640))))
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
      var (position, before): (Int?, [Double]) = (nil, [])
      if let vectors = linear as? any TokenEncoding {
        let start = pairs.pairs.first?.subtrahend ?? 10
        before = try vectors.vector(at: start)
        position = start
      }
      let after =
        before.isEmpty
        ? []
        : (0..<matrix.rows).map { row in
          zip(matrix.row(row), before).reduce(0) { $0 + $1.0 * $1.1 }
        }
      return Values(
        chosen: chosen, encoding: try SinusoidalEncoding(dimensions: 2), pairs: [],
        dimensions: 0...0, matrix: Matrix(rows: 0, columns: 0), extent: ValueExtent(),
        map: ShiftMap(
          encoding: linear, offset: offset, matrix: matrix, position: position, before: before,
          after: after))
    } catch {
      throw FigureError(error, OptionReference("matrix", offset))
    }
  }
}
