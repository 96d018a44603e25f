// A picture of light as pixels, and how it is read from a file: never written back, never more memory
// than the limits say. Files come from anywhere: what they claim is looked at before memory is taken.

internal import CJPEG
internal import CPNG
public import SafeFiles
import TextFormats

/// A picture of three channels of 8 bits.
public struct Picture: Hashable, Sendable {
  public let width: Int
  public let height: Int
  /// `0xRRGGBB`, row by row from the top: shape `[height, width]`.
  public let pixels: [UInt32]
  /// What was done to the file's pixels before they were these.
  public var changes: [Change] = []

  /// What a file's pixels went through.
  public enum Change: Hashable, Sendable {
    /// Parts that let light through stand before white.
    case laidOnWhite
    /// Turned or mirrored as the file's orientation (EXIF, 2 to 8) says.
    case oriented(Int)
  }

  /// - Precondition: there is a pixel for each position.
  public init(width: Int, height: Int, pixels: [UInt32]) {
    precondition(pixels.count == width * height, "there is a pixel for each place")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The most bytes of a file.
  public static let maximumBytes = 256 << 20
  /// The most pixels of a picture.
  public static let maximumPixels = 1 << 26

  /// The version of libjpeg-turbo that JPEGs are read by.
  public static var jpegLibraryVersion: String { String(cString: cjpeg_library_version()) }

  /// Reads a PNG or a JPEG.
  /// - Parameters:
  ///   - path: the file.
  ///   - reach: which files may be read.
  public static func read(_ path: String, within reach: FileReach) throws(ImageError) -> Picture {
    let bytes: [UInt8]
    let size: Int
    do throws(OpenFailure) {
      let file = try OpenedFile(path, within: reach)
      // Nothing of a file that is too large is read; a pipe is, up to the byte that is too many.
      let isTooLarge = file.size.map { $0 > maximumBytes } ?? false
      bytes = isTooLarge ? [] : try file.bytes(atMost: maximumBytes + 1)
      size = max(file.size ?? 0, bytes.count)
    } catch {
      throw .cannotOpen(file: path, reason: "\(error.reason)")
    }
    guard size <= maximumBytes else {
      throw .tooManyBytes(file: path, bytes: size, limit: maximumBytes)
    }
    return try Picture(bytes, path: path)
  }

  /// The picture in a file that is in memory.
  /// - Parameter path: what messages call it.
  public init(_ bytes: [UInt8], path: String) throws(ImageError) {
    switch ImageFormat(of: bytes) {
    case .png: self = try Self.png(bytes, path)
    case .jpeg: self = try Self.jpeg(bytes, path)
    case .other(let kind): throw .unknownFormat(file: path, kind: kind)
    case nil: throw .unknownFormat(file: path, kind: nil)
    }
  }

  private static func png(_ bytes: [UInt8], _ path: String) throws(ImageError) -> Picture {
    var decoded = CPNGDecoded()
    let isWhole = cpng_decode_within(bytes, bytes.count, maximumPixels, &decoded)
    defer { cpng_decoded_free(&decoded) }
    let (width, height) = (Int(decoded.width), Int(decoded.height))
    guard isWhole else {
      if decoded.is_too_large {
        throw .tooManyPixels(file: path, width: width, height: height, limit: maximumPixels)
      }
      throw .malformed(file: path, format: "PNG", reason: text(of: &decoded.message))
    }
    var isClear = false
    let pixels = UnsafeBufferPointer(start: decoded.pixels, count: width * height).map { pixel in
      let opacity = pixel >> 24
      guard opacity < 255 else { return pixel & 0xFF_FFFF }
      isClear = true
      return Self.onWhite(pixel, opacity)
    }
    var picture = Picture(width: width, height: height, pixels: pixels)
    if isClear { picture.changes.append(.laidOnWhite) }
    return picture
  }

  /// c α + 255 (1 - α) for each channel, rounded.
  private static func onWhite(_ pixel: UInt32, _ opacity: UInt32) -> UInt32 {
    [16 as UInt32, 8, 0].reduce(0) { sum, shift in
      let channel = pixel >> shift & 0xFF
      return sum | ((channel * opacity + 255 * (255 - opacity) + 127) / 255) << shift
    }
  }

  private static func jpeg(_ bytes: [UInt8], _ path: String) throws(ImageError) -> Picture {
    var decoded = CJPEGDecoded()
    let isWhole = cjpeg_decode(bytes, bytes.count, maximumPixels, &decoded)
    defer { cjpeg_decoded_free(&decoded) }
    let (width, height) = (Int(decoded.width), Int(decoded.height))
    guard isWhole else {
      if decoded.is_too_large {
        throw .tooManyPixels(file: path, width: width, height: height, limit: maximumPixels)
      }
      if decoded.is_ink {
        throw .unsupported(
          file: path,
          reason: "is a JPEG in colours of ink (CMYK), which look as the printer's profile says; "
            + "save it as RGB")
      }
      throw .malformed(file: path, format: "JPEG", reason: text(of: &decoded.message))
    }
    let pixels = UnsafeBufferPointer(start: decoded.pixels, count: width * height).map {
      $0 & 0xFF_FFFF
    }
    let picture = Picture(width: width, height: height, pixels: pixels)
    guard let orientation = exifOrientation(of: bytes), orientation > 1 else { return picture }
    var turned = picture.oriented(orientation)
    turned.changes.append(.oriented(orientation))
    return turned
  }

  /// A message of C as a text.
  private static func text<Bytes>(of message: inout Bytes) -> String {
    withUnsafeBytes(of: &message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

/// What a file begins as.
enum ImageFormat: Hashable {
  case png, jpeg
  /// A kind that is not read, with its article.
  case other(String)

  init?(of bytes: [UInt8]) {
    func begins(_ text: String, at offset: Int = 0) -> Bool {
      bytes.dropFirst(offset).starts(with: text.utf8)
    }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if begins("GIF8") {
      self = .other("a GIF")
    } else if begins("RIFF"), begins("WEBP", at: 8) {
      self = .other("a WebP")
    } else if begins("BM") {
      self = .other("a BMP")
    } else if begins("II*\0") || begins("MM\0*") {
      self = .other("a TIFF")
    } else if begins("ftyp", at: 4) {
      self = .other("a HEIC, AVIF or film")
    } else if begins("%PDF") {
      self = .other("a PDF")
    } else if begins("<svg") || begins("<?xml") {
      self = .other("an SVG or other XML")
    } else {
      return nil
    }
  }
}
