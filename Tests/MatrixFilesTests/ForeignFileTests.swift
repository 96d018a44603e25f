// Files of other kinds, as the programs that own them write them: each is named for what it is,
// whatever it is called, with a line that converts it.

import Foundation
import TestSupport
import Testing

@testable import MatrixFiles

@Suite struct ForeignFileTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var file: String
    /// What the message calls it.
    var kind: String
    /// A part of the way out.
    var fix: String

    var testDescription: String { file }
  }

  static let samples = [
    ("attn.pt", "PyTorch file", "torch.load"), ("legacy.pth", "PyTorch file", "torch.load"),
    ("array0.pkl", "pickle", "pickle.load"), ("array1.pkl", "pickle", "pickle.load"),
    ("array2.pkl", "pickle", "pickle.load"), ("array5.pkl", "pickle", "pickle.load"),
    ("dict0.pkl", "pickle", "pickle.load"), ("dict1.pkl", "pickle", "pickle.load"),
    ("dict3.pkl", "pickle", "pickle.load"), ("dict4.pkl", "pickle", "pickle.load"),
    ("list0.pickle", "pickle", "pickle.load"),
    ("a.h5", "HDF5", "h5py"), ("block.h5", "HDF5", "h5py"), ("user.mat", "MATLAB 7.3", "h5py"),
    ("a5.mat", "MATLAB", "scipy"), ("a.nc", "netCDF", "scipy"),
    ("a.parquet", "Parquet", "read_parquet"), ("a.feather", "Arrow", "read_feather"),
    ("v1.feather", "Arrow", "read_feather"), ("a.arrows", "Arrow", "open_stream"),
    ("a.orc", "ORC", "read_orc"), ("raw.rds", "R object", "Rscript"),
    ("a.xlsx", "spreadsheet", "read_excel"), ("keras.keras", "Keras", "load_model"),
    ("a.gguf", "GGUF", "GGUFReader"), ("a.onnx", "ONNX", "onnx.load"),
    ("a.npy.bz2", "bzip2", "bunzip2 -c"), ("a.npy.xz", "xz", "unxz -c"),
    ("a.npy.lzma", "lzma", "unlzma -c"), ("a.npy.zst", "Zstandard", "unzstd -c"),
    ("a.npy.lz4", "lz4", "unlz4 -c"), ("packed.joblib", "zlib", "joblib.load"),
    ("head.tar", "tar archive", "tar -xf"),
    ("data.zip", "zip archive without arrays, of \"attn.csv\"", "unzip"),
    ("notes.zip", "zip archive that holds no array", "numpy.savez"),
    ("p.png", "PNG picture", "Image.open"), ("p.jpg", "JPEG picture", "Image.open"),
    ("p.gif", "GIF picture", "Image.open"), ("p.bmp", "BMP picture", "Image.open"),
    ("p.tiff", "TIFF picture", "Image.open"), ("p.webp", "WebP picture", "Image.open"),
  ].map { Sample(file: $0.0, kind: $0.1, fix: $0.2) }

  /// What is said of bytes under a name.
  private func message(_ bytes: [UInt8], _ name: String) -> String? {
    do throws(MatrixFileError) {
      let file = try MatrixFile.open(bytes: bytes, path: name)
      Issue.record("\(name) was read: \(file.tensors)")
      return nil
    } catch {
      guard case .foreign = error else {
        Issue.record("\(error)")
        return nil
      }
      return error.typed
    }
  }

  @Test(arguments: samples) func isNamedWhateverItIsCalled(_ sample: Sample) throws {
    let bytes = try Fixture.bytes("foreign/\(sample.file)")
    for name in [sample.file, "x.npy", "x.npz", "x.safetensors", "x.csv", "x.json", "x.txt", "x"] {
      let message = try #require(self.message(bytes, name))
      #expect(message.hasPrefix("\(name): is "), "\(message)")
      #expect(message.contains(sample.kind) && message.contains(sample.fix), "\(message)")
      #expect(!message.contains("\n"))
    }
  }

  /// git-lfs knows no paths but those from the repository's root.
  @Test(arguments: ["w/model.npy", "/data/w/model.npy", "../model.npy", "model.npy"])
  func gitLFSIsGivenAName(file: String) throws {
    let pointer = Array(
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n".utf8)
    let message = try #require(self.message(pointer, file))
    #expect(message.contains("git lfs pull --include=model.npy,"), "\(message)")
  }

  static let texts = [
    (
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
      "Git LFS pointer",
      "git lfs pull --include="
    ),
    ("/annex/objects/MD5E-s12--4d7a.npy\n", "git-annex pointer", "git annex get"),
    ("<!DOCTYPE html>\n<html><body>x</body></html>", "web page", "/resolve/"),
    ("\n  <HTML lang=\"en\"><p>", "web page", "/resolve/"),
    ("<?xml version=\"1.0\"?><!DOCTYPE html><html>", "web page", "/resolve/"),
    ("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "XML", "download"),
    ("<?xml version=\"1.0\"?><svg xmlns=\"x\"/>", "SVG picture", "convert it"),
    ("Entry not found", "failed download", "download it again"),
    ("%PDF-1.7\n%âãÏÓ\n", "PDF document", "save the numbers"),
    ("tensor([[0.5, 0.5]])\n", "printed text of an array", "numpy.save"),
    ("[[0.5 0.5]\n [1.  0. ]]\n", "printed text of an array", "numpy.save"),
    ("[[0.5 0.5 ... 0.1 0.2]\n ...", "printed text of an array", "numpy.save"),
    ("RDX3\nX\n", "R workspace", "Rscript"),
  ]

  @Test(arguments: texts)
  func textsThatCameInsteadAreNamed(text: String, kind: String, fix: String) throws {
    for name in ["x.npy", "x.safetensors", "x.csv", "x.json", "x"] {
      let message = try #require(self.message(Array(text.utf8), name))
      #expect(message.contains(kind) && message.contains(fix), "\(message)")
    }
  }

  /// A field of a protocol buffer: its number, and bytes or a number.
  private func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    [number << 3 | 2, UInt8(bytes.count)] + bytes
  }

  /// TensorFlow's files, by hand after their `.proto` files and flatbuffers.
  @Test func modelsOfTensorFlowAreNamed() throws {
    let node = field(1, field(1, Array("x".utf8)) + field(2, Array("Const".utf8)))
    let graph = node + node + field(4, [8, 27])
    #expect(try #require(message(graph, "x.pb")).contains("TensorFlow graph"))
    let saved = [8, 1] + field(2, field(1, Array("serve".utf8)))
    #expect(try #require(message(saved, "saved_model.pb")).contains("SavedModel"))
    let lite = [0x1c, 0, 0, 0] + Array("TFL3".utf8) + [UInt8](repeating: 0, count: 60)
    #expect(try #require(message(lite, "x.npy")).contains("TensorFlow Lite"))
    let index =
      [UInt8](repeating: 0, count: 60) + [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb]
    #expect(try #require(message(index, "model.ckpt.index")).contains("TensorFlow checkpoint"))
    #expect(
      try #require(message([0, 0, 128, 63], "model.ckpt.data-00000-of-00001"))
        .contains("TensorFlow checkpoint"))
    let piece = field(1, field(1, Array("▁the".utf8)) + [2 << 3 | 5, 0, 0, 0, 0])
    #expect(try #require(message(piece + piece, "x.model")).contains("SentencePiece model"))
  }

  /// Sound files that begin like something else, and numbers that look like instructions of pickles.
  @Test(arguments: [
    ("1,2\n3,4\n", "x.csv"), ("BM,CDF\n1,2\n", "x.csv"),
    ("GGUF,PAR1\n1,2\n", "x.csv"), ("I,N\n1,2.", "x.csv"), ("[CLS],the\n1,2\n", "x.csv"),
    ("ORC,ustar\n1,2\n", "x.csv"), ("[1]", "x.json"), ("[[0.5, 0.5]]", "x.npy"),
    ("0.5,0.5\n1,0\n", "x.npy"),
  ])
  func whatOnlyBeginsLikeThatIsRead(text: String, name: String) throws {
    #expect(try MatrixFile.open(bytes: Array(text.utf8), path: name).tensors.count == 1)
  }

  /// Files that are read are read under every name.
  @Test(arguments: ["att_2d_f4.npy", "stored.npz", "f32.safetensors"])
  func contentsDecide(file: String) throws {
    let bytes = try Fixture.bytes("formats/\(file)")
    let known = try MatrixFile.open(bytes: bytes, path: file)
    for name in ["x.txt", "x.csv", "x.json", "x.npy", "x.npz", "x.safetensors", "x.bin", "x"] {
      let other = try MatrixFile.open(bytes: bytes, path: name)
      #expect(other.format == known.format && other.tensors == known.tensors, "\(name)")
    }
  }

  @Test(arguments: ["x.txt", "x.csv", "x.json", "x.npy", "x.npz", "x.safetensors", "x.bin", "x"])
  func textsOfJSONAreReadUnderEveryName(name: String) throws {
    for text in ["[[0.5, 0.25], [1, 0]]", "{\"a\": [[0.5, 0.25], [1, 0]]}", "[0.5, 0.25]\n[1, 0]"] {
      let tensor = try MatrixFile.open(bytes: Array(text.utf8), path: name).tensor()
      #expect(try tensor.values(as: Double.self) == [0.5, 0.25, 1, 0])
    }
  }

  /// A table of text is read where the name says something else; words are not.
  @Test(arguments: ["x.npy", "x.npz", "x.safetensors"])
  func tablesAreReadUnderOtherNames(name: String) throws {
    let table = try MatrixFile.open(bytes: Array("0.5,0.25\n1,0\n".utf8), path: name).tensor()
    #expect(try table.values(as: Double.self) == [0.5, 0.25, 1, 0])
    let error = #expect(throws: MatrixFileError.self) {
      try MatrixFile.open(bytes: Array("Not found".utf8), path: name)
    }
    #expect(try #require(error).typed.contains("is text that starts with \"Not found\""))
  }

  /// What only its name tells.
  @Test(arguments: [
    ("flax_model.msgpack", "MessagePack", "flax"), ("weights.bin", "without a header", "fromfile"),
    ("a4.mat", "MATLAB", "loadmat"),
  ])
  func namesTellWhereNothingElseDoes(name: String, kind: String, fix: String) throws {
    let bytes =
      name == "a4.mat" ? try Fixture.bytes("foreign/a4.mat") : [0x81, 0xA6, 0, 0, 0, 0, 128, 63]
    let message = try #require(self.message(bytes, name))
    #expect(message.contains(kind) && message.contains(fix), "\(message)")
  }

  /// The line that converts is one that a shell takes, and never writes over what it reads.
  @Test func theLineFitsThePath() {
    let bytes = Array("x\u{1}".utf8)
    #expect(throws: MatrixFileError.self) { try MatrixFile.open(bytes: bytes, path: "x") }
    let odd = ForeignFile.parquet.fix(for: "-my data/it's.parquet")
    #expect(odd.hasSuffix(#" './-my data/it'\''s.parquet' './-my data/it'\''s.csv'"#), "\(odd)")
    #expect(ForeignFile.image("PNG").fix(for: "a/x.npy").hasSuffix(" a/x.npy a/x-converted.npy"))
    #expect(
      ForeignFile.xz.fix(for: "x.npy.xz").hasSuffix("unxz -c < x.npy.xz > x.npy"))
    #expect(ForeignFile.xz.fix(for: "x.npy").hasSuffix("< x.npy > x-unpacked.npy"))
    #expect(ForeignFile.hdf5.fix(for: ".h5").hasSuffix(" .h5 .h5.npz"))
  }

  /// What is inside gzip is named too, with the step that comes first.
  @Test func whatGzipPackedIsNamed() throws {
    let packed = try #require(message(Fixture.bytes("foreign/a.pkl.gz"), "m/a.pkl.gz"))
    #expect(packed.hasPrefix("m/a.pkl.gz: is packed with gzip, and inside it is a Python pickle"))
    #expect(
      packed.hasSuffix(
        "unpack it: gunzip -c < m/a.pkl.gz > m/a.pkl and convert what comes out"), "\(packed)")
    // R reads its own packed files.
    let r = try #require(message(Fixture.bytes("foreign/a.rds"), "a.rds"))
    #expect(r.hasPrefix("a.rds: is an R object") && r.contains("readRDS"), "\(r)")
  }

  /// What systems and people leave in archives keeps no array from being the only one.
  @Test func junkInArchivesIsPassedOver() throws {
    let file = try MatrixFile.open(
      bytes: Fixture.bytes("foreign/junk.npz"), path: "junk.npz")
    #expect(file.tensors.map(\.name) == ["run/attn"])
    #expect(file.unreadable.map(\.name) == ["attn"])
    #expect(try file.tensor().info.shape == [2, 3])
  }
}
