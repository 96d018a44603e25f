// The matrices of a page, compact and exact, for the page's script to read values from.

import AttentionMath
import FigureKinds
import FigureLayout
import FigureModel
import FigureScene
import TextFormats

/// Writes what the script knows of figures.
struct PageData {
  let languages: [Language]

  /// One figure.
  ///
  /// Keys: `matrix` {rows, columns, type, data}; `rowLabels`, `columnLabels` (of the CSV); `panels`,
  /// each with `rows`, `columns`, `first` (where in the matrix it begins) or a `matrix` of its own,
  /// `transposed`, `flipped`, `rowNames`, `columnNames`, `places` (by language: frame and names of the
  /// axes); `lines`, each with `series` {x, y}, `hands` and `places` (besides names of series and ends of
  /// axes); `links`, each with `form`, `queries`, `keys`, `links` [query, key, head, weight] and `places`
  /// (besides names of heads);
  /// `size` by language; `heads`; `narrow`, the same for the layout of narrow screens: its `size`, and
  /// `panels` and `lines` that are the wide ones' `same`, but for their `places`.
  func write(_ figure: ReportFigure, to json: inout JSONWriter) {
    json.object { json in
      if let table = figure.table, !figure.leavesOutValues {
        json.member("matrix") { Self.write(table.matrix.values, table.matrix.rows, to: &$0) }
        json.member("rowLabels") { json in
          json.array(table.rowLabels) { $0.string($1) }
        }
        json.member("columnLabels") { json in
          json.array(table.columnLabels) { $0.string($1) }
        }
      }
      let wide = Descriptions(figure.editions.compactMapValues(\.description))
      let narrow = Descriptions(figure.editions.compactMapValues(\.narrow?.description))
      writeSize(wide, to: &json)
      var first = 0
      let panels = figure.leavesOutValues ? [] : figure.panels
      json.member("panels") { json in
        json.array(panels) { json, panel in
          json.object { json in
            write(panel, of: figure.table, first: &first, to: &json)
            writePositions(of: panel, in: wide, to: &json)
          }
        }
      }
      json.member("lines") { json in
        json.array(figure.lines) { json, line in
          json.object { json in
            write(line, to: &json)
            writePositions(of: line, in: wide, to: &json)
          }
        }
      }
      json.member("links") { json in
        json.array(figure.links) { json, panel in
          json.object { json in
            Self.write(panel.links, to: &json)
            writePositions(of: panel, in: wide, to: &json)
          }
        }
      }
      if !narrow.byLanguage.isEmpty {
        json.member("narrow") { json in
          json.object { json in
            write(figure, panels: panels, in: narrow, to: &json)
          }
        }
      }
      if let heads = figure.heads {
        json.member("heads") { Self.write(heads, to: &$0) }
      }
    }
  }

  /// The layout for narrow screens: what it shares with the wide one is named, not written again.
  private func write(
    _ figure: ReportFigure, panels: [PanelData], in narrow: Descriptions, to json: inout JSONWriter
  ) {
    writeSize(narrow, to: &json)
    json.member("panels") { json in
      json.array(figure.leavesOutValues ? [] : figure.narrowPanels) { json, panel in
        json.object { json in
          if let same = panels.firstIndex(where: { $0.index == panel.index && $0.reads(as: panel) })
          {
            json.member("same") { $0.number(same) }
          } else {
            var nowhere = figure.table?.matrix.rows ?? 0
            write(panel, of: nil, first: &nowhere, to: &json)
          }
          writePositions(of: panel, in: narrow, to: &json)
        }
      }
    }
    json.member("lines") { json in
      json.array(figure.narrowLines) { json, line in
        json.object { json in
          if let same = figure.lines.firstIndex(where: {
            $0.index == line.index && $0.reads(as: line)
          }) {
            json.member("same") { $0.number(same) }
          } else {
            write(line, to: &json)
          }
          writePositions(of: line, in: narrow, to: &json)
        }
      }
    }
    json.member("links") { json in
      json.array(figure.narrowLinks) { json, panel in
        json.object { json in
          if let same = figure.links.firstIndex(where: {
            $0.index == panel.index && $0.links.links == panel.links.links
              && $0.links.form == panel.links.form
          }) {
            json.member("same") { $0.number(same) }
          } else {
            Self.write(panel.links, to: &json)
          }
          writePositions(of: panel, in: narrow, to: &json)
        }
      }
    }
  }

