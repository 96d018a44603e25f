// The words of diagrams, in every language.

import FigureModel
import FigureScene

/// Titles of matrices and names of steps in one language.
struct DiagramWords {
  let language: Language

  init(_ language: Language) { self.language = language }

  private func say(_ english: String, _ chinese: String) -> String {
    Localized(en: english, zh: chinese)[language]
  }

  func matrix(_ letter: String) -> RichText { RichText(letter + say("", " 矩阵")) }

  func transposedMatrix(_ letter: String) -> RichText { transposed(letter, say("", " 矩阵")) }

  var scores: RichText {
    RichText([
      RichText.Span(say("Scores S = QK", "注意力分数矩阵 S = QK")), RichText.Span("T", script: .super),
    ])
  }
  var weights: RichText { RichText(say("Attention weights", "注意力权重矩阵")) }
  var output: RichText { RichText(say("Output Z", "词向量矩阵 Z")) }
  var scaled: String { say("Scaled scores", "缩放后的分数") }
  var scaledAndMasked: String { say("Scaled and masked scores", "缩放并加掩码后的分数") }
  var plusMask: String { say(", + mask", "，加掩码") }
  var softmax: String { say("softmax of each row", "逐行 softmax") }
  var softmaxWeights: String { say("Weights", "注意力权重") }
  var transpose: String { say("transpose", "转置") }
  var attention: String { say("Scaled Dot-Product Attention", "缩放点积注意力") }
  var linear: String { say("Linear", "线性层") }
  var input: String { say("Input", "输入") }
  var concatenate: String { say("Concatenate", "拼接") }
  var allHeads: String { say("split into heads", "拆分为各个头") }
}
