// HTTP on the loopback address: three files, a list of kinds, and pictures.
//
// Connections are served on a thread of their own that never draws, pictures are made by other
// processes: whatever a request asks for, the page goes on answering and signals end the program.

import FigureExplorer
import FigurePipeline
import Glibc
import NIOCore
import NIOPosix
import Synchronization
public import TextFormats

/// The server of one page.
public struct ExploreServer {
  /// Why the server cannot begin.
  public struct Failure: Error, CustomStringConvertible, MessageConvertible {
    public var message: Message
    public var description: String { message.description }
  }

  private let pictures: any PictureService

  public init(pictures: any PictureService) { self.pictures = pictures }

  /// Serves until the program ends.
  /// - Throws: `Failure` where the port cannot be had.
  public func run(port: Int) throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let connections = Atomic(0)
    let pictures = pictures
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 64)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        guard connections.add(1, ordering: .relaxed).newValue <= ExploreLimits.maximumConnections
        else {
          connections.subtract(1, ordering: .relaxed)
          return channel.close()
        }
        channel.closeFuture.whenComplete { _ in connections.subtract(1, ordering: .relaxed) }
        return channel.eventLoop.makeCompletedFuture {
          try PageConnection.configure(channel, pictures: pictures)
        }
      }
    let channel: any Channel
    do {
      channel = try bootstrap.bind(host: "127.0.0.1", port: port).wait()
    } catch let error as IOError {
      throw Failure(
        message: error.errnoCode == EADDRINUSE
          ? "\(flag: "port") \(port): another program has this port; choose another, or 0 for a free one"
          : "\(flag: "port") \(port): \(String(cString: strerror(error.errnoCode))); choose another, or 0 for a free one"
      )
    }
    try OutputFiles.print("http://127.0.0.1:\(channel.localAddress?.port ?? port)/\n")
    pictures.warmUp()
    try channel.closeFuture.wait()
  }
}
