// Reading the arrays of numbers that a JSON file holds. The tokens are JSONScanner's work.

import TextFormats

/// What a JSON file holds.
enum JSONContents {
  case tensors([Tensor], unreadable: [UnreadableTensor])
  /// The file in which each tensor of a model lies, from the index of a model in several files.
  case shards([(tensor: String, file: String)])
}

/// Reads a file that holds one array of numbers, or of arrays of equal length to any depth; an object
/// with such arrays by name; or several of these, one a line.
///
/// - An array is the tensor. Lines of arrays are its rows: they become one tensor with an axis more.
/// - The arrays of objects are named by the way to them with points between, as in `layer.attention`;
///   a list or lines of objects count from 0, as in `0.attention`. What else an object holds is
///   passed over, and told where it is asked for by name.
/// - Texts under `tokens` beside an array, or beside what it lies in, name its rows and columns, where there
///   are as many.
///
/// `NaN`, `Infinity` and `-Infinity` are taken for numbers: JSON has no words for them, but Python
/// writes these, and masks are full of them. `null`, which others write for them, is NaN.
struct JSONReader {
  /// An array that was read, and where its numbers lie among all.
  private struct Found {
    /// nil where the array is the document.
    var name: String?
    var shape: [Int]
    var start: Int
  }

  /// A list of texts.
  private struct Texts {
    var name: String
    var texts: [String]
  }

  /// The most arrays that are listed, and the most texts that are kept.
  private static let maximumCount = 1 << 16
  /// The most tensors an index may name.
  private static let maximumShardCount = 1 << 20
  /// The longest way to an array, in bytes: each array has its own.
  private static let maximumNameLength = 1024
  /// The most objects inside each other.
  private static let maximumDepth = 64

  private var scanner: JSONScanner
  private let file: String
  private let limits: ReadLimits
  private var values: [Double] = []
  private var found: [Found] = []
  private var texts: [Texts] = []
  private var textCount = 0
  private var unreadable: [UnreadableTensor] = []
  private var shards: [(tensor: String, file: String)]?
  /// The number of the document being read, from 0.
  private var document = 0

  /// Reads the whole document.
  static func read(
    _ source: ByteSource, limits: ReadLimits
  ) throws(MatrixFileError) -> JSONContents {
    var text = source
    if source.count >= 3, try source.bytes(at: 0, count: 3) == [0xef, 0xbb, 0xbf] {
      // A mark of the byte order is no part of the text.
      text = source.slice(at: 3, count: source.count - 3)
    }
    var reader = JSONReader(
      scanner: JSONScanner(text, locations: .lines), file: source.name, limits: limits)
    try reader.readDocuments()
    if let shards = reader.shards { return .shards(shards) }
    return .tensors(reader.tensors(), unreadable: reader.unreadable)
  }

  private init(scanner: JSONScanner, file: String, limits: ReadLimits) {
    self.scanner = scanner
    self.file = file
    self.limits = limits
  }

  private var nothingFound: MatrixFileError {
    .malformed(
      file: file, reason: "holds no array of numbers: [[1, 2], [3, 4]] is one of two rows")
  }

  // MARK: Documents

  /// Reads the one document, or those of all lines.
  private mutating func readDocuments() throws(MatrixFileError) {
    var count = 0
    while let next = try scanner.peek() {
      document = count
      let isFirst = count == 0
      guard next == UInt8(ascii: "[") || next == UInt8(ascii: "{"),
        isFirst || scanner.isOnNewLine
      else { throw isFirst ? nothingFound : try scanner.unexpected("the end") }
      if count == 1 { nameLine(0) }
      let start = (found.count, texts.count, unreadable.count)
      try value(nil, depth: 0)
      if !isFirst {
        nameLine(count, from: start)
        try joinLines(count)
      }
      count += 1
    }
    if found.isEmpty, unreadable.isEmpty, shards == nil { throw nothingFound }
    var names: Set<String> = []
    for name in found.compactMap(\.name) where !names.insert(name).inserted {
      throw .malformed(file: file, reason: "holds \(quoted(name)) twice")
    }
  }

