// What is sent back, with the policy that every answer carries.

import FigureExplorer
public import NIOHTTP1

/// A status, a type and bytes.
public struct PageResponse: Sendable {
  public var status: HTTPResponseStatus
  public var type: String
  public var body: [UInt8]

  public init(_ status: HTTPResponseStatus, _ type: String, _ body: [UInt8]) {
    self.status = status
    self.type = type
    self.body = body
  }

  static func text(_ status: HTTPResponseStatus, _ text: String) -> PageResponse {
    PageResponse(status, "text/plain; charset=utf-8", Array((text + "\n").utf8))
  }

  static var tooLong: PageResponse {
    text(.payloadTooLarge, "a request has at most \(ExploreLimits.longestBody) bytes")
  }

  var headers: [(String, String)] {
    [
      ("Content-Type", type),
      ("Cache-Control", "no-store"),
      (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src blob: data:; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
      ),
      ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Referrer-Policy", "no-referrer"),
      ("X-Content-Type-Options", "nosniff"),
    ]
  }
}
