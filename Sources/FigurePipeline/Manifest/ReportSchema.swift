// The part of the manifest's schema that speaks of its report.

import FigureModel
import TextFormats

/// Describes `report:` to editors.
enum ReportSchema {
  static let part = JSONValue.object([
    ("description", .text("What attnplot report says around the figures.")),
    ("type", .list([.text("object"), .text("null")])), ("additionalProperties", .bool(false)),
    (
      "properties",
      .object([
        ("title", ManifestSchema.localized("The report's title.")), ("authors", authors),
        (
          "lang",
          ManifestSchema.choices(
            Language.self, "The languages it is written in; those of the figures if not given.")
        ),
        (
          "sections",
          .object([
            ("type", .list([.text("array"), .text("null")])),
            ("items", .object([("anyOf", .list([text, section]))])),
          ])
        ),
      ])
    ),
  ])

  private static let text = JSONValue.object([("type", .text("string"))])

  private static let authors = JSONValue.object([
    ("description", .text("Who wrote it.")),
    (
      "anyOf",
      .list([
        .object([("type", .list([.text("string"), .text("null")]))]),
        .object([("type", .text("array")), ("items", text)]),
      ])
    ),
  ])

  private static let section = JSONValue.object([
    ("type", .text("object")), ("additionalProperties", .bool(false)),
    (
      "properties",
      .object([
        (
          "title",
          ManifestSchema.localized("Its heading; without one it continues the section before.")
        ),
        ("text", ManifestSchema.localized("Markdown, without HTML.")),
        ("figure", ids("Figures to show, by their ids.")),
        ("claims", ids("Figures whose claims are checked and listed.")),
        ("table", ids("Small figures whose numbers are listed.")),
      ])
    ),
  ])

  private static func ids(_ help: String) -> JSONValue {
    let id = JSONValue.object([("type", .list([.text("string"), .text("integer")]))])
    return .object([
      ("description", .text(help)),
      (
        "anyOf",
        .list([
          id, .object([("type", .text("array")), ("items", id)]),
          .object([("type", .text("null"))]),
        ])
      ),
    ])
  }
}
