// Who may ask. A page of any other site can make a browser send requests to this machine, by name
// (DNS rebinding) or by form and script (CSRF); none of them is answered.

import FlyingFox

/// Refuses requests that do not come from the page itself.
enum RequestGuard {
  /// Why a request is refused; nil for one that is answered.
  static func refusal(of request: HTTPRequest, port: UInt16) -> String? {
    let hosts = ["127.0.0.1:\(port)", "localhost:\(port)"]
    guard let host = request.headers[.host], hosts.contains(host.lowercased()) else {
      return "this server answers for \(hosts[0]) only"
    }
    if let origin = request.headers[HTTPHeader("Origin")],
      !hosts.contains(where: { "http://" + $0 == origin.lowercased() })
    {
      return "requests of other origins are refused"
    }
    if let site = request.headers[HTTPHeader("Sec-Fetch-Site")],
      !["same-origin", "none"].contains(site)
    {
      return "requests of other sites are refused"
    }
    // Forms of other pages cannot have this type without asking first.
    if request.method == .POST, request.headers[.contentType] != "application/json" {
      return "the body must be application/json"
    }
    return nil
  }
}
