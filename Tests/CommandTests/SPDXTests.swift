// The list of what the programs are made of, beside what the packages and the system say.

import Foundation
import TestSupport
import Testing

@Suite struct SPDXTests {
  struct Document: Decodable {
    struct Package: Decodable {
      var id: String
      var name: String
      var versionInfo: String
      var downloadLocation: String
      var licenseDeclared: String
      var filesAnalyzed: Bool

      private enum CodingKeys: String, CodingKey {
        case id = "SPDXID"
        case name, versionInfo, downloadLocation, licenseDeclared, filesAnalyzed
      }
    }
    struct Relationship: Decodable {
      var spdxElementId: String
      var relationshipType: String
      var relatedSpdxElement: String
    }
    struct Creation: Decodable {
      var created: String
      var creators: [String]
    }
    var spdxVersion: String
    var dataLicense: String
    var id: String
    var name: String
    var documentNamespace: String
    var creationInfo: Creation
    var packages: [Package]
    var relationships: [Relationship]

    private enum CodingKeys: String, CodingKey {
      case id = "SPDXID"
      case spdxVersion, dataLicense, name, documentNamespace, creationInfo, packages, relationships
    }

    func version(of name: String) -> String? {
      packages.first { $0.name == name }?.versionInfo
    }
  }

  static func document() throws -> (Document, text: String) {
    let ended = try Attnplot.shell("attnplot --version --format spdx", in: Workplace())
    #expect(ended.status == .exited(0) && ended.messages.isEmpty, "\(ended.messages)")
    return (try JSONDecoder().decode(Document.self, from: Data(ended.output)), ended.text)
  }

  /// What SPDX 2.3 asks of a document, and that every part is joined to the programs.
  @Test func theDocumentIsWhole() throws {
    let (document, text) = try Self.document()
    #expect(document.spdxVersion == "SPDX-2.3" && document.dataLicense == "CC0-1.0")
    #expect(document.id == "SPDXRef-DOCUMENT" && !document.name.isEmpty)
    #expect(document.documentNamespace.hasPrefix("https://"))
    #expect(!document.documentNamespace.contains("#"))
    let date = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/
    #expect(document.creationInfo.created.wholeMatch(of: date) != nil)
    #expect(document.creationInfo.creators.allSatisfy { $0.hasPrefix("Tool: ") })
    let ids = document.packages.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids { #expect(id.wholeMatch(of: /SPDXRef-[A-Za-z0-9.-]+/) != nil, "\(id)") }
    #expect(document.packages.allSatisfy { !$0.versionInfo.isEmpty && !$0.filesAnalyzed })
    let ends = Set(document.relationships.map(\.relatedSpdxElement))
    #expect(ends == Set(ids))
    // The same a second time: no clock is in it.
    #expect(try Self.document().text == text)
  }

  /// The packages are those that were resolved.
  @Test func packagesAreThoseThatWereResolved() throws {
    struct Resolved: Decodable {
      struct Pin: Decodable {
        struct State: Decodable { var version: String? }
        var identity: String
        var state: State
      }
      var pins: [Pin]
    }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
      .deletingLastPathComponent()
    let resolved = try JSONDecoder().decode(
      Resolved.self, from: Data(contentsOf: root.appending(path: "Package.resolved")))
    let (document, _) = try Self.document()
    for pin in resolved.pins where !pin.identity.contains("docc") {
      #expect(document.version(of: pin.identity) == pin.state.version, "\(pin.identity)")
    }
  }

  /// The libraries are those that the system has, in its own words.
  @Test(arguments: [
    ("cairo", "cairo"), ("pango", "pango"), ("harfbuzz", "harfbuzz"), ("fontconfig", "fontconfig"),
    ("libpng", "libpng"), ("zlib", "zlib"), ("glib", "glib-2.0"), ("libzip", "libzip"),
    ("libyaml", "yaml-0.1"), ("cmark-gfm", "libcmark-gfm"), ("openssl", "libcrypto"),
    ("isa-l", "libisal"),
  ])
  func librariesAreThoseOfTheSystem(name: String, package: String) throws {
    let (document, _) = try Self.document()
    let ended = try Attnplot.shell("pkg-config --modversion \(package)", in: Workplace())
    #expect(ended.status == .exited(0))
    let version = ended.text.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(document.version(of: name) == version)
  }

  @Test func otherFormsAreRefused() throws {
    let ended = try Attnplot.shell("attnplot --version --format xml", in: Workplace())
    #expect(ended.status == .exited(64) && ended.messages.contains("text, spdx"))
    let text = try Attnplot.shell("attnplot --version --format text", in: Workplace())
    #expect(text.output == (try Attnplot.shell("attnplot --version", in: Workplace())).output)
    let written = try Attnplot.shell("attnplot --format=spdx --version", in: Workplace())
    #expect(written.status == .exited(0) && written.text.contains("SPDX-2.3"))
  }
}
