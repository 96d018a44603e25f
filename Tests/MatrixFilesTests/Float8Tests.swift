// The 8-bit floating-point types: every pattern against ml_dtypes, and the rules of the formats.

import Foundation
import MatrixFiles
import TestSupport
import Testing

@Suite struct Float8Tests {
  @Test(arguments: ["e4m3", "e5m2"]) func everyPatternIsRight(name: String) throws {
    let file = try MatrixFile.open(Fixture.path("float8/all_bits.safetensors"))
    let tensor = try file.tensor(named: name)
    #expect(tensor.info.shape == [16, 16] && tensor.info.elementType.byteCount == 1)
    let stored = try tensor.values(as: Float.self)
    let expected = try file.tensor(named: "\(name).f32").values(as: Float.self)
    let wide = try tensor.values(as: Double.self)
    for index in 0..<256 {
      if expected[index].isNaN {
        #expect(stored[index].isNaN && wide[index].isNaN, "\(index)")
      } else {
        #expect(stored[index].bitPattern == expected[index].bitPattern, "\(index)")
        #expect(wide[index] == Double(expected[index]), "\(index)")
      }
    }
  }

  /// What Micikevicius et al. 2022 say of both formats in their table 1.
  @Test func extremesAreThoseOfThePaper() throws {
    let file = try MatrixFile.open(Fixture.path("float8/all_bits.safetensors"))
    let e4m3 = try file.tensor(named: "e4m3").statistics()
    #expect(e4m3.maximum == 448 && e4m3.minimum == -448 && e4m3.nanCount == 2)
    #expect(e4m3.positiveInfinityCount == 0 && e4m3.negativeInfinityCount == 0)
    let e5m2 = try file.tensor(named: "e5m2").statistics()
    #expect(e5m2.maximum == 57344 && e5m2.minimum == -57344 && e5m2.nanCount == 6)
    #expect(e5m2.positiveInfinityCount == 1 && e5m2.negativeInfinityCount == 1)
  }

  /// NumPy's own format has a code for one of them and none for the other.
  @Test func arraysOfNumPyAreReadOrNamed() throws {
    let e5m2 = try MatrixFile.open(Fixture.path("float8/e5m2.npy")).tensor()
    #expect(e5m2.info.elementType == .float8E5M2)
    #expect(try e5m2.statistics().maximum == 57344)
    let error = #expect(throws: MatrixFileError.self) {
      try MatrixFile.open(Fixture.path("float8/e4m3.npy"))
    }
    #expect(try #require(error).typed.contains("save x.astype('float32')"))
  }

  /// A row of weights rounded to 8 bits still counts as one that sums to 1.
  @Test func roundedRowsSumToOne() throws {
    // 0.28125 + 0.28125 + 0.4375 is 1; 0.3, 0.3 and 0.4 are nearest to 0.3125, 0.3125 and 0.40625.
    let header = #"{"a":{"dtype":"F8_E4M3","shape":[1,3],"data_offsets":[0,3]}}"#
    let bytes =
      withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
      + Array(header.utf8) + [0x2a, 0x2a, 0x2d]
    let tensor = try MatrixFile.open(bytes: bytes, path: "x").tensor()
    #expect(try tensor.values(as: Double.self) == [0.3125, 0.3125, 0.40625])
    #expect(try tensor.statistics().rowsSumToOne)
  }
}
