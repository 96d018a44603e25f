// The number types of GGUF files, and their values as Float. The formulas are those of ggml's
// reference, in its order of operations, so that every bit is the same.
// https://github.com/ggml-org/ggml/blob/master/src/ggml-quants.c

/// How the values of a tensor of a file are stored, which may be in a way that is not read.
struct StoredType: Hashable, Sendable {
  /// The number that the format gives it.
  let code: UInt32

  /// The same where its values can be read.
  var known: QuantizedType? { QuantizedType(rawValue: code) }

  /// What the format calls it.
  var name: String { known?.name ?? QuantizedType.name(code) }

  /// The bytes of so many values; 0 where it is not known how they are stored.
  func byteCount(of count: Int) -> Int {
    known.map { count / $0.blockSize * $0.byteCount } ?? 0
  }
}

/// How the values of a tensor are stored; the numbers are those of the format.
enum QuantizedType: UInt32, CaseIterable, Sendable {
  case f32 = 0
  case f16 = 1
  case q40 = 2
  case q41 = 3
  case q50 = 6
  case q51 = 7
  case q80 = 8
  case q2K = 10
  case q3K = 11
  case q4K = 12
  case q5K = 13
  case q6K = 14
  case iq4NL = 20
  case iq4XS = 23
  case bf16 = 30

  /// The values of a block.
  var blockSize: Int {
    switch self {
    case .f32, .f16, .bf16: 1
    case .q40, .q41, .q50, .q51, .q80, .iq4NL: 32
    case .q2K, .q3K, .q4K, .q5K, .q6K, .iq4XS: 256
    }
  }

  /// The bytes of a block.
  var byteCount: Int {
    switch self {
    case .f32: 4
    case .f16, .bf16: 2
    case .q40, .iq4NL: 18
    case .q41: 20
    case .q50: 22
    case .q51: 24
    case .q80: 34
    case .q2K: 84
    case .q3K: 110
    case .q4K: 144
    case .q5K: 176
    case .q6K: 210
    case .iq4XS: 136
    }
  }

  /// What the format calls it.
  var name: String {
    switch self {
    case .f32: "F32"
    case .f16: "F16"
    case .bf16: "BF16"
    case .q40: "Q4_0"
    case .q41: "Q4_1"
    case .q50: "Q5_0"
    case .q51: "Q5_1"
    case .q80: "Q8_0"
    case .q2K: "Q2_K"
    case .q3K: "Q3_K"
    case .q4K: "Q4_K"
    case .q5K: "Q5_K"
    case .q6K: "Q6_K"
    case .iq4NL: "IQ4_NL"
    case .iq4XS: "IQ4_XS"
    }
  }

  /// What a type that is not read is called.
  static func name(_ code: UInt32) -> String {
    let others: [UInt32: String] = [
      9: "Q8_1", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 21: "IQ3_S",
      22: "IQ2_S", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64", 29: "IQ1_M", 34: "TQ1_0",
      35: "TQ2_0", 39: "MXFP4",
    ]
    return others[code] ?? "type \(code)"
  }

  /// Turns blocks into values.
  /// - Parameters:
  ///   - blocks: `count / blockSize` of them.
  ///   - target: gets `count` values.
  func dequantize(
    _ blocks: UnsafeRawBufferPointer, count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    guard let base = blocks.baseAddress else { return }
    precondition(blocks.count >= count / blockSize * byteCount)
    let bytes = base.assumingMemoryBound(to: UInt8.self)
    if self == .f32 {
      UnsafeMutableRawPointer(target).copyMemory(from: base, byteCount: count * 4)
      return
    }
    for block in 0..<count / blockSize {
      let (from, to) = (bytes + block * byteCount, target + block * blockSize)
      switch self {
      case .f32: break
      case .f16: to[0] = half(from)
      case .bf16: to[0] = Float(bitPattern: UInt32(word(from)) << 16)
      case .q40: Self.q40(from, to)
      case .q41: Self.q41(from, to)
      case .q50: Self.q50(from, to)
      case .q51: Self.q51(from, to)
      case .q80: Self.q80(from, to)
      case .q2K: Self.q2K(from, to)
      case .q3K: Self.q3K(from, to)
      case .q4K: Self.q4K(from, to)
      case .q5K: Self.q5K(from, to)
      case .q6K: Self.q6K(from, to)
      case .iq4NL: Self.iq4NL(from, to)
      case .iq4XS: Self.iq4XS(from, to)
      }
    }
  }
}

private typealias Bytes = UnsafePointer<UInt8>
private typealias Values = UnsafeMutablePointer<Float>

