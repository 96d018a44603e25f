// Full-width marks of Chinese, each of which is half ink and half blank: where two stand side by side,
// and where one begins or ends a line, a blank half is left out (Requirements for Chinese Text Layout,
// section 3.1.6, "Adjustment of punctuation width").

extension ParagraphSetter {
  /// Marks with their ink at the left.
  static let closing = "，。、；：！？）》〉」』】〕”’"
  /// Marks with their ink at the right.
  static let opening = "（《〈「『【〔“‘"

  /// The pieces with the marks distinguished that lose half their width, whatever stands beside them on
  /// a line: the first of two where it ends in blank, the second where both begin with it.
  static func squeezed(_ pieces: [Piece]) -> [Piece] {
    // The characters of all pieces in a row; a formula is none that a mark gives way to.
    var characters: [Character] = []
    for piece in pieces {
      switch piece {
      case .text(let text, let look):
        characters += look.isCode ? text.map { _ in "x" } : Array(text)
      case .box: characters.append("x")
      }
    }
    func isHalf(_ index: Int) -> Bool {
      let character = characters[index]
      if closing.contains(character), index + 1 < characters.count {
        return closing.contains(characters[index + 1]) || opening.contains(characters[index + 1])
      }
      return opening.contains(character) && index > 0 && opening.contains(characters[index - 1])
    }
    var result: [Piece] = []
    var position = 0
    for piece in pieces {
      guard case .text(let text, let look) = piece else {
        result.append(piece)
        position += 1
        continue
      }
      var run = ""
      var runLook = look
      for character in text {
        var own = look
        own.isHalf = isHalf(position)
        position += 1
        if own != runLook {
          if !run.isEmpty { result.append(.text(run, runLook)) }
          (run, runLook) = ("", own)
        }
        run.append(character)
      }
      if !run.isEmpty { result.append(.text(run, runLook)) }
    }
    return result
  }

  /// The pieces of a line that begins with a mark whose blank is left out.
  static func halvingFirst(_ pieces: [Piece]) -> [Piece] {
    guard case .text(let text, let look)? = pieces.first, let mark = text.first else {
      return pieces
    }
    var half = look
    half.isHalf = true
    var result = [Piece.text(String(mark), half)]
    if text.count > 1 { result.append(.text(String(text.dropFirst()), look)) }
    return result + pieces.dropFirst()
  }
}
