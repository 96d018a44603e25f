// The part of the style sheet that depends on the report: colours of both themes, and which edition
// is shown.

import CairoRendering
import FigureModel
import FigureScene
import TextFormats

struct PageStyle {
  let colors: ColorPairs
  let languages: [Language]
  /// The face of formulas, as a font file.
  let formulaFont: [UInt8]?

  /// The whole style sheet.
  func bytes() -> [UInt8] {
    let light = Self.colors(isDark: false) + colors.declarations(isDark: false)
    let dark = Self.colors(isDark: true) + colors.declarations(isDark: true)
    let lightSwitch = "#theme-light:checked"
    let darkSwitch = "#theme-dark:checked"
    var text = ":root{color-scheme:light;\(light)}.ground-dark{display:none}\n"
    // Paper is always light.
    text += "@media screen and (prefers-color-scheme:dark){"
    text += ":root:not(:has(\(lightSwitch))){color-scheme:dark;\(dark)}"
    text += ":root:not(:has(\(lightSwitch))) .ground-light{display:none}"
    text += ":root:not(:has(\(lightSwitch))) .ground-dark{display:block}}\n"
    text += "@media screen{:root:has(\(darkSwitch)){color-scheme:dark;\(dark)}"
    text += ":root:has(\(darkSwitch)) .ground-light{display:none}"
    text += ":root:has(\(darkSwitch)) .ground-dark{display:block}}\n"
    var tail = "@supports selector(:has(*)){"
    for language in languages {
      let name = language.rawValue
      tail +=
        languages.count == 1
        ? ".edition-\(name){display:block}.in-\(name){display:revert}"
        : ":root:has(#language-\(name):checked) .edition-\(name){display:block}"
          + ":root:has(#language-\(name):checked) .in-\(name){display:revert}"
    }
    return Array(text.utf8) + face() + ReportAssets.style + Array((tail + "}\n").utf8)
  }

  private func face() -> [UInt8] {
    guard let formulaFont else { return [] }
    return Array("@font-face{font-family:\"attnplot Math\";src:url(data:font/ttf;base64,".utf8)
      + Base64.encoded(formulaFont) + Array(")}\n".utf8)
  }

  private static func colors(isDark: Bool) -> String {
    let theme = isDark ? Theme.dark : Theme.light
    func hex(_ color: Color) -> String {
      let digits = String(color.rgb, radix: 16)
      return "#" + String(repeating: "0", count: 6 - digits.count) + digits
    }
    let ground = hex(theme.background)
    let common =
      "--page:\(ground);--ground:\(ground);--ink:\(hex(theme.ink));--muted:\(hex(theme.mutedInk));"
    return common + ends(on: theme.background)
      + (isDark
        ? "--rule:#30363d;--soft:#161b22;--link:#6cb6ff;--focus:#f0a83c;--good:#56d364;"
          + "--bad:#ff7b72;--bar:#4493c8;"
        : "--rule:#d5dae0;--soft:#f3f5f7;--link:#0a58b8;--focus:#c25e00;--good:#1a7033;"
          + "--bad:#b3261e;--bar:#3b78a8;")
  }

  /// The colours of differences below and above 0: near the ends of the map that pictures on such a page have.
  private static func ends(on ground: Color) -> String {
    guard let map = ColorMap.named("RdBu_r")?.onPage(ground.rgb, isNamed: false) else { return "" }
    let beforeEnd = ColorMap.levelCount / 10
    return "--below:\(Color(map.levels[beforeEnd]).hex);"
      + "--above:\(Color(map.levels[ColorMap.levelCount - 1 - beforeEnd]).hex);"
  }
}
