// Which heads of a bias are computed, and which of them are drawn.

import AttentionMath
import FigureModel
import TextFormats

/// Some heads of a bias.
struct ChosenBiasHeads: Hashable, Sendable {
  /// More panels than this cannot be distinguished.
  static let maximumPanels = 64
  /// As many are drawn where more are meant.
  static let sampled = 16

  /// How many heads the bias has.
  let count: Int
  /// The heads that are computed and saved, in the order in which they were named.
  let all: [Int]
  /// The positions in ``all`` of those that are drawn.
  let drawn: [Int]

  /// - Parameters:
  ///   - named: the heads as they were asked for; nil for all.
  ///   - count: how many there are.
  /// - Throws: where one of them does not exist or is named twice.
  init(_ named: [Int]?, of count: Int) throws(FigureError) {
    self.count = count
    for (index, head) in (named ?? []).enumerated() {
      guard (0..<count).contains(head) else {
        throw .usage(
          "\(OptionReference("at-heads", head)): there are \(counted(count, "head")), 0 to \(count - 1); choose among "
            + "those",
          zh: "\(OptionReference("at-heads", head))：共 \(count) 个头，为 0 到 \(count - 1)，请在其中选择")
      }
      guard named?.firstIndex(of: head) == index else {
        throw .usage(
          "\(option: "at-heads"): head \(head) is named twice; name it once",
          zh: "\(option: "at-heads")：第 \(head) 头写了两次，请只写一次")
      }
    }
    let heads = named ?? Array(0..<count)
    all = heads
    drawn =
      heads.count <= Self.maximumPanels
      ? Array(heads.indices)
      : (0..<Self.sampled).map { $0 * (heads.count - 1) / (Self.sampled - 1) }
  }

  /// Whether some are left out of the picture.
  private var areSampled: Bool { drawn.count < all.count }

  /// Which of them the picture has, for its description.
  var words: Localized {
    guard drawn.count > 1 else {
      let head = all[drawn[0]]
      return count == 1
        ? Localized(en: "one head", zh: "仅一个头")
        : Localized(en: "head \(head) of \(count)", zh: "共 \(count) 头中的第 \(head) 头")
    }
    return drawn.count == count
      ? Localized(en: "\(count) heads on one colour scale", zh: "\(count) 个头共用一个色标")
      : Localized(
        en: "\(drawn.count) of \(count) heads on one colour scale",
        zh: "\(count) 个头中的 \(drawn.count) 个，共用一个色标")
  }

  /// What the figure says where it has not every head.
  var note: Localized? {
    guard drawn.count < count else { return nil }
    if areSampled, all.count < count {
      return Localized(
        en:
          "\(counted(drawn.count, "head")) of the \(all.count) that were chosen of \(count), evenly "
          + "spread.",
        zh: "从 \(count) 个头中所选的 \(all.count) 个里均匀选取 \(drawn.count) 个。")
    }
    let headList =
      areSampled ? Localized(en: ", evenly spread", zh: "（均匀选取）") : Localized(en: "", zh: "")
    return Localized(
      en: "\(counted(drawn.count, "head")) of \(count)\(headList.english).",
      zh: "\(count) 个头中的 \(drawn.count) 个\(headList.chinese)。")
  }

  /// What readers are warned of where the choice is not theirs.
  var warning: Message? {
    guard areSampled else { return nil }
    let first = "0-\(min(Self.maximumPanels, count) - 1)"
    return Message(
      "\(all.count) heads: more than \(Self.maximumPanels) panels cannot be told apart, so \(Self.sampled) evenly spread "
        + "heads are drawn; all are saved by \(option: "save-matrix"), and \(OptionReference("at-heads", first)) "
        + "chooses others",
      zh: "\(all.count) 个头：超过 \(Self.maximumPanels) 个面板无法分辨，因此只画均匀选取的 \(Self.sampled) 个头；"
        + "\(option: "save-matrix")保存全部，用\(OptionReference("at-heads", first)) 选择其他的头")
  }
}
