// Where sines and cosines lie and how frequencies are spaced: the two ways in which tables of
// sines and cosines differ from program to program.

/// Where the sines and the cosines of a vector lie.
public enum EncodingLayout: String, CaseIterable, Hashable, Sendable {
  /// sin, cos, sin, cos … (Vaswani et al. 2017, section 3.5).
  case interleaved
  /// All sines, then all cosines (tensor2tensor).
  case halves
}

/// How the exponents of the frequencies are spaced.
public enum EncodingSpacing: String, CaseIterable, Hashable, Sendable {
  /// Pair i has the exponent 2i / d_model (Vaswani et al. 2017, section 3.5).
  case standard
  /// Pair i has the exponent i / (d_model / 2 - 1), so that the last frequency is exactly
  /// 1 / base (tensor2tensor).
  case endpoint
}