/// Two bytes as a number.
@inline(__always)
private func word(_ bytes: UnsafePointer<UInt8>) -> UInt16 {
  UInt16(bytes[0]) | UInt16(bytes[1]) << 8
}

/// A half-precision number: its exponent and fraction are moved to their positions and scaled, which is
/// right for subnormals too.
@inline(__always)
private func half(_ bytes: UnsafePointer<UInt8>) -> Float {
  let bits = word(bytes)
  let magnitude = UInt32(bits & 0x7fff) << 13
  let scaled = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
  let value = magnitude >= 0x0f80_0000 ? scaled | 0x7f80_0000 : scaled
  return Float(bitPattern: value | UInt32(bits & 0x8000) << 16)
}

extension QuantizedType {
  /// A scale and 32 values of 4 bits.
  private static func q40(_ from: Bytes, _ to: Values) {
    let scale = half(from)
    for index in 0..<16 {
      let byte = from[2 + index]
      to[index] = Float(Int32(byte & 15) - 8) * scale
      to[index + 16] = Float(Int32(byte >> 4) - 8) * scale
    }
  }

  /// A scale, a minimum value and 32 values of 4 bits.
  private static func q41(_ from: Bytes, _ to: Values) {
    let (scale, minimum) = (half(from), half(from + 2))
    for index in 0..<16 {
      let byte = from[4 + index]
      to[index] = Float(byte & 15) * scale + minimum
      to[index + 16] = Float(byte >> 4) * scale + minimum
    }
  }

  /// The fifth bits of the values `index` and `index + 16`.
  @inline(__always)
  private static func fifthBits(_ from: Bytes, _ index: Int) -> (low: UInt8, high: UInt8) {
    let low = from[index / 8] >> UInt8(index % 8) & 1
    let high = from[2 + index / 8] >> UInt8(index % 8) & 1
    return (low << 4, high << 4)
  }

  /// A scale, 32 fifth bits and 32 values of 4 bits.
  private static func q50(_ from: Bytes, _ to: Values) {
    let scale = half(from)
    for index in 0..<16 {
      let byte = from[6 + index]
      let fifth = fifthBits(from + 2, index)
      to[index] = Float(Int32(byte & 15 | fifth.low) - 16) * scale
      to[index + 16] = Float(Int32(byte >> 4 | fifth.high) - 16) * scale
    }
  }

  /// A scale, a minimum value, 32 fifth bits and 32 values of 4 bits.
  private static func q51(_ from: Bytes, _ to: Values) {
    let (scale, minimum) = (half(from), half(from + 2))
    for index in 0..<16 {
      let byte = from[8 + index]
      let fifth = fifthBits(from + 4, index)
      to[index] = Float(byte & 15 | fifth.low) * scale + minimum
      to[index + 16] = Float(byte >> 4 | fifth.high) * scale + minimum
    }
  }

  /// A scale and 32 values of 8 bits.
  private static func q80(_ from: Bytes, _ to: Values) {
    let scale = half(from)
    for index in 0..<32 { to[index] = Float(Int8(bitPattern: from[2 + index])) * scale }
  }

  /// 16 scales and minimum values of 4 bits each, 256 values of 2 bits, and what both are scaled by.
  private static func q2K(_ from: Bytes, _ to: Values) {
    let (scale, minimum) = (half(from + 80), half(from + 82))
    for part in 0..<16 {
      // 16 values: which of the two runs of 128, which 2 bits, which half of 32 bytes.
      let (run, inside) = (part / 8, part % 8)
      let (shift, start) = (UInt8(inside / 2 * 2), 16 + run * 32 + inside % 2 * 16)
      let (own, ownMinimum) = (
        scale * Float(from[part] & 15), minimum * Float(from[part] >> 4)
      )
      for index in 0..<16 {
        to[part * 16 + index] = own * Float(from[start + index] >> shift & 3) - ownMinimum
      }
    }
  }

  /// 256 third bits, 256 values of 2 bits, 16 scales of 6 bits, and what they are scaled by.
  private static func q3K(_ from: Bytes, _ to: Values) {
    let scale = half(from + 108)
    for part in 0..<16 {
      let low = part < 8 ? from[96 + part] & 15 : from[96 + part - 8] >> 4
      let high = from[104 + part % 4] >> UInt8(2 * (part / 4)) & 3
      let own = scale * Float(Int32(low | high << 4) - 32)
      let (run, inside) = (part / 8, part % 8)
      let (shift, location) = (UInt8(inside / 2 * 2), inside % 2 * 16)
      let bit = UInt8(1) << UInt8(run * 4 + inside / 2)
      for index in 0..<16 {
        let third: Int32 = from[location + index] & bit != 0 ? 0 : 4
        let two = Int32(from[32 + run * 32 + location + index] >> shift & 3)
        to[part * 16 + index] = own * Float(two - third)
      }
    }
  }

