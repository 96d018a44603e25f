// Fonts that inputs share: finding them takes longer than drawing what most inputs ask for.

import CairoRendering
import FigurePipeline
import Foundation

/// What draws, for one input after the other.
final class WarmFonts: @unchecked Sendable {
  final class Tools {
    let renderer = FigureRenderer()
    let text = TextEngine()
  }

  static let shared = WarmFonts()

  /// After so many inputs all is made anew: what they leave behind is bounded, and starting is
  /// tried as well.
  private static let inputs = 100
  private let lock = NSLock()
  private var tools = Tools()
  private var used = 0

  func with<Result>(_ body: (Tools) -> Result) -> Result {
    lock.withLock {
      if used == Self.inputs { (tools, used) = (Tools(), 0) }
      used += 1
      return body(tools)
    }
  }
}
