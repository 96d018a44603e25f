// A text on its way through normalisation, and for each character of it the characters of the given
// text that it came from. The rules of what a new, a changed and a removed character is aligned to
// are those of Hugging Face tokenizers' NormalizedString, so that offsets come out the same; positions
// count Unicode scalars.

/// Where a character came from: scalars of the given text.
struct Origin: Hashable, Sendable {
  var start: Int
  var end: Int
}

/// A text, or a part of one, aligned with the text as it was given.
struct NormalizedText: Sendable {
  private(set) var scalars: [Unicode.Scalar]
  private(set) var origins: [Origin]
  /// Where in the given text this part begins.
  let start: Int
  /// The most characters that may become of the text. The rules are a stranger's, and a few that each put ten
  /// characters in the place of one would fill any memory.
  let limit: Int
  /// Whether a change would have made more, and was left out.
  private(set) var isBeyondLimit = false

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    origins = scalars.indices.map { Origin(start: $0, end: $0 + 1) }
    start = 0
    // One character becomes 18 in the widest of Unicode's forms, and bytes are spelled with up to 4.
    limit = 80 * scalars.count + 1 << 16
  }

  private init(
    scalars: [Unicode.Scalar], origins: [Origin], start: Int, limit: Int
  ) {
    self.scalars = scalars
    self.origins = origins
    self.start = start
    self.limit = limit
  }

  var isEmpty: Bool { scalars.isEmpty }

  var count: Int { scalars.count }

  /// The text itself.
  var text: String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  /// A part of this one.
  subscript(range: Range<Int>) -> NormalizedText {
    NormalizedText(
      scalars: Array(scalars[range]), origins: Array(origins[range]),
      start: range.isEmpty ? start + range.lowerBound : origins[range.lowerBound].start,
      limit: limit)
  }

  /// The scalars of the given text that a part of this one came from.
  func origin(of range: Range<Int>) -> Origin {
    guard !range.isEmpty else {
      return Origin(start: start + range.lowerBound, end: start + range.upperBound)
    }
    return Origin(start: origins[range.lowerBound].start, end: origins[range.upperBound - 1].end)
  }

  /// A character of a changed text. `change` is 1 where it is new, 0 where it stands for the next
  /// one of the old text, and -n where it stands for that and the n after it are gone.
  typealias Change = (scalar: Unicode.Scalar, change: Int)

  /// Replaces the characters of a range.
  /// - Parameter removed: how many at its beginning are gone.
  mutating func transform(_ range: Range<Int>, _ changes: [Change], removed: Int = 0) {
    guard count - range.count + changes.count <= limit else {
      isBeyondLimit = true
      return
    }
    var location = range.lowerBound + removed
    var new: [Origin] = []
    new.reserveCapacity(changes.count)
    for (_, change) in changes {
      if change > 0 {
        new.append(location < 1 ? Origin(start: start, end: start) : origins[location - 1])
      } else {
        // A change that claims more than there is belongs to the last character.
        new.append(origins[min(location, origins.count - 1)])
        location = min(location + 1 - change, range.upperBound)
      }
    }
    origins.replaceSubrange(range, with: new)
    scalars.replaceSubrange(range, with: changes.lazy.map(\.scalar))
  }

  /// Replaces all characters.
  mutating func transform(_ changes: [Change], removed: Int = 0) {
    transform(0..<count, changes, removed: removed)
  }

  /// Keeps the characters for which `keeps` holds.
  mutating func filter(_ keeps: (Unicode.Scalar) -> Bool) {
    guard let first = scalars.firstIndex(where: { !keeps($0) }) else { return }
    var (keptScalars, keptOrigins) = (Array(scalars[..<first]), Array(origins[..<first]))
    for index in first..<count where keeps(scalars[index]) {
      keptScalars.append(scalars[index])
      keptOrigins.append(origins[index])
    }
    (scalars, origins) = (keptScalars, keptOrigins)
  }

  /// Puts another character in the place of each.
  mutating func map(_ change: (Unicode.Scalar) -> Unicode.Scalar) {
    for index in scalars.indices { scalars[index] = change(scalars[index]) }
  }

  /// Puts characters in the place of each.
  mutating func expand(_ parts: (Unicode.Scalar, (Unicode.Scalar) -> Void) -> Void) {
    var changes: [Change] = []
    changes.reserveCapacity(count)
    for scalar in scalars {
      var isFirst = true
      parts(scalar) {
        changes.append(($0, isFirst ? 0 : 1))
        isFirst = false
      }
    }
    transform(changes)
  }

  /// Puts a text in front, aligned with the first character.
  mutating func prepend(_ text: String) {
    guard let first = scalars.first, !text.isEmpty else { return }
    let changes = text.unicodeScalars.enumerated().map { ($1, $0 == 0 ? 0 : 1) } + [(first, 1)]
    transform(0..<1, changes)
  }

  /// Replaces what matches by a text, which is aligned with the last character of the match.
  mutating func replace(_ matches: [Match], with content: String) {
    guard matches.contains(where: \.isMatch) else { return }
    let content = Array(content.unicodeScalars)
    let found = matches.count { $0.isMatch }
    guard found == 0 || content.count <= (limit - count) / found else {
      isBeyondLimit = true
      return
    }
    var (newScalars, newOrigins): ([Unicode.Scalar], [Origin]) = ([], [])
    for match in matches {
      if match.isMatch {
        let origin =
          match.range.upperBound < 1
          ? Origin(start: start, end: start) : origins[match.range.upperBound - 1]
        newScalars += content
        newOrigins += Array(repeating: origin, count: content.count)
      } else {
        newScalars += scalars[match.range]
        newOrigins += origins[match.range]
      }
    }
    (scalars, origins) = (newScalars, newOrigins)
  }

  /// Takes white space off the ends.
  mutating func strip(left: Bool, right: Bool) {
    let first = left ? scalars.firstIndex { !$0.properties.isWhitespace } ?? count : 0
    let last = right ? scalars.lastIndex { !$0.properties.isWhitespace } ?? -1 : count - 1
    let kept = first..<max(first, last + 1)
    (scalars, origins) = (Array(scalars[kept]), Array(origins[kept]))
  }
}

