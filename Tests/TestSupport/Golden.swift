// Goldens: texts that a person has looked at once and that later runs must make again.
//
// A missing golden is recorded, and the test that asked for it fails all the same: someone has to
// look at it first. One that differs leaves a page with both texts side by side.

import Foundation

/// Compares `actual` with the text kept as Tests/Goldens/`name`.
///
/// With `ATTNPLOT_RECORD=1` in the environment a golden that differs is recorded anew.
/// - Returns: What is to be said of it; nil where both are the same.
public func goldenFault(_ actual: String, _ name: String) throws -> String? {
  // …/Tests/TestSupport/Golden.swift
  let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
  let file = tests.appending(path: "Goldens").appending(path: name)
  let expected = try? String(contentsOf: file, encoding: .utf8)
  if expected == actual { return nil }
  guard let expected, ProcessInfo.processInfo.environment["ATTNPLOT_RECORD"] != "1" else {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(actual.utf8).write(to: file)
    return "recorded Goldens/\(name): look at it, then run again"
  }
  let page = FileManager.default.temporaryDirectory.appending(
    path: "attnplot-golden-\(name.replacing("/", with: "-")).html")
  let lines = sideBySide(expected, actual)
  try Data(differencePage(name, lines).utf8).write(to: page)
  let first = lines.first { $0.expected != $0.actual }
  return """
    Goldens/\(name) differs; expected, actual and difference: \(page.path)
    expected: \(first?.expected ?? "")
    actual:   \(first?.actual ?? "")
    """
}

/// Lines of two texts, those they share beside each other.
private func sideBySide(
  _ expected: String, _ actual: String
) -> [(expected: String?, actual: String?)] {
  let (old, new) = (expected.components(separatedBy: "\n"), actual.components(separatedBy: "\n"))
  let changes = new.difference(from: old)
  let removed = Set(
    changes.removals.map { change in
      if case .remove(let offset, _, _) = change { return offset }
      return -1
    })
  let inserted = Set(
    changes.insertions.map { change in
      if case .insert(let offset, _, _) = change { return offset }
      return -1
    })
  var lines: [(expected: String?, actual: String?)] = []
  var (i, j) = (0, 0)
  while i < old.count || j < new.count {
    switch (removed.contains(i), inserted.contains(j)) {
    case (true, true):
      lines.append((old[i], new[j]))
      (i, j) = (i + 1, j + 1)
    case (true, false):
      lines.append((old[i], nil))
      i += 1
    case (false, true):
      lines.append((nil, new[j]))
      j += 1
    case (false, false):
      lines.append((old[i], new[j]))
      (i, j) = (i + 1, j + 1)
    }
  }
  return lines
}

private func differencePage(
  _ name: String, _ lines: [(expected: String?, actual: String?)]
) -> String {
  func escaped(_ text: String?) -> String {
    (text ?? "").replacing("&", with: "&amp;").replacing("<", with: "&lt;")
  }
  let rows = lines.map { line in
    let mark = line.expected == line.actual ? "" : " class=\"differs\""
    return "<tr\(mark)><td>\(escaped(line.expected))</td><td>\(escaped(line.actual))</td></tr>"
  }
  return """
    <!DOCTYPE html><meta charset="utf-8"><title>\(escaped(name))</title>
    <style>td { font: 12px monospace; white-space: pre-wrap; vertical-align: top; width: 50% }
    .differs { background: #fdd }</style>
    <table><tr><th>expected</th><th>actual</th></tr>
    \(rows.joined(separator: "\n"))
    </table>

    """
}
