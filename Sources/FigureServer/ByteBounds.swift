// How much a client may send, counted before anything is parsed or kept.

import FigureExplorer
import NIOCore

/// Refuses heads without end, and ends connections that go on sending after their request.
final class ByteBounds: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var received = 0
  private var isInHead = true
  /// The last bytes of the head so far, to find the empty line that ends it.
  private var tail: [UInt8] = []

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    received += buffer.readableBytes
    if isInHead {
      let seen = tail + buffer.readableBytesView.prefix(ExploreLimits.longestHead + 4)
      isInHead = !Self.holdsEmptyLine(seen)
      tail = Array(seen.suffix(3))
      guard !isInHead || received <= ExploreLimits.longestHead else {
        return refuse(context)
      }
    }
    // What comes behind the longest body is read and forgotten, so that a client that is still
    // sending hears why it was refused; not for ever.
    guard received <= ExploreLimits.longestHead + 8 * ExploreLimits.longestBody else {
      return context.close(promise: nil)
    }
    context.fireChannelRead(data)
  }

  private static func holdsEmptyLine(_ bytes: [UInt8]) -> Bool {
    // Ends of lines are LF, with or without CR before it.
    var length = 1
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        if length == 0 { return true }
        length = 0
      } else if byte != UInt8(ascii: "\r") {
        length += 1
      }
    }
    return false
  }

  private func refuse(_ context: ChannelHandlerContext) {
    var answer = context.channel.allocator.buffer(capacity: 128)
    answer.writeString(
      "HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\n"
        + "Connection: close\r\n\r\n")
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(answer)).whenComplete { _ in channel.close(promise: nil) }
  }
}
