// Programs of PyPI that tests run, which `Tests/fetch` puts into `.build/python-tools`.

import Foundation

public enum PythonTools {
  private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  /// Where they are, if they were fetched.
  public static let folder = root + "/.build/python-tools"

  /// Whether a module can be imported, with a compiled part of it for this Python.
  public static func has(_ module: String) -> Bool {
    (try? run(["-c", "import \(module)"])) != nil
  }

  /// What Python prints.
  /// - Parameter arguments: such as `["-m", "mkdocs", "build"]`.
  /// - Throws: `ToolFailure` where it does not end with 0.
  @discardableResult
  public static func run(_ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
    try runTool("python3", arguments, input: input, environment: ["PYTHONPATH": folder])
  }
}
