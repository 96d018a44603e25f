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

  /// Whether every place takes the cell of the same index alone.
  var isIdentity: Bool { target == source }

  /// Weights of the run of one place.
  func run(_ location: Int) -> Range<Int> { offsets[location]..<offsets[location + 1] }

  /// The cell after the last one of a place's run.
  func end(_ location: Int) -> Int { starts[location] + run(location).count }

  /// Every place takes the cell of the same index.
  private init(identity count: Int) {
    self.init(source: count, target: count) { location in (location, [1]) }
  }

  private init(source: Int, target: Int, _ run: (Int) -> (Int, [Double])) {
    var starts: [Int] = []
    var offsets = [0]
    var weights: [Double] = []
    for location in 0..<target {
      let (start, taps) = run(location)
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

  /// Lanczos' kernel with three lobes, `sinc(x) sinc(x / 3)` for |x| < 3 (C. E. Duchon, "Lanczos
  /// filtering in one and two dimensions", 1979), stretched to the scale and at least twofold.
  ///
  /// Twofold, because cells that alternate are an everyday pattern here: a kernel stretched only to
  /// a scale just above 1 lets them through, and the pixels beat with them (of ±1 in 512 cells it
  /// leaves 1.5 peak to peak in 480 pixels, this one 0.006). Beyond an edge the line continues as
  /// its mirror image about the last cell, which continues an alternation as it is; leaving out what
  /// is outside would keep a fifth of it in the first pixel.
  static func lanczos3(source: Int, target: Int) -> ReductionKernel {
    guard target < source else { return ReductionKernel(identity: source) }
    let scale = Double(source) / Double(target)
    let stretch = max(scale, 2)
    let mirror = 2 * (source - 1)
    return ReductionKernel(source: source, target: target) { location in
      let center = (Double(location) + 0.5) * scale - 0.5
      let cells =
        Int((center - 3 * stretch).rounded(.up))...Int((center + 3 * stretch).rounded(.down))
      let first = max(0, cells.lowerBound)
      // The mirror image lies in the run: the center does, and the kernel reaches as far both ways.
      var taps = Array(repeating: 0.0, count: min(source - 1, cells.upperBound) - first + 1)
      for cell in cells {
        let folded = ((cell % mirror) + mirror) % mirror
        let index = min(folded, mirror - folded)
        let x = Double.pi * (Double(cell) - center) / stretch
        taps[index - first] +=
          x.magnitude < 1e-9 ? 1 : 3 * Double.sin(x) * Double.sin(x / 3) / (x * x)
      }
      let sum = taps.reduce(0, +)
      return (first, taps.map { $0 / sum })
    }
  }

  /// The share of each cell in the target place's own stretch of the line.
  static func area(source: Int, target: Int) -> ReductionKernel {
    guard target < source else { return ReductionKernel(identity: source) }
    let scale = Double(source) / Double(target)
    return ReductionKernel(source: source, target: target) { location in
      let low = Double(location) * scale
      let high = min(Double(location + 1) * scale, Double(source))
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
