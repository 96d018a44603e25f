// Rotations against the references: frequencies, attention factors, tables, turned vectors, scores.

import AttentionMath
import Foundation
import RealModule
import Testing

/// One case of rope_inv_freq.json, as a configuration and a length.
struct RotaryCase: Decodable, Sendable, CustomStringConvertible {
  let name: String
  let ropeType: String
  let headDim: Int
  let context: Int
  let length: Int?
  let rope: [String: Value]
  let attentionFactor: Double
  let frequencies: [Double]

  enum Value: Decodable {
    case number(Double)
    case numbers([Double])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .numbers(try container.decode([Double].self))
      }
    }

    var configuration: ConfigurationValue {
      switch self {
      case .number(let number): .number(number)
      case .numbers(let numbers): .list(numbers.map { .number($0) })
      }
    }
  }

  enum CodingKeys: String, CodingKey {
    case name
    case ropeType = "rope_type"
    case headDim = "head_dim"
    case context = "max_position_embeddings"
    case length = "seq_len"
    case rope = "rope_parameters"
    case attentionFactor = "attention_factor"
    case frequencies = "inv_freq"
  }

  var description: String { name }

  static func load() throws -> [RotaryCase] {
    struct File: Decodable { let cases: [RotaryCase] }
    return try Fixture.json("encodings/rope_inv_freq.json", as: File.self).cases
  }

  /// The newer layout of configurations has the base among the scaling's parameters.
  func configuration(isNewer: Bool) -> ConfigurationValue {
    var parameters = rope.mapValues(\.configuration)
    var members: [String: ConfigurationValue] = [
      "model_type": "llama", "head_dim": .number(Double(headDim)),
      "max_position_embeddings": .number(Double(context)),
    ]
    if isNewer {
      parameters["rope_type"] = .text(ropeType)
      members["rope_parameters"] = .object(parameters)
    } else {
      members["rope_theta"] = parameters.removeValue(forKey: "rope_theta")
      parameters["type"] = .text(ropeType)
      members["rope_scaling"] = ropeType == "default" ? .null : .object(parameters)
    }
    return .object(members)
  }

  func rotation(isNewer: Bool = true) throws -> any RotaryTable {
    let scales = ["dynamic", "longrope"].contains(ropeType)
    return try RotaryConfiguration(configuration(isNewer: isNewer)).encoding(
      scales ? length.map { [.init("length", "\($0)")] } ?? [] : [])
  }
}

@Suite struct RotaryReferenceTests {
  @Test(arguments: [true, false])
  func frequenciesAndFactorsOfEveryScaling(_ isNewer: Bool) throws {
    let cases = try RotaryCase.load()
    #expect(cases.count == 12)
    for one in cases {
      let rotation = try one.rotation(isNewer: isNewer)
      #expect(rotation.rotaryDimensions == one.headDim)
      #expect(abs(rotation.attentionFactor - one.attentionFactor) < 1e-14, "\(one)")
      try #require(rotation.frequencies.count == one.frequencies.count)
      for (value, expected) in zip(rotation.frequencies, one.frequencies) {
        #expect(abs(value / expected - 1) < 5e-16, "\(one)")
      }
    }
  }

  @Test(arguments: ["default_64", "yarn_qwen2_128", "llama31_8b_128"])
  func cosinesAndSinesAsFarOutAsModelsReach(_ name: String) throws {
    struct Positions: Decodable { let positions: [Int] }
    let positions = try Fixture.json("encodings/rope_positions.json", as: Positions.self).positions
    #expect(positions.max() == 131072)
    let one = try #require(try RotaryCase.load().first { $0.name == name })
    let rotation = try one.rotation()
    for (part, file) in [(RotaryPart.cos, "cos"), (.sin, "sin")] {
      let table = try rotation.table(part, positions: positions)
      let reference = try ReferenceArray("rope_\(file)_\(name)").matrix
      #expect(maximumDifference(table, reference) < 1e-12, "\(file)")
    }
  }

