// Files written whole or not at all.

import Glibc
public import SafeFiles
import StageTimes
public import TextFormats

/// Why a file cannot be written.
public struct OutputError: Error, Hashable, Sendable, CustomStringConvertible, MessageConvertible {
  public var message: Message
  public var description: String { message.description }

  public init(_ message: Message) { self.message = message }

  /// - Parameters:
  ///   - what: the path and what is wrong with it.
  ///   - code: the system's reason, an `errno`.
  init(_ what: String, _ code: Int32) {
    message = "\(what): \(Self.reason(code))"
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "no file can be made there; choose another folder"
    case EACCES, EPERM: "permission denied; choose another place or change its permissions"
    case ENOSPC: "no space is left on the disk; free some or choose another place"
    case EDQUOT: "the disk quota is used up; free some or choose another place"
    case EFBIG: "the file is larger than this process may write (ulimit -f)"
    case EROFS: "the file system is read-only; choose another place"
    case ENAMETOOLONG: "the name is too long; choose a shorter one"
    case EPIPE: "its reader has gone"
    case ETIMEDOUT: "its reader takes nothing"
    default: String(cString: strerror(code))
    }
  }
}

/// Bytes and where they go.
public struct OutputFile: Sendable {
  public var path: String
  /// None where they are written in pieces.
  public var bytes: [UInt8]
  /// Writes bytes that are too many to be held.
  var pieces: (@Sendable (Writing) throws(OutputError) -> Void)?
  /// The open folder that the last part of the path counts from, through no link; nil for a path
  /// that the user named himself, which may be a link.
  public var folder: HeldFolder?

  public init(path: String, bytes: [UInt8], in folder: HeldFolder? = nil) {
    self.path = path
    self.bytes = bytes
    self.folder = folder
  }

  /// What takes bytes, in their order.
  public typealias Writing = ([UInt8]) throws(OutputError) -> Void

  /// - Parameter pieces: writes the bytes, some of them at a time.
  public init(
    path: String, inPieces pieces: @escaping @Sendable (Writing) throws(OutputError) -> Void
  ) {
    self.init(path: path, bytes: [])
    self.pieces = pieces
  }

  /// Writes the bytes to an open file.
  func write(to descriptor: Int32) throws(OutputError) {
    let (path, bytes) = (path, bytes)
    guard let pieces else { return try OutputFiles.write(bytes, to: descriptor, displayedAs: path) }
    try pieces { (bytes) throws(OutputError) in
      try OutputFiles.write(bytes, to: descriptor, displayedAs: path)
    }
  }
}

/// Writes files beside their paths and then puts them there, so that a path holds the old file or
/// the new one at any moment.
public enum OutputFiles {
  /// Refuses a path that cannot be written, before the work begins.
  public static func check(_ path: String) throws(OutputError) {
    try checkIsFolder(FileName.folder(path), displayedAs: path)
    let location = try resolved(path)
    var status = stat()
    if stat(location, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR {
        throw OutputError("\(path): is a folder; give the name of a file in it")
      }
      guard access(location, W_OK) == 0 else {
        throw OutputError("\(path): the file is there and cannot be replaced", errno)
      }
      if isSpecial(status) { return }
    } else if errno != ENOENT {
      throw OutputError("\(path): cannot be written", errno)
    }
    try checkIsWritable(FileName.folder(location), displayedAs: path)
  }

  /// Refuses a folder that takes no files.
  public static func checkFolder(_ folder: String) throws(OutputError) {
    try checkIsFolder(folder, displayedAs: folder)
    try checkIsWritable(folder, displayedAs: folder)
  }

  private static func checkIsFolder(_ folder: String, displayedAs path: String) throws(OutputError)
  {
    var status = stat()
    guard stat(folder, &status) == 0 else {
      guard errno == ENOENT else { throw OutputError("\(path): the folder \(folder)", errno) }
      throw OutputError(
        "\(path): the folder \(folder) does not exist; make it first (mkdir -p)")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw OutputError("\(path): \(folder) is not a folder; choose another place")
    }
  }

  private static func checkIsWritable(_ folder: String, displayedAs path: String)
    throws(OutputError)
  {
    guard access(folder, W_OK | X_OK) == 0 else {
      throw OutputError("\(path): the folder \(folder) cannot be written to", errno)
    }
  }

  /// Writes all of the files, or none of them where one cannot be written.
  /// - Parameter standardOutput: bytes that go to standard output before the files take their
  ///   paths; nil for none.
  /// - Parameter isDurable: whether the bytes are on the disk before a path holds them, so that a
  ///   path holds the old file or the new one after a loss of power as well.
  public static func write(
    _ files: [OutputFile], standardOutput: [UInt8]? = nil, isDurable: Bool = false
  ) throws(OutputError) {
    try StageClock.measure(.write) { () throws(OutputError) in
      try stage(files[...], standardOutput, isDurable)
    }
  }

