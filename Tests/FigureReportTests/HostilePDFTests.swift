// Whatever texts hold, the objects of a finished PDF do nothing but lead to pages and places.

import CairoRendering
import FigureModel
import FigurePipeline
import FigureScene
import Foundation
import TestSupport
import Testing
import TextFormats

@testable import FigureReport

struct HostilePDFTests {
  static let texts = [
    #")/S/JavaScript/JS(app.alert(1))/X("#, #"\)/S/Launch/F(calc.exe)/X("#, #"a\"#, #"\\("#, "((((",
    "))))", ">> endobj 1 0 obj << /S /JavaScript", "'quote' \" and \\' back", "a\n)\r(\tb",
    "注意力)(\\ é ü", "%29/S/JavaScript", "e\u{301}'\u{301}\\\u{301}(\u{301}", "\u{FEFF}\u{202E}x)",
    "😀)(", "<</JS(x)>>", "endstream endobj", "\u{1B}[31m)\u{7F}",
  ]

  private static func quoted(_ text: String) throws -> String {
    let json = try JSONSerialization.data(
      withJSONObject: [text.replacing("${", with: "$${")], options: [.withoutEscapingSlashes])
    // YAML has no such character in a text, but an escape for it.
    return String(String(decoding: json, as: UTF8.self).dropFirst().dropLast())
      .replacing("\u{7F}", with: "\\u007f")
  }

