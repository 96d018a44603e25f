// A colour as it is stored in files: eight bits a channel, sRGB.

/// An sRGB colour with opacity, eight bits a channel.
public struct Color: Hashable, Sendable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8
  /// Opacity: 0 is clear, 255 hides what lies below.
  public var alpha: UInt8
  /// What it is on dark ground, `0xRRGGBB`, in a scene for both grounds; nil where it is the same there.
  public internal(set) var onDark: UInt32?

  public init(red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8 = 255) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// A colour from `0xRRGGBB`.
  public init(_ rgb: UInt32) {
    self.init(
      red: UInt8(truncatingIfNeeded: rgb >> 16), green: UInt8(truncatingIfNeeded: rgb >> 8),
      blue: UInt8(truncatingIfNeeded: rgb))
  }

  public static let black = Color(0x000000)
  public static let white = Color(0xFFFFFF)

  /// `0xRRGGBB`, without the opacity.
  public var rgb: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }

  /// The same colour at another opacity, 0 … 1.
  public func opacity(_ value: Double) -> Color {
    var color = self
    color.alpha = UInt8((min(max(value, 0), 1) * 255).rounded())
    return color
  }

  /// The colour on the way to another one: itself at a share of 0, the other at 1.
  public func mixed(with other: Color, share: Double) -> Color {
    func channel(_ one: UInt8, _ two: UInt8) -> UInt8 {
      UInt8((Double(one) + (Double(two) - Double(one)) * min(max(share, 0), 1)).rounded())
    }
    var color = self
    color.red = channel(red, other.red)
    color.green = channel(green, other.green)
    color.blue = channel(blue, other.blue)
    return color
  }

  /// `#rrggbb`, lower case, without the opacity.
  public var hex: String { Self.hex(rgb) }

  /// `#rrggbb` of `0xRRGGBB`.
  public static func hex(_ rgb: UInt32) -> String {
    let digits = String(rgb & 0xFFFFFF, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