/// A part of a text, and whether it is what was looked for.
struct Match: Hashable, Sendable {
  var range: Range<Int>
  var isMatch: Bool
}

/// What becomes of the parts that match where a text is split.
enum SplitBehavior: String, Sendable {
  case removed = "Removed"
  case isolated = "Isolated"
  case mergedWithPrevious = "MergedWithPrevious"
  case mergedWithNext = "MergedWithNext"
  case contiguous = "Contiguous"
}

extension NormalizedText {
  /// The parts of the text between and around matches that cover it.
  func split(_ matches: [Match], _ behavior: SplitBehavior) -> [NormalizedText] {
    var parts: [Range<Int>] = []
    switch behavior {
    case .removed: parts = matches.filter { !$0.isMatch }.map(\.range)
    case .isolated: parts = matches.map(\.range)
    case .contiguous:
      var previous = false
      for match in matches {
        if match.isMatch == previous, let last = parts.popLast() {
          parts.append(last.lowerBound..<match.range.upperBound)
        } else {
          parts.append(match.range)
        }
        previous = match.isMatch
      }
    case .mergedWithPrevious:
      var previous = false
      for match in matches {
        if match.isMatch, !previous, let last = parts.popLast() {
          parts.append(last.lowerBound..<match.range.upperBound)
        } else {
          parts.append(match.range)
        }
        previous = match.isMatch
      }
    case .mergedWithNext:
      var previous = false
      for match in matches.reversed() {
        if match.isMatch, !previous, let last = parts.popLast() {
          parts.append(match.range.lowerBound..<last.upperBound)
        } else {
          parts.append(match.range)
        }
        previous = match.isMatch
      }
      parts.reverse()
    }
    return parts.filter { !$0.isEmpty }.map { self[$0] }
  }

  /// The matches of single characters.
  func matches(of isMatch: (Unicode.Scalar) -> Bool) -> [Match] {
    var matches: [Match] = []
    var begin = 0
    for index in scalars.indices where isMatch(scalars[index]) {
      if begin < index { matches.append(Match(range: begin..<index, isMatch: false)) }
      matches.append(Match(range: index..<index + 1, isMatch: true))
      begin = index + 1
    }
    if begin < count { matches.append(Match(range: begin..<count, isMatch: false)) }
    return matches
  }

  /// The matches of a text; an empty one matches nowhere.
  func matches(of text: String) -> [Match] {
    let wanted = Array(text.unicodeScalars)
    var matches: [Match] = []
    var begin = 0
    var index = 0
    while !wanted.isEmpty, index + wanted.count <= count {
      if scalars[index..<index + wanted.count].elementsEqual(wanted) {
        if begin < index { matches.append(Match(range: begin..<index, isMatch: false)) }
        index += wanted.count
        matches.append(Match(range: index - wanted.count..<index, isMatch: true))
        begin = index
      } else {
        index += 1
      }
    }
    if begin < count { matches.append(Match(range: begin..<count, isMatch: false)) }
    return matches
  }
}
