// From a picture to what a model of images is given, step by step as Hugging Face's image processors do
// it and as the model's preprocessor_config.json asks. A key that is not known here is an error that names
// it: it may change the pixels.

public import Images

/// How pictures are made ready for a model.
public struct ImageProcessor: Hashable, Sendable {
  /// To which size a picture is brought.
  enum Size: Hashable, Sendable {
    /// This one, whatever the picture's proportions.
    case exact(height: Int, width: Int)
    /// The shorter side to this length, the other in proportion, rounded down.
    case shortestEdge(Int)
  }

  var size: Size?
  var filter = Resampling.bilinear
  /// The part in the middle that is kept.
  var crop: Sides?
  /// What pixels from 0 to 255 are multiplied by.
  var factor: Double? = 1.0 / 255
  /// x ← (x - mean) / deviation, for each channel.
  var normalization: Normalization?
  /// Whether the model's folder has no file that says all this.
  public var isUsual = false

  struct Sides: Hashable, Sendable {
    var height: Int
    var width: Int
  }

  struct Normalization: Hashable, Sendable {
    var mean: [Double]
    var deviation: [Double]

    static let halves = Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])
    static let imageNet = Normalization(
      mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])
    static let clip = Normalization(
      mean: [0.48145466, 0.4578275, 0.40821073],
      deviation: [0.26862954, 0.26130258, 0.27577711])
  }

  /// The most pixels of a picture on its way.
  static let maximumPixels = Picture.maximumPixels
}

/// A picture as a model sees it.
public struct SeenImage: Sendable {
  /// What it is given, shape `[3, height, width]`.
  public let pixels: PixelValues
  /// The same before it was scaled to small numbers, for people.
  public let picture: Picture
  /// The sides of the whole picture, in pixels.
  public let original: (width: Int, height: Int)
  /// The sides it was resized to; nil where it was not.
  public let resized: (width: Int, height: Int)?
  /// Whether a part in the middle was kept, or space added around.
  public let isCropped: Bool
}

extension ImageProcessor {
  /// The steps, in order: resize, crop, scale, normalise.
  /// - Parameter path: what messages call the picture.
  public func seen(_ picture: Picture, path: String) throws(ModelError) -> SeenImage {
    var seen = picture
    var resized: (width: Int, height: Int)?
    if let size {
      let (width, height) = size.sides(of: picture)
      guard width > 0, height > 0, width <= Self.maximumPixels / height else {
        throw .image(
          .unsupported(
            file: path,
            reason: "has \(picture.width) x \(picture.height) pixels, which the model's size makes "
              + "\(width) x \(height), and at most \(Self.maximumPixels) pixels are taken; give a picture "
              + "that is less narrow"))
      }
      seen = seen.resized(width: width, height: height, by: filter)
      resized = (width, height)
    }
    var isCropped = false
    if let crop {
      isCropped = crop.width != seen.width || crop.height != seen.height
      // Where the picture is smaller, black is added, one pixel more before than after.
      func start(_ kept: Int, _ whole: Int) -> Int {
        kept > whole ? -((kept - whole + 1) / 2) : (whole - kept) / 2
      }
      seen = seen.part(
        x: start(crop.width, seen.width), y: start(crop.height, seen.height), width: crop.width,
        height: crop.height)
    }
    return SeenImage(
      pixels: values(of: seen), picture: seen, original: (picture.width, picture.height),
      resized: resized, isCropped: isCropped)
  }

  /// Plane by plane; scaled in Double and rounded to Float before it is normalised, as the library does.
  private func values(of picture: Picture) -> PixelValues {
    let count = picture.pixels.count
    let values = [Float](unsafeUninitializedCapacity: 3 * count) { buffer, written in
      for (channel, shift) in [16 as UInt32, 8, 0].enumerated() {
        // There are 256 values.
        let table = (0..<256).map { level in
          var value = Float(factor.map { Double(level) * $0 } ?? Double(level))
          if let normalization {
            value =
              (value - Float(normalization.mean[channel])) / Float(normalization.deviation[channel])
          }
          return value
        }
        for index in 0..<count {
          buffer[channel * count + index] = table[Int(picture.pixels[index] >> shift & 0xFF)]
        }
      }
      written = 3 * count
    }
    return PixelValues(
      channels: 3, height: picture.height, width: picture.width, values: values)
  }
}

extension ImageProcessor.Size {
  func sides(of picture: Picture) -> (width: Int, height: Int) {
    switch self {
    case .exact(let height, let width): return (width, height)
    case .shortestEdge(let edge):
      let (short, long) = (
        min(picture.width, picture.height), max(picture.width, picture.height)
      )
      let longEdge = edge * long / short
      return picture.width <= picture.height ? (edge, longEdge) : (longEdge, edge)
    }
  }
}
