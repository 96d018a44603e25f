// Zip archives through libzip. The only file that imports it; nothing here knows what the entries
// hold.

import CZip
private import Synchronization
import TextFormats

/// An archive opened for reading from a `ByteSource`. It is used by one thread at a time and closed with
/// its scope.
struct ZipArchive: ~Copyable {
  /// What the archive declares of an entry. None of it is believed before it is checked.
  struct Entry: Hashable, Sendable {
    var index: UInt64
    var name: String
    /// The size after expansion.
    var size: UInt64
    var compressedSize: UInt64
    var isStored: Bool
  }

  private let handle: OpaquePointer
  private let cursor: ZipCursor
  private let file: String

  init(_ source: ByteSource) throws(MatrixFileError) {
    file = source.name
    cursor = ZipCursor(source)
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    let userData = Unmanaged.passRetained(cursor)
    guard
      let zipSource = zip_source_function_create(zipCallback, userData.toOpaque(), &error)
    else {
      userData.release()
      throw .cannotRead(file: source.name, reason: message(of: &error))
    }
    // The stricter checks refuse entries that lie outside and local headers that disagree.
    guard let handle = zip_open_from_source(zipSource, ZIP_RDONLY | ZIP_CHECKCONS, &error) else {
      zip_source_free(zipSource)
      if let failure = cursor.failure { throw failure }
      throw .malformed(
        file: source.name, reason: "is not a sound zip archive: \(message(of: &error))")
    }
    do throws(MatrixFileError) {
      try Self.refuseOverlaps(handle, source)
    } catch {
      zip_discard(handle)
      throw error
    }
    self.handle = handle
  }

  /// Refuses entries that share bytes of the file, which a few hundred kilobytes can expand to
  /// hundreds of gigabytes with: without, deflated bytes become at most 1032 times as many.
  private static func refuseOverlaps(
    _ handle: OpaquePointer, _ source: ByteSource
  ) throws(MatrixFileError) {
    var rest = UInt64(source.count)
    for index in 0..<max(0, zip_get_num_entries(handle, 0)) {
      var status = zip_stat_t()
      zip_stat_init(&status)
      guard zip_stat_index(handle, UInt64(index), 0, &status) == 0,
        status.valid & UInt64(ZIP_STAT_COMP_SIZE) != 0
      else { continue }
      // A local header has 30 bytes at least.
      let (size, isTooMuch) = status.comp_size.addingReportingOverflow(30)
      guard !isTooMuch, size <= rest else {
        throw .malformed(
          file: source.name,
          reason: "is not a sound zip archive: its entries have more bytes than the file and so "
            + "overlap")
      }
      rest -= size
    }
  }

  deinit { zip_discard(handle) }

  /// The number of entries.
  var count: Int { Int(clamping: zip_get_num_entries(handle, 0)) }

  /// What the archive declares of an entry.
  /// - Throws: `unsupported` for an entry that is encrypted or packed in another way than stored or
  ///   deflated.
  func entry(at index: Int) throws(MatrixFileError) -> Entry {
    var status = zip_stat_t()
    zip_stat_init(&status)
    let needed = UInt64(
      ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD)
    guard zip_stat_index(handle, UInt64(index), 0, &status) == 0, status.valid & needed == needed,
      let name = status.name
    else {
      throw .malformed(file: file, reason: "is not a sound zip archive: entry \(index) is broken")
    }
    let entry = Entry(
      index: UInt64(index), name: String(cString: name), size: status.size,
      compressedSize: status.comp_size, isStored: status.comp_method == ZIP_CM_STORE)
    if status.valid & UInt64(ZIP_STAT_ENCRYPTION_METHOD) != 0, status.encryption_method != 0 {
      throw .unsupported(file: "\(file)#\(printable(entry.name))", reason: "is encrypted")
    }
    if status.comp_method != ZIP_CM_STORE && Int32(status.comp_method) != ZIP_CM_DEFLATE {
      throw .unsupported(
        file: "\(file)#\(printable(entry.name))",
        reason: "is packed by method \(status.comp_method); stored and deflated entries are read, "
          + "as np.savez and np.savez_compressed write them")
    }
    return entry
  }

  /// The name of an entry, where it has one.
  func name(at index: Int) -> String? {
    zip_get_name(handle, UInt64(index), 0).map { String(cString: $0) }
  }

  /// Gives the entry's expanded bytes to `body` through a function that fills a buffer and says how
  /// many bytes it could; fewer than asked for, and only then, at the end. Reaching the end checks
  /// the entry's checksum.
  func withContents<Result>(
    of entry: Entry,
    _ body: (_ next: (UnsafeMutableRawBufferPointer) throws(MatrixFileError) -> Int)
      throws(MatrixFileError) -> Result
  ) throws(MatrixFileError) -> Result {
    guard let stream = zip_fopen_index(handle, entry.index, 0) else {
      if let failure = cursor.failure { throw failure }
      throw damaged(entry, message(of: zip_get_error(handle)))
    }
    defer { zip_fclose(stream) }
    return try body { buffer throws(MatrixFileError) in
      var done = 0
      while done < buffer.count {
        let part = zip_fread(stream, buffer.baseAddress! + done, UInt64(buffer.count - done))
        if part < 0 {
          if let failure = cursor.failure { throw failure }
          throw damaged(entry, message(of: zip_file_get_error(stream)))
        }
        if part == 0 { break }
        done += Int(part)
      }
      return done
    }
  }

