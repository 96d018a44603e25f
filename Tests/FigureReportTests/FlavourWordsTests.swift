// The words of a text are the same in all flavours, with a blank between any two of them.

import FigureModel
import Foundation
import TestSupport
import Testing

@testable import FigureReport

@Suite struct FlavourWordsTests {
  /// What a page of a flavour says: without the marks of its markup.
  private func page(_ report: Report, _ language: Language, _ flavour: MarkdownFlavour) -> String {
    var text = String(
      decoding: MarkdownReport.bytes(
        of: report, language: language, pictures: "files", flavour: flavour),
      as: UTF8.self)
    if flavour == .rst {
      text = text.replacing("\\ ", with: "")
      text = text.replacing(/`([^`<]*?) <[^>]*>`__/) { $0.1 }
      text = text.replacing(/:(?:math|del):`([^`]*)`/) { $0.1 }
    } else {
      text = text.replacing(/\]\((?:<[^>]*>|#[^)]*)\)/, with: "")
      text = text.replacing(/<\/?(?:em|strong|del)>/, with: "")
      text = text.replacing(/&#(\d+);/) { match in
        String(UInt32(match.1).flatMap(Unicode.Scalar.init) ?? "?")
      }
    }
    return text.filter { !"\\*`[$".contains($0) }.replacing("~~", with: "")
  }

  static let manifest = """
    figures:
      - { id: one, kind: pe-heatmap, positions: 4, dimensions: 4 }
      - { id: two, kind: pe-heatmap, positions: 4, dimensions: 4 }
    report:
      sections:
        - text: |
            With six tokens and $`d=4`$ all three are [a page](https://example.org/a) of *some* words,
            **strong ones** and a line
            after it, with `code` in it, ~~gone~~ words, *emphasis with $`x`$ within* and
            [the *second* figure](figure:two) after [](figure:one) there.
        - figure: one
        - figure: two
    """

  @Test(arguments: MarkdownFlavour.allCases)
  func wordsStandApart(_ flavour: MarkdownFlavour) async throws {
    let page = page(try await report(of: Self.manifest), .english, flavour)
    #expect(
      page.contains(
        "With six tokens and d=4 all three are a page of some words, strong ones and a line after it, "
          + "with code in it, gone words, emphasis with x within and the second figure after Figure 1 "
          + "there."), "\(page.prefix(700))")
  }

  @Test(arguments: Language.allCases)
  func theArticleSaysTheSameInAllFlavours(_ language: Language) async throws {
    let article = try await Sample.article.value
    // Headings of tables and of contents are marked otherwise.
    let paragraphs = page(article, language, .github).components(separatedBy: "\n\n").filter {
      $0.count > 30 && $0.first?.isLetter ?? false
    }
    #expect(paragraphs.count > 40)
    for flavour in [MarkdownFlavour.mkdocs, .material, .mdx] {
      let said = page(article, language, flavour)
      #expect(paragraphs.filter { !said.contains($0) } == [], "\(flavour)")
    }
  }

  /// Symbols of captions, notes of claims and slips are formulas in all flavours, as they are on a page.
  @Test(arguments: MarkdownFlavour.allCases)
  func captionsAndClaimsHaveFormulas(_ flavour: MarkdownFlavour) async throws {
    let report = try await report(
      of: """
        figures:
          - { id: bits, kind: binary, caption: "bit k of W_q changes every 2^k, base^(−2i/d)" }
          - { id: pe, kind: pe-heatmap, positions: 8, dimensions: 4 }
        """)
    let text = String(
      decoding: MarkdownReport.bytes(
        of: report, language: .english, pictures: "files", flavour: flavour),
      as: UTF8.self)
    let marks = flavour == .rst ? (":math:`", "`") : ("$", "$")
    for formula in ["k", "W_{q}", "2^{k}", #"\mathrm{base}^{-2i/d}"#] {
      #expect(text.contains(marks.0 + formula + marks.1), "\(formula)")
    }
    // A claim on all positions: |PE(pos)|² = d/2.
    let claims = text.replacing("&#40;", with: "(").replacing("&#41;", with: ")")
      .components(separatedBy: "PE(pos)").dropFirst()
    #expect(claims.contains { $0.prefix(30).contains(marks.0 + "d" + marks.1) }, "\(text)")
  }

  private static let odd = #"""
    figures:
      - { id: one, kind: pe-heatmap, positions: 4, dimensions: 4 }
    report:
      sections:
        - text: |
            Before ($`x_i`$), [in brackets] and $`y`$.

            #hash is a word, and 5 (five) | six.

            - An item with code:

              ```python
              def f(x): return {x}
              ```

              figure: one

            > ```sh
            > ls | wc
            > ```

            | a | b |
            |---|---|
            | `x\|y` | $`p\|q`$ |
    """#

  /// What Python-Markdown and its extension for formulas would read otherwise: brackets behind backslashes
  /// begin formulas, fences are read at the margin alone, and bars in code need no backslash.
  @Test(arguments: [MarkdownFlavour.mkdocs, .material])
  func pythonMarkdownReadsTheSame(_ flavour: MarkdownFlavour) async throws {
    let report = try await report(of: Self.odd)
    let page = String(
      decoding: MarkdownReport.bytes(
        of: report, language: .english, pictures: "files", flavour: flavour), as: UTF8.self)
    #expect(!page.contains(#/\\[\[\]()]/#), "\(page)")
    #expect(page.contains("Before &#40;$x_{i}$&#41;"), "\(page)")
    #expect(page.contains("\n&#35;hash is"), "\(page)")
    #expect(page.contains("| `x|y` | $p\\vert q$ |"), "\(page)")
    #expect(!page.contains("```"), "\(page)")
    for line in ["        def f(x): return {x}", "        attnplot pe-heatmap", ">     ls | wc"] {
      #expect(page.contains("\n" + line), "\(page)")
    }
  }
}
