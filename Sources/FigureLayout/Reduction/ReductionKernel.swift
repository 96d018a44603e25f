// The weights by which cells of a long row become those of a shorter one.

internal import RealModule

/// For each of `target` places along a line: which of `source` cells it takes, and how much of each.
struct ReductionKernel: Sendable {
  let source: Int
  let target: Int
  /// The first source cell of each target place's run.
  let starts: [Int]
  /// Where each run's weights begin in `weights`, and one more for the end.
  let offsets: [Int]
  /// Each run's weights add up to 1.
  let weights: [Double]

  /// Weights of the run of one place.
  func run(_ place: Int) -> Range<Int> { offsets[place]..<offsets[place + 1] }

  /// Every place takes the cell of the same index.
  private init(identity count: Int) {
    self.init(source: count, target: count) { place in (place, [1]) }
  }

  private init(source: Int, target: Int, _ run: (Int) -> (Int, [Double])) {
    var starts: [Int] = []
    var offsets = [0]
    var weights: [Double] = []
    for place in 0..<target {
      let (start, taps) = run(place)
      starts.append(start)
      weights += taps
      offsets.append(weights.count)
    }
    self.source = source
    self.target = target
    self.starts = starts
    self.offsets = offsets
    self.weights = weights
  }

  /// Lanczos' kernel with three lobes, stretched to the scale: `sinc(x) sinc(x / 3)` for |x| < 3
  /// target cells (C. E. Duchon, "Lanczos filtering in one and two dimensions", 1979). At the edges
  /// what would lie outside is left out and the rest made to add up to 1.
  static func lanczos3(source: Int, target: Int) -> ReductionKernel {
    guard target < source else { return ReductionKernel(identity: source) }
    let scale = Double(source) / Double(target)
    return ReductionKernel(source: source, target: target) { place in
      let center = (Double(place) + 0.5) * scale - 0.5
      let first = max(0, Int((center - 3 * scale).rounded(.up)))
      let last = min(source - 1, Int((center + 3 * scale).rounded(.down)))
      let taps = (first...last).map { cell -> Double in
        let x = Double.pi * (Double(cell) - center) / scale
        guard x.magnitude > 1e-9 else { return 1 }
        return 3 * Double.sin(x) * Double.sin(x / 3) / (x * x)
      }
      let sum = taps.reduce(0, +)
      return (first, taps.map { $0 / sum })
    }
  }

  /// The share of each cell in the target place's own stretch of the line.
  static func area(source: Int, target: Int) -> ReductionKernel {
    guard target < source else { return ReductionKernel(identity: source) }
    let scale = Double(source) / Double(target)
    return ReductionKernel(source: source, target: target) { place in
      let low = Double(place) * scale
      let high = min(Double(place + 1) * scale, Double(source))
      let first = min(Int(low), source - 1)
      let last = min(max(first, Int(high.rounded(.up)) - 1), source - 1)
      let taps = (first...last).map { cell in
        max(0, min(high, Double(cell + 1)) - max(low, Double(cell)))
      }
      let sum = taps.reduce(0, +)
      return (first, taps.map { $0 / sum })
    }
  }
}
