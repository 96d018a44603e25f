// The two number types that matrices are computed in.

public import RealModule

/// A number type that the engine computes in: `Float` for what comes from models, `Double` for
/// figures.
public protocol MatrixScalar: BinaryFloatingPoint, Real, Sendable, BitwiseCopyable {}

extension Float: MatrixScalar {}
extension Double: MatrixScalar {}
