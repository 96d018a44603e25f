// Reading .npz archives: a zip archive of .npy files. The archive itself is ZipArchive's work.

import TextFormats

/// The tensors of an `.npz` archive, listed by reading each entry's header only.
struct NPZReader: Sendable {
  /// An entry that holds a tensor.
  struct Member: Sendable {
    var name: String
    var entry: ZipArchive.Entry
    var header: NPYHeader
  }

  /// The most entries that are listed.
  static let maximumEntryCount = 1 << 16

  /// Deflate makes at most 258 bytes of two bits: what promises more lies about its size.
  static let maximumDeflateRatio: UInt64 = 1032

  private let source: ByteSource
  private let limits: ReadLimits
  private let archives: OpenedArchives
  private(set) var members: [Member] = []
  private(set) var unreadable: [UnreadableTensor] = []

  init(_ source: ByteSource, limits: ReadLimits) throws(MatrixFileError) {
    self.source = source
    self.limits = limits
    archives = OpenedArchives(source)
    let archive = try Self.opened(source)
    if archive.count > Self.maximumEntryCount {
      throw .malformed(
        file: source.name,
        reason: "holds \(archive.count) entries; at most \(Self.maximumEntryCount) are read")
    }
    let names = (0..<archive.count).map { archive.name(at: $0) ?? "" }
    // Models are archives too, and hold arrays in other forms.
    if !names.contains(where: { $0.hasSuffix(".npy") }), let kind = ForeignFile.archive(of: names) {
      throw kind.error(file: source.name)
    }
    try list(names, in: archive)
    if members.isEmpty, !names.contains(where: { $0.hasSuffix(".npy") }) {
      throw ForeignFile.zip(of: names.filter { !Self.isJunk($0) }).error(file: source.name)
    }
  }

  /// The archive; one that is damaged is still recognised by its first entry.
  private static func opened(_ source: ByteSource) throws(MatrixFileError) -> ZipArchive {
    do throws(MatrixFileError) { return try ZipArchive(source) } catch {
      if let name = try firstName(of: source), let kind = ForeignFile.archive(of: [name]) {
        throw kind.error(file: source.name)
      }
      throw error
    }
  }

  /// Reads the headers of the entries.
  private mutating func list(
    _ names: [String], in archive: borrowing ZipArchive
  ) throws(MatrixFileError) {
    var known: Set<String> = []
    var expanded: UInt64 = 0
    for (index, entryName) in names.enumerated() where !Self.isJunk(entryName) {
      let isArray = entryName.hasSuffix(".npy")
      let name = isArray ? String(entryName.dropLast(4)) : entryName
      do throws(MatrixFileError) {
        let entry = try archive.entry(at: index)
        let header = try header(of: entry, called: name, in: archive)
        if !entry.isStored { expanded += entry.size }
        members.append(Member(name: name, entry: entry, header: header))
      } catch {
        // Text and Python objects beside the numbers are usual; they need not keep those from
        // being read.
        unreadable.append(UnreadableTensor(name: name, reason: error))
        if !isArray { continue }
      }
      if expanded > UInt64(limits.archiveExpansion) {
        throw .tooLarge(
          file: source.name, part: "the expanded archive, as far as it is listed,", bytes: expanded,
          limit: limits.archiveExpansion,
          fix: "save it with np.savez, which does not pack its arrays, or in several files")
      }
      if !known.insert(name).inserted {
        throw .malformed(file: source.name, reason: "holds \(quoted(name)) twice")
      }
    }
  }

  /// Whether an entry is a folder, a note, or what a system leaves behind in archives.
  private static func isJunk(_ name: String) -> Bool {
    if name.isEmpty || name.hasSuffix("/") || name.hasPrefix("__MACOSX/") { return true }
    let file = (name.split(separator: "/").last ?? "").lowercased()
    return file.hasPrefix("._") || [".ds_store", "thumbs.db", "desktop.ini"].contains(file)
      || file.hasSuffix(".txt") || file.hasSuffix(".md") || file.hasPrefix("readme")
  }

  /// The name of the entry that an archive begins with.
  private static func firstName(of source: ByteSource) throws(MatrixFileError) -> String? {
    guard source.count > 30 else { return nil }
    let lengths = try source.bytes(at: 26, count: 2)
    let length = Int(lengths[0]) | Int(lengths[1]) << 8
    guard length > 0, length <= source.count - 30 else { return nil }
    return String(validating: try source.bytes(at: 30, count: length), as: UTF8.self)
  }

