// Attention in blocks of queries: scores, softmax and output of a block follow each other while
// it is in the cache (after Rabe & Staats 2021), and blocks run in parallel.

/// One head's inputs, checked.
struct HeadInput<Element: MatrixScalar>: Sendable {
  let query: Matrix<Element>
  let key: Matrix<Element>
  let value: Matrix<Element>
  let factor: Element
  let rule: MaskRule<Element>
}

/// One head's results; the weights are nil when they were not kept.
struct HeadResult<Element: MatrixScalar> {
  let weights: Matrix<Element>?
  let output: Matrix<Element>
}

/// Attention of each head.
///
/// The blocks depend on the shapes alone and each is computed on one thread, so the results are
/// the same on any number of cores.
func attendByBlocks<Element: MatrixScalar>(
  _ heads: [HeadInput<Element>], keepingWeights: Bool
) -> [HeadResult<Element>] {
  var blocks: [(head: Int, queries: Range<Int>)] = []
  var work = 0.0
  for (index, head) in heads.enumerated() {
    let (n, m) = (head.query.rows, head.key.rows)
    let height = blockHeight(keys: m, bytesPerValue: MemoryLayout<Element>.size)
    for begin in stride(from: 0, to: n, by: height) {
      blocks.append((index, begin..<min(begin + height, n)))
    }
    work += Double(n) * Double(m) * Double(head.query.columns + head.value.columns + 16)
  }
  var weights = heads.map {
    [Element](unwritten: keepingWeights ? $0.query.rows * $0.key.rows : 0)
  }
  for head in weights.indices { weights[head].preferLargePages() }
  var outputs = heads.map { [Element](unwritten: $0.query.rows * $0.value.columns) }

  withMutablePointers(&weights) { weights in
    withMutablePointers(&outputs) { outputs in
      // Safe to share: each block writes its own rows.
      nonisolated(unsafe) let (weights, outputs) = (weights, outputs)
      let (heads, blocks) = (heads, blocks)
      concurrently(blocks.count, work: work) { next in
        var scratch: [Element] = []
        while let index = next() {
          let block = blocks[index]
          let head = heads[block.head]
          let output = outputs[block.head] + block.queries.lowerBound * head.value.columns
          if keepingWeights {
            let begin = weights[block.head] + block.queries.lowerBound * head.key.rows
            compute(head, queries: block.queries, weights: begin, output: output)
          } else {
            let needed = block.queries.count * head.key.rows
            if scratch.count < needed { scratch = [Element](unwritten: needed) }
            scratch.withUnsafeMutableBufferPointer {
              compute(
                head, queries: block.queries, weights: $0.baseAddress ?? .nowhere, output: output)
            }
          }
        }
      }
    }
  }
  return heads.indices.map { index in
    let head = heads[index]
    return HeadResult(
      weights: keepingWeights
        ? Matrix(rows: head.query.rows, columns: head.key.rows, values: weights[index]) : nil,
      output: Matrix(
        rows: head.query.rows, columns: head.value.columns, values: outputs[index]))
  }
}

/// How many queries a block has: as many as keep its weights within the second-level cache, but
/// enough to make the products worth while.
private func blockHeight(keys: Int, bytesPerValue: Int) -> Int {
  let fitting = (1 << 19) / max(1, keys * bytesPerValue)
  return min(256, max(64, fitting / 16 * 16))
}

/// Weights, shape [queries, n_k], and output, shape [queries, d_v], of one block; both are written
/// without being read first.
private func compute<Element: MatrixScalar>(
  _ head: HeadInput<Element>, queries: Range<Int>, weights: UnsafeMutablePointer<Element>,
  output: UnsafeMutablePointer<Element>
) {
  let (m, width) = (head.key.rows, head.value.columns)
  // Keys that no query of the block can see are left out of both products.
  let reach = head.rule.reach(of: queries)
  head.query.values.withUnsafeBufferPointer { query in
    head.key.values.withUnsafeBufferPointer { key in
      head.value.values.withUnsafeBufferPointer { value in
        let depth = head.query.columns
        let query = (query.baseAddress ?? .nowhere) + queries.lowerBound * depth
        let key = (key.baseAddress ?? .nowhere) + reach.lowerBound * depth
        let value = (value.baseAddress ?? .nowhere) + reach.lowerBound * width
        // 1. Scores.
        let scores = Product(
          m: queries.count, n: reach.count, k: depth, transposeB: true, strideA: depth,
          strideB: depth, strideC: m)
        scores(query, key, weights + reach.lowerBound)
        // 2. Weights.
        for row in queries {
          let cells = weights + (row - queries.lowerBound) * m
          let seen = cells + reach.lowerBound
          if head.rule.isNone {
            softmaxRow(seen, count: m, factor: head.factor)
          } else {
            scale(UnsafeMutableBufferPointer(start: seen, count: reach.count), by: head.factor)
            head.rule.apply(to: cells, row: row)
            softmaxRow(seen, count: reach.count)
            cells.update(repeating: 0, count: reach.lowerBound)
            (cells + reach.upperBound).update(repeating: 0, count: m - reach.upperBound)
          }
        }
        // 3. Output.
        let sum = Product(
          m: queries.count, n: width, k: reach.count, strideA: m, strideB: width, strideC: width)
        sum(weights + reach.lowerBound, value, output)
      }
    }
  }
}
