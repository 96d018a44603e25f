import Images
import JSONTape
import MatrixFiles
import Testing

@testable import Models

@Suite struct ImageProcessorTests {
  static let folders = [
    "tiny/vit", "untrained/deit", "untrained/dinov2", "untrained/dinov2_registers",
    "untrained/clip",
  ]

  private func picture(_ name: String) throws -> Picture {
    try Picture(try ModelFixture.bytes("../images/\(name)"), path: name)
  }

  /// From a file to the weights, against transformers: pixels, values and attention.
  @Test(arguments: folders, ["wide.png", "tall.png", "wide.jpg"])
  func imagesGiveTheReferences(folder: String, name: String) throws {
    let model = try Model.open(ModelFixture.path(folder))
    let references = try ModelFixture.arrays(
      "../images/seen-\(folder.split(separator: "/")[1]).safetensors")
    let processor = try model.imageProcessor()
    #expect(!processor.isUsual)
    let seen = try processor.seen(try picture(name), path: name)
    let levels = seen.picture.pixels.flatMap { pixel in
      [16 as UInt32, 8, 0].map { Float(pixel >> $0 & 0xFF) }
    }
    let reference = try #require(references["\(name) seen"])
    #expect([seen.picture.height, seen.picture.width, 3] == reference.shape)
    #expect(zip(levels, reference.values).allSatisfy { abs($0 - $1) <= 1 })
    let run = try model.run(
      ModelInput(pixels: seen.pixels), keeping: Request(parts: [.attentions: Request.Heads()]))
    let attentions = run[folder.hasSuffix("clip") ? "vision_attentions" : "attentions"]
    #expect(try #require(distance(attentions, references["\(name) attentions"])) < 2e-5)
    if name.hasSuffix("png") {
      let values = KeptArray(
        shape: [3, seen.pixels.height, seen.pixels.width], values: seen.pixels.values)
      #expect(try #require(distance(values, references["\(name) pixel_values"])) < 1e-6)
    }
  }

  @Test func tokensAreNamedByTheirPlaces() throws {
    func tokens(_ folder: String) throws -> [String]? {
      let vision = try Model.open(ModelFixture.path(folder)).shape.vision
      return vision.map { $0.tokens(width: 2 * $0.patch, height: $0.patch + 1).names }
    }
    #expect(try tokens("tiny/vit") == ["[CLS]", "0,0", "0,1"])
    #expect(try tokens("untrained/deit") == ["[CLS]", "[DIST]", "0,0", "0,1"])
    #expect(
      try tokens("untrained/dinov2_registers")?.dropFirst().first == "[REG0]")
    #expect(try tokens("untrained/clip") == ["[CLS]", "0,0", "0,1"])
    #expect(try tokens("tiny/bert") == nil)
  }

  private func processor(_ json: String) throws -> ImageProcessor {
    let model = try Model.open(ModelFixture.path("tiny/vit"))
    let vision = try #require(model.shape.vision)
    let config = ModelConfig(
      value: try JSONDocument(Array(json.utf8)).root, file: "preprocessor_config.json")
    return try ImageProcessor(
      config, usual: ImageProcessor(usualFor: "vit", vision), vision)
  }

  /// Files of all ages: the library's defaults are those of the class that they name.
  @Test func olderFilesMeanTheSame() throws {
    let vit = try processor(
      #"{"feature_extractor_type": "ViTFeatureExtractor", "size": 224, "resample": 2}"#)
    #expect(vit.size == .exact(height: 224, width: 224) && vit.crop == nil)
    #expect(vit.filter == .bilinear && vit.normalization == .halves)
    let clip = try processor(
      #"{"feature_extractor_type": "CLIPFeatureExtractor", "size": 224, "crop_size": 224}"#)
    #expect(clip.size == .shortestEdge(224))
    #expect(clip.crop == ImageProcessor.Sides(height: 224, width: 224))
    #expect(clip.filter == .bicubic && clip.normalization == .clip)
    let bit = try processor(
      #"{"image_processor_type": "BitImageProcessor", "do_center_crop": false}"#)
    #expect(bit.size == .shortestEdge(256) && bit.crop == nil)
    let plain = try processor(#"{"do_resize": false, "do_rescale": false, "do_normalize": false}"#)
    #expect(plain.size == nil && plain.factor == nil && plain.normalization == nil)
  }

  @Test(arguments: [
    (#"{"resample": 0}"#, "\"resample\" is 0, a filter that is not known"),
    (#"{"do_flip_channel_order": true}"#, "\"do_flip_channel_order\" is true, which is not known"),
    (#"{"image_processor_type": "SamImageProcessor"}"#, "is \"SamImageProcessor\", which is not"),
    (#"{"size": {"longest_edge": 3}}"#, "\"size\" has \"longest_edge\", which is not known"),
    (#"{"size": {"height": 0, "width": 3}}"#, "\"size\" has no sides that are whole numbers"),
    (#"{"size": 100000}"#, "\"size\" has no sides"), (#"{"size": "big"}"#, "\"size\" has no sides"),
    (#"{"image_mean": [1, 2]}"#, "\"image_mean\" has 2 numbers"),
    (#"{"image_std": [1, 0, 1]}"#, "\"image_std\" is 0"),
    (#"{"crop_size": {"shortest_edge": 3}}"#, "\"crop_size\" needs"),
  ])
  func whatIsNotKnownIsNamed(json: String, said: String) throws {
    do {
      _ = try processor(json)
      Issue.record("\(json) was taken")
    } catch let error as ModelError {
      #expect(error.description.contains(said), "\(error)")
      #expect(error.description.hasPrefix("preprocessor_config.json: "))
    }
  }

  /// Black is added around a picture that is smaller than its crop, as the library pads.
  @Test func cropsBeyondThePictureAreFilled() throws {
    var crop = try processor(#"{"do_resize": false}"#)
    crop.crop = ImageProcessor.Sides(height: 3, width: 4)
    let one = Picture(width: 1, height: 2, pixels: [0x01_01_01, 0x02_02_02])
    let seen = try crop.seen(one, path: "one.png")
    #expect(
      seen.picture.pixels == [0, 0, 0, 0, 0, 0, 0x01_01_01, 0, 0, 0, 0x02_02_02, 0])
  }

  @Test func narrowPicturesAreRefusedBeforeMemoryIsTaken() throws {
    let model = try Model.open(ModelFixture.path("untrained/clip"))
    var processor = try model.imageProcessor()
    processor.size = .shortestEdge(8000)
    let strip = Picture(width: 60000, height: 1, pixels: Array(repeating: 0, count: 60000))
    #expect(throws: ModelError.self) { try processor.seen(strip, path: "strip.png") }
  }

  @Test func modelsOfTextSeeNoPictures() throws {
    let model = try Model.open(ModelFixture.path("tiny/bert"))
    #expect(throws: ModelError.self) { try model.imageProcessor() }
  }
}
