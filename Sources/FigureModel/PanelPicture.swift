// A picture of light in a panel, alone or under cells.

/// A picture over which a grid of cells lies.
public struct PanelPicture: Hashable, Sendable {
  /// Pixels a row, and rows of them.
  public var width: Int
  public var height: Int
  /// Row by row from the top, `0xRRGGBB`.
  public var pixels: [UInt32]
  /// The rows and columns of cells that lie over it, all of one size.
  public var gridRows: Int
  public var gridColumns: Int
  /// The same as ``HeatMap/cellUnit``.
  public var cellUnit: Double?
  /// What it is, for readers who do not see it.
  public var label: String
  /// Outlined cells.
  public var marks: [HeatMap.Mark] = []

  /// - Precondition: there is a pixel for each position.
  public init(
    width: Int, height: Int, pixels: [UInt32], gridRows: Int, gridColumns: Int, label: String
  ) {
    precondition(pixels.count == width * height, "there is a pixel for each place")
    self.width = width
    self.height = height
    self.pixels = pixels
    self.gridRows = gridRows
    self.gridColumns = gridColumns
    self.label = label
  }
}

extension HeatMap {
  /// What lies under the cells, and how they let it through.
  public struct Backdrop: Hashable, Sendable {
    public enum Blending: Hashable, Sendable {
      /// In their colours, which hide this share of the picture.
      case colored(opacity: Double)
      /// Cells of 0 fade the picture, others leave it as it is.
      case fading
    }

    public var picture: PanelPicture
    public var cells: Blending

    public init(_ picture: PanelPicture, cells: Blending) {
      self.picture = picture
      self.cells = cells
    }
  }
}
