// A manifest: many figures described in YAML files, ready to be planned. Reading one draws nothing.
//
// Keys are the options of the command line without their dashes: both are read by the options'
// declarations.

public import CairoRendering
public import FigureKinds
public import FigureModel
import Glibc
public import SafeFiles
import TextFormats
public import WorkerProcesses

/// Figures to draw, each variant by itself, and what else their files say.
public struct Manifest: Sendable {
  /// What messages and records call the manifest that a run without one draws.
  public static let builtInName = "built-in"

  /// What the command line says besides the manifest: formats and a scale in place of its own, themes
  /// and languages to choose among its variants. A variant that the manifest does not list has the
  /// name that it would have if it were listed last; where a template gives names, that of the template.
  public struct Overrides: Hashable, Sendable {
    public var formats: [OutputFormat]?
    public var themes: [Theme.Name]?
    public var languages: [Language]?
    public var scale: Double?
    /// How files are called, in place of what the manifest says.
    public var names: NameTemplate?
    /// How much it may ask for in all.
    public var limits = RunLimits()

    public init(
      formats: [OutputFormat]? = nil, themes: [Theme.Name]? = nil, languages: [Language]? = nil,
      scale: Double? = nil, names: NameTemplate? = nil, limits: RunLimits = RunLimits()
    ) {
      self.names = names
      self.limits = limits
      self.formats = formats
      self.themes = themes
      self.languages = languages
      self.scale = scale
    }
  }

  /// The file as the user named it; nil for the set inside the program.
  public var path: String?
  /// The folder that the manifest draws into, from the working folder; nil where it names none.
  public var output: String?
  /// How its files are called, where it or the command line says so.
  public var names: NameTemplate?
  /// Every variant of every figure, in the files' order.
  public var figures: [PlannedFigure]
  /// What its report says; nil where it has none of its own.
  public var report: PlannedReport?
  /// What the command line said in its place.
  var overrides = Overrides()
  /// Whether not all of its figures were read.
  var isPart = false
  /// Whether not all of its files are among these: the command line chose other formats, themes or
  /// languages than the manifest, or some of its figures.
  var isNarrowed: Bool {
    isPart || overrides.formats != nil || overrides.themes != nil || overrides.languages != nil
  }
  /// The manifest and all that it includes, from the working folder.
  public var files: [String]
  /// Which files it may read: those below its root.
  public internal(set) var reach: FileReach

  /// Reads a manifest and what it includes.
  /// - Parameters:
  ///   - root: the folder below which everything must lie that the manifest names; nil for its own.
  ///   - jobs: figures read at the same time.
  /// - Throws: `ManifestError` with everything that is wrong, `OutputError` where the file cannot be
  ///   read, or `FigureError` where `root` is no folder that holds it.
  public init(
    path: String, root: String? = nil, overrides: Overrides = Overrides(),
    jobs: Int = FigureSet.processorCount
  ) throws {
    let bytes = try FileBytes.read(path, atMost: YAMLReader.largestFile + 1)
    var loader = ManifestLoader(
      overrides: overrides, root: try Self.root(root, of: path, overrides.limits), jobs: jobs)
    self = try loader.manifest(bytes, path: path, displayedAs: path)
  }

  /// Reads a manifest, and tells all that is wrong with it at once: where reading finds mistakes, what is not
  /// mistaken is checked as figures are before they are drawn.
  /// - Parameters:
  ///   - limits: what checking each figure may take, in a process of its own.
  ///   - root, overrides, jobs: as reading it has them.
  /// - Throws: as reading it does.
  public static func checked(
    path: String, root: String? = nil, overrides: Overrides = Overrides(),
    jobs: Int = FigureSet.processorCount, limits: JobLimits
  ) throws -> Manifest {
    let bytes = try FileBytes.read(path, atMost: YAMLReader.largestFile + 1)
    var loader = ManifestLoader(
      overrides: overrides, root: try Self.root(root, of: path, overrides.limits), jobs: jobs)
    do throws(ManifestError) {
      return try loader.manifest(bytes, path: path, displayedAs: path)
    } catch {
      var others = Rehearsal(loader.checkable)
      others.isWhole = false
      others.jobs = jobs
      others.limits = limits
      var problems = error.problems
      // Those whose check takes too much are reported when they are drawn.
      do throws(ManifestError) { _ = try others.run() } catch { problems += error.problems }
      throw ManifestError(problems: ArgumentCheck.distinct(problems).inOrder)
    }
  }

  /// A manifest's file as it is written.
  /// - Throws: as reading it does, where it is no manifest.
  public static func text(
    of path: String, root: String? = nil, overrides: Overrides = Overrides()
  ) throws -> String {
    _ = try Manifest(path: path, root: root, overrides: overrides)
    return String(
      decoding: try FileBytes.read(path, atMost: YAMLReader.largestFile), as: UTF8.self)
  }