  /// What is left of a text on one line: the controls that no file holds are gone.
  private func line(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter {
          !$0.properties.isWhitespace && $0.properties.generalCategory != .control
        }))
  }

  @Test(arguments: texts)
  func `texts of a report stay texts`(_ text: String) async throws {
    let words = try Self.quoted(text)
    let report = try await report(
      of: """
        figures:
          - { id: f, kind: pe-heatmap, positions: 4, dimensions: 4, title: \(words),
              x-label: \(words), caption: \(words), alt: \(words) }
        report:
          title: \(words)
          authors: [\(words), someone]
          sections:
            - { title: \(words), figure: f, claims: f, table: f }
            - { title: other, text: "see [it](figure:f)" }
        """)
    let audit = try PDFAudit(PDFReport.bytes(of: report, language: .english))
    #expect(audit.faults == [])
    #expect(audit.addresses == [])
    #expect(audit.innerLinks > 2)
    #expect(audit.outline.map(line) == [line(text), "other"])
    #expect(line(audit.information["Title"] ?? "") == line(text))
    #expect(line(audit.information["Author"] ?? "").hasPrefix(line(text)))
    #expect(audit.locations.allSatisfy { $0.hasPrefix("section.") || $0.hasPrefix("figure.") })
  }

  /// As Markdown has them between angle brackets, and what a PDF leads to.
  private static let addresses = [
    (
      #"https://a\)/S/JavaScript/JS\(app.alert\(1\)\)/X\(x"#,
      "https://a%29/S/JavaScript/JS%28app.alert%281%29%29/X%28x"
    ),
    (#"https://b\)/S/Launch/F\(calc.exe\)/X\(x"#, "https://b%29/S/Launch/F%28calc.exe%29/X%28x"),
    (#"https://c/\\\\"#, "https://c/%5C%5C"), ("https://d/a(b)c", "https://d/a%28b%29c"),
    (#"https://e/'"`^{}|"#, "https://e/%27%22%60%5E%7B%7D%7C"),
    ("https://f/%29%0A%28?x=%5C#y", "https://f/%29%0A%28?x=%5C#y"),
    ("https://g/注意力", "https://g/%E6%B3%A8%E6%84%8F%E5%8A%9B"),
    ("mailto:a@b.org?subject=(x)", "mailto:a@b.org?subject=%28x%29"),
    ("HTTPS://h/&#41;/S", "HTTPS://h/%29/S"),
    (
      "https://i/a'\u{301})\u{301}(\u{301}",
      "https://i/a%27%CC%81%29%CC%81%28%CC%81"
    ),
  ]

  @Test(arguments: addresses)
  func `addresses stay addresses`(_ written: String, _ found: String) async throws {
    let report = try await report(of: text("[x](<\(written)>)"))
    let audit = try PDFAudit(PDFReport.bytes(of: report, language: .english))
    #expect(audit.faults == [])
    #expect(Set(audit.addresses) == [found])
  }

  @Test(arguments: [
    "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//host/share",
    #"\\\\host\\share"#,
    #"/\\host"#, "ftp://x/y", "vbscript:x", "JaVaScRiPt:x",
  ])
  func `other addresses are refused`(_ address: String) async throws {
    await #expect(throws: ManifestError.self) { try await report(of: text("[x](<\(address)>)")) }
  }

  @Test func `what counts from a page's folder is no link in a PDF, with a warning`() async throws {
    let report = try await report(of: text("[x](data/calc.exe) and [y](https://y.org/)"))
    let made = try PDFReport.make(report, language: .english)
    let audit = try PDFAudit(made.bytes)
    #expect(audit.faults == [])
    #expect(Set(audit.addresses) == ["https://y.org/"])
    #expect(made.warnings.count == 1 && made.warnings[0].contains("data/calc.exe"))
    #expect(
      String(decoding: try HTMLReport.bytes(of: report), as: UTF8.self)
        .contains("href=\"data/calc.exe\""))
  }

  private func text(_ markdown: String) throws -> String {
    """
    figures: [{ id: f, kind: pe-heatmap, positions: 4, dimensions: 4 }]
    report:
      sections: [{ title: S, text: \(try Self.quoted(markdown)), figure: f }]
    """
  }

  /// The judge itself: what Cairo would have written of the worst address.
  @Test func `the audit sees what it is for`() throws {
    func file(_ action: String) -> [UInt8] {
      Array(
        """
        %PDF-1.5
        1 0 obj
        << /Type /Catalog /Pages 2 0 R >>
        endobj
        2 0 obj
        << /Type /Annot /Subtype /Link /Rect [0 0 1 1] /A << /Type /Action \(action) >> >>
        endobj
        xref
        trailer
        << /Root 1 0 R >>
        """.utf8)
    }
    #expect(try PDFAudit(file("/S /URI /URI (https://a/b)")).faults.isEmpty)
    for action in [
      "/S /URI /URI (javascript:x)", "/S /JavaScript /JS (x)", "/S /Launch /F (x)",
      "/S /URI /URI (https://a(b))", "/S /URI /URI (https://a) /Next 3 0 R", "/S /URI /URI (a.exe)",
    ] { #expect(try !PDFAudit(file(action)).faults.isEmpty, "\(action)") }
    for broken in ["/S /URI /URI (https://a)/S/JavaScript", "/S /URI /URI (https://a"] {
      #expect(throws: PDFObjects.Fault.self) { try PDFAudit(file(broken)) }
    }
  }
}

extension HostilePDFTests {
  @Test(arguments: texts)
  func `a figure's own texts stay texts`(_ text: String) throws {
    let box = Rect(x: 0, y: 0, width: 20, height: 20)
    let scene = Scene(
      name: "s", size: Size(100, 50), background: nil, title: text, summary: text, language: "en",
      items: [
        .path(ScenePath(identity: ItemIdentity(id: text), .rect(box), fill: .black)),
        .link(SceneLink(area: box, target: "#" + text)),
        .link(SceneLink(area: box, target: "https://x/" + text)),
        .link(SceneLink(area: box, target: text)),
      ])
    let options = RenderOptions(metadata: [
      MetadataEntry("Software", "attnplot"), MetadataEntry("Parameters", text),
    ])
    let audit = try PDFAudit(render(scene, as: .pdf, options: options))
    #expect(audit.faults == [])
    #expect(audit.innerLinks == 1)
    #expect(audit.locations.count == 1)
    #expect(line(audit.information["Title"] ?? "") == line(text))
    #expect(line(audit.information["Subject"] ?? "") == line(text))
    #expect(line(audit.information["Keywords"] ?? "") == "Parameters:" + line(text))
  }
}