  private func writeSize(_ descriptions: Descriptions, to json: inout JSONWriter) {
    json.member("size") { json in
      json.object { json in
        for language in languages {
          guard let size = descriptions.byLanguage[language]?.size else { continue }
          json.member(language.rawValue) { json in
            json.array([size.width, size.height]) { $0.number($1) }
          }
        }
      }
    }
  }

  /// - Parameter first: the row of the table's matrix at which this panel is looked for; left at the
  ///   row behind it where it is there.
  private func write(
    _ panel: PanelData, of table: LabelledMatrix?, first: inout Int, to json: inout JSONWriter
  ) {
    let matrix = panel.matrix
    json.member("rows") { $0.number(matrix.rows) }
    json.member("columns") { $0.number(matrix.columns) }
    if let location = Self.location(of: matrix, in: table?.matrix, from: first) {
      json.member("first") { $0.number(location.first) }
      json.member("transposed") { $0.bool(location.isTransposed) }
      first = location.first + (location.isTransposed ? matrix.columns : matrix.rows)
    } else {
      json.member("matrix") { Self.write(matrix.values, matrix.rows, to: &$0) }
    }
    json.member("flipped") { $0.bool(panel.heatMap.origin == .lower) }
    json.member("rowNames") { Self.write(panel.rows, count: matrix.rows, to: &$0) }
    json.member("columnNames") { Self.write(panel.columns, count: matrix.columns, to: &$0) }
    if let masked = panel.heatMap.isMasked {
      json.member("masked") { json in
        json.array(masked.indices.filter { masked[$0] }) { $0.number($1) }
      }
    }
  }

  private func writePositions(
    of panel: PanelData, in descriptions: Descriptions, to json: inout JSONWriter
  ) {
    writePositions(
      of: panel.index, in: descriptions, titles: panel.readings.mapValues(\.title), to: &json
    ) { json, language, location in
      let reading = panel.readings[language]
      if let label = reading?.rowLabel ?? location.y.label {
        json.member("row") { $0.string(label) }
      }
      if let low = location.vmin, let high = location.vmax {
        json.member("scale") { json in json.array([low, high]) { $0.number($1) } }
      }
      if let label = reading?.columnLabel ?? location.x.label {
        json.member("column") { $0.string(label) }
      }
    }
  }

  /// Where a panel stands in each language's picture, its title, and what `body` writes besides.
  /// - Parameter titles: those that it has for readers of its values alone.
  func writePositions(
    of index: Int, in descriptions: Descriptions, titles: [Language: String] = [:],
    to json: inout JSONWriter, _ body: (inout JSONWriter, Language, PanelDescription) -> Void
  ) {
    json.member("places") { json in
      json.object { json in
        for language in languages {
          guard let panels = descriptions.byLanguage[language]?.panels,
            panels.indices.contains(index)
          else { continue }
          let location = panels[index]
          json.member(language.rawValue) { json in
            json.object { json in
              let frame = location.frame
              json.member("frame") { json in
                json.array([frame.x, frame.y, frame.width, frame.height]) { $0.number($1) }
              }
              if let title = titles[language] ?? location.title {
                json.member("title") { $0.string(title) }
              }
              body(&json, language, location)
            }
          }
        }
      }
    }
  }

  private func write(_ line: LineData, to json: inout JSONWriter) {
    if line.areHands { json.member("hands") { $0.bool(true) } }
    json.member("series") { json in
      json.array(line.series) { json, series in
        json.object { json in
          json.member("x") { Self.write(series.x, 1, to: &$0) }
          json.member("y") { Self.write(series.y, 1, to: &$0) }
        }
      }
    }
  }

  private func writePositions(
    of line: LineData, in descriptions: Descriptions, to json: inout JSONWriter
  ) {
    writePositions(of: line.index, in: descriptions, to: &json) { json, language, location in
      json.member("names") { json in
        json.array(line.names[language] ?? []) { $0.string($1) }
      }
      json.member("x") { Self.write(location.x, to: &$0) }
      json.member("y") { Self.write(location.y, to: &$0) }
    }
  }

  /// An axis of a chart: its label, its ends, whether it is logarithmic.
  private static func write(_ axis: AxisDescription, to json: inout JSONWriter) {
    json.object { json in
      if let label = axis.label { json.member("label") { $0.string(label) } }
      // Cells reach half a cell further than the numbers that name them.
      let air = axis.kind == "cells" || axis.kind == "names" ? 0.5 : 0
      let ends = [axis.domain.first.map { $0 - air } ?? 0, axis.domain.last.map { $0 + air } ?? 1]
      let isTurned = axis.direction == "left" || axis.direction == "down"
      json.member("ends") { json in
        json.array(isTurned ? ends.reversed() : ends) { $0.number($1) }
      }
      json.member("log") { $0.bool(axis.kind == "log") }
      if axis.kind == "names", axis.thinnedBy == nil, axis.shortened == nil {
        json.member("names") { json in json.array(axis.ticks) { $0.string($1) } }
      }
    }
  }

