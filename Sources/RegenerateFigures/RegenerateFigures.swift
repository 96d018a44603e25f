// `swift package regenerate-figures`: the figures of a package's pages, drawn by `attnplot batch`.
//
// It finds the manifests of the package and hands everything else on, so that `--check`, `--only`
// and the like are those of the command.

import Foundation
import PackagePlugin

/// Draws the figures of a package that depends on this one.
@main
struct RegenerateFigures: CommandPlugin {
  /// Names that a manifest has where none is given.
  static let names = ["figures.yaml", "figures.yml"]

  func performCommand(context: PluginContext, arguments: [String]) async throws {
    guard let attnplot = try program() else { return }
    var options = arguments
    // Manifests come before the first option; values of options are the command's to read.
    var manifests = Array(options.prefix { !$0.hasPrefix("-") })
    options.removeFirst(manifests.count)
    if manifests.isEmpty, !options.contains("--help") { manifests = Self.manifests(of: context) }
    guard !manifests.isEmpty || options.contains("--help") else {
      Diagnostics.error(
        "no figures.yaml in the package's folder or in a .docc catalog of its targets; name a "
          + "manifest, or write one with attnplot init")
      return
    }
    // Errors are told and not thrown: they end the command with 1 in either case.
    for manifest in manifests.isEmpty ? [""] : manifests {
      let words = manifest.isEmpty ? ["batch"] : ["batch", manifest]
      let code = try Self.run(attnplot, words + options, in: context.package.directoryURL)
      if code == 2 {
        Diagnostics.error("\(manifest): figures are not up to date")
      } else if code != 0 {
        Diagnostics.error("\(manifest): attnplot batch ended with \(code)")
      }
    }
  }

  /// The program, built for release where it is not; nil where it cannot be.
  private func program() throws -> URL? {
    let built = try packageManager.build(
      .product("attnplot"), parameters: .init(configuration: .release))
    if built.succeeded,
      let found = built.builtArtifacts.first(where: { $0.kind == .executable })
    {
      return found.url
    }
    Diagnostics.error("attnplot cannot be built:\n\(built.logText)")
    return nil
  }

  /// The manifests of a package, as paths from its folder: its own and those of its catalogs.
  private static func manifests(of context: PluginContext) -> [String] {
    let root = context.package.directoryURL
    let files = FileManager.default
    func isFile(_ path: String) -> Bool {
      files.fileExists(atPath: root.appending(path: path).path(percentEncoded: false))
    }
    var found = names.filter(isFile)
    for target in context.package.targets.compactMap({ $0 as? any SourceModuleTarget }) {
      let folder = target.directoryURL.path(percentEncoded: false)
      let start = root.path(percentEncoded: false)
      guard folder.hasPrefix(start) else { continue }
      var relative = folder.dropFirst(start.count)
      while relative.hasPrefix("/") { relative = relative.dropFirst() }
      while relative.hasSuffix("/") { relative = relative.dropLast() }
      let entries = (try? files.contentsOfDirectory(atPath: folder))?.sorted() ?? []
      for entry in entries where entry.hasSuffix(".docc") {
        let catalog = relative.isEmpty ? entry : "\(relative)/\(entry)"
        found += names.map { "\(catalog)/\($0)" }.filter(isFile)
      }
    }
    return found
  }

  private static func run(_ tool: URL, _ words: [String], in folder: URL) throws -> Int32 {
    let process = Process()
    process.executableURL = tool
    process.arguments = words
    process.currentDirectoryURL = folder
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
