// Characters that no font has.

import CairoRendering
public import TextFormats

/// What is said of characters that no installed font has.
public enum MissingCharacters {
  /// A warning that names them and a way out; none where nothing is missing.
  public static func warnings(_ missing: [Character]) -> [Message] {
    guard !missing.isEmpty else { return [] }
    let displayed = missing.prefix(12).map { "“\($0)” (\(Self.codePoints($0)))" }
      .joined(separator: ", ")
    let rest = missing.count > 12 ? " and \(missing.count - 12) more" : ""
    let packages = FontPackages.names(for: missing)
    let install = packages.map { "install \($0), or " } ?? ""
    return [
      Message(
        "no installed font has \(displayed)\(rest): \(install)name a font that has "
          + "\(missing.count == 1 ? "it" : "them") with \(option: "font")",
        zh:
          "没有已安装的字体含有 \(displayed)\(missing.count > 12 ? " 等" : "")：请\(packages.map { "安装 \($0)，或" } ?? "")用\(option: "font")指定含有的字体"
      )
    ]
  }

  /// The numbers of a character's parts, for those that show nothing: `U+E123`.
  private static func codePoints(_ character: Character) -> String {
    character.unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }.joined(separator: " ")
  }
}
