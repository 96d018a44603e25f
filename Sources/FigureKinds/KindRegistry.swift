// The registry of figure kinds: one line each.

/// Every kind of figure attnplot can draw.
public enum KindRegistry {
  public static let all: [any FigureKind.Type] = [
    PositionalHeatMap.self,
    PositionalLines.self,
    Decomposition.self,
    PositionalSimilarity.self,
    Shift.self,
    Frequencies.self,
    Wavelengths.self,
    Bias.self,
    Decay.self,
    Rotation.self,
    PositionGrid.self,
    BinaryCounter.self,
    Conventions.self,
    MatrixHeatMap.self,
    MatrixLines.self,
    Attention.self,
    CrossAttention.self,
    Heads.self,
    ModelView.self,
    HeadView.self,
    Rollout.self,
    HeadMeasures.self,
    Patches.self,
    PermutationDemo.self,
    SoftmaxExample.self,
    SelfFocus.self,
    NaivePositions.self,
    DotProductDiagram.self,
    WeightedSumDiagram.self,
    SelfAndCrossAttentionDiagram.self,
    MultiHeadDiagram.self,
    ScaledDotProductDiagram.self,
  ]

  /// The kind of this name.
  public static func named(_ name: String) -> (any FigureKind.Type)? {
    all.first { $0.name == name }
  }
}
