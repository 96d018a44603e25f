// What reaches the page's server: bytes as they come, in parts of any length.

import FigureServer
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Synchronization

/// A whole connection, from the bytes that a client sends to those that it gets.
///
/// An input's first byte says how long the parts are that the rest comes in.
public struct ConnectionTarget: FuzzTarget {
  public let name = "connection"
  public let longest = 8192

  private static let port = 8000

  /// Answers at once, and counts.
  private final class Pictures: PictureService {
    let asked = Mutex(0)

    func warmUp() {}
    func submit(
      _ request: PageRequest, _ reply: @escaping @Sendable (PageResponse) -> Void
    ) -> PictureTicket {
      asked.withLock { $0 += 1 }
      reply(PageResponse(.ok, "application/json", [UInt8]("{}".utf8)))
      return PictureTicket()
    }
  }

  public func samples() -> [[UInt8]] {
    let host = "Host: 127.0.0.1:\(Self.port)\r\n"
    let question = #"{"page":"p","turn":1,"kind":"pe-heatmap","values":{},"format":"png"}"#
    let json = "Content-Type: application/json\r\n"
    return [
      "GET / HTTP/1.1\r\n\(host)\r\n",
      "GET /kinds.json HTTP/1.1\r\n\(host)Origin: http://localhost:\(Self.port)\r\n\r\n",
      "HEAD /explore.js HTTP/1.0\r\n\(host)Sec-Fetch-Site: cross-site\r\n\r\n",
      "POST /draw HTTP/1.1\r\n\(host)\(json)Content-Length: \(question.utf8.count)\r\n\r\n\(question)",
      "POST /draw HTTP/1.1\r\n\(host)\(json)Transfer-Encoding: chunked\r\n\r\n"
        + "\(String(question.utf8.count, radix: 16))\r\n\(question)\r\n0\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: elsewhere\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
      "GET / HTTP/1.1\r\n\(host)\r\nGET /explore.css HTTP/1.1\r\n\(host)\r\n",
    ].flatMap { text in [[UInt8(255)] + text.utf8, [UInt8(7)] + text.utf8] }
  }

  /// - Returns: whether the answer was one to a request that is understood.
  public func run(_ bytes: [UInt8]) -> Bool {
    guard let length = bytes.first.map({ max(1, Int($0) * 16) }) else { return false }
    let loop = EmbeddedEventLoop()
    let channel = EmbeddedChannel(loop: loop)
    let pictures = Pictures()
    do {
      let address = try SocketAddress(ipAddress: "127.0.0.1", port: Self.port)
      channel.localAddress = address
      try PageConnection.configure(channel, pictures: pictures)
      try channel.connect(to: address).wait()
    } catch {
      preconditionFailure("no connection: \(error)")
    }
    for first in stride(from: 1, to: bytes.count, by: length) where channel.isActive {
      let part = bytes[first..<min(bytes.count, first + length)]
      // What the handlers refuse they have answered.
      _ = try? channel.writeInbound(ByteBuffer(bytes: part))
    }
    loop.advanceTime(by: .seconds(60))
    var answer: [UInt8] = []
    while let part = try? channel.readOutbound(as: ByteBuffer.self) {
      answer += part.readableBytesView
    }
    precondition(!channel.isActive, "the connection is still open after a minute")
    precondition(pictures.asked.withLock { $0 } <= 1, "a connection asks once")
    precondition(
      answer.isEmpty || answer.starts(with: "HTTP/1.1 ".utf8), "an answer that is none of HTTP")
    _ = try? channel.finish(acceptAlreadyClosed: true)
    return answer.starts(with: "HTTP/1.1 200".utf8)
  }

  public var words: [String] {
    [
      "GET ", "POST ", "OPTIONS ", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", " HTTP/1.1\r\n",
      " HTTP/0.9\r\n",
      "\r\n", "\n", "\r\n\r\n", "Host: 127.0.0.1:8000\r\n", "Host: localhost:8000\r\n",
      "Content-Length: ",
      "Content-Length: 18446744073709551616\r\n", "Content-Length: -1\r\n",
      "Transfer-Encoding: chunked\r\n",
      "Transfer-Encoding: gzip, chunked\r\n", "Connection: close\r\n", "Connection: Upgrade\r\n",
      "Upgrade: h2c\r\n", "Expect: 100-continue\r\n", "Origin: null\r\n",
      "Sec-Fetch-Site: same-origin\r\n",
      "Content-Type: application/json\r\n", "ffffffffffffffff\r\n", "0\r\n\r\n", "/draw", "/../",
      "%00", "\0",
    ]
  }

  public init() {}
}
