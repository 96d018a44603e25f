// Files as people have them, through the command: what is not read is named in one line, and what
// lies beside the weights never stops a drawing that did not ask for it.

import Foundation
import MatrixFiles
import Testing

@Suite struct ForeignFileCommandTests {
  static let fixtures = Manual.root + "/Tests/Fixtures"

  @Test(arguments: [
    ("foreign/attn.pt", "is a PyTorch file", "python3 -c"),
    ("foreign/a.h5", "is an HDF5 file", "h5py"),
    ("foreign/data.zip", "is a zip archive without arrays", "unzip"),
    ("foreign/a.npy.xz", "is packed with xz", "unxz -c <"),
    ("float8/e4m3.npy", "holds values of type", "astype('float32')"),
  ])
  func kindsAreNamedInOneLine(file: String, kind: String, fix: String) throws {
    for call in [
      ["inspect", "\(Self.fixtures)/\(file)"],
      ["heatmap", "--input", "\(Self.fixtures)/\(file)", "-o", "x.png"],
      ["attention", "--weights", "\(Self.fixtures)/\(file)", "-o", "x.png"],
    ] {
      let location = Workplace()
      let ended = try Attnplot.run(call, in: location)
      #expect(ended.status == .exited(1))
      expectOneLine(ended)
      #expect(ended.messages.contains(kind) && ended.messages.contains(fix), "\(ended.messages)")
      #expect(location.listing().isEmpty)
    }
  }

  @Test func inspectListsWhatIsRead() throws {
    let location = Workplace()
    func listed(_ file: String) throws -> String {
      let ended = try Attnplot.run(["inspect", file], in: location)
      #expect(ended.status == .exited(0), "\(ended.messages)")
      return ended.text
    }
    let float8 = try listed("\(Self.fixtures)/float8/all_bits.safetensors")
    #expect(float8.contains("e4m3  [16, 16]  float8_e4m3") && float8.contains("greatest 448"))
    #expect(float8.contains("e5m2  [16, 16]  float8_e5m2"))
    #expect(try listed("\(Self.fixtures)/foreign/junk.npz").hasPrefix("run/attn  [2, 3]"))
    try location.write("[0.5, 0.5]\n[1, 0]\n", to: "w.ndjson")
    #expect(try listed("w.ndjson").contains("[2, 2]"))
    try location.write(
      "\u{feff}{\"layer\": {\"attention\": [[1, 0], [0, 1]]}, \"n\": 3}", to: "w.json")
    let object = try listed("w.json")
    #expect(object.contains("layer.attention  [2, 2]"))
    #expect(object.contains("n\n  cannot be read: w.json#n: is a single value"))
    #expect(try listed("w.json#layer.attention").contains("[2, 2]"))
  }

  /// A model in two files of which one is missing: what is there is listed and drawn.
  @Test func anIndexIsFollowed() throws {
    let location = Workplace()
    let map = "{\"e4m3\": \"all_bits.safetensors\", \"lost\": \"gone.safetensors\"}"
    try location.write("{\"metadata\": {}, \"weight_map\": \(map)}", to: "m.safetensors.index.json")
    try FileManager.default.copyItem(
      atPath: "\(Self.fixtures)/float8/all_bits.safetensors",
      toPath: location.path("all_bits.safetensors"))
    let ended = try Attnplot.run(["inspect", "m.safetensors.index.json"], in: location)
    #expect(ended.status == .exited(0))
    #expect(ended.text.contains("e4m3  [16, 16]") && ended.text.contains("gone.safetensors\n"))
    let drawn = try Attnplot.run(
      ["heatmap", "--input", "m.safetensors.index.json#e4m3", "-o", "x.png"], in: location)
    #expect(drawn.status == .exited(0) && location.bytes("x.png") != nil)
    let lost = try Attnplot.run(
      ["heatmap", "--input", "m.safetensors.index.json#lost", "-o", "y.png"], in: location)
    #expect(lost.status == .exited(1))
    #expect(lost.messages.contains("places 1 tensor in gone.safetensors, which cannot be opened"))
  }

  /// A batch draws again when a file behind the index has other bytes.
  @Test func aBatchKnowsTheFilesBehindAnIndex() throws {
    let location = Workplace()
    try location.write(
      "{\"weight_map\": {\"a\": \"one.json\"}}", to: "m.index.json")
    try location.write("{\"a\": [[1, 0], [0, 1]]}", to: "one.json")
    try location.write(
      "figures:\n  - id: x\n    kind: heatmap\n    input: m.index.json#a\n",
      to: "m.yaml")
    let first = try Attnplot.run(["batch", "m.yaml", "--output", "out"], in: location)
    #expect(first.status == .exited(0), "\(first.messages)")
    let again = try Attnplot.run(["batch", "m.yaml", "--output", "out", "--check"], in: location)
    #expect(again.status == .exited(0), "\(again.messages)")
    try location.write("{\"a\": [[1, 0], [1, 1]]}", to: "one.json")
    let changed = try Attnplot.run(["batch", "m.yaml", "--output", "out", "--check"], in: location)
    #expect(changed.status == .exited(2), "\(changed.messages)")
  }

  /// A step of a generation: one query over eight keys, beside the tokens of the whole.
  @Test func tokensThatDoNotFitAreAWarning() throws {
    let location = Workplace()
    let step = npyBytes(shape: [1, 2, 1, 4], values: [Float](repeating: 0.25, count: 8))
    try Data(step).write(to: URL(fileURLWithPath: location.path("w.npy")))
    try location.write("[\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]", to: "w.tokens.json")
    let call = ["attention", "--weights", "w.npy", "--head", "0", "-o", "x.svg"]
    let ended = try Attnplot.run(call, in: location)
    #expect(ended.status == .exited(0))
    #expect(
      ended.messages.contains("warning: w.tokens.json: 6 tokens beside the weights fit neither"))
    let asked = try Attnplot.run(call + ["--tokens-file", "w.tokens.json"], in: location)
    #expect(asked.status == .exited(64))
    #expect(asked.messages.contains("6 tokens for 1 queries"))
  }
}
