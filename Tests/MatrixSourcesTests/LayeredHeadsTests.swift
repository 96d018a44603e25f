// Weights of a model that are held one layer at a time.

import AttentionMath
import Foundation
import MatrixFiles
import Models
import Testing

@testable import MatrixSources

@Suite struct LayeredHeadsTests {
  private static let folder =
    "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    + "/Fixtures/models/tiny/gpt2"

  private func prepared() throws -> PreparedModel {
    var request = ModelRequest(path: Self.folder)
    request.ids = [5, 17, 33, 8, 90, 2, 41]
    return try PreparedModel(request, in: SourceContext())
  }

  private func tensor(_ layered: LayeredHeads) -> Tensor {
    let (layers, heads, rows) = layered.computed
    return Tensor(
      computing: rows, of: (layers, heads), in: (3, 4), name: "gpt2", rowLabels: nil,
      columnLabels: nil)
  }

  @Test func oneLayerIsHeldAtATime() throws {
    let prepared = try prepared()
    let layered = try #require(
      try LayeredHeads(prepared, of: .single, layers: .all, heads: .all, maximum: 0))
    let kept = try #require(
      try prepared.model.run(prepared.input, keeping: Request(parts: [.attentions: .init()]))[
        "attentions"])
    let tensor = tensor(layered)
    var layers: [Int] = []
    try layered.forEachLayer { layer in
      layers.append(layer)
      for head in 0..<4 {
        #expect(layered.heldCount == 4)
        let matrix: [Float]? = try? tensor.matrix(at: [layer, head]).values
        let start = (layer * 4 + head) * 49
        for (one, other) in zip(matrix ?? [], kept.values[start..<start + 49]) {
          #expect(abs(one - other) < 1e-6)
        }
        #expect(matrix?.count == 49)
      }
      return true
    }
    #expect(layers == [0, 1, 2])
    // Out of turn the model runs anew, and the numbers are the same.
    for layer in [0, 2, 1] {
      let matrix: [Float] = try tensor.matrix(at: [layer, 1]).values
      let start = (layer * 4 + 1) * 49
      #expect(zip(matrix, kept.values[start...]).allSatisfy { abs($0 - $1) < 1e-6 })
      #expect(layered.heldCount == 4)
    }
  }

  @Test func someHeadsOfSomeLayers() throws {
    let layered = try #require(
      try LayeredHeads(
        try prepared(), of: .single, layers: .only([1, 2]), heads: .only([3]), maximum: 0))
    #expect(layered.heldCount == 1)
    var layers: [Int] = []
    try layered.forEachLayer { layer in
      layers.append(layer)
      return layer < 1
    }
    #expect(layers == [1])
    // What was not asked for is 0.
    let matrix: [Float] = try tensor(layered).matrix(at: [0, 3]).values
    #expect(matrix.allSatisfy { $0 == 0 })
  }

  @Test func fewAreHeldAsTheyAre() throws {
    #expect(
      try LayeredHeads(
        try prepared(), of: .single, layers: .all, heads: .all, maximum: 3 * 4 * 49) == nil)
    #expect(
      try LayeredHeads(
        try prepared(), of: .single, layers: .all, heads: .all, maximum: 3 * 4 * 49 - 1) != nil)
  }
}
