// A matrix as one image of cells, with numbers in them where they are wanted.

import AttentionMath
import FigureModel
import FigureScene
import TextFormats

/// Draws what lies within a heat map's frame.
struct HeatMapPainter {
  let map: HeatMap
  let plan: PanelPlan
  let frame: Rect
  let setting: TextSetting
  /// The side of the largest pixels that the layout is for, in px.
  let pixel: Double
  /// The cells as they are drawn: see ``PanelPlan/drawnCells()``.
  let cells: ReducedCells

  /// The cells as one image, and the numbers in them; with a warning where lines between them do not.
  func items(id: String, label: String) -> (items: [SceneItem], warnings: [Message]) {
    let isReduced = plan.isReduced
    let drawn = cells.matrix
    var pixels = map.scale.paint(drawn)
    if let hidden = map.isMasked {
      // What is left of masked cells after reducing has no number.
      for index in pixels.indices where isReduced ? drawn.values[index].isNaN : hidden[index] {
        pixels[index] = setting.theme.masked.rgb
      }
    }
    if map.origin == .lower {
      pixels = (0..<drawn.rows).reversed().flatMap {
        pixels[$0 * drawn.columns..<($0 + 1) * drawn.columns]
      }
    }
    var image = SceneImage(
      identity: ItemIdentity(id: id, label: label), columns: drawn.columns, rows: drawn.rows,
      pixels: pixels, frame: frame)
    var cells: [SceneItem] = [.image(image)]
    if let backdrop = map.backdrop {
      let below = SceneItem.image(backdrop.picture.sceneImage(id: "\(id)-picture", in: frame))
      switch backdrop.cells {
      case .colored(let opacity):
        image.opacity = opacity
        cells = [below, .image(image)]
      case .fading: cells = [below] + fading(drawn, id: id, label: label)
      }
    }
    let marks = CellMarksPainter(map: map, frame: frame, theme: setting.theme)
    let items =
      cells + hatching(drawn, isReduced: isReduced) + patterns(drawn, isReduced: isReduced)
      + marks.borders() + marks.rules(setting.language)
    var warnings: [Message] = []
    if map.hasBorders, !CellMarksPainter.hasSpace(map, frame: frame.size) {
      warnings.append(
        Message(
          "\(option: "cell-borders"): the cells are smaller than 4 px, so there are no lines between them; give a "
            + "larger \(option: "size")",
          zh: "\(option: "cell-borders")：单元格小于 4 px，其间没有边线；请给出更大的\(option: "size")"))
    }
    guard let annotated = AnnotatedCells(map, setting: setting), let matrix = map.matrix else {
      return (items, warnings)
    }
    // Numbers that were asked for fit, or there would be no figure; colours tell what others would.
    guard annotated.fit(frame.size, map) else { return (items, warnings) }
    let size = annotated.size(in: frame.size, map)
    let leavesBlanks = annotated.leavesBlanks(in: frame.size, map)
    if leavesBlanks, map.annotation?.isOptional == false {
      warnings.append(
        Message(
          "numbers that round to 0 are left blank, so that the others fit their cells: give a larger "
            + "\(option: "size") for all of them",
          zh: "舍入为 0 的数值留空，其余才放得下：请给出更大的\(option: "size")以写出全部"))
    }
    return (
      items + numbers(matrix, annotated.number, size: size, leavesBlanks: leavesBlanks), warnings
    )
  }

  /// The colour of the page over cells of 0, most of what lies below hidden by it.
  private func fading(_ drawn: Matrix<Double>, id: String, label: String) -> [SceneItem] {
    let height = frame.height / Double(drawn.rows)
    let width = frame.width / Double(drawn.columns)
    // One outline of all, runs of cells in one piece, so that no seam shows between two.
    var path = Path()
    for row in 0..<drawn.rows {
      var column = 0
      while column < drawn.columns {
        let start = column
        while column < drawn.columns, drawn[row, column] == 0 { column += 1 }
        if column > start {
          let line = map.origin == .upper ? row : drawn.rows - 1 - row
          path.elements +=
            Path.rect(
              Rect(
                x: frame.minX + Double(start) * width, y: frame.minY + Double(line) * height,
                width: Double(column - start) * width, height: height)
            ).elements
        }
        column += 1
      }
    }
    guard !path.elements.isEmpty else { return [] }
    return [
      .path(
        ScenePath(
          identity: ItemIdentity(id: id, label: label), path,
          fill: setting.theme.background.opacity(0.82)))
    ]
  }

