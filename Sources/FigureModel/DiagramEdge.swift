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

  public init(_ node: String, _ side: Side, row: Int? = nil) {
    self.node = node
    self.side = side
    self.row = row
  }
}
