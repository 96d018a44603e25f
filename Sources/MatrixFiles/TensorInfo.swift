// What is known of a tensor before its values are read.

/// What a file says about one of its tensors.
public struct TensorInfo: Hashable, Sendable {
  /// The name in the archive; nil where the file holds a single tensor without one.
  public let name: String?
  /// The length of each axis, the last running fastest as seen by the reader; empty for a single
  /// number.
  public let shape: [Int]
  /// The type the numbers are stored in.
  public let elementType: ElementType
  /// Whether the most significant byte of a number comes first.
  public let isBigEndian: Bool
  /// Whether the file stores the first axis as the fastest, as Fortran does. Values are given in
  /// the usual order all the same.
  public let isFortranOrder: Bool
  /// How far the sum of a row of weights may be from 1 to count as 1.
  public let rowSumTolerance: Double

  /// The number of values, the product of the shape.
  public let count: Int

  init(
    name: String?, shape: [Int], elementType: ElementType, isBigEndian: Bool = false,
    isFortranOrder: Bool = false, rowSumTolerance: Double? = nil
  ) {
    self.name = name
    self.shape = shape
    self.elementType = elementType
    self.isBigEndian = isBigEndian
    self.isFortranOrder = isFortranOrder
    self.rowSumTolerance = rowSumTolerance ?? elementType.rowSumTolerance
    count = shape.reduce(1, *)
  }

  /// Whether values that follow each other in a row do not follow each other in the file. Where only
  /// one axis is longer than 1, both orders are the same.
  var isStrided: Bool { isFortranOrder && shape.count { $0 > 1 } > 1 }

  /// The axes before the last two: those that `index` chooses from.
  public var leadingShape: [Int] { Array(shape.dropLast(2)) }

  /// The rows of each matrix: 1 where there are fewer than two axes.
  public var rows: Int { shape.count < 2 ? 1 : shape[shape.count - 2] }

  /// The columns of each matrix: 1 for a single number.
  public var columns: Int { shape.last ?? 1 }
}
