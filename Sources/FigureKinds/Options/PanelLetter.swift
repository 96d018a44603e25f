// Letters that name the panels of a figure: (a), (b), (c).

/// The letter of a panel.
enum PanelLetter {
  /// `a` … `z`, then `aa`, `ab` … as columns of a table are counted.
  static func name(_ index: Int) -> String {
    var rest = index
    var letters: [Character] = []
    repeat {
      letters.append(Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(rest % 26))))
      rest = rest / 26 - 1
    } while rest >= 0
    return String(letters.reversed())
  }
}
