// The arrows of a diagram.

public import FigureScene

/// An arrow from one node or group to another.
public struct DiagramEdge: Hashable, Sendable {
  public var from: DiagramPort
  public var to: DiagramPort
  public var label: RichText?
  /// The highlight whose note it ties to what that explains, as a thin line in the note's colour without
  /// a head; nil for an arrow.
  public var leader: Int?
  /// Edges of the same bus may run over each other, as one line that branches.
  public var bus: String?

  public init(
    from: DiagramPort, to: DiagramPort, label: RichText? = nil, leader: Int? = nil,
    bus: String? = nil
  ) {
    self.from = from
    self.to = to
    self.label = label
    self.leader = leader
    self.bus = bus
  }
}

/// Where an edge leaves or enters.
public struct DiagramPort: Hashable, Sendable {
  public enum Side: Hashable, CaseIterable, Sendable { case left, right, top, bottom }

  /// The id of a node or a group.
  public var node: String
  public var side: Side
  /// The row of a table that the edge stands beside, counted from 0; nil for the side as a whole.
  public var row: Int?
  /// The column of the cell in that row which a leader begins at; nil for the row as a whole.
  public var column: Int?
  /// The line along that cell by which the leader leaves the table, so that it runs through no other cell. From
  /// the last cell on its way it leaves by the middle.
  public var line: Line

  /// A line between the cells of a table, on the way out at this side.
  public enum Line: Hashable, CaseIterable, Sendable {
    /// The one below the cell, or right of it.
    case after
    /// The one above the cell, or left of it.
    case before
  }

  public init(
    _ node: String, _ side: Side, row: Int? = nil, column: Int? = nil, line: Line = .after
  ) {
    self.node = node
    self.side = side
    self.row = row
    self.column = column
    self.line = line
  }
}