  /// Puts a line's number before the names that were found in it.
  private mutating func nameLine(
    _ line: Int, from start: (found: Int, texts: Int, unreadable: Int) = (0, 0, 0)
  ) {
    for index in start.found..<found.count {
      if let name = found[index].name { found[index].name = "\(line).\(name)" }
    }
    for index in start.texts..<texts.count { texts[index].name = "\(line).\(texts[index].name)" }
    for index in start.unreadable..<unreadable.count {
      let entry = unreadable[index]
      unreadable[index] = UnreadableTensor(name: "\(line).\(entry.name)", reason: entry.reason)
    }
  }

  /// Makes the array of a line a row of the first line's.
  private mutating func joinLines(_ count: Int) throws(MatrixFileError) {
    guard let last = found.last, last.name == nil else {
      if found.first?.name == nil, !found.isEmpty {
        throw .malformed(
          file: file, reason: "holds an array first and something else in value \(count)")
      }
      return
    }
    guard found.count == 2, let first = found.first, first.name == nil else {
      throw .malformed(
        file: file, reason: "holds something else first and an array in value \(count)")
    }
    // The second line makes the axis, the others lengthen it.
    let row = count == 1 ? first.shape : Array(first.shape.dropFirst())
    if row != last.shape {
      throw .malformed(
        file: file,
        reason: "is ragged at [\(count)]: a line of shape \(last.shape) follows one of \(row); all "
          + "lines need one shape")
    }
    found = [Found(name: nil, shape: [count + 1] + row, start: 0)]
  }

  /// Reads any value.
  /// - Parameter name: the way to it; nil for the document.
  private mutating func value(_ name: String?, depth: Int) throws(MatrixFileError) {
    if depth > Self.maximumDepth {
      throw scanner.fault("objects lie more than \(Self.maximumDepth) deep")
    }
    switch try scanner.peek() {
    case UInt8(ascii: "{"): try object(name, depth: depth)
    case UInt8(ascii: "["): try array(name, depth: depth)
    case UInt8(ascii: "\""):
      try scanner.skipValue()
      try pass(name, "is a text")
    default:
      try scanner.skipValue()
      try pass(name, "is a single value")
    }
  }

  private mutating func object(_ name: String?, depth: Int) throws(MatrixFileError) {
    try scanner.expect("{")
    if try scanner.accept("}") { return }
    repeat {
      let key = try scanner.key()
      if name == nil, key == "weight_map", shards == nil, try scanner.peek() == UInt8(ascii: "{") {
        shards = try shardMap()
      } else {
        let way = name.map { "\($0).\(key)" } ?? key
        if way.utf8.count > Self.maximumNameLength {
          throw scanner.fault("a name is longer than \(Self.maximumNameLength) bytes")
        }
        try value(way, depth: depth + 1)
      }
    } while try scanner.acceptComma(before: "}")
    try scanner.expect("}")
  }

  /// The names of tensors and of the files they lie in.
  private mutating func shardMap() throws(MatrixFileError) -> [(tensor: String, file: String)] {
    var map: [(tensor: String, file: String)] = []
    try scanner.expect("{")
    if try scanner.accept("}") { return map }
    repeat {
      if map.count == Self.maximumShardCount {
        throw scanner.fault("more than \(Self.maximumShardCount) tensors have a file")
      }
      let tensor = try scanner.key()
      map.append((tensor, try scanner.string()))
    } while try scanner.acceptComma(before: "}")
    try scanner.expect("}")
    return map
  }

  /// Notes a part that holds no array of numbers.
  private mutating func pass(_ name: String?, _ reason: String) throws(MatrixFileError) {
    let label = name.map { "\(file)#\(printable($0))" } ?? file
    let error = MatrixFileError.unsupported(
      file: label, reason: "\(reason); an array of numbers is needed, such as [[1, 2], [3, 4]]")
    guard let name else { throw error }
    if unreadable.count < Self.maximumCount {
      unreadable.append(UnreadableTensor(name: name, reason: error))
    }
  }

  // MARK: Arrays

  /// Why an array is none of numbers, and where its reader stopped.
  private struct Fault {
    var reason: String
    var isRagged = false
    /// The brackets that are open.
    var open: Int
    /// Whether an element comes next, and not the end of an array or a comma.
    var isAtElement: Bool
  }

  /// The first number of the array being read that is whole and that its value is not equal to, and
  /// its position among all values.
  private var rounded: (text: String, index: Int)?

