// The style sheets and the scripts that are part of the program.

import CReportAssets

package enum ReportAssets {
  /// Reading values off figures; it needs an element `report-data` that holds the page's words.
  package static let readingStyle = bytes(report_reading_style)
  package static let readingScript = bytes(report_reading_script)

  /// All that a report has.
  static let style = readingStyle + bytes(report_page_style)
  static let script = readingScript + bytes(report_page_script)

  private static func bytes(
    _ embedded: (UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?
  ) -> [UInt8] {
    var count = 0
    let start = embedded(&count)
    return Array(UnsafeBufferPointer(start: start, count: count))
  }
}
