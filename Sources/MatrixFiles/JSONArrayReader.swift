// Reading numbers from nested JSON arrays. The tokens are JSONScanner's work.

/// Reads a file that holds one array of numbers, or of arrays of equal length to any depth.
///
/// `NaN`, `Infinity` and `-Infinity` are taken for numbers: JSON has no words for them, but Python
/// writes these, and masks are full of them.
enum JSONArrayReader {
  static func read(_ source: ByteSource, limits: ReadLimits) throws(MatrixFileError) -> Tensor {
    var scanner = JSONScanner(source)
    var values: [Double] = []
    // The length of each axis, known once the first array of it ends.
    var shape: [Int?] = []
    // The values taken so far in each array that is open.
    var open: [Int] = []
    // The depth numbers are at, known with the first of them or with an empty array.
    var depth: Int?

    // An array that has been opened is named without the place reached in it.
    func ragged(_ reason: String, insideOpen: Bool = false) -> MatrixFileError {
      let place = open.dropLast(insideOpen ? 1 : 0).map { "[\($0)]" }.joined()
      return .malformed(
        file: source.name, reason: "is ragged at \(place): \(reason); all rows need one length")
    }

    if try scanner.peek() != UInt8(ascii: "[") {
      throw .malformed(
        file: source.name,
        reason: "holds no array of numbers: [[1, 2], [3, 4]] is one of two rows")
    }
    repeat {
      if try scanner.accept("[") {
        if let depth, open.count >= depth { throw ragged("an array stands among numbers") }
        open.append(0)
        if open.count > greatestAxisCount {
          throw .malformed(
            file: source.name, reason: "nests arrays more than \(greatestAxisCount) deep")
        }
        if open.count > shape.count { shape.append(nil) }
        if try scanner.peek() != UInt8(ascii: "]") { continue }
        if let depth, depth != open.count {
          throw ragged("an empty array stands among arrays", insideOpen: true)
        }
        depth = open.count
      } else {
        if let depth, open.count != depth { throw ragged("a number stands among arrays") }
        depth = open.count
        values.append(try scanner.number())
        if values.count > limits.memory / MemoryLayout<Double>.size {
          throw .tooLarge(
            file: source.name, part: "its values", bytes: UInt64(values.count) * 8,
            limit: limits.memory, fix: textIsLarge)
        }
        open[open.count - 1] += 1
      }
      // A value is over: so may be the arrays around it.
      while let count = open.last {
        if count > 0, try scanner.accept(",") { break }
        try scanner.expect("]")
        if let length = shape[open.count - 1], length != count {
          throw ragged("an array of \(count) follows one of \(length)", insideOpen: true)
        }
        shape[open.count - 1] = count
        open.removeLast()
        if !open.isEmpty { open[open.count - 1] += 1 }
      }
    } while !open.isEmpty
    try scanner.expectEnd()
    let lengths = shape.map { $0 ?? 0 }
    guard elementCount(of: lengths) == values.count else {
      throw .malformed(file: source.name, reason: "holds arrays of different shapes")
    }
    let info = TensorInfo(
      name: nil, shape: lengths, elementType: .float64, rowSumTolerance: textRowSumTolerance)
    return Tensor(
      info: info, source: ByteSource(numbers: values, name: source.name), limits: limits)
  }
}

/// How far a row of weights written as text may sum from 1: such numbers are often rounded to three
/// or four digits.
let textRowSumTolerance = 1e-2

/// What to do with a text that holds too many numbers.
let textIsLarge = "save it as .npy, which is read a part at a time"
