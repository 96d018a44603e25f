// Four to six ticks on every axis of figures as they are drawn, at every size and on every page.

import FigureKinds
import FigureLayout
import FigureModel
import FigureScene
import TestSupport
import Testing

@Suite struct TickCountTests {
  static let sizes = [
    5, 8, 13, 16, 27, 33, 48, 64, 100, 112, 128, 197, 256, 512, 700, 1000, 2048, 5000,
  ]

  /// Indices are all named, or four to six of them with the last.
  private func expectCounted(_ axis: AxisDescription, _ place: String) {
    let count = Int(axis.domain[1] - axis.domain[0]) + 1
    let last = axis.domain[1]
    #expect(
      axis.ticks.count == count || (4...6).contains(axis.ticks.count), "\(place): \(axis.ticks)")
    #expect(Double(axis.ticks.last ?? "") == last, "\(place): \(axis.ticks)")
  }

  @Test(arguments: sizes, PagePreset.allCases)
  func heatMapsOfAnySize(_ count: Int, _ page: PagePreset) throws {
    let figure = try LaidOutRequest("pe-heatmap --positions \(count) --dimensions 64") {
      $0.preset = page
    }
    let panel = try #require(figure.description.panels.first)
    expectCounted(panel.x, "\(count) on \(page)")
    expectCounted(panel.y, "\(count) on \(page)")
  }

  /// Both axes of a symmetric matrix name the same places.
  @Test(arguments: sizes.filter { $0 <= 700 }, PagePreset.allCases)
  func symmetricMatricesOfAnySize(_ count: Int, _ page: PagePreset) throws {
    let figure = try LaidOutRequest("similarity --positions \(count) --dimensions 16") {
      $0.preset = page
    }
    let panel = try #require(figure.description.panels.first)
    expectCounted(panel.x, "\(count) on \(page)")
    #expect(panel.x.ticks == panel.y.ticks)
  }

  /// Panels of symmetric matrices that stand close have all their ticks.
  @Test(arguments: [16, 32, 64, 100], PagePreset.allCases)
  func panelsOfSymmetricMatrices(_ count: Int, _ page: PagePreset) throws {
    let figure = try LaidOutRequest("bias --encoding alibi --heads 8 --positions \(count)") {
      $0.preset = page
    }
    for panel in figure.description.panels {
      #expect(panel.x.ticks == panel.y.ticks && panel.x.ticks.first == "0", "\(page): \(panel.x)")
    }
    #expect(figure.faults == [])
  }

  /// Along charts indices and numbers alike.
  @Test(arguments: sizes.map { $0 + $0 % 2 }, PagePreset.allCases)
  func chartsOfAnySize(_ count: Int, _ page: PagePreset) throws {
    let figure = try LaidOutRequest("pe-lines --dimensions \(count) --at-positions 3") {
      $0.preset = page
    }
    let panel = try #require(figure.description.panels.first)
    #expect((4...6).contains(panel.y.ticks.count), "\(panel.y.ticks)")
    #expect(
      (4...6).contains(panel.x.ticks.count) || panel.x.ticks.count == count, "\(panel.x.ticks)")
    #expect(panel.x.ticks.last == "\(count - 1)")
  }

  /// The last label below a panel and the first one below its neighbour are not read as one number.
  @Test(
    arguments: [
      "bias --heads 8", "pe-lines --dimensions 64 --at-positions 0-6",
      "head-measures --weights attention/minilm-s1-attentions.npy",
      "lines --input attention/minilm-s1-attentions.npy --layer 0 --head 3",
    ], PagePreset.allCases)
  func labelsOfNeighboursStandApart(_ command: String, _ page: PagePreset) throws {
    let figure = try LaidOutRequest(command) { $0.preset = page }
    let labels = figure.scene.placedTexts
      .filter { $0.groups.last?.hasSuffix("-x-axis") == true && $0.item.identity.id == nil }
      .map { $0.box(FixedWidthText()).bounds }
    let lines = Dictionary(grouping: labels) { ($0.midY * 2).rounded() }.values
    for line in lines {
      let line = line.sorted { $0.minX < $1.minX }
      for (one, next) in zip(line, line.dropFirst()) {
        #expect(next.minX - one.maxX >= 3 * figure.type.factor, "\(page): \(one) \(next)")
      }
    }
  }

  /// Panels side by side name the same positions, the first one too where it has space.
  @Test(
    arguments: [
      ("heads --weights smollm2/s1_attentions.npy --layer 3 --heads 0-5", "0"),
      ("head-measures --weights attention/minilm-s1-attentions.npy", "0"),
    ], PagePreset.allCases)
  func neighboursNameTheSamePositions(_ of: (String, String), _ page: PagePreset) throws {
    let figure = try LaidOutRequest(of.0) { $0.preset = page }
    let panels = figure.description.panels.enumerated().filter { index, _ in
      figure.scene.placedTexts.contains { $0.isIn("panel-\(index)-x-axis") }
    }.map(\.element)
    #expect(panels.count > 1)
    for row in Dictionary(grouping: panels, by: \.frame.y).values {
      #expect(Set(row.map(\.x.ticks)).count == 1, "\(page): \(row.map(\.x.ticks))")
      #expect(row[0].x.ticks.first == of.1, "\(page): \(row[0].x.ticks)")
    }
  }
}
