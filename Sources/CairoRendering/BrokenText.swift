// Text broken into lines at several widths. The search for the best page asks for the same notes and labels at
// hundreds of widths, and to shape them takes longer than all else that it does.

import FigureScene

/// What decides how text is set. Alignment is not in it: lines are aligned when drawn.
struct TextRequest: Hashable {
  var text: RichText
  var style: TextStyle
  /// Where lines wrap, in px; nil where they stay whole.
  var width: Double?

  /// The same at the size that text is shaped at, and how many times as large it is wanted.
  var atShapedSize: (TextRequest, factor: Double) {
    let size = Shaper.shapedSize(style)
    let factor = fontSize(style) / size
    var model = self
    model.style.size = size
    model.width = width.map { $0 / factor }
    return (model, factor)
  }
}

/// One text at the widths that it was broken at.
///
/// Lines take as many words as they hold, so that a text which breaks at the same positions at two widths breaks
/// there at every width between them.
struct BrokenText {
  /// By width, in px.
  private var known: [(width: Double, set: SetText)] = []
  private static let maximumCount = 64

  /// The text as it breaks at a width; nil where that is not known.
  func set(at width: Double) -> SetText? {
    guard let above = known.firstIndex(where: { $0.width >= width }) else { return nil }
    if known[above].width == width { return known[above].set }
    guard above > 0, known[above].set.lineRanges == known[above - 1].set.lineRanges else {
      return nil
    }
    return known[above].set
  }

  mutating func keep(_ set: SetText, at width: Double) {
    guard known.count < Self.maximumCount, set.failure == nil else { return }
    known.insert((width, set), at: known.firstIndex { $0.width >= width } ?? known.count)
  }
}

extension RichText {
  /// Whether its lines are recognised by where they break: not in scripts that run from the right, nor with characters
  /// that show only at the end of a line.
  var breaksAlike: Bool {
    plain.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0xAD: false
      case ..<0x590, 0x2010...0x2027, 0x2030...0x205E, 0x2070...0x2BFF, 0x3000...0x9FFF,
        0xFF00...0xFFEF:
        true
      default: false
      }
    }
  }
}
