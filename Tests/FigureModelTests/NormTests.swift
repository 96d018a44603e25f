// Norms against matplotlib's, their inverses, and what they refuse.

import AttentionMath
import FigureModel
import TestSupport
import Testing

@Suite struct NormTests {
  private func norm(_ name: String, _ parameter: Double) throws -> Norm {
    switch name {
    case "linear": .linear
    case "centered": .centered(parameter)
    case "log": .log
    default: .power(parameter)
    }
  }

  @Test func sharesAreMatplotlibs() throws {
    let lines = try fixtureLines("color/norms.txt")
    #expect(lines.count == 75)
    for line in lines {
      let numbers = try line.dropFirst().map { try #require(Double($0)) }
      let norm = try norm(line[0], numbers[0])
      #expect(norm.name == line[0])
      let (vmin, vmax, value, share) = (numbers[1], numbers[2], numbers[3], numbers[4])
      try norm.validate(vmin: vmin, vmax: vmax)
      let position = norm.position(of: value, vmin: vmin, vmax: vmax)
      #expect((position - share).magnitude <= 1e-14, "\(line)")
      let back = norm.value(at: position, vmin: vmin, vmax: vmax)
      let scale = max(vmin.magnitude, vmax.magnitude)
      #expect((back - value).magnitude <= 2e-14 * scale, "\(line)")
    }
  }

  @Test func beyondTheLimits() {
    #expect(Norm.linear.position(of: 3, vmin: 0, vmax: 2) == 1.5)
    #expect(Norm.power(0.5).position(of: -1, vmin: 0, vmax: 2) == -0.5)
    #expect(Norm.power(2).position(of: 4, vmin: 0, vmax: 2) == 4)
    // What has no logarithm lies below everything that has one.
    #expect(Norm.log.position(of: 0, vmin: 1, vmax: 2) == -.infinity)
    #expect(Norm.log.position(of: -0.0, vmin: 1, vmax: 2) == -.infinity)
    #expect(Norm.log.position(of: -1, vmin: 1, vmax: 2) == -.infinity)
    #expect(Norm.log.position(of: .nan, vmin: 1, vmax: 2).isNaN)
    #expect(Norm.linear.position(of: .nan, vmin: 1, vmax: 2).isNaN)
    #expect(Norm.linear.position(of: .infinity, vmin: 1, vmax: 2) == .infinity)
    #expect(Norm.log.position(of: .infinity, vmin: 1, vmax: 2) == .infinity)
  }

  /// The difference of these limits is no double.
  @Test func widestLimits() {
    let maximum = Double.greatestFiniteMagnitude
    #expect(Norm.linear.position(of: 0, vmin: -maximum, vmax: maximum) == 0.5)
    #expect(Norm.linear.position(of: maximum, vmin: -maximum, vmax: maximum) == 1)
    #expect(Norm.linear.value(at: 0.5, vmin: -maximum, vmax: maximum) == 0)
    #expect(Norm.linear.value(at: 1, vmin: -maximum, vmax: maximum) == maximum)
  }

  @Test func centeredSpanIsSymmetric() {
    #expect(Norm.centered(0).span(vmin: -1, vmax: 2) == (-2, 2))
    #expect(Norm.centered(5).span(vmin: -1, vmax: 2) == (-1, 11))
    #expect(Norm.power(2).span(vmin: -1, vmax: 2) == (-1, 2))
  }

  @Test(
    arguments: [
      (.linear, 3, 2, "--vmin 3: must be less than --vmax 2"),
      (.linear, 2, 2, "--vmin 2: must be less than --vmax 2"),
      (.linear, .nan, 2, "--vmin NaN: must be a finite number"),
      (.linear, 0, .infinity, "--vmax inf: must be a finite number"),
      (.linear, -.infinity, 0, "--vmin -inf: must be a finite number"),
      (.centered(.nan), 0, 1, "--center NaN: must be a finite number"),
      (
        .centered(-1.5e308), 0, 1.5e308,
        "--center: too far from the limits 0 and 1.5e308; choose one near them"
      ),
      (.log, 0, 1, "--vmin 0: must be greater than 0 with --norm log"),
      (.log, -0.25, 1, "--vmin -0.25: must be greater than 0 with --norm log"),
      (.power(0), 0, 1, "--norm power 0: the exponent must be greater than 0 and finite"),
      (.power(-1), 0, 1, "--norm power -1: the exponent must be greater than 0 and finite"),
      (.power(.nan), 0, 1, "--norm power NaN: the exponent must be greater than 0 and finite"),
    ] as [(Norm, Double, Double, String)])
  func refuses(norm: Norm, vmin: Double, vmax: Double, message: String) {
    let error = #expect(throws: NormError.self) { try norm.validate(vmin: vmin, vmax: vmax) }
    #expect(error?.typed == message)
    #expect(throws: NormError.self) { try ColorScale(norm: norm, vmin: vmin, vmax: vmax) }
  }
}
