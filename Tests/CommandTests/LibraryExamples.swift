// What the README shows of the libraries, built and run.

import AttentionMath
import CairoRendering
import FigureKinds
import FigureLayout
import FigureModel
import FigurePipeline
import FigureScene
import MatrixFiles
import TestSupport
import Testing

@Suite struct LibraryExamples {
  @Test func valuesAlone() throws {
    let encoding = try SinusoidalEncoding(dimensions: 256)
    let matrix = try encoding.matrix(positions: 0..<100)
    let alike = try encoding.similarityMatrix(positions: 0..<100, metric: .cosine)
    let file = npyBytes(of: matrix)
    #expect(try NPYTable(file).shape == [100, 256])
    #expect(alike[3, 3] == 1 && alike.rows == 100)
  }

  @Test func anyEncodingByItsName() throws {
    let yarn = try Encodings.make("rope:dimensions=64,scaling=yarn,factor=4,original=4096")
    let rotation = try yarn.offering(.rotation)
    let cosines = try rotation.table(.cos, positions: 0..<512)
    let alibi = try AlibiBias(heads: 8)
    let queries = Matrix<Double>(rows: 5, columns: 64, repeating: 1)
    let attention = ScaledDotProductAttention(rotation: rotation, addition: alibi)
    let weights = try attention.stages(query: queries, key: queries, value: queries, head: 3)
      .weights
    #expect(cosines.rows == 512 && cosines.columns == 32)
    #expect(cosines[0, 0] == rotation.attentionFactor)
    // ALiBi hides later keys, and the nearest of equal ones weighs most.
    #expect(weights[0, 1] == 0 && weights[4, 4] > weights[4, 3])
  }

  @Test func aFigureAsTheCommandDrawsIt() throws {
    let request = try FigureRequest(
      name: "pe", kind: PositionalHeatMap.self,
      options: ["positions": "100", "dimensions": "128", "theme": "dark"])
    let worker = FigureRenderer()
    let figure = try worker.prepare(request)
    let png = try worker.draw(figure, as: .png)
    let words = figure.description.alt
    #expect(words.contains("100 positions by 128 dimensions"))
    let location = Workplace()
    let ended = try Attnplot.shell(
      "attnplot pe-heatmap --positions 100 --dimensions 128 --theme dark -o pe.png", in: location)
    #expect(ended.status == .exited(0) && location.bytes("pe.png") == png)
  }

  @Test func aFigureOfYourOwn() throws {
    let matrix = try SinusoidalEncoding(dimensions: 8).matrix(positions: 0..<5)
    let scale = try ColorScale(map: .viridis, norm: .centered(0), vmin: -1, vmax: 1)
    let figure = Figure(
      name: "mine", title: "A matrix", summary: "Heat map of a matrix.",
      panels: [
        Panel(
          content: .heatMap(HeatMap(matrix: matrix, scale: scale, colorBar: ColorBar())),
          x: Axis(label: "column", domain: .cells(count: matrix.columns, first: 0)),
          y: Axis(label: "row", domain: .cells(count: matrix.rows, first: 0)))
      ],
      size: .about(Size(900, 600)))
    let text = TextEngine()
    let laidOut = try LayoutEngine(theme: .light, language: .english, measuring: text).layOut(
      figure)
    let svg = try render(laidOut.scene, as: .svg, text: text)
    #expect(
      String(decoding: svg, as: UTF8.self).contains("<title id=\"mine-title\">A matrix</title>"))
  }
}
