// What a PDF of ours may do when it is opened and clicked on, and what it says of itself.

/// Everything in a finished PDF that leads somewhere, and the texts that readers see outside of pages.
public struct PDFAudit: Sendable {
  /// What the links of pages open.
  public private(set) var addresses: [String] = []
  /// How many links lead to a place in the document.
  public private(set) var innerLinks = 0
  /// The titles of the outline, in order.
  public private(set) var outline: [String] = []
  /// The names of places.
  public private(set) var locations: [String] = []
  /// Title, author and the like.
  public private(set) var information: [String: String] = [:]
  /// What nobody may find in a file of ours.
  public private(set) var faults: [String] = []

  private let file: PDFObjects

  /// Keys that make a reader act, embed or ask; none of them is ours.
  private static let forbidden: Set<String> = [
    "JS", "JavaScript", "AA", "OpenAction", "AcroForm", "XFA", "EmbeddedFiles", "EmbeddedFile",
    "EF",
    "RichMedia", "RichMediaContent", "Launch", "Win", "GoToE", "GoToR", "SubmitForm",
    "ImportData", "Rendition", "Movie", "Sound", "Collection",
  ]

  private static let catalog: Set<String> = [
    "Type", "Pages", "Names", "Dests", "Outlines", "PageMode", "StructTreeRoot", "MarkInfo", "Lang",
    "PageLabels", "Metadata", "ViewerPreferences",
  ]

  private static let annotation: Set<String> = [
    "Type", "Subtype", "Rect", "QuadPoints", "Border", "BS", "A", "Dest", "StructParent", "P",
  ]

  public init(_ bytes: [UInt8]) throws {
    file = try PDFObjects(bytes)
    for (number, value) in file.objects { look(at: value, in: "object \(number)") }
    guard let root = file.dictionary(file.trailer["Root"]) else {
      faults.append("there is no catalog")
      return
    }
    for key in root.keys where !Self.catalog.contains(key) { faults.append("catalog: /\(key)") }
    if let names = file.dictionary(root["Names"]) {
      for key in names.keys where key != "Dests" { faults.append("names: /\(key)") }
      readPlaces(names["Dests"])
    }
    if let dests = file.dictionary(root["Dests"]) { locations += dests.keys.sorted() }
    readOutline(file.dictionary(root["Outlines"])?["First"])
    for (key, value) in file.dictionary(file.trailer["Info"]) ?? [:] {
      guard let text = PDFObjects.text(file.resolved(value)) else {
        faults.append("information: \(key) is no text")
        continue
      }
      information[key] = text
    }
  }

  private mutating func look(at value: PDFValue, in location: String) {
    switch value {
    case .dictionary(let entries), .stream(let entries):
      look(at: entries, isStream: value != .dictionary(entries), in: location)
      for (key, value) in entries { look(at: value, in: "\(location) /\(key)") }
    case .array(let values): for value in values { look(at: value, in: location) }
    case .null, .bool, .number, .name, .string, .reference: break
    }
  }

  private mutating func look(at entries: [String: PDFValue], isStream: Bool, in location: String) {
    if isStream, entries["F"] != nil { faults.append("\(location): a stream in another file") }
    for key in entries.keys where Self.forbidden.contains(key) {
      faults.append("\(location): /\(key)")
    }
    switch entries["Type"] {
    case .name("Annot"): readAnnotation(entries, in: location)
    case .name("Action"): readAction(entries, in: location)
    default:
      if entries["A"] != nil { faults.append("\(location): an action where none is due") }
    }
  }

  private mutating func readAnnotation(_ entries: [String: PDFValue], in location: String) {
    if entries["Subtype"] != .name("Link") { faults.append("\(location): no link") }
    for key in entries.keys where !Self.annotation.contains(key) {
      faults.append("\(location): /\(key)")
    }
    if entries["Dest"] != nil { innerLinks += 1 }
    guard let action = entries["A"] else {
      if entries["Dest"] == nil { faults.append("\(location): leads nowhere") }
      return
    }
    guard let action = file.dictionary(action), action["Type"] == .name("Action") else {
      faults.append("\(location): its action does not say that it is one")
      return
    }
  }

  private mutating func readAction(_ entries: [String: PDFValue], in location: String) {
    switch entries["S"] {
    case .name("URI"):
      guard Set(entries.keys) == ["Type", "S", "URI"], case .string(let bytes) = entries["URI"]
      else {
        faults.append("\(location): an address with more than an address")
        return
      }
      let address = String(decoding: bytes, as: UTF8.self)
      addresses.append(address)
      let isPlain = bytes.allSatisfy { (0x21...0x7E).contains($0) && !"()\\<>\"".utf8.contains($0) }
      let isAllowed = ["http://", "https://", "mailto:"].contains {
        address.lowercased().hasPrefix($0)
      }
      if !isPlain || !isAllowed { faults.append("\(location): the address \(address)") }
    case .name("GoTo"):
      innerLinks += 1
      if Set(entries.keys) != ["Type", "S", "D"] {
        faults.append("\(location): more than a place")
      }
    case let kind: faults.append("\(location): the action \(String(describing: kind))")
    }
  }

  private mutating func readPlaces(_ node: PDFValue?) {
    guard let node = file.dictionary(node) else { return }
    if case .array(let names) = file.resolved(node["Names"]) {
      for name in stride(from: 0, to: names.count, by: 2).map({ names[$0] }) {
        locations.append(PDFObjects.text(file.resolved(name)) ?? "")
      }
    }
    if case .array(let kids) = file.resolved(node["Kids"]) { for kid in kids { readPlaces(kid) } }
  }

  private mutating func readOutline(_ first: PDFValue?) {
    var next = first
    while let entry = file.dictionary(next) {
      outline.append(PDFObjects.text(file.resolved(entry["Title"])) ?? "")
      readOutline(entry["First"])
      next = entry["Next"]
    }
  }
}
