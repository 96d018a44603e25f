// HTTP on the loopback address: three files, a list of kinds, and pictures.

import Dispatch
import FigureExplorer
import FigureKinds
import FigurePipeline
import FlyingFox
import FlyingSocks
import Foundation
import Glibc

/// The server of one page.
struct ExploreServer {
  /// Why the server cannot begin.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let manifest: Manifest?
  private let files: NamedFiles
  private let drawer: FigureDrawer
  private let isTimed: Bool

  /// - Parameter isTimed: whether a line on standard error says of each picture where its time went.
  init(manifest: Manifest?, isTimed: Bool) {
    self.manifest = manifest
    self.isTimed = isTimed
    files = NamedFiles(manifest)
    drawer = FigureDrawer(files: files)
  }

  /// Serves until Ctrl-C.
  /// - Throws: `Failure` where the port cannot be had.
  func run(port: UInt16) async throws {
    let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: port)
    let handler = PageHandler(
      drawer: drawer, files: files, manifest: manifest, isTimed: isTimed)
    let server = HTTPServer(address: address, timeout: 60, logger: .disabled, handler: handler)
    // Ctrl-C is the way to end this program, so it is an end like any other.
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { exit(0) }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    let announcing = Task {
      try await server.waitUntilListening(timeout: 30)
      guard case .ip4(_, let port)? = await server.listeningAddress else { return }
      handler.listens(on: port)
      try OutputFiles.print("http://127.0.0.1:\(port)/\n")
    }
    defer { announcing.cancel() }
    do {
      try await server.run()
    } catch let error as SocketError {
      guard case .failed(_, let code, let reason) = error else { throw error }
      throw Failure(
        description: code == EADDRINUSE
          ? "--port \(port): another program has this port; choose another, or 0 for a free one"
          : "--port \(port): \(reason); choose another, or 0 for a free one")
    }
  }
}
