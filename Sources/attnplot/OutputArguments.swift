// The options that say where a figure goes.

import ArgumentParser
public import CairoRendering
public import FigureKinds
import FigurePipeline
import TextFormats

extension OutputFormat: ChoiceValue {}

/// Files of one figure.
struct OutputArguments: DeclaredOptions {
  static let outputs = OptionDeclaration<[String]>(
    "output",
    "A file to draw into, its format by its ending; any number of times. - is standard output.",
    otherNames: ["-o"], valueName: "file", takesAnyValue: false)
  @Option(Self.outputs, completion: .file(extensions: ["png", "svg", "pdf"]))
  var outputs: [String]

  static let format = OptionDeclaration<OutputFormat?>("format", "The format of standard output.")
  @Option(Self.format) var format: OutputFormat?

  static let saveMatrix = OptionDeclaration<[String]>(
    "save-matrix", "Write the matrix that was drawn: .npy or .csv.", valueName: "file",
    takesAnyValue: false)
  @Option(Self.saveMatrix, completion: .file(extensions: ["npy", "csv"]))
  var saveMatrix: [String]

  static let describe = OptionDeclaration<String?>(
    "describe", "Write what was drawn and where, as JSON; - is standard output.",
    valueName: "file.json", takesAnyValue: false)
  @Option(Self.describe, completion: .file(extensions: ["json"]))
  var describe: String?

  static let quiet = OptionDeclaration<Bool>("quiet", "Say nothing but errors.")
  @Flag(Self.quiet) var quiet: Bool

  static let strict = OptionDeclaration<Bool>("strict", "Treat warnings as errors.")
  @Flag(Self.strict) var strict: Bool

  @OptionGroup var timing: TimingArguments

  static let parameters: [Parameter<Self>] = [
    Parameter(outputs, \._outputs),
    Parameter(format, \._format),
    Parameter(saveMatrix, \._saveMatrix),
    Parameter(describe, \._describe),
    Parameter(quiet, \._quiet),
    Parameter(strict, \._strict),
    Parameter(\._timing),
  ]

  /// One position and the format that goes there.
  struct Target {
    /// nil for standard output.
    var path: String?
    var format: OutputFormat
  }

  /// Where to draw, checked before anything is read.
  /// - Parameter paths: the files that will be read, none of which may be written over.
  func targets(reading paths: [String]) throws -> [Target] {
    guard !outputs.isEmpty || !saveMatrix.isEmpty || describe != nil else {
      throw FigureError.usage(
        "give -o FILE.png (or .svg, .pdf), as often as you like; -o - with --format for standard "
          + "output")
    }
    var targets: [Target] = []
    for path in outputs {
      if path == "-" {
        guard let format else {
          throw FigureError.usage("-o -: give the format as well: --format png, svg or pdf")
        }
        targets.append(Target(path: nil, format: format))
        continue
      }
      guard let ending = FileName.ending(path), let format = OutputFormat(fileExtension: ending)
      else {
        let endings = OutputFormat.allCases.map { "." + $0.fileExtension }
        throw FigureError.usage(
          "-o \(ShellWords.joined([path])): the ending says the format; "
            + "\(NearestName.hint(for: "." + (FileName.ending(path) ?? ""), among: endings))")
      }
      targets.append(Target(path: path, format: format))
    }
    if format != nil, !outputs.contains("-") {
      throw FigureError.usage("--format goes with -o -; files have their format from their ending")
    }
    guard targets.count(where: { $0.path == nil }) + (describe == "-" ? 1 : 0) <= 1 else {
      throw FigureError.usage("-: standard output takes one figure or one description")
    }
    let matrices = saveMatrix
    for path in matrices where !["npy", "csv"].contains(FileName.ending(path)) {
      throw FigureError.usage(
        "--save-matrix \(ShellWords.joined([path])): the ending must be .npy or .csv")
    }
    var locations = OutputPaths(reading: paths)
    let written =
      targets.compactMap { target in target.path.map { ("-o", $0) } }
      + matrices.map { ("--save-matrix", $0) }
      + (describe.map { $0 == "-" ? [] : [("--describe", $0)] } ?? [])
    for (option, path) in written {
      try OutputFiles.check(path)
      try locations.claim(path, by: Message(option))
    }
    if written.count < outputs.count + matrices.count + (describe == nil ? 0 : 1) {
      try locations.refuseStandardOutput()
    }
    return targets
  }

  /// The command without the options that name files, for the files' own metadata.
  static func withoutOutputs(_ arguments: [String]) -> [String] {
    let withValue: Set = ["-o", "--output", "--format", "--save-matrix", "--describe"]
    var kept: [String] = []
    var index = 0
    while index < arguments.count {
      let word = arguments[index]
      index += 1
      if withValue.contains(word) {
        index += 1
      } else if withValue.contains(where: { $0.hasPrefix("--") && word.hasPrefix($0 + "=") })
        || word.hasPrefix("-o") || word == "--quiet" || word == "--strict" || word == "--timings"
      {
        continue
      } else {
        kept.append(word)
      }
    }
    return kept
  }
}
