// Naming a tensor of a file and a matrix of a tensor.

import Foundation
import MatrixFiles
import SafeFiles
import TestSupport
import Testing

@Suite struct TensorReferenceTests {
  @Test(
    arguments: [
      ("attn.npy", "attn.npy", nil),
      ("x.npz#scores", "x.npz", "scores"),
      ("x.npz#a#b", "x.npz", "a#b"),
      ("dir#1/x.npz#scores", "dir#1/x.npz", "scores"),
      ("x#1.npy", "x#1.npy", nil),
      ("X.NPZ#s", "X.NPZ", "s"),
      ("a.safetensors#model.layers.0.npy", "a.safetensors", "model.layers.0.npy"),
      ("weights#layer0", "weights", "layer0"),
      ("爱.npz#注意", "爱.npz", "注意"),
    ] as [(String, String, String?)])
  func referencesAreTakenApart(text: String, path: String, name: String?) throws {
    let reference = try TensorReference(parsing: text)
    #expect(reference == TensorReference(path: path, name: name))
    #expect(reference.description == text)
  }

  /// Which files there are decides: the whole text first, then what stands before a mark.
  @Test(
    arguments: [
      (["a#b.npy", "a"], "a#b.npy", "a#b.npy", nil),
      (["run#3"], "run#3", "run#3", nil),
      (["run"], "run#3", "run", "3"),
      (["x.npz#s"], "x.npz#s", "x.npz#s", nil),
      (["x.npz"], "x.npz#s", "x.npz", "s"),
      (["a"], "a#b.npy", "a", "b.npy"),
      (["a#b"], "a#b#c", "a#b", "c"),
      ([], "a#b.npy", "a#b.npy", nil),
      ([], "run#3", "run", "3"),
    ] as [([String], String, String, String?)])
  func filesDecide(files: [String], text: String, path: String, name: String?) throws {
    let folder = NSTemporaryDirectory() + "attnplot-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for file in files { try Data().write(to: URL(fileURLWithPath: "\(folder)/\(file)")) }
    let reference = try TensorReference(finding: text, within: .anywhere) { "\(folder)/\($0)" }
    #expect(reference == TensorReference(path: path, name: name))
  }

  @Test(arguments: ["", "#a", "x.npz#"])
  func incompleteReferencesAreRefused(text: String) {
    #expect(throws: MatrixFileError.self) { try TensorReference(parsing: text) }
  }

  @Test func missingAndAmbiguousNamesListTheTensors() throws {
    let path = Fixture.path("formats/deflated.npz")
    let missing = #expect(throws: MatrixFileError.self) {
      try TensorReference(parsing: "\(path)#scores").open()
    }
    #expect(
      missing?.description
        == "\(path): holds no tensor called \"scores\"; it holds attentions, layer_0, input_ids, "
        + "fort, special")
    let none = #expect(throws: MatrixFileError.self) { try TensorReference(parsing: path).open() }
    #expect(none?.description.contains("holds 5 tensors; choose one as \(path)#NAME") == true)
  }
}

@Suite struct MatrixChoiceTests {
  @Test(arguments: [
    // Layers and heads.
    ([6, 12, 13, 13], MatrixChoice(layer: 5, head: 11), [5, 11]),
    ([6, 12, 13, 13], MatrixChoice(index: [5, 11]), [5, 11]),
    ([6, 1, 13, 13], MatrixChoice(layer: 5), [5, 0]),
    ([6, 1, 13, 13], MatrixChoice(layer: 5, head: 0), [5, 0]),
    // A batch of one.
    ([1, 12, 13, 13], MatrixChoice(head: 3), [0, 3]),
    ([1, 12, 13, 13], MatrixChoice(layer: 0, head: 3), [0, 3]),
    ([1, 12, 13, 13], MatrixChoice(index: [3]), [0, 3]),
    ([6, 1, 12, 13, 13], MatrixChoice(layer: 2, head: 3), [2, 0, 3]),
    ([1, 6, 12, 13, 13], MatrixChoice(layer: 2, head: 3), [0, 2, 3]),
    ([6, 1, 12, 13, 13], MatrixChoice(index: [2, 3]), [2, 0, 3]),
    // Heads, or layers, alone.
    ([12, 13, 13], MatrixChoice(head: 3), [3]),
    ([12, 13, 13], MatrixChoice(layer: 3), [3]),
    ([12, 13, 13], MatrixChoice(layer: 0), [0]),
    ([12, 13, 13], MatrixChoice(layer: 0, head: 3), [3]),
    // Nothing to choose.
    ([13, 13], MatrixChoice(), []),
    ([13], MatrixChoice(), []),
    ([], MatrixChoice(), []),
    ([1, 13, 13], MatrixChoice(), [0]),
    ([1, 1, 13, 13], MatrixChoice(), [0, 0]),
    ([1, 1, 13, 13], MatrixChoice(layer: 0, head: 0), [0, 0]),
    ([13, 13], MatrixChoice(index: []), []),
    // Any axes.
    ([2, 3, 4, 5, 6], MatrixChoice(index: [1, 2, 3]), [1, 2, 3]),
  ])
  func theMatrixIsFound(shape: [Int], choice: MatrixChoice, index: [Int]) throws {
    #expect(try choice.index(in: shape) == index)
  }

