// Who may ask. A page of any other site can make a browser send requests to this machine, by name
// (DNS rebinding) or by form and script (CSRF); none of them is answered.

import NIOHTTP1

/// Refuses requests that do not come from the page itself.
enum RequestGuard {
  /// Why a request is refused; nil for one that is answered.
  static func refusal(of request: HTTPRequestHead, port: Int) -> String? {
    let hosts = ["127.0.0.1:\(port)", "localhost:\(port)"]
    // A header that is there twice could mean one thing here and another to whoever passed it on.
    func only(_ name: String) -> String?? {
      let values = request.headers[name]
      return values.count > 1 ? .none : .some(values.first)
    }
    guard case .some(let host?) = only("Host"), hosts.contains(host.lowercased()) else {
      return "this server answers for \(hosts[0]) only"
    }
    guard case .some(let origin) = only("Origin"),
      origin == nil || hosts.contains(where: { "http://" + $0 == origin?.lowercased() })
    else { return "requests of other origins are refused" }
    guard case .some(let site) = only("Sec-Fetch-Site"),
      site == nil || site == "same-origin" || site == "none"
    else { return "requests of other sites are refused" }
    // Forms of other pages cannot have this type without asking first.
    if request.method == .POST, only("Content-Type") != .some("application/json") {
      return "the body must be application/json"
    }
    return nil
  }
}
