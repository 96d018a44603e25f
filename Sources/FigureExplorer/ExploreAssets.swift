// The files of the live page, which are part of the program.

import CExploreAssets
import FigureReport

/// What a browser asks for by name.
public enum ExploreAssets {
  public static let page = bytes(explore_page)
  public static let style = ReportAssets.readingStyle + bytes(explore_style)
  public static let script = ReportAssets.readingScript + bytes(explore_script)

  private static func bytes(
    _ embedded: (UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?
  ) -> [UInt8] {
    var count = 0
    let start = embedded(&count)
    return Array(UnsafeBufferPointer(start: start, count: count))
  }
}
