// A seal on a large set of figures: with it a run in which nothing changed is over before a single
// figure of the manifest is read.
//
// Reading a thousand figures takes a fifth of the time of drawing them. A run that leaves all of
// them as they should be writes down what they depend on as a whole: the bytes of the manifest's
// files, of the data and of the figures, the choice of fonts, the program. While all of that is the
// same, so is what reading would give.

import CairoRendering
import FigureKinds
import Glibc
import SafeFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a whole set of figures depends on. It is a cache: without it, or with one that is out of
/// date, everything is found out figure by figure.
struct FreshRunCache: Codable {
  static let name = ".attnplot.seal.json"
  /// Smaller sets are read in no time.
  static let minimumFigures = 64
  private static let largest = 1 << 26

  /// The fonts that all characters of one style are drawn with.
  private struct Fonts: Codable {
    var request: FontRequest
    /// A digest over each character's fonts.
    var answer: String
  }

  private var program: String
  private var libraries: String
  /// What the command line said in place of the manifest.
  private var choice: String
  /// The root of what the manifest may read.
  private var root: String
  private var figures: Int
  /// A digest of the folder's record.
  private var record: String
  /// Digests of the manifest's files, by their paths from its folder.
  private var manifest: [String: String]
  /// Digests of data, by the same.
  private var inputs: [String: String]
  /// Files that would be data as soon as they are there.
  private var absent: [String]
  private var fonts: [Fonts]
  /// Digests of the figures' files by their names.
  private var files: [String: String]

  /// nil for sets that need none, and for those that are not all of what the folder holds.
  init?(_ plan: BatchPlan, _ record: FolderRecord) {
    guard plan.figures.count >= Self.minimumFigures, !plan.isPart, record.pending.isEmpty,
      let path = plan.manifest.path,
      record.figures.count == plan.figures.count,
      plan.figures.allSatisfy({ record.figures[$0.name] != nil }),
      // What is to be said of the manifest is found only by reading it.
      plan.figures.warnings.isEmpty
    else { return nil }
    let folder = FileName.folder(path)
    program = Self.program
    libraries = DrawingEnvironment.libraries
    choice = Self.words(plan.manifest.overrides)
    root = Self.words(plan.manifest.reach)
    figures = plan.figures.count
    self.record = (try? Digest.of(file: FileName.joined(plan.folder, RecordKeeper.name))) ?? ""
    files = [:]
    for figure in record.figures.values { files.merge(figure.files) { $1 } }
    var data = Set<String>()
    var missing = Set<String>()
    for figure in plan.figures {
      let paths = figure.inputs.compactMap(\.path)
      data.formUnion(paths)
      missing.formUnion(figure.companionPaths.filter { !paths.contains($0) })
    }
    let reach = plan.manifest.reach
    guard let manifest = Self.named(plan.manifest.files, in: folder, reach),
      let inputs = Self.named(Array(data), in: folder, reach)
    else { return nil }
    self.manifest = manifest
    self.inputs = inputs
    absent = missing.map { Self.relative($0, to: folder) }.sorted()
    fonts = []
    let engine = TextEngine()
    for request in Self.joined(record.figures.values.flatMap(\.fonts).map(\.question)) {
      fonts.append(Fonts(request: request, answer: Self.answer(request, engine)))
    }
  }

  /// Writes it beside the record. Where that fails nothing is lost but time.
  func write(into folder: HeldFolder) {
    guard let bytes = try? JSONEncoder().encode(self) else { return }
    try? OutputFiles.write([
      OutputFile(path: FileName.joined(folder.path, Self.name), bytes: Array(bytes), in: folder)
    ])
  }

  // MARK: Looking

