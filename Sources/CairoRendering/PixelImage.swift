// Pixels of PNG files read back, for comparing pictures.

import CPNG

/// A picture as pixels.
public struct PixelImage: Hashable, Sendable {
  public var width: Int
  public var height: Int
  /// `0xAARRGGBB`, row by row from the top, not multiplied by alpha.
  public var pixels: [UInt32]

  public init(width: Int, height: Int, pixels: [UInt32]) {
    precondition(pixels.count == width * height, "there is a pixel for each place")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// What a PNG says of its size, without its pixels being decoded; nil where it is none, or has sides
  /// that no picture has.
  public static func size(ofPNG bytes: [UInt8]) -> (width: Int, height: Int)? {
    // The signature, then the length and the name of the first chunk, which begins with the size.
    let start: [UInt8] =
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + "IHDR".utf8
    guard bytes.count >= 24, bytes.starts(with: start) else { return nil }
    func number(at location: Int) -> Int {
      bytes[location..<location + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    let (width, height) = (number(at: 16), number(at: 20))
    // The format's own bounds, so that the product of both is a number as well.
    let sides = 1...Int(Int32.max)
    return sides ~= width && sides ~= height ? (width, height) : nil
  }

  /// Decodes a PNG; nil where it is none or damaged.
  public init?(png bytes: [UInt8]) {
    var decoded = CPNGDecoded()
    guard cpng_decode(bytes, bytes.count, &decoded) else { return nil }
    defer { cpng_decoded_free(&decoded) }
    width = Int(decoded.width)
    height = Int(decoded.height)
    pixels = Array(UnsafeBufferPointer(start: decoded.pixels, count: width * height))
  }

  /// The picture as a PNG, without its opacity.
  public func pngBytes() throws(RenderError) -> [UInt8] {
    try PNGPicture(width: width, height: height, pixels: .colors(pixels)).encoded()
  }

  /// How two pictures of one size differ.
  public struct Difference: Hashable, Codable, Sendable {
    /// The largest difference in any channel, 0 … 255.
    public var maximum: Int
    /// The mean difference over all channels of all pixels.
    public var mean: Double
    /// Pixels with a channel that differs by more than the tolerance.
    public var count: Int
  }

  /// Compares channel by channel, opacity too; nil where the sizes differ.
  /// - Parameter tolerance: the difference of a channel that does not count, 0 … 255.
  public func difference(from other: PixelImage, tolerance: Int) -> Difference? {
    guard width == other.width, height == other.height else { return nil }
    var maximum = 0
    var sum = 0
    var count = 0
    for (a, b) in zip(pixels, other.pixels) where a != b {
      var most = 0
      for shift in [0 as UInt32, 8, 16, 24] {
        let difference = abs(Int(a >> shift & 0xFF) - Int(b >> shift & 0xFF))
        most = max(most, difference)
        sum += difference
      }
      maximum = max(maximum, most)
      if most > tolerance { count += 1 }
    }
    return Difference(
      maximum: maximum, mean: Double(sum) / Double(max(pixels.count, 1) * 4), count: count)
  }

  /// This picture in pale grey, with what differs from the other in red, stronger for more; positions
  /// that only one of them has are red as well, as far as the other is no more than twice as wide and
  /// as high.
  public func differencePicture(from other: PixelImage) -> PixelImage {
    let width = max(width, min(other.width, 2 * width))
    let height = max(height, min(other.height, 2 * height))
    var result = [UInt32](repeating: 0xFFFF_0000, count: width * height)
    for y in 0..<min(self.height, other.height) {
      for x in 0..<min(self.width, other.width) {
        let a = pixels[y * self.width + x]
        let b = other.pixels[y * other.width + x]
        let red = Int(a >> 16 & 0xFF)
        let green = Int(a >> 8 & 0xFF)
        let blue = Int(a & 0xFF)
        if a == b {
          let grey = UInt32(200 + (red * 2 + green * 5 + blue) / 8 * 55 / 255)
          result[y * width + x] = 0xFF00_0000 | grey << 16 | grey << 8 | grey
        } else {
          let most = [0 as UInt32, 8, 16, 24].map { shift in
            abs(Int(a >> shift & 0xFF) - Int(b >> shift & 0xFF))
          }.max()
          let pale = UInt32(160 - min(160, (most ?? 0) * 4))
          result[y * width + x] = 0xFFFF_0000 | pale << 8 | pale
        }
      }
    }
    return PixelImage(width: width, height: height, pixels: result)
  }
}
