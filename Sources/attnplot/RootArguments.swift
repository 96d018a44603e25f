// The option that says how far a manifest reaches.

import ArgumentParser
import FigureKinds

/// The folder that a manifest may not leave.
struct RootArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder below which everything must lie that the manifest reads; its own if not given, / "
        + "for all.", valueName: "folder"), completion: .directory)
  var root: String?

  /// The folder, for a manifest; nil for its own.
  /// - Throws: where there is no manifest that it could be about.
  func checked(_ manifest: String?) throws(FigureError) -> String? {
    guard let root else { return nil }
    guard manifest != nil else {
      throw .usage("--root \(root): goes with a manifest; give one, or leave it out")
    }
    guard !root.isEmpty else {
      throw .usage("--root \"\": give the name of a folder, or . for this one")
    }
    return root
  }
}
