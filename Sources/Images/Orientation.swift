// How a camera was held: the orientation in the EXIF part of a JPEG (CIPA DC-008, tag 0x0112).

/// The orientation that a JPEG speaks of, 1 to 8; nil where it has none, or none that is sound.
func exifOrientation(of bytes: [UInt8]) -> Int? {
  func word(_ offset: Int) -> Int? {
    offset + 1 < bytes.count ? Int(bytes[offset]) << 8 | Int(bytes[offset + 1]) : nil
  }
  var offset = 2
  // Marker by marker, up to the start of the picture's own data.
  while offset + 4 <= bytes.count, bytes[offset] == 0xFF {
    let marker = bytes[offset + 1]
    if marker == 0xFF {
      offset += 1
      continue
    }
    guard marker != 0xDA, marker != 0xD9, let length = word(offset + 2), length >= 2 else {
      return nil
    }
    let start = offset + 4
    let end = offset + 2 + length
    guard end <= bytes.count else { return nil }
    if marker == 0xE1, bytes[start..<end].starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0]) {
      return orientation(inTIFF: bytes[(start + 6)..<end])
    }
    offset = end
  }
  return nil
}

/// The orientation among the entries of the first directory of a TIFF.
private func orientation(inTIFF bytes: ArraySlice<UInt8>) -> Int? {
  let isLittle: Bool
  if bytes.starts(with: [0x49, 0x49, 0x2A, 0]) {
    isLittle = true
  } else if bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) {
    isLittle = false
  } else {
    return nil
  }
  /// A number of `count` bytes at an offset from the start.
  func number(_ offset: Int, _ count: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - count else { return nil }
    let first = bytes.startIndex + offset
    let part = bytes[first..<first + count]
    return (isLittle ? part.reversed() : Array(part)).reduce(0) { $0 << 8 | Int($1) }
  }
  guard let directory = number(4, 4), let count = number(directory, 2) else { return nil }
  for entry in 0..<count {
    let offset = directory + 2 + 12 * entry
    guard let tag = number(offset, 2) else { return nil }
    guard tag == 0x0112 else { continue }
    // One number of 16 bits.
    guard number(offset + 2, 2) == 3, number(offset + 4, 4) == 1, let value = number(offset + 8, 2),
      (1...8).contains(value)
    else { return nil }
    return value
  }
  return nil
}

extension Picture {
  /// The picture as it is to be seen where its file says such an orientation, 1 to 8.
  func oriented(_ orientation: Int) -> Picture {
    let isTurned = orientation >= 5
    let (across, down) = isTurned ? (height, width) : (width, height)
    var turned: [UInt32] = []
    turned.reserveCapacity(pixels.count)
    for y in 0..<down {
      for x in 0..<across {
        let (sourceX, sourceY) =
          switch orientation {
          case 2: (width - 1 - x, y)
          case 3: (width - 1 - x, height - 1 - y)
          case 4: (x, height - 1 - y)
          case 5: (y, x)
          case 6: (y, height - 1 - x)
          case 7: (width - 1 - y, height - 1 - x)
          case 8: (width - 1 - y, x)
          default: (x, y)
          }
        turned.append(pixels[sourceY * width + sourceX])
      }
    }
    return Picture(width: across, height: down, pixels: turned)
  }

  /// A part of the picture; black where it reaches beyond.
  /// - Parameters:
  ///   - x, y: where its top left corner lies; less than 0 for left of and above the picture.
  public func part(x: Int, y: Int, width: Int, height: Int) -> Picture {
    var part = [UInt32](repeating: 0, count: width * height)
    for row in max(0, -y)..<max(max(0, -y), min(height, self.height - y)) {
      for column in max(0, -x)..<max(max(0, -x), min(width, self.width - x)) {
        part[row * width + column] = pixels[(y + row) * self.width + x + column]
      }
    }
    return Picture(width: width, height: height, pixels: part)
  }
}
