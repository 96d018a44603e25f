// Lines between tokens, for the page's script to read weights from.

import FigureModel
import TextFormats

extension PageData {
  func writePositions(
    of panel: LinkData, in descriptions: Descriptions, to json: inout JSONWriter
  ) {
    writePositions(of: panel.index, in: descriptions, to: &json) { json, language, _ in
      json.member("heads") { json in
        json.array(panel.heads[language] ?? []) { $0.string($1) }
      }
    }
  }

  static func write(_ links: TokenLinks, to json: inout JSONWriter) {
    let form =
      switch links.form {
      case .columns: "columns"
      case .rows: "rows"
      case .arcs: "arcs"
      }
    json.member("form") { $0.string(form) }
    json.member("queries") { json in json.array(links.queries) { $0.string($1) } }
    json.member("keys") { json in json.array(links.keys) { $0.string($1) } }
    json.member("links") { json in
      json.array(links.links) { json, link in
        json.array([Double(link.query), Double(link.key), Double(link.slot), link.weight]) {
          $0.number($1)
        }
      }
    }
  }
}
