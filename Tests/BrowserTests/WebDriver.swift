// Chromium as a reader uses it, driven through chromedriver's WebDriver protocol (W3C WebDriver).

import Foundation
import Testing

/// What a driven browser could not do.
struct BrowserFailure: Error, CustomStringConvertible {
  var description: String
}

/// A browser with one window, ended by `quit`.
actor WebDriver {
  private let driver: Process
  private let port: UInt16
  private var session = ""
  /// Where downloads and the browser's own files lie.
  nonisolated let folder: TemporaryFolder

  /// Starts chromedriver and a browser.
  init() async throws {
    folder = TemporaryFolder()
    driver = Process()
    driver.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    driver.arguments = ["chromedriver", "--port=0"]
    let output = Pipe()
    driver.standardOutput = output
    driver.standardError = FileHandle.nullDevice
    do {
      try driver.run()
    } catch {
      throw BrowserFailure(description: "chromedriver cannot be run (Debian: chromium-driver)")
    }
    // The driver says on which free port it listens.
    var said = ""
    var port: String?
    while port == nil {
      let part = output.fileHandleForReading.availableData
      guard !part.isEmpty else {
        throw BrowserFailure(description: "chromedriver is missing (Debian: chromium-driver)")
      }
      said += String(decoding: part, as: UTF8.self)
      port = said.firstMatch(of: /on port (\d+)\./).map { String($0.1) }
    }
    self.port = port.flatMap { UInt16($0) } ?? 0
    let options: [String: Any] = [
      "args": [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--no-first-run", "--hide-scrollbars", "--user-data-dir=\(folder.path)/profile",
      ],
      "prefs": [
        "download.default_directory": folder.path,
        "profile.default_content_setting_values.automatic_downloads": 1,
      ],
      "perfLoggingPrefs": ["enableNetwork": true],
    ]
    let wanted: [String: Any] = [
      "browserName": "chrome", "goog:chromeOptions": options,
      "goog:loggingPrefs": ["browser": "ALL", "performance": "ALL"],
    ]
    do {
      let answer = try await call(
        "POST", "/session", ["capabilities": ["alwaysMatch": wanted]])
      guard let value = answer as? [String: Any], let id = value["sessionId"] as? String else {
        throw BrowserFailure(description: "no browser: \(answer)")
      }
      session = "/session/\(id)"
    } catch {
      await quit()
      throw error
    }
  }

  /// Ends the browser and the driver.
  func quit() async {
    _ = try? await call("DELETE", session)
    // The driver may have inherited a mask that keeps gentler signals from it.
    kill(driver.processIdentifier, SIGKILL)
    driver.waitUntilExit()
  }

  @discardableResult
  private func call(
    _ method: String, _ path: String, _ body: [String: Any]? = nil
  ) async throws -> Any {
    let content =
      method == "POST" ? try JSONSerialization.data(withJSONObject: body ?? [:]) : Data()
    let data = Data(
      try RawAnswer(
        port: port, "\(method) \(path) HTTP/1.1",
        ["Host": "127.0.0.1:\(port)", "Content-Type": "application/json"], Array(content)
      ).body)
    let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let value = answer?["value"] ?? NSNull()
    if let failure = value as? [String: Any], let error = failure["error"] as? String {
      throw BrowserFailure(description: "\(path): \(error): \(failure["message"] ?? "")")
    }
    return value
  }

  // MARK: Pages

  /// Opens a page in a window of this size, px.
  func open(_ address: String, width: Int = 1280, height: Int = 900) async throws {
    _ = try await messages()
    try await call("POST", session + "/window/rect", ["width": width, "height": height])
    // A page that is open already is loaded anew only by another one between.
    try await call("POST", session + "/url", ["url": "about:blank"])
    _ = try await requests()
    try await call("POST", session + "/url", ["url": address])
  }

  /// What the reader's system prefers: `light` or `dark`.
  func prefer(_ scheme: String) async throws {
    try await devtools(
      "Emulation.setEmulatedMedia",
      ["features": [["name": "prefers-color-scheme", "value": scheme]]])
  }

  /// Lays the page out for `screen` or for `print`.
  func show(on medium: String) async throws {
    try await devtools("Emulation.setEmulatedMedia", ["media": medium == "print" ? "print" : ""])
  }

  /// Lays pages out for a screen of this width, px, however narrow: windows have a least width.
  func show(width: Int, isTouched: Bool) async throws {
    try await devtools(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": 844, "deviceScaleFactor": 1, "mobile": isTouched])
    try await devtools("Emulation.setTouchEmulationEnabled", ["enabled": isTouched])
  }

  /// Lays pages out for the window again.
  func showAsBefore() async throws {
    try await devtools("Emulation.clearDeviceMetricsOverride", [:])
    try await devtools("Emulation.setTouchEmulationEnabled", ["enabled": false])
  }

  /// Whether pages that are opened from now on may run their scripts; those of tests always run.
  func allowScripts(_ isAllowed: Bool) async throws {
    try await devtools("Emulation.setScriptExecutionDisabled", ["value": !isAllowed])
  }

  /// The page on paper, A4, as a PDF.
  func printed() async throws -> [UInt8] {
    let answer = try await devtools(
      "Page.printToPDF",
      ["paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": true])
    guard let text = (answer as? [String: Any])?["data"] as? String,
      let data = Data(base64Encoded: text)
    else { throw BrowserFailure(description: "nothing was printed") }
    return Array(data)
  }

  /// A command of the DevTools protocol, for what WebDriver has no words for.
  @discardableResult
  private func devtools(_ command: String, _ parameters: [String: Any]) async throws -> Any {
    try await call(
      "POST", session + "/goog/cdp/execute", ["cmd": command, "params": parameters])
  }

  /// The value of an expression of JavaScript as text.
  func text(_ expression: String) async throws -> String {
    let value = try await call(
      "POST", session + "/execute/sync", ["script": "return String(\(expression));", "args": []])
    return value as? String ?? "\(value)"
  }

  /// Runs statements of JavaScript.
  func run(_ script: String) async throws {
    try await call("POST", session + "/execute/sync", ["script": script, "args": []])
  }

  /// Waits until an expression is true.
  func wait(until condition: String) async throws {
    let deadline = Date().addingTimeInterval(60)
    while try await text("Boolean(\(condition))") != "true" {
      guard Date() < deadline else {
        throw BrowserFailure(description: "never came true: \(condition)")
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  // MARK: Hands

  /// Moves a pointer to a place of the window, and presses it there if asked to.
  func point(_ x: Double, _ y: Double, presses: Bool = false, with type: String = "mouse")
    async throws
  {
    var actions: [[String: Any]] = [
      [
        "type": "pointerMove", "duration": 0, "x": Int(x.rounded(.down)),
        "y": Int(y.rounded(.down)), "origin": "viewport",
      ]
    ]
    if presses {
      actions += [
        ["type": "pointerDown", "button": 0], ["type": "pointerUp", "button": 0],
      ]
    }
    try await call(
      "POST", session + "/actions",
      [
        "actions": [
          [
            "type": "pointer", "id": type, "parameters": ["pointerType": type],
            "actions": actions,
          ]
        ]
      ])
  }

  /// Presses a key while Control is held.
  func pressWithControl(_ key: String) async throws {
    let keys = [
      ["type": "keyDown", "value": Key.control], ["type": "keyDown", "value": key],
      ["type": "keyUp", "value": key], ["type": "keyUp", "value": Key.control],
    ]
    try await call(
      "POST", session + "/actions",
      ["actions": [["type": "key", "id": "keyboard", "actions": keys]]])
  }

  /// Presses keys one after the other.
  func press(_ keys: String...) async throws {
    let actions = keys.flatMap { key in
      [["type": "keyDown", "value": key], ["type": "keyUp", "value": key]]
    }
    try await call(
      "POST", session + "/actions",
      ["actions": [["type": "key", "id": "keyboard", "actions": actions]]])
  }

  // MARK: What happened

  /// Everything on the page's console since it was last asked for: errors and refused things too.
  func messages() async throws -> [String] {
    let log = try await call("POST", session + "/se/log", ["type": "browser"])
    return (log as? [[String: Any]] ?? []).map { "\($0["message"] ?? "")" }
  }

  /// The addresses that the browser asked for since they were last asked for.
  func requests() async throws -> [String] {
    let log = try await call("POST", session + "/se/log", ["type": "performance"])
    return (log as? [[String: Any]] ?? []).compactMap { entry in
      guard let text = entry["message"] as? String,
        let json = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
        let message = json["message"] as? [String: Any],
        message["method"] as? String == "Network.requestWillBeSent",
        let parameters = message["params"] as? [String: Any],
        let request = parameters["request"] as? [String: Any]
      else { return nil }
      return request["url"] as? String
    }
  }

  /// The file of this name once the browser has saved it.
  func download(_ name: String) async throws -> Data {
    let file = URL(fileURLWithPath: folder.path + "/" + name)
    let deadline = Date().addingTimeInterval(60)
    while Date() < deadline {
      if let data = try? Data(contentsOf: file), !data.isEmpty { return data }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw BrowserFailure(description: "\(name) was not saved")
  }
}

/// Keys that have no character.
enum Key {
  static let tab = "\u{E004}"
  static let enter = "\u{E007}"
  static let control = "\u{E009}"
  static let escape = "\u{E00C}"
  static let end = "\u{E010}"
  static let home = "\u{E011}"
  static let left = "\u{E012}"
  static let up = "\u{E013}"
  static let right = "\u{E014}"
  static let down = "\u{E015}"
  static let space = " "
}

/// One browser for all tests of a suite, started before the first and ended after the last.
struct OneBrowser: SuiteTrait, TestScoping {
  @TaskLocal static var shared: WebDriver?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let browser = try await WebDriver()
    do {
      try await Self.$shared.withValue(browser) { try await function() }
    } catch {
      await browser.quit()
      throw error
    }
    await browser.quit()
  }
}

extension SuiteTrait where Self == OneBrowser {
  static var oneBrowser: OneBrowser { OneBrowser() }
}

/// The suite's browser.
func browser() throws -> WebDriver {
  guard let browser = OneBrowser.shared else {
    throw BrowserFailure(description: "the suite has no browser")
  }
  return browser
}

/// A new folder that removes itself.
final class TemporaryFolder: Sendable {
  let path: String

  init() {
    var template = Array((NSTemporaryDirectory() + "/attnplot-browser-XXXXXX").utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? ""
    }
    precondition(!path.isEmpty, "no folder can be made in \(NSTemporaryDirectory())")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  func write(_ bytes: [UInt8], as name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    return path + "/" + name
  }
}
