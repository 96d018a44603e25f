// Inputs that earlier runs found worth keeping: one file a target, each input behind its length.

import Foundation

/// The stored inputs of a target.
public enum Corpus {
  static func path(of target: any FuzzTarget) -> String {
    "\(TestFolder.path)/Fuzz/Corpus/\(target.name).corpus"
  }

  /// The stored inputs; none where there is no file.
  public static func inputs(of target: any FuzzTarget) -> [[UInt8]] {
    guard let packed = FileManager.default.contents(atPath: path(of: target)) else { return [] }
    return unpacked([UInt8](packed))
  }

  /// Stores inputs in place of those that are there, the shortest first.
  public static func store(_ inputs: [[UInt8]], of target: any FuzzTarget) throws {
    let sorted = inputs.sorted {
      $0.count != $1.count ? $0.count < $1.count : $0.lexicographicallyPrecedes($1)
    }
    try Data(packed(sorted)).write(to: URL(fileURLWithPath: path(of: target)))
  }

  /// What a target starts from: its samples and its stored inputs.
  public static func seeds(of target: any FuzzTarget) throws -> [[UInt8]] {
    try target.samples() + inputs(of: target)
  }

  public static func packed(_ inputs: [[UInt8]]) -> [UInt8] {
    inputs.flatMap { input in
      (0..<4).map { UInt8(truncatingIfNeeded: input.count >> (8 * $0)) } + input
    }
  }

  public static func unpacked(_ bytes: [UInt8]) -> [[UInt8]] {
    var inputs: [[UInt8]] = []
    var start = 0
    while start + 4 <= bytes.count {
      let count = (0..<4).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
      guard start + 4 + count <= bytes.count else { break }
      inputs.append(Array(bytes[(start + 4)..<(start + 4 + count)]))
      start += 4 + count
    }
    return inputs
  }
}
