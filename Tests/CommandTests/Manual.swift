// The README and the pages of the manual, read for the tests that hold them to the truth.

import Foundation
import Testing

/// A page of Markdown: the README, or one of the manual.
struct ManualPage: Sendable, CustomTestStringConvertible {
  /// The file's name without its ending; `README`, or what `doc:` links call it.
  let name: String
  /// The folder that pictures and links are counted from.
  let folder: String
  let text: String

  var testDescription: String { name }

  init(path: String) throws {
    let file = URL(fileURLWithPath: path)
    name = file.deletingPathExtension().lastPathComponent
    folder = file.deletingLastPathComponent().path
    text = try String(contentsOf: file, encoding: .utf8)
  }

  /// The blocks fenced as `language`, without their fences.
  func blocks(_ language: String) -> [String] {
    text.components(separatedBy: "```\(language)\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
  }

  /// The calls of attnplot, one a line.
  var calls: [String] {
    blocks("sh").flatMap { $0.split(separator: "\n").map(String.init) }
      .filter { $0.hasPrefix("attnplot ") }
  }

  /// The pictures, as paths from the page's folder.
  var pictures: [String] {
    text.matches(of: /!\[.+?\]\(([^)]+)\)/).map { String($0.1) }
  }

  /// The text below a heading, up to the next of its level or above; nil where there is none.
  func section(_ heading: String) -> String? {
    text.components(separatedBy: "\n## \(heading)\n").dropFirst().first?
      .components(separatedBy: "\n## ")[0]
  }
}

/// All that the project says to those who read it.
enum Manual {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static let catalog = "Sources/Manual/Manual.docc"

  static let readme = page(root + "/README.md")

  /// The pages of the catalog, by name.
  static let chapters: [ManualPage] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(catalog)")) ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted().map { page("\(root)/\(catalog)/\($0)") }
  }()

  static let pages = [readme] + chapters

  /// A call and the page that shows it.
  struct Call: Sendable, CustomTestStringConvertible {
    var page: String
    var line: String

    var testDescription: String { "\(page): \(line)" }
  }

  static let calls = pages.flatMap { page in page.calls.map { Call(page: page.name, line: $0) } }

  /// A page of the catalog by its name.
  static func chapter(_ name: String) throws -> ManualPage {
    guard let page = chapters.first(where: { $0.name == name }) else {
      throw Program.Failure(description: "the manual has no page \(name)")
    }
    return page
  }

  private static func page(_ path: String) -> ManualPage {
    do {
      return try ManualPage(path: path)
    } catch {
      preconditionFailure("\(path): \(error)")
    }
  }
}
