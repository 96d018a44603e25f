// A picture made smaller or larger, to the last bit as Pillow does it (`Image.resize` on 8 bits a channel),
// which is what models of images were trained on: filters that widen where pictures shrink, first along
// rows and then along columns, with whole numbers between.

internal import RealModule

/// A filter; the number is Pillow's and that of `resample` in a model's preprocessor_config.json.
public enum Resampling: Int, CaseIterable, Hashable, Sendable {
  case lanczos = 1
  case bilinear = 2
  case bicubic = 3
  case box = 4
  case hamming = 5

  /// How far from its middle it reaches, in pixels.
  var support: Double {
    switch self {
    case .box: 0.5
    case .bilinear, .hamming: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  /// Its value at a distance from its middle.
  func weight(_ distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .box: return distance > -0.5 && distance <= 0.5 ? 1 : 0
    case .bilinear: return max(0, 1 - x)
    case .hamming:
      guard x > 0 else { return 1 }
      guard x < 1 else { return 0 }
      return Double.sin(x * .pi) / (x * .pi) * (0.54 + 0.46 * Double.cos(x * .pi))
    case .bicubic:
      // Keys 1981, with a = -1/2.
      if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
      if x < 2 { return ((-0.5 * x + 2.5) * x - 4) * x + 2 }
      return 0
    case .lanczos:
      guard distance >= -3, distance < 3 else { return 0 }
      func sinc(_ x: Double) -> Double { x == 0 ? 1 : Double.sin(x * .pi) / (x * .pi) }
      return sinc(distance) * sinc(distance / 3)
    }
  }
}

/// What each pixel of a resized row is made of.
private struct ResamplingWeights {
  /// The bits after the point: a sum of products then fits in 32.
  static let bits = 22

  /// The first pixel that each takes from.
  var firsts: [Int] = []
  /// Where the weights of each begin; one more than there are pixels.
  var starts: [Int] = [0]
  var weights: [Int32] = []

  init(from count: Int, to target: Int, _ filter: Resampling) {
    let scale = Double(count) / Double(target)
    let widening = max(scale, 1)
    let support = filter.support * widening
    for output in 0..<target {
      let center = (Double(output) + 0.5) * scale
      let first = max(0, Int(center - support + 0.5))
      let end = max(first, min(count, Int(center + support + 0.5)))
      var values = (first..<end).map {
        filter.weight((Double($0) - center + 0.5) * (1 / widening))
      }
      let sum = values.reduce(0, +)
      if sum != 0 { for index in values.indices { values[index] /= sum } }
      firsts.append(first)
      weights += values.map { value in
        let scaled = value * Double(1 << Self.bits)
        return Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
      }
      starts.append(weights.count)
    }
  }
}

extension Picture {
  /// The picture in another size.
  /// - Precondition: both sides are 1 or more.
  public func resized(width: Int, height: Int, by filter: Resampling) -> Picture {
    precondition(width > 0 && height > 0, "a picture has a side of one pixel at least")
    var picture = self
    if width != self.width {
      let weights = ResamplingWeights(from: self.width, to: width, filter)
      picture = picture.alongRows(weights, width: width)
    }
    if height != self.height {
      let weights = ResamplingWeights(from: self.height, to: height, filter)
      picture = picture.alongColumns(weights, height: height)
    }
    return picture
  }

  private func alongRows(_ weights: ResamplingWeights, width: Int) -> Picture {
    var result = [UInt32](repeating: 0, count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        result[y * width + x] = sum(
          weights, x, from: y * self.width + weights.firsts[x], stride: 1)
      }
    }
    return Picture(width: width, height: height, pixels: result)
  }

  private func alongColumns(_ weights: ResamplingWeights, height: Int) -> Picture {
    var result = [UInt32](repeating: 0, count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        result[y * width + x] = sum(
          weights, y, from: weights.firsts[y] * width + x, stride: width)
      }
    }
    return Picture(width: width, height: height, pixels: result)
  }

  /// One pixel: each channel the sum of weighted ones, rounded and kept from 0 to 255.
  private func sum(
    _ weights: ResamplingWeights, _ output: Int, from first: Int, stride: Int
  ) -> UInt32 {
    let half = Int(1) << (ResamplingWeights.bits - 1)
    var (red, green, blue) = (half, half, half)
    var location = first
    for index in weights.starts[output]..<weights.starts[output + 1] {
      let (weight, pixel) = (Int(weights.weights[index]), pixels[location])
      red += weight * Int(pixel >> 16 & 0xFF)
      green += weight * Int(pixel >> 8 & 0xFF)
      blue += weight * Int(pixel & 0xFF)
      location += stride
    }
    func whole(_ sum: Int) -> UInt32 { UInt32(min(max(sum >> ResamplingWeights.bits, 0), 255)) }
    return whole(red) << 16 | whole(green) << 8 | whole(blue)
  }
}
