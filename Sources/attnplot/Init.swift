// `init`: a manifest to start from.

import ArgumentParser
import FigureKinds
import FigurePipeline
import TextFormats

/// Writes a starter manifest.
struct Init: ParsableCommand, TimedCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a manifest to start from, with comments.",
    discussion: """
      Examples:
        attnplot init docs/figures.yaml
        attnplot batch docs/figures.yaml
      """)

  @Argument(help: "The file to write; - for standard output.", completion: .file())
  var file = "figures.yaml"

  static let force = OptionDeclaration<Bool>("force", "Replace the file if it is there.")
  @Flag(Self.force) var force: Bool

  @OptionGroup var timing: TimingArguments

  static let maximumArguments = 1
  static let parameters: [Parameter<Self>] = [
    Parameter(force, \._force), Parameter(\._timing),
  ]

  func run() throws {
    if file == "-" {
      try OutputFiles.print(StarterManifest.text)
      return
    }
    if !force, OutputFiles.isThere(file) {
      throw FigureError.work("\(file): is there already; --force replaces it")
    }
    try OutputFiles.check(file)
    var locations = OutputPaths()
    try locations.claim(file)
    try OutputFiles.write([OutputFile(path: file, bytes: Array(StarterManifest.text.utf8))])
    Messages.write(
      "attnplot: wrote \(TerminalText.line(file)); draw it with attnplot batch "
        + "\(ShellWords.path(file))\n")
  }
}
