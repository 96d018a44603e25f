// PNGs that a check of pixels decodes, and pictures that models are given.

import CairoRendering
import Foundation
import Images

/// The decoder of PNGs, and the comparison of what it gives.
public struct PictureTarget: FuzzTarget {
  public let name = "png"
  public let longest = 1 << 14

  public func samples() throws -> [[UInt8]] {
    try [(1, 1), (3, 2), (17, 5)].map { width, height in
      try PixelImage(
        width: width, height: height,
        pixels: (0..<width * height).map { UInt32($0) &* 0x9E37_79B9 | 0xFF00_0000 }
      ).pngBytes()
    }
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    // As a check of pixels does, which decodes no picture of another size than the one it wants.
    guard let size = PixelImage.size(ofPNG: bytes), size.width * size.height <= 1 << 22,
      let picture = PixelImage(png: bytes)
    else { return false }
    let other = PixelImage(
      width: picture.width, height: picture.height,
      pixels: picture.pixels.map { $0 ^ 0x0001_0000 })
    precondition(other.difference(from: picture, tolerance: 0) != nil)
    _ = other.differencePicture(from: picture)
    return true
  }

  public let words = [
    "\u{89}PNG\r\n\u{1A}\n", "IHDR", "PLTE", "IDAT", "IEND", "tEXt", "zTXt", "iTXt", "pHYs", "tRNS",
    "gAMA", "iCCP", "sRGB", "bKGD", "hIST", "sPLT", "tIME", "eXIf", "\0\0\0\0", "\0\0\0\u{D}",
    "\u{78}\u{1}",
  ]

  public init() {}
}

/// The reader of pictures that models are given, PNG and JPEG, and the resizing of what it gives.
public struct ImageTarget: FuzzTarget {
  public let name = "image"
  public let longest = 1 << 15

  public func samples() throws -> [[UInt8]] {
    try [
      "wide.png", "palette.png", "interlaced.png", "sixteen.png", "alpha.png", "wide.jpg",
      "grey.jpg", "progressive.jpg", "orientation-6.jpg",
    ].map { name in
      [UInt8](
        try Data(contentsOf: URL(fileURLWithPath: "\(TestFolder.path)/Fixtures/images/\(name)")))
    }
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    guard let picture = try? Picture(bytes, path: "fuzz.png") else { return false }
    precondition(picture.pixels.count == picture.width * picture.height)
    // Small ones: time goes into reading.
    guard picture.pixels.count <= 1 << 16 else { return true }
    _ = picture.resized(width: 9, height: 5, by: .bicubic)
    return true
  }

  public let words = [
    "\u{89}PNG\r\n\u{1A}\n", "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "JFIF\0", "Exif\0\0", "II*\0",
    "MM\0*", "Adobe", "\0\0", "\0\u{1}", "\u{1}\u{12}",
  ]

  public init() {}
}
