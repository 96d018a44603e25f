// HTTP as bytes, so that every header can be what a test wants it to be.

import Foundation
import Testing

/// A response as it came over the wire.
struct RawAnswer {
  var status: Int
  var head: String
  var body: [UInt8]

  /// Sends a request as it is written, with a line for each header, and reads until the end.
  init(
    port: UInt16, _ line: String, _ headers: [String: String], _ content: [UInt8] = []
  ) throws {
    let connection = try RawConnection(port: port)
    defer { connection.close() }
    var all = headers
    all["Connection"] = "close"
    if !content.isEmpty { all["Content-Length"] = "\(content.count)" }
    let text =
      line + "\r\n" + all.map { "\($0.key): \($0.value)\r\n" }.joined() + "\r\n"
    connection.send(Array(text.utf8) + content)
    var received: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(connection.descriptor, &part, part.count, 0)
      guard count > 0 else { break }
      received += part[..<count]
      if Self.isWhole(received) { break }
    }
    let end = received.firstRange(of: Array("\r\n\r\n".utf8))
    head = String(decoding: received[..<(end?.lowerBound ?? received.count)], as: UTF8.self)
    body = end.map { Array(received[$0.upperBound...]) } ?? []
    status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  }

  /// Whether as many bytes have come as the head says there are.
  private static func isWhole(_ received: [UInt8]) -> Bool {
    guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
    let head = String(decoding: received[..<end.lowerBound], as: UTF8.self).lowercased()
    guard let length = head.firstMatch(of: /content-length: *(\d+)/).flatMap({ Int($0.1) }) else {
      return false
    }
    return received.count - end.upperBound >= length
  }
}

/// A connection to this machine, for bytes that are no request as well.
struct RawConnection {
  let descriptor: Int32

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { [descriptor] pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(connected == 0)
  }

  /// Sends as much as the other side takes.
  func send(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { break }
      sent += count
    }
  }

  /// The first line of what comes.
  func firstLine() -> String {
    var part = [UInt8](repeating: 0, count: 1024)
    let count = max(0, recv(descriptor, &part, part.count, 0))
    return String(decoding: part[..<count].prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
  }

  func close() { Foundation.close(descriptor) }
}

extension RunningExplore {
  /// The server's drawing processes that are at work.
  func runningWorkers() -> [String] {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return folders.filter { folder in
      guard Int(folder) != nil,
        let status = try? String(contentsOfFile: "/proc/\(folder)/stat", encoding: .utf8),
        let end = status.lastIndex(of: ")")
      else { return false }
      // state, parent
      let fields = status[end...].split(separator: " ").dropFirst()
      return fields.first == "R"
        && fields.dropFirst().first == "\(process.processIdentifier)"
    }
  }
}
