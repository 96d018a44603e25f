// Colour maps: the names, the 256 levels of each, and how a share of a scale becomes a colour.
//
// The levels themselves lie in ColorMaps/, one file a family. What value a colour stands for is
// ColorScale's business.

import AttentionMath

/// A colour map of 256 levels.
public struct ColorMap: Hashable, Sendable, CustomStringConvertible {
  /// How many levels each map has.
  public static let levelCount = 256

  /// The map's name as `named(_:)` takes it, with `_r` where it is reversed.
  public let name: String
  /// The colours from the minimum value's to the largest's, `0xRRGGBB`; 256 of them.
  public let levels: [UInt32]
  /// Whether the levels run backwards (`viridis_r`).
  public let isReversed: Bool
  /// What the map is good for.
  public let kind: Kind
  /// Whether the levels are those that the name stands for everywhere; not for maps that are made of
  /// colours of one's own, or for a dark page.
  public let isPublished: Bool

  /// What a map is good for.
  public enum Kind: String, Hashable, Sendable {
    /// From little to much.
    case sequential
    /// Two directions away from a middle.
    case diverging
    /// Angles: the ends meet.
    case cyclic
  }

  /// Whether the ends meet, as angles need it.
  public var isCyclic: Bool { kind == .cyclic }
  /// Whether the map shows two directions away from a middle.
  public var isDiverging: Bool { kind == .diverging }

  /// The name without `_r`.
  public var baseName: String { isReversed ? String(name.dropLast(2)) : name }

  public var description: String { name }

  /// The same map with its levels in the other order.
  public var reversed: ColorMap {
    ColorMap(
      name: isReversed ? baseName : name + "_r", levels: levels.reversed(),
      isReversed: !isReversed, kind: kind, isPublished: isPublished)
  }

  /// The colour at a share of the scale.
  ///
  /// Level `floor(256 t)`, and the last one for `t` = 1, so that every level has the same share.
  /// - Parameter t: 0 … 1; what lies outside takes the colour of the nearer end, NaN of the first.
  public func rgb(at t: Double) -> UInt32 { levels[Self.level(at: t)] }

  /// The levels painted in a colour, in rising order; empty where none is.
  ///
  /// Neighbours may share a colour, since eight bits a channel cannot distinguish them : viridis has
  /// two such pairs, Greys thirty.
  public func levels(colored rgb: UInt32) -> [Int] {
    levels.indices.filter { levels[$0] == rgb }
  }

  /// The level, 0 … 255, at a share of the scale; see `rgb(at:)`.
  @inline(__always)
  static func level(at t: Double) -> Int {
    guard t > 0 else { return 0 }
    return t < 1 ? Int(t * Double(levelCount)) : levelCount - 1
  }
}

// MARK: - The maps by name

extension ColorMap {
  /// The names of all maps. Each also exists with `_r` at its end, for the reverse.
  public static let names = catalog.map(\.name)

  /// The map of this name, such as `viridis` or `RdBu_r`; nil if there is none.
  public static func named(_ name: String) -> ColorMap? {
    let isReversed = name.hasSuffix("_r")
    let base = isReversed ? String(name.dropLast(2)) : name
    guard let entry = catalog.first(where: { $0.name == base }) else { return nil }
    let map = ColorMap(
      name: base, levels: entry.levels(), isReversed: false, kind: entry.kind, isPublished: true)
    return isReversed ? map.reversed : map
  }

  public static let viridis = ColorMap(
    name: "viridis", levels: viridisLevels, isReversed: false, kind: .sequential,
    isPublished: true)

  /// The known name a mistyped one most likely stands for; nil if none is near.
  ///
  /// Fewest letters inserted, removed, replaced or swapped, at most a third of the name; a letter in
  /// the wrong case counts little. A `_r` is kept.
  public static func nearestName(to name: String) -> String? {
    let suffix = name.lowercased().hasSuffix("_r") ? "_r" : ""
    let base = String(name.dropLast(suffix.count))
    let best = names.map { known in
      (
        name: known, edits: editDistance(base.lowercased(), known.lowercased()),
        withCase: editDistance(base, known)
      )
    }.min { ($0.edits, $0.withCase) < ($1.edits, $1.withCase) }
    guard let best, best.edits <= max(1, base.count / 3) else { return nil }
    return best.name + suffix
  }

  private struct Entry: Sendable {
    let name: String
    let kind: Kind
    let levels: @Sendable () -> [UInt32]
  }

  /// Every map. The closures keep a table unread until its map is asked for.
  private static let catalog: [Entry] = [
    Entry(name: "viridis", kind: .sequential) { viridisLevels },
    Entry(name: "magma", kind: .sequential) { magmaLevels },
    Entry(name: "inferno", kind: .sequential) { infernoLevels },
    Entry(name: "plasma", kind: .sequential) { plasmaLevels },
    Entry(name: "cividis", kind: .sequential) { cividisLevels },
    Entry(name: "turbo", kind: .sequential) { turboLevels },
    Entry(name: "Blues", kind: .sequential) { bluesLevels },
    Entry(name: "Greens", kind: .sequential) { greensLevels },
    Entry(name: "Purples", kind: .sequential) { purplesLevels },
    Entry(name: "Oranges", kind: .sequential) { orangesLevels },
    Entry(name: "Reds", kind: .sequential) { redsLevels },
    Entry(name: "Greys", kind: .sequential) { greysLevels },
    Entry(name: "RdBu", kind: .diverging) { rdBuLevels },
    Entry(name: "RdGy", kind: .diverging) { rdGyLevels },
    Entry(name: "coolwarm", kind: .diverging) { coolwarmLevels },
    Entry(name: "PuOr", kind: .diverging) { puOrLevels },
    Entry(name: "hsv", kind: .cyclic) { hsvLevels },
    Entry(name: "twilight", kind: .cyclic) { twilightLevels },
  ]

  /// The levels written as six hexadecimal digits each.
  static func decode(_ text: String) -> [UInt32] {
    var levels: [UInt32] = []
    levels.reserveCapacity(levelCount)
    var color: UInt32 = 0
    for (index, digit) in text.utf8.enumerated() {
      color = color << 4 | UInt32(digit <= 0x39 ? digit - 0x30 : digit - 0x61 + 10)
      if index % 6 == 5 {
        levels.append(color)
        color = 0
      }
    }
    precondition(levels.count == levelCount, "a colour map has 256 levels")
    return levels
  }
}