  /// How many figures a manifest has, where a seal says that all of them are as they should be.
  /// - Parameters:
  ///   - path: the manifest.
  ///   - output: the folder of its figures in place of the one that it names.
  /// - Returns: nil where that cannot be told without reading the figures.
  static func unchanged(
    _ path: String, root: String?, overrides: Manifest.Overrides, output: String?, jobs: Int
  ) -> (figures: Int, folder: String)? {
    guard let bytes = try? FileBytes.read(path, atMost: YAMLReader.largestFile + 1),
      let root = try? Manifest.root(root, of: path),
      let folder = output ?? ManifestLoader.output(bytes, path: path, root: root),
      let written = try? FileBytes.read(FileName.joined(folder, name), atMost: largest),
      let cache = try? JSONDecoder().decode(FreshRunCache.self, from: Data(written)),
      cache.holds(FileName.folder(path), .below(root), overrides, folder, jobs)
    else { return nil }
    return (cache.figures, folder)
  }

  private func holds(
    _ manifestFolder: String, _ reach: FileReach, _ overrides: Manifest.Overrides,
    _ folder: String, _ jobs: Int
  ) -> Bool {
    guard program == Self.program, libraries == DrawingEnvironment.libraries,
      choice == Self.words(overrides), root == Self.words(reach)
    else { return false }
    guard
      absent.allSatisfy({
        !OpenedFile.isReadable(FileName.joined(manifestFolder, $0), within: reach)
      })
    else { return false }
    var sources: [String: String] = [:]
    for (name, digest) in manifest.merging(inputs, uniquingKeysWith: { $1 }) {
      sources[FileName.joined(manifestFolder, name)] = digest
    }
    guard Digest.of(files: Set(sources.keys), within: reach, jobs: jobs) == sources else {
      return false
    }
    var expected = [FileName.joined(folder, RecordKeeper.name): record]
    for (name, digest) in files {
      // A seal may come from anywhere; what it names must be ours to look at.
      guard !name.contains("/") else { return false }
      expected[FileName.joined(folder, name)] = digest
    }
    guard Digest.of(files: Set(expected.keys), jobs: jobs) == expected else { return false }
    let engine = TextEngine()
    return fonts.allSatisfy { $0.answer == Self.answer($0.request, engine) }
  }

  // MARK: Parts

  /// The program's version, as its reading of manifests matters as well, and all of its drawings.
  private static let program =
    AttnplotVersion.number + FigureKinds.all.map { "; " + DrawingRevision.of($0) }.joined()

  private static func words(_ overrides: Manifest.Overrides) -> String {
    func list<Choice: RawRepresentable>(_ choices: [Choice]?) -> String
    where Choice.RawValue == String {
      choices.map { $0.map(\.rawValue).joined(separator: ",") } ?? ""
    }
    return "formats \(list(overrides.formats)) themes \(list(overrides.themes)) languages "
      + "\(list(overrides.languages)) scale \(overrides.scale.map { "\($0)" } ?? "") \(overrides.limits.words)"
  }

  private static func words(_ reach: FileReach) -> String {
    switch reach {
    case .below(let root): root.path
    case .anywhere, .named: ""
    }
  }

  /// Digests by paths from a folder; nil where a file cannot be read.
  private static func named(
    _ paths: [String], in folder: String, _ reach: FileReach
  ) -> [String: String]? {
    let digests = Digest.of(files: Set(paths), within: reach)
    guard digests.count == Set(paths).count else { return nil }
    return Dictionary(
      digests.map { (relative($0.key, to: folder), $0.value) }, uniquingKeysWith: { $1 })
  }

  private static func relative(_ path: String, to folder: String) -> String {
    folder != "." && path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
  }

  /// One question for each style, with all characters that are asked for in it.
  private static func joined(_ questions: [FontRequest]) -> [FontRequest] {
    var characters: [FontRequest: Set<Character>] = [:]
    for request in questions {
      var style = request
      style.characters = ""
      characters[style, default: []].formUnion(request.characters)
    }
    return characters.map { style, characters in
      var request = style
      request.characters = String(characters.sorted())
      return request
    }.sorted { "\($0)" < "\($1)" }
  }

  private static func answer(_ request: FontRequest, _ engine: TextEngine) -> String {
    var lines: [String] = []
    for character in request.characters {
      var one = request
      one.characters = String(character)
      lines.append(engine.fonts(for: one).joined(separator: ", "))
    }
    return Digest.of(lines.joined(separator: "\n"))
  }
}
