// Numbers in cells: whole ones as such, and nothing as 0 that is not.

import FigureModel
import Testing

@testable import FigureLayout

@Suite struct CellNumberTests {
  private func texts(_ values: [Double], decimals: Int? = nil) -> [String] {
    let number = CellNumber(HeatMap.Annotation(decimals: decimals), for: values)
    return values.map(number.text)
  }

  @Test func wholeNumbersHaveNoPlaces() {
    #expect(texts([1, -2, 0, -0.0, 1_234_567]) == ["1", "−2", "0", "0", "1234567"])
    #expect(texts([3, .nan, .infinity, -.infinity]) == ["3", "NaN", "∞", "−∞"])
    // The last whole number that a double tells from its neighbours is written out.
    #expect(texts([0x1p53]) == ["9007199254740992"])
    #expect(texts([1e300, 1]) == ["10³⁰⁰", "1"])
    #expect(texts([1, 2], decimals: 2) == ["1.00", "2.00"])
  }

  @Test func otherNumbersHaveTwoPlaces() {
    #expect(texts([1, 0.5, 0]) == ["1.00", "0.50", "0.00"])
    #expect(texts([12345.678, 0.25]) == ["12345.68", "0.25"])
  }

  @Test func smallMatricesHaveMorePlaces() {
    #expect(texts([0.02, 0.0123, 0]) == ["0.020", "0.012", "0.000"])
    #expect(texts([0.0025, -0.0009]) == ["0.0025", "−0.0009"])
    #expect(texts([1.25e-5, 3e-7, 0]) == ["1.3×10⁻⁵", "3.0×10⁻⁷", "0"])
  }

  /// All numbers of a matrix have one notation and as many digits.
  @Test func matricesOfPowersHaveOneNotation() {
    #expect(
      texts([0.00019, 6.6e-5, 0.0001, 4e-5, 0])
        == ["1.9×10⁻⁴", "6.6×10⁻⁵", "1.0×10⁻⁴", "4.0×10⁻⁵", "0"])
    #expect(texts([1.26e12, -3e11, 0.5]) == ["1.3×10¹²", "−3.0×10¹¹", "5.0×10⁻¹"])
  }

  @Test func whatRoundsToZeroMayBeBlank() {
    let number = CellNumber(HeatMap.Annotation(), for: [0.5, 0.004, -0.004, 0])
    #expect([0.5, 0.004, -0.004, 0].map(number.textOrBlank) == ["0.50", "", "", "0.00"])
  }

  @Test func nothingIsWrittenAsZeroThatIsNot() {
    #expect(texts([0.5, 0.004, -0.004, 0]) == ["0.50", "<0.01", ">−0.01", "0.00"])
    #expect(texts([0.4, -0.4], decimals: 0) == ["<1", ">−1"])
    #expect(texts([.leastNonzeroMagnitude], decimals: 9) == ["<0.000000001"])
    #expect(texts([0.005, -0.005], decimals: 2) == ["0.01", "−0.01"])
  }

  @Test func hugeNumbersAreShort() {
    #expect(texts([1e300, 0.5], decimals: 2) == ["10³⁰⁰", "0.50"])
  }
}
