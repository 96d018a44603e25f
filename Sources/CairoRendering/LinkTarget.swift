// Where a link of a scene may lead: nowhere that a reader would not expect of a picture.

/// Where a link leads, in so far as a file may hold it.
enum LinkTarget: Hashable {
  /// An item of the same scene.
  case item(String)
  /// An address, in ASCII.
  case address(String)

  /// nil where the target is neither an item of the scene nor an address that is safe to follow:
  /// `http`, `https` and `mailto` addresses, and relative ones.
  init?(_ target: String, items: Set<String>) {
    if target.hasPrefix("#") {
      let id = String(target.dropFirst())
      guard items.contains(id) else { return nil }
      self = .item(id)
      return
    }
    let hex = Array("0123456789ABCDEF")
    var address = ""
    for byte in target.utf8 {
      switch byte {
      case 0x21, 0x23...0x26, 0x28...0x3B, 0x3D, 0x3F...0x5B, 0x5D, 0x5F, 0x61...0x7A, 0x7E:
        address.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        address += "%" + String([hex[Int(byte >> 4)], hex[Int(byte & 15)]])
      }
    }
    if let colon = address.firstIndex(of: ":") {
      let scheme = address[..<colon]
      let isScheme = !scheme.contains { $0 == "/" || $0 == "?" || $0 == "#" }
      guard !isScheme || ["http", "https", "mailto"].contains(scheme.lowercased()) else {
        return nil
      }
    }
    guard !address.isEmpty else { return nil }
    self = .address(address)
  }
}
