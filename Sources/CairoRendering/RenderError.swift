// What can go wrong between a scene and its bytes.

public import FigureScene
public import TextFormats

/// Why a scene could not be drawn.
public enum RenderError: Error, Hashable, Sendable, CustomStringConvertible,
  MessageConvertible
{
  /// The picture would have no pixel, or its size is not a number.
  case emptySize(Size, scale: Double)
  /// A side is longer than the format can hold; `limit` is in the unit that is named.
  case sideTooLong(pixels: Double, limit: Int, format: OutputFormat)
  /// There are more pixels than memory is set aside for.
  case tooManyPixels(width: Int, height: Int, limit: Int)
  /// An item has a coordinate that is NaN or infinite.
  case notFinite(item: String)
  /// No font is installed, and the scene has text.
  case noFonts
  /// Fonts are installed, but some text could not be set with them; why.
  case textNotSet(String)
  /// Cairo refused; its own words.
  case cairo(String)
  /// libpng refused; its own words.
  case png(String)

  public var description: String { message.description }

  public var message: Message {
    switch self {
    case .emptySize(let size, let scale):
      "size \(size.width) x \(size.height) px at scale \(scale): both sides must come to at least "
        + "1 pixel"
    case .sideTooLong(let pixels, let limit, let format):
      "a side of \(whole(pixels)) px: \(format.rawValue) pictures can be drawn up to "
        + "\(limit) px a side; choose a smaller \(option: "size") or \(option: "scale")"
    case .tooManyPixels(let width, let height, let limit):
      "\(width) x \(height) pixels: at most \(limit) pixels can be drawn; choose a smaller size or "
        + "scale"
    case .notFinite(let item):
      "\(item) has a coordinate that is not a finite number; leave such points out of the scene"
    case .noFonts:
      "no font is installed, so text cannot be drawn; install one, for example fonts-dejavu-core"
    case .textNotSet(let reason):
      "text cannot be set: \(reason)"
    case .cairo(let words):
      "cairo could not draw the picture: \(words)"
    case .png(let words):
      "the PNG could not be written: \(words)"
    }
  }

  /// A length without the `.0` of a whole number.
  private func whole(_ length: Double) -> String {
    let text = "\(length)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
