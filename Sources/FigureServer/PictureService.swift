// What the page may ask for beside its own files, and who answers.

import Foundation
import Synchronization
import WorkerProcesses

/// Who answers what has to be computed.
public protocol PictureService: Sendable {
  /// Gets ready for the first request.
  func warmUp()
  /// Has a request answered when it is its turn.
  func submit(
    _ request: PageRequest, _ reply: @escaping @Sendable (PageResponse) -> Void
  ) -> PictureTicket
}

/// A request that has to be computed.
public enum PageRequest: Sendable {
  case catalogue
  case picture(PictureRequest, [UInt8])
}

/// What the page asks of a picture, as far as the server looks at it.
public struct PictureRequest: Decodable, Sendable {
  /// Which page asks, and for the how many'th time.
  public var page: String
  public var turn: Int

  /// - Returns: nil where the bytes are no question that the page asks.
  public init?(_ body: [UInt8]) {
    guard let asked = try? JSONDecoder().decode(Self.self, from: Data(body)),
      asked.page.utf8.count <= 64
    else { return nil }
    self = asked
  }
}

/// One request's position in a queue.
public final class PictureTicket: Sendable {
  private struct State {
    var isCancelled = false
    var worker: WorkerProcess?
  }
  private let state = Mutex(State())

  public init() {}

  public var isCancelled: Bool { state.withLock(\.isCancelled) }

  /// Ends the work, begun or not.
  public func cancel() {
    state.withLock { state in
      state.isCancelled = true
      state.worker?.terminate()
      state.worker = nil
    }
  }

  func begin(_ worker: WorkerProcess?) {
    state.withLock { state in
      state.worker = worker
      if state.isCancelled { worker?.terminate() }
    }
  }
}
