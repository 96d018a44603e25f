// How much memory this process may still take, asked before a matrix is allocated. It measures
// and refuses; it allocates nothing itself.

internal import CKernels
internal import Glibc

/// The most memory a new matrix may take, in bytes.
///
/// An allocation that the machine cannot back does not fail on Linux: the process is killed later,
/// when the pages are touched. So the size is checked here first.
public struct MemoryLimit: Hashable, Sendable {
  /// The limit in bytes; 0 or more.
  public var bytes: Int

  /// A limit of this many bytes; a negative number counts as 0.
  public init(bytes: Int) {
    self.bytes = max(0, bytes)
  }

  /// What is free at this moment: the smallest of the machine's available memory, the control
  /// group's remainder and the process's own limits (`ulimit -v`, `ulimit -d`). `Int.max` where none can be read.
  public static var available: MemoryLimit {
    var minimum = Int.max
    if let kibibytes = number(after: "MemAvailable:", in: text(of: "/proc/meminfo")) {
      minimum = min(minimum, saturating(kibibytes, times: 1024))
    }
    if let remainder = controlGroupRemainder() { minimum = min(minimum, remainder) }
    if let remainder = addressSpaceRemainder() { minimum = min(minimum, remainder) }
    if let remainder = dataRemainder() { minimum = min(minimum, remainder) }
    return MemoryLimit(bytes: minimum)
  }

  /// What there is in all, whoever has it now: the machine's memory, or what the control group may have
  /// of it. `Int.max` where none can be read.
  public static var whole: MemoryLimit {
    var minimum = Int.max
    if let kibibytes = number(after: "MemTotal:", in: text(of: "/proc/meminfo")) {
      minimum = min(minimum, saturating(kibibytes, times: 1024))
    }
    if let maximum = number(after: "", in: text(of: "/sys/fs/cgroup/memory.max")) {
      minimum = min(minimum, maximum)
    }
    return MemoryLimit(bytes: minimum)
  }

  /// Refuses a matrix of this shape when it would not fit.
  ///
  /// - Parameters:
  ///   - rows: how many rows, 0 or more.
  ///   - columns: how many columns, 0 or more.
  ///   - bytesPerValue: 4 for `Float`, 8 for `Double`.
  /// - Throws: ``MemoryShortage`` when the size in bytes is over the limit or over `Int.max`.
  public func require(
    rows: Int, columns: Int, bytesPerValue: Int = 8
  ) throws(MemoryShortage) {
    guard let needed = Self.size(rows: rows, columns: columns, bytesPerValue: bytesPerValue) else {
      throw MemoryShortage(rows: rows, columns: columns, neededBytes: nil, limitBytes: bytes)
    }
    guard needed <= bytes else {
      throw MemoryShortage(rows: rows, columns: columns, neededBytes: needed, limitBytes: bytes)
    }
  }

  /// Refuses a matrix of this shape when it would not fit in what is available now.
  ///
  /// Sizes below 16 MiB are let through without asking the system.
  /// - Throws: ``MemoryShortage``, as ``require(rows:columns:bytesPerValue:)`` does.
  public static func requireAvailable(
    rows: Int, columns: Int, bytesPerValue: Int = 8
  ) throws(MemoryShortage) {
    let needed = size(rows: rows, columns: columns, bytesPerValue: bytesPerValue)
    if let needed, needed < 16 << 20 { return }
    try available.require(rows: rows, columns: columns, bytesPerValue: bytesPerValue)
  }

  /// A size as people read it: `11.2 GiB`; one decimal, rounded down, so that a need that is a
  /// little over a limit can read the same.
  public static func readable(_ bytes: Int) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    guard bytes >= 1024 else { return "\(bytes) bytes" }
    var shift = 10
    var unit = 0
    while unit + 1 < units.count, bytes >> (shift + 10) > 0 {
      shift += 10
      unit += 1
    }
    let tenths = ((bytes >> (shift - 10)) * 10) >> 10
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }

  /// The size in bytes, or nil when it is over `Int.max`.
  private static func size(rows: Int, columns: Int, bytesPerValue: Int) -> Int? {
    let (cells, tooManyCells) = rows.multipliedReportingOverflow(by: columns)
    let (bytes, tooManyBytes) = cells.multipliedReportingOverflow(by: bytesPerValue)
    return tooManyCells || tooManyBytes ? nil : bytes
  }
}

/// A matrix was refused because it would not fit in memory.
public struct MemoryShortage: Error, Hashable, Sendable, CustomStringConvertible {
  public let rows: Int
  public let columns: Int
  /// What the matrix needs, in bytes; nil when that number is over `Int.max`.
  public let neededBytes: Int?
  /// What may be taken, in bytes.
  public let limitBytes: Int

  public var description: String {
    let need = neededBytes.map { MemoryLimit.readable($0) } ?? "more than 8 EiB"
    return
      "a matrix of shape [\(rows), \(columns)] needs \(need), but "
      + "\(MemoryLimit.readable(limitBytes)) of memory are available: choose a smaller shape"
  }
}

// MARK: - Asking the system

/// The first 8 KiB of a small file, or an empty text where it cannot be read.
private func text(of path: String) -> String {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return "" }
  defer { close(descriptor) }
  return String(unsafeUninitializedCapacity: 8192) { buffer in
    max(0, read(descriptor, buffer.baseAddress, buffer.count))
  }
}

/// The whole number that follows `key` in lines such as `MemAvailable:  123 kB`.
private func number(after key: String, in text: String) -> Int? {
  for line in text.split(separator: "\n") where line.hasPrefix(key) {
    let digits = line.dropFirst(key.count).drop { $0 == " " || $0 == "\t" }
    return Int(digits.prefix { $0.isASCII && $0.isNumber })
  }
  return nil
}

/// What the control group (version 2) still allows; file pages it could drop count as free.
private func controlGroupRemainder() -> Int? {
  let folder = "/sys/fs/cgroup"
  guard let maximum = number(after: "", in: text(of: folder + "/memory.max")),
    let used = number(after: "", in: text(of: folder + "/memory.current"))
  else { return nil }
  let droppable = number(after: "inactive_file ", in: text(of: folder + "/memory.stat")) ?? 0
  return max(0, maximum - max(0, used - droppable))
}

/// What the limit on the address space (`ulimit -v`) leaves.
private func addressSpaceRemainder() -> Int? {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
    let maximum = Int(exactly: limit.rlim_cur),
    let pages = number(after: "", in: text(of: "/proc/self/statm"))
  else { return nil }
  return max(0, maximum - saturating(pages, times: Int(sysconf(Int32(_SC_PAGESIZE)))))
}

/// What the limit on memory that can be written to (`ulimit -d`) leaves.
private func dataRemainder() -> Int? {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0,
    let maximum = Int(exactly: limit.rlim_cur)
  else { return nil }
  let counts = text(of: "/proc/self/statm").split(separator: " ")
  guard counts.count > 5, let pages = Int(counts[5]) else { return nil }
  return max(0, maximum - saturating(pages, times: Int(sysconf(Int32(_SC_PAGESIZE)))))
}

/// `value * factor`, or `Int.max` where that overflows.
private func saturating(_ value: Int, times factor: Int) -> Int {
  let (product, overflow) = value.multipliedReportingOverflow(by: factor)
  return overflow ? .max : product
}

/// Has memory that is freed kept for the next picture or matrix instead of given back to the system
/// at once; called when a program starts. Blocks beyond 64 MiB are still given back.
public func keepFreedMemory() { attn_keep_freed_memory() }
