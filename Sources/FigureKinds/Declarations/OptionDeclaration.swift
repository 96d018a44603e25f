// An option, declared once: all that is known of it before any figure is.

public import TextFormats

/// The declaration of an option, from which the command line, manifests, their schema and the
/// explorer's controls are made.
public struct OptionDeclaration<Value: OptionContent>: Sendable {
  /// All of it but the type.
  public let option: KindOption
  /// What it is without being given; nil where it must be given.
  public let initial: Value?

  /// - Parameters:
  ///   - name: the key in manifests, the word after two dashes on the command line.
  ///   - otherNames: how it may be typed on the command line as well, with its dashes.
  ///   - valueName: what the help calls its value, or the value's unit.
  ///   - shape: where it is not its type's.
  ///   - rule: which numbers it takes; whole ones have bounds without it as well.
  ///   - takesAnyValue: whether a value may begin with a dash; of itself one may, unless it is a word
  ///     or the name of a file.
  ///   - notation: how it is written, where its type does not say it.
  public init(
    _ name: String, _ help: Message, otherNames: [String] = [], valueName: String? = nil,
    initial: Value? = Value.absent,
    shape: KindOption.Shape = Value.Item.shape, rule: NumberRule? = nil, takesAnyValue: Bool? = nil,
    notation: ValueNotation? = Value.Item.notation
  ) {
    let isPlain: Bool =
      switch shape {
      case .flag, .word, .file: true
      case .integer, .number, .list, .localizedText, .text: false
      }
    let isSpelled = shape != .flag && Value.Item.hasOneSpelling
    let spelled = isSpelled ? initial?.items.map(\.spelled) : nil
    option = KindOption(
      name: name, otherNames: otherNames, shape: shape, isRepeating: Value.isRepeating,
      isRequired: initial == nil,
      defaultValue: spelled?.isEmpty == false ? spelled?.joined(separator: ",") : nil, help: help,
      valueName: valueName ?? name, takesAnyValue: takesAnyValue ?? !isPlain,
      rule: rule ?? (shape == .integer ? .whole : nil), notation: notation)
    self.initial = initial
  }
}
