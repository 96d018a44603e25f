// Bytes that can be read at any position: a file, a part of one, or memory. Nothing here knows a
// format.
//
// Files are read with pread and never mapped: a mapped file that another program cuts short ends
// the process with a signal, while a short read is an error like any other.

import Glibc
import SafeFiles
private import Synchronization
import TextFormats

/// A run of bytes to read from, in a file or in memory. Reading changes nothing, so any number of
/// threads may read at once.
struct ByteSource: Sendable {
  private enum Storage: Sendable {
    case file(OpenFile)
    case bytes([UInt8])
    case numbers([Double])
    case floats([Float])
    /// So many bytes that are all 0.
    case zeros
    /// Rows that are computed whenever they are read.
    case computed(ComputedRows)
    /// Bytes that are made when a part of them is first read, and the memory that they then take.
    case deferred(DeferredBytes, heldBytes: Int)
    /// Sources one after the other, all of one length.
    indirect case joined([ByteSource])
  }

  private let storage: Storage
  private let start: Int
  /// The number of bytes.
  let count: Int
  /// What messages call it: the path, with `#NAME` inside an archive.
  var name: String

  init(_ bytes: [UInt8], name: String) {
    self.init(storage: .bytes(bytes), start: 0, count: bytes.count, name: name)
  }

  /// The bytes of numbers that are already in memory, without a copy.
  init(numbers: [Double], name: String) {
    self.init(storage: .numbers(numbers), start: 0, count: numbers.count * 8, name: name)
  }

  /// The bytes of numbers in single precision that are already in memory.
  init(floats: [Float], name: String) {
    self.init(storage: .floats(floats), start: 0, count: floats.count * 4, name: name)
  }

  /// Bytes that are all 0, which take no memory.
  init(zeros count: Int, name: String) {
    self.init(storage: .zeros, start: 0, count: count, name: name)
  }

  /// The bytes of rows that are computed whenever they are read.
  init(_ rows: ComputedRows, name: String) {
    self.init(
      storage: .computed(rows), start: 0, count: rows.rows * rows.columns * 4, name: name)
  }

  /// Bytes that are made when a part of them is first read.
  /// - Parameter heldBytes: the memory that they then take.
  init(_ bytes: DeferredBytes, count: Int, heldBytes: Int, name: String) {
    self.init(
      storage: .deferred(bytes, heldBytes: heldBytes), start: 0, count: count, name: name)
  }

  /// Sources one after the other.
  /// - Precondition: there is one, and all have its length.
  init(joining sources: [ByteSource], name: String) {
    precondition(sources.allSatisfy { $0.count == sources[0].count })
    self.init(
      storage: .joined(sources), start: 0, count: sources[0].count * sources.count, name: name)
  }

  init(_ file: OpenFile, count: Int, name: String) {
    self.init(storage: .file(file), start: 0, count: count, name: name)
  }

  private init(storage: Storage, start: Int, count: Int, name: String) {
    self.storage = storage
    self.start = start
    self.count = count
    self.name = name
  }