  /// Lines over what a mask hides: hidden, not a colour.
  private func hatching(_ drawn: Matrix<Double>, isReduced: Bool) -> [SceneItem] {
    guard let hidden = map.isMasked else { return [] }
    return PatternLines(
      .rising, frame: frame, rows: drawn.rows, columns: drawn.columns,
      clearance: PatternLines.clearance(.rising, pixel: pixel)
    ) { line, column in
      let index = index(line, column, of: drawn)
      // What is left of masked cells after reducing has no number.
      return isReduced ? drawn.values[index].isNaN : hidden[index]
    }.items(Stroke(setting.theme.hatch), label: "masked")
  }

  /// Lines over cells without a value, where paper has no colours to tell them by.
  private func patterns(_ drawn: Matrix<Double>, isReduced: Bool) -> [SceneItem] {
    MissingKind.allCases.flatMap { kind -> [SceneItem] in
      let look = MissingLook(kind, map.scale.missing, setting.theme)
      guard let pattern = look.pattern, !(kind == .nan && isReduced && map.isMasked != nil)
      else { return [] }
      let count = drawn.values.count(where: kind.holds)
      guard count > 0 else { return [] }
      // Lines over cells that are hardly larger than they are wide would take them for the neighbours'.
      let cell = min(frame.width / Double(drawn.columns), frame.height / Double(drawn.rows))
      let clearance = max(
        PatternLines.clearance(pattern, pixel: pixel),
        cell >= Self.minimumSideForLines ? 0 : Self.clearance)
      // A ground of missing cells is quiet, so that the few others stand out.
      let isGround = Double(count) > Self.ground * Double(drawn.values.count)
      return PatternLines(
        pattern, frame: frame, rows: drawn.rows, columns: drawn.columns,
        spacing: isGround ? pattern.spacing * 2 : nil, clearance: clearance
      ) { line, column in
        let index = index(line, column, of: drawn)
        return kind.holds(drawn.values[index]) && (isReduced || map.isMasked?[index] != true)
      }.items(
        Stroke(isGround ? look.line.opacity(0.35) : look.line, width: pattern.width),
        label: kind.name)
    }
  }

  /// Cells with a side of so many px have lines of their own; lines keep so far from cells that are
  /// smaller and are not meant, in px; and missing cells are the ground from this share on.
  private static let minimumSideForLines = 6.0
  private static let clearance = 1.5
  private static let ground = 0.5

  /// Where a cell, in a line from the top, lies in the matrix as drawn.
  private func index(_ line: Int, _ column: Int, of drawn: Matrix<Double>) -> Int {
    (map.origin == .upper ? line : drawn.rows - 1 - line) * drawn.columns + column
  }

  private func numbers(
    _ matrix: Matrix<Double>, _ number: CellNumber, size: Double, leavesBlanks: Bool
  ) -> [SceneItem] {
    let width = frame.width / Double(matrix.columns)
    let height = frame.height / Double(matrix.rows)
    var items: [SceneItem] = []
    for column in 0..<matrix.columns {
      let rows = (0..<matrix.rows).filter {
        map.isMasked?[$0 * matrix.columns + column] != true
      }
      let texts = rows.map { row in
        let value = matrix[row, column]
        return RichText(number: leavesBlanks ? number.textOrBlank(value) : number.text(value))
      }
      let middle = frame.minX + (Double(column) + 0.5) * width
      // Numbers end below each other, so that their decimals do; the digits of the longest stand in the middle. Those
      // with powers of ten are alike and stand in the middle each, and so does what is no number.
      let digits =
        zip(rows, texts).filter { matrix[$0.0, column].isFinite }
        .map { $0.1.plain.drop { "<>−".contains($0) } }
        .max { $0.count < $1.count }
        .map { self.width(of: RichText(number: String($0)), size) } ?? 0
      for (row, text) in zip(rows, texts) where !text.plain.isEmpty {
        let line = map.origin == .upper ? row : matrix.rows - 1 - row
        let value = matrix[row, column]
        let isInMiddle = number.hasPowers || !value.isFinite
        let y = frame.minY + (Double(line) + 0.5) * height
        if !value.isFinite { items += patch(behind: text, at: Point(middle, y), size: size, value) }
        items.append(
          setting.item(
            text, .annotation(size: size),
            at: Point(isInMiddle ? middle : middle + reach(of: text, digits, size, cell: width), y),
            isInMiddle ? .middle : .end, .middle,
            color: readableTextColor(on: map.scale.rgb(for: value))))
      }
    }
    return items
  }

