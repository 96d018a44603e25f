// Tokens named by the user: by their text, or by their number.

import FigureModel
import TextFormats

extension TokenList {
  /// The number that a name means: `12`, or `@12`, which is never taken for a text that merely looks
  /// like it. nil where it is no number.
  static func number(_ name: String) -> Int? {
    let digits = name.hasPrefix("@") ? name.dropFirst() : name[...]
    return digits.first?.isNumber == true ? Int(digits) : nil
  }

  /// The position of a token named by the user: its text, or its number where no token has that text.
  func location(of name: String, option: OptionReference) throws(FigureError) -> Int {
    if let index = locations(of: name).first { return index }
    if let index = Self.number(name), raw.indices.contains(index) { return index }
    let names = displayed.map { String($0.prefix(40)) }
    let nearest = NearestName.nearest(to: name, among: names)
    let hint = spelling(of: name) ?? nearest.map { "did you mean \($0)? " } ?? ""
    throw .usage(
      "\(option) \(name): no token has this text; \(hint)give one of the \(raw.count) tokens, or "
        + "its number from 0",
      zh:
        "\(option) \(name)：没有这样的词元；\(nearest.map { "是否想用 \($0)？" } ?? "")请给出 \(raw.count) 个词元之一，或从 0 数起的编号"
    )
  }

  /// Where tokens with a text stand.
  func locations(of name: String) -> [Int] {
    let exact = raw.indices.filter { raw[$0] == name }
    return exact.isEmpty ? displayed.indices.filter { displayed[$0] == name } : exact
  }

  /// What to warn of where the name could mean another token as well.
  func ambiguity(of name: String, option: OptionReference) -> Message? {
    let locations = locations(of: name)
    guard let first = locations.first else { return nil }
    let number = Self.number(name).flatMap { raw.indices.contains($0) ? $0 : nil }
    let isPlain = !name.hasPrefix("@")
    if locations.count > 1 {
      let at = listed(locations.map(String.init), .english)
      // A number that is a text as well would be taken for the text again.
      let other = number == nil ? "give its number" : "give its number as @\(locations[1])"
      return Message(
        "\(option) \(name): \(locations.count) tokens have this text, at \(at); the first is drawn, "
          + "\(other) for another",
        zh:
          "\(option) \(name)：有 \(locations.count) 个这样的词元，在 \(locations.map(String.init).joined(separator: "、"))；画的是第一个，要画别的请给出编号\(number == nil ? "" : "，写作 @\(locations[1])")"
      )
    }
    guard isPlain, let number, number != first else { return nil }
    return Message(
      "\(option) \(name): the token with this text is drawn, number \(first); give @\(number) for "
        + "token number \(number), \(displayed[number].shortened(20))",
      zh:
        "\(option) \(name)：画的是文字为此的词元，编号 \(first)；要画编号为 \(number) 的词元（\(displayed[number].shortened(20))），请写 @\(number)"
    )
  }

  /// What to say of a word whose pieces are tokens one after the other; nil where there are none.
  private func spelling(of name: String) -> Message? {
    for start in displayed.indices {
      var text = ""
      for end in start..<min(displayed.count, start + 24) {
        text += displayed[end]
        guard name.hasPrefix(text) else { break }
        if text == name, end > start {
          return
            "tokens \(start) to \(end), \(listed(Array(displayed[start...end]), .english)), make it "
            + "up (\(option: "merge-words") joins pieces); "
        }
      }
    }
    return nil
  }
}

extension TokenAxes {
  /// The lists as they fit a file that holds keys by queries: exchanged where they were given for its
  /// rows and columns as they are.
  func fitting(queries: Int, keys: Int, exchanges: Bool) -> TokenAxes {
    guard exchanges, queries != keys, self.queries?.axisCount ?? keys == keys,
      self.keys?.axisCount ?? queries == queries
    else { return self }
    var axes = self
    (axes.queries, axes.keys) = (self.keys, self.queries)
    (axes.displayedQueries, axes.displayedKeys) = (displayedKeys, displayedQueries)
    return axes
  }
}
