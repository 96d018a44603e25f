// Several heads in one figure: their order, their scales, their lines and their measures.

import AttentionMath
import FigureKinds
import FigureModel
import FigureScene
import TestSupport
import Testing

@Suite struct AttentionGridTests {
  let numpy = NumPyValues.all

  private func head(_ layer: Int, _ head: Int) throws -> Matrix<Double> {
    try #require(
      try draft(Attention.self, minilm + " --layer \(layer) --head \(head)").table?.matrix)
  }

  // MARK: Heat maps

  @Test func headsStandInTheOrderAsked() throws {
    let figure = try draft(Heads.self, minilm + " --layer 5 --heads 8,0,2 --columns 2")
    #expect(figure.panels.map { $0.title?.plain } == ["Head 8", "Head 0", "Head 2"])
    for (map, location) in zip(figure.heatMaps, [8, 0, 2]) {
      #expect(map.matrix == (try head(5, location)))
    }
    #expect(figure.figure.title?.plain == "Layer 5: heads 8, 0 and 2")
    let all = try draft(Heads.self, minilm + " --layer 5")
    #expect(all.figure.title?.plain == "Layer 5: heads 0–11" && all.panels.count == 12)
  }

  @Test func aSharedScaleIsOneTrueScale() throws {
    for kind in ["heads", "model-view"] {
      let figure =
        kind == "heads"
        ? try draft(Heads.self, minilm + " --layer 5 --heads 0,2,5 --color-scale shared")
        : try draft(ModelView.self, minilm + " --color-scale shared")
      let maximum = figure.heatMaps.compactMap { $0.matrix?.values.max() }.max()
      let scale = try #require(figure.heatMaps.first?.scale)
      #expect(figure.heatMaps.allSatisfy { $0.scale == scale && $0.colorBar == nil })
      #expect(scale.vmin == 0 && scale.vmax == maximum)
      #expect(figure.sharedBar?.label?.plain == "weight, one scale for all")
      #expect(figure.figure.summary.contains("all panels share one colour scale"))
    }
  }

  @Test func aPanelsScaleIsItsOwn() throws {
    let heads = try draft(Heads.self, minilm + " --layer 5 --heads 0,2,5 --color-scale panel")
    let model = try draft(ModelView.self, minilm + " --color-scale panel")
    for figure in [heads, model] {
      for map in figure.heatMaps {
        #expect(map.scale.vmin == 0 && map.scale.vmax == map.matrix?.values.max())
        #expect(map.colorBar != nil)
      }
      #expect(Set(figure.heatMaps.map(\.scale.vmax)).count > 1 && figure.sharedBar == nil)
      #expect(figure.figure.summary.contains("each panel has a colour scale of its own"))
    }
    #expect(heads.heatMaps[0].colorBar?.label?.plain == "weight, scale of this head")
    #expect(model.figure.title?.plain.hasSuffix("a colour scale each") == true)
  }

  @Test func limitsThatAreGivenHoldForEveryPanel() throws {
    for sharing in ["shared", "panel"] {
      let figure = try draft(
        Heads.self, minilm + " --layer 5 --color-scale \(sharing) --vmin 0 --vmax 0.5")
      #expect(figure.heatMaps.allSatisfy { $0.scale.vmin == 0 && $0.scale.vmax == 0.5 })
    }
  }

  @Test func aModelIsReadLayerByLayer() throws {
    let figure = try draft(ModelView.self, minilm)
    #expect(figure.panels.count == 72)
    for (layer, location) in [(0, 0), (0, 11), (3, 7), (5, 11)] {
      #expect(figure.heatMaps[layer * 12 + location].matrix == (try head(layer, location)))
    }
    #expect(figure.panels.prefix(12).map { $0.title?.plain } == (0..<12).map { "\($0)" })
    #expect(figure.panels.dropFirst(12).allSatisfy { $0.title == nil })
    #expect(
      stride(from: 0, to: 72, by: 12).map { figure.panels[$0].y.names } == (0..<6).map { ["\($0)"] }
    )
    let some = try draft(ModelView.self, minilm + " --layers 4,1 --heads 3,0")
    #expect(some.heatMaps[0].matrix == (try head(4, 3)))
    #expect(some.heatMaps[3].matrix == (try head(1, 0)))
  }

  @Test func maskedCellsLookMaskedInGrids() throws {
    let upper = (0..<11).flatMap { row in (0..<11).map { $0 > row } }
    let heads = try draft(Heads.self, smollm + " --layer 1 --mask causal")
    let model = try draft(ModelView.self, smollm + " --layers 0-1 --mask causal")
    for map in heads.heatMaps + model.heatMaps { #expect(map.isMasked == upper) }
    #expect(heads.warnings.typed + model.warnings.typed == [])
  }

  // MARK: Lines

  @Test func linesAreTheWeightsFromTheThresholdOn() throws {
    let figure = try draft(
      HeadView.self, minilm + " --layer 4 --heads 3,5 --threshold 0.1")
    let links = try #require(figure.links)
    #expect(links.heads == ["Head 3", "Head 5"] && links.queries == links.keys)
    for (slot, location) in [3, 5].enumerated() {
      let matrix = try head(4, location)
      let expected = matrix.values.count { $0 >= 0.1 }
      let lines = links.links.filter { $0.slot == slot }
      #expect(lines.count == expected && expected > 5)
      #expect(lines.allSatisfy { $0.weight == matrix[$0.query, $0.key] })
    }
  }

  @Test func aQueryHasItsOwnLinesAlone() throws {
    let figure = try draft(
      HeadView.self, minilm + " --layer 4 --heads 3 --query-token it --threshold 0")
    let links = try #require(figure.links)
    #expect(links.highlighted == 8 && links.links.allSatisfy { $0.query == 8 })
    #expect(links.links.map(\.weight) == numpy.head.values[8 * 13..<9 * 13].compactMap { $0 })
    #expect(figure.figure.title?.plain == "Layer 4, head 3: what “it” attends to")
    #expect(figure.figure.summary.contains("to key “[CLS]” in head 3"))
  }

  // MARK: Measures

  @Test func measuresOfHeadsAreNumPys() throws {
    for (line, expected) in [(minilm, numpy.measures), (smollm, numpy.causalMeasures)] {
      let figure = try draft(HeadMeasures.self, line)
      #expect(figure.heatMaps.count == HeadMeasure.allCases.count)
      for (measure, map) in zip(HeadMeasure.allCases, figure.heatMaps) {
        #expect(expected[measure.rawValue]?.isNear(map.matrix) == true, "\(measure)")
        #expect(map.scale.vmin == 0)
      }
    }
  }

  @Test func measuresOfQueriesAverageToTheHeads() throws {
    let figure = try draft(
      HeadMeasures.self, minilm + " --layer 4 --head 3 --measures entropy,distance,previous")
    for (measure, chart) in zip([HeadMeasure.entropy, .distance, .previous], figure.charts) {
      let bars = try #require(chart.series.first)
      let mean = bars.y.reduce(0, +) / Double(bars.y.count)
      let expected = try #require(numpy.measures[measure.rawValue]?.values[4 * 12 + 3])
      #expect(abs(mean - expected) < 1e-12, "\(measure)")
      // The first query has no token before it.
      #expect(bars.x.first == (measure == .previous ? 1 : 0))
    }
  }
}
