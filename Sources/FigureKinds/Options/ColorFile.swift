// Colour maps from files: one colour a line.

import FigureModel
import MatrixSources
import SafeFiles
package import TextFormats

/// Reads a list of colours and makes a map of it.
package enum ColorFile {
  /// A file of 256 colours has about 2 KB; more than this is something else.
  static let maximumBytes = 1 << 16

  /// The map in a file, through its colours.
  /// - Throws: `FigureError` where there is no such file, or it holds anything but 2 to 256 colours.
  static func map(
    _ path: String, _ context: ComputeContext
  ) throws(FigureError) -> ColorMap {
    let bytes: [UInt8]
    do throws(OpenFailure) {
      bytes = try OpenedFile(context.resolve(path), within: context.reach)
        .bytes(atMost: maximumBytes + 1)
    } catch {
      let isMap = ColorMap.named(path) != nil
      throw .work(
        "\(option: "cmap") \(path): \(error.reason)"
          + (isMap
            ? Message(
              "; the map of this name is \(option: "colormap") \(path)",
              zh: "；同名的配色是\(option: "colormap") \(path)") : ""))
    }
    do throws(MisreadColors) {
      let colors = try colors(in: bytes)
      guard let map = ColorMap(name: name(of: path), colors: colors) else {
        let range = ColorMap.ownColors
        throw MisreadColors(
          reason: Message(
            "holds \(colors.count) colour\(colors.count == 1 ? "" : "s"); a map is made of "
              + "\(range.lowerBound) to \(range.upperBound)",
            zh: "含有 \(colors.count) 种颜色；配色由 \(range.lowerBound) 到 \(range.upperBound) 种组成"))
      }
      return map
    } catch {
      throw .work("\(option: "cmap") \(path): \(error.reason)")
    }
  }

  /// What is not right with a file of colours.
  package struct MisreadColors: Error, Hashable {
    package var reason: Message
  }

  /// The colours in the bytes of a file: `#rrggbb` or `rrggbb` a line, in either case; blank lines do not
  /// count.
  package static func colors(in bytes: [UInt8]) throws(MisreadColors) -> [UInt32] {
    guard bytes.count <= maximumBytes else {
      throw MisreadColors(
        reason: Message(
          "is larger than \(maximumBytes / 1024) KB, so it is no list of colours; give one #rrggbb a "
            + "line, at most \(ColorMap.ownColors.upperBound)",
          zh:
            "大于 \(maximumBytes / 1024) KB，不是颜色列表；请每行给一个 #rrggbb，至多 \(ColorMap.ownColors.upperBound) 个"
        )
      )
    }
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    var colors: [UInt32] = []
    for (index, line) in lines(rest).enumerated() {
      let blanks: Set<UInt8> = [0x20, 0x09]
      var text = line.drop { blanks.contains($0) }
      while let last = text.last, blanks.contains(last) { text = text.dropLast() }
      guard !text.isEmpty else { continue }
      guard let color = color(text) else {
        throw MisreadColors(
          reason: Message(
            "line \(index + 1): \(excerpt(text)): must be a colour such as #1f77b4",
            zh: "第 \(index + 1) 行：\(excerpt(text))：须为颜色，例如 #1f77b4"))
      }
      colors.append(color)
    }
    return colors
  }

  /// The lines, however they end.
  private static func lines(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let (feed, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var last: UInt8?
    for byte in bytes {
      if byte != feed || last != carriage { text.append(byte == carriage ? feed : byte) }
      last = byte
    }
    return text.split(separator: feed, omittingEmptySubsequences: false)
  }

  private static func color(_ text: ArraySlice<UInt8>) -> UInt32? {
    let digits = text.first == UInt8(ascii: "#") ? text.dropFirst() : text
    guard digits.count == 6 else { return nil }
    var color: UInt32 = 0
    for digit in digits {
      let value: UInt8
      switch digit {
      case 0x30...0x39: value = digit - 0x30
      case 0x41...0x46: value = digit - 0x41 + 10
      case 0x61...0x66: value = digit - 0x61 + 10
      default: return nil
      }
      color = color << 4 | UInt32(value)
    }
    return color
  }

  /// The beginning of what is there, without what terminals would take for commands.
  private static func excerpt(_ text: ArraySlice<UInt8>) -> String {
    let start = String(decoding: text.prefix(24), as: UTF8.self)
    let safe = start.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : "\($0)" }
    return "'" + safe.joined() + (text.count > 24 ? "…" : "") + "'"
  }

  /// The file's own name, without its folder and its ending.
  private static func name(of path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = file.lastIndex(of: "."), dot > file.startIndex else { return file }
    return String(file[..<dot])
  }

  /// What readers are to be warned of: colours that stand for two values, and those of cells without a
  /// value.
  static func warnings(_ map: ColorMap, _ path: String) -> [Message] {
    var warnings: [Message] = []
    if let color = map.repeatedColors.first {
      warnings.append(
        Message(
          "\(option: "cmap") \(path): \(hex(color)) comes twice with others between, so two values look the same",
          zh: "\(option: "cmap") \(path)：\(hex(color)) 出现两次且其间有别的颜色，两个不同的值看起来一样"))
    }
    let missing = ColorScale.Missing.standard
    for (color, what) in [
      (missing.nan, "NaN"), (missing.positiveInfinity, "∞"), (missing.negativeInfinity, "−∞"),
    ] where map.levels.contains(color) {
      warnings.append(
        Message(
          "\(option: "cmap") \(path): \(hex(color)) is also the colour of cells that are \(what)",
          zh: "\(option: "cmap") \(path)：\(hex(color)) 也是另一类单元格的颜色（\(what)）"))
    }
    return warnings
  }

  private static func hex(_ rgb: UInt32) -> String {
    let digits = String(rgb, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