  /// Reads an entry's header and checks all sizes against each other.
  private func header(
    of entry: ZipArchive.Entry, called name: String, in archive: borrowing ZipArchive
  ) throws(MatrixFileError) -> NPYHeader {
    let label = "\(source.name)#\(printable(name))"
    if !entry.isStored && entry.size > UInt64(limits.expansion) {
      throw .tooLarge(
        file: label, part: "the expanded entry", bytes: entry.size, limit: limits.expansion,
        fix: "save it with np.savez or np.save, which do not pack it")
    }
    if !entry.isStored, ReadLimits.isBomb(entry.size, packed: entry.compressedSize) {
      throw .tooLarge(
        file: label, part: "the entry, which is packed into \(entry.compressedSize),",
        bytes: entry.size, limit: ReadLimits.fewExpanded,
        fix: "save it with np.savez or np.save, which do not pack it")
    }
    let (most, overflow) = entry.compressedSize.multipliedReportingOverflow(
      by: Self.maximumDeflateRatio)
    let isPossible =
      entry.isStored ? entry.size == entry.compressedSize : overflow || entry.size <= most
    if !isPossible || entry.compressedSize > UInt64(source.count) {
      throw .malformed(
        file: label,
        reason: "declares \(entry.size) bytes packed in \(entry.compressedSize), which cannot be")
    }
    let header = try archive.withContents(of: entry) { next throws(MatrixFileError) in
      try NPYHeader(file: label, available: Int(entry.size)) { count throws(MatrixFileError) in
        try byteArray(count) { buffer throws(MatrixFileError) in
          if try next(buffer) < count { throw Self.wrongSize(label) }
        }
      }
    }
    try header.check(size: Int(entry.size), file: label)
    return header
  }

  /// The values of a member: in memory, where they lie in the archive, or in a temporary file.
  func values(of member: Member) throws(MatrixFileError) -> ByteSource {
    try archives.with { archive throws(MatrixFileError) in try values(of: member, in: archive) }
  }

  /// The same, expanded when a part of it is first read: of many members that are one array, few may be
  /// wanted.
  func deferredValues(of member: Member) -> ByteSource {
    ByteSource(
      DeferredBytes { () throws(MatrixFileError) in try values(of: member) },
      count: member.header.valuesByteCount,
      heldBytes: Int(member.entry.size) <= limits.expansionInMemory
        ? member.header.valuesByteCount : 0,
      name: "\(source.name)#\(printable(member.name))")
  }

  private func values(
    of member: Member, in archive: borrowing ZipArchive
  ) throws(MatrixFileError) -> ByteSource {
    let label = "\(source.name)#\(printable(member.name))"
    let size = Int(member.entry.size)
    if !member.entry.isStored { try limits.takeExpanded(size, file: label) }
    var contents: ByteSource
    if size <= limits.expansionInMemory {
      let bytes = try archive.withContents(of: member.entry) { next throws(MatrixFileError) in
        // One byte more than declared, so that the end is seen and the checksum with it.
        try byteArray(size + 1) { buffer throws(MatrixFileError) in
          if try next(buffer) != size { throw Self.wrongSize(label) }
        }
      }
      contents = ByteSource(bytes, name: label).slice(at: 0, count: size)
    } else if member.entry.isStored {
      contents = source.slice(at: try archive.offset(ofStored: member.entry), count: size)
      contents.name = label
    } else {
      contents = try expand(member.entry, size: size, of: archive, name: label)
    }
    // The entry was listed from the archive as it was then; what is read now must be the same.
    var position = 0
    let header = try NPYHeader(file: label, available: size) { count throws(MatrixFileError) in
      defer { position += count }
      return try contents.bytes(at: position, count: count)
    }
    if header != member.header {
      throw .cannotRead(file: label, reason: "it changed while it was read")
    }
    return contents.slice(at: header.valuesOffset, count: header.valuesByteCount)
  }

  /// Expands an entry into a temporary file.
  private func expand(
    _ entry: ZipArchive.Entry, size: Int, of archive: borrowing ZipArchive, name: String
  ) throws(MatrixFileError) -> ByteSource {
    let file = try OpenFile.temporary(for: name)
    try archive.withContents(of: entry) { next throws(MatrixFileError) in
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 8)
      defer { buffer.deallocate() }
      var done = 0
      while true {
        let part = try next(buffer)
        done += part
        if done > size { break }
        try file.append(UnsafeRawBufferPointer(rebasing: buffer[..<part]), for: name)
        if part < buffer.count { break }
      }
      if done != size { throw Self.wrongSize(name) }
    }
    return ByteSource(file, count: size, name: name)
  }

  private static func wrongSize(_ label: String) -> MatrixFileError {
    .malformed(file: label, reason: "does not expand to the size it declares")
  }
}

extension NPYHeader {
  /// Checks that header and values fill exactly `size` bytes.
  func check(size: Int, file: String) throws(MatrixFileError) {
    let available = size - valuesOffset
    if available < valuesByteCount {
      throw .truncated(
        file: file, part: "an array of shape \(shape)", needed: UInt64(valuesByteCount),
        available: UInt64(available))
    }
    if available > valuesByteCount {
      throw .malformed(
        file: file,
        reason: "has \(available - valuesByteCount) bytes after its array of shape \(shape); "
          + "save one array to a file, or several as .npz")
    }
  }
}
