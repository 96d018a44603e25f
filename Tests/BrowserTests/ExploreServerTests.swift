// Who is answered by the live page's server, how much it draws, and how it ends.

import CairoRendering
import FigureExplorer
import FigureKinds
import Foundation
import Testing

@Suite struct ExploreServerTests {
  static let json = ["Content-Type": "application/json"]

  static func request(
    _ kind: String, _ values: [String: [String]], format: String = "svg", turn: Int = 1
  ) throws -> [UInt8] {
    Array(
      try JSONSerialization.data(withJSONObject: [
        "page": "test", "turn": turn, "kind": kind, "values": values, "format": format,
      ]))
  }

  /// The error line of an answer; nil where there is none.
  static func errorLine(_ answer: RawAnswer) -> String? {
    let line = answer.body.prefix { $0 != UInt8(ascii: "\n") }
    let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
    return object?["error"] as? String
  }

  @Test func onlyThePageItselfIsAnswered() throws {
    let explore = try RunningExplore()
    let port = explore.port
    let own = "127.0.0.1:\(port)"
    let body = try Self.request("pe-heatmap", [:])
    func status(
      _ method: String, _ path: String, host: String, _ headers: [String: String] = [:]
    ) throws -> Int {
      try RawAnswer(
        port: port, "\(method) \(path) HTTP/1.1",
        headers.merging(["Host": host]) { $1 }, method == "POST" ? body : []
      ).status
    }
    // The page's own requests.
    #expect(try status("GET", "/", host: own) == 200)
    #expect(try status("GET", "/", host: "localhost:\(port)") == 200)
    #expect(try status("POST", "/draw", host: own, Self.json) == 200)
    let origin = ["Origin": "http://\(own)"]
    #expect(try status("POST", "/draw", host: own, Self.json.merging(origin) { $1 }) == 200)
    // A name that somebody else made to mean this machine.
    for host in ["evil.example", "evil.example:\(port)", "127.0.0.1", "127.0.0.1:1", ""] {
      for path in ["/", "/kinds.json", "/explore.js"] {
        #expect(try status("GET", path, host: host) == 403)
      }
      #expect(try status("POST", "/draw", host: host, Self.json) == 403)
    }
    // Pages of others.
    for origin in ["http://evil.example", "null", "https://\(own)", "http://127.0.0.1:1"] {
      #expect(
        try status("POST", "/draw", host: own, Self.json.merging(["Origin": origin]) { $1 }) == 403)
    }
    for site in ["cross-site", "same-site"] {
      #expect(try status("GET", "/kinds.json", host: own, ["Sec-Fetch-Site": site]) == 403)
    }
    // A form can send text, but not JSON.
    #expect(try status("POST", "/draw", host: own, ["Content-Type": "text/plain"]) == 403)
    #expect(try status("POST", "/draw", host: own) == 403)
    for path in ["/../../etc/passwd", "/etc/passwd", "/draw", "/explore.html", "/%2e%2e/"] {
      #expect(try status("GET", path, host: own) == 404)
    }
    #expect(explore.interrupt() == 0)
  }

  @Test func everyAnswerCarriesTheStrictPolicy() throws {
    let explore = try RunningExplore()
    for path in ["/", "/explore.js", "/explore.css", "/kinds.json", "/nothing"] {
      let answer = try RawAnswer(
        port: explore.port, "GET \(path) HTTP/1.1", ["Host": "127.0.0.1:\(explore.port)"])
      let head = answer.head.lowercased()
      #expect(head.contains("content-security-policy: default-src 'none';"))
      #expect(!head.contains("unsafe"))
      #expect(head.contains("x-content-type-options: nosniff"))
      #expect(!head.contains("access-control-allow"))
    }
    #expect(explore.interrupt() == 0)
  }

  @Test func sizesAreBounded() throws {
    let explore = try RunningExplore()
    let host = ["Host": "127.0.0.1:\(explore.port)"].merging(Self.json) { $1 }
    func answer(_ kind: String, _ values: [String: [String]]) throws -> RawAnswer {
      try RawAnswer(
        port: explore.port, "POST /draw HTTP/1.1", host, Self.request(kind, values))
    }
    for (kind, values, option) in [
      ("pe-heatmap", ["positions": ["2049"]], "--positions"),
      ("pe-heatmap", ["dimensions": ["1000000000"]], "--dimensions"),
      ("similarity", ["positions": ["99999999999999999999"]], "99999999999999999999"),
      ("pe-heatmap", ["size": ["20000x20000px"]], "--size"),
      ("pe-heatmap", ["scale": ["64"]], "--scale"),
      ("pe-lines", ["at-positions": ["0-2000000000"]], "--at-positions"),
    ] {
      let answer = try answer(kind, values)
      #expect(answer.status == 422)
      let line = try #require(Self.errorLine(answer))
      #expect(line.hasPrefix("attnplot: error: ") && line.contains(option), "\(line)")
    }
    #expect(try answer("pe-heatmap", ["positions": ["2048"], "dimensions": ["64"]]).status == 200)
    // A body without end is not read to its end.
    let long = try answer("pe-heatmap", ["title": [String(repeating: "x", count: 70_000)]])
    #expect(long.status == 413)
    #expect(
      try RawAnswer(port: explore.port, "POST /draw HTTP/1.1", host, Array("{".utf8)).status == 400)
    #expect(explore.interrupt() == 0)
  }

  @Test func errorsAreTheCommandsOwn() throws {
    let explore = try RunningExplore()
    let host = ["Host": "127.0.0.1:\(explore.port)"].merging(Self.json) { $1 }
    for (option, value) in [
      ("positions", "0"), ("dimensions", "3"), ("colormap", "virids"), ("gamma", "-1"),
      ("positions", "x"),
    ] {
      let answer = try RawAnswer(
        port: explore.port, "POST /draw HTTP/1.1", host,
        Self.request("pe-heatmap", [option: [value]]))
      let call = Process()
      call.executableURL = URL(fileURLWithPath: RunningExplore.path)
      call.arguments = ["pe-heatmap", "--\(option)", value, "-o", "-", "--format", "svg"]
      let said = Pipe()
      call.standardError = said
      call.standardOutput = FileHandle.nullDevice
      try call.run()
      let message = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      call.waitUntilExit()
      #expect(Self.errorLine(answer).map { $0 + "\n" } == message)
    }
    #expect(explore.interrupt() == 0)
  }

  @Test func onlyNamedFilesAreRead() throws {
    let folder = TemporaryFolder()
    _ = try folder.write(Array("a,b\n1,2\n3,4\n".utf8), as: "named.csv")
    _ = try folder.write(Array("a,b\n5,6\n7,8\n".utf8), as: "other.csv")
    let manifest = try folder.write(
      Array("figures:\n- id: m\n  kind: heatmap\n  input: named.csv\n".utf8), as: "m.yaml")
    let explore = try RunningExplore([manifest])
    let host = ["Host": "127.0.0.1:\(explore.port)"].merging(Self.json) { $1 }
    func answer(_ input: String) throws -> RawAnswer {
      try RawAnswer(
        port: explore.port, "POST /draw HTTP/1.1", host,
        Self.request("heatmap", ["input": [input]]))
    }
    #expect(try answer(folder.path + "/named.csv").status == 200)
    #expect(
      try answer("example:minilm#x").status == 422)
    for path in [
      folder.path + "/other.csv", folder.path + "/../" + "etc/passwd", "/etc/passwd",
      folder.path + "/named.csv/../other.csv", "named.csv",
    ] {
      let answer = try answer(path)
      #expect(answer.status == 422)
      #expect(try #require(Self.errorLine(answer)).contains("only files that its manifest names"))
    }
    // The manifest's figure is what the page begins with, and its command works from anywhere.
    let kinds = try RawAnswer(port: explore.port, "GET /kinds.json HTTP/1.1", host)
    let object = try JSONSerialization.jsonObject(with: Data(kinds.body)) as? [String: Any]
    let first = try #require((object?["figures"] as? [[String: Any]])?.first)
    #expect(first["name"] as? String == "m")
    #expect(
      (first["values"] as? [String: [String]]) == ["input": [folder.path + "/named.csv"]])
    #expect(explore.interrupt() == 0)
  }

  @Test func aPortThatIsTakenIsAnError() throws {
    let explore = try RunningExplore()
    let second = Process()
    second.executableURL = URL(fileURLWithPath: RunningExplore.path)
    second.arguments = ["explore", "--port", "\(explore.port)"]
    let said = Pipe()
    second.standardError = said
    second.standardOutput = FileHandle.nullDevice
    try second.run()
    let message = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    second.waitUntilExit()
    #expect(second.terminationStatus == 1)
    #expect(
      message.hasPrefix("attnplot: error: --port \(explore.port): another program has this port"))
    #expect(message.filter { $0 == "\n" }.count == 1)
    #expect(explore.interrupt() == 0)
  }

  /// A request as bytes, sent and left alone.
  private func send(_ bytes: [UInt8], to port: UInt16) throws -> RawConnection {
    let connection = try RawConnection(port: port)
    connection.send(bytes)
    return connection
  }

  @Test func headsWithoutEndAreRefusedAndThePageGoesOn() throws {
    let explore = try RunningExplore()
    let host = ["Host": "127.0.0.1:\(explore.port)"]
    let long = [UInt8](repeating: UInt8(ascii: "a"), count: 2_000_000)
    for start in [
      "GET /", "", "GET / HTTP/1.1\r\nHost: ", "GET / HTTP/1.1\r\n",
      "GET / HTTP/1.1\r\nX: y\r\n a",
    ] {
      let connection = try send(Array(start.utf8) + long, to: explore.port)
      #expect(try RawAnswer(port: explore.port, "GET / HTTP/1.1", host).status == 200)
      connection.close()
    }
    // Many small headers are as good as a long one.
    let many = (0..<100_000).map { "h\($0): v\r\n" }.joined()
    let connection = try send(Array("GET / HTTP/1.1\r\n\(many)".utf8), to: explore.port)
    #expect(try RawAnswer(port: explore.port, "GET / HTTP/1.1", host).status == 200)
    connection.close()
    #expect(explore.interrupt() == 0)
  }

  @Test func whatIsNoRequestIsAnsweredAndEnded() throws {
    let explore = try RunningExplore()
    for (text, status) in [
      ("GET /" + String(repeating: "a", count: 20_000), "431"),
      ("\u{16}\u{3}\u{1} no request\r\n\r\n", "400"),
    ] {
      let connection = try send(Array(text.utf8), to: explore.port)
      #expect(connection.firstLine().split(separator: " ").dropFirst().first ?? "" == status)
      connection.close()
    }
    #expect(explore.interrupt() == 0)
  }

  @Test func connectionsThatSayNothingDoNotKeepOthersOut() throws {
    let explore = try RunningExplore()
    let idle = try (0..<100).map { _ in try RawConnection(port: explore.port) }
    let host = ["Host": "127.0.0.1:\(explore.port)"]
    #expect(try RawAnswer(port: explore.port, "GET / HTTP/1.1", host).status == 200)
    for connection in idle { connection.close() }
    #expect(explore.interrupt() == 0)
  }

  /// A picture that takes seconds.
  private static func slow(_ port: UInt16, page: String) throws -> [UInt8] {
    let body = try JSONSerialization.data(withJSONObject: [
      "page": page, "turn": 1, "kind": "pe-heatmap",
      "values": ["positions": ["2000"], "dimensions": ["2000"], "annotate": ["true"]],
      "format": "pdf",
    ])
    let head =
      "POST /draw HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(body.count)\r\n\r\n"
    return Array(head.utf8) + body
  }

  @Test func aSlowPictureKeepsNobodyWaitingAndEndsWithItsReader() async throws {
    let explore = try RunningExplore()
    let host = ["Host": "127.0.0.1:\(explore.port)"].merging(Self.json) { $1 }
    let slow = try send(Self.slow(explore.port, page: "slow"), to: explore.port)
    #expect(
      try RawAnswer(
        port: explore.port, "GET / HTTP/1.1", ["Host": "127.0.0.1:\(explore.port)"]
      ).status == 200)
    let quick = try RawAnswer(
      port: explore.port, "POST /draw HTTP/1.1", host, Self.request("pe-heatmap", [:]))
    #expect(quick.status == 200)
    slow.close()
    // The process that drew it is gone; another one waits for the next picture.
    var busy = explore.runningWorkers()
    for _ in 0..<100 where !busy.isEmpty {
      try await Task.sleep(for: .milliseconds(100))
      busy = explore.runningWorkers()
    }
    #expect(busy.isEmpty)
    #expect(
      try RawAnswer(
        port: explore.port, "POST /draw HTTP/1.1", host, Self.request("pe-heatmap", [:], turn: 2)
      ).status == 200)
    #expect(explore.interrupt() == 0)
  }

  @Test(arguments: [SIGINT, SIGTERM]) func signalsEndItInTheMiddleOfWork(_ number: Int32) throws {
    let explore = try RunningExplore()
    let connections = try (0..<4).map {
      try send(Self.slow(explore.port, page: "\($0)"), to: explore.port)
    }
    kill(explore.process.processIdentifier, number)
    explore.process.waitUntilExit()
    #expect(explore.process.terminationStatus == 0)
    #expect(explore.runningWorkers().isEmpty)
    for connection in connections { connection.close() }
  }

  @Test func outdatedRequestsAreKnown() throws {
    let turns = NewestRequests()
    turns.note(5, of: "page")
    #expect(turns.isOutdated(4, of: "page"))
    #expect(!turns.isOutdated(5, of: "page"))
    #expect(!turns.isOutdated(4, of: "another"))
  }
}

extension RunningExplore {
  var port: UInt16 {
    address.split(separator: ":").last.flatMap { UInt16($0.filter(\.isNumber)) } ?? 0
  }
}
