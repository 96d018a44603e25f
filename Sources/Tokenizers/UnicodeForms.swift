// Unicode normalisation forms (UAX #15) with alignment. Swift's own are not public; GLib, which
// Pango brings into the process anyhow, has the decompositions and compositions of characters.

internal import CGLib

/// A Unicode normalisation form.
enum UnicodeForm: String, Sendable {
  case nfc = "NFC"
  case nfd = "NFD"
  case nfkc = "NFKC"
  case nfkd = "NFKD"

  private var isCompatible: Bool { self == .nfkc || self == .nfkd }
  private var composes: Bool { self == .nfc || self == .nfkc }

  func normalize(_ text: inout NormalizedText) {
    // ASCII is the same in all forms.
    if text.scalars.allSatisfy(\.isASCII) { return }
    let decomposed = decompose(text.scalars)
    text.transform(composes ? compose(decomposed) : decomposed)
  }

  /// 1. Each character is decomposed; 2. marks are put in the order of their classes.
  private func decompose(_ scalars: [Unicode.Scalar]) -> [NormalizedText.Change] {
    var result: [NormalizedText.Change] = []
    result.reserveCapacity(scalars.count)
    // Since when the characters at the end are marks.
    var marks = 0
    var parts = [UInt32](repeating: 0, count: 18)
    for scalar in scalars {
      let count =
        scalar.isASCII || scalar.isYoung
        ? 0 : g_unichar_fully_decompose(scalar.value, isCompatible ? 1 : 0, &parts, parts.count)
      for index in 0..<max(1, Int(count)) {
        let part = count == 0 ? scalar : Unicode.Scalar(parts[index]) ?? scalar
        let change = (scalar: part, change: index == 0 ? 0 : 1)
        let order = combiningClass(part)
        guard order != 0 else {
          result.append(change)
          marks = result.count
          continue
        }
        var location = result.count
        while location > marks, combiningClass(result[location - 1].scalar) > order {
          location -= 1
        }
        result.insert(change, at: location)
      }
    }
    return result
  }

  /// 3. Each starter takes in the marks after it that it forms a character with.
  private func compose(_ changes: [NormalizedText.Change]) -> [NormalizedText.Change] {
    var result: [NormalizedText.Change] = []
    result.reserveCapacity(changes.count)
    var starter: Int?
    var lastClass = 0
    for change in changes {
      let order = combiningClass(change.scalar)
      if let index = starter {
        let isBlocked = index + 1 < result.count && lastClass >= order
        var composed: UInt32 = 0
        if !isBlocked,
          g_unichar_compose(result[index].scalar.value, change.scalar.value, &composed) != 0,
          let scalar = Unicode.Scalar(composed), !scalar.isYoung
        {
          result[index] = (scalar, result[index].change + change.change - 1)
          continue
        }
      }
      if order == 0 { starter = result.count }
      lastClass = order
      result.append(change)
    }
    return result
  }

  private func combiningClass(_ scalar: Unicode.Scalar) -> Int {
    scalar.value < 0x300 ? 0 : Int(g_unichar_combining_class(scalar.value))
  }
}

extension Unicode.Scalar {
  /// Whether it is younger than the library's tables of decompositions, which are of Unicode 11.
  fileprivate var isYoung: Bool {
    // The oldest of them is U+32FF.
    value >= 0x32ff && properties.age.map { $0.major > 11 } ?? false
  }
}
