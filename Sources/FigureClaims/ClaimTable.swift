// Checked claims as a table of text or Markdown. JSON is the command's work.

public import FigureModel
import TextFormats

/// Checked claims in the order they are listed.
public struct ClaimTable: Sendable {
  public var claims: [CheckedClaim]
  public var language: Language

  public init(_ claims: [CheckedClaim], language: Language) {
    self.claims = claims
    self.language = language
  }

  /// The columns' names.
  public var header: [String] {
    switch language {
    case .english: ["claim", "figure", "measured", "bound", "verdict"]
    case .chinese: ["论断", "图", "测得", "界限", "结论"]
    }
  }

  private var rows: [[String]] {
    claims.map { claim in
      [
        claim.id, claim.figure, claim.measured, claim.measurement.bound.description,
        claim.verdict[language],
      ]
    }
  }

  /// Lines with aligned columns, each claim's statement and what was measured below it.
  public func text() -> String {
    let rows = rows
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].displayedColumnCount }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      var text = ""
      for (cell, width) in zip(cells, widths) {
        text += cell + String(repeating: " ", count: width - cell.displayedColumnCount + 2)
      }
      while text.last == " " { text.removeLast() }
      return text + "\n"
    }
    var text = line(header)
    for (claim, row) in zip(claims, rows) {
      text += line(row)
      text += "  \(claim.statement[language].oneLine)\n"
      text += "  (\(claim.measurement.what[language].oneLine))\n"
    }
    return text
  }

  /// A table of Markdown: a line each, with what was measured.
  /// - Parameter namesFigures: whether each line says which figure it speaks of.
  public func markdown(namesFigures: Bool = false) -> String {
    let names = header.filter { namesFigures || $0 != header[1] }
    var text = "| \(names.joined(separator: " | ")) |\n"
    text += "|" + String(repeating: "---|", count: names.count) + "\n"
    for claim in claims {
      var cells = [
        "\(claim.statement[language]) (\(claim.measurement.what[language]))", claim.measured,
        claim.measurement.bound.description, claim.verdict[language],
      ]
      if namesFigures { cells.insert(claim.figure, at: 1) }
      text += "| \(cells.map { MarkdownText.escaped($0) }.joined(separator: " | ")) |\n"
    }
    return text
  }
}

extension String {
  /// The text without line breaks and other controls.
  fileprivate var oneLine: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  /// How many columns of a terminal the text takes: Han and full-width forms take two.
  fileprivate var displayedColumnCount: Int {
    reduce(0) { count, character in
      guard let value = character.unicodeScalars.first?.value else { return count }
      let isWide =
        (0x1100...0x115F).contains(value) || (0x2E80...0xA4CF).contains(value)
        || (0xAC00...0xD7A3).contains(value) || (0xF900...0xFAFF).contains(value)
        || (0xFE30...0xFE6F).contains(value) || (0xFF00...0xFF60).contains(value)
        || (0x20000...0x3FFFD).contains(value)
      return count + (isWide ? 2 : 1)
    }
  }
}