  /// Writes a file whose bytes come in any order while `body` runs, with others beside it: all of them or
  /// none.
  public static func write<Result>(
    _ path: String, beside files: [OutputFile], growing body: (GrowingFile) throws -> Result
  ) throws -> Result {
    var status = stat()
    guard stat(path, &status) == 0, isSpecial(status) else {
      let growing = try StagedFile.growing(path)
      let result = try body(growing.file)
      try growing.file.check()
      let staged = try growing.finished()
      try stage(files[...], nil, false)
      try staged.commit()
      return result
    }
    // What goes through a pipe goes in order, so it is made ready elsewhere.
    guard let scratch = tmpfile() else { throw OutputError("\(path): cannot be written", errno) }
    defer { fclose(scratch) }
    let file = GrowingFile(fileno(scratch), displayedAs: path)
    let result = try body(file)
    try file.check()
    try stage(files[...], nil, false)
    let target = try special(path)
    defer { close(target) }
    var offset = 0
    while true {
      let piece = try file.bytes(at: offset, atMost: 1 << 20)
      if piece.isEmpty { return result }
      try write(piece, to: target, displayedAs: path)
      offset += piece.count
    }
  }

  /// Writes a file unless it holds these bytes already, so that nothing seems to have changed.
  public static func writeIfChanged(_ file: OutputFile) throws(OutputError) {
    if (try? FileBytes.read(file.path, atMost: file.bytes.count + 1)) == file.bytes { return }
    try write([file])
  }

  /// Writes text to standard output.
  public static func print(_ text: String) throws(OutputError) {
    try StageClock.measure(.write) { () throws(OutputError) in
      try write(Array(text.utf8), to: STDOUT_FILENO, displayedAs: "standard output")
    }
  }

  /// Whether anything has this name, a link to nowhere too.
  public static func isThere(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Makes the first file ready, then the others, and puts it in its place once all of them are.
  ///
  /// One call for each file, because a value that owns a file cannot lie in an array.
  private static func stage(
    _ files: ArraySlice<OutputFile>, _ standardOutput: [UInt8]?, _ isDurable: Bool
  ) throws(OutputError) {
    guard let file = files.first else {
      if let standardOutput {
        try write(standardOutput, to: STDOUT_FILENO, displayedAs: "standard output")
      }
      return
    }
    var status = stat()
    if file.folder == nil, stat(file.path, &status) == 0, isSpecial(status) {
      // A device or a pipe has no other place to be made ready in.
      try writeSpecial(file)
      try stage(files.dropFirst(), standardOutput, isDurable)
    } else {
      let staged = try StagedFile.written(file, isDurable: isDurable)
      try stage(files.dropFirst(), standardOutput, isDurable)
      try staged.commit()
    }
  }

  /// Writes bytes to an open file, such as standard output.
  public static func write(
    _ bytes: [UInt8], to descriptor: Int32, displayedAs name: String
  ) throws(OutputError) {
    let failure = bytes.withUnsafeBytes { buffer -> Int32? in
      var done = 0
      while done < buffer.count {
        let count = Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
        if count < 0 {
          if errno == EINTR { continue }
          if errno == EAGAIN {
            if waitUntilWritable(in: descriptor) { continue }
            return ETIMEDOUT
          }
          return errno
        }
        done += count
      }
      return nil
    }
    if let failure { throw OutputError("\(name): cannot be written", failure) }
  }

  /// The folder a file goes to and its name there, what the user named followed where it leads.
  static func location(
    of file: OutputFile
  ) throws(OutputError) -> (folder: HeldFolder, name: String) {
    if let folder = file.folder {
      let name = FileName.last(file.path)
      if let problem = OutputFolder.problem(with: name, in: folder) {
        throw OutputError(Message(problem))
      }
      return (folder, name)
    }
    let location = try resolved(file.path)
    do throws(HeldFolder.Failure) {
      return (try HeldFolder(following: FileName.folder(location)), FileName.last(location))
    } catch {
      throw OutputError(FileName.folder(location), error)
    }
  }

  /// Where a path leads: the path itself, or what a link there stands for.
  static func resolved(_ path: String) throws(OutputError) -> String {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return path }
    // What `/dev/stdout` stands for, a pipe say, has no name of its own.
    if stat(path, &status) == 0, isSpecial(status) { return path }
    guard let real = realPath(path) else {
      throw OutputError(
        "\(path): is a link to a place that does not exist; remove it or mend it")
    }
    return real
  }

  static func realPath(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// Opens a device or a pipe.
  private static func special(_ path: String) throws(OutputError) -> Int32 {
    // A pipe would keep the open waiting for a reader.
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      guard errno != ENXIO else {
        throw OutputError("\(path): is a pipe that no program reads from; start its reader first")
      }
      throw OutputError("\(path): cannot be written", errno)
    }
    return descriptor
  }

  private static func writeSpecial(_ file: OutputFile) throws(OutputError) {
    let descriptor = try special(file.path)
    defer { close(descriptor) }
    try file.write(to: descriptor)
  }

  /// How long a pipe's reader may take nothing, in milliseconds.
  private static let readersPatience: Int32 = 30_000

  /// Waits until a pipe takes more.
  private static func waitUntilWritable(in descriptor: Int32) -> Bool {
    var descriptorState = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    while true {
      let found = poll(&descriptorState, 1, readersPatience)
      if found >= 0 { return found > 0 }
      guard errno == EINTR else { return false }
    }
  }

  private static func isSpecial(_ status: stat) -> Bool {
    let kind = status.st_mode & S_IFMT
    return kind == S_IFCHR || kind == S_IFIFO || kind == S_IFSOCK || kind == S_IFBLK
  }
}
