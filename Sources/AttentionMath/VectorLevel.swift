// How wide the vectors are in which loops over numbers run.

internal import CKernels

/// A width of vectors. The widest that the processor has is taken when the program starts.
///
/// ``avx2`` and ``avx512`` give the same bits in everything that is computed. ``baseline`` rounds
/// products and sums one after the other where those do it at once, so its last digits differ.
public enum VectorLevel: String, CaseIterable, Sendable {
  /// What every processor of the kind has: SSE2 on x86-64, NEON on arm64.
  case baseline
  /// AVX2 with fused multiplication and addition.
  case avx2
  /// AVX-512: its parts F, BW, CD, DQ and VL.
  case avx512

  private var level: attn_level {
    switch self {
    case .baseline: ATTN_LEVEL_BASELINE
    case .avx2: ATTN_LEVEL_AVX2
    case .avx512: ATTN_LEVEL_AVX512
    }
  }

  /// The one that runs.
  public static var inUse: VectorLevel {
    allCases.first { $0.level == attn_level_in_use() } ?? .baseline
  }

  /// Whether the processor, and the system on it, have it.
  public var isAvailable: Bool { attn_has_level(level) }

  /// Takes this one from now on, for everything that the process computes. Other threads must not
  /// be computing.
  /// - Returns: false, and nothing changes, where it is not available.
  public func use() -> Bool { attn_use_level(level) }
}
