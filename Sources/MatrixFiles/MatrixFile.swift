// Opening a file of matrices and finding a tensor in it: the way in to this module. What each
// format is like is its reader's concern.

public import SafeFiles
import TextFormats

/// A tensor that is listed but not read, and why.
public struct UnreadableTensor: Hashable, Sendable {
  public let name: String
  public let reason: MatrixFileError
}

/// A file of matrices, opened. Its tensors are listed; their values stay in the file.
///
/// A file from outside may be damaged or hostile: every size it declares is checked against its real
/// size before memory is taken, and whatever is wrong ends in one `MatrixFileError`. Files are read
/// as they are needed and never mapped, so one that changes meanwhile gives an error or other
/// numbers, but never ends the process.
public struct MatrixFile: Sendable {
  /// The path it was opened by.
  public let path: String
  public let format: MatrixFileFormat
  /// The tensors, in the order of the file.
  public let tensors: [TensorInfo]
  /// What else an archive holds: text, Python objects, types that are not read.
  public let unreadable: [UnreadableTensor]

  private let contents: Contents
  private let limits: ReadLimits

  /// What is needed to come to the values.
  private indirect enum Contents: Sendable {
    case tensors([Tensor])
    case archive(NPZReader)
    case slices([ByteSource])
    case shards(ShardIndex)
  }

  /// Opens a file and lists its tensors.
  ///
  /// The format is determined by what the file holds, and by the path's ending only where that says
  /// nothing; see ``MatrixFileFormat``.
  /// Text files (`.csv`, `.tsv`, `.txt`, `.dat`, `.json`) are read whole here; they take 8 bytes for
  /// each number. Files packed by gzip are expanded here. The index of a model in several files is
  /// followed to them.
  /// - Parameters:
  ///   - path: a file.
  ///   - reach: which files may be read.
  ///   - tables: how a table of text is to be read.
  ///   - limits: how much memory may be taken.
  public static func open(
    _ path: String, within reach: FileReach = .anywhere, tables: TableOptions = TableOptions(),
    limits: ReadLimits = .standard
  ) throws(MatrixFileError) -> MatrixFile {
    try MatrixFile(
      ByteSource(path: path, within: reach, limits: limits), path: path, tables: tables,
      limits: limits.counted(for: reach), shardsWithin: reach)
  }

  /// Opens one of the files of a model, which may not be an index again.
  static func openShard(
    _ path: String, within reach: FileReach, limits: ReadLimits
  ) throws(MatrixFileError) -> MatrixFile {
    try MatrixFile(
      ByteSource(path: path, within: reach, limits: limits), path: path, tables: TableOptions(),
      limits: limits.counted(for: reach), shardsWithin: nil)
  }

  /// Opens a file whose bytes are in memory.
  /// - Parameter path: the path it would have; messages show it and its ending may tell the format.
  public static func open(
    bytes: [UInt8], path: String, tables: TableOptions = TableOptions(),
    limits: ReadLimits = .standard
  ) throws(MatrixFileError) -> MatrixFile {
    try MatrixFile(
      ByteSource(bytes, name: path), path: path, tables: tables, limits: limits,
      shardsWithin: nil)
  }

  /// One tensor by itself.
  public init(tensor: Tensor, path: String) {
    self.path = path
    format = .npy
    tensors = [tensor.info]
    unreadable = []
    contents = .tensors([tensor])
    limits = tensor.limits
  }

  /// - Parameter reach: which files may be read that an index names; nil where it is not followed.
  private init(
    _ file: ByteSource, path: String, tables: TableOptions, limits: ReadLimits,
    shardsWithin reach: FileReach?
  ) throws(MatrixFileError) {
    self.path = path
    self.limits = limits
    var source = file
    let isPacked = try GzipStream.starts(source.bytes(at: 0, count: min(2, source.count)))
    if isPacked {
      source = try GzipStream.expanded(source, limits: limits)
    }
    let textLimits = isPacked ? limits.ofPackedText : limits
    if source.count == 0 { throw .malformed(file: path, reason: "is empty") }
    if try TextEncoding.isMarkedUTF16(source) {
      source = try TextEncoding.utf8(source, limits: limits)
    }
    do throws(MatrixFileError) { format = try MatrixFileFormat(of: source) } catch {
      throw isPacked ? ForeignFile.inGzip(error) : error
    }
    switch format {
    case .npy:
      let tensor = try Self.npyTensor(source, limits: limits)
      contents = .tensors([tensor])
      tensors = [tensor.info]
      unreadable = []
    case .npz:
      let reader = try NPZReader(source, limits: limits)
      contents = .archive(reader)
      tensors = reader.members.map { TensorInfo(name: $0.name, header: $0.header) }
      unreadable = reader.unreadable
    case .safetensors:
      let header = try SafetensorsHeader(source)
      contents = .slices(
        header.tensors.map { source.slice(at: $0.offset, count: $0.byteCount) })
      tensors = header.tensors.map(\.info)
      unreadable = header.unreadable
    case .csv, .tsv:
      let tensor = try TableReader.read(source, options: tables, limits: textLimits)
      contents = .tensors([tensor])
      tensors = [tensor.info]
      unreadable = []
    case .json:
      switch try JSONReader.read(source, limits: textLimits) {
      case .tensors(let read, let others):
        contents = .tensors(read)
        tensors = read.map(\.info)
        unreadable = others
      case .shards(let entries):
        guard let reach else {
          throw .unsupported(
            file: path, reason: "is an index of a model's files, which is read by its path alone")
        }
        let index = try ShardIndex(
          entries, path: path, within: reach.ofFilesWithin, limits: limits)
        contents = .shards(index)
        tensors = index.tensors
        unreadable = index.unreadable
      }
    }
    if tensors.isEmpty {
      throw unreadable.first?.reason ?? .malformed(file: path, reason: "holds no tensor")
    }
  }

