// What the fast compressor writes is a function of the picture: not of where its memory lies, nor of
// what was in that memory before.

import CPNG
import CairoRendering
import FigureScene
import Glibc
import TestSupport
import Testing

@Suite struct PNGCompressionTests {
  /// The third byte and what follows it come again in the second row, the two bytes before it do
  /// not: whether that is seen shows in the bytes.
  static let shifted: [UInt8] = {
    let values = noise(count: 65, seed: 3)
    return Array(values[..<64]) + Array(values[1..<65]) + noise(count: 64, seed: 4)
  }()

  @Test func addressesDecideNothing() throws {
    let expected = try encoded(Self.shifted, width: 64)
    var held: [UnsafeMutableRawPointer] = []
    defer { for pointer in held { free(pointer) } }
    var others = 0
    // One address in some thousands was enough to find other matches.
    for _ in 0..<6000 {
      // The next block of the encoder begins so much further on.
      if let pointer = malloc(1 << 16) { held.append(pointer) }
      if try encoded(Self.shifted, width: 64) != expected { others += 1 }
    }
    #expect(others == 0)
  }

  /// Sizes around the sixteen bytes that are compressed by themselves, around the bytes that are
  /// gathered for a call and around a chunk of the file.
  @Test(arguments: [
    (1, 1), (1, 7), (1, 8), (1, 9), (14, 1), (15, 1), (16, 1), (17, 1), (300, 200), (511, 512),
    (512, 512), (70_000, 3), (262_143, 1), (262_144, 2), (300_000, 2),
  ]) func formerContentsDecideNothing(width: Int, height: Int) throws {
    let indices = Self.noise(count: width * height, seed: UInt64(width))
    let expected = try encoded(indices, width: width)
    let decoded = try DecodedPNG(expected)
    #expect(decoded.width == width && decoded.height == height)
    #expect(decoded.pixels == indices.map { 0xFF00_0000 | UInt32($0) * 0x01_0203 })
    for pattern in [0xFF, 0x55, 0x01] as [Int32] {
      soil(with: pattern)
      #expect(try encoded(indices, width: width) == expected)
    }
  }

  /// Leaves freed memory full of a pattern.
  private func soil(with pattern: Int32) {
    let sizes = [1 << 12, 1 << 16, 1 << 18, 700_000, 1 << 20, 3 << 20]
    let blocks = sizes.flatMap { size in
      (0..<3).map { _ in
        let block = malloc(size)
        if let block { memset(block, pattern, size) }
        return block
      }
    }
    for block in blocks { free(block) }
  }

  private static func noise(count: Int, seed: UInt64) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(state >> 57)
    }
  }

  /// 7 bits of chance a pixel cannot take less than 7/8 of a byte; a search for repetitions in them takes
  /// more, and a picture of repetitions takes next to nothing only with it.
  @Test func largeNoiseIsNotSearched() throws {
    let (width, height) = (700, 600)
    let noise = Self.noise(count: width * height, seed: 5)
    let packed = try encoded(noise, width: width, .zlib)
    #expect(Double(packed.count) < Double(noise.count) * 7 / 8 * 1.01 + 1000)
    #expect(
      try DecodedPNG(packed).pixels == noise.map { 0xFF00_0000 | UInt32($0) * 0x01_0203 })
    let repeated = (0..<height).flatMap { _ in noise[..<width] }
    #expect(try encoded(repeated, width: width, .zlib).count < noise.count / 50)
    let period = (0..<width * height).map { noise[$0 % 97] }
    #expect(try encoded(period, width: width, .zlib).count < noise.count / 50)
  }

  private enum Compressor { case fast, zlib }

  private func encoded(
    _ indices: [UInt8], width: Int, _ compressor: Compressor = .fast
  ) throws -> [UInt8] {
    let palette = (0..<256).map { UInt32($0) * 0x01_0203 }
    var result = CPNGBytes()
    defer { cpng_bytes_free(&result) }
    let isDone = indices.withUnsafeBytes { indices in
      palette.withUnsafeBufferPointer { palette in
        var picture = CPNGPicture()
        picture.width = UInt32(width)
        picture.height = UInt32(indices.count / width)
        picture.layout = CPNG_LAYOUT_INDEXED
        picture.pixels = indices.baseAddress
        picture.stride = width
        picture.palette = palette.baseAddress
        picture.palette_count = UInt32(palette.count)
        picture.compressor =
          compressor == .fast ? CPNG_COMPRESSOR_FAST : CPNG_COMPRESSOR_ZLIB
        picture.level = 3
        return cpng_encode(&picture, &result)
      }
    }
    try #require(isDone)
    return Array(UnsafeBufferPointer(start: result.bytes, count: result.count))
  }
}
