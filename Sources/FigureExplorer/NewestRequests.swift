// Which request of a page is the newest.

import Synchronization

/// The newest request of each page.
public final class NewestRequests: Sendable {
  private let newest = Mutex<[String: Int]>([:])

  public init() {}

  /// Takes note of a request.
  public func note(_ turn: Int, of page: String) {
    newest.withLock { newest in
      // Pages that are closed never say so.
      if newest.count > 64 { newest = [:] }
      newest[page] = max(turn, newest[page] ?? turn)
    }
  }

  /// Whether a newer request has come since.
  public func isOutdated(_ turn: Int, of page: String) -> Bool {
    newest.withLock { ($0[page] ?? turn) > turn }
  }
}
