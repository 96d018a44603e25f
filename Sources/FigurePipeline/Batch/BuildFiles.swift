// What other build tools want to know: which files come from which.

import CairoRendering
public import FigureKinds
import TextFormats

/// Dependencies of figures for make and ninja.
public struct BuildFiles: Sendable {
  let plan: BatchPlan

  public init(_ plan: BatchPlan) { self.plan = plan }

  /// Each figure's files, and the manifests and data they are made from, as make has them.
  /// - Throws: `FigureError` for a file that make cannot name.
  public func depfile() throws(FigureError) -> [UInt8] {
    try quoting("depfile") { () throws(UnquotableName) in
      var text = ""
      for figure in plan.figures {
        var words: [String] = []
        for name in figure.fileNames {
          words.append(try MakeText.path(FileName.joined(plan.folder, name), isTarget: true))
        }
        words[words.count - 1] += ":"
        for source in sources(of: figure) { words.append(try MakeText.path(source)) }
        text += words.joined(separator: " ") + "\n"
      }
      return Array(text.utf8)
    }
  }

  /// How a build file of ours begins.
  static let ninjaMark = "# Made by attnplot batch --ninja"

  /// Whether bytes can only be a depfile of ours: each of its lines names pictures before its colon.
  static func isDepfile(_ bytes: [UInt8]) -> Bool {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return !lines.isEmpty
      && lines.allSatisfy { line in
        guard let colon = line.firstRange(of: ": ") else { return false }
        let targets = line[..<colon.lowerBound].split(separator: " ")
        return !targets.isEmpty
          && targets.allSatisfy { target in
            // A backslash before a blank makes it part of the name.
            target.hasSuffix("\\")
              || OutputFormat.allCases.contains { target.hasSuffix("." + $0.fileExtension) }
          }
      }
  }

  /// A build file with one step that draws all figures, since a run is parallel and incremental in
  /// itself, and one that writes the build file anew when a manifest changes.
  /// - Parameters:
  ///   - draw: the words of the command that draws.
  ///   - generate: the words of the command that writes the build file.
  ///   - path: the build file.
  /// - Throws: `FigureError` for a file or a word that ninja cannot name.
  public func ninja(
    draw: [String], generate: [String], path: String
  ) throws(FigureError) -> [UInt8] {
    try quoting("ninja") { () throws(UnquotableName) in
      var seen = Set<String>()
      let inputs = plan.figures.flatMap(sources).filter { seen.insert($0).inserted }
      let outputs = plan.figures.flatMap(\.fileNames).map { FileName.joined(plan.folder, $0) }
      let text = """
        \(Self.ninjaMark); run ninja in the folder where that was called.
        ninja_required_version = 1.7

        rule draw
          command = \(try Self.command(draw))
          description = drawing \(plan.figures.count) figures
          restat = 1

        rule generate
          command = \(try Self.command(generate))
          description = reading \(try NinjaText.value(plan.manifest.path ?? ""))
          generator = 1
          restat = 1

        build \(try Self.paths(outputs, " $\n  ")): draw $
          \(try Self.paths(inputs, " $\n  "))

        build \(try NinjaText.path(path)): generate \(try Self.paths(plan.manifest.files, " "))

        """
      return Array(text.utf8)
    }
  }

  private func quoting(
    _ option: OptionReference, _ body: () throws(UnquotableName) -> [UInt8]
  ) throws(FigureError) -> [UInt8] {
    do throws(UnquotableName) {
      return try body()
    } catch {
      throw .usage("\(flag: option): \(error)")
    }
  }

  /// A command for `/bin/sh`, which reads no escapes in words.
  private static func command(_ words: [String]) throws(UnquotableName) -> String {
    for word in words { _ = try NinjaText.value(word) }
    return try NinjaText.value(ShellWords.joined(words))
  }

  private static func paths(
    _ paths: [String], _ separator: String
  ) throws(UnquotableName) -> String {
    var words: [String] = []
    for path in paths { words.append(try NinjaText.path(path)) }
    return words.joined(separator: separator)
  }

  private func sources(of figure: PlannedFigure) -> [String] {
    plan.manifest.files + figure.inputs.compactMap(\.path)
  }
}