  @Test(arguments: [
    (
      [6, 12, 13, 13], MatrixChoice(),
      "shape [6, 12, 13, 13]: no layer is chosen of 6; "
        + "choose --layer 0…5 --head 0…11 or --index 0…5,0…11"
    ),
    (
      [6, 12, 13, 13], MatrixChoice(layer: 5),
      "shape [6, 12, 13, 13]: no head is chosen of 12; "
        + "choose --layer 0…5 --head 0…11 or --index 0…5,0…11"
    ),
    (
      [6, 12, 13, 13], MatrixChoice(layer: 6, head: 0),
      "shape [6, 12, 13, 13]: --layer 6 is not among its 6; "
        + "choose --layer 0…5 --head 0…11 or --index 0…5,0…11"
    ),
    (
      [6, 12, 13, 13], MatrixChoice(layer: 0, head: -1),
      "shape [6, 12, 13, 13]: --head -1 is not among its 12; "
        + "choose --layer 0…5 --head 0…11 or --index 0…5,0…11"
    ),
    (
      [1, 12, 13, 13], MatrixChoice(),
      "shape [1, 12, 13, 13]: no head is chosen of 12; choose --head 0…11 or --index 0…0,0…11"
    ),
    (
      [12, 13, 13], MatrixChoice(layer: 1, head: 2),
      "shape [12, 13, 13]: --layer 1 is chosen, and there are no layers; choose --head 0…11 or --index 0…11"
    ),
    (
      [13, 13], MatrixChoice(layer: 1, head: 2),
      "shape [13, 13]: --layer 1 is chosen, and there are no layers; it is one matrix: leave the choice out"
    ),
    (
      [13, 13], MatrixChoice(head: 0),
      "shape [13, 13]: --head 0 is chosen, and there are no heads; it is one matrix: leave the choice out"
    ),
    (
      [2, 3, 4, 5, 6], MatrixChoice(layer: 1, head: 2),
      "shape [2, 3, 4, 5, 6]: more than layers and heads come before the last two axes; "
        + "choose --index 0…1,0…2,0…3, or, of a batch, --batch 0…2 with --layer 0…1 and --head 0…3 "
        + "(read as layer,batch,head,query,key; --axes names another order)"
    ),
    (
      [2, 2, 3, 4, 5, 6], MatrixChoice(layer: 1),
      "shape [2, 2, 3, 4, 5, 6]: more than layers and heads come before the last two axes; "
        + "choose --index 0…1,0…1,0…2,0…3, or name the axes by --axes, batch and step among them"
    ),
    (
      [6, 12, 13, 13], MatrixChoice(layer: 0, index: [0, 0]),
      "shape [6, 12, 13, 13]: --index stands beside --layer or --head, which say the same; "
        + "choose --layer 0…5 --head 0…11 or --index 0…5,0…11"
    ),
    (
      [6, 12, 13, 13], MatrixChoice(index: [0]),
      "shape [6, 12, 13, 13]: --index has 1 places for 2 axes; "
        + "choose --layer 0…5 --head 0…11 or --index 0…5,0…11"
    ),
    (
      [6, 12, 13, 13], MatrixChoice(index: [0, 12]),
      "shape [6, 12, 13, 13]: --index 0,12 is outside; "
        + "choose --layer 0…5 --head 0…11 or --index 0…5,0…11"
    ),
    (
      [0, 13, 13], MatrixChoice(head: 0),
      "shape [0, 13, 13]: --head 0 is not among its 0; it holds no matrix"
    ),
  ])
  func wrongChoicesShowTheShapeAndWhatWouldDo(
    shape: [Int], choice: MatrixChoice, message: String
  ) throws {
    let error = #expect(throws: MatrixFileError.self) { try choice.index(in: shape) }
    #expect(error?.typed == message)
  }

  @Test func axesAreNamed() throws {
    let axes = try #require(AttentionAxes(shape: [6, 1, 12, 7, 9]))
    #expect(axes.layerCount == 6 && axes.headCount == 12)
    #expect(axes.index(layer: 5, head: 11) == [5, 0, 11])
    let single = try #require(AttentionAxes(shape: [7, 9]))
    #expect(single.layerCount == 1 && single.headCount == 1)
    #expect(single.index(layer: 0, head: 0) == [])
    #expect(AttentionAxes(shape: [2, 3, 4, 7, 9]) == nil)
  }
}
