// From stored numbers to Float and Double. Nothing here reads a file.

/// How one number lies in a file.
struct NumberEncoding: Hashable, Sendable {
  var type: ElementType
  var isBigEndian = false

  /// Decodes numbers that lie `stride` bytes apart.
  /// - Precondition: `count` numbers lie between `bytes` and the end of their memory.
  func decode<Element: TensorElement>(
    _ bytes: UnsafeRawPointer, stride: Int, count: Int, into target: UnsafeMutablePointer<Element>
  ) {
    // The two element types get loops of their own, which the compiler can vectorise.
    let raw = UnsafeMutableRawPointer(target)
    if Element.self == Double.self {
      decodeAll(bytes, stride, count, into: raw.assumingMemoryBound(to: Double.self))
    } else if Element.self == Float.self {
      decodeAll(bytes, stride, count, into: raw.assumingMemoryBound(to: Float.self))
    } else {
      decodeAll(bytes, stride, count, into: target)
    }
  }

  /// Whether numbers can be copied as they are.
  func isNative<Element: TensorElement>(_ element: Element.Type) -> Bool {
    type == Element.elementType && isBigEndian == hostIsBigEndian
  }

  @inline(__always)
  private func decodeAll<Element: BinaryFloatingPoint>(
    _ bytes: UnsafeRawPointer, _ stride: Int, _ count: Int,
    into target: UnsafeMutablePointer<Element>
  ) {
    let swapped = isBigEndian != hostIsBigEndian
    switch type {
    case .bool: loop(bytes, stride, count, swapped, target) { (bits: UInt8) in bits == 0 ? 0 : 1 }
    case .uint8: loop(bytes, stride, count, swapped, target) { (bits: UInt8) in Element(bits) }
    case .uint16: loop(bytes, stride, count, swapped, target) { (bits: UInt16) in Element(bits) }
    case .uint32: loop(bytes, stride, count, swapped, target) { (bits: UInt32) in Element(bits) }
    case .uint64: loop(bytes, stride, count, swapped, target) { (bits: UInt64) in Element(bits) }
    case .int8: loop(bytes, stride, count, swapped, target) { (bits: Int8) in Element(bits) }
    case .int16: loop(bytes, stride, count, swapped, target) { (bits: Int16) in Element(bits) }
    case .int32: loop(bytes, stride, count, swapped, target) { (bits: Int32) in Element(bits) }
    case .int64: loop(bytes, stride, count, swapped, target) { (bits: Int64) in Element(bits) }
    case .float8E4M3:
      loop(bytes, stride, count, swapped, target) { Element(float(e4m3Bits: $0)) }
    case .float8E5M2:
      // The upper half of a half-precision number.
      loop(bytes, stride, count, swapped, target) { (bits: UInt8) in
        Element(float(float16Bits: UInt16(bits) << 8))
      }
    case .float16:
      loop(bytes, stride, count, swapped, target) { Element(float(float16Bits: $0)) }
    case .bfloat16:
      loop(bytes, stride, count, swapped, target) { (bits: UInt16) in
        Element(Float(bitPattern: UInt32(bits) << 16))
      }
    case .float32:
      loop(bytes, stride, count, swapped, target) { (bits: UInt32) in
        Element(Float(bitPattern: bits))
      }
    case .float64:
      loop(bytes, stride, count, swapped, target) { (bits: UInt64) in
        Element(Double(bitPattern: bits))
      }
    }
  }
}

/// Loads, swaps and converts each number; a loop of its own for each usual case.
@inline(__always)
private func loop<Bits: FixedWidthInteger, Element>(
  _ bytes: UnsafeRawPointer, _ stride: Int, _ count: Int, _ swapped: Bool,
  _ target: UnsafeMutablePointer<Element>, _ convert: (Bits) -> Element
) {
  let size = MemoryLayout<Bits>.size
  if stride == size && !swapped {
    for index in 0..<count {
      target[index] = convert(bytes.loadUnaligned(fromByteOffset: index &* size, as: Bits.self))
    }
  } else {
    for index in 0..<count {
      let bits = bytes.loadUnaligned(fromByteOffset: index &* stride, as: Bits.self)
      target[index] = convert(swapped ? bits.byteSwapped : bits)
    }
  }
}

/// The value of a half-precision number, from its bits.
///
/// Done with 32-bit integers, which the processor does several at a time on any machine: the
/// exponent and fraction are moved to their positions in a Float and scaled by 2¹¹², which is right for
/// subnormals too; what then reaches 2¹⁶ was infinite or NaN.
@inline(__always)
private func float(float16Bits bits: UInt16) -> Float {
  let magnitude = UInt32(bits & 0x7fff) << 13
  let scaled = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
  let isSpecial = magnitude >= 0x0f80_0000
  let value = isSpecial ? scaled | 0x7f80_0000 : scaled
  return Float(bitPattern: value | UInt32(bits & 0x8000) << 16)
}

/// The value of an 8-bit number with 4 bits of exponent (bias 7) and 3 of fraction, from its bits
/// (Micikevicius et al. 2022, "FP8 Formats for Deep Learning"): there is no infinity, and all ones
/// are NaN.
@inline(__always)
private func float(e4m3Bits bits: UInt8) -> Float {
  let magnitude = UInt32(bits & 0x7f)
  let value =
    magnitude == 0x7f ? 0x7fc0_0000 : (Float(bitPattern: magnitude << 20) * 0x1p120).bitPattern
  return Float(bitPattern: value | UInt32(bits & 0x80) << 24)
}
