// The image of a figure of patches, brought to whole pixels a patch.

import FigureModel
import Images
import MatrixSources
import Models
import TextFormats

/// An image that lies exactly under its patches, and what was done to it.
struct DisplayedPicture: Sendable {
  let name: String
  /// A whole number of pixels for each patch.
  let picture: Picture
  /// Sides of the whole image, in pixels.
  let original: (width: Int, height: Int)
  /// What it was resized to; nil where it was not.
  let resized: (width: Int, height: Int)?
  let isCropped: Bool
  /// The side of a patch for the model, in pixels; nil where no model says.
  let patch: Int?
  var warnings: [Message] = []

  /// The part that a model saw.
  init(_ seen: SeenPicture) {
    let tokens = seen.tokens
    let whole = seen.image.picture
    name = seen.name
    let (width, height) = (tokens.columns * seen.patch, tokens.rows * seen.patch)
    picture = whole.part(x: 0, y: 0, width: width, height: height)
    original = seen.image.original
    resized = seen.image.resized
    isCropped = seen.image.isCropped || width != whole.width || height != whole.height
    patch = seen.patch
  }

  /// The most pixels along a side that are shown.
  private static let longestSide = 1024

  /// A whole image under patches of which only the grid is known.
  init(_ whole: Picture, path: String, under tokens: PatchTokens) {
    name = path.split(separator: "/").last.map(String.init) ?? path
    original = (whole.width, whole.height)
    isCropped = false
    patch = nil
    let longest = max(tokens.rows, tokens.columns)
    let wanted = max(whole.width / tokens.columns, whole.height / tokens.rows, 1)
    let side = max(1, min(wanted, Self.longestSide / max(longest, 1)))
    let (width, height) = (tokens.columns * side, tokens.rows * side)
    if (width, height) == (whole.width, whole.height) {
      picture = whole
      resized = nil
    } else {
      picture = whole.resized(width: width, height: height, by: .bicubic)
      resized = (width, height)
    }
    // Half a patch more on one side is no matter of rounding.
    let across = Double(whole.width) / Double(tokens.columns)
    let down = Double(whole.height) / Double(tokens.rows)
    if abs(across / down - 1) > 0.5 / Double(max(longest, 1)) {
      warnings.append(
        Message(
          "\(option: "image") \(path): \(whole.width) x \(whole.height) pixels have other proportions than the grid "
            + "\(tokens.rows)x\(tokens.columns), and all of the image is laid under it; where the model saw "
            + "a part, give that part",
          zh:
            "\(option: "image") \(path)：\(whole.width) x \(whole.height) 像素与网格 \(tokens.rows)x\(tokens.columns) 的比例不同，整幅图像都铺在网格之下；若模型只看到一部分，请给出那一部分"
        ))
    }
    for change in whole.changes where change == .laidOnWhite {
      warnings.append(
        Message(
          "\(option: "image") \(path): is clear in places, which are shown as white",
          zh: "\(option: "image") \(path)：有透明之处，显示为白色"))
    }
  }

  /// The image's size and what was done to it, in a sentence.
  var note: Localized {
    var english = "Image: \(name), \(original.width) × \(original.height) px"
    var chinese = "图像：\(name)，\(original.width) × \(original.height) 像素"
    if let resized, resized != original {
      english += ", resized to \(resized.width) × \(resized.height)"
      chinese += "，缩放为 \(resized.width) × \(resized.height)"
    }
    if isCropped {
      english += ", cropped to \(picture.width) × \(picture.height)"
      chinese += "，裁剪为 \(picture.width) × \(picture.height)"
    }
    return Localized(en: english + ".", zh: chinese + "。")
  }

  /// For a panel.
  func panel(_ tokens: PatchTokens, _ language: Language) -> PanelPicture {
    PanelPicture(
      width: picture.width, height: picture.height, pixels: picture.pixels,
      gridRows: tokens.rows, gridColumns: tokens.columns,
      label: Localized(en: "the image \(name)", zh: "图像 \(name)")[language])
  }
}
