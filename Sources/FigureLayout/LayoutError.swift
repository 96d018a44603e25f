// Why a figure cannot be laid out.

public import FigureModel
public import TextFormats

/// What stands against laying a figure out.
public enum LayoutError: Error, Hashable, Sendable, CustomStringConvertible,
  MessageConvertible
{
  /// The page is too small for what must stand on it.
  case pageTooSmall(width: Double, height: Double, neededWidth: Double, neededHeight: Double)
  /// A limit and the data leave nothing to show.
  case emptyDomain(axis: String, lower: Double, upper: Double)
  /// A logarithmic axis cannot show zero or less.
  case notPositive(axis: String, value: Double)

  /// The cells of a heat map cannot be had.
  case cells(RowSourceError)

  public var description: String { message.description }

  public var message: Message {
    switch self {
    case .cells(let error): Message(error.description)
    case .pageTooSmall(let width, let height, let neededWidth, let neededHeight):
      "\(option: "size") \(Int(width))x\(Int(height))px: at least "
        + "\(Int(neededWidth.rounded(.up)))x\(Int(neededHeight.rounded(.up)))px is needed for the "
        + "labels and the panels; give a larger size, or leave out the title or the colour bar"
    case .emptyDomain(let axis, let lower, let upper):
      "\(option: OptionReference("\(axis)lim")) \(lower),\(upper): the first limit must be less than the second"
    case .notPositive(let axis, let value):
      "\(option: OptionReference("\(axis)lim")): a logarithmic axis needs limits above 0, not \(value)"
    }
  }
}
