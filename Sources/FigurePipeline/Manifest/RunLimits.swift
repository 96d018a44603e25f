// How much a manifest may ask for: totals of a run and bounds of single texts, each with a name by which it
// is raised.

public import FigureKinds
import FigureScene
import SafeFiles
import Synchronization
import TextFormats

/// The most that the figures of a manifest, with all that it includes, may come to.
public struct RunLimits: Hashable, Sendable {
  /// What is counted.
  public enum Name: String, CaseIterable, Sendable {
    /// Pictures: figures in all of their variants.
    case variants
    /// Bytes of texts with their variables filled in, counted for each variant.
    case text
    /// Bytes of the files that figures are made from, each file once.
    case input
    /// Bytes that packed files expand to, each time that one is expanded.
    case expanded
    /// Bytes of one text in a figure.
    case label
    /// Code points of what readers see as one character.
    case marks
    /// Bytes of a list of fonts.
    case fonts
    /// Mistakes that are told one by one.
    case mistakes

    /// What a limit is where nothing is said; the same location tells what it may be.
    public var standard: Int {
      switch self {
      case .variants: 10_000
      case .text: 16 << 20
      case .input, .expanded: 256 << 30
      case .label: 16 << 10
      case .marks: 64
      case .fonts: 1 << 10
      case .mistakes: 20
      }
    }

    /// The minimum and the maximum number that `--limit` takes.
    var range: ClosedRange<Int> {
      switch self {
      case .variants: 1...1_000_000
      case .text: 1...(16 << 30)
      case .input, .expanded: 1...(1 << 50)
      case .label, .fonts: 1...(1 << 20)
      case .marks: 1...10_000
      case .mistakes: 1...100_000
      }
    }

    /// Whether it is counted in bytes.
    var isBytes: Bool { ![.variants, .marks, .mistakes].contains(self) }
  }

  private var raised: [Name: Int] = [:]

  /// The limits where nothing is said.
  public init() {}

  public subscript(name: Name) -> Int { raised[name] ?? name.standard }

  /// Reads what follows `--limit`, each `NAME=NUMBER`, of bytes with a unit: `text=256MiB`.
  public init(_ arguments: [String]) throws(FigureError) {
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      guard let name = parts.first.flatMap(Name.init(rawValue:)) else {
        throw .usage(
          "\(flag: "limit") \(argument): there is no such limit; "
            + "\(NearestName.hint(for: parts.first ?? "", among: Name.allCases.map(\.rawValue)))")
      }
      guard parts.count == 2, let number = Self.number(parts[1], isBytes: name.isBytes) else {
        throw .usage(
          "\(flag: "limit") \(argument): give a whole number"
            + (name.isBytes
              ? " with its unit, B, KiB, MiB, GiB or TiB: \(name.rawValue)=256MiB"
              : ": \(name.rawValue)=20000"))
      }
      guard name.range.contains(number) else {
        throw .usage(
          "\(flag: "limit") \(argument): must be from \(Self.formatted(name.range.lowerBound, name)) to "
            + "\(Self.formatted(name.range.upperBound, name))")
      }
      guard raised[name] == nil else {
        throw .usage("\(flag: "limit") \(argument): this limit is given twice; give it once")
      }
      raised[name] = number
    }
  }

  private static let units: [(name: String, bytes: Int)] = [
    ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
  ]

  private static func number(_ text: String, isBytes: Bool) -> Int? {
    guard isBytes else { return whole(text[...]) }
    guard let unit = units.first(where: { text.hasSuffix($0.name) }),
      let number = whole(text.dropLast(unit.name.count))
    else { return nil }
    let (bytes, isTooMuch) = number.multipliedReportingOverflow(by: unit.bytes)
    return isTooMuch ? .max : bytes
  }

  private static func whole(_ digits: Substring) -> Int? {
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(digits) ?? .max
  }

  /// A number as `--limit` takes it.
  public static func formatted(_ number: Int, _ name: Name) -> String {
    guard name.isBytes, let unit = units.first(where: { number % $0.bytes == 0 }) else {
      return "\(number)"
    }
    return "\(number / unit.bytes)\(unit.name)"
  }

  /// What is too much where a limit is passed, and what would do.
  func objection(_ name: Name) -> Message {
    let limit = Self.formatted(self[name], name)
    let what =
      switch name {
      case .variants: "its figures have more than \(limit) variants in all"
      case .text: "its texts come to more than \(limit) with variables filled in for each variant"
      case .input: "the files that it reads have more than \(limit) in all"
      case .expanded: "the packed files of this run expand to more than \(limit) in all"
      case .label: "a text in a figure has more than \(limit)"
      case .marks: "a character has more than \(limit) code points"
      case .fonts: "a list of fonts has more than \(limit)"
      case .mistakes: "there are more than \(limit) mistakes"
      }
    let more = Self.formatted(
      min(self[name] > Int.max / 4 ? .max : self[name] * 4, name.range.upperBound), name)
    return "\(what); make it smaller, or raise the limit: \(flag: "limit") \(name.rawValue)=\(more)"
  }

  /// Has texts held to these limits from now on, in all of the process.
  public func holdTexts() {
    TextLimits.set(text: self[.label], character: self[.marks], fontList: self[.fonts])
  }

  /// What counts the expanded bytes of a run.
  var expansion: ExpansionBudget {
    ExpansionBudget(limit: self[.expanded], objection: objection(.expanded).spelled(.manifest))
  }

  /// What was raised, as `--limit` takes it; empty where nothing was.
  var words: String {
    Name.allCases.compactMap { name in
      raised[name].map { "\(name.rawValue)=\(Self.formatted($0, name))" }
    }.joined(separator: " ")
  }
}

