import Foundation
import MatrixFiles
import SafeFiles
import Testing

@testable import Images

enum ImageFixture {
  static let folder =
    "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures/images"

  static func path(_ name: String) -> String { "\(folder)/\(name)" }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  static func picture(_ name: String) throws -> Picture {
    try Picture.read(path(name), within: .anywhere)
  }

  /// Pixels as Pillow has them, shape `[height, width, 3]`.
  static func pillow(_ file: String, _ name: String) throws -> Picture {
    let tensor = try MatrixFile.open(path(file)).tensor(named: name)
    let values: [Float] = try tensor.values()
    let shape = tensor.info.shape
    return Picture(
      width: shape[1], height: shape[0],
      pixels: (0..<shape[0] * shape[1]).map { index in
        (0..<3).reduce(0) { $0 << 8 | UInt32(values[3 * index + $1]) }
      })
  }
}

/// The greatest difference of a channel; nil where sizes differ.
private func distance(_ one: Picture, _ other: Picture) -> Int? {
  guard one.width == other.width, one.height == other.height else { return nil }
  return zip(one.pixels, other.pixels).map { first, second in
    [0 as UInt32, 8, 16].map { abs(Int(first >> $0 & 0xFF) - Int(second >> $0 & 0xFF)) }.max() ?? 0
  }.max()
}

@Suite struct PictureTests {
  /// Pillow, another program above the same libraries, decodes the same pixels.
  @Test(arguments: [
    "wide.png", "wide.jpg", "progressive.jpg", "grey.png", "grey.jpg", "palette.png", "sixteen.png",
    "interlaced.png", "alpha.png",
  ])
  func pixelsAreThoseOfPillow(name: String) throws {
    let picture = try ImageFixture.picture(name)
    let apart = distance(picture, try ImageFixture.pillow("decoded.safetensors", name))
    #expect(try #require(apart) <= 1)
    #expect(picture.changes == (name == "alpha.png" ? [.laidOnWhite] : []))
  }

  @Test(arguments: 1...8) func picturesStandAsTheirOrientationSays(orientation: Int) throws {
    let name = "orientation-\(orientation).jpg"
    let picture = try ImageFixture.picture(name)
    let apart = distance(picture, try ImageFixture.pillow("oriented.safetensors", name))
    #expect(try #require(apart) <= 1)
    #expect(picture.changes == (orientation == 1 ? [] : [.oriented(orientation)]))
  }

  @Test(arguments: Resampling.allCases, ["32x32", "40x19", "130x61", "97x20"])
  func resizingIsThatOfPillow(filter: Resampling, size: String) throws {
    let sides = size.split(separator: "x").compactMap { Int($0) }
    let resized = try ImageFixture.picture("wide.png").resized(
      width: sides[0], height: sides[1], by: filter)
    let reference = try ImageFixture.pillow("resized.safetensors", "\(filter) \(size)")
    #expect(resized.pixels == reference.pixels)
  }

  /// One colour stays that colour, whatever the filter and the size.
  @Test(arguments: Resampling.allCases) func plainPicturesStayPlain(filter: Resampling) {
    let plain = Picture(width: 7, height: 5, pixels: Array(repeating: 0x12_F0_07, count: 35))
    for side in [1, 3, 16] {
      let resized = plain.resized(width: side, height: side, by: filter)
      #expect(Set(resized.pixels) == [0x12_F0_07])
    }
  }

  @Test func partsBeyondThePictureAreBlack() {
    let picture = Picture(width: 2, height: 1, pixels: [0x11_11_11, 0x22_22_22])
    let part = picture.part(x: -1, y: -1, width: 4, height: 2)
    #expect(part.pixels == [0, 0, 0, 0, 0, 0x11_11_11, 0x22_22_22, 0])
    #expect(picture.part(x: 1, y: 0, width: 1, height: 1).pixels == [0x22_22_22])
    #expect(picture.part(x: 5, y: 5, width: 1, height: 1).pixels == [0])
  }
}

