// The software bill of materials: SPDX 2.3 in JSON (https://spdx.github.io/spdx-spec/v2.3/).

import CairoRendering
import FigurePipeline
import TextFormats

/// A document of SPDX that says what the programs are made of. No clock and no chance enter it: the
/// same programs beside the same libraries give the same bytes.
struct SPDXDocument: Encodable {
  struct Package: Encodable {
    struct Reference: Encodable {
      var referenceCategory = "PACKAGE-MANAGER"
      var referenceType = "purl"
      var referenceLocator: String
    }

    var id: String
    var name: String
    var versionInfo: String
    var supplier: String
    var downloadLocation: String
    var homepage: String?
    var filesAnalyzed = false
    var licenseConcluded = "NOASSERTION"
    var licenseDeclared: String
    var copyrightText = "NOASSERTION"
    var externalRefs: [Reference]?

    private enum CodingKeys: String, CodingKey {
      case id = "SPDXID"
      case name, versionInfo, supplier, downloadLocation, homepage, filesAnalyzed, licenseConcluded
      case licenseDeclared, copyrightText, externalRefs
    }
  }

  struct Relationship: Encodable {
    var spdxElementId: String
    var relationshipType: String
    var relatedSpdxElement: String
  }

  struct Creation: Encodable {
    var created: String
    var creators: [String]
    var comment: String
  }

  var spdxVersion = "SPDX-2.3"
  var dataLicense = "CC0-1.0"
  var id = "SPDXRef-DOCUMENT"
  var name: String
  var documentNamespace: String
  var creationInfo: Creation
  var packages: [Package]
  var relationships: [Relationship]

  private enum CodingKeys: String, CodingKey {
    case id = "SPDXID"
    case spdxVersion, dataLicense, name, documentNamespace, creationInfo, packages, relationships
  }

  /// The document of the running program.
  init(of software: [LinkedSoftware] = LinkedSoftware.all) {
    let version = AttnplotVersion.number
    name = "attnplot-\(version)"
    // The address need not lead anywhere, but must be another one where anything differs.
    let pieces = software.map { "\($0.name) \($0.version)" }.joined(separator: "\n")
    let digest = Digest.of("attnplot \(version)\n\(pieces)")
    documentNamespace = "https://spdx.org/spdxdocs/\(name)-\(digest)"
    creationInfo = Creation(
      created: AttnplotVersion.date, creators: ["Tool: attnplot-\(version)"],
      comment: "Created as of the day of attnplot's release; the versions of libraries that are "
        + "loaded are those of the machine that printed this.")
    let command = Self.program("attnplot", version)
    let page = Self.program("attnplot-explore", version)
    packages = [command, page] + software.map(Self.package)
    let document = id
    relationships = [command, page].map {
      Relationship(
        spdxElementId: document, relationshipType: "DESCRIBES", relatedSpdxElement: $0.id)
    }
    for (piece, package) in zip(software, packages.dropFirst(2)) {
      for program in piece.isInCommand ? [command, page] : [page] {
        relationships.append(
          Relationship(
            spdxElementId: program.id, relationshipType: piece.link.rawValue,
            relatedSpdxElement: package.id))
      }
    }
  }

  private static func program(_ name: String, _ version: String) -> Package {
    Package(
      id: "SPDXRef-\(name)", name: name, versionInfo: version, supplier: "NOASSERTION",
      downloadLocation: "NOASSERTION", licenseDeclared: "NOASSERTION")
  }

  private static func package(_ software: LinkedSoftware) -> Package {
    let isSource = software.link == .builtIn
    let location = software.home.split(separator: "/").dropFirst().joined(separator: "/")
    return Package(
      id: "SPDXRef-\(software.name)", name: software.name, versionInfo: software.version,
      supplier: software.supplier,
      downloadLocation: isSource ? "git+\(software.home)@\(software.version)" : "NOASSERTION",
      homepage: software.home, licenseDeclared: software.license,
      externalRefs: isSource
        ? [.init(referenceLocator: "pkg:swift/\(location)@\(software.version)")] : nil)
  }

  /// The document as JSON, with sorted keys.
  var text: String {
    get throws { try JSONText.encoded(self) }
  }
}
