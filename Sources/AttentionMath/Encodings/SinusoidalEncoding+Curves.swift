// The linear choice of frequencies, and the two continuous curves that a vector's values lie on.

internal import RealModule

extension SinusoidalEncoding {
  /// The linear choice of frequencies ω_i = C · i, for comparison; shape `[d_model / 2]`.
  ///
  /// - Parameter step: C in radians per position; without one, C = 1 / (d_model / 2 - 1), so that
  ///   the maximum frequency is 1 as in the geometric choice. The first is 0: it never turns.
  public func linearFrequencies(step: Double? = nil) -> [Double] {
    let step = step ?? 1 / Double(max(1, frequencies.count - 1))
    return frequencies.indices.map { step * Double($0) }
  }

  /// The curve behind the sines of a position's vector, at a real-valued dimension.
  ///
  /// With the layout `interleaved` and the spacing `standard` this is sin(pos / base^(x/d)). It
  /// passes through the vector's value at each of ``sineDimensions``.
  /// - Parameters:
  ///   - position: the position whose vector it is.
  ///   - x: a position on the axis of dimensions; any finite number.
  public func sineCurve(position: Int, at x: Double) -> Double {
    Double.sin(Double(row(of: position)) * frequency(atPair: sinePair(at: x)))
  }

  /// The curve behind the cosines of a position's vector, at a real-valued dimension.
  ///
  /// With the layout `interleaved` and the spacing `standard` this is cos(pos / base^((x-1)/d)). It
  /// passes through the vector's value at each of ``cosineDimensions``.
  /// - Parameters:
  ///   - position: the position whose vector it is.
  ///   - x: a position on the axis of dimensions; any finite number.
  public func cosineCurve(position: Int, at x: Double) -> Double {
    Double.cos(Double(row(of: position)) * frequency(atPair: cosinePair(at: x)))
  }

  /// The pair, between two where it must be, whose sine stands at x.
  private func sinePair(at x: Double) -> Double {
    switch layout {
    case .interleaved: x / 2
    case .halves: x
    }
  }

  /// The pair, between two where it must be, whose cosine stands at x.
  private func cosinePair(at x: Double) -> Double {
    switch layout {
    case .interleaved: (x - 1) / 2
    case .halves: x - Double(frequencies.count)
    }
  }

  /// The frequency at a real-valued pair.
  private func frequency(atPair pair: Double) -> Double {
    Double.pow(base, -Self.exponent(ofPair: pair, dimensions: dimensions, spacing: spacing))
  }
}
