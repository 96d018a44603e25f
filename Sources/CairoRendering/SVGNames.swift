// The ids of an SVG: each begins with the figure's own name, so that several figures can stand on
// one page, and none is used twice.

import FigureScene

/// Hands out ids for one figure.
struct SVGNames {
  private let prefix: String
  private var used: Set<String> = []
  /// What the scene's own ids became.
  private(set) var items: [String: String] = [:]

  /// Takes up the ids of a scene's items first: theirs are the ones people refer to.
  init(_ scene: Scene) {
    let name = plain(scene.name)
    let isStart = name.unicodeScalars.first.map { $0.properties.isAlphabetic || $0 == "_" } ?? false
    prefix = isStart ? name : "figure" + (name.isEmpty ? "" : "-" + name)
    used = [prefix]
    for id in ["title", "desc"] { used.insert("\(prefix)-\(id)") }
    for id in scene.itemIDs where items[id] == nil { items[id] = unused(plain(id)) }
  }

  var title: String { "\(prefix)-title" }
  var desc: String { "\(prefix)-desc" }

  /// A new id ending in `wish`, or in something like it where that is taken.
  mutating func unused(_ wish: String) -> String {
    var id = "\(prefix)-\(wish)"
    var number = 2
    while !used.insert(id).inserted {
      id = "\(prefix)-\(wish)-\(number)"
      number += 1
    }
    return id
  }
}

/// `text` with `-` for everything but ASCII letters, digits, `-`, `_` and `.`, at most 80 characters
/// of it: an id is written again at each use.
private func plain(_ text: String) -> String {
  String(
    text.unicodeScalars.prefix(80).map { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": Character(scalar)
      default: "-"
      }
    })
}