  /// Where a panel's matrix lies in the figure's table.
  static func location(
    of matrix: Matrix<Double>, in table: Matrix<Double>?, from first: Int
  ) -> (first: Int, isTransposed: Bool)? {
    guard let table, !matrix.values.isEmpty else { return nil }
    func matches(_ values: [Double], _ rows: Int, _ columns: Int) -> Bool {
      guard columns == table.columns, first + rows <= table.rows else { return false }
      let part = table.values[first * columns..<(first + rows) * columns]
      return zip(part, values).allSatisfy { $0.bitPattern == $1.bitPattern }
    }
    if matches(matrix.values, matrix.rows, matrix.columns) { return (first, false) }
    if matches(matrix.transposed.values, matrix.columns, matrix.rows) { return (first, true) }
    return nil
  }

  /// The numbers as they are: 4 bytes each where that loses nothing, else 8.
  static func write(_ values: [Double], _ rows: Int, to json: inout JSONWriter) {
    let isSingle = values.allSatisfy { $0.isNaN || Double(Float($0)) == $0 }
    var data: [UInt8] = []
    data.reserveCapacity(values.count * 8)
    for value in values {
      if isSingle {
        withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { data += $0 }
      } else {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data += $0 }
      }
    }
    json.object { json in
      json.member("rows") { $0.number(rows) }
      json.member("columns") { $0.number(rows == 0 ? 0 : values.count / rows) }
      json.member("type") { $0.string(isSingle ? "f4" : "f8") }
      json.member("data") { $0.base64(data) }
    }
  }

  /// Names along an axis, or the number of the first cell where they are numbers that count up.
  private static func write(_ domain: Axis.Domain, count: Int, to json: inout JSONWriter) {
    switch domain {
    case .names(let names) where names.count == count:
      json.array(names) { $0.string($1) }
    case .cells(_, let first): json.number(first)
    case .names, .numbers: json.number(0)
    }
  }

  private static func write(_ choice: HeadChoice, to json: inout JSONWriter) {
    let weights = choice.weights
    json.object { json in
      json.member("layers") { $0.number(weights.layers) }
      json.member("heads") { $0.number(weights.heads) }
      json.member("rows") { $0.number(weights.rows) }
      json.member("columns") { $0.number(weights.columns) }
      json.member("layer") { $0.number(choice.layer) }
      json.member("head") { $0.number(choice.head) }
      json.member("matrix") {
        write(weights.values, weights.layers * weights.heads * weights.rows, to: &$0)
      }
      json.member("map") { json in
        json.base64(
          choice.map.levels.flatMap { rgb in
            [UInt8(rgb >> 16 & 0xFF), UInt8(rgb >> 8 & 0xFF), UInt8(rgb & 0xFF)]
          })
      }
      json.member("missing") { $0.string(Color(choice.missing).hex) }
      json.member("rowNames") { write(choice.rows, count: weights.rows, to: &$0) }
      json.member("columnNames") { write(choice.columns, count: weights.columns, to: &$0) }
    }
  }
}

/// Where everything lies in one layout of a figure, language by language.
struct Descriptions {
  var byLanguage: [Language: FigureDescription]

  init(_ byLanguage: [Language: FigureDescription]) { self.byLanguage = byLanguage }
}

extension PanelData {
  /// Whether both say the same of the same cells.
  fileprivate func reads(as other: PanelData) -> Bool {
    matrix.rows == other.matrix.rows && matrix.columns == other.matrix.columns
      && zip(matrix.values, other.matrix.values).allSatisfy { $0.bitPattern == $1.bitPattern }
      && rows == other.rows && columns == other.columns
      && heatMap.origin == other.heatMap.origin && heatMap.isMasked == other.heatMap.isMasked
  }
}

extension LineData {
  /// Whether both have the same points.
  fileprivate func reads(as other: LineData) -> Bool {
    func isSame(_ one: [Double], _ two: [Double]) -> Bool {
      one.count == two.count && zip(one, two).allSatisfy { $0.bitPattern == $1.bitPattern }
    }
    return series.count == other.series.count
      && zip(series, other.series).allSatisfy { isSame($0.x, $1.x) && isSame($0.y, $1.y) }
  }
}
