// Descriptions as JSON.

import FigureKinds
public import FigureLayout
import TextFormats

extension FigureDescription {
  /// The description as JSON, keys in order of their names, with a line's end.
  public func jsonBytes() -> [UInt8] {
    let spelling: [CodingUserInfoKey: any Sendable] = [
      Message.spellingOfTexts: OptionSpelling.command
    ]
    // Every value is a number, a string or a list of these, which always encode.
    return Array(((try? JSONText.encoded(self, userInfo: spelling)) ?? "").utf8)
  }
}
