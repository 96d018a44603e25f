// How much a file from outside may ask for.

public import SafeFiles

/// How much memory and disk reading a file may take, whatever the file declares.
public struct ReadLimits: Hashable, Sendable {
  /// The most bytes of memory one read may take: a whole tensor, a matrix, or the values of a text
  /// file.
  public var memory: Int
  /// The same for the values of text that was packed: a packed byte may stand for five hundred of
  /// them, which take 8 bytes each.
  public var packedText: Int
  /// The most bytes one compressed entry of an archive may expand to.
  public var expansion: Int
  /// The most bytes that the compressed entries of one archive may expand to in all.
  public var archiveExpansion: Int
  /// What all expanded bytes of a run are counted in; nil where nobody counts them.
  public var budget: ExpansionBudget?
  /// The most bytes of an archive's entry that are expanded in memory. Above that a stored entry is
  /// read where it lies, and a compressed one from a temporary file without a name.
  public var expansionInMemory: Int

  public init(
    memory: Int = 4 << 30, packedText: Int = 256 << 20, expansion: Int = 4 << 30,
    archiveExpansion: Int = 256 << 30, expansionInMemory: Int = 64 << 20
  ) {
    self.memory = memory
    self.packedText = packedText
    self.expansion = expansion
    self.archiveExpansion = archiveExpansion
    self.expansionInMemory = expansionInMemory
  }

  /// What numbers pack to at best: bytes that stand for more of them, and for many, were made to fill a
  /// disk.
  public static let maximumPackingRatio = 256
  /// So many expanded bytes take little time, however they are packed.
  public static let fewExpanded = 1 << 30

  /// Whether so many bytes were packed into a hardly believable few.
  static func isBomb(_ expanded: UInt64, packed: UInt64) -> Bool {
    expanded > UInt64(fewExpanded) && expanded / UInt64(maximumPackingRatio) > packed
  }

  /// Enough for the matrices people draw: 4 GiB in memory, and 4 GiB out of a compressed entry.
  public static let standard = ReadLimits()

  /// The same, with what is expanded counted for all that may be read.
  func counted(for reach: FileReach) -> ReadLimits {
    var limits = self
    limits.budget = reach.expansion ?? budget
    return limits
  }

  /// The same for text that was packed.
  var ofPackedText: ReadLimits {
    var limits = self
    limits.memory = min(memory, packedText)
    return limits
  }

  /// Counts bytes before they are expanded.
  func takeExpanded(_ bytes: Int, file: String) throws(MatrixFileError) {
    guard let budget, !budget.take(bytes) else { return }
    throw .cannotRead(file: file, reason: budget.objection)
  }
}

/// The most axes a tensor may have, as in NumPy.
let maximumAxisCount = 64

/// The number of elements of a shape, or nil where there is no counting them.
///
/// The lengths other than 0 must multiply to a number of bytes that an `Int` holds, and in an empty
/// tensor to at most 2²⁴: its size in the file says nothing of them, and rows without columns
/// would be walked all the same.
func elementCount(of shape: [Int]) -> Int? {
  var product = 1
  for length in shape where length != 0 {
    let (result, overflow) = product.multipliedReportingOverflow(by: length)
    if overflow || result < 0 || result > Int.max / 16 { return nil }
    product = result
  }
  if shape.contains(0) { return product <= 1 << 24 ? 0 : nil }
  return product
}
