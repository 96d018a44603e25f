// Descriptions as JSON.

public import FigureLayout
import TextFormats

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension FigureDescription {
  /// The description as JSON, keys in order of their names, with a line's end.
  public func jsonBytes() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.userInfo[Message.spellingOfTexts] = OptionSpelling.command
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // Every value is a number, a string or a list of these, which always encode.
    let data = (try? encoder.encode(self)) ?? Data()
    return Array((JSONText.shown(String(decoding: data, as: UTF8.self)) + "\n").utf8)
  }
}
