// `inspect` over files of every flavour: it lists what NumPy says, and refuses broken ones.

import Foundation
import TestSupport
import Testing

@Suite struct InspectTests {
  static let folder = Manual.root + "/Tests/Fixtures/formats"

  /// The manifest NumPy wrote beside the files.
  static func readManifest() -> [String: Any] {
    let bytes = try? Data(contentsOf: URL(fileURLWithPath: folder + "/manifest.json"))
    let json = bytes.flatMap { try? JSONSerialization.jsonObject(with: $0) }
    return json as? [String: Any] ?? [:]
  }

  static let files = (readManifest()["files"] as? [String: Any] ?? [:]).keys.sorted()
  static let broken =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/bad")) ?? []).sorted()

  /// What NumPy and safetensors call the types.
  static let codes: [String: Set<String>] = [
    "bool": ["b1", "bool"], "uint8": ["u1", "u8"], "uint16": ["u2", "u16"],
    "uint32": ["u4", "u32"], "uint64": ["u8", "u64"], "int8": ["i1", "i8"],
    "int16": ["i2", "i16"], "int32": ["i4", "i32"], "int64": ["i8", "i64"],
    "float16": ["f2", "f16"], "bfloat16": ["bf16"], "float32": ["f4", "f32"],
    "float64": ["f8", "f64"],
  ]

  @Test func allFilesAreTried() {
    #expect(Self.files.count > 30 && Self.broken.count == 11)
  }

  /// A tensor of standard input is a word that begins like an option and is none.
  @Test(arguments: ["", " --format json", " --tensors"])
  func aTensorOfStandardInputIsAnArgument(options: String) throws {
    let location = Workplace()
    let file = "\(Self.folder)/bf16.safetensors"
    let ended = try Attnplot.shell(
      "attnplot inspect '-#attentions'\(options) < \(file)", in: location)
    #expect(ended.status == .exited(0) && ended.messages.isEmpty, "\(ended.messages)")
    #expect(ended.text.contains("attentions") && !ended.text.contains("special"))
    let other = try Attnplot.shell("attnplot inspect '-#zz'\(options) < \(file)", in: location)
    #expect(other.status != .exited(0) && other.messages.contains("zz"), "\(other.messages)")
  }

  /// References that mean several tensors, or files, list each of them.
  @Test(arguments: [
    ("x.json#a*", ["a2", "a10"]), ("x.json#b,a2", ["b", "a2"]),
    ("L*.csv", ["L2.csv", "L10.csv"]), ("L10.csv x.json#b", ["L10.csv", "x.json#b"]),
    ("L10*.csv", ["L10.csv"]),
  ])
  func listsAndPatternsListEach(reference: String, names: [String]) throws {
    let location = Workplace()
    try location.write(#"{"a10": [[1]], "a2": [[2]], "b": [[3]]}"#, to: "x.json")
    for number in [2, 10] { try location.write("\(number),0\n", to: "L\(number).csv") }
    let ended = try Attnplot.run(["inspect", reference, "--format", "json"], in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let listing = try JSONSerialization.jsonObject(with: Data(ended.output)) as? [String: Any]
    let tensors = try #require(listing?["tensors"] as? [[String: Any]])
    #expect(tensors.map { $0["name"] as? String } == names)
    for wrong in ["x.json#z*", "z*.csv"] {
      #expect(try Attnplot.run(["inspect", wrong], in: location).status != .exited(0))
    }
  }

  @Test(arguments: files) func listsWhatNumPySays(file: String) throws {
    let ended = try Attnplot.run(
      ["inspect", "\(Self.folder)/\(file)", "--format", "json"], in: Workplace())
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let listing = try JSONSerialization.jsonObject(with: Data(ended.output)) as? [String: Any]
    let tensors = try #require(listing?["tensors"] as? [[String: Any]])
    let entry = try #require(
      (Self.readManifest()["files"] as? [String: Any])?[file] as? [String: Any])
    let named = (entry["tensors"] ?? entry["members"]) as? [String: [String: Any]]
    #expect(tensors.count == named?.count ?? 1)
    for tensor in tensors {
      let name = tensor["name"] as? String
      let expected = try #require(named.map { $0[name ?? ""] } ?? entry, "\(name ?? file)")
      func number(_ key: String) -> Double? { (expected[key] as? NSNumber)?.doubleValue }
      func listed(_ key: String) -> Double? { (tensor[key] as? NSNumber)?.doubleValue }
      #expect(tensor["shape"] as? [Int] == expected["shape"] as? [Int])
      #expect(listed("least") == number("min"))
      #expect(listed("greatest") == number("max"))
      #expect(listed("nan") == number("nan") ?? 0)
      #expect(listed("positiveInfinity") == number("posinf") ?? 0)
      #expect(listed("negativeInfinity") == number("neginf") ?? 0)
      let finite =
        (number("count") ?? 0) - (number("nan") ?? 0) - (number("posinf") ?? 0)
        - (number("neginf") ?? 0)
      let type = try #require(tensor["type"] as? String)
      let code = (expected["dtype"] as? String ?? "").drop { "<>|=".contains($0) }.lowercased()
      #expect(Self.codes[type]?.contains(code) == true, "\(type) is not \(code)")
      if let sum = number("sum"), finite > 0 {
        let mean = try #require(listed("mean"))
        // Means of integers come from exact sums.
        let isWhole = type.contains("int")
        let scale = max(
          1, sum.magnitude, isWhole ? 0 : max((number("min") ?? 0).magnitude, number("max") ?? 0))
        #expect((mean * finite - sum).magnitude <= (isWhole ? 1e-15 : 1e-11) * scale)
      }
    }
  }

  @Test(arguments: broken) func brokenFilesAreRefusedInOneLine(file: String) throws {
    let ended = try Attnplot.run(["inspect", "\(Self.folder)/bad/\(file)"], in: Workplace())
    #expect(ended.status == .exited(1))
    expectOneLine(ended)
    #expect(ended.messages.contains(file) && ended.output.isEmpty)
  }

  @Test func saysWhichRowsSumToOneAndWhatIsCausal() throws {
    func listed(_ file: String) throws -> String {
      try Attnplot.run(
        ["inspect", Manual.root + "/Tests/Fixtures/" + file], in: Workplace()
      ).text
    }
    let causal = try listed("smollm2/s1_attentions.npy")
    #expect(causal.contains("[30, 9, 11, 11]") && causal.contains("270 matrices; rows sum to 1"))
    #expect(causal.contains("causal: nothing above the diagonal"))
    let encoder = try listed("minilm/s1_attentions.npy")
    #expect(encoder.contains("[6, 12, 13, 13]") && encoder.contains("72 matrices; rows sum to 1"))
    #expect(!encoder.contains("causal"))
    #expect(try listed("attention/computed/query.npy").contains("rows do not sum to 1"))
  }
}
