// Models that stay open from one figure to the next: a page asks for one after each letter that is typed,
// and a tokenizer of a hundred thousand tokens takes longer to read than a short text to run.

import Glibc
public import Models
public import SafeFiles
internal import Synchronization

/// Models that were opened lately, with their tokenizers. Weights stay in their files.
public final class OpenModels: Sendable {
  /// Those that are kept while this task draws; nil to open a model each time.
  @TaskLocal public static var current: OpenModels?

  private struct Kept {
    var path: String
    var reach: FileReach
    /// What the files were when the model was opened.
    var files: [FileStamp]
    var model: Model
  }

  private let kept = Mutex<[Kept]>([])
  /// So many are kept: one for each of two pictures that are compared.
  public static let maximumCount = 2

  public init() {}

  /// Opens a model, or has it open already where none of its files changed since.
  /// - Parameters:
  ///   - path: a folder, or a `.gguf` file.
  ///   - reach: which files may be read.
  public static func open(_ path: String, within reach: FileReach) throws(ModelError) -> Model {
    guard let current else { return try Model.open(path, within: reach) }
    return try current.model(path, within: reach)
  }

  private func model(_ path: String, within reach: FileReach) throws(ModelError) -> Model {
    // Taken before the files are read: what changes meanwhile is read again the next time.
    let files = FileStamp.all(at: path)
    let known = kept.withLock { kept in
      kept.first { $0.path == path && $0.reach == reach && $0.files == files }
    }
    if let known { return known.model }
    let model = try Model.open(path, within: reach)
    kept.withLock { kept in
      kept.removeAll { $0.path == path && $0.reach == reach }
      kept.append(Kept(path: path, reach: reach, files: files, model: model))
      if kept.count > Self.maximumCount { kept.removeFirst() }
    }
    return model
  }
}

/// What tells whether a file is still the one that was read.
private struct FileStamp: Hashable, Comparable {
  var name: String
  var device: UInt
  var inode: UInt
  var size: Int
  var seconds: Int
  var nanoseconds: Int

  /// A file's, or those of the files in a folder.
  static func all(at path: String) -> [FileStamp] {
    guard let folder = opendir(path) else { return [FileStamp(path)].compactMap(\.self) }
    defer { closedir(folder) }
    var stamps: [FileStamp] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let stamp = FileStamp(path + "/" + name) { stamps.append(stamp) }
    }
    return stamps.sorted()
  }

  private init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    name = path
    (device, inode) = (UInt(status.st_dev), UInt(status.st_ino))
    size = Int(status.st_size)
    (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
  }

  static func < (one: FileStamp, other: FileStamp) -> Bool { one.name < other.name }
}
