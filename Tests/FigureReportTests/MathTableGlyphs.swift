// The glyphs that a face's MATH table names, read from the file apart from the code that cuts it (OpenType 1.9).

struct MathTableGlyphs {
  /// How many glyphs the face has.
  let count: Int
  private(set) var glyphs: Set<Int> = []
  private let font: [UInt8]

  struct Missing: Error { var table: String }

  init(_ font: [UInt8]) throws {
    self.font = font
    var tables: [String: Int] = [:]
    func number(_ at: Int, _ bytes: Int = 2) -> Int {
      font[at..<(at + bytes)].reduce(0) { $0 << 8 | Int($1) }
    }
    for record in stride(from: 12, to: 12 + 16 * number(4), by: 16) {
      tables[String(decoding: font[record..<(record + 4)], as: UTF8.self)] = number(record + 8, 4)
    }
    guard let maxp = tables["maxp"] else { throw Missing(table: "maxp") }
    guard let math = tables["MATH"] else { throw Missing(table: "MATH") }
    count = number(maxp + 4)
    // MathGlyphInfo: italics corrections, accents' places, extended shapes, kerns; each begins with a coverage,
    // but the third, which is one.
    let info = math + number(math + 6)
    for part in [0, 2, 6] where number(info + part) != 0 {
      let table = info + number(info + part)
      addCoverage(table + number(table))
    }
    if number(info + 4) != 0 { addCoverage(info + number(info + 4)) }
    // MathVariants: what grows downwards and what grows sideways, and with what.
    let variants = math + number(math + 8)
    for place in [2, 4] where number(variants + place) != 0 {
      addCoverage(variants + number(variants + place))
    }
    let constructions = number(variants + 6) + number(variants + 8)
    for index in 0..<constructions {
      let construction = variants + number(variants + 10 + 2 * index)
      for variant in 0..<number(construction + 2) {
        glyphs.insert(number(construction + 4 + 4 * variant))
      }
      guard number(construction) != 0 else { continue }
      let assembly = construction + number(construction)
      for part in 0..<number(assembly + 4) { glyphs.insert(number(assembly + 6 + 10 * part)) }
    }
  }

  private mutating func addCoverage(_ at: Int) {
    func number(_ at: Int) -> Int { Int(font[at]) << 8 | Int(font[at + 1]) }
    for index in 0..<number(at + 2) {
      if number(at) == 1 {
        glyphs.insert(number(at + 4 + 2 * index))
      } else {
        let range = at + 4 + 6 * index
        glyphs.formUnion(number(range)...number(range + 2))
      }
    }
  }
}
