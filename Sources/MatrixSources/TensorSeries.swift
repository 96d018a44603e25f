// Tensors of one file that are layers, or steps, of one array, recognised by the numbers in their names.

import MatrixFiles

/// Tensors whose names differ by numbers alone: `arr_0`, `arr_1`, … or `step0_layer0`, `step0_layer1`, …
struct TensorSeries {
  /// A name taken apart.
  private struct NumberedName {
    /// The text between the numbers.
    var texts: [String] = [""]
    var numbers: [Int] = []

    init(_ name: String) {
      var digits = ""
      func number() -> Int? { digits.isEmpty ? nil : Int(digits) }
      for character in name {
        if character.isASCII, character.isNumber {
          digits.append(character)
          continue
        }
        if let number = number() {
          numbers.append(number)
          texts.append("")
        }
        digits = ""
        texts[texts.count - 1].append(character)
      }
      if let number = number() {
        numbers.append(number)
        texts.append("")
      }
    }
  }

  /// One tensor of the series, by the numbers that distinguish it from the others.
  struct Member {
    var info: TensorInfo
    var numbers: [Int]
  }

  /// In natural order: 2 before 10.
  let members: [Member]
  /// How many numbers of a name differ: 1 or 2.
  let depth: Int
  /// The text before each of these numbers.
  let words: [String]

  /// - Parameter tensors: two or more with names.
  /// - Returns: nil where their names do not differ by one or two numbers alone.
  init?(_ tensors: [TensorInfo]) {
    let names = tensors.compactMap(\.name).map(NumberedName.init)
    guard names.count == tensors.count, names.count > 1, let first = names.first,
      names.allSatisfy({ $0.texts == first.texts && $0.numbers.count == first.numbers.count })
    else { return nil }
    let varying = first.numbers.indices.filter { location in
      names.contains { $0.numbers[location] != first.numbers[location] }
    }
    guard varying.count == 1 || varying.count == 2 else { return nil }
    depth = varying.count
    words = varying.map { first.texts[$0] }
    members = zip(tensors, names).map { info, name in
      Member(info: info, numbers: varying.map { name.numbers[$0] })
    }.sorted { $0.numbers.lexicographicallyPrecedes($1.numbers) }
  }
}

extension TensorSeries {
  /// The numbers by which names differ, in their order; nil where they differ by anything else than one number.
  static func numbers(of names: [String]) -> [Int]? {
    let names = names.map(NumberedName.init)
    guard let first = names.first,
      names.allSatisfy({ $0.texts == first.texts && $0.numbers.count == first.numbers.count })
    else { return nil }
    let varying = first.numbers.indices.filter { location in
      names.contains { $0.numbers[location] != first.numbers[location] }
    }
    guard varying.count == 1 else { return nil }
    return names.map { $0.numbers[varying[0]] }
  }

  /// What one of the varying numbers is called with each of its values, from the smallest: `layer1`, `layer5`.
  func names(ofNumber location: Int) -> [String] {
    let word = words[location].drop { !$0.isLetter }
    return Set(members.map { $0.numbers[location] }).sorted().map { "\(word)\($0)" }
  }
}

/// Names in natural order, in which 2 comes before 10.
func naturallyOrdered(_ names: [String]) -> [String] {
  func parts(_ name: String) -> [(text: String, number: Int)] {
    var parts: [(text: String, number: Int)] = []
    var text = ""
    var digits = ""
    for character in name + "\0" {
      if character.isASCII, character.isNumber, digits.count < 18 {
        digits.append(character)
      } else {
        if let number = Int(digits) {
          parts.append((text, number))
          (text, digits) = ("", "")
        }
        text.append(character)
      }
    }
    return parts + [(text, -1)]
  }
  return names.map { ($0, parts($0)) }.sorted { a, b in
    for (x, y) in zip(a.1, b.1) {
      if x.text != y.text { return x.text < y.text }
      if x.number != y.number { return x.number < y.number }
    }
    return a.1.count < b.1.count
  }.map(\.0)
}
