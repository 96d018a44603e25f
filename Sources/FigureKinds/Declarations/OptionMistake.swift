// What is wrong with a value of an option, worded for whoever gave it.

/// A value that is none of its option's.
public struct OptionMistake: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// The text cannot be read as such a value.
    case unreadable
    /// It is none of the option's words.
    case noSuchChoice
    /// The option holds one value and was given several.
    case repeated
    /// The option must be given.
    case missing
  }

  public var option: KindOption
  public var reason: Reason
  /// The value as it was given; nil where none was.
  public var value: String?
  /// What would be right, of a word that is none of the option's with the rule; of an option that was given twice its other value.
  public var hint: String?

  init(_ option: KindOption, _ reason: Reason, value: String? = nil, hint: String? = nil) {
    self.option = option
    self.reason = reason
    self.value = value
    self.hint = hint
  }

  /// What is said after a manifest's key.
  public var saidOfKey: String {
    let hint = hint.map { ": " + $0 } ?? ""
    return switch reason {
    case .unreadable: "The value '\(value ?? "")' is invalid" + hint
    case .noSuchChoice: "\(value ?? ""): " + (self.hint ?? "")
    case .repeated: "has one value, not two; leave one out"
    case .missing: "figures of this kind need it: <\(option.valueName)>"
    }
  }

  /// What is said of a word of the command line.
  public var saidOfCommand: String {
    let typed = "'--\(option.name) <\(option.valueName)>'"
    return switch reason {
    case .unreadable:
      "The value '\(value ?? "")' is invalid for \(typed)" + (hint.map { ": " + $0 } ?? "")
    case .noSuchChoice:
      "--\(option.name) \(value ?? ""): " + (hint ?? "")
    case .repeated:
      "--\(option.name) \(value ?? "") and --\(option.name) \(hint ?? ""): the option takes one value; "
        + "leave one of them out"
    case .missing: "Missing expected argument \(typed)"
    }
  }
}
