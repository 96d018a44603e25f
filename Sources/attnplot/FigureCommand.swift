// A figure kind as a subcommand.

import ArgumentParser
import AttentionMath
import CairoRendering
import FigureKinds
import FigureLayout
import FigurePipeline
import MatrixFiles
import TextFormats

/// A subcommand that draws.
protocol DrawingCommand: ParsableCommand {}

/// Draws one figure of a kind.
struct FigureCommand<Kind: FigureKind>: ParsableCommand, DrawingCommand, TimedCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: String(Kind.name.split(separator: " ").last ?? ""), abstract: Kind.abstract,
      discussion: "Examples:\n" + Kind.examples.map { "  " + $0 }.joined(separator: "\n"))
  }

  @OptionGroup(title: "Figure") var kind: Kind
  @OptionGroup(title: "Appearance") var appearance: AppearanceArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  static var parameters: [Parameter<Self>] {
    [Parameter(\._kind), Parameter(\._appearance), Parameter(\._output)]
  }

  var timing: TimingArguments { output.timing }

  func run() throws {
    let targets = try output.targets(reading: kind.readPaths(in: nil))
    let worker = FigureRenderer()
    let name = targets.first?.path.map(FileName.stem) ?? Kind.name
    let request = FigureRequest(
      name: name, kind: kind, appearance: appearance,
      command: ShellWords.joined(
        ["attnplot"] + OutputArguments.withoutOutputs(Array(CommandLine.arguments.dropFirst()))))
    let figure = try worker.prepare(
      request, savesMatrix: !output.saveMatrix.isEmpty, for: Medium(targets.map(\.format)))
    if output.strict, let warning = figure.warnings.first {
      throw FigureError.work("\(warning) (--strict)")
    }
    var files: [OutputFile] = []
    var piped: [UInt8]?
    for target in targets {
      let bytes = try worker.draw(figure, as: target.format)
      if let path = target.path {
        files.append(OutputFile(path: path, bytes: bytes))
      } else {
        piped = bytes
      }
    }
    for path in output.saveMatrix {
      guard let table = figure.table else {
        throw FigureError.usage(
          "--save-matrix \(path): this figure shows no single matrix; choose one, where it has stages "
            + "with --stage, or leave the option out")
      }
      let matrix = try table.wholeMatrix()
      let bytes: [UInt8]
      if FileName.ending(path) != "npy" {
        let labels = table.rowLabels + table.columnLabels
        if let label = labels.first(where: { $0.utf8.contains(0) }) {
          throw FigureError.usage(
            "--save-matrix \(path): the token \(TerminalText.line(label, atMost: 24)) holds a zero byte, "
              + "which no CSV file can have; save it as .npy")
        }
        bytes = csvBytes(
          of: matrix, rowLabels: table.rowLabels, columnLabels: table.columnLabels,
          areWhole: table.areWhole)
      } else if let integers = table.integers(of: matrix) {
        bytes = npyBytes(shape: table.shape(of: matrix), integers: integers)
      } else {
        bytes = npyBytes(shape: table.shape(of: matrix), values: matrix.values)
      }
      files.append(OutputFile(path: path, bytes: bytes))
    }
    if let path = output.describe {
      let bytes = figure.description.jsonBytes()
      if path == "-" {
        piped = bytes
      } else {
        files.append(OutputFile(path: path, bytes: bytes))
      }
    }
    try OutputFiles.write(files, standardOutput: piped)
    if !output.quiet {
      for warning in figure.warnings { Messages.warning(warning.spelled(.command)) }
    }
  }
}
