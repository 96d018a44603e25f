// HTTP on the loopback address: three files, a list of kinds, and pictures.
//
// Connections are served on a thread of their own that never draws, pictures are made by other
// processes: whatever a request asks for, the page goes on answering and signals end the program.

import FigureExplorer
import FigurePipeline
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The server of one page.
struct ExploreServer {
  /// Why the server cannot begin.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let pictures: PictureQueue

  init(pictures: PictureQueue) { self.pictures = pictures }

  /// Serves until the program ends.
  /// - Throws: `Failure` where the port cannot be had.
  func run(port: Int) throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let connections = Atomic(0)
    let pictures = pictures
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 64)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        guard connections.add(1, ordering: .relaxed).newValue <= ExploreLimits.mostConnections
        else {
          connections.subtract(1, ordering: .relaxed)
          return channel.close()
        }
        channel.closeFuture.whenComplete { _ in connections.subtract(1, ordering: .relaxed) }
        return channel.eventLoop.makeCompletedFuture {
          var limits = NIOHTTPDecoderLimitConfiguration()
          limits.maxHeaderFieldSize = ExploreLimits.longestHead
          limits.maxHeaderListSize = ExploreLimits.longestHead
          limits.maxHeaderFieldCount = 64
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(ByteBounds())
          try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false,
            withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: limits)
          try pipeline.addHandler(PageHandler(pictures: pictures))
        }
      }
    let channel: any Channel
    do {
      channel = try bootstrap.bind(host: "127.0.0.1", port: port).wait()
    } catch let error as IOError {
      throw Failure(
        description: error.errnoCode == EADDRINUSE
          ? "--port \(port): another program has this port; choose another, or 0 for a free one"
          : "--port \(port): \(String(cString: strerror(error.errnoCode))); choose another, or 0 "
            + "for a free one")
    }
    try OutputFiles.print("http://127.0.0.1:\(channel.localAddress?.port ?? port)/\n")
    pictures.warmUp()
    try channel.closeFuture.wait()
  }
}

/// The signals that are meant to end this program, which is its only way to end.
enum EndingSignals {
  /// Has a thread of its own wait for them, so that no work can keep them waiting. To be called
  /// before there is any other thread.
  static func watch() {
    let set = Self.set
    withUnsafePointer(to: set) { _ = pthread_sigmask(SIG_BLOCK, $0, nil) }
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { _ in
        var set = EndingSignals.set
        var number: Int32 = 0
        while sigwait(&set, &number) != 0 {}
        // Other threads may be anywhere: nothing is torn down under their hands.
        _exit(0)
      }, nil)
  }

  private static var set: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, number) }
    return set
  }
}
