// Numbers that a double, a picture or six digits would make another: refused, or written as they are.

import Foundation
import Testing

@Suite struct TrueNumberTests {
  /// `bigint.npy`: 2^53 to 2^53 + 3 as 64-bit integers, shape [2, 2].
  private func location() throws -> Workplace {
    let location = Workplace()
    let dictionary = "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 2), }"
    let padding = String(repeating: " ", count: 117 - dictionary.utf8.count)
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
    bytes += Array((dictionary + padding + "\n").utf8)
    for value in (0..<4).map({ Int64(1) << 53 + Int64($0) }) {
      withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
    try Data(bytes).write(to: URL(fileURLWithPath: location.path("bigint.npy")))
    return location
  }

  @Test(arguments: [
    "heatmap --input bigint.npy --annotate", "heatmap --input bigint.npy",
    "lines --input bigint.npy", "lines --input bigint.npy --of-columns 0",
    "similarity --input bigint.npy", "attention --weights bigint.npy",
    "attention --query bigint.npy --key bigint.npy", "heads --weights bigint.npy",
  ])
  func integersThatWouldBeOthersAreRefused(call: String) throws {
    let location = try location()
    let ended = try Attnplot.shell("attnplot \(call) -o x.svg", in: location)
    #expect(ended.status == .exited(1))
    #expect(ended.messages.contains("9007199254740993 at row 0, column 1"))
    #expect(location.bytes("x.svg") == nil)
  }

  @Test func inspectWritesIntegersWithAllTheirDigits() throws {
    let location = try location()
    let text = try Attnplot.run(["inspect", "bigint.npy"], in: location)
    #expect(text.text.contains("least 9007199254740992  greatest 9007199254740995"))
    let json = try Attnplot.run(["inspect", "bigint.npy", "--format", "json"], in: location)
    #expect(json.text.contains("\"greatest\" : 9007199254740995"))
    try location.write("1,1234567\n2,3\n", to: "a.csv")
    let small = try Attnplot.run(["inspect", "a.csv"], in: location)
    #expect(small.text.contains("least 1  greatest 1234567"))
  }
}
