// Where a link of a scene may lead: nowhere that a reader would not expect of a picture.

import FigureScene

/// Where a link leads, in so far as a file may hold it.
enum LinkTarget: Hashable {
  /// An item of the same scene.
  case item(String)
  /// An address, escaped.
  case address(String)

  /// nil where the target is neither an item of the scene nor an address that may be followed.
  init?(_ target: String, items: Set<String>) {
    if target.hasPrefix("#") {
      let id = String(target.dropFirst())
      guard items.contains(id) else { return nil }
      self = .item(id)
    } else {
      guard LinkAddress.isSafe(target) else { return nil }
      self = .address(LinkAddress.escaped(target))
    }
  }
}
