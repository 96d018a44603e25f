// Keys and values of tokens that a decoder went over already: a text that goes on by one token needs those
// of that token alone (Pope et al. 2022). They are the numbers that a pass over all tokens would make.

internal import AttentionMath

/// What a pass leaves to the next one, which is over the same tokens and some more.
struct KeyCache {
  /// Keys and values of a layer, a row for each token.
  struct Layer {
    var keys: Matrix<Float>
    var values: Matrix<Float>
  }

  /// How many tokens they are of.
  fileprivate(set) var count = 0
  /// What keys were turned by; where a longer text has other frequencies, they are no use.
  fileprivate var frequencies: [[Double]] = []
  /// Of a decoder's attention to itself.
  fileprivate var own: [Int: Layer] = [:]
  /// Of the encoder's vectors, by the decoder's layer.
  fileprivate var ofMemory: [Int: Layer] = [:]
  /// What the encoder gave.
  var memory: Matrix<Float>?
}

extension Pass {
  /// The rows of tokens that the last pass did not go over; all where there was none. From here on the pass
  /// is over these alone, and ``past`` tells how many came before them.
  /// - Parameters:
  ///   - x: the embeddings of all tokens.
  ///   - frequencies: what queries and keys are turned by.
  mutating func fresh(
    _ x: Matrix<Float>, turnedBy frequencies: [[Double]] = []
  ) -> Matrix<Float> {
    guard var cache else { return x }
    self.cache = nil
    if cache.frequencies != frequencies || cache.count >= x.rows {
      (cache.count, cache.own) = (0, [:])
    }
    past = cache.count
    isGoingOn = true
    cache.frequencies = frequencies
    cache.count = x.rows
    self.cache = cache
    return past == 0 ? x : x.rows(past..<x.rows)
  }

  /// Keys and values of all tokens, those of earlier ones before these.
  mutating func extended(
    _ keys: Matrix<Float>, _ values: Matrix<Float>, _ step: AttentionStep
  ) -> KeyCache.Layer {
    let new = KeyCache.Layer(keys: keys, values: values)
    guard isGoingOn, step.stack == .single || step.stack == .decoder else { return new }
    // Taken out, so that rows are added where the others lie.
    guard var all = cache?.own.removeValue(forKey: step.layer) else {
      cache?.own[step.layer] = new
      return new
    }
    all.keys.append(keys)
    all.values.append(values)
    cache?.own[step.layer] = all
    return all
  }

  /// Keys and values of a layer's attention; those of the encoder's vectors are made once.
  mutating func keysAndValues(
    _ step: AttentionStep, ofMemory isOfMemory: Bool,
    _ make: (Pass) throws(ModelError) -> KeyCache.Layer
  ) throws(ModelError) -> KeyCache.Layer {
    if isOfMemory, let known = cache?.ofMemory[step.layer] { return known }
    let made = try make(self)
    if isOfMemory { cache?.ofMemory[step.layer] = made }
    return made
  }
}

extension Matrix<Float> {
  /// Adds rows below.
  fileprivate mutating func append(_ rows: Matrix) {
    let height = self.rows + rows.rows
    var values = values
    self = Matrix(rows: 0, columns: columns)
    values += rows.values
    self = Matrix(rows: height, columns: rows.columns, values: values)
  }
}
