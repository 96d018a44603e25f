// How different two colours look, to readers with and without colour blindness.

import RealModule

/// A colour in Björn Ottosson's Oklab (https://bottosson.github.io/posts/oklab/), times 100; a
/// distance of 2 is just visible.
struct Oklab {
  var l, a, b: Double

  init(_ rgb: UInt32, vision: Vision = .full) {
    let linear = [16, 8, 0].map { (shift: UInt32) -> Double in
      let value = Double(rgb >> shift & 0xFF) / 255
      return value <= 0.04045 ? value / 12.92 : Self.power((value + 0.055) / 1.055, 2.4)
    }
    let seen = vision.matrix.map { row in
      min(max(zip(row, linear).map { $0.0 * $0.1 }.reduce(0, +), 0), 1)
    }
    let cones = Self.toCones.map { row in
      Self.power(zip(row, seen).map { $0.0 * $0.1 }.reduce(0, +), 1.0 / 3)
    }
    let lab = Self.toLab.map { row in 100 * zip(row, cones).map { $0.0 * $0.1 }.reduce(0, +) }
    (l, a, b) = (lab[0], lab[1], lab[2])
  }

  func distance(to other: Oklab) -> Double {
    ((l - other.l) * (l - other.l) + (a - other.a) * (a - other.a) + (b - other.b) * (b - other.b))
      .squareRoot()
  }

  private static func power(_ base: Double, _ exponent: Double) -> Double {
    base <= 0 ? 0 : .pow(base, exponent)
  }

  private static let toCones = [
    [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ]
  private static let toLab = [
    [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
  ]
}

/// Which cones a reader's eyes have: matrices on linear sRGB for the complete lack of one, from
/// Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision
/// deficiency", 2009, table 1.
enum Vision: CaseIterable {
  case full, protanopia, deuteranopia, tritanopia

  var matrix: [[Double]] {
    switch self {
    case .full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protanopia:
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    case .deuteranopia:
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    case .tritanopia:
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    }
  }
}
