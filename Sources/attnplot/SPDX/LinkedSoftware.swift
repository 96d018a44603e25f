// What the programs are made of: packages built into them, libraries loaded beside them, and data.

import AttentionMath
import CCMark
import CCrypto
import CPangoCairo
import CYAML
import CZip
import CairoRendering
import Glibc
import Images
import Tokenizers

/// A piece of software, or of data, that is not the project's own.
struct LinkedSoftware: Sendable {
  /// How a program has it.
  enum Link: String, Sendable {
    /// Compiled into the program.
    case builtIn = "STATIC_LINK"
    /// Loaded when the program starts.
    case loaded = "DYNAMIC_LINK"
    /// Stands in the program as it is.
    case contained = "CONTAINS"
  }

  var name: String
  /// Of what is built in, the version it was built from; of what is loaded, that which was loaded.
  var version: String
  var supplier: String
  /// An expression of SPDX.
  var license: String
  /// Where it comes from.
  var home: String
  var link: Link
  /// Whether `attnplot` itself has it, and not `attnplot-explore` alone.
  var isInCommand = true
}

extension LinkedSoftware {
  /// All of it, what is built in first.
  static var all: [LinkedSoftware] { packages + libraries + data }

  /// The Swift packages, as `Package.resolved` has them; a test compares both.
  static let packages: [LinkedSoftware] = [
    package("swift-argument-parser", "1.8.2", owner: "apple"),
    package("swift-numerics", "1.1.1", owner: "apple"),
    package("swift-nio", "2.101.2", owner: "apple", license: "Apache-2.0", isInCommand: false),
    package("swift-atomics", "1.3.0", owner: "apple", isInCommand: false),
    package("swift-collections", "1.6.0", owner: "apple", isInCommand: false),
    package("swift-system", "1.8.1", owner: "apple", isInCommand: false),
  ]

  private static func package(
    _ name: String, _ version: String, owner: String,
    license: String = "Apache-2.0 WITH Swift-exception", isInCommand: Bool = true
  ) -> LinkedSoftware {
    LinkedSoftware(
      name: name, version: version, supplier: "Organization: Apple Inc.", license: license,
      home: "https://github.com/\(owner)/\(name)", link: .builtIn, isInCommand: isInCommand)
  }

  /// The libraries, with the versions that they themselves tell.
  private static var libraries: [LinkedSoftware] {
    let drawing = Dictionary(
      uniqueKeysWithValues: LibraryVersions.all.map { ($0.name, $0.version) })
    func library(
      _ name: String, _ version: String?, _ license: String, _ home: String, by supplier: String
    ) -> LinkedSoftware {
      LinkedSoftware(
        name: name, version: version ?? "unknown", supplier: "Organization: \(supplier)",
        license: license, home: home, link: .loaded)
    }
    func drawn(
      _ name: String, _ license: String, _ home: String, by supplier: String
    ) -> LinkedSoftware {
      library(name, drawing[name], license, home, by: supplier)
    }
    return [
      drawn(
        "cairo", "LGPL-2.1-only OR MPL-1.1", "https://www.cairographics.org/", by: "Cairo"),
      library(
        "glib", "\(glib_major_version).\(glib_minor_version).\(glib_micro_version)",
        "LGPL-2.1-or-later", "https://gitlab.gnome.org/GNOME/glib", by: "GNOME"),
      drawn("pango", "LGPL-2.0-or-later", "https://gitlab.gnome.org/GNOME/pango", by: "GNOME"),
      drawn(
        "harfbuzz", "MIT-Modern-Variant", "https://harfbuzz.github.io/", by: "HarfBuzz"),
      drawn(
        "freetype", "FTL OR GPL-2.0-or-later", "https://freetype.org/", by: "The FreeType Project"),
      drawn(
        "fontconfig", "HPND-sell-variant", "https://www.fontconfig.org/", by: "freedesktop.org"),
      drawn(
        "libpng", "libpng-2.0", "http://www.libpng.org/", by: "The PNG Reference Library Authors"),
      drawn("zlib", "Zlib", "https://zlib.net/", by: "zlib"),
      drawn("isa-l", "BSD-3-Clause", "https://github.com/intel/isa-l", by: "Intel Corporation"),
      library(
        "libjpeg-turbo", Picture.jpegLibraryVersion, "IJG AND BSD-3-Clause AND Zlib",
        "https://libjpeg-turbo.org/", by: "The libjpeg-turbo Project"),
      library(
        "pcre2", Tokenizer.expressionsVersion, "BSD-3-Clause", "https://www.pcre.org/",
        by: "PCRE2 Project"),
      library(
        "libzip", String(cString: zip_libzip_version()), "BSD-3-Clause", "https://libzip.org/",
        by: "NiH"),
      library(
        "libyaml", String(cString: yaml_get_version_string()), "MIT",
        "https://pyyaml.org/wiki/LibYAML", by: "The YAML Project"),
      library(
        "cmark-gfm", String(cString: cmark_version_string()), "BSD-2-Clause AND MIT",
        "https://github.com/github/cmark-gfm", by: "GitHub"),
      library(
        "openssl", String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)), "Apache-2.0",
        "https://www.openssl.org/", by: "The OpenSSL Project"),
      library(
        "glibc", libraryOfC, "LGPL-2.1-or-later",
        "https://www.gnu.org/software/libc/", by: "Free Software Foundation"),
      library(
        "swift", swiftVersion, "Apache-2.0 WITH Swift-exception",
        "https://github.com/swiftlang/swift", by: "Swift.org"),
    ]
  }

  /// `2.36`, out of `glibc 2.36`.
  private static var libraryOfC: String? {
    var text = [CChar](repeating: 0, count: 64)
    guard confstr(Int32(_CS_GNU_LIBC_VERSION), &text, text.count) > 0 else { return nil }
    let name = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return name.split(separator: " ").last.map(String.init)
  }

  /// Of the compiler, and so of the library built into or loaded beside the program; no function
  /// tells it.
  private static var swiftVersion: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }

  private static let data: [LinkedSoftware] = [
    LinkedSoftware(
      name: "all-MiniLM-L6-v2", version: "attention weights of one sentence",
      supplier: "Organization: sentence-transformers", license: "Apache-2.0",
      home: "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2", link: .contained),
    LinkedSoftware(
      name: "ColorBrewer", version: "2.0", supplier: "Person: Cynthia Brewer",
      license: "Apache-2.0", home: "https://colorbrewer2.org", link: .contained),
  ]
}
