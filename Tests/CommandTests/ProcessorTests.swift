// What is drawn, saved and said is the same on every processor with AVX2.

import AttentionMath
import Foundation
import TestSupport
import Testing

@Suite struct ProcessorTests {
  /// Through every loop that exists for several widths of vectors: products, softmax, reduction and
  /// extents, of floats and of doubles, and sizes that no width divides.
  static let calls = [
    "attention --query q.npy --key k.npy --value v.npy --mask causal",
    "attention --query q.npy --key k.npy --value v.npy --stage output",
    "similarity --input k.npy --metric cosine",
    "similarity --input single.npy --metric dot",
    "similarity --input single.npy --metric euclidean",
    "heatmap --input single.npy",
    "similarity --positions 2500 --dimensions 130",
    "attention --tokens 'the cat sat on the mat' --seed 7 --dimensions 512",
  ]

  @Test(
    .enabled(if: VectorLevel.avx512.isAvailable),
    arguments: calls)
  func wideVectorsGiveTheSameBytes(call: String) throws {
    let location = Workplace()
    try location.write(npy(rows: 333, columns: 70, seed: 1, isSingle: false), to: "q.npy")
    try location.write(npy(rows: 333, columns: 70, seed: 2, isSingle: false), to: "k.npy")
    try location.write(npy(rows: 333, columns: 70, seed: 3, isSingle: false), to: "v.npy")
    try location.write(npy(rows: 1111, columns: 1300, seed: 4, isSingle: true), to: "single.npy")
    for level in ["avx2", "avx512"] {
      try location.makeFolder(level)
      let ended = try Attnplot.shell(
        "attnplot \(call) --scale 0.5 -o \(level)/f.png -o \(level)/f.svg "
          + "--save-matrix \(level)/f.npy --describe \(level)/f.json",
        in: location, environment: ["ATTNPLOT_VECTORS": level])
      #expect(ended.status == .exited(0), "\(ended.messages)")
    }
    for ending in ["png", "svg", "npy", "json"] {
      let wide = try #require(location.bytes("avx512/f.\(ending)"), "\(ending)")
      let isSame = wide == location.bytes("avx2/f.\(ending)")
      #expect(isSame, "\(ending)")
    }
  }

  @Test(.enabled(if: VectorLevel.avx512.isAvailable))
  func theArticleIsTheSame() throws {
    let location = Workplace()
    for level in ["avx2", "avx512"] {
      let ended = try Attnplot.shell(
        "attnplot batch --quiet --formats png,svg,pdf --output \(level)", in: location,
        environment: ["ATTNPLOT_VECTORS": level])
      #expect(ended.status == .exited(0), "\(ended.messages)")
    }
    let listing = location.listing()
    let names = listing.keys.filter { $0.hasPrefix("avx2/") && $0 != "avx2/" }
    #expect(names.count > 50)
    for name in names {
      #expect(listing[name] == listing["avx512/" + name.dropFirst(5)], "\(name)")
    }
  }

  @Test func theVersionSaysWhichVectors() throws {
    let ended = try Attnplot.run(
      ["--version"], in: Workplace(), environment: ["ATTNPLOT_VECTORS": "baseline"])
    #expect(ended.text.hasSuffix("\nvectors baseline\n"))
    let widest = try Attnplot.run(
      ["--version"], in: Workplace(), environment: ["ATTNPLOT_VECTORS": nil])
    #expect(widest.text.hasSuffix("\nvectors \(VectorLevel.inUse.rawValue)\n"))
  }

  @Test(arguments: ["avx1024", "AVX2", "-1"])
  func unknownVectorsAreRefused(value: String) throws {
    let ended = try Attnplot.run(
      ["pe-heatmap", "-o", "x.png"], in: Workplace(), environment: ["ATTNPLOT_VECTORS": value])
    #expect(ended.status == .exited(64))
    #expect(ended.messages.contains("ATTNPLOT_VECTORS=\(value)"))
    #expect(ended.messages.contains("it has baseline"))
  }

  /// A file of normal-looking numbers, of four or of eight bytes each.
  private func npy(rows: Int, columns: Int, seed: UInt64, isSingle: Bool) -> [UInt8] {
    var header =
      "{'descr': '\(isSingle ? "<f4" : "<f8")', 'fortran_order': False, "
      + "'shape': (\(rows), \(columns)), }"
    header += String(repeating: " ", count: 117 - header.count) + "\n"
    var bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
    var state = seed
    for _ in 0..<rows * columns {
      // Twelve of these have a spread of 1 around 0.
      var value = -6.0
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        value += Double(state >> 11) * 0x1p-53
      }
      if isSingle {
        withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { bytes += $0 }
      } else {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
      }
    }
    return bytes
  }
}
