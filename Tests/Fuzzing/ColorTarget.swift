// Colour maps from files of users.

import FigureKinds
import FigureModel

/// A file of colours, made into a map; every value has a colour in it.
public struct ColorTarget: FuzzTarget {
  public let name = "colors"

  public func samples() throws -> [[UInt8]] {
    [
      "#00429d\n#ffffe0\n#93003a\n", "00429D\r\nFFffE0", "\u{FEFF}#000000\r#111111\r#222222\r",
      "\n  #abcdef\t\n\n#123456  \n\n",
      (0..<256).map { "#" + String(0x1000000 + $0 * 0x10101, radix: 16).dropFirst() }
        .joined(separator: "\n"),
    ].map { Array($0.utf8) }
  }

  public var words: [String] {
    ["#", "#1f77b4", "FFFFFF", "\n", "\r\n", "\r", "\t", "\u{FEFF}", "red", "0x", "\u{1B}[31m"]
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    guard let colors = try? ColorFile.colors(in: bytes),
      let map = ColorMap(name: "own", colors: colors)
    else { return false }
    precondition(map.levels.count == 256, "a map has a colour for every level")
    precondition(ColorMap.ownColors.contains(colors.count), "\(colors.count) colours")
    return true
  }
}