  /// The scale and minimum value of one of 8 parts, 6 bits each, from 12 bytes.
  @inline(__always)
  private static func sixBits(_ from: Bytes, _ part: Int) -> (scale: UInt8, minimum: UInt8) {
    if part < 4 { return (from[part] & 63, from[part + 4] & 63) }
    return (
      from[part + 4] & 15 | (from[part - 4] >> 6) << 4,
      from[part + 4] >> 4 | (from[part] >> 6) << 4
    )
  }

  /// Two scales for 8 scales and minimum values of 6 bits, and 256 values of 4 bits.
  private static func q4K(_ from: Bytes, _ to: Values) {
    let (scale, minimum) = (half(from), half(from + 2))
    for pair in 0..<4 {
      let (one, two) = (sixBits(from + 4, 2 * pair), sixBits(from + 4, 2 * pair + 1))
      let (scale1, minimum1) = (scale * Float(one.scale), minimum * Float(one.minimum))
      let (scale2, minimum2) = (scale * Float(two.scale), minimum * Float(two.minimum))
      for index in 0..<32 {
        let byte = from[16 + pair * 32 + index]
        to[pair * 64 + index] = scale1 * Float(byte & 15) - minimum1
        to[pair * 64 + 32 + index] = scale2 * Float(byte >> 4) - minimum2
      }
    }
  }

  /// As q4K, with 256 fifth bits.
  private static func q5K(_ from: Bytes, _ to: Values) {
    let (scale, minimum) = (half(from), half(from + 2))
    for pair in 0..<4 {
      let (one, two) = (sixBits(from + 4, 2 * pair), sixBits(from + 4, 2 * pair + 1))
      let (scale1, minimum1) = (scale * Float(one.scale), minimum * Float(one.minimum))
      let (scale2, minimum2) = (scale * Float(two.scale), minimum * Float(two.minimum))
      for index in 0..<32 {
        let byte = from[48 + pair * 32 + index]
        let fifth = from[16 + index] >> UInt8(2 * pair)
        to[pair * 64 + index] = scale1 * Float(byte & 15 | (fifth & 1) << 4) - minimum1
        to[pair * 64 + 32 + index] = scale2 * Float(byte >> 4 | ((fifth >> 1) & 1) << 4) - minimum2
      }
    }
  }

  /// 256 values of 6 bits, 16 scales of 8 bits, and what they are scaled by.
  private static func q6K(_ from: Bytes, _ to: Values) {
    let scale = half(from + 208)
    for run in 0..<2 {
      let (low, high, scales) = (from + run * 64, from + 128 + run * 32, from + 192 + run * 8)
      for quarter in 0..<4 {
        for index in 0..<32 {
          let byte = low[quarter % 2 * 32 + index]
          let four = quarter < 2 ? byte & 15 : byte >> 4
          let two = high[index] >> UInt8(2 * quarter) & 3
          let own = scale * Float(Int8(bitPattern: scales[quarter * 2 + index / 16]))
          to[run * 128 + quarter * 32 + index] = own * Float(Int32(four | two << 4) - 32)
        }
      }
    }
  }

  /// The 16 values of 4 bits that are not evenly spaced.
  private static let steps: [Float] = [
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113,
  ]

  /// A scale and 32 values of 4 bits that are not evenly spaced.
  private static func iq4NL(_ from: Bytes, _ to: Values) {
    let scale = half(from)
    steps.withUnsafeBufferPointer { steps in
      for index in 0..<16 {
        let byte = from[2 + index]
        to[index] = scale * steps[Int(byte & 15)]
        to[index + 16] = scale * steps[Int(byte >> 4)]
      }
    }
  }

  /// 8 scales of 6 bits and 256 values of 4 bits that are not evenly spaced.
  private static func iq4XS(_ from: Bytes, _ to: Values) {
    let (scale, highs) = (half(from), word(from + 2))
    steps.withUnsafeBufferPointer { steps in
      for part in 0..<8 {
        let low = from[4 + part / 2] >> UInt8(4 * (part % 2)) & 15
        let high = UInt8(truncatingIfNeeded: highs >> UInt16(2 * part)) & 3
        let own = scale * Float(Int32(low | high << 4) - 32)
        for index in 0..<16 {
          let byte = from[8 + part * 16 + index]
          to[part * 32 + index] = own * steps[Int(byte & 15)]
          to[part * 32 + 16 + index] = own * steps[Int(byte >> 4)]
        }
      }
    }
  }
}
