// The style sheet and the script that are part of the program.

import CReportAssets

enum ReportAssets {
  static let style = bytes(report_style)
  static let script = bytes(report_script)

  private static func bytes(
    _ embedded: (UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?
  ) -> [UInt8] {
    var count = 0
    let start = embedded(&count)
    return Array(UnsafeBufferPointer(start: start, count: count))
  }
}
