// What is wrong with a value of an option, worded for whoever gave it.

public import TextFormats

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
  public var hint: Message?

  init(_ option: KindOption, _ reason: Reason, value: String? = nil, hint: Message? = nil) {
    self.option = option
    self.reason = reason
    self.value = value
    self.hint = hint
  }

  /// What is said after a manifest's key.
  public var keyMessage: Message {
    let hint: Message = hint.map { ": \($0)" } ?? ""
    return switch reason {
    case .unreadable: "The value '\(value ?? "")' is invalid\(hint)"
    case .noSuchChoice: "\(value ?? "")\(hint)"
    case .repeated: "has one value, not two; leave one out"
    case .missing: "figures of this kind need it: <\(option.valueName)>"
    }
  }

  /// The whole of it, the option named as well.
  public var message: Message {
    let option = OptionReference(self.option.name)
    let given = value ?? ""
    let after: Message = hint.map { ": \($0)" } ?? ""
    return switch reason {
    case .unreadable:
      Message(
        "The value '\(given)' is invalid for '\(option) <\(self.option.valueName)>'\(after)",
        zh: "\(option) \(given.isEmpty ? "''" : given)：\(hint ?? "无法读取这个值")")
    case .noSuchChoice:
      Message(
        "\(option) \(given)\(after)",
        zh: "\(option) \(given.isEmpty ? "''" : given)：\(hint ?? "没有这个选项值")")
    case .repeated:
      Message(
        "\(option) \(given) and \(option) \(hint ?? ""): the option takes one value; leave one "
          + "of them out",
        zh: "\(option) \(given) 与 \(option) \(hint ?? "")：此项只取一个值，请去掉其中一个")
    case .missing:
      Message(
        "Missing expected argument '\(option) <\(self.option.valueName)>'",
        zh: "缺少 \(option)：这种图必须给出它")
    }
  }
}
