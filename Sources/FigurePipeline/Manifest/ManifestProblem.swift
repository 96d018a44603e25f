// What is wrong with a manifest, all of it, each with its location.

import FigureKinds
public import TextFormats

/// One mistake in a manifest.
public struct ManifestProblem: Hashable, Sendable, CustomStringConvertible {
  public var location: SourceLocation
  /// The key that is wrong or whose value is; nil where there is none.
  public var key: String?
  /// The value, the rule and the fix.
  public var message: Message
  /// A file that is not there and that would mend it; nil where it is something else.
  public var awaited: String?

  public init(
    location: SourceLocation, key: String? = nil, message: Message, awaited: String? = nil
  ) {
    self.location = location
    self.key = key
    self.message = message
    self.awaited = awaited
  }

  /// `FILE:LINE:COLUMN: KEY: MESSAGE`, as compilers print mistakes and editors find them.
  public var description: String {
    // A message may begin with the key.
    let named = key == message.subject?.name ? nil : key
    return "\(location): \(named.map { "\($0): " } ?? "")\(message.spelled(.manifest))"
  }
}

extension Message {
  /// Which key of a figure it is about, and what is said of that: the option that it begins with or, where the
  /// figure does not give that one, the first of those that it names besides and that the figure gives.
  /// - Parameter location: where an option is given.
  func blame(
    _ location: (_ option: String) -> SourceLocation?
  ) -> (option: String, location: SourceLocation, message: Message)? {
    guard let subject else { return nil }
    if let found = location(subject.name) { return (subject.name, found, keyMessage) }
    for option in options {
      if let found = location(option.name) { return (option.name, found, self) }
    }
    return nil
  }
}

extension FigureError {
  /// The same of an error: the option at fault where the figure gives it, else what its message is about.
  func blame(
    _ location: (_ option: String) -> SourceLocation?
  ) -> (option: String, location: SourceLocation, message: Message)? {
    if let blamed, let found = location(blamed) { return (blamed, found, message) }
    return message.blame(location)
  }
}

/// Why a manifest cannot be used: every mistake that was found, in the order of their locations.
public struct ManifestError: Error, Hashable, Sendable, CustomStringConvertible {
  public var problems: [ManifestProblem]

  public init(problems: [ManifestProblem]) { self.problems = problems }

  /// The files that the mistakes are in.
  public var files: [String] {
    var seen = Set<String>()
    return problems.map(\.location.file).filter { seen.insert($0).inserted }
  }

  /// Files that are not there and that the manifest asks for.
  public var awaited: [String] { problems.compactMap(\.awaited) }

  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
