// Fields that are kept as text until it is known whether they are labels.

import TextFormats

/// The fields of a line or a column, one after the other in one run of bytes.
struct TableFields {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var kinds: [FieldValue.Kind] = []
  private var areQuoted: [Bool] = []
  private var areMarked: [Bool] = []

  var count: Int { ends.count }

  /// The memory that the fields take.
  var byteCount: Int { bytes.count + ends.count * (MemoryLayout<Int>.size + 3) }

  mutating func append(
    _ field: UnsafeBufferPointer<UInt8>, _ kind: FieldValue.Kind, isQuoted: Bool, isMarked: Bool
  ) {
    bytes += field
    ends.append(bytes.count)
    kinds.append(kind)
    areQuoted.append(isQuoted)
    areMarked.append(isMarked)
  }

  mutating func removeAll() { self = TableFields() }

  func kind(_ index: Int) -> FieldValue.Kind { kinds[index] }

  /// Whether a field stands in quotation marks that it does not need.
  func isMarked(_ index: Int) -> Bool { areMarked[index] }

  /// Whether nothing stands in a field, not even quotation marks.
  func isBlank(_ index: Int) -> Bool {
    kinds[index] == .missing && raw(index).isEmpty && !areQuoted[index]
  }

  /// Whether nothing stands in a field, or quotation marks with nothing between.
  func isEmpty(_ index: Int) -> Bool { raw(index).isEmpty }

  /// A field as text: blanks around it count only in quotation marks.
  /// - Returns: nil where it is not UTF-8.
  func text(_ index: Int) -> String? {
    let text = String(validating: areQuoted[index] ? whole(index) : raw(index), as: UTF8.self)
    return areQuoted[index] ? text.map { CSVText.label(ofQuoted: $0) } : text
  }

  private func whole(_ index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  private func raw(_ index: Int) -> ArraySlice<UInt8> {
    if areQuoted[index] { return whole(index) }
    var part = whole(index)
    while let last = part.last, last == 0x20 || last == 0x09 { part.removeLast() }
    return part.drop { $0 == 0x20 || $0 == 0x09 }
  }
}

/// How many fields there are of each kind.
struct FieldCounts {
  private var counts = [Int](repeating: 0, count: 8)

  mutating func add(_ kind: FieldValue.Kind) { counts[Int(kind.rawValue)] += 1 }

  subscript(_ kind: FieldValue.Kind) -> Int { counts[Int(kind.rawValue)] }

  var total: Int { counts.reduce(0, +) }

  /// Whether all numbers have a point or an exponent, and there are some.
  var areWrittenWithPoint: Bool {
    self[.decimal] + self[.percent] > 0
      && self[.decimal] + self[.percent] + self[.missing] == total
  }
}
