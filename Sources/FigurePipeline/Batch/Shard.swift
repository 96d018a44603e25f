// A part of a set of figures, for spreading the work over machines.

public import FigureKinds
import TextFormats

/// One of several parts that together are the whole set.
public struct Shard: Hashable, Sendable, CustomStringConvertible {
  /// From 1.
  public var index: Int
  public var count: Int

  /// Reads `3/16`: the third of sixteen.
  public init(_ text: String) throws(FigureError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], (1...9999).contains(count),
      (1...count).contains(index)
    else {
      throw .usage("\(flag: "shard") \(text): write I/N, from 1/N to N/N, such as 3/16")
    }
    self.index = index
    self.count = count
  }

  public var description: String { "\(index)/\(count)" }

  /// Whether a figure belongs to this part: recognised by its id alone, so that figures that come or go
  /// move no other.
  public func has(_ id: String) -> Bool {
    let digits = Digest.of(id).prefix(15)
    return (UInt64(digits, radix: 16) ?? 0) % UInt64(count) == UInt64(index - 1)
  }

  /// The record of what this part drew.
  var recordName: String { ".attnplot.\(index)-of-\(count).json" }
  var lockName: String { ".attnplot.\(index)-of-\(count).lock" }

  /// Whether a file is the record of a part.
  static func isRecord(_ name: String) -> Bool {
    guard name.hasPrefix(".attnplot."), name.hasSuffix(".json") else { return false }
    let parts = name.dropFirst(10).dropLast(5).split(separator: "-")
    return parts.count == 3 && parts[1] == "of"
      && (try? Shard("\(parts[0])/\(parts[2])")) != nil
  }
}
