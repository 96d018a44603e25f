// All that is wrong with a figure, where computing it stops at the first mistake: what is mistaken is left
// out, and what is then left is tried, until nothing more is found.

public import FigureKinds
import Glibc
import MatrixSources
import SafeFiles
import TextFormats

/// Looks for what else is wrong with a figure that cannot be drawn.
public struct MistakeSearch {
  /// The figure without what is mistaken.
  private var request: FigureRequest
  /// The options that were left out.
  private var leftOut: Set<String> = []
  /// Of these, those that choose one of several and were given the first.
  private var first: Set<String> = []
  private var found: [FigureError] = []

  private init(_ request: FigureRequest) {
    self.request = request
    self.request.parameters = nil
  }

  /// - Parameters:
  ///   - known: what is known to be wrong.
  ///   - mistaken: options that were mistaken and are not among those of the request.
  /// - Returns: what else is wrong with the options and with what they choose, as far as the data
  ///   are small; where anything was left out, each that of an option.
  public static func others(
    of request: FigureRequest, than known: [FigureError], leavingOut mistaken: Set<String> = []
  ) -> [FigureError] {
    var search = MistakeSearch(request)
    for option in mistaken { _ = search.leaveOut(option) }
    let isSmall = search.hasSmallData
    search.lookForUnreadableFiles(besides: known)
    for error in known + search.found where error.option != nil {
      if search.chooseWhatIsMissing(error) { continue }
      if !search.leaveOutOptions(of: error) { return search.found }
    }
    if isSmall { search.tryOn(besides: known) }
    return search.found
  }

  // MARK: Files

  /// Data beyond this, in bytes, is not gone through once more.
  private static let maximumDataSize = 64 << 20

  /// Whether the figure can be tried at no great cost: pipes can be read once, and models take long.
  private var hasSmallData: Bool {
    guard request.kind.models.isEmpty else { return false }
    var bytes = 0
    for reference in request.kind.namedFiles {
      guard !StandardInput.isMeant(by: reference) else { return false }
      bytes += SourceRegistry.madeBytes(reference)
      for file in files(reference) {
        guard let status = Self.status(of: file) else { continue }
        guard status.st_mode & S_IFMT == S_IFREG else { return false }
        bytes += Int(status.st_size)
      }
    }
    return bytes <= Self.maximumDataSize
  }

  /// Files that options name and that cannot be opened.
  private mutating func lookForUnreadableFiles(besides known: [FigureError]) {
    let kind = request.kind
    for option in type(of: kind).options where option.shape == .file {
      if known.contains(where: { $0.option == option.name }) { continue }
      let references = kind.given(option.name).filter { !kind.models.contains($0) }
      let unreadable = references.lazy.flatMap(files).lazy.compactMap(unreadable).first
      if let (path, reason) = unreadable {
        let option = OptionReference(option.name, path)
        found.append(
          .work(
            Message(
              "\(option: option): cannot be opened: \(reason)",
              zh: "\(option: option)：无法打开：\(reason)")))
      }
    }
  }