  /// Reads a manifest that is not in a file.
  /// - Parameters:
  ///   - name: what messages call it.
  ///   - wanted: the ids of the figures to read; nil for all. What is wrong with others is not told.
  ///   - jobs: figures read at the same time.
  public init(
    text: String, name: String, overrides: Overrides = Overrides(), wanted: [String]? = nil,
    jobs: Int = FigureSet.processorCount
  ) throws(ManifestError) {
    var loader = ManifestLoader(
      overrides: overrides, root: try? FileRoot(manifestFolder: "."), jobs: jobs)
    loader.wanted = wanted
    self = try loader.manifest(Array(text.utf8), path: nil, displayedAs: name)
    isPart = wanted != nil
  }

  /// Reads a manifest from bytes that may be no text at all.
  package init(bytes: [UInt8], name: String, jobs: Int) throws(ManifestError) {
    var loader = ManifestLoader(
      overrides: Overrides(), root: try? FileRoot(manifestFolder: "."), jobs: jobs)
    self = try loader.manifest(bytes, path: nil, displayedAs: name)
  }

  /// The root of the manifest in a file.
  static func root(
    _ root: String?, of path: String, _ limits: RunLimits = RunLimits()
  ) throws(FigureError) -> FileRoot {
    // They stand for a file that has a folder, and have none themselves; /dev/shm is a folder like others.
    guard path != "/dev/stdin", !["/dev/fd/", "/proc/"].contains(where: path.hasPrefix) else {
      throw .usage(
        "\(path): what a manifest names counts from its folder, and this has none of its own; give the "
          + "manifest by its own name")
    }
    do throws(FileRoot.Failure) {
      return try FileRoot(
        root, manifestFolder: FileName.folder(path), expansion: limits.expansion)
    } catch {
      throw .usage("\(flag: "root") \(error)")
    }
  }

  init(
    path: String?, output: String?, figures: [PlannedFigure], files: [String], reach: FileReach
  ) {
    self.path = path
    self.reach = reach
    self.output = output
    self.figures = figures
    self.files = files
  }
}

/// One variant of a figure: one picture, in one or more formats.
public struct PlannedFigure: Sendable {
  /// The name of its files without their ending: `pe-matrix.dark.zh`, or as the manifest's template says.
  public var name: String
  /// The figure's id, with the values of its matrix: `layer-11-0`.
  public var id: String
  public var request: FigureRequest
  public var formats: [OutputFormat]
  /// The formats that the manifest itself wants.
  var ownFormats: [OutputFormat]
  public var theme: Theme.Name
  public var language: Language
  /// Whether the manifest lists this theme and this language for the figure; the command line can ask
  /// for others.
  public var isListed: Bool
  /// The kind and the options after defaults, whatever order and spelling they were given in.
  public var parameters: FigureParameters
  /// The data it is made from.
  public var inputs: [InputReference]
  /// Files that it is made from as well as soon as they are there: tokens beside weights.
  public var companionPaths: [String]
  public var caption: String?
  /// Where the figure is written.
  public var location: SourceLocation
  /// Where each of its keys is written.
  package var keyLocations: [String: SourceLocation]
  /// Where the value of each of its options is written, those of its matrix too.
  var valueLocations: [String: SourceLocation]
  /// What is not wrong, but not as readers will expect it: texts that its language lacks.
  var warnings: [ManifestProblem]
  /// The options that its entry has not rightly, which the request is without: known where the manifest
  /// cannot be used.
  var mistaken: Set<String> = []

  /// The names of its files in the output folder.
  public var fileNames: [String] { formats.map { "\(name).\($0.fileExtension)" } }

  /// Whether a pattern of the shell's chooses it, by its id or its name.
  public func matches(_ pattern: String) -> Bool {
    fnmatch(pattern, id, 0) == 0 || fnmatch(pattern, name, 0) == 0
  }

  /// An error of drawing with the location in the manifest that it is about.
  public func located(_ error: FigureError) -> FigureError {
    FigureError(
      cause: error.cause, message: Message(failure(error.message).description(of: [name])))
  }

  /// What went wrong with drawing it.
  func failure(_ message: Message) -> FigureFailure {
    FigureFailure(
      location: message.subject.flatMap { valueLocations[$0.name] ?? keyLocations[$0.name] }
        ?? location,
      reason: message)
  }
}

/// A file that a figure is made from.
public struct InputReference: Hashable, Sendable {
  /// As the manifest names it, `FILE` or `FILE#NAME`.
  public var reference: String
  /// The file, from the working folder; nil for data that comes with the program.
  public var path: String?
}

/// What a figure is asked to be, after defaults.
public struct FigureParameters: Hashable, Sendable {
  public struct Value: Hashable, Sendable {
    public var name: String
    public var values: [String]
  }

  public var kind: String
  /// In the order of the kind's options; options without a value are left out.
  public var values: [Value]
  /// A description given in place of the computed one.
  public var alt: String?

  /// The parameters without those that decide about looks alone.
  var ofValues: FigureParameters {
    FigureParameters(
      kind: kind, values: values.filter { !KindVocabulary.optionsOfLooks.contains($0.name) })
  }
}
