// Attention as lines between two columns of tokens.

/// Queries at the left, keys at the right, and a line for each weight, the stronger the heavier.
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

  public var queries: [String]
  public var keys: [String]
  public var links: [Link]
  /// The names of the heads, each with a colour of its own.
  public var heads: [String]
  /// The query whose lines alone are drawn.
  public var highlighted: Int?
  /// What stands above the two columns.
  public var queryTitle: String
  public var keyTitle: String

  public init(
    queries: [String], keys: [String], links: [Link], heads: [String], highlighted: Int? = nil,
    queryTitle: String, keyTitle: String
  ) {
    self.queries = queries
    self.keys = keys
    self.links = links
    self.heads = heads
    self.highlighted = highlighted
    self.queryTitle = queryTitle
    self.keyTitle = keyTitle
  }
}