  /// The files that a reference leads to; none where it means no file.
  private func files(_ reference: String) -> [String] {
    guard SourceRegistry.isFile(reference) else { return [] }
    return SourceRegistry.fileReferences(of: reference, in: request.computeContext).compactMap {
      InputReference($0, folder: request.folder, reach: request.reach).path
    }
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  /// Why a file cannot be opened; nil where it can, and for a pipe, which opening would disturb.
  private func unreadable(_ path: String) -> (path: String, reason: Message)? {
    if (Self.status(of: path)?.st_mode ?? 0) & S_IFMT == S_IFIFO { return nil }
    do throws(OpenFailure) {
      _ = try OpenedFile(path, within: request.reach)
      return nil
    } catch {
      return (path, error.reason)
    }
  }

  // MARK: Trying

  /// So many mistakes of a figure are enough to mend at once.
  private static let maximumCount = 20

  private mutating func tryOn(besides known: [FigureError]) {
    while found.count < Self.maximumCount, let error = failure() {
      if followsFromLeavingOut(error) || isJudgedByAnotherEncoding(error) {
        guard skip(error) else { return }
        continue
      }
      // What no option that was given is to blame for follows from what was left out as well.
      let isWhole = leftOut.isEmpty
      let goesOn = chooseWhatIsMissing(error) || leaveOutOptions(of: error)
      guard goesOn || isWhole || error.option.map(isNeededValue) == true else { return }
      for each in error.all where !(known + found).contains(each) { found.append(each) }
      if !goesOn { return }
    }
  }

  /// Whether an option cannot be left out and is a value by itself, which its figure is refused for
  /// whatever else was left out.
  private func isNeededValue(_ name: String) -> Bool {
    type(of: request.kind).options.contains {
      $0.name == name && $0.isRequired && $0.shape != .file
    }
  }

  /// What the figure is refused for as it is now.
  private func failure() -> FigureError? {
    do throws(FigureError) {
      let page = try request.appearance.page()
      let computed = try request.computed()
      if try computed.foreseen(on: page) == nil { _ = try computed.draft(on: page) }
      return nil
    } catch {
      return error
    }
  }

  /// Whether an error is there only because something was left out: it asks for that, or says of a file
  /// which option is missing.
  private func followsFromLeavingOut(_ error: FigureError) -> Bool {
    let gone = leftOut.subtracting(first)
    let named = error.message.options
    if named.contains(where: gone.contains) || error.option.map(leftOut.contains) == true {
      return true
    }
    guard !gone.isEmpty, error.blamed == nil, let option = error.option,
      type(of: request.kind).options.first(where: { $0.name == option })?.shape == .file
    else { return false }
    return named.contains { $0 != option && request.kind.given($0).isEmpty }
  }

  /// Options that say which encoding is meant.
  private static let encodings: Set = [
    "encoding", "config", "table", "grid", "rope", "alibi", "relative", "model", "positions-table",
  ]

  /// Whether an error is of an option beside an encoding that was left out: what is then drawn has another
  /// encoding, or none, by which the option is not to be judged. Values that break their own rules do so
  /// whatever the encoding is.
  private func isJudgedByAnotherEncoding(_ error: FigureError) -> Bool {
    let kind = request.kind
    guard !leftOut.isDisjoint(with: Self.encodings), kind.brokenRules.isEmpty,
      let option = error.option
    else { return false }
    let options = type(of: kind).options
    guard options.contains(where: { $0.name == "encoding" }) else { return false }
    if let type = type(of: kind) as? any OptionalEncoding.Type {
      return type.optionsBesideEncoding.contains(option)
    }
    return options.contains { $0.name == option }
  }

  /// Goes on from an error that says what is missing since something was left out, which is no mistake.
  private mutating func skip(_ error: FigureError) -> Bool {
    for option in error.message.options + leftOut.sorted()
    where leftOut.contains(option) && !first.contains(option) {
      // What is no choice by number stays left out, and what asks for it follows from that.
      guard request.kind.chooseFirst(option) else { continue }
      first.insert(option)
      return true
    }
    guard let option = error.option, !leftOut.contains(option) else { return false }
    return leaveOut(option)
  }

  /// Options that choose from a file by number. An index says the same as those before it.
  private static let choices = ["layer", "head", "batch", "step"]

  /// Chooses the first of each where an error says of a file that nothing is chosen in it: what is asked of the
  /// matrix, and tokens that lie beside it, are judged by the file and not without it.
  private mutating func chooseWhatIsMissing(_ error: FigureError) -> Bool {
    guard error.blamed == nil, let option = error.option,
      type(of: request.kind).options.first(where: { $0.name == option })?.shape == .file
    else { return false }
    let named = error.message.options
    var isChosen = false
    for choice in Self.choices
    where named.contains(choice) && !leftOut.contains(choice) && request.kind.given(choice).isEmpty
    {
      guard request.kind.chooseFirst(choice) else { continue }
      leftOut.insert(choice)
      first.insert(choice)
      isChosen = true
    }
    return isChosen
  }

  /// Leaves out all that an error is of; whether the option that it is about could be.
  private mutating func leaveOutOptions(of error: FigureError) -> Bool {
    guard let option = error.option, leaveOut(option) else { return false }
    for other in error.alsoBlamed { _ = leaveOut(other) }
    return true
  }

  private mutating func leaveOut(_ option: String) -> Bool {
    leftOut.insert(option)
    let isOfKind = request.kind.leaveOut(option)
    let isOfLooks = request.appearance.leaveOut(option)
    return isOfKind || isOfLooks
  }
}

extension FigureError {
  /// The option that is at fault, by its name.
  public var option: String? { blamed ?? message.subject?.name }

  /// All options that it names.
  var named: [String] { [option].compactMap(\.self) + message.options }
}

extension Message {
  /// The options that are named in it.
  fileprivate var options: [String] {
    var names: [String] = []
    _ = rendered(inChinese: false) { name in
      names.append(name)
      return name
    }
    return names
  }
}

extension FigureRequest {
  /// An error with everything else that is wrong with the figure, in the order of its options.
  public func completing(_ error: FigureError) -> FigureError {
    var complete = error
    complete.others += MistakeSearch.others(of: self, than: error.all)
    return complete
  }
}
