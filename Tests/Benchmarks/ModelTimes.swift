// Times of a model: opening, tokens of a sentence, a sentence's attentions, and a prefill of 512 tokens.

import Models
import Tokenizers

/// Prints the times of a model on disk, from a warm page cache.
func measureModel(_ path: String, repeats: Int) throws {
  let name = path.split(separator: "/").last.map(String.init) ?? path
  let model = try Model.open(path)
  try measure("\(name) open", repeats: repeats) { _ = try Model.open(path) }
  try measure("\(name) tokenizer", repeats: repeats) { _ = try model.tokenizer() }
  let sentence = try model.encode("The robot picked up the ball because it was too heavy").input
  try measure("\(name) attentions of \(sentence.ids.count) tokens", repeats: repeats) {
    _ = try model.run(sentence, keeping: Request(parts: [.attentions: .init()]))
  }
  let long = ModelInput(ids: (0..<512).map { ($0 * 7919 + 13) % model.shape.vocabulary })
  try measure("\(name) prefill of 512 tokens", repeats: repeats) {
    _ = try model.run(long, keeping: Request(logits: .last))
  }
}
