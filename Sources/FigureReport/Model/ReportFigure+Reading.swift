// What readers can read off a figure, one value after the other: cells, curves, hands, lines between tokens.

import FigureModel

extension ReportFigure {
  static func panels(of figure: Figure) -> [PanelData] {
    guard case .panels(let grid) = figure.content else { return [] }
    return grid.panels.enumerated().compactMap { index, panel in
      guard case .heatMap(let map) = panel.content, let matrix = map.readValues ?? map.matrix else {
        return nil
      }
      return PanelData(
        index: index, heatMap: map, matrix: matrix,
        rows: panel.reading?.rows ?? panel.y.domain, columns: panel.x.domain)
    }
  }

  /// Keeps what cells are called in a language where title and axes do not say it.
  static func name(
    _ panels: inout [PanelData], of figure: Figure, _ language: Language
  ) {
    guard case .panels(let grid) = figure.content else { return }
    for index in panels.indices where grid.panels.indices.contains(panels[index].index) {
      panels[index].readings[language] = grid.panels[panels[index].index].reading
    }
  }

  /// Keeps the lines between tokens, which are the same in every language but for the heads' names.
  static func name(
    _ links: inout [LinkData], of figure: Figure, _ language: Language
  ) {
    guard case .panels(let grid) = figure.content else { return }
    let drawn = grid.panels.enumerated().compactMap { index, panel in
      if case .links(let links) = panel.content {
        LinkData(index: index, links: links)
      } else {
        nil
      }
    }
    guard drawn.reduce(0, { $0 + $1.links.links.count }) <= maximumPoints else { return }
    if links.isEmpty { links = drawn }
    for (index, panel) in zip(links.indices, drawn) {
      links[index].heads[language] = panel.links.heads
    }
  }

  /// More points than these make a page too heavy.
  private static let maximumPoints = 60_000

  /// Keeps the series of charts, which are the same in every language but for their names.
  static func name(
    _ lines: inout [LineData], of figure: Figure, _ language: Language
  ) {
    guard case .panels(let grid) = figure.content else { return }
    let charts = grid.panels.enumerated().compactMap { index, panel in
      if case .chart(let chart) = panel.content { (index: index, chart: chart) } else { nil }
    }
    let points = charts.reduce(0) { $1.chart.series.reduce($0) { $0 + $1.x.count } }
    guard points > 0, points <= maximumPoints else { return }
    // What data are seen by is none itself.
    func read(_ chart: Chart) -> [Series] { chart.series.filter { !$0.style.isGuide } }
    if lines.isEmpty {
      lines = charts.map { location in
        LineData(
          index: location.index, series: read(location.chart).map { ($0.x, $0.y) },
          areHands: location.chart.hasEqualUnits)
      }
    }
    for (line, location) in zip(lines.indices, charts) {
      lines[line].names[language] = read(location.chart).map { $0.readName ?? $0.label ?? "" }
    }
  }
}
