// Models in several files: the index that says in which file each tensor lies, as the libraries of
// Hugging Face write it (model.safetensors.index.json).

public import SafeFiles
import TextFormats

/// The files of a model and the tensors in each, listed by reading the files' headers only.
///
/// Files are opened when they are needed and never all at once. They lie in the folder of the index
/// or below it: names that lead elsewhere are refused.
struct ShardIndex: Sendable {
  /// The most files a model may be in.
  static let maximumFileCount = 4096

  /// A tensor, and the file it lies in.
  private struct Location: Sendable {
    var info: TensorInfo
    var file: String
  }

  private let path: String
  private let reach: FileReach
  private let limits: ReadLimits
  private var locations: [Location] = []
  private var files: [String: String] = [:]
  private var faults: [String: MatrixFileError] = [:]
  /// The files that cannot be read, and tensors that are not where they should be.
  private(set) var unreadable: [UnreadableTensor] = []

  /// The tensors, file after file.
  var tensors: [TensorInfo] { locations.map(\.info) }

  /// - Parameters:
  ///   - entries: the tensors and their files, as the index has them.
  ///   - path: the path of the index.
  ///   - reach: which files may be read.
  init(
    _ entries: [(tensor: String, file: String)], path: String, within reach: FileReach,
    limits: ReadLimits
  ) throws(MatrixFileError) {
    self.path = path
    self.reach = reach
    self.limits = limits
    var order: [String] = []
    var names: [String: [String]] = [:]
    for entry in entries {
      if names[entry.file] == nil {
        try Self.check(entry.file, index: path)
        order.append(entry.file)
      }
      names[entry.file, default: []].append(entry.tensor)
      if files.updateValue(entry.file, forKey: entry.tensor) != nil {
        throw .malformed(file: path, reason: "places \(quoted(entry.tensor)) twice")
      }
    }
    if order.count > Self.maximumFileCount {
      throw .malformed(
        file: path,
        reason: "names \(order.count) files; at most \(Self.maximumFileCount) are read")
    }
    for file in order { list(file, names[file] ?? []) }
  }

  /// Refuses a name that leads out of the index's folder.
  private static func check(_ file: String, index: String) throws(MatrixFileError) {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    if parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) || file.contains("\0") {
      throw .malformed(
        file: index,
        reason: "names the file \(quoted(file)), while the files of a model lie in the folder of "
          + "their index")
    }
  }

  /// Lists the tensors of a file.
  private mutating func list(_ file: String, _ names: [String]) {
    do throws(MatrixFileError) {
      let shard = try open(file)
      let infos = Dictionary(
        shard.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      let reasons = Dictionary(
        shard.unreadable.map { ($0.name, $0.reason) }, uniquingKeysWith: { first, _ in first })
      for name in names {
        if let info = infos[name] {
          locations.append(Location(info: info, file: file))
        } else {
          let reason =
            reasons[name]
            ?? .malformed(
              file: path,
              reason: "places \(quoted(name)) in \(printable(file)), which does not hold it")
          faults[name] = reason
          unreadable.append(UnreadableTensor(name: name, reason: reason))
        }
      }
    } catch {
      let number = names.count == 1 ? "1 tensor" : "\(names.count) tensors"
      let reason: MatrixFileError
      if case .cannotOpen(_, let cause) = error {
        reason = .malformed(
          file: path,
          reason:
            "places \(number) in \(printable(file)), which cannot be opened: \(cause); put the "
            + "file beside the index")
      } else {
        reason = .malformed(
          file: path, reason: "places \(number) in a file that is not read: \(error)")
      }
      for name in names { faults[name] = reason }
      unreadable.append(UnreadableTensor(name: file, reason: reason))
    }
  }

  private func open(_ file: String) throws(MatrixFileError) -> MatrixFile {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    return try MatrixFile.openShard(folder + file, within: reach, limits: limits)
  }

  /// Why a tensor of the index cannot be read; nil where it can, or is not in the index.
  func fault(of name: String) -> MatrixFileError? { faults[name] }

  /// The tensor at a position among ``tensors``.
  func tensor(at index: Int) throws(MatrixFileError) -> Tensor {
    try open(locations[index].file).tensor(named: locations[index].info.name)
  }

  /// Calls `body` with every tensor; each file is opened once.
  func forEachTensor(
    _ body: (Tensor) throws(MatrixFileError) -> Void
  ) throws(MatrixFileError) {
    var opened: (file: String, shard: MatrixFile)?
    for location in locations {
      if opened?.file != location.file { opened = (location.file, try open(location.file)) }
      if let shard = opened?.shard { try body(try shard.tensor(named: location.info.name)) }
    }
  }
}

extension TensorReference {
  /// The files beside an index in which the tensors lie that this reference means; none where the
  /// file is no index of a model.
  /// - Parameters:
  ///   - resolve: gives the path of a file of the reference.
  ///   - reach: which files may be read.
  /// - Returns: their paths, written as the reference's own.
  public func shardPaths(
    at resolve: (String) -> String = { $0 }, within reach: FileReach = .anywhere
  ) -> [String] {
    guard path.lowercased().hasSuffix(".json"),
      let source = try? ByteSource(path: resolve(path), within: reach, limits: .standard),
      let head = try? source.bytes(at: 0, count: min(source.count, ForeignFile.headLength)),
      String(decoding: head, as: UTF8.self).contains("\"weight_map\""),
      case .shards(let entries)? = try? JSONReader.read(source, limits: .standard)
    else { return [] }
    let folder = String(path.lastIndex(of: "/").map { path[...$0] } ?? "")
    var paths: [String] = []
    for entry in entries where name == nil || entry.tensor == name {
      let shard = folder + entry.file
      if paths.last != shard, !paths.contains(shard) { paths.append(shard) }
    }
    return paths
  }
}
