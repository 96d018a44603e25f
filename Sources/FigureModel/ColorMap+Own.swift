// Colour maps that users make: a list of colours in place of a published map.

extension ColorMap {
  /// How few and how many colours a map can be made of.
  public static let ownColors = 2...levelCount

  /// A map through these colours, evenly spaced from the first to the last, the levels between them on
  /// straight lines in sRGB; 256 colours are the levels themselves.
  /// - Parameter colors: `0xRRGGBB`.
  /// - Returns: nil for fewer colours than 2 or more than 256.
  public init?(name: String, colors: [UInt32]) {
    guard Self.ownColors.contains(colors.count) else { return nil }
    self.init(
      name: name, levels: Self.interpolate(colors), isReversed: false, kind: .sequential,
      isPublished: false)
  }

  /// Colours that two levels have between which there are others: values of either look the same.
  /// In rising order of their first levels.
  public var repeatedColors: [UInt32] {
    var last: [UInt32: Int] = [:]
    var repeated = Set<UInt32>()
    for (index, color) in levels.enumerated() {
      if let before = last[color], before != index - 1 { repeated.insert(color) }
      last[color] = index
    }
    return levels.filter { repeated.remove($0) != nil }
  }
}