@Suite struct BadPictureTests {
  private func reason(_ bytes: [UInt8]) -> String? {
    do throws(ImageError) {
      _ = try Picture(bytes, path: "cat.png")
      return nil
    } catch {
      return error.description
    }
  }

  /// Wherever a file is cut, it is an error and never half a picture.
  @Test(arguments: ["wide.png", "interlaced.png", "wide.jpg", "progressive.jpg", "grey.jpg"])
  func cutFilesAreRefused(name: String) throws {
    let bytes = try ImageFixture.bytes(name)
    for share in [3, 10, 25, 50, 75, 90, 99] {
      let said = reason(Array(bytes.prefix(bytes.count * share / 100)))
      #expect(said?.contains("save it") == true || said?.contains("no picture") == true, "\(share)")
    }
  }

  @Test func whatIsClaimedIsLookedAtFirst() throws {
    let said = try #require(reason(try ImageFixture.bytes("claims-much.png")))
    #expect(
      said
        == "cat.png: says that it has 50000 x 50000 pixels, and at most 67108864 are read; save it "
        + "smaller")
    // A JPEG whose header claims 65000 by 65000 pixels.
    var bytes = try ImageFixture.bytes("wide.jpg")
    let start = try #require(
      bytes.indices.first { bytes[$0] == 0xFF && $0 + 1 < bytes.count && bytes[$0 + 1] == 0xC0 })
    bytes.replaceSubrange(start + 5..<start + 9, with: [0xFD, 0xE8, 0xFD, 0xE8])
    #expect(reason(bytes)?.contains("65000 x 65000 pixels") == true)
    // Within the bound, but far beyond what so few bytes can hold.
    bytes.replaceSubrange(start + 5..<start + 9, with: [0x1F, 0x40, 0x1F, 0x40])
    #expect(reason(bytes)?.contains("it ends early") == true)
    // No pixels at all.
    bytes.replaceSubrange(start + 5..<start + 9, with: [0, 0, 0, 0])
    #expect(reason(bytes) != nil)
  }

  @Test(arguments: [
    ("GIF89a", "a GIF"), ("RIFF\0\0\0\0WEBPVP8 ", "a WebP"), ("BM1234", "a BMP"),
    ("<svg xmlns=''/>", "an SVG or other XML"), ("II*\0", "a TIFF"), ("%PDF-1.7", "a PDF"),
    ("\0\0\0\u{18}ftypheic", "a HEIC, AVIF or film"),
  ])
  func otherKindsAreNamed(start: String, kind: String) {
    #expect(
      reason(Array(start.utf8))
        == "cat.png: is \(kind), and pictures are read from PNG and JPEG; save it as one of them")
  }

  @Test func whatIsNoPictureIsSaidSo() throws {
    let said = "cat.png: is no picture that can be read; give a PNG or a JPEG"
    #expect(reason([]) == said)
    #expect(reason(Array("hello".utf8)) == said)
    #expect(reason(try ImageFixture.bytes("cmyk.jpg"))?.contains("colours of ink (CMYK)") == true)
  }

  @Test func filesThatAreNotThereAreNamed() {
    #expect(throws: ImageError.self) { try Picture.read("no/cat.png", within: .anywhere) }
    #expect(throws: ImageError.self) { try Picture.read("/", within: .anywhere) }
  }

  /// EXIF is a stranger's as well: entries, lengths and offsets that lead nowhere.
  @Test func damagedOrientationsAreNone() throws {
    let bytes = try ImageFixture.bytes("orientation-6.jpg")
    #expect(exifOrientation(of: bytes) == 6)
    let start = try #require(bytes.firstRange(of: Array("Exif".utf8)))
    for offset in start.lowerBound - 4..<start.lowerBound + 40 {
      for value: UInt8 in [0, 1, 9, 127, 255] {
        var damaged = bytes
        damaged[offset] = value
        let found = exifOrientation(of: damaged)
        #expect(found == nil || (1...8).contains(found ?? 0))
      }
    }
    for count in 0..<200 { _ = exifOrientation(of: Array(bytes.prefix(count))) }
  }
}