  /// The tensor of a name, or the only one there is.
  ///
  /// The values of an entry of an `.npz` archive are expanded here.
  /// - Parameter name: may be left out where the file holds one tensor.
  /// - Throws: `noSuchTensor` or `tensorNotChosen`, naming those there are.
  public func tensor(named name: String? = nil) throws(MatrixFileError) -> Tensor {
    let index: Int
    if let name {
      guard let found = tensors.firstIndex(where: { $0.name == name }) else {
        if let known = unreadable.first(where: { $0.name == name }) { throw known.reason }
        if case .shards(let shards) = contents, let fault = shards.fault(of: name) { throw fault }
        throw .noSuchTensor(file: path, name: name, names: tensors.compactMap(\.name))
      }
      index = found
    } else {
      if tensors.count != 1 {
        throw .tensorNotChosen(file: path, names: tensors.compactMap(\.name))
      }
      index = 0
    }
    switch contents {
    case .tensors(let tensors): return tensors[index]
    case .shards(let shards): return try shards.tensor(at: index)
    case .archive(let reader):
      let source = try reader.values(of: reader.members[index])
      return Tensor(info: tensors[index], source: source, limits: limits)
    case .slices(let sources):
      var source = sources[index]
      if let name { source.name += "#\(printable(name))" }
      return Tensor(info: tensors[index], source: source, limits: limits)
    }
  }

  /// The tensors of some names, which are one array together.
  ///
  /// The values of entries of an `.npz` archive are expanded when they are read.
  /// - Throws: as ``tensor(named:)``.
  public func tensors(named names: [String?]) throws(MatrixFileError) -> [Tensor] {
    guard case .archive(let reader) = contents else {
      var found: [Tensor] = []
      for name in names { found.append(try tensor(named: name)) }
      return found
    }
    let indices = Dictionary(
      uniqueKeysWithValues: reader.members.enumerated().map { ($1.name, $0) })
    var found: [Tensor] = []
    for name in names {
      guard let index = name.flatMap({ indices[$0] }) else {
        found.append(try tensor(named: name))
        continue
      }
      found.append(
        Tensor(
          info: tensors[index], source: reader.deferredValues(of: reader.members[index]),
          limits: limits))
    }
    return found
  }

  /// Calls `body` with every tensor, in the order of ``tensors``.
  public func forEachTensor(
    _ body: (Tensor) throws(MatrixFileError) -> Void
  ) throws(MatrixFileError) {
    switch contents {
    case .tensors(let tensors): for tensor in tensors { try body(tensor) }
    case .shards(let shards): try shards.forEachTensor(body)
    case .archive(let reader):
      for (info, member) in zip(tensors, reader.members) {
        let source = try reader.values(of: member)
        try body(Tensor(info: info, source: source, limits: limits))
      }
    case .slices(let sources):
      for (info, var source) in zip(tensors, sources) {
        if let name = info.name { source.name += "#\(printable(name))" }
        try body(Tensor(info: info, source: source, limits: limits))
      }
    }
  }

  private static func npyTensor(
    _ source: ByteSource, limits: ReadLimits
  ) throws(MatrixFileError) -> Tensor {
    var position = 0
    let header = try NPYHeader(
      file: source.name, available: source.count
    ) { count throws(MatrixFileError) in
      defer { position += count }
      return try source.bytes(at: position, count: count)
    }
    try header.check(size: source.count, file: source.name)
    return Tensor(
      info: TensorInfo(name: nil, header: header),
      source: source.slice(at: header.valuesOffset, count: header.valuesByteCount), limits: limits)
  }
}

extension TensorInfo {
  fileprivate init(name: String?, header: NPYHeader) {
    self.init(
      name: name, shape: header.shape, elementType: header.elementType,
      isBigEndian: header.isBigEndian, isFortranOrder: header.isFortranOrder)
  }
}
