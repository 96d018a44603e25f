// Telling what a zip archive holds, where it holds no arrays, by the names of its entries.

extension ForeignFile {
  /// What an archive is; nil where its entries' names do not tell.
  static func archive(of names: [String]) -> ForeignFile? {
    func holds(_ name: String) -> Bool { names.contains { $0 == name || $0.hasSuffix("/" + name) } }
    func has(_ prefix: String) -> Bool { names.contains { $0.hasPrefix(prefix) } }
    if holds("data.pkl") {
      return holds("constants.pkl") || names.contains { $0.contains("/code/") }
        ? torchScript : torch
    }
    if holds("model.weights.h5") { return keras }
    if has("xl/") || has("Index/Document.iwa") || has("Index/Tables/") { return spreadsheet }
    if has("word/") { return document("a Word document") }
    if has("ppt/") { return document("a PowerPoint presentation") }
    if holds("META-INF/container.xml") { return document("an EPUB book") }
    if has("content.xml") && has("mimetype") { return spreadsheet }
    return nil
  }

  /// A zip archive of other files.
  /// - Parameter names: its entries without folders and what systems leave behind.
  static func zip(of names: [String]) -> ForeignFile {
    guard let first = names.first else {
      return ForeignFile("a zip archive that holds no array", .advice("save arrays: numpy.savez"))
    }
    let listed = names.prefix(3).map(quoted).joined(separator: ", ")
    let more = names.count > 3 ? " and \(names.count - 3) more" : ""
    return ForeignFile(
      "a zip archive without arrays, of \(listed)\(more)",
      .shell(
        "unpack it with unzip {in} and give one of its files, such as \(printable(first))",
        ending: ""))
  }
}