  /// Opens a file that may be read, without waiting for anything.
  ///
  /// A pipe, where one may be read, is read to its end.
  init(
    path: String, within reach: FileReach, limits: ReadLimits
  ) throws(MatrixFileError) {
    do throws(OpenFailure) {
      let opened = try OpenedFile(path, within: reach)
      guard let count = opened.size else {
        self.init(try opened.bytes(atMost: limits.expansion + 1), name: path)
        guard self.count <= limits.expansion else { throw OpenFailure.system(EFBIG) }
        return
      }
      _ = posix_fadvise(opened.descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
      self.init(OpenFile(descriptor: opened.take()), count: count, name: path)
    } catch {
      switch error {
      case .irregular(let kind): throw .notARegularFile(file: path, kind: kind)
      case .system, .outside: throw .cannotOpen(file: path, reason: error.reason)
      }
    }
  }

  /// A part of the bytes.
  /// - Precondition: the part lies inside.
  func slice(at offset: Int, count: Int) -> ByteSource {
    precondition(offset >= 0 && count >= 0 && offset <= self.count && count <= self.count - offset)
    return ByteSource(storage: storage, start: start + offset, count: count, name: name)
  }

  /// The memory that it takes, in bytes: none for a file.
  var heldBytes: Int {
    switch storage {
    case .file, .zeros: 0
    case .bytes, .numbers, .floats: count
    case .computed(let rows): rows.heldBytes
    case .deferred(_, let heldBytes): heldBytes
    case .joined(let sources):
      sources.indices.reduce(0) { sum, index in
        let length = sources[index].count
        let isPart = index * length < start + count && start < (index + 1) * length
        return sum + (isPart ? sources[index].heldBytes : 0)
      }
    }
  }

  /// Fills the buffer with the bytes from an offset on.
  /// - Throws: `cannotRead` where the system fails or the file has become shorter.
  /// - Precondition: the bytes asked for lie inside.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(MatrixFileError) {
    precondition(offset >= 0 && offset <= count && buffer.count <= count - offset)
    guard let target = buffer.baseAddress, buffer.count > 0 else { return }
    switch storage {
    case .bytes(let bytes):
      bytes.withUnsafeBytes {
        target.copyMemory(from: $0.baseAddress! + start + offset, byteCount: buffer.count)
      }
    case .numbers(let numbers):
      numbers.withUnsafeBytes {
        target.copyMemory(from: $0.baseAddress! + start + offset, byteCount: buffer.count)
      }
    case .floats(let numbers):
      numbers.withUnsafeBytes {
        target.copyMemory(from: $0.baseAddress! + start + offset, byteCount: buffer.count)
      }
    case .zeros: buffer.initializeMemory(as: UInt8.self, repeating: 0)
    case .computed(let rows): rows.read(at: start + offset, into: buffer)
    case .deferred(let bytes, _): try bytes.made().read(at: start + offset, into: buffer)
    case .joined(let sources):
      let length = sources[0].count
      var done = 0
      while done < buffer.count {
        let (index, location) = (start + offset + done).quotientAndRemainder(dividingBy: length)
        let part = min(buffer.count - done, length - location)
        try sources[index].read(
          at: location, into: UnsafeMutableRawBufferPointer(start: target + done, count: part))
        done += part
      }
    case .file(let file):
      var done = 0
      while done < buffer.count {
        let part = pread(
          file.descriptor, target + done, buffer.count - done, start + offset + done)
        if part == 0 {
          throw .cannotRead(file: name, reason: "it became shorter while it was read")
        }
        if part < 0 {
          if errno == EINTR { continue }
          throw .cannotRead(file: name, reason: systemMessage(errno))
        }
        done += part
      }
    }
  }

  /// The bytes of a range as an array.
  /// - Precondition: the range lies inside.
  func bytes(at offset: Int, count: Int) throws(MatrixFileError) -> [UInt8] {
    try byteArray(count) { buffer throws(MatrixFileError) in
      try read(at: offset, into: buffer)
    }
  }
}

/// Bytes that are made when they are first wanted, and kept.
final class DeferredBytes: Sendable {
  private let make: @Sendable () throws(MatrixFileError) -> ByteSource
  private let source = Mutex<ByteSource?>(nil)

  init(_ make: @escaping @Sendable () throws(MatrixFileError) -> ByteSource) { self.make = make }

  /// The bytes. Threads that want them at the same time wait for the first of them.
  func made() throws(MatrixFileError) -> ByteSource {
    try source.withLock { known throws(MatrixFileError) in
      if let known { return known }
      let made = try make()
      known = made
      return made
    }
  }
}

/// An array of bytes that `fill` writes.
func byteArray(
  _ count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(MatrixFileError) -> Void
) throws(MatrixFileError) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: count)
  var failure: MatrixFileError?
  bytes.withUnsafeMutableBytes { buffer in
    do throws(MatrixFileError) { try fill(buffer) } catch { failure = error }
  }
  if let failure { throw failure }
  return bytes
}

/// A file descriptor that is closed with its last user.
final class OpenFile: Sendable {
  let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// A temporary file without a name, in `TMPDIR` or `/tmp`: it goes with its last user.
  static func temporary(for name: String) throws(MatrixFileError) -> OpenFile {
    let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(directory)/attnplot-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    if descriptor < 0 {
      throw .cannotRead(
        file: name, reason: "no temporary file in \(directory): \(systemMessage(errno))")
    }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return OpenFile(descriptor: descriptor)
  }

  /// Appends bytes at the file's own position.
  func append(_ bytes: UnsafeRawBufferPointer, for name: String) throws(MatrixFileError) {
    var done = 0
    while done < bytes.count {
      let part = write(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if part < 0 {
        if errno == EINTR { continue }
        throw .cannotRead(file: name, reason: "temporary file: \(systemMessage(errno))")
      }
      done += part
    }
  }
}

/// What the system says about an error number.
private func systemMessage(_ code: Int32) -> String {
  strerror(code).map { String(cString: $0) } ?? "error \(code)"
}