/// What the figures of a manifest have come to so far, counted from all threads that read them.
final class RunBudget: Sendable {
  private struct State {
    var taken: [RunLimits.Name: Int] = [:]
    var files: Set<String> = []
    var exceeded: RunLimits.Name?
  }

  private let limits: RunLimits
  private let state = Mutex(State())

  init(_ limits: RunLimits) { self.limits = limits }

  /// Whether a limit is exceeded: nothing more need be read.
  var isExceeded: Bool { state.withLock { $0.exceeded != nil } }

  /// Counts something before memory is taken for it.
  /// - Returns: whether there is space for it.
  func take(_ amount: Int, of name: RunLimits.Name) -> Bool {
    state.withLock { take(amount, of: name, &$0) }
  }

  /// Whether there would be space for so many besides what was counted; where not, the limit counts
  /// as exceeded.
  @discardableResult
  func allows(for amount: Int, of name: RunLimits.Name) -> Bool {
    state.withLock { state in
      let before = state.taken[name, default: 0]
      defer { state.taken[name] = before }
      return take(amount, of: name, &state)
    }
  }

  /// Counts a file of so many bytes, once.
  func take(file: String, bytes: Int) -> Bool {
    state.withLock { state in
      guard state.files.insert(file).inserted else { return state.exceeded == nil }
      return take(bytes, of: .input, &state)
    }
  }

  private func take(_ amount: Int, of name: RunLimits.Name, _ state: inout State) -> Bool {
    let (sum, isTooMuch) = state.taken[name, default: 0].addingReportingOverflow(amount)
    state.taken[name] = isTooMuch ? .max : sum
    // The first of the names, so that it does not depend on who counted first.
    if isTooMuch || sum > limits[name], state.exceeded.map({ $0.rawValue > name.rawValue }) ?? true
    {
      state.exceeded = name
    }
    return state.exceeded == nil
  }

  /// What is too much and what would do; nil where nothing is.
  var objection: Message? { state.withLock { $0.exceeded }.map { limits.objection($0) } }
}
