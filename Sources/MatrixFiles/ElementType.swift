// The number types a file can hold, and what each format calls them.

/// The type of the numbers stored in a file.
public enum ElementType: String, CaseIterable, Hashable, Sendable {
  case bool
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  /// 4 bits of exponent and 3 of fraction, without ±∞ (`float8_e4m3fn` of PyTorch and ml_dtypes).
  case float8E4M3 = "float8_e4m3"
  /// 5 bits of exponent and 2 of fraction, with ±∞ (`float8_e5m2`).
  case float8E5M2 = "float8_e5m2"
  case float16, bfloat16, float32, float64

  /// The bytes one number takes.
  public var byteCount: Int {
    switch self {
    case .bool, .int8, .uint8, .float8E4M3, .float8E5M2: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// Whether the type holds whole numbers alone.
  public var isWhole: Bool {
    switch self {
    case .bool, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: true
    case .float8E4M3, .float8E5M2, .float16, .bfloat16, .float32, .float64: false
    }
  }

  /// Whether every number of the type is a `Float` as it stands.
  public var fitsFloat: Bool {
    switch self {
    case .bool, .int8, .int16, .uint8, .uint16, .float8E4M3, .float8E5M2, .float16, .bfloat16,
      .float32:
      true
    case .int32, .int64, .uint32, .uint64, .float64: false
    }
  }

  /// The type's name in a `.safetensors` header, such as `BF16`.
  public var safetensorsName: String {
    switch self {
    case .bool: "BOOL"
    case .int8: "I8"
    case .int16: "I16"
    case .int32: "I32"
    case .int64: "I64"
    case .uint8: "U8"
    case .uint16: "U16"
    case .uint32: "U32"
    case .uint64: "U64"
    case .float8E4M3: "F8_E4M3"
    case .float8E5M2: "F8_E5M2"
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .float32: "F32"
    case .float64: "F64"
    }
  }

  /// The type's code in an `.npy` header without the byte order, such as `f4`.
  ///
  /// NumPy has no bfloat16 and no float8 of its own: the packages that add them save bfloat16 as two
  /// bytes of no named meaning, `V2`, and E5M2 as `f1`.
  ///
  /// - Returns: nil for E4M3, which shares its code `V1` with types that mean other numbers.
  public var npyCode: String? {
    switch self {
    case .bool: "b1"
    case .int8: "i1"
    case .int16: "i2"
    case .int32: "i4"
    case .int64: "i8"
    case .uint8: "u1"
    case .uint16: "u2"
    case .uint32: "u4"
    case .uint64: "u8"
    case .float8E4M3: nil
    case .float8E5M2: "f1"
    case .float16: "f2"
    case .bfloat16: "V2"
    case .float32: "f4"
    case .float64: "f8"
    }
  }

  /// How far a row of attention weights stored in this type may sum from 1.
  ///
  /// The weights are rounded to the type before they reach the file, so the sum of a row that
  /// was exactly 1 moves by up to about one unit in the last place of 1; what softmax itself
  /// loses in 32 bits stays below `1e-5`. Integers and bool are exact.
  public var rowSumTolerance: Double {
    switch self {
    case .bool, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: 0
    case .float8E4M3: 0x1p-2
    case .float8E5M2: 0x1p-1
    case .float16: 0x1p-9
    case .bfloat16: 0x1p-6
    case .float32, .float64: 1e-5
    }
  }
}
