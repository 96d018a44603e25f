// Requests → responses, one for each connection.

import FigureExplorer
import FigurePipeline
import NIOCore
import NIOHTTP1

/// Answers the request of one connection and ends it.
final class PageHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private enum State {
    case waiting
    case reading(HTTPRequestHead)
    case answering
  }

  private let pictures: any PictureService
  private var state = State.waiting
  private var body: [UInt8] = []
  private var drawing: PictureTicket?
  private var deadline: Scheduled<Void>?

  init(pictures: any PictureService) { self.pictures = pictures }

  func channelActive(context: ChannelHandlerContext) {
    let channel = context.channel
    // A client that sends a byte now and then holds nothing for long.
    deadline = context.eventLoop.scheduleTask(in: .seconds(ExploreLimits.longestSending)) {
      channel.close(promise: nil)
    }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    // Nobody waits for the picture any more.
    drawing?.cancel()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard error is HTTPParserError, case .waiting = state else {
      return context.close(promise: nil)
    }
    answer(.text(.badRequest, "this is no HTTP request"), context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch (unwrapInboundIn(data), state) {
    case (.head(let head), .waiting):
      if let port = context.localAddress?.port,
        let refusal = RequestGuard.refusal(of: head, port: port)
      {
        return answer(.text(.forbidden, refusal), context)
      }
      let length = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
      guard length <= ExploreLimits.longestBody else {
        return answer(.tooLong, context)
      }
      state = .reading(head)
    case (.body(let part), .reading):
      guard body.count + part.readableBytes <= ExploreLimits.longestBody else {
        return answer(.tooLong, context)
      }
      body += part.readableBytesView
    case (.end, .reading(let head)):
      deadline?.cancel()
      state = .answering
      respond(to: head, context)
    // What follows the request is not read.
    case (_, .waiting), (_, .reading), (_, .answering): break
    }
  }

  private func respond(to head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    switch (head.method, head.uri) {
    case (.GET, "/"):
      answer(PageResponse(.ok, "text/html; charset=utf-8", ExploreAssets.page), context)
    case (.GET, "/explore.css"):
      answer(PageResponse(.ok, "text/css; charset=utf-8", ExploreAssets.style), context)
    case (.GET, "/explore.js"):
      answer(PageResponse(.ok, "text/javascript; charset=utf-8", ExploreAssets.script), context)
    case (.GET, "/kinds.json"):
      ask(.catalogue, context)
    case (.POST, "/draw"):
      guard let asked = PictureRequest(body) else {
        return answer(.text(.badRequest, "this is no question that the page asks"), context)
      }
      ask(.picture(asked, body), context)
    default:
      answer(.text(.notFound, "nothing is here"), context)
    }
  }

  private func ask(_ request: PageRequest, _ context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let loop = context.eventLoop
    drawing = pictures.submit(request) { response in
      loop.execute {
        let (handler, context) = bound.value
        handler.drawing = nil
        handler.answer(response, context)
      }
    }
  }

  private func answer(_ response: PageResponse, _ context: ChannelHandlerContext) {
    state = .answering
    guard context.channel.isActive else { return }
    var headers = HTTPHeaders(response.headers)
    headers.add(name: "Content-Length", value: "\(response.body.count)")
    headers.add(name: "Connection", value: "close")
    context.write(
      wrapOutboundOut(
        .head(HTTPResponseHead(version: .http1_1, status: response.status, headers: headers))),
      promise: nil)
    context.write(
      wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
      // A connection closed while the client still sends would lose the answer on its way: only our
      // side is ended, and the other one for good a little later.
      channel.close(mode: .output, promise: nil)
      channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
    }
  }
}
