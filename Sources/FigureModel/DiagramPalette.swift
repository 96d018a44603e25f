// The colours of diagrams.

public import FigureScene

/// Grounds and lines of everything a diagram shows.
public struct DiagramPalette: Hashable, Sendable {
  /// A ground and the line around it.
  public struct Paint: Hashable, Sendable {
    public var fill: Color
    public var line: Color

    public init(_ fill: UInt32, _ line: UInt32) {
      self.fill = Color(fill)
      self.line = Color(line)
    }
  }

  public var plain: Paint
  public var input: Paint
  public var step: Paint
  /// One hue each for what attention is made of, in boxes and in tables.
  public var query: Paint
  public var key: Paint
  public var value: Paint
  public var weights: Paint
  public var output: Paint
  public var group: Paint
  public var note: Paint
  /// Cells of tables without a colour of their own, and the lines between them.
  public var cell: Paint
  /// The ground of the names of rows and columns of a table that stands for nothing with a hue, or whose cells
  /// have those of their values: grey.
  public var header: Color
  public var edge: Color
  /// Grounds of lit cells, and lines that are read as text as well; in order of slots.
  public var highlights: [Paint]

  /// The colours of a node that stands for this.
  public func paint(_ role: DiagramNode.Role) -> Paint {
    switch role {
    case .plain: plain
    case .input: input
    case .step: step
    case .query: query
    case .key: key
    case .value: value
    case .weights: weights
    case .output: output
    }
  }

  /// The ground of the names of rows and columns of a table that stands for this.
  public func header(_ role: DiagramNode.Role) -> Color {
    role == .plain ? header : paint(role).fill
  }

  /// The colours of a slot; slots beyond the last begin again, with dashes of their own.
  public func highlight(_ slot: Int) -> Paint { highlights[slot % highlights.count] }

  /// The dashes of a slot's outlines, which distinguish highlights without colour.
  public static func dash(_ slot: Int, width: Double) -> [Double] {
    dashes[slot % dashes.count].map { $0 * width }
  }

  /// So many highlights can be told apart by their dashes.
  public static var maximumHighlights: Int { dashes.count }

  /// Dashes and the gaps after them in widths of the line, after the line types of ISO 128-2.
  private static let dashes: [[Double]] = {
    let (long, dash, dot) = ([9, 2.0], [6, 2.0], [1, 2.0])
    return [
      [4, 2], [1, 1.5], dash + dot, [], dash + dot + dot, long + [3, 2], dash + dash + dot,
      dash + dot + dot + dot, long + [3, 2, 3, 2], dash + dash + dot + dot, [9, 4],
      dash + dash + dot + dot + dot,
    ]
  }()

  static let light = DiagramPalette(
    plain: Paint(0xFFFFFF, 0x57606A), input: Paint(0xF0F2F5, 0x57606A),
    step: Paint(0xF7F9FB, 0x57606A), query: Paint(0xFFF1CC, 0xB98A1E),
    key: Paint(0xDCEAFB, 0x3F7FC4), value: Paint(0xDDF2E6, 0x3C8F68),
    weights: Paint(0xEDE6FA, 0x8465BD), output: Paint(0xFCE5DC, 0xC0653E),
    group: Paint(0xF7F9FB, 0x8A929C), note: Paint(0xF6F8FA, 0x8A929C),
    cell: Paint(0xFFFFFF, 0xA8B0BA), header: Color(0xEDEDED), edge: Color(0x3B424A),
    // Pink, teal, lime, slate and red: no hue of the matrices.
    highlights: [
      Paint(0xFBD3E3, 0xAD1F62), Paint(0xBDE8E6, 0x0B6A6C), Paint(0xE3EDA6, 0x56650A),
      Paint(0xD5DBE3, 0x46535F), Paint(0xF9CFCF, 0xB0202F),
    ])

  static let dark = DiagramPalette(
    plain: Paint(0x161B22, 0x8B949E), input: Paint(0x21262D, 0x8B949E),
    step: Paint(0x1B2028, 0x8B949E), query: Paint(0x3A2F10, 0xC9A13B),
    key: Paint(0x132F4E, 0x5C9DE0), value: Paint(0x123626, 0x4FB286),
    weights: Paint(0x2A2145, 0xA488E0), output: Paint(0x42241A, 0xE08D68),
    group: Paint(0x12171E, 0x6B7580), note: Paint(0x161B22, 0x6B7580),
    cell: Paint(0x0D1117, 0x4A525C), header: Color(0x262626), edge: Color(0xC3CBD4),
    highlights: [
      Paint(0x521835, 0xFF9AC6), Paint(0x0B4347, 0x5CD5D3), Paint(0x39420A, 0xC9DC5A),
      Paint(0x333D48, 0xB4C2CF), Paint(0x571A20, 0xFF9A9A),
    ])

  static let print = DiagramPalette(
    plain: Paint(0xFFFFFF, 0x000000), input: Paint(0xFFFFFF, 0x000000),
    step: Paint(0xFFFFFF, 0x000000), query: Paint(0xF5F5F5, 0x000000),
    key: Paint(0xEBEBEB, 0x000000), value: Paint(0xE0E0E0, 0x000000),
    weights: Paint(0xD6D6D6, 0x000000), output: Paint(0xCCCCCC, 0x000000),
    group: Paint(0xFFFFFF, 0x000000), note: Paint(0xFFFFFF, 0x000000),
    cell: Paint(0xFFFFFF, 0x595959), header: Color(0xF2F2F2), edge: Color(0x000000),
    highlights: [
      Paint(0xD9D9D9, 0x000000), Paint(0xBFBFBF, 0x000000), Paint(0xE6E6E6, 0x000000),
      Paint(0xCCCCCC, 0x000000), Paint(0xB2B2B2, 0x000000),
    ])

  static let article = DiagramPalette(
    plain: Paint(0xFFFFFF, 0x262626), input: Paint(0xF5F5F5, 0x595959),
    step: Paint(0xFFFFFF, 0x262626), query: Paint(0xFFF2CC, 0xB89A3E),
    key: Paint(0xDAE8FC, 0x6C8EBF), value: Paint(0xDDEBDF, 0x5E9A72),
    weights: Paint(0xE8DFEF, 0x8F73A6), output: Paint(0xF9E0D5, 0xB8684A),
    group: Paint(0xFFFFFF, 0x262626), note: Paint(0xF0F0F0, 0x595959),
    cell: Paint(0xFFFFFF, 0x8C8C8C), header: Color(0xEDEDED), edge: Color(0x262626),
    highlights: [
      Paint(0xF9D0E1, 0xA81E60), Paint(0xB5E4E2, 0x0B6A6C), Paint(0xE1EBA6, 0x55640A),
      Paint(0xD3D9E0, 0x46525E), Paint(0xF7CDCD, 0xAA202E),
    ])
}
