// The options of each kind of figure, with those of every figure, by their names.

public import FigureKinds
import Synchronization
import TextFormats

/// The options of one kind.
public struct KindVocabulary: Sendable {
  public var kind: any FigureKind.Type
  /// The kind's own options and those of every figure, in the help's order.
  public var options: [KindOption]
  private var byName: [String: Int]

  /// The option of this name.
  public subscript(name: String) -> KindOption? { byName[name].map { options[$0] } }

  /// The words of the command line that set options, without those that say what is so anyway: for
  /// people to see, nothing reads them.
  /// - Parameter values: by the options' names; a flag that is on has a value, whatever it is.
  public func words(for values: [String: [String]]) -> [String] {
    var words: [String] = []
    for option in options {
      guard let values = values[option.name], values != option.defaultValue.map({ [$0] }) else {
        continue
      }
      let name = Message("\(option: OptionReference(option.name))").spelled(.command)
      for value in values {
        if option.shape == .flag {
          words.append(name)
        } else if option.takesAnyValue || !value.hasPrefix("-") && !value.isEmpty {
          words += [name, value]
        } else {
          words.append("\(name)=\(value)")
        }
      }
    }
    return words
  }

  /// The options of how a figure looks, whatever it shows.
  static let optionsOfLooks = Set(AppearanceArguments.options.map(\.name))

  private static let known = Mutex<[String: KindVocabulary]>([:])

  /// The options of `kind`.
  public static func of(_ kind: any FigureKind.Type) -> KindVocabulary {
    if let vocabulary = known.withLock({ $0[kind.name] }) { return vocabulary }
    // Outside of the lock, so that several kinds are asked at a time.
    let vocabulary = KindVocabulary(kind)
    known.withLock { $0[kind.name] = vocabulary }
    return vocabulary
  }

  private init(_ kind: any FigureKind.Type) {
    self.kind = kind
    options = kind.options + AppearanceArguments.options
    byName = Dictionary(
      options.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
