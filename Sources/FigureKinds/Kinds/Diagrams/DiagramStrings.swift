// The words of diagrams, in every language.

import FigureModel
import FigureScene

/// Titles of matrices and names of steps in one language.
struct DiagramStrings {
  let language: Language

  init(_ language: Language) { self.language = language }

  private func localized(_ english: String, _ chinese: String) -> String {
    Localized(en: english, zh: chinese)[language]
  }

  private func mathematics(_ english: String, _ chinese: String) -> RichText {
    RichText(mathematics: localized(english, chinese))
  }

  func matrix(_ letter: String) -> RichText {
    RichText.matrix(letter) + RichText(localized("", " 矩阵"))
  }

  func transposedMatrix(_ letter: String) -> RichText {
    RichText.matrix(letter, super: "T") + RichText(localized("", " 矩阵"))
  }

  var scores: RichText { mathematics("Scores S = QKᵀ", "注意力分数矩阵 S = QKᵀ") }
  var weights: RichText { RichText(localized("Attention weights", "注意力权重矩阵")) }
  var output: RichText { mathematics("Output Z", "输出 Z") }
  var scaled: String { localized("Scaled scores", "缩放后的分数") }
  var scaledAndMasked: String { localized("Scaled and masked scores", "缩放并加掩码后的分数") }
  var plusMask: String { localized("+ mask", "加掩码") }
  var plusBias: String { localized("+ bias", "加偏置") }
  var turned: String { localized(", turned", "（旋转后）") }
  var softmax: String { localized("softmax of each row", "逐行 softmax") }
  var softmaxWeights: String { localized("Weights", "注意力权重") }
  var transpose: String { localized("transpose", "转置") }
  var attention: String { localized("Scaled Dot-Product Attention", "缩放点积注意力") }
  var linear: String { localized("Linear", "线性层") }
  var input: String { localized("Input", "输入") }
  var concatenate: String { localized("Concatenate", "拼接") }
  var allHeads: String { localized("split into heads", "拆分为各个头") }
}
