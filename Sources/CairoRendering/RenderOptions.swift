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

/// How a PNG is compressed.
public enum PNGCompression: Hashable, Sendable {
  /// By ISA-L: a fifth of the time that zlib takes at its level 1, and files of the same size. The
  /// bytes may differ between families of processors; the pixels never do.
  case fast
  /// By zlib at a level 0 … 9: the same bytes on every machine.
  case zlib(level: Int)
}

/// Settings of a rendering.
public struct RenderOptions: Hashable, Sendable {
  /// Pixels of a PNG for each px of the scene. SVG and PDF have no pixels and take no notice.
  public var scale: Double
  /// What the file says about itself besides the scene's title and summary: for example the program
  /// with its version (`Software`) and what the figure was made from (`Parameters`).
  public var metadata: [MetadataEntry]
  public var pngCompression: PNGCompression
  /// Whether an SVG has its words as text, which whoever shows it sets anew, and not as outlines, which
  /// look the same everywhere. PNG and PDF take no notice.
  public var keepsText: Bool

  public init(
    scale: Double = 1, metadata: [MetadataEntry] = [], pngCompression: PNGCompression = .fast,
    keepsText: Bool = false
  ) {
    self.scale = scale
    self.metadata = metadata
    self.pngCompression = pngCompression
    self.keepsText = keepsText
  }
}
