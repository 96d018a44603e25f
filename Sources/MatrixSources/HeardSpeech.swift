// Features of speech, as files have them and as a model takes them.

import AttentionMath
import Models
public import TextFormats

/// Log-mel features of speech that a model is given.
public struct HeardSpeech: Sendable {
  /// Shape `[mel bins, frames]`.
  let features: Matrix<Float>
  /// What readers are to be warned of.
  public let warnings: [Message]

  /// - Parameter array: shape `[mel bins, frames]` or `[frames, mel bins]`, after axes of length 1. What
  ///   fits both is taken for the first, as the feature extractors of the libraries give it.
  /// - Throws: `unusedInput` for a model that hears nothing, `wrongFeatures`, `featuresNotFinite`.
  init(_ array: KeptArray, by model: Model) throws(ModelError) {
    guard let speech = model.shape.speech else {
      throw .unusedInput(architecture: model.architecture, what: .features)
    }
    let shape = Array(array.shape.suffix(2))
    let isUsual = shape == [speech.bands, speech.frames]
    guard array.shape.dropLast(2).allSatisfy({ $0 == 1 }),
      isUsual || shape == [speech.frames, speech.bands]
    else {
      throw .wrongFeatures(shape: array.shape, bands: speech.bands, frames: speech.frames)
    }
    let odd = array.values.count { !$0.isFinite }
    guard odd == 0 else { throw .featuresNotFinite(count: odd) }
    let matrix = Matrix<Float>(rows: shape[0], columns: shape[1], values: array.values)
    features = isUsual ? matrix : matrix.transposed
    let written = "[\(shape[0]), \(shape[1])]"
    if !isUsual {
      warnings = [
        Message(
          "\(option: "features"): the shape \(written) was read as [frames, mel bins], as the model has "
            + "\(speech.bands) mel bins",
          zh: "\(option: "features")：形状 \(written) 按 [帧, 梅尔频带] 读取，因为模型有 \(speech.bands) 个梅尔频带")
      ]
    } else if speech.bands == speech.frames {
      warnings = [
        Message(
          "\(option: "features"): the shape \(written) was read as [mel bins, frames]; transpose the array "
            + "if its rows are frames",
          zh: "\(option: "features")：形状 \(written) 按 [梅尔频带, 帧] 读取；若各行是帧，请转置该数组")
      ]
    } else {
      warnings = []
    }
  }
}
