// ColorBrewer's sequential and diverging maps: Blues, Greens, Purples, Oranges, Reds, Greys, RdBu, RdGy,
// PuOr.
//
// Cynthia Brewer, Mark Harrower and The Pennsylvania State University, ColorBrewer 2.0
// (https://colorbrewer2.org), Apache License 2.0. The colours below are ColorBrewer's own, in its
// longest version of each map; the levels between them lie on straight lines in sRGB.

extension ColorMap {
  /// White to dark blue.
  static let bluesLevels = interpolate([
    0xF7FBFF, 0xDEEBF7, 0xC6DBEF, 0x9ECAE1, 0x6BAED6, 0x4292C6, 0x2171B5, 0x08519C, 0x08306B,
  ])

  /// White to dark green.
  static let greensLevels = interpolate([
    0xF7FCF5, 0xE5F5E0, 0xC7E9C0, 0xA1D99B, 0x74C476, 0x41AB5D, 0x238B45, 0x006D2C, 0x00441B,
  ])

  /// White to dark violet.
  static let purplesLevels = interpolate([
    0xFCFBFD, 0xEFEDF5, 0xDADAEB, 0xBCBDDC, 0x9E9AC8, 0x807DBA, 0x6A51A3, 0x54278F, 0x3F007D,
  ])

  /// White to dark orange.
  static let orangesLevels = interpolate([
    0xFFF5EB, 0xFEE6CE, 0xFDD0A2, 0xFDAE6B, 0xFD8D3C, 0xF16913, 0xD94801, 0xA63603, 0x7F2704,
  ])

  /// White to dark red.
  static let redsLevels = interpolate([
    0xFFF5F0, 0xFEE0D2, 0xFCBBA1, 0xFC9272, 0xFB6A4A, 0xEF3B2C, 0xCB181D, 0xA50F15, 0x67000D,
  ])

  /// White to black.
  static let greysLevels = interpolate([
    0xFFFFFF, 0xF0F0F0, 0xD9D9D9, 0xBDBDBD, 0x969696, 0x737373, 0x525252, 0x252525, 0x000000,
  ])

  /// Red through near white to blue.
  static let rdBuLevels = interpolate([
    0x67001F, 0xB2182B, 0xD6604D, 0xF4A582, 0xFDDBC7, 0xF7F7F7, 0xD1E5F0, 0x92C5DE, 0x4393C3,
    0x2166AC, 0x053061,
  ])

  /// Red through white to grey.
  static let rdGyLevels = interpolate([
    0x67001F, 0xB2182B, 0xD6604D, 0xF4A582, 0xFDDBC7, 0xFFFFFF, 0xE0E0E0, 0xBABABA, 0x878787,
    0x4D4D4D, 0x1A1A1A,
  ])

  /// Brown orange through near white to purple.
  static let puOrLevels = interpolate([
    0x7F3B08, 0xB35806, 0xE08214, 0xFDB863, 0xFEE0B6, 0xF7F7F7, 0xD8DAEB, 0xB2ABD2, 0x8073AC,
    0x542788, 0x2D004B,
  ])

  /// 256 levels on straight lines between evenly spaced colours, each channel to the nearest of
  /// eight bits. In whole numbers, so that no rounding of fractions can differ between machines.
  static func interpolate(_ anchors: [UInt32]) -> [UInt32] {
    let segments = anchors.count - 1
    return (0..<levelCount).map { level in
      let position = level * segments
      let segment = min(position / (levelCount - 1), segments - 1)
      let share = position - segment * (levelCount - 1)
      var color: UInt32 = 0
      for shift in [16, 8, 0] {
        let from = Int(anchors[segment] >> shift & 0xFF)
        let to = Int(anchors[segment + 1] >> shift & 0xFF)
        let sum = from * (levelCount - 1 - share) + to * share
        color = color << 8 | UInt32((2 * sum + levelCount - 1) / (2 * (levelCount - 1)))
      }
      return color
    }
  }
}