  /// Reads an array of numbers, or passes over one of something else.
  private mutating func array(_ name: String?, depth: Int) throws(MatrixFileError) {
    let start = values.count
    var lengths: [Int] = []
    rounded = nil
    guard let fault = try numbers(into: &lengths) else {
      if let rounded {
        let columns = lengths.last ?? 1
        let (row, column) = (rounded.index - start).quotientAndRemainder(dividingBy: columns)
        // The rows of an array that is a line by itself are the lines.
        let rowOfMatrix = lengths.count < 2 ? document : row % lengths[lengths.count - 2]
        let error = MatrixFileError.roundedInteger(
          RoundedInteger(text: printable(rounded.text), row: rowOfMatrix, column: column))
        guard let name else { throw error }
        values.removeLast(values.count - start)
        if unreadable.count < Self.maximumCount {
          unreadable.append(UnreadableTensor(name: name, reason: error))
        }
        return
      }
      if found.count == Self.maximumCount {
        throw .malformed(
          file: file, reason: "holds more than \(Self.maximumCount) arrays, too many to list")
      }
      found.append(Found(name: name, shape: lengths, start: start))
      return
    }
    let isEmptySoFar = values.count == start
    values.removeLast(values.count - start)
    if fault.isAtElement, isEmptySoFar {
      let next = try scanner.peek()
      if next == UInt8(ascii: "{"), fault.open == 1 {
        return try objects(name, depth: depth)
      }
      if next == UInt8(ascii: "\""), let name, try texts(name, open: fault.open) { return }
    }
    if fault.isRagged, name == nil {
      throw .malformed(file: file, reason: Message(fault.reason))
    }
    try skipRest(of: fault.open, isAtElement: fault.isAtElement)
    try pass(name, fault.reason)
  }

  /// Reads a list of objects, whose first bracket was taken.
  private mutating func objects(_ name: String?, depth: Int) throws(MatrixFileError) {
    var index = 0
    repeat {
      try value(name.map { "\($0).\(index)" } ?? "\(index)", depth: depth + 1)
      index += 1
    } while try scanner.acceptComma(before: "]")
    try scanner.expect("]")
  }

  /// Takes a list of texts as far as it goes, whose brackets were taken.
  /// - Returns: whether it is over; else its rest has to be skipped.
  private mutating func texts(_ name: String, open: Int) throws(MatrixFileError) -> Bool {
    var list: [String] = []
    repeat {
      guard try scanner.peek() == UInt8(ascii: "\""), textCount < Self.maximumCount else {
        try skipRest(of: open, isAtElement: true)
        try pass(name, "holds texts")
        return true
      }
      list.append(try scanner.string(keepsHalves: true))
      textCount += 1
    } while try scanner.acceptComma(before: "]")
    for closed in 0..<open {
      // More than one list: which is the one of the tokens is not to be guessed.
      if try !scanner.accept("]") {
        try skipRest(of: open - closed, isAtElement: false)
        try pass(name, "holds lists of texts")
        return true
      }
    }
    texts.append(Texts(name: name, texts: list))
    return true
  }

  /// Passes over what is left of arrays that are open.
  private mutating func skipRest(of open: Int, isAtElement: Bool) throws(MatrixFileError) {
    if isAtElement { try scanner.skipValue() }
    for _ in 0..<open {
      while try scanner.acceptComma(before: "]") { try scanner.skipValue() }
      try scanner.expect("]")
    }
  }

