// Values as JSON: the one way in which files and answers of the program are written.

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension JSONText {
  /// A value as JSON for version control and people: keys in order of their names, a line for each, hidden
  /// characters as escapes, with a line's end. Numbers that are not finite are `"inf"`, `"-inf"` and `"nan"`.
  /// - Parameter userInfo: what values ask for while they are encoded.
  /// - Throws: what a value throws while it is encoded; plain structures of texts and numbers never do.
  public static func encoded(
    _ value: some Encodable, userInfo: [CodingUserInfoKey: any Sendable] = [:]
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    encoder.userInfo = userInfo
    return escaped(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
  }
}
