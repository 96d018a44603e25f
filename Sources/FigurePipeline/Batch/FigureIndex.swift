// Lists of figures for pages: Markdown, HTML or JSON, with alt texts and captions.

import CairoRendering
public import FigureKinds
import FigureModel
import Glibc
import TextFormats

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A list of the figures of a folder, made from its record.
public struct FigureIndex: Sendable {
  /// One figure in one language, in all its themes and formats.
  struct Entry: Sendable, Codable {
    struct File: Sendable, Codable {
      var path: String
      var format: String
      var theme: String
    }

    var id: String
    var kind: String
    var language: String
    var alt: String
    var caption: String?
    var width: Double
    var height: Double
    var command: String
    /// The first theme's first, in the order of the manifest.
    var files: [File]
  }

  private struct List: Codable {
    var version = 1
    var figures: [Entry]
  }

  var entries: [Entry] = []
  /// Figures that are not in the index because they were not drawn.
  public private(set) var missing: [String] = []

  /// - Parameters:
  ///   - path: where the index goes; addresses of pictures count from there.
  public init(_ plan: BatchPlan, path: String) {
    let (record, _) = RecordKeeper.load(folder: plan.folder)
    let prefix = Self.way(from: FileName.folder(path), to: plan.folder)
    var locations: [String: Int] = [:]
    for figure in plan.manifest.figures {
      guard let entry = record.figures[figure.name] else {
        missing.append(figure.name)
        continue
      }
      let files = figure.formats.compactMap { format -> Entry.File? in
        let name = "\(figure.name).\(format.fileExtension)"
        guard entry.files[name] != nil else { return nil }
        return Entry.File(
          path: prefix + name, format: format.rawValue, theme: figure.theme.rawValue)
      }
      let key = "\(figure.id) \(figure.language.rawValue)"
      if let location = locations[key] {
        entries[location].files += files
      } else {
        locations[key] = entries.count
        entries.append(
          Entry(
            id: figure.id, kind: figure.parameters.kind, language: figure.language.tag,
            alt: entry.alt, caption: figure.caption, width: entry.width, height: entry.height,
            command: figure.request.command, files: files))
      }
    }
  }

  /// Whether bytes are an index as JSON, which has no space for a remark: recognised by all of its keys.
  static func isIndex(_ bytes: [UInt8]) -> Bool {
    (try? JSONDecoder().decode(List.self, from: Data(bytes))) != nil
  }

  /// The path of a folder from another one, ending in `/` where it is not the same.
  static func way(from start: String, to end: String) -> String {
    guard let from = OutputFiles.realPath(start), let to = OutputFiles.realPath(end) else {
      return end + "/"
    }
    let fromParts = from.split(separator: "/")
    let toParts = to.split(separator: "/")
    let shared = zip(fromParts, toParts).prefix { $0 == $1 }.count
    let up = [Substring](repeating: "..", count: fromParts.count - shared)
    return (up + toParts[shared...]).map { $0 + "/" }.joined()
  }

  /// The index in the format that the file's ending says.
  /// - Throws: `FigureError` where the ending says none.
  public static func checkExtension(_ path: String) throws(FigureError) {
    guard ["md", "html", "json"].contains(FileName.ending(path) ?? "") else {
      throw .usage(
        "\(flag: "index") \(path): the ending says the format; known are .md, .html, .json")
    }
  }

  /// The bytes of the index in the format of `path`.
  public func bytes(for path: String) -> [UInt8] {
    switch FileName.ending(path) {
    case "json": json
    case "html": Array(html.utf8)
    default: Array(markdown.utf8)
    }
  }

  private var json: [UInt8] {
    Array(((try? JSONText.encoded(List(figures: entries))) ?? "\n").utf8)
  }

  // MARK: Pages

  private var markdown: String {
    var page = FileMark.comment("batch --index") + "\n"
    for entry in entries {
      page +=
        "\n## \(markdown(entry.id))\(languageMark(entry))\n\n\(picture(entry, lazily: false))\n"
      if let caption = entry.caption, !caption.isEmpty { page += "\n\(markdown(caption))\n" }
    }
    return page
  }

  /// Words for whichever dialect the page is read as.
  private func markdown(_ words: String) -> String {
    MarkdownText.escaped(Markup.line(words), for: .anyDialect)
  }

  private func languageMark(_ entry: Entry) -> String {
    let isAlone = entries.allSatisfy { $0.id != entry.id || $0.language == entry.language }
    return isAlone ? "" : " (\(markdown(entry.language)))"
  }

  private var html: String {
    var page = """
      <!DOCTYPE html>
      <html lang="\(Markup.html(entries.first?.language ?? "en"))">
      \(FileMark.comment("batch --index"))
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file: data:; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Figures</title>
      <style>
      :root { color-scheme: light dark }
      body { font: 16px/1.5 sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em }
      figure { margin: 3em 0 }
      img { max-width: 100%; height: auto }
      figcaption { margin-top: .5em }
      </style>
      <body>
      <h1>Figures</h1>

      """
    for entry in entries {
      let name = Markup.html(
        entry.id + (entry.language == entries.first?.language ? "" : ".\(entry.language)"))
      page +=
        "<figure id=\"\(name)\" lang=\"\(Markup.html(entry.language))\">\n\(picture(entry, lazily: true))\n"
      let caption = entry.caption.map { Markup.html($0) } ?? ""
      page +=
        "<figcaption>\(caption.isEmpty ? Markup.html(entry.id) : caption)</figcaption>\n</figure>\n"
    }
    return page + "</body>\n</html>\n"
  }

  /// The picture, in the dark theme for readers who have set their system so.
  private func picture(_ entry: Entry, lazily: Bool) -> String {
    func best(_ files: [Entry.File]) -> Entry.File? {
      ["svg", "png"].lazy.compactMap { format in files.first { $0.format == format } }.first
    }
    let first = entry.files.first?.theme
    guard let fallback = best(entry.files.filter { $0.theme == first }) else {
      return entry.files.map { file in
        "<a href=\"\(Markup.html(Markup.address(file.path)))\">\(Markup.html(file.path))</a>"
      }.joined(separator: " ")
    }
    let alt = Markup.html(Markup.line(entry.alt))
    let size = "width=\"\(whole(entry.width))\" height=\"\(whole(entry.height))\""
    let image =
      "<img src=\"\(Markup.html(Markup.address(fallback.path)))\" alt=\"\(alt)\" \(size)"
      + (lazily ? " loading=\"lazy\">" : ">")
    let themes = [("dark", "dark"), ("light", "light")].filter { $0.0 != fallback.theme }
    let sources = themes.compactMap { theme, scheme -> String? in
      guard let file = best(entry.files.filter { $0.theme == theme }) else { return nil }
      // A light picture is the fallback of a dark one, and the other way round.
      guard fallback.theme == "dark" || scheme == "dark" else { return nil }
      return "<source media=\"(prefers-color-scheme: \(scheme))\" srcset=\""
        + "\(Markup.html(Markup.address(file.path)))\">"
    }
    return sources.isEmpty ? image : "<picture>\(sources.joined())\(image)</picture>"
  }

  private func whole(_ length: Double) -> Int { Int(min(max(length.rounded(), 0), 1e9)) }
}
