// Which paths a run may write: none that it reads, each once, none that some system cannot hold.

public import FigureKinds
import Glibc
public import TextFormats

/// The paths that a run writes, claimed one by one before it reads anything.
///
/// Paths are the same where they are one file: by device and inode, whatever links, `./` or spelling
/// of a folder lead there. One that is not there yet is its folder and its name.
public struct OutputPaths: Sendable {
  /// What is read, as it is named, by identity.
  private var read: [String: String] = [:]
  /// What is written so far, as it is named.
  private var written: [String: String] = [:]
  /// The same by folders and names without capitals.
  private var spellings: [String: String] = [:]

  /// What is drawn and kept besides the paths that are claimed.
  private var drawn: [String: String] = [:]

  /// - Parameters:
  ///   - read: the files that the run reads, or would read if they were there.
  ///   - drawn: pictures and records of the run's.
  public init(reading read: [String] = [], drawing drawn: [String] = []) {
    for path in drawn { Self.identity(path).map { self.drawn[$0] = path } }
    for path in read { Self.identity(path).map { self.read[$0] = path } }
  }

  /// Adds a path to those that are written.
  /// - Parameter option: what names it, such as `-o`; nil where nothing does.
  /// - Throws: where it is read, written as well under another name, or no name for a file.
  public mutating func claim(_ path: String, by option: Message? = nil) throws(FigureError) {
    let file = ShellWords.joined([path])
    let displayName: Message = option.map { "\($0) \(file)" } ?? "\(file)"
    if let problem = PlainName.problem(with: FileName.last(path)) {
      throw .usage("\(displayName): \(problem)")
    }
    try refuseTaken(path, displayedAs: displayName)
    guard let identity = Self.identity(path) else { return }
    if let other = written[identity] {
      throw .usage(
        other == path
          ? "\(displayName): named twice; each file can be written once"
          : "\(displayName): is the same file as \(other); each file can be written once")
    }
    written[identity] = path
    let spelling = Self.byName(path).lowercased()
    if let other = spellings[spelling] {
      throw .usage(
        "\(displayName): differs from \(other) in capitals alone, which not every file system tells apart; "
          + "choose another name")
    }
    spellings[spelling] = path
  }

  /// Refuses a path that is read or drawn.
  /// - Parameter displayName: the path as messages name it.
  public func refuseTaken(_ path: String, displayedAs displayName: Message) throws(FigureError) {
    if let problem = problem(with: path) { throw .usage("\(displayName): \(problem)") }
  }

  /// Why a path cannot be written: it is read or drawn; nil where it is not.
  func problem(with path: String) -> String? {
    guard let identity = Self.identity(path) else { return nil }
    func problem(_ other: String, _ what: String) -> String {
      other == path
        ? "is a file that this run \(what); choose another name"
        : "is \(other), which this run \(what); choose another name"
    }
    return read[identity].map { problem($0, "reads") }
      ?? drawn[identity].map { problem($0, "draws or keeps itself") }
  }

  /// Refuses standard output where it goes into a file that is read.
  public func refuseStandardOutput() throws(FigureError) {
    var status = stat()
    guard fstat(STDOUT_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let source = read[Self.identity(status)]
    else { return }
    throw .usage(
      "-: standard output goes to \(source), which this run reads; choose another file")
  }

  // MARK: Identity

  /// A text that two paths share where they name one file; nil for devices and pipes, which nothing
  /// can be written over.
  static func identity(_ path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return byName(path) }
    let kind = status.st_mode & S_IFMT
    return kind == S_IFREG || kind == S_IFDIR ? identity(status) : nil
  }

  private static func identity(_ status: stat) -> String { "\(status.st_dev):\(status.st_ino)" }

  /// The folder's identity and the name.
  private static func byName(_ path: String) -> String {
    var status = stat()
    let folder = FileName.folder(path)
    return (stat(folder, &status) == 0 ? identity(status) : folder) + "/" + FileName.last(path)
  }
}
