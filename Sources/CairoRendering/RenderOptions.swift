// How a scene is turned into bytes, apart from what it shows.

/// A piece of information about a picture that its file carries unseen.
public struct MetadataEntry: Hashable, Sendable {
  /// What it is, such as `Software` or `Parameters`: for PNG at most 79 bytes of ASCII are kept.
  public var key: String
  public var value: String

  public init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}

/// How the rows of a PNG are prepared for compression.
public enum PNGFilter: Hashable, Sendable, CaseIterable {
  case none
  /// Each byte less the one to its left.
  case sub
  /// Each byte less the one above it.
  case up
  /// Chosen row by row by libpng: slow, and seldom smaller for figures.
  case adaptive
  /// `up` for rows that are mostly the row above, `none` for others.
  case likeAbove
}

/// How zlib looks for repetition.
public enum PNGStrategy: Int, Hashable, Sendable, CaseIterable {
  case standard = 0
  case filtered = 1
  case huffmanOnly = 2
  case runLength = 3
  case fixed = 4
}

/// Settings of a rendering.
///
/// The PNG defaults, level 1 and `likeAbove`, were chosen for time first and size second. At
/// 1200 x 600 pixels, drawing included: a smooth heat map 7 ms and 79 K (level 6 without a filter
/// 12 ms and 65 K), one of noise with a pixel a cell 21 ms and 829 K (`up` throughout 40 ms and
/// 1449 K), crossing lines 27 ms and 314 K (without a filter 29 ms and 414 K).
public struct RenderOptions: Hashable, Sendable {
  /// Pixels of a PNG for each px of the scene. SVG and PDF have no pixels and take no notice.
  public var scale: Double
  /// What the file says about itself besides the scene's title and summary: for example the program
  /// with its version (`Software`) and what the figure was made from (`Parameters`).
  public var metadata: [MetadataEntry]
  /// Effort of compression, 0 … 9.
  public var pngLevel: Int
  public var pngFilter: PNGFilter
  public var pngStrategy: PNGStrategy

  public init(
    scale: Double = 1, metadata: [MetadataEntry] = [], pngLevel: Int = 1,
    pngFilter: PNGFilter = .likeAbove, pngStrategy: PNGStrategy = .standard
  ) {
    self.scale = scale
    self.metadata = metadata
    self.pngLevel = pngLevel
    self.pngFilter = pngFilter
    self.pngStrategy = pngStrategy
  }
}
