// How large a figure's words are on a page of paper.

import FigureKinds
import FigureScene

/// What words of a figure on paper have to be.
enum PaperType {
  /// 6 pt, in px: the smallest that is read on paper, subscripts too.
  static let minimumSize = 6.0 * 96 / 72
  /// How much of a page's height a figure takes at most.
  static let maximumHeightShare = 0.76

  /// How a figure of this size is drawn on a page.
  static func scale(of size: Size, atMost maximum: Double = 1) -> Double {
    min(
      maximum, PaperStyle.frame.width / size.width,
      PaperStyle.frame.height * maximumHeightShare / size.height)
  }

  /// The minimum type of some items, in px; infinite where there are no words.
  static func smallestSize(in items: [SceneItem]) -> Double {
    items.reduce(.infinity) { minimumSize, item in
      switch item {
      case .group(let group):
        let transform = group.transform
        let factor =
          abs(transform.xx * transform.yy - transform.xy * transform.yx).squareRoot()
        return min(minimumSize, factor * self.smallestSize(in: group.items))
      case .text(let text):
        let hasScripts = text.text.spans.contains { $0.script != .normal }
        return min(minimumSize, text.style.size * (hasScripts ? scriptShare : 1))
      case .path, .image, .link: return minimumSize
      }
    }
  }

  /// The size of sub- and superscripts against the text they belong to, as text is set.
  private static let scriptShare = 0.7

  /// The type that a figure has to be set in, so that the smallest of it can be read where `current` is what
  /// it is now, on the page.
  static func enlarged(_ ticks: Double, current: Double) -> TypeSize? {
    // What grows is drawn smaller in turn where it fills the page: a little more than is missing.
    TypeSize("\((ticks * minimumSize / current * 1.03 * 100).rounded(.up) / 100)px")
  }
}
