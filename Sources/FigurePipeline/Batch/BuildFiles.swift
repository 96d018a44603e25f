// What other build tools want to know: which files come from which.

import CairoRendering

/// Dependencies of figures for make and ninja.
public struct BuildFiles: Sendable {
  let plan: BatchPlan

  public init(_ plan: BatchPlan) { self.plan = plan }

  /// Each figure's files, and the manifests and data they are made from, as make has them.
  public var depfile: [UInt8] {
    var text = ""
    for figure in plan.figures {
      let files = figure.fileNames.map {
        Self.make(FileName.joined(plan.folder, $0), isTarget: true)
      }
      text += "\(files.joined(separator: " ")): "
      text += sources(of: figure).map { Self.make($0) }.joined(separator: " ") + "\n"
    }
    return Array(text.utf8)
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
              || OutputFormat.allCases.contains { target.hasSuffix("." + $0.fileEnding) }
          }
      }
  }

  /// A build file with one step that draws all figures, since a run is parallel and incremental in
  /// itself, and one that writes the build file anew when a manifest changes.
  /// - Parameters:
  ///   - draw: the words of the command that draws.
  ///   - generate: the words of the command that writes the build file.
  ///   - path: the build file.
  public func ninja(draw: [String], generate: [String], path: String) -> [UInt8] {
    var seen = Set<String>()
    let inputs = plan.figures.flatMap(sources).filter { seen.insert($0).inserted }
    let outputs = plan.figures.flatMap(\.fileNames).map {
      Self.ninja(FileName.joined(plan.folder, $0))
    }
    let manifests = plan.manifest.files.map(Self.ninja).joined(separator: " ")
    let text = """
      \(Self.ninjaMark); run ninja in the folder where that was called.
      ninja_required_version = 1.7

      rule draw
        command = \(Self.ninjaText(ShellWords.joined(draw)))
        description = drawing \(plan.figures.count) figures
        restat = 1

      rule generate
        command = \(Self.ninjaText(ShellWords.joined(generate)))
        description = reading \(Self.ninjaText(plan.manifest.path ?? ""))
        generator = 1
        restat = 1

      build \(outputs.joined(separator: " $\n  ")): draw $
        \(inputs.map(Self.ninja).joined(separator: " $\n  "))

      build \(Self.ninja(path)): generate \(manifests)

      """
    return Array(text.utf8)
  }

  private func sources(of figure: PlannedFigure) -> [String] {
    plan.manifest.files + figure.inputs.compactMap(\.path)
  }

  /// A path as make reads it. A percent sign is a pattern in targets alone.
  private static func make(_ path: String, isTarget: Bool = false) -> String {
    var escaped = ""
    for character in path {
      switch character {
      case "%" where !isTarget: escaped.append(character)
      case " ", "#", "\\", ":", "%": escaped += "\\" + String(character)
      case "$": escaped += "$$"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  private static func ninja(_ path: String) -> String {
    ninjaText(path).replacingEach(" ", with: "$ ").replacingEach(":", with: "$:")
  }

  private static func ninjaText(_ text: String) -> String {
    text.replacingEach("$", with: "$$").replacingEach("\n", with: "$\n")
  }
}

extension String {
  fileprivate func replacingEach(_ character: Character, with text: String) -> String {
    split(separator: character, omittingEmptySubsequences: false).joined(separator: text)
  }
}
