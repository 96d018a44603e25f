// Names that not every system can hold.

/// Names of files that travel: from this machine to a colleague's, into an archive, onto a site.
enum PlainName {
  /// What Windows keeps for devices, with any ending and in any capitals.
  static let devices: Set<String> = Set(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
      + ["com", "lpt"].flatMap { device in
        (Array("0123456789").map(String.init) + ["¹", "²", "³"]).map { device + $0 }
      })

  /// Why a name cannot be held everywhere; nil where it can.
  static func problem(with name: String) -> String? {
    var stem = name.prefix { $0 != "." }
    while stem.last == " " { stem = stem.dropLast() }
    guard devices.contains(stem.lowercased()) else { return nil }
    return
      "\(stem) is the name of a device on Windows, where no file can be called so, whatever its "
      + "ending; choose another name"
  }
}
