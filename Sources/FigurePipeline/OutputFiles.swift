// Files written whole or not at all.

import Glibc

/// Why a file cannot be written.
public struct OutputError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String
}

/// Bytes and where they go.
public struct OutputFile: Sendable {
  public var path: String
  public var bytes: [UInt8]

  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// Writes files beside their places and then renames them, so that a place holds the old file or
/// the new one at any moment.
public enum OutputFiles {
  /// Refuses a place that cannot be written, before the work begins.
  public static func check(_ path: String) throws(OutputError) {
    let folder = FileName.folder(path)
    var status = stat()
    guard stat(folder, &status) == 0 else {
      throw OutputError(
        description: "\(path): the folder \(folder) \(reason(errno)); make it first (mkdir -p)")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw OutputError(description: "\(path): \(folder) is not a folder")
    }
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR {
        throw OutputError(description: "\(path): is a folder; give the name of a file in it")
      }
      if isSpecial(status) { return }
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      throw OutputError(
        description: "\(path): the folder \(folder) cannot be written to: \(reason(errno))")
    }
  }

  /// Writes all of the files, or none of them where one cannot be written.
  public static func write(_ files: [OutputFile]) throws(OutputError) {
    var temporaries: [(temporary: String, place: String)] = []
    do throws(OutputError) {
      for (index, file) in files.enumerated() {
        var status = stat()
        if stat(file.path, &status) == 0, isSpecial(status) {
          // A device or a pipe has no other place to be made ready in.
          try write(file.bytes, to: file.path, flags: O_WRONLY, shownAs: file.path)
          continue
        }
        let temporary =
          FileName.folder(file.path) + "/." + FileName.last(file.path)
          + ".\(getpid())-\(index).attnplot-tmp"
        unlink(temporary)
        temporaries.append((temporary, file.path))
        try write(
          file.bytes, to: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, shownAs: file.path)
      }
      for (temporary, place) in temporaries where rename(temporary, place) != 0 {
        throw OutputError(description: "\(place): cannot be replaced: \(reason(errno))")
      }
    } catch {
      for (temporary, _) in temporaries { unlink(temporary) }
      throw error
    }
  }

  /// Writes bytes to an open file, such as standard output.
  public static func write(
    _ bytes: [UInt8], to descriptor: Int32, shownAs name: String
  ) throws(OutputError) {
    let failure = bytes.withUnsafeBytes { buffer -> Int32? in
      var done = 0
      while done < buffer.count {
        let count = Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        done += count
      }
      return nil
    }
    if let failure {
      throw OutputError(description: "\(name): cannot be written: \(reason(failure))")
    }
  }

  private static func write(
    _ bytes: [UInt8], to path: String, flags: Int32, shownAs name: String
  ) throws(OutputError) {
    let descriptor = open(path, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw OutputError(description: "\(name): cannot be written: \(reason(errno))")
    }
    do throws(OutputError) {
      try write(bytes, to: descriptor, shownAs: name)
    } catch {
      close(descriptor)
      throw error
    }
    // A full disk may show only here.
    guard close(descriptor) == 0 else {
      throw OutputError(description: "\(name): cannot be written: \(reason(errno))")
    }
  }

  private static func isSpecial(_ status: stat) -> Bool {
    let kind = status.st_mode & S_IFMT
    return kind == S_IFCHR || kind == S_IFIFO || kind == S_IFSOCK || kind == S_IFBLK
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "does not exist"
    case EACCES, EPERM: "permission denied"
    case ENOSPC: "no space is left on the disk"
    case EROFS: "the file system is read-only"
    default: String(cString: strerror(code))
    }
  }
}
