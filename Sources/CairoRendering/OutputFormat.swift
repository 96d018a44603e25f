// The kinds of file a scene can become.

/// A kind of picture file.
public enum OutputFormat: String, CaseIterable, Hashable, Sendable {
  case png
  case svg
  case pdf

  /// The format that a file's ending names, with or without a leading dot, in any case; nil where
  /// none does.
  public init?(fileExtension: some StringProtocol) {
    let ending = fileExtension.lowercased()
    self.init(rawValue: ending.hasPrefix(".") ? String(ending.dropFirst()) : ending)
  }

  /// The ending of such files, without the dot.
  public var fileExtension: String { rawValue }

  /// The media type as HTTP and data addresses name it.
  public var mediaType: String {
    switch self {
    case .png: "image/png"
    case .svg: "image/svg+xml"
    case .pdf: "application/pdf"
    }
  }
}