  private func width(of text: RichText, _ size: Double) -> Double {
    setting.extent(text, .annotation(size: size)).width
  }

  /// How far right of its column's middle a number ends. Signs before its digits hang where the cell has space for
  /// them; else it stands so much farther right, in its own middle at most.
  private func reach(
    of text: RichText, _ digits: Double, _ size: Double, cell: Double
  ) -> Double {
    let whole = width(of: text, size)
    let air = AnnotatedCells.air * size + AnnotatedCells.frameReach(map)
    return max(digits / 2, min(whole / 2, whole - (cell / 2 - air)))
  }

  /// A ground without lines under what stands in a cell with a pattern: a minus sign on a line would not be read.
  private func patch(
    behind text: RichText, at middle: Point, size: Double, _ value: Double
  ) -> [SceneItem] {
    guard let kind = MissingKind.allCases.first(where: { $0.holds(value) }) else { return [] }
    let look = MissingLook(kind, map.scale.missing, setting.theme)
    guard look.pattern != nil else { return [] }
    let extent = setting.extent(text, .annotation(size: size))
    let area = Rect(
      x: middle.x - extent.width / 2, y: middle.y - size / 2, width: extent.width, height: size)
    return [
      .path(ScenePath(.rect(area.inset(by: -size / 5, -size / 10), radius: 2), fill: look.ground))
    ]
  }
}

extension PanelPlan {
  /// Whether fewer cells are drawn than the matrix has.
  var isReduced: Bool {
    guard let map = heatMap else { return false }
    return drawnRows != map.cells.rows || drawnColumns != map.cells.columns
  }

  /// How many cells are drawn of rows that are read when they are wanted.
  var streamedCells: Int {
    if case .streamed? = heatMap?.cells { drawnRows * drawnColumns } else { 0 }
  }

  /// What reducing costs, in multiplications.
  var workOfReducing: Double {
    guard let map = heatMap, isReduced else { return 0 }
    return Double(map.cells.rows) * Double(map.cells.columns) * 6
  }

  /// The matrix of a heat map as it is drawn, made smaller where it has more cells than there are
  /// pixels for; nil for other panels.
  func drawnCells() throws(LayoutError) -> ReducedCells? {
    guard let map = heatMap else { return nil }
    let source: any RowSource
    switch map.cells {
    case .matrix(let matrix):
      guard isReduced else { return ReducedCells(matrix) }
      source = HeldMatrix(matrix: Self.masked(matrix, map.isMasked))
    case .streamed(let rows, _): source = rows
    }
    do throws(RowSourceError) {
      return try ReducedCells(
        source, of: map, extent: values?.extent, rows: drawnRows, columns: drawnColumns)
    } catch {
      throw .cells(error)
    }
  }

  /// The matrix with NaN wherever a cell is masked.
  private static func masked(_ matrix: Matrix<Double>, _ hidden: [Bool]?) -> Matrix<Double> {
    guard let hidden else { return matrix }
    var matrix = matrix
    for index in hidden.indices where hidden[index] { matrix.values[index] = .nan }
    return matrix
  }
}

extension PanelPicture {
  /// The picture in a frame.
  func sceneImage(id: String, in frame: Rect) -> SceneImage {
    SceneImage(
      identity: ItemIdentity(id: id, label: label), columns: width, rows: height, pixels: pixels,
      frame: frame, isSmooth: true)
  }
}
