// What a pass gives away while it runs is what it would have kept, and no more of it is held than one layer.

import AttentionMath
import Synchronization
import Testing

@testable import Models

/// Puts arrays together of what it gets.
private final class Collected: ArraySink {
  let arrays = Mutex<[String: KeptArray]>([:])
  /// The most numbers that came at once.
  let maximum = Mutex(0)

  func take(
    _ values: UnsafeBufferPointer<Float>, of name: String, shape: [Int], at place: Int
  ) {
    maximum.withLock { $0 = max($0, values.count) }
    arrays.withLock { arrays in
      var array =
        arrays.removeValue(forKey: name)
        ?? KeptArray(
          shape: shape, values: [Float](repeating: .nan, count: shape.reduce(1, *)))
      #expect(array.shape == shape)
      array.values.replaceSubrange(place..<place + values.count, with: values)
      arrays[name] = array
    }
  }
}

@Suite struct StreamedRunTests {
  private static let models = [
    "tiny/gpt2", "tiny/llama_gqa", "tiny/mistral", "tiny/bert", "tiny/t5", "tiny/bart",
    "tiny/whisper", "tiny/vit", "untrained/clip", "untrained/gemma2", "untrained/albert",
    "untrained/modernbert",
  ]

  private func input(_ name: String) throws -> ModelInput {
    let isTiny = name.hasPrefix("tiny")
    let json = try ModelFixture.json("\(name)/\(isTiny ? "ref_inputs" : "inputs").json")
    if !isTiny {
      return ModelFixture.input(json, try ModelFixture.arrays("\(name)/reference.safetensors"))
    }
    var arrays: [String: KeptArray] = [:]
    for part in ["pixel_values", "input_features"] {
      if let found = try? ModelFixture.arrays("\(name)/ref_\(part).npy") {
        arrays[part] = found.values.first
      }
    }
    return ModelFixture.input(json, arrays)
  }

  @Test(arguments: models) func aSinkGetsWhatIsKept(name: String) throws {
    let model = try Model.open(ModelFixture.path(name))
    let input = try input(name)
    var request = Request(
      parts: [.attentions: .init(), .scores: .init(), .keys: .init()], hiddenStates: .all,
      logits: .all)
    let kept = try model.run(input, keeping: request)
    let sink = Collected()
    request.sink = sink
    let given = try model.run(input, keeping: request)
    #expect(given.arrays.isEmpty && given.remade.isEmpty)
    let arrays = sink.arrays.withLock(\.self)
    #expect(Set(arrays.keys) == Set(kept.arrays.keys))
    for (key, array) in kept.arrays {
      #expect(arrays[key]?.shape == array.shape, "\(key)")
      #expect(arrays[key]?.values == array.values, "\(key)")
    }
    // One head of one layer at most, or the vectors of a layer.
    let counts = kept.arrays.filter { $0.key.hasSuffix("attentions") }.map(\.value.values.count)
    #expect(sink.maximum.withLock(\.self) < (counts.max() ?? 0) * 3)
  }

  @Test func aSinkGetsSomeLayersAndHeads() throws {
    let model = try Model.open(ModelFixture.path("tiny/gpt2"))
    let input = ModelInput(ids: [5, 17, 33, 8, 90, 2, 41])
    var request = Request(
      parts: [.attentions: .init(layers: .only([0, 2]), heads: .only([1, 3]))],
      hiddenStates: .only([1, 3]))
    let kept = try model.run(input, keeping: request)
    let sink = Collected()
    request.sink = sink
    _ = try model.run(input, keeping: request)
    let arrays = sink.arrays.withLock(\.self)
    for (key, array) in kept.arrays { #expect(arrays[key]?.values == array.values, "\(key)") }
    #expect(arrays["attentions"]?.shape == [2, 2, 7, 7])
  }

  /// Scores of a large vocabulary come some rows at a time, each at its place.
  @Test func logitsComeInParts() throws {
    let columns = ArraySinkSize.maximumCount / 2
    let x = Matrix<Float>(rows: 5, columns: 1, values: [0, 1, 2, 3, 4])
    let sink = Collected()
    var pass = Pass(
      weights: Weights(file: "none", tensors: [], byteCount: 0), request: Request(sink: sink))
    var parts: [Int] = []
    try pass.keep(x, as: "logits", columns: columns) { some throws(ModelError) in
      parts.append(some.rows)
      return Matrix(rows: some.rows, columns: columns) { row, _ in some[row, 0] }
    }
    #expect(parts == [2, 2, 1])
    let array = try #require(sink.arrays.withLock { $0["logits"] })
    #expect(array.shape == [5, columns])
    for row in 0..<5 {
      #expect(array.values[row * columns] == Float(row))
      #expect(array.values[(row + 1) * columns - 1] == Float(row))
    }
  }

  /// Layers come one at a time and in order, with the weights that are kept otherwise.
  @Test(arguments: models) func layersComeOneByOne(name: String) throws {
    let model = try Model.open(ModelFixture.path(name))
    let input = try input(name)
    let kept = try model.run(input, keeping: Request(parts: [.attentions: .init()]))
    for stack in model.shape.stacks {
      guard let whole = kept[stack.stack.name("attentions")] else { continue }
      var layers: [Int] = []
      try model.forEachLayer(input, .init(of: [stack.stack])) { made in
        #expect(made.layers.count == 1 && made.rows.count == 1)
        let layer = made.layers[0]
        layers.append(layer)
        #expect(made.rows[0].count == stack.heads)
        let size = made.queries * made.keys
        for (head, rows) in made.rows[0].enumerated() {
          var values = [Float](repeating: -1, count: size)
          values.withUnsafeMutableBufferPointer {
            rows.fill($0.baseAddress!, rows: 0..<made.queries)
          }
          let start = (layer * stack.heads + head) * size
          let apart = distance(
            KeptArray(shape: [size], values: values),
            KeptArray(shape: [size], values: Array(whole.values[start..<start + size])))
          #expect(apart! < 1e-6, "\(stack.stack) \(layer) \(head)")
        }
        return true
      }
      #expect(layers == Array(0..<stack.layers))
    }
  }

  @Test func noLayerComesAfterTheLastThatIsWanted() throws {
    let model = try Model.open(ModelFixture.path("tiny/gpt2"))
    var layers: [Int] = []
    try model.forEachLayer(ModelInput(ids: [5, 17, 33]), .init()) { made in
      layers += made.layers
      return layers.count < 2
    }
    #expect(layers == [0, 1])
  }
}
