// How options are typed and written in manifests, beside the declarations that parsers are made of.

public import TextFormats

extension OptionSpelling {
  /// What stands before the name of an option that is typed.
  public static let dashes = "--"

  /// As the command line has them: `--vmin`.
  public static let command = OptionSpelling(beforeOption: dashes, beforeFlag: dashes)
  /// As the keys of a manifest: `vmin:`; what only the command line has, as there.
  public static let manifest = OptionSpelling(afterOption: ":", beforeFlag: dashes)
}