  @Test(arguments: RotaryPairing.allCases)
  func vectorsAreTurnedAsTheReferenceDoes(_ pairing: RotaryPairing) throws {
    struct About: Decodable {
      let positions, permutation: [Int]
      let theta: Double
    }
    let about = try Fixture.json("encodings/rope_rotated.json", as: About.self)
    let rotation = try RotaryEncoding(dimensions: 16, base: about.theta, pairing: pairing)
    let (q, k) = (
      try ReferenceArray("rope_rotated_q").matrices, try ReferenceArray("rope_rotated_k").matrices
    )
    let turnedQ = try ReferenceArray("rope_rotated_q_\(pairing)").matrices
    let turnedK = try ReferenceArray("rope_rotated_k_\(pairing)").matrices
    let scores = try ReferenceArray("rope_rotated_scores_\(pairing)").matrices
    for head in q.indices {
      let query = try rotation.rotated(q[head], at: about.positions)
      let key = try rotation.rotated(k[head], at: about.positions)
      #expect(maximumDifference(query, turnedQ[head]) < 1e-12)
      #expect(maximumDifference(key, turnedK[head]) < 1e-12)
      let stages = try ScaledDotProductAttention().stages(query: query, key: key, value: k[head])
      #expect(maximumDifference(stages.scaled, scores[head]) < 1e-12)
      // Within attention, one position after the other: the three first ones.
      func first(_ matrix: Matrix<Double>) -> Matrix<Double> {
        Matrix(rows: 3, columns: matrix.columns) { matrix[$0, $1] }
      }
      let inside = try ScaledDotProductAttention(rotation: rotation).stages(
        query: first(q[head]), key: first(k[head]), value: first(k[head]))
      for row in 0..<3 {
        for column in 0..<3 {
          #expect(abs(inside.scaled[row, column] - scores[head][row, column]) < 1e-12)
        }
      }
    }
    #expect(RotaryPairing.halvesFromInterleaved(pairs: 8) == about.permutation)
  }

  @Test func scalingsAreTheFormulas() throws {
    let formulas = try Formulas.load()
    for one in formulas.ntk {
      let rotation = try RotaryEncoding(
        dimensions: one.dimensions, base: one.base, scaling: NTKScaling(factor: one.factor))
      for (value, expected) in zip(rotation.frequencies, one.frequencies) {
        #expect(abs(value / expected - 1) < 5e-16)
      }
    }
    for one in formulas.yarn {
      let scaling = try YaRNScaling(
        factor: one.factor, original: try #require(one.original),
        betaFast: try #require(one.betaFast), betaSlow: try #require(one.betaSlow),
        truncate: one.truncate == true)
      let rotation = try RotaryEncoding(
        dimensions: one.dimensions, base: one.base, scaling: scaling)
      #expect(abs(rotation.attentionFactor - (try #require(one.attentionFactor))) < 1e-15)
      for (value, expected) in zip(rotation.frequencies, one.frequencies) {
        // The ramp's ends are Doubles where they are not whole.
        #expect(abs(value / expected - 1) < (one.truncate == true ? 5e-16 : 5e-14))
      }
    }
  }

  /// DeepSeek-V3's configuration has both at 1, so that the factors cancel.
  @Test func deepSeeksTwoFactorsAreDivided() throws {
    func factor(_ above: Double, _ below: Double) throws -> Double {
      try Encodings.make(
        "rope:scaling=yarn,factor=40,original=4096,mscale=\(above),mscale-all-dim=\(below)"
      ).offering(.rotation).attentionFactor
    }
    #expect(try factor(1, 1) == 1)
    // (0.1 · 0.707 · ln 40 + 1) / (0.1 · ln 40 + 1), by a calculator.
    #expect(abs(try factor(0.707, 1) - 0.9210423553163) < 1e-13)
  }

  @Test func turnsFarOutKeepTheirDigits() throws {
    for row in try Formulas.load().far {
      let rotation = try RotaryEncoding(dimensions: Int(row[1]), base: row[0])
      let turn = try rotation.turns(at: Int(row[2]))[Int(row[3])]
      #expect(abs(turn.cosine - row[4]) < 1e-15, "\(row)")
      #expect(abs(turn.sine - row[5]) < 1e-15, "\(row)")
    }
  }

  @Test func theBoundFallsAsInRoFormer() throws {
    for row in try Formulas.load().bound {
      let rotation = try RotaryEncoding(dimensions: Int(row[0]))
      let distance = Int(row[1])
      let bound = try rotation.decayBound(distances: distance..<distance + 1)[0]
      #expect(abs(bound - row[2]) < 1e-11)
    }
  }

  @Test func axesAreThoseOfThePrograms() throws {
    let formulas = try Formulas.load()
    let axes = formulas.mrope
    let coordinates = try MultiAxisRotary.coordinates(
      of: [.text(2), .image(PatchGrid(rows: 2, columns: 2)), .text(1)])
    #expect(coordinates == axes.places)
    for (arrangement, angles) in [
      (AxisArrangement.sections, axes.angles), (.interleaved, axes.interleaved),
    ] {
      let rotation = try Encodings.make(
        "m-rope:dimensions=16,sections=2,3,3,arrangement=\(arrangement),grid=2x2,before=2"
      ).offering(.rotation)
      let table = try rotation.table(.angle, positions: 0..<7)
      #expect(maximumDifference(table, Matrix(angles)) < 1e-14)
    }
    let grid = formulas.grid
    for (choice, angles) in [(GridRotaryFrequencies.own, grid.own), (.shared, grid.shared)] {
      let rotation = try GridRotary(
        dimensions: grid.dimensions, grid: PatchGrid(rows: grid.rows, columns: grid.columns),
        frequencies: choice)
      let table = try rotation.table(.angle, positions: 0..<12)
      #expect(maximumDifference(table, Matrix(try #require(angles))) < 1e-14)
    }
  }
}
