// The registry of claims: one line each.

public import FigureKinds

/// Every claim that can be checked.
public enum Claims {
  public static let all: [any Claim.Type] = [
    RowsSumToOne.self,
    WeightsInUnitInterval.self,
    WeightsMatchSource.self,
    CausalIgnoresLater.self,
    SoftmaxMatchesDefinition.self,
    PermutationPermutesOutput.self,
    PositionsBreakSymmetry.self,
    DiagonalDominates.self,
    HeadsKeepShape.self,
    EncodingMatchesFormula.self,
    EncodingBounded.self,
    EncodingNorm.self,
    PositionsDistinct.self,
    LowDimensionsOscillate.self,
    LastDimensionsAtRest.self,
    PartsAddUp.self,
    IndexGrows.self,
    FrequenciesGeometric.self,
    LinearFrequenciesEven.self,
    LastFrequency.self,
    ShiftIsLinear.self,
    DifferencesDependOnPosition.self,
    SimilarityDependsOnDistance.self,
    SimilarityMatchesProduct.self,
    BiasDependsOnDistance.self,
    BucketsAreMonotone.self,
    ScalingStretches.self,
    WavesHaveTheirFactors.self,
    DecayIsMaximumAtZero.self,
    DecayFallsFarOut.self,
    BitsSlowDown.self,
    UnseenAngles.self,
    ScalingKeepsAngles.self,
    FarDistancesShareARow.self,
    BiasGoesOnLinearly.self,
    BiasFallsWithDistance.self,
    BiasFlattens.self,
    BiasSteepens.self,
    WindowHidesFarKeys.self,
    FireStaysWithin.self,
    VectorsGoOn.self,
    EncodingRepeats.self,
    TableEnds.self,
    GridKeepsVectors.self,
    GridIsOneTurn.self,
    RotationKeepsLengths.self,
    RotationDependsOnDistance.self,
    RotationContinues.self,
    GridKeepsRotation.self,
    DistanceVectorsKeepLength.self,
    PatchesAreThemselves.self,
    RowsAndColumnsStandOut.self,
    ConventionsReorder.self,
    ConventionsKeepLength.self,
  ]

  /// The claim of this id.
  public static func named(_ id: String) -> (any Claim.Type)? {
    all.first { $0.id == id }
  }

  /// Checks a claim on a figure.
  /// - Returns: nil where the claim says nothing of this figure.
  public static func check(
    _ claim: any Claim.Type, on subject: ClaimSubject
  ) throws(FigureError) -> CheckedClaim? {
    guard let measurement = try claim.measure(subject) else { return nil }
    return CheckedClaim(
      id: claim.id, figure: subject.figure, statement: claim.statement, measurement: measurement)
  }

  /// Checks every claim that the figure's values allow, in the order of ``all``.
  public static func check(_ subject: ClaimSubject) throws(FigureError) -> [CheckedClaim] {
    var checked: [CheckedClaim] = []
    for claim in all {
      if let result = try check(claim, on: subject) { checked.append(result) }
    }
    return checked
  }
}
