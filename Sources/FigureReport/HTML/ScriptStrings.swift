// The words of the page's script, in each edition's language.

import FigureKinds
import FigureModel
import TextFormats

struct ScriptStrings {
  let edition: ReportEdition

  init(_ edition: ReportEdition) { self.edition = edition }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("tag") { $0.string(edition.language.tag) }
      json.member("title") { $0.string(edition.title) }
      for (name, words) in Self.all { json.member(name) { $0.string(words[edition.language]) } }
    }
  }

  private static func localized(_ name: String, _ english: String, _ chinese: String)
    -> (String, Localized)
  { (name, Localized(en: english, zh: chinese)) }

  static let all: [(String, Localized)] = reading + files + heads

  private static let reading = [
    localized("row", "row", "行"), localized("column", "column", "列"),
    localized("query", "query", "查询"), localized("key", "key", "键"),
    localized("masked", "masked", "已掩码"),
    localized(
      "explore",
      "values; arrow keys move, D shows all digits, Enter pins the row, Escape lets it go",
      "数值；方向键移动，D 显示全部数位，回车固定该行，Esc 取消"),
    localized(
      "exploreLines", "values; left and right move, D shows all digits, Escape ends",
      "数值；左右方向键移动，D 显示全部数位，Esc 结束"),
    localized(
      "hint", "Point at a cell, or use the arrow keys, to read its value; a click pins its row.",
      "将指针移到单元格上（或用方向键）读取数值；点击固定该行。"),
    localized(
      "hintTouch", "Touch a cell to read its value and to see its row as bars.",
      "轻触单元格可读取数值，并以条形显示该行。"),
    localized(
      "hintLines", "Point at the chart, or use the arrow keys, to read its values.",
      "将指针移到图上（或用方向键）读取数值。"),
    localized(
      "hintLinesTouch", "Touch the chart to read its values.",
      "轻触图可读取数值。"),
    localized(
      "hintLinks", "Point at a token, or use the arrow keys, to read its weights.",
      "将指针移到词元上（或用方向键）读取其权重。"),
    localized(
      "hintLinksTouch", "Touch a token to read its weights.", "轻触词元可读取其权重。"),
    localized("noLine", "no line", "没有连线"),
    localized("moreLines", "and {count} weaker ones", "另有 {count} 条较弱的"),
    localized("digits", "All digits", "全部数位"), localized("unpin", "Close", "关闭"),
  ]

  private static let files = [
    localized("csv", "CSV", "CSV"), localized("svg", "SVG", "SVG"), localized("png", "PNG", "PNG"),
    localized("copy", "Copy command", "复制命令"), localized("copied", "Copied", "已复制"),
  ]

  private static let heads = [
    localized("layer", "Layer", "层"), localized("head", "Head", "头"),
    localized("anyHead", "Any head of the model", "模型中的任意一头"),
    localized("previous", "Previous head", "上一个头"), localized("next", "Next head", "下一个头"),
    localized(
      "map", "All heads: a row for each layer, a column for each head; arrow keys choose",
      "全部的头：每行一层，每列一头；用方向键选择"),
    localized("compare", "Compare with", "与之比较"), localized("nothing", "none", "无"),
    localized("headTitle", "Layer {layer}, head {head}", "第 {layer} 层，第 {head} 头"),
    localized("difference", "Difference: {one} − {other}", "差：{one} − {other}"),
    localized("headShort", "layer {layer}, head {head}", "层 {layer} 头 {head}"),
  ]
}
