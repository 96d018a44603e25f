// The Markdown of the sites that a report goes to: what each of them reads, and how it tells light pages
// from dark ones.

import FigurePipeline
import FigureScene
import TextFormats

/// A dialect of Markdown.
public enum MarkdownFlavour: String, CaseIterable, Hashable, Sendable {
  /// GitHub's own: pictures in `<picture>`, what is folded in `<details>`.
  case github
  /// Python-Markdown as MkDocs has it, with `attr_list` and `footnotes`.
  case mkdocs
  /// The same with the theme Material, whose switch shows `#only-light` or `#only-dark`.
  case material
  /// MyST, Sphinx's Markdown, whose themes show `only-light` or `only-dark`.
  case myst
  /// MDX, Docusaurus's Markdown with JSX, of which `#gh-light-mode-only` is known.
  case mdx
  /// No Markdown but reStructuredText, Sphinx's and docutils's own markup.
  case rst

  /// The ending of its files.
  public var fileExtension: String {
    switch self {
    case .github, .mkdocs, .material, .myst: "md"
    case .mdx: "mdx"
    case .rst: "rst"
    }
  }

  /// Whether the page has a list of its sections of its own: sites make one from the headings.
  var hasContents: Bool {
    switch self {
    case .github: true
    case .mkdocs, .material, .myst, .mdx, .rst: false
    }
  }

  /// The mark of the program, which readers do not see.
  var mark: String {
    switch self {
    case .github, .mkdocs, .material: FileMark.comment("report")
    case .myst: FileMark.comment("report", from: "% ", to: "")
    case .mdx: FileMark.comment("report", from: "{/* ", to: " */}")
    case .rst: FileMark.comment("report", from: ".. ", to: "")
    }
  }

  /// Whether its generator reads Markdown as Python-Markdown does.
  var isPythonMarkdown: Bool { self == .mkdocs || self == .material }

  /// A heading that addresses can lead to.
  func heading(_ title: String, anchor: String) -> [String] {
    switch self {
    case .github, .mdx: ["<a id=\"\(anchor)\"></a>", "## \(title)"]
    case .mkdocs, .material: ["## \(title) {: #\(anchor) }"]
    case .myst: ["(\(anchor))=\n## \(title)"]
    case .rst: [RestructuredText.label(anchor), title]
    }
  }

  /// A figure's pictures.
  /// - Parameters:
  ///   - light, dark: their addresses.
  ///   - width: in px.
  func picture(
    light: String, dark: String, alt: String, width: Int, anchor: String
  ) -> [String] {
    func image(_ address: String) -> String {
      "![\(described(alt))](<\(LinkAddress.escaped(address))>)"
    }
    switch self {
    case .github:
      // One block of HTML: no blank line may be in it.
      return [
        """
        <p id="\(anchor)">
        <picture>
        <source media="(prefers-color-scheme: dark)" srcset="\(Markup.html(dark))" />
        <img src="\(Markup.html(light))" alt="\(Markup.html(Markup.line(alt)))" width="\(width)" />
        </picture>
        </p>
        """
      ]
    case .mkdocs: return [image(light) + "{: #\(anchor) width=\"\(width)\" }"]
    case .material:
      return [
        image(light + "#only-light") + "{: #\(anchor) width=\"\(width)\" }\n"
          + image(dark + "#only-dark") + "{: width=\"\(width)\" }"
      ]
    case .rst:
      return [RestructuredText.label(anchor), RestructuredText.directive("image", light)]
    case .myst:
      func directive(_ address: String, _ name: String) -> String {
        """
        ```{image} \(address)
        :alt: \(Markup.line(alt))
        :width: \(width)px
        :class: \(name)
        ```
        """
      }
      return [
        "(\(anchor))=\n" + directive(light, "only-light") + "\n\n" + directive(dark, "only-dark")
      ]
    case .mdx:
      return [
        "<a id=\"\(anchor)\"></a>",
        image("./" + light + "#gh-light-mode-only") + "\n"
          + image("./" + dark + "#gh-dark-mode-only"),
      ]
    }
  }

  /// A command below its name, folded where that can be.
  func command(_ name: String, _ code: String) -> [String] {
    switch self {
    case .github, .mdx:
      [
        """
        <details>
        <summary>\(self == .mdx ? escaped(name) : Markup.html(name))</summary>

        \(code)

        </details>
        """
      ]
    case .mkdocs, .material, .myst, .rst: ["**\(escaped(name))**", code]
    }
  }

  /// Words that do not hold any more.
  func struck(_ text: String, marked: String) -> String {
    switch self {
    case .github, .mdx: marked
    // No extension is needed for a tag.
    case .mkdocs, .material, .myst: "<del>\(text)</del>"
    case .rst: ":del:`\(text)`"
    }
  }

  /// What a picture shows.
  private func described(_ text: String) -> String {
    isPythonMarkdown
      ? MarkdownText.escaped(Markup.line(text), for: .pythonMarkdownPicture) : escaped(text)
  }

  /// The beginning of a paragraph that would be read as something else; nil where it would not.
  func escapedStart(_ text: String) -> String? {
    // A block of directives.
    if self != .rst, text.hasPrefix("::") { return "\\" + text }
    // A module of MDX, which takes letters for themselves only as references.
    guard self == .mdx, let first = text.unicodeScalars.first,
      ["import", "export"].contains(where: text.hasPrefix)
    else { return nil }
    return "&#\(first.value);" + text.dropFirst()
  }

  /// Text that is read as nothing but text, on one line. Blanks at its ends stay.
  func escaped(_ text: String) -> String {
    switch self {
    case .github: MarkdownText.escaped(text, for: .gitHub)
    case .myst, .mdx: MarkdownText.escaped(text, for: .braced)
    case .mkdocs, .material: MarkdownText.escaped(text, for: .pythonMarkdown)
    case .rst: RestructuredText.escaped(text)
    }
  }
}
