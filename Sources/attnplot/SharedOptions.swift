// Options that several subcommands have, each with what it says of its own command.

import FigureKinds
import TextFormats

extension OptionDeclaration where Value == String? {
  /// Some of a few words, with commas between.
  static func list(
    _ name: String, _ help: Message, otherNames: [String] = []
  ) -> OptionDeclaration {
    OptionDeclaration(
      name, help, otherNames: otherNames, valueName: "list", takesAnyValue: false)
  }

  /// How files are called.
  /// - Parameters:
  ///   - what: the files.
  ///   - suffix: what follows the example, of where they lie or what it stands for.
  static func nameTemplate(_ what: String, _ suffix: String) -> OptionDeclaration {
    OptionDeclaration(
      "name-template",
      "How \(what) are called, such as {id}.{lang}.{theme}\(suffix); {locale} is zh_CN where {lang} "
        + "is zh.", valueName: "pattern", takesAnyValue: false)
  }
}
