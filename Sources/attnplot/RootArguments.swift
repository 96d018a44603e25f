// The option that says how far a manifest reaches.

import ArgumentParser
import FigureKinds
import FigurePipeline
import Synchronization
import TextFormats

/// The folder that a manifest may not leave.
struct RootArguments: DeclaredOptions {
  static let root = OptionDeclaration<String?>(
    "root",
    "The folder below which everything must lie that the manifest reads; its own if not given, / "
      + "for all.", valueName: "folder", takesAnyValue: false)
  @Option(Self.root) var root: String?

  static let raised = OptionDeclaration<[String]>(
    "limit",
    "Raise or lower what the manifest may ask for: variants=20000, text=256MiB, input=1TiB, "
      + "expanded=1TiB, label=64KiB, marks=200, fonts=4KiB, mistakes=100; any number of times.",
    valueName: "name=number")
  @Option(Self.raised) var raised: [String]

  static let parameters: [Parameter<Self>] = [
    Parameter(root, \._root), Parameter(raised, \._raised),
  ]

  /// How much a manifest may ask for; texts and mistakes are held to it from now on.
  /// - Throws: where there is no manifest that it could be about.
  func limits(_ manifest: String?) throws(FigureError) -> RunLimits {
    guard manifest != nil || raised.isEmpty else {
      throw .usage("--limit \(raised[0]): goes with a manifest; give one, or leave it out")
    }
    let limits = try RunLimits(raised)
    limits.holdTexts()
    ExitStatus.maximumLines.store(limits[.mistakes], ordering: .relaxed)
    return limits
  }

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
