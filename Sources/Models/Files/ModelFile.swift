// A file of a model, read at any position. It is opened for reading alone and never mapped: a mapped file
// that another program cuts short ends the process with a signal.

internal import Glibc
internal import SafeFiles
import TextFormats

/// An open file.
final class ModelFile: Sendable {
  let path: String
  let count: Int
  private let descriptor: Int32
  /// The bytes of a file that is in memory; then there is no descriptor.
  private let memory: [UInt8]?

  /// A file that is in memory.
  init(_ bytes: [UInt8], path: String) {
    self.path = path
    count = bytes.count
    memory = bytes
    descriptor = -1
  }

  init(_ path: String, within reach: FileReach) throws(ModelError) {
    do throws(OpenFailure) {
      let opened = try OpenedFile(path, within: reach)
      guard let size = opened.size else { throw OpenFailure.irregular("a pipe") }
      count = size
      descriptor = opened.take()
    } catch {
      throw .cannotOpen(file: path, error)
    }
    self.path = path
    memory = nil
    try refusePointer()
  }

  /// Refuses the note that Git leaves where a large file was not fetched.
  private func refusePointer() throws(ModelError) {
    if GitPointer.isOne(try bytes(at: 0, count: min(count, GitPointer.length))) {
      throw .malformed(file: path, .gitPointer)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Fills memory with the bytes from an offset on.
  func read(at offset: Int, count: Int, into target: UnsafeMutableRawPointer) throws(ModelError) {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw .malformed(file: path, .cutShort)
    }
    if let memory {
      memory.withUnsafeBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        target.copyMemory(from: base + offset, byteCount: count)
      }
      return
    }
    var done = 0
    while done < count {
      let part = pread(descriptor, target + done, count - done, off_t(offset + done))
      if part == 0 {
        throw .malformed(file: path, .shrank)
      }
      if part < 0 {
        if errno == EINTR { continue }
        throw .cannotOpen(file: path, .system(errno))
      }
      done += part
    }
  }

  /// The bytes of a range.
  func bytes(at offset: Int, count: Int) throws(ModelError) -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw .malformed(file: path, .cutShort)
    }
    var failure: ModelError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      guard let base = buffer.baseAddress else { return }
      do throws(ModelError) {
        try read(at: offset, count: count, into: base)
        written = count
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }
}
