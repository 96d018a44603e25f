// Norms: how a value between a colour scale's limits becomes a share of the scale, 0 … 1, and back.

private import RealModule
public import TextFormats

/// How values spread over a colour scale.
public enum Norm: Hashable, Sendable {
  /// In proportion: `(v - vmin) / (vmax - vmin)`.
  case linear
  /// In proportion, with this value at the middle of the colours.
  ///
  /// The colours reach equally far to both sides, over `c - h … c + h` with `h` the greater of
  /// `|vmax - c|` and `|vmin - c|`, so that equal differences stay equal in colour. The nearer limit
  /// lies within: its side has a part of its half of the colours.
  case centered(Double)
  /// In proportion to the logarithm; the limits must be greater than 0. A value that is 0 or less
  /// has no logarithm and lies below all others.
  case log
  /// `((v - vmin) / (vmax - vmin)) ^ exponent`; below 1 small values take more of the scale.
  case power(Double)

  /// The norm's name as descriptions give it.
  public var name: String {
    switch self {
    case .linear: "linear"
    case .centered: "centered"
    case .log: "log"
    case .power: "power"
    }
  }

  /// What all the colours would span between these limits: more for `centered` about a value that is
  /// not their middle, the same for the others.
  public func span(vmin: Double, vmax: Double) -> (vmin: Double, vmax: Double) {
    switch self {
    case .linear, .log, .power: return (vmin, vmax)
    case .centered(let center):
      let half = max((vmax - center).magnitude, (vmin - center).magnitude)
      return (center - half, center + half)
    }
  }

  /// The share of the scale at which a value lies: 0 at the lower end of `span`, 1 at the upper.
  ///
  /// Values beyond the limits give shares below 0 or above 1. NaN gives NaN, ±∞ gives ±∞; so does
  /// for `log` what is not above 0 give −∞.
  /// - Precondition: the limits passed `validate(vmin:vmax:)`.
  public func position(of value: Double, vmin: Double, vmax: Double) -> Double {
    switch self {
    case .linear: return share(value, vmin, vmax)
    case .centered:
      let (low, high) = span(vmin: vmin, vmax: vmax)
      return share(value, low, high)
    case .log:
      guard value > 0 else { return value.isNaN ? .nan : -.infinity }
      return share(Double.log(value), Double.log(vmin), Double.log(vmax))
    case .power(let exponent):
      let t = share(value, vmin, vmax)
      return t < 0 ? t : Double.pow(t, exponent)
    }
  }

  /// The value at a share of the scale: the inverse of `position(of:vmin:vmax:)` for 0 … 1.
  public func value(at position: Double, vmin: Double, vmax: Double) -> Double {
    switch self {
    case .linear: return mix(vmin, vmax, position)
    case .centered:
      let (low, high) = span(vmin: vmin, vmax: vmax)
      return mix(low, high, position)
    case .log: return Double.exp(mix(Double.log(vmin), Double.log(vmax), position))
    case .power(let exponent):
      return mix(vmin, vmax, position <= 0 ? position : Double.pow(position, 1 / exponent))
    }
  }

  /// Throws if no scale can be made of these limits: one that is NaN or infinite, vmin not below
  /// vmax, `log` with vmin not above 0, a power not above 0, a centre that is not finite.
  public func validate(vmin: Double, vmax: Double) throws(NormError) {
    guard vmin.isFinite else { throw .limitNotFinite(option: "vmin", vmin) }
    guard vmax.isFinite else { throw .limitNotFinite(option: "vmax", vmax) }
    guard vmin < vmax else { throw .limitsReversed(vmin: vmin, vmax: vmax) }
    switch self {
    case .linear: break
    case .centered(let center):
      guard center.isFinite else { throw .limitNotFinite(option: "center", center) }
      let (low, high) = span(vmin: vmin, vmax: vmax)
      guard low.isFinite && high.isFinite else { throw .spanTooWide(vmin: vmin, vmax: vmax) }
    case .log:
      guard vmin > 0 else { throw .logLimitNotPositive(vmin: vmin) }
    case .power(let exponent):
      guard exponent > 0 && exponent.isFinite else { throw .powerNotPositive(exponent) }
    }
  }

  /// `(v - low) / (high - low)`, halved where the difference would overflow.
  @inline(__always)
  private func share(_ value: Double, _ low: Double, _ high: Double) -> Double {
    let width = high - low
    if width.isFinite { return (value - low) / width }
    return (value / 2 - low / 2) / (high / 2 - low / 2)
  }

  /// `low + t (high - low)`, exact at both ends.
  @inline(__always)
  private func mix(_ low: Double, _ high: Double, _ t: Double) -> Double {
    low * (1 - t) + high * t
  }
}

/// Why no colour scale can be made.
public enum NormError: Error, Hashable, Sendable, CustomStringConvertible, MessageConvertible {
  /// A limit or centre, given by this option, that is NaN or infinite.
  case limitNotFinite(option: OptionReference, Double)
  case limitsReversed(vmin: Double, vmax: Double)
  /// A centre so far from the limits that the scale about it leaves the range of numbers.
  case spanTooWide(vmin: Double, vmax: Double)
  case logLimitNotPositive(vmin: Double)
  case powerNotPositive(Double)

  public var description: String { message.description }

  public var message: Message {
    switch self {
    case .limitNotFinite(let option, let value):
      Message(
        "\(option) \(plain(value)): must be a finite number", zh: "\(option) \(plain(value))：须为有限的数"
      )
    case .limitsReversed(let vmin, let vmax):
      Message(
        "\(option: "vmin") \(plain(vmin)): must be less than \(option: "vmax") \(plain(vmax))",
        zh: "\(option: "vmin") \(plain(vmin))：须小于\(option: "vmax") \(plain(vmax))")
    case .spanTooWide(let vmin, let vmax):
      Message(
        "\(option: "center"): too far from the limits \(plain(vmin)) and \(plain(vmax)); choose one near them",
        zh: "\(option: "center")：离两端 \(plain(vmin)) 和 \(plain(vmax)) 太远，请选择靠近它们的值")
    case .logLimitNotPositive(let vmin):
      Message(
        "\(option: "vmin") \(plain(vmin)): must be greater than 0 with \(option: "norm") log",
        zh: "\(option: "vmin") \(plain(vmin))：\(option: "norm")为 log 时须大于 0")
    case .powerNotPositive(let exponent):
      Message(
        "\(option: "norm") power \(plain(exponent)): the exponent must be greater than 0 and finite",
        zh: "\(option: "norm") power \(plain(exponent))：指数须为大于 0 的有限数")
    }
  }

  private func plain(_ value: Double) -> String {
    formatNumber(value, significant: 17, style: .plain)
  }
}
