// What can be wrong with a picture, and the one sentence that says so.

/// Why a picture could not be read.
public enum ImageError: Error, Hashable, Sendable {
  /// The system would not open the file.
  case cannotOpen(file: String, reason: String)
  /// The file is of another kind than PNG and JPEG, named where it is known.
  case unknownFormat(file: String, kind: String?)
  /// The file breaks a rule of its format.
  case malformed(file: String, format: String, reason: String)
  /// The file asks for something that is not read.
  case unsupported(file: String, reason: String)
  /// The file holds more bytes than are read.
  case tooManyBytes(file: String, bytes: Int, limit: Int)
  /// The picture says that it has more pixels than memory is taken for.
  case tooManyPixels(file: String, width: Int, height: Int, limit: Int)
}

extension ImageError: CustomStringConvertible {
  public var description: String { "\(file): \(reason)" }

  /// The file as it was named.
  public var file: String {
    switch self {
    case .cannotOpen(let file, _), .unknownFormat(let file, _), .malformed(let file, _, _),
      .unsupported(let file, _), .tooManyBytes(let file, _, _), .tooManyPixels(let file, _, _, _):
      file
    }
  }

  /// The sentence without the file.
  public var reason: String {
    switch self {
    case .cannotOpen(_, let reason): "cannot be opened: \(reason)"
    case .unknownFormat(_, let kind?):
      "is \(kind), and pictures are read from PNG and JPEG; save it as one of them"
    case .unknownFormat(_, nil): "is no picture that can be read; give a PNG or a JPEG"
    case .malformed(_, let format, let reason):
      "is damaged, or no whole \(format): \(reason); save it anew"
    case .unsupported(_, let reason): reason
    case .tooManyBytes(_, let bytes, let limit):
      "has \(bytes) bytes, and a picture of at most \(limit) is read; save it smaller"
    case .tooManyPixels(_, let width, let height, let limit):
      width == 0 || height == 0
        ? "has no pixels"
        : "says that it has \(width) x \(height) pixels, and at most \(limit) are read; save it smaller"
    }
  }
}
