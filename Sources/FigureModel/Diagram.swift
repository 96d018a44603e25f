// Diagrams: boxes, tables and arrows, said by what they are and how they stand to each other. No
// position and no length of text is known here; both follow from the content when it is laid out.

public import FigureScene

/// Boxes and tables, and the arrows between them.
public struct Diagram: Hashable, Sendable {
  public var root: DiagramElement
  public var edges: [DiagramEdge]
  /// The same said in less width, each narrower than the one before: for pages on which it would have
  /// to be set too small.
  public var narrower: [Diagram]
  /// The same running across, tried first on pages whose size is given.
  public var wider: [Diagram]
  /// The same said with fewer and shorter words, for pages that are small both ways.
  public var shorter: [Diagram]
  /// Times the air within boxes and tables and the distances between them.
  public var air = 1.0

  public init(
    _ root: DiagramElement, edges: [DiagramEdge] = [], narrower: [Diagram] = [],
    wider: [Diagram] = [], shorter: [Diagram] = []
  ) {
    self.root = root
    self.edges = edges
    self.narrower = narrower
    self.wider = wider
    self.shorter = shorter
  }

  /// Every node, in reading order.
  public var nodes: [DiagramNode] { root.nodes }
}

/// A node, or several side by side, one above the other, in a grid or in a frame.
public indirect enum DiagramElement: Hashable, Sendable {
  case node(DiagramNode)
  case stack(DiagramStack)
  case grid(DiagramGrid)
  case group(DiagramGroup)

  /// Elements side by side.
  public static func row(
    gap: Double = 40, align: DiagramAlignment = .center, _ elements: [DiagramElement]
  ) -> DiagramElement {
    .stack(DiagramStack(.row, gap: gap, align: align, elements))
  }

  /// Elements one above the other.
  /// - Parameter main: the element that neighbours stand level with; nil for the middle.
  public static func column(
    gap: Double = 40, align: DiagramAlignment = .center, _ elements: [DiagramElement],
    main: Int? = nil
  ) -> DiagramElement {
    .stack(DiagramStack(.column, gap: gap, align: align, elements, main: main))
  }

  /// Every node within, in reading order.
  public var nodes: [DiagramNode] {
    switch self {
    case .node(let node): [node]
    case .stack(let stack): stack.elements.flatMap(\.nodes)
    case .grid(let grid): grid.rows.flatMap { $0.compactMap(\.?.element).flatMap(\.nodes) }
    case .group(let group): group.element.nodes
    }
  }
}

/// Where an element stands across the direction of its neighbours. Centred in a row, tables stand
/// level by the middle of their cells, whatever stands above and below them.
public enum DiagramAlignment: Hashable, Sendable { case start, center, end }

/// Elements in a row or a column.
public struct DiagramStack: Hashable, Sendable {
  public enum Direction: Hashable, Sendable { case row, column }

  public var direction: Direction
  /// The minimum distance between neighbours, in px; labels of edges between them may ask for more.
  public var gap: Double
  public var align: DiagramAlignment
  public var elements: [DiagramElement]
  /// The element of a column that neighbours in a row stand level with; nil for the column's own
  /// middle.
  public var main: Int?

  public init(
    _ direction: Direction, gap: Double, align: DiagramAlignment, _ elements: [DiagramElement],
    main: Int? = nil
  ) {
    self.direction = direction
    self.gap = gap
    self.align = align
    self.elements = elements
    self.main = main
  }
}

/// Elements in rows and columns; a position may be empty.
public struct DiagramGrid: Hashable, Sendable {
  public struct Cell: Hashable, Sendable {
    public var element: DiagramElement
    public var horizontal: DiagramAlignment
    public var vertical: DiagramAlignment
    /// Whether it moves up or down in its row, as far as there is space, to stand beside what its
    /// edges come from.
    public var followsEdges: Bool

    public init(
      _ element: DiagramElement, horizontal: DiagramAlignment = .center,
      vertical: DiagramAlignment = .center, followsEdges: Bool = false
    ) {
      self.element = element
      self.horizontal = horizontal
      self.vertical = vertical
      self.followsEdges = followsEdges
    }
  }

  public var rows: [[Cell?]]
  /// The minimum distances between columns and between rows, in px.
  public var columnGap: Double
  public var rowGap: Double

  public init(columnGap: Double = 40, rowGap: Double = 40, rows: [[Cell?]]) {
    self.rows = rows
    self.columnGap = columnGap
    self.rowGap = rowGap
  }
}

/// A frame with a title around an element. Edges may end at it as at a node.
public struct DiagramGroup: Hashable, Sendable {
  public enum Frame: Hashable, Sendable { case none, solid, dashed }

  public var id: String
  public var title: RichText?
  public var frame: Frame
  /// Whether its frame is as high as the row it stands in.
  public var fillsRow: Bool
  public var element: DiagramElement

  public init(
    id: String, title: RichText? = nil, frame: Frame = .solid, fillsRow: Bool = false,
    _ element: DiagramElement
  ) {
    self.id = id
    self.title = title
    self.frame = frame
    self.fillsRow = fillsRow
    self.element = element
  }
}
