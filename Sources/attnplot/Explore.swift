// `explore`: figures as controls on a page of the browser's. The server is a program of its own that
// lies beside this one; this command checks its arguments and becomes it.

import ArgumentParser
import FigureKinds
import FigurePipeline
import Glibc
import MatrixSources
import Models
import SafeFiles
import TextFormats

/// Serves the live page.
struct Explore: ParsableCommand, TimedCommand, ManifestCommand {
  static let configuration = CommandConfiguration(
    abstract: "Change a figure's options in a browser and see it redrawn.",
    discussion: """
      Prints the page's address, which only this machine can reach, and serves it until Ctrl-C. With \
      a manifest its figures are what the page begins with, and the files it names are the only ones \
      that the page can have read, besides the model that is given and the program's own examples.

      Examples:
        attnplot explore
        attnplot explore --port 8000 figures.yaml
        attnplot explore --model ./all-MiniLM-L6-v2
      """)

  static let port = OptionDeclaration<Int>(
    "port", "The port, 0 for any that is free.", valueName: "n", initial: 0,
    rule: .from(0, to: 65535, "must be from 0 to 65535"))
  @Option(Self.port) var port: Int

  static let model = OptionDeclaration<String?>(
    "model", "A model to begin with, a folder or a .gguf file: the page's sentence is its text.",
    takesAnyValue: false)
  @Option(Self.model, completion: .directory) var model: String?

  @OptionGroup var timing: TimingArguments

  /// The server measures; what is done here is to become it.
  var wantsTimings: Bool { false }

  @Argument(
    help: ArgumentHelp(
      "A manifest of the figures to begin with; the article's if not given.", valueName: "manifest"),
    completion: .file(extensions: ["yaml", "yml"]))
  var manifest: String?

  @OptionGroup var root: RootArguments

  static let parameters: [Parameter<Self>] = [
    Parameter(port, \._port), Parameter(model, \._model), Parameter(\._timing),
    Parameter(\._root),
  ]

  func run() throws {
    if manifest == nil { _ = try root.checked(nil) }
    // Mistakes are reported before anything is started.
    if let manifest { _ = try Manifest(path: manifest, root: try root.checked(manifest)) }
    if let model { try Self.check(model) }
    let server = try Self.server()
    let words =
      [server, "--port", "\(port)"] + (timing.timings ? ["--timings"] : [])
      + (root.root.map { ["--root", $0] } ?? []) + (model.map { ["--model", $0] } ?? [])
      + (manifest.map { ["--", $0] } ?? [])
    let list = words.map { strdup($0) } + [nil]
    defer { for word in list { free(word) } }
    execv(server, list)
    throw FigureError.work("\(server): \(String(cString: strerror(errno)))")
  }

  /// Refuses a model that a sentence cannot be given to.
  private static func check(_ path: String) throws(FigureError) {
    let model: Model
    do throws(ModelError) {
      model = try Model.open(path, within: .anywhere)
      if model.shape.inputs.contains(.text) { _ = try model.tokenizer() }
    } catch {
      throw .work("--model \(path): \(error.reason(without: path))")
    }
    guard model.shape.inputs.contains(.text) else {
      throw .work(
        "--model \(path): a \(model.architecture) model is given no text; name it in a manifest, in a figure with "
          + "the input that it takes, and give that")
    }
  }

  /// The server's program: beside this one, wherever a link to this one lies.
  private static func server() throws(FigureError) -> String {
    guard let pointer = realpath("/proc/self/exe", nil) else {
      throw .work("/proc/self/exe: \(String(cString: strerror(errno)))")
    }
    defer { free(pointer) }
    let path = FileName.folder(String(cString: pointer)) + "/attnplot-explore"
    guard access(path, X_OK) == 0 else {
      throw .work(
        "\(path): the page's server is not there; build it (swift build -c release --product "
          + "attnplot-explore) and keep both programs in one folder")
    }
    return path
  }
}
