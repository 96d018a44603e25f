// SVG files as a browser draws them.

import Foundation

/// Draws SVGs with Chromium, all in one start of it, each at its own size.
///
/// - Parameters:
///   - drawings: Each with its size in px; they are stacked on one page.
///   - zoom: Pixels a px.
/// - Returns: One picture for the page, and the row of pixels each drawing begins in.
public func browserPicture(
  of drawings: [(svg: [UInt8], width: Int, height: Int)], zoom: Int = 1
) throws -> (picture: DecodedPNG, tops: [Int]) {
  let folder = FileManager.default.temporaryDirectory.appending(
    path: "attnplot-browser-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  var page = "<!DOCTYPE html><meta charset=\"utf-8\"><body style=\"margin:0;background:white\">"
  var (tops, height): ([Int], Int) = ([], 0)
  for (index, drawing) in drawings.enumerated() {
    try Data(drawing.svg).write(to: folder.appending(path: "\(index).svg"))
    page += "<img src=\"\(index).svg\" style=\"position:absolute;left:0;top:\(height)px\">"
    tops.append(height * zoom)
    height += drawing.height
  }
  try Data(page.utf8).write(to: folder.appending(path: "page.html"))
  let shot = folder.appending(path: "shot.png")
  _ = try runTool(
    "chromium",
    [
      "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage",
      "--force-color-profile=srgb", "--force-device-scale-factor=\(zoom)",
      "--user-data-dir=\(folder.path)/profile", "--screenshot=\(shot.path)",
      "--window-size=\(drawings.map(\.width).max() ?? 1),\(height)",
      folder.appending(path: "page.html").absoluteString,
    ])
  return (try DecodedPNG(Array(try Data(contentsOf: shot))), tops)
}