  /// Where the bytes of a stored entry start in the file.
  ///
  /// libzip has no call that says so; but it reads a stored entry straight from its source, so the
  /// position of the first read is the answer.
  func offset(ofStored entry: Entry) throws(MatrixFileError) -> Int {
    precondition(entry.isStored)
    return try withContents(of: entry) { next throws(MatrixFileError) in
      cursor.firstRead = nil
      _ = try byteArray(1) { buffer throws(MatrixFileError) in _ = try next(buffer) }
      guard let offset = cursor.firstRead, entry.size > 0,
        UInt64(offset) + entry.size <= UInt64(cursor.source.count)
      else { throw damaged(entry, "its bytes are not where they should be") }
      return offset
    }
  }

  private func damaged(_ entry: Entry, _ reason: String) -> MatrixFileError {
    .malformed(file: "\(file)#\(printable(entry.name))", reason: "is damaged: \(reason)")
  }
}

private func message(of error: UnsafeMutablePointer<zip_error_t>) -> String {
  String(cString: zip_error_strerror(error))
}

/// Archives of one file that were opened and are not in use. To open one means to go through all of its
/// entries, which is not to be done again for each.
final class OpenedArchives: Sendable {
  /// What is handed from one thread to another, and used by one of them.
  private struct Spare: ~Copyable, @unchecked Sendable {
    var archive: ZipArchive?
  }

  private let source: ByteSource
  private let spare = Mutex(Spare())

  init(_ source: ByteSource) { self.source = source }

  /// Calls `body` with an archive that is open: the one of before, or another where several threads want
  /// one at the same time.
  func with<Result>(
    _ body: (borrowing ZipArchive) throws(MatrixFileError) -> Result
  ) throws(MatrixFileError) -> Result {
    var taken = spare.withLock { Spare(archive: $0.archive.take()) }
    let archive: ZipArchive
    if let known = taken.archive.take() {
      archive = known
    } else {
      archive = try ZipArchive(source)
    }
    let result = try body(archive)
    var used = Spare(archive: archive)
    spare.withLock { $0.archive = used.archive.take() }
    return result
  }
}

/// What libzip reads from: a position in a `ByteSource`.
private final class ZipCursor {
  let source: ByteSource
  var position = 0
  /// Where the first read since this was last set to nil started.
  var firstRead: Int?
  /// What reading the source threw, to be thrown again on the other side of libzip.
  var failure: MatrixFileError?
  var error = zip_error_t()

  init(_ source: ByteSource) {
    self.source = source
    zip_error_init(&error)
  }

  deinit { zip_error_fini(&error) }
}

/// What libzip calls for its source; the user data is a retained `ZipCursor`.
private let zipCallback: zip_source_callback = { userData, data, length, command in
  guard let userData else { return -1 }
  let reference = Unmanaged<ZipCursor>.fromOpaque(userData)
  let cursor = reference.takeUnretainedValue()
  switch command {
  case ZIP_SOURCE_OPEN:
    cursor.position = 0
    return 0
  case ZIP_SOURCE_READ:
    guard let data else { return -1 }
    let count = min(Int(clamping: length), cursor.source.count - cursor.position)
    if cursor.firstRead == nil { cursor.firstRead = cursor.position }
    do throws(MatrixFileError) {
      try cursor.source.read(
        at: cursor.position, into: UnsafeMutableRawBufferPointer(start: data, count: count))
    } catch {
      cursor.failure = error
      zip_error_set(&cursor.error, ZIP_ER_READ, 0)
      return -1
    }
    cursor.position += count
    return Int64(count)
  case ZIP_SOURCE_CLOSE:
    return 0
  case ZIP_SOURCE_STAT:
    guard let data else { return -1 }
    let status = data.assumingMemoryBound(to: zip_stat_t.self)
    zip_stat_init(status)
    status.pointee.valid = UInt64(ZIP_STAT_SIZE)
    status.pointee.size = UInt64(cursor.source.count)
    return Int64(MemoryLayout<zip_stat_t>.size)
  case ZIP_SOURCE_ERROR:
    guard let data else { return -1 }
    return zip_error_to_data(&cursor.error, data, length)
  case ZIP_SOURCE_SEEK:
    guard let data else { return -1 }
    let position = zip_source_seek_compute_offset(
      UInt64(cursor.position), UInt64(cursor.source.count), data, length, &cursor.error)
    if position < 0 || position > Int64(cursor.source.count) { return -1 }
    cursor.position = Int(position)
    return 0
  case ZIP_SOURCE_TELL:
    return Int64(cursor.position)
  case ZIP_SOURCE_SUPPORTS:
    return [
      ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
      ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS,
    ].reduce(0) { $0 | 1 << Int64($1.rawValue) }
  case ZIP_SOURCE_FREE:
    reference.release()
    return 0
  default:
    zip_error_set(&cursor.error, ZIP_ER_OPNOTSUPP, 0)
    return -1
  }
}
