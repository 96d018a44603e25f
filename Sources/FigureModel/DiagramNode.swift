// The nodes of a diagram: boxes with words, operators, notes and tables.

public import FigureScene

/// One thing that edges can join.
public struct DiagramNode: Hashable, Sendable {
  /// Unique within the diagram.
  public var id: String
  public var content: Content
  /// What it stands for, which says its colours.
  public var role: Role
  /// Nodes of the same class are made equally large.
  public var sizeClass: String?

  public enum Content: Hashable, Sendable {
    /// Words in a shape: a name, and more of the second rank below it.
    case label(RichText, detail: RichText?, shape: Shape)
    /// A sign in a circle, such as `@` or `×`.
    case operation(RichText)
    case table(DiagramTable)
    case note(DiagramNote)
  }

  public enum Shape: Hashable, Sendable { case box, rounded, pill, ellipse, bare }

  /// What a node stands for.
  public enum Role: Hashable, CaseIterable, Sendable {
    case plain
    /// A sequence that goes in.
    case input
    /// A step of the computation.
    case step
    case query
    case key
    case value
    /// Scores on their way to weights, and the weights.
    case weights
    /// What comes out.
    case output
  }

  public init(id: String, _ content: Content, role: Role = .plain, sizeClass: String? = nil) {
    self.id = id
    self.content = content
    self.role = role
    self.sizeClass = sizeClass
  }

  /// What the node is called, in plain words.
  public var label: String {
    switch content {
    case .label(let text, let detail, _):
      text.plain + (detail.map { " " + $0.plain } ?? "")
    case .operation(let sign): sign.plain
    case .table(let table):
      [table.title?.plain, table.caption?.plain].compactMap(\.self).joined(separator: " ")
    case .note(let note): note.text.plain
    }
  }
}

/// Words in a dashed box, such as the formula of a lit cell.
public struct DiagramNote: Hashable, Sendable {
  public var text: RichText
  /// The highlight it explains; nil for a note on the whole.
  public var highlight: Int?
  /// Where lines wrap, in px; nil for one line.
  public var wrapWidth: Double?

  public init(_ text: RichText, highlight: Int? = nil, wrapWidth: Double? = nil) {
    self.text = text
    self.highlight = highlight
    self.wrapWidth = wrapWidth
  }
}
