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
  public var first: Paint
  public var second: Paint
  public var step: Paint
  public var projection: Paint
  public var result: Paint
  public var group: Paint
  public var note: Paint
  /// Cells of tables without a colour of their own, and the lines between them.
  public var cell: Paint
  /// The ground of the names of rows and columns.
  public var header: Color
  public var edge: Color
  /// Grounds of lit cells, and lines that are read as text as well; in order of slots.
  public var highlights: [Paint]

  /// The colours of a node that stands for this.
  public func paint(_ role: DiagramNode.Role) -> Paint {
    switch role {
    case .plain: plain
    case .first: first
    case .second: second
    case .step: step
    case .projection: projection
    case .result: result
    }
  }

  /// The colours of a slot; slots beyond the last begin again.
  public func highlight(_ slot: Int) -> Paint { highlights[slot % highlights.count] }

  /// The dashes of a slot's outlines, which tell highlights apart without colour.
  public static func dash(_ slot: Int, width: Double) -> [Double] {
    switch slot % 4 {
    case 0: [4 * width, 2 * width]
    case 1: [width, 1.5 * width]
    case 2: [6 * width, 2 * width, width, 2 * width]
    default: []
    }
  }

  static let light = DiagramPalette(
    plain: Paint(0xFFFFFF, 0x57606A), first: Paint(0xFFF4D6, 0xB98A1E),
    second: Paint(0xDFECFB, 0x3F7FC4), step: Paint(0xE2F3EA, 0x3C8F68),
    projection: Paint(0xEFE9FA, 0x8465BD), result: Paint(0xFCE8E0, 0xC0653E),
    group: Paint(0xF7F9FB, 0x8A929C), note: Paint(0xF6F8FA, 0x8A929C),
    cell: Paint(0xFFFFFF, 0xA8B0BA), header: Color(0xF5F2E8), edge: Color(0x3B424A),
    highlights: [
      Paint(0xCDE2FB, 0x1A63B5), Paint(0xC6EBD6, 0x176F47), Paint(0xFFDFC0, 0xA34700),
      Paint(0xE7DAF8, 0x7438B8), Paint(0xFBD3E3, 0xAD1F62), Paint(0xEBE6B0, 0x6B6000),
    ])

  static let dark = DiagramPalette(
    plain: Paint(0x161B22, 0x8B949E), first: Paint(0x3A2F10, 0xC9A13B),
    second: Paint(0x132F4E, 0x5C9DE0), step: Paint(0x123626, 0x4FB286),
    projection: Paint(0x2A2145, 0xA488E0), result: Paint(0x42241A, 0xE08D68),
    group: Paint(0x12171E, 0x6B7580), note: Paint(0x161B22, 0x6B7580),
    cell: Paint(0x0D1117, 0x4A525C), header: Color(0x21262D), edge: Color(0xC3CBD4),
    highlights: [
      Paint(0x143C66, 0x79B8FF), Paint(0x0F4231, 0x56D3A0), Paint(0x4C2B0A, 0xFFB067),
      Paint(0x392462, 0xC9A6FF), Paint(0x521835, 0xFF9AC6), Paint(0x3D3807, 0xE3D25A),
    ])

  static let print = DiagramPalette(
    plain: Paint(0xFFFFFF, 0x000000), first: Paint(0xF2F2F2, 0x000000),
    second: Paint(0xD9D9D9, 0x000000), step: Paint(0xE6E6E6, 0x000000),
    projection: Paint(0xFFFFFF, 0x000000), result: Paint(0xF2F2F2, 0x000000),
    group: Paint(0xFFFFFF, 0x000000), note: Paint(0xFFFFFF, 0x000000),
    cell: Paint(0xFFFFFF, 0x595959), header: Color(0xF2F2F2), edge: Color(0x000000),
    highlights: [
      Paint(0xD9D9D9, 0x000000), Paint(0xBFBFBF, 0x000000), Paint(0xE6E6E6, 0x000000),
      Paint(0xCCCCCC, 0x000000),
    ])

  static let article = DiagramPalette(
    plain: Paint(0xFFFFFF, 0x262626), first: Paint(0xFFF2CC, 0xB89A3E),
    second: Paint(0xDAE8FC, 0x6C8EBF), step: Paint(0xE1EEE4, 0x5E9A72),
    projection: Paint(0xFFFFFF, 0x262626), result: Paint(0xFFFFFF, 0x262626),
    group: Paint(0xFFFFFF, 0x262626), note: Paint(0xF0F0F0, 0x595959),
    cell: Paint(0xFFFFFF, 0x8C8C8C), header: Color(0xF9F7ED), edge: Color(0x262626),
    highlights: [
      Paint(0xC9DBF5, 0x1A5AAE), Paint(0xB5E4E2, 0x0B6A6C), Paint(0xFFDDBF, 0x9C4500),
      Paint(0xE4D7F5, 0x6B35AD), Paint(0xF9D0E1, 0xA81E60), Paint(0xE9E4B0, 0x665C00),
    ])
}
