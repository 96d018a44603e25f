// Several files named as one array.

public import MatrixFiles
import SafeFiles
import TextFormats

/// The files of a reference that names more than one: `a.npy b.npy`, or `layer*.npy`.
public struct FileList: Sendable {
  /// A reference for each, in the order that they are stacked in.
  public let references: [String]

  /// More files than these are no layers of a model.
  private static let maximumFiles = 4096

  /// - Returns: nil where the reference names one file.
  init?(_ reference: String, in context: SourceContext) throws(MatrixFileError) {
    // A star in the name of a tensor alone leads to the reference itself, which is then none of several.
    guard let found = try Self.files(reference, in: context), found != [reference] else {
      return nil
    }
    guard found.count <= Self.maximumFiles else {
      throw .malformedReference(
        text: reference,
        reason: "names \(found.count) files; at most \(Self.maximumFiles) are stacked"
      )
    }
    references = found
  }

  private static func files(
    _ reference: String, in context: SourceContext
  ) throws(MatrixFileError) -> [String]? {
    guard reference.contains(where: { $0 == " " || $0 == "*" }), SourceRegistry.isFile(reference)
    else { return nil }
    func exists(_ path: String) -> Bool {
      FolderNames.hasAnything(context.resolve(path), within: context.reach)
    }
    // A file may have a blank or a star in its own name.
    if exists(reference) { return nil }
    let named = try? TensorReference(
      finding: reference, within: context.reach, at: context.resolve)
    if let named, exists(named.path) { return nil }
    var files: [String] = []
    for part in reference.split(separator: " ").map(String.init) {
      let path = try TensorReference(parsing: part).path
      guard path.contains("*") else {
        files.append(part)
        continue
      }
      let found = glob(path, in: context)
      guard !found.isEmpty else {
        throw .cannotOpen(file: part, reason: "no file has a name of this pattern")
      }
      let suffix = part.dropFirst(path.count)
      files += naturallyOrdered(found).map { $0 + suffix }
    }
    return files.count > 1 || reference.contains("*") ? files : nil
  }

  /// The files whose names have a pattern, as the reference would name them one by one. Only the last
  /// part of a path is a pattern.
  private static func glob(_ path: String, in context: SourceContext) -> [String] {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? ""
    let pattern = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard !folder.contains("*") else { return [] }
    let names = FolderNames.wanted(
      in: context.resolve(folder.isEmpty ? "." : folder), within: context.reach,
      atMost: maximumFiles
    ) { SourceRegistry.matches($0, pattern) }
    return (names ?? []).map { folder + $0 }
  }

  /// The error for a file that cannot be one of several.
  func unfit(_ file: String) -> MatrixFileError {
    .malformedReference(
      text: file, reason: "holds the steps of a generation, which are not one layer among others")
  }
}

extension SourceRegistry {
  /// The references of single files that a reference names, in their order; itself where it names one.
  /// - Throws: where a pattern names no file.
  public static func files(
    of reference: String, in context: SourceContext
  ) throws(MatrixFileError) -> [String] {
    try FileList(reference, in: context)?.references ?? [reference]
  }

  /// The references of single files that a reference leads to; itself where it names one.
  public static func fileReferences(of reference: String, in context: SourceContext) -> [String] {
    let files = (try? FileList(reference, in: context))?.references ?? [reference]
    return files.map { ModelFolder.reference($0, in: context) }
  }

  /// The files in a model's folder that decide about what it computes; the model itself where it is no
  /// folder.
  public static func modelFiles(_ reference: String, in context: SourceContext) -> [String] {
    let endings = [".json", ".safetensors", ".txt", ".model", ".tiktoken"]
    let names = FolderNames.wanted(
      in: context.resolve(reference), within: context.reach, atMost: 4096
    ) { name in endings.contains(where: name.hasSuffix) }
    guard let names else { return [reference] }
    let folder = reference.hasSuffix("/") ? reference : reference + "/"
    return names.sorted().map { folder + $0 }
  }
}