  /// Reads an array of numbers to its end.
  /// - Parameter lengths: gets the length of each axis.
  /// - Returns: why it is none of numbers; nil where it is.
  private mutating func numbers(into lengths: inout [Int]) throws(MatrixFileError) -> Fault? {
    let start = values.count
    // The length of each axis, known once the first array of it ends.
    var shape: [Int?] = []
    // The values taken so far in each array that is open.
    var open: [Int] = []
    // The depth numbers are at, known with the first of them or with an empty array.
    var depth: Int?

    func ragged(_ reason: String, at location: [Int], isAtElement: Bool) -> Fault {
      let way = location.map { "[\($0)]" }.joined()
      return Fault(
        reason: "is ragged at \(way): \(reason); all rows need one length", isRagged: true,
        open: open.count, isAtElement: isAtElement)
    }

    repeat {
      switch try scanner.peek() {
      case UInt8(ascii: "["):
        if let depth, open.count >= depth {
          return ragged("an array stands among numbers", at: open, isAtElement: true)
        }
        _ = try scanner.accept("[")
        open.append(0)
        if open.count > maximumAxisCount {
          throw .malformed(file: file, reason: "nests arrays more than \(maximumAxisCount) deep")
        }
        if open.count > shape.count { shape.append(nil) }
        if try scanner.peek() != UInt8(ascii: "]") { continue }
        if let depth, depth != open.count {
          return ragged(
            "an empty array stands among arrays", at: open.dropLast(), isAtElement: false)
        }
        depth = open.count
      case UInt8(ascii: "\""):
        return Fault(reason: "holds texts", open: open.count, isAtElement: true)
      case UInt8(ascii: "{"):
        return Fault(reason: "holds objects", open: open.count, isAtElement: true)
      default:
        if let depth, open.count != depth {
          return ragged("a number stands among arrays", at: open, isAtElement: true)
        }
        depth = open.count
        values.append(try scanner.number())
        if scanner.isRounded, rounded == nil { rounded = (scanner.lastNumber, values.count - 1) }
        if values.count > limits.memory / MemoryLayout<Double>.size {
          throw .tooLarge(
            file: file, part: "its values", bytes: UInt64(values.count) * 8,
            limit: limits.memory, fix: textIsLarge)
        }
        open[open.count - 1] += 1
      }
      // A value is over: so may be the arrays around it.
      while let count = open.last {
        if count > 0, try scanner.acceptComma(before: "]") { break }
        try scanner.expect("]")
        open.removeLast()
        if let length = shape[open.count], length != count {
          return ragged(
            "an array of \(count) follows one of \(length)", at: open, isAtElement: false)
        }
        shape[open.count] = count
        if !open.isEmpty { open[open.count - 1] += 1 }
      }
    } while !open.isEmpty
    lengths = shape.map { $0 ?? 0 }
    guard elementCount(of: lengths) == values.count - start else {
      return Fault(reason: "holds arrays of different shapes", open: 0, isAtElement: false)
    }
    return nil
  }

  // MARK: What was found

  /// The lists under `tokens`, by the way to the object that each lies in: nothing, or a name and a point.
  private struct TokenLists {
    private var lists: [String: Texts] = [:]
    /// How many bytes these ways have: no others are tried.
    private var lengths: Set<Int> = []

    init(_ texts: [Texts]) {
      for list in texts where list.name == "tokens" || list.name.hasSuffix(".tokens") {
        let way = String(list.name.dropLast("tokens".count))
        guard lists[way] == nil else { continue }
        lists[way] = list
        lengths.insert(way.utf8.count)
      }
    }

    /// The list in the object that an array lies in, else in the nearest one around it.
    func nearest(to name: String) -> Texts? {
      guard !lists.isEmpty else { return nil }
      var way = name.utf8[...]
      while let point = way.lastIndex(of: UInt8(ascii: ".")) {
        let length = name.utf8.distance(from: name.utf8.startIndex, to: point) + 1
        if lengths.contains(length), let list = lists[String(name[...point])] { return list }
        way = name.utf8[..<point]
      }
      return lists[""]
    }
  }

  /// The arrays, with the texts that name their rows and columns.
  private mutating func tensors() -> [Tensor] {
    let numbers = ByteSource(numbers: values, name: file)
    let lists = TokenLists(texts)
    var used: Set<String> = []
    let tensors = found.map { found in
      let info = TensorInfo(
        name: found.name, shape: found.shape, elementType: .float64,
        rowSumTolerance: textRowSumTolerance)
      var source = numbers.slice(at: found.start * 8, count: info.count * 8)
      if let name = found.name { source.name += "#\(printable(name))" }
      let tokens = found.name.flatMap(lists.nearest(to:))
      let names = { (count: Int) in tokens.flatMap { $0.texts.count == count ? $0.texts : nil } }
      let rowLabels = info.shape.count > 1 ? names(info.rows) : nil
      let columnLabels = names(info.columns)
      if rowLabels != nil || columnLabels != nil, let tokens { used.insert(tokens.name) }
      return Tensor(
        info: info, source: source, limits: limits, rowLabels: rowLabels,
        columnLabels: columnLabels)
    }
    for list in texts where !used.contains(list.name) {
      try? pass(list.name, "holds \(list.texts.count) text\(list.texts.count == 1 ? "" : "s")")
    }
    return tensors
  }
}

/// How far a row of weights written as text may sum from 1: such numbers are often rounded to three
/// or four digits.
let textRowSumTolerance = 1e-2

/// What to do with a text that holds too many numbers.
let textIsLarge = "save it as .npy, which is read a part at a time"
