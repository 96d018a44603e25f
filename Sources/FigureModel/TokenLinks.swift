// Attention as lines between tokens.

/// Queries, keys, and a line for each weight, the stronger the heavier.
public struct TokenLinks: Hashable, Sendable {
  /// One weight.
  public struct Link: Hashable, Sendable {
    public var query: Int
    public var key: Int
    /// 0 … 1: how opaque the line is.
    public var weight: Double
    /// Which head: an index into ``TokenLinks/heads``.
    public var slot: Int

    public init(query: Int, key: Int, weight: Double, slot: Int) {
      self.query = query
      self.key = key
      self.weight = weight
      self.slot = slot
    }
  }

  /// How the tokens stand.
  public enum Form: Hashable, Sendable {
    /// Queries below each other at the left, keys at the right.
    case columns
    /// Queries side by side above, keys below.
    case rows
    /// One row of tokens, which are queries and keys, under arcs.
    case arcs
  }

  public var queries: [String]
  public var keys: [String]
  public var links: [Link]
  /// The names of the heads, each with a colour of its own.
  public var heads: [String]
  /// Which of the theme's colours the first of them has.
  public var firstSlot: Int
  public var form: Form
  /// The query whose lines alone are drawn.
  public var highlighted: Int?
  /// What stands above the two columns.
  public var queryTitle: String
  public var keyTitle: String

  public init(
    queries: [String], keys: [String], links: [Link], heads: [String], firstSlot: Int = 0,
    form: Form = .columns, highlighted: Int? = nil, queryTitle: String, keyTitle: String
  ) {
    self.queries = queries
    self.keys = keys
    self.links = links
    self.heads = heads
    self.firstSlot = firstSlot
    self.form = form
    self.highlighted = highlighted
    self.queryTitle = queryTitle
    self.keyTitle = keyTitle
  }
}
