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
protocol DrawingCommand: ParsableCommand {
  /// What is wrong with the figure beside what its options alone tell.
  /// - Parameters:
  ///   - known: rules that values break.
  ///   - mistaken: options that could not be read.
  func mistakes(besides known: [FigureError], leavingOut mistaken: Set<String>) -> [FigureError]
}

extension DrawingCommand {
  func mistakes(besides known: [FigureError], leavingOut mistaken: Set<String>) -> [FigureError] {
    []
  }
}

/// Draws one figure of a kind.
struct FigureCommand<Kind: FigureKind>: ParsableCommand, DrawingCommand, TimedCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: String(Kind.name.split(separator: " ").last ?? ""), abstract: Kind.abstract,
      discussion: "Examples:\n" + Kind.examples.map { "  " + $0 }.joined(separator: "\n"))
  }

  static var optionsElsewhere: [String: Message] { Kind.optionsElsewhere }

  @OptionGroup(title: "Figure") var kind: Kind
  @OptionGroup(title: "Appearance") var appearance: AppearanceArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  static var parameters: [Parameter<Self>] {
    [Parameter(\._kind), Parameter(\._appearance), Parameter(\._output)]
  }

  var timing: TimingArguments { output.timing }

  private func request(named name: String = Kind.name) -> FigureRequest {
    FigureRequest(
      name: name, kind: kind, appearance: appearance,
      command: ShellWords.joined(
        ["attnplot"] + OutputArguments.withoutOutputs(Array(CommandLine.arguments.dropFirst()))))
  }

  func mistakes(besides known: [FigureError], leavingOut mistaken: Set<String>) -> [FigureError] {
    MistakeSearch.others(of: request(), than: known, leavingOut: mistaken)
  }

  /// All mistakes as their options stand in the words of the command.
  private func inOrder(_ error: FigureError) -> FigureError {
    let words = CommandLine.arguments
    let positions = error.all.map { mistake in
      mistake.option.flatMap { option in
        words.firstIndex { $0 == "--\(option)" || $0.hasPrefix("--\(option)=") }
      } ?? .max
    }
    let order = positions.indices.sorted { (positions[$0], $0) < (positions[$1], $1) }
    return FigureError(all: order.map { error.all[$0] }) ?? error
  }

  /// Where to draw; where that cannot be, with what is wrong with the figure as well.
  private func targets() throws -> [OutputArguments.Target] {
    do {
      return try output.targets(reading: kind.readPaths(in: nil))
    } catch let error as FigureError {
      let others = MistakeSearch.others(of: request(), than: [])
      throw inOrder(FigureError(all: error.all + others) ?? error)
    }
  }

  func run() throws {
    let targets = try targets()
    let worker = FigureRenderer()
    let request = request(named: targets.first?.path.map(FileName.stem) ?? Kind.name)
    let figure: PreparedFigure
    do throws(FigureError) {
      figure = try worker.prepare(
        request, savesMatrix: !output.saveMatrix.isEmpty, for: Medium(targets.map(\.format)))
    } catch {
      throw inOrder(request.completing(error))
    }
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
      files.append(try SavedMatrix.file(path, of: table))
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
      if let note = figure.table.flatMap({ SavedMatrix.note(on: $0, in: output.saveMatrix) }) {
        Messages.write("attnplot: \(Messages.oneLine(note))\n")
      }
    }
  }
}
