// What was drawn and from what, as the record in the output folder keeps it.

import CairoRendering
import FigureModel
import TextFormats

/// Everything that decides about the bytes of a figure, and the files that were made.
package struct FigureRecord: Hashable, Sendable, Codable {
  /// Fonts as they were chosen for some characters.
  package struct Fonts: Hashable, Sendable, Codable {
    var question: FontRequest
    var fonts: [String]
  }

  /// A digest over all of the parts below but the files and what is said of the figure.
  var key: String
  /// The manifest that it belongs to, by its path from the folder of the record; nil in records of
  /// programs that did not say.
  var manifest: String?
  /// The figure's id, where the command line asked for a variant that the manifest does not list.
  var besides: String?
  var kind: String
  /// Options after defaults, without the theme; values of repeated ones a line each.
  var parameters: [String: String]
  /// A description given in place of the computed one.
  var givenAlt: String?
  var theme: String
  /// Digests of the data by the names that the manifest has for it.
  var inputs: [String: String]
  /// The version of the program that drew it, which decides about nothing that is seen.
  var program: String
  /// The revisions of the drawing; nil in records of programs that did not say.
  var drawing: String?
  /// `cairo 1.16.0, pango 1.50.12, …`
  var libraries: String
  var fonts: [Fonts]
  /// Digests of the files by their names.
  var files: [String: String]

  // What an index says of the figure without drawing it again.
  var alt: String
  var width: Double
  var height: Double
  var warnings: [String]

  /// What can be told of a figure before its data is read and before it is drawn.
  init(_ figure: PlannedFigure) {
    key = ""
    besides = figure.isListed ? nil : figure.id
    kind = figure.parameters.kind
    parameters = Dictionary(
      figure.parameters.values.filter { $0.name != "theme" }.map {
        ($0.name, $0.values.joined(separator: "\n"))
      },
      uniquingKeysWith: { $1 })
    givenAlt = figure.parameters.alt
    theme = figure.theme.rawValue
    inputs = [:]
    program = AttnplotVersion.number
    drawing = DrawingRevision.of(type(of: figure.request.kind))
    libraries = DrawingEnvironment.libraries
    fonts = []
    files = [:]
    alt = ""
    width = 0
    height = 0
    warnings = []
  }

  /// The key that belongs to the parts.
  package var computedKey: String {
    var lines = [
      "kind \(kind)", "theme \(theme)", "drawing \(drawing ?? "")", "libraries \(libraries)",
    ]
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      lines.append("option \(name) \(value.utf8.count):\(value)")
    }
    if let givenAlt { lines.append("alt \(givenAlt)") }
    for (name, digest) in inputs.sorted(by: { $0.key < $1.key }) {
      lines.append("input \(name.utf8.count):\(name) \(digest)")
    }
    for entry in fonts {
      lines.append("fonts \(entry.question) \(entry.fonts.joined(separator: ", "))")
    }
    return Digest.of(lines.joined(separator: "\n"))
  }
}

/// What an output folder says of itself.
package struct FolderRecord: Hashable, Sendable, Encodable {
  static let format = 1

  /// Raised where an older program could not read it.
  var format = Self.format
  /// By the name of the variant.
  package var figures: [String: FigureRecord] = [:]
  /// Files that runs had begun to draw anew and may not have finished, with the digests they had
  /// before: ours, though nothing more is known of them.
  var pending: [String: [String]] = [:]
  /// The manifests that those files belong to, as far as that is known.
  var pendingOwners: [String: String] = [:]

  /// Takes a file out of those that are pending.
  mutating func forget(pending file: String) {
    pending[file] = nil
    pendingOwners[file] = nil
  }

  enum CodingKeys: String, CodingKey {
    case format, figures
    case pending = "unsettled"
    case pendingOwners = "unsettledOf"
  }

  /// The record as JSON, keys in order, so that version control shows what changed.
  package var bytes: [UInt8] {
    // Every value is a string, a number or a container of these, which always encode.
    Array(((try? JSONText.encoded(self)) ?? "\n").utf8)
  }

  init() {}

  /// - Returns: nil where the bytes are no record that this program can read.
  package init?(_ bytes: [UInt8]) {
    guard let read = FolderRecord(json: bytes), read.format == Self.format else { return nil }
    self = read
    // A record may come from anywhere; what it names must be ours to touch.
    figures = figures.filter { name, record in
      PlannedNames.problem(with: name) == nil
        && record.files.keys.allSatisfy { Self.isFile($0, of: name) }
    }
    pending = pending.filter { file, _ in
      OutputFormat.allCases.contains { format in
        file.hasSuffix(".\(format.fileExtension)")
          && PlannedNames.problem(with: String(file.dropLast(format.fileExtension.count + 1)))
            == nil
      }
    }
  }

  private static func isFile(_ file: String, of name: String) -> Bool {
    OutputFormat.allCases.contains { file == "\(name).\($0.fileExtension)" }
  }
}
