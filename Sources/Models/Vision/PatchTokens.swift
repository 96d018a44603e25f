// An image's tokens by their names and positions.

/// The tokens of an image: some that stand for no patch, then the patches, row by row.
public struct PatchTokens: Hashable, Sendable {
  /// The names of the tokens before the patches.
  public var specials: [String]
  public var rows: Int
  public var columns: Int

  public init(specials: [String], rows: Int, columns: Int) {
    self.specials = specials
    self.rows = rows
    self.columns = columns
  }

  public var patches: Int { rows * columns }
  public var count: Int { specials.count + patches }

  /// `[CLS]`, `0,0`, `0,1` …: a patch is called by its row and column.
  public var names: [String] {
    specials + (0..<rows).flatMap { row in (0..<columns).map { "\(row),\($0)" } }
  }
}

extension VisionShape {
  /// The tokens of an image of such sides, in pixels; what is left over of a patch is not seen.
  public func tokens(width: Int, height: Int) -> PatchTokens {
    PatchTokens(specials: specials, rows: height / patch, columns: width / patch)
  }
}
