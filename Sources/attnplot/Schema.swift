// `schema`: what manifests may say, for editors.

import ArgumentParser
import FigureKinds
import FigurePipeline
import TextFormats

/// Prints the JSON Schema of manifests.
struct Schema: ParsableCommand, TimedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the JSON Schema of manifests, for editors that complete and check them.",
    discussion: """
      Examples:
        attnplot schema > figures.schema.json

      Editors with a YAML language server take it from a manifest's first line:
        # yaml-language-server: $schema=figures.schema.json
      """)

  @OptionGroup var timing: TimingArguments

  static let parameters: [Parameter<Self>] = [Parameter(\._timing)]

  func run() throws {
    try OutputFiles.print(ManifestSchema.json.text)
  }
}
