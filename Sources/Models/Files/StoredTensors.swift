// Any tensor of a GGUF file, whether its model is known or not.

public import SafeFiles

/// The tensors of a GGUF file.
public struct StoredTensors: Sendable {
  private let file: GGUFFile

  /// Opens the file and lists its tensors.
  public init(gguf path: String, within reach: FileReach = .anywhere) throws(ModelError) {
    file = try GGUFFile(path, within: reach)
  }

  /// A tensor as it is listed.
  public struct Entry: Hashable, Sendable {
    public var name: String
    /// The length of each axis, the last running fastest.
    public var shape: [Int]
    /// How its numbers are kept, such as `Q4_K`.
    public var type: String
  }

  /// In the file's order.
  public var entries: [Entry] {
    file.tensors.map { Entry(name: $0.name, shape: $0.shape, type: "\($0.type)".uppercased()) }
  }

  /// The values of a tensor, dequantised.
  /// - Returns: nil where there is none of this name.
  public func array(named name: String) throws(ModelError) -> KeptArray? {
    guard let tensor = file.tensors.first(where: { $0.name == name }) else { return nil }
    let columns = tensor.shape.last ?? 1
    let count = tensor.shape.reduce(1, *)
    guard count > 0 else { return KeptArray(shape: tensor.shape, values: []) }
    // A gigabyte of numbers is more than any figure shows of one tensor.
    guard count <= 1 << 28 else {
      throw .outOfMemory(what: "the tensor \(name)", bytes: count * 4, available: 1 << 30)
    }
    var values = [Float](repeating: 0, count: count)
    var failure: ModelError?
    values.withUnsafeMutableBufferPointer { buffer in
      do throws(ModelError) {
        try tensor.read(0..<count / columns, columns: columns, into: buffer.baseAddress!)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return KeptArray(shape: tensor.shape, values: values)
  }
}
