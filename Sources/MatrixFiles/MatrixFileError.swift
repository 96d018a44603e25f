// What can be wrong with a file of matrices, and the sentence that says so.

public import TextFormats

/// Why a file of matrices could not be read.
///
/// Each description names the file, the value and the rule, and says what would do. Text taken from
/// a file is shown shortened and without control characters.
public enum MatrixFileError: Error, Hashable, Sendable {
  /// The system would not open the file.
  case cannotOpen(file: String, reason: Message)
  /// The path leads to a directory, a pipe or a device.
  case notARegularFile(file: String, kind: String)
  /// The system stopped reading, or the file got shorter meanwhile.
  case cannotRead(file: String, reason: String)
  /// Neither the first bytes nor the ending tell what the file is; `start` says what it begins with.
  case unknownFormat(file: String, start: String)
  /// The file ends before a part that it declares.
  case truncated(file: String, part: String, needed: UInt64, available: UInt64)
  /// The file breaks a rule of its format.
  case malformed(file: String, reason: Message)
  /// A line of a text file breaks a rule; lines count from 1.
  case malformedLine(file: String, line: Int, reason: Message)
  /// The file is sound, and holds what is not read here.
  case unsupported(file: String, reason: Message)
  /// The file is of another kind, which is not read; the fix says how its numbers come out of it.
  case foreign(file: String, kind: String, fix: String)
  /// Reading would take more than the limit.
  case tooLarge(file: String, part: String, bytes: UInt64, limit: Int, fix: String)
  /// No tensor has the name.
  case noSuchTensor(file: String, name: String, names: [String])
  /// The file holds several tensors, or none, and no name was given.
  case tensorNotChosen(file: String, names: [String])
  /// Two tensors that would be stacked, by their references, have different tokens of their own.
  case differentTokens(String, String)
  /// The reference to a file, such as `x.npz#scores`, is not one.
  case malformedReference(text: String, reason: Message)
  /// A whole number that no double is equal to, where each must be exact.
  case roundedInteger(RoundedInteger)
  /// The choice of one matrix does not fit the axes.
  case wrongChoice(shape: [Int], reason: Message, options: Message)
}

extension MatrixFileError: CustomStringConvertible, MessageConvertible {
  public var description: String { message.description }

  public var message: Message {
    switch self {
    case .cannotOpen(let file, let reason):
      Message("\(file): cannot be opened: \(reason)", zh: "\(file)：无法打开：\(reason)")
    case .notARegularFile(let file, let kind):
      "\(file): is \(kind); a regular file is needed, so save it to one first"
    case .cannotRead(let file, let reason):
      Message("\(file): cannot be read: \(reason)", zh: "\(file)：无法读取：\(reason)")
    case .unknownFormat(let file, let start):
      "\(file): the format is not known, it starts with \(start); .npy, .npz, .safetensors, .json and "
        + "tables as .csv, .tsv, .txt or .dat are read, each also packed as .gz"
    case .truncated(let file, let part, let needed, let available):
      Message(
        "\(file): is cut short: \(part) needs \(needed) bytes and \(available) are there; "
          + "save or download it again",
        zh: "\(file)：文件不完整：需要 \(needed) 字节（\(part)），只有 \(available) 字节；请重新保存或下载")
    case .malformed(let file, let reason):
      "\(file): \(reason)"
    case .malformedLine(let file, let line, let reason):
      "\(file), line \(line): \(reason)"
    case .unsupported(let file, let reason):
      "\(file): \(reason)"
    case .foreign(let file, let kind, let fix):
      "\(file): is \(kind); \(fix)"
    case .tooLarge(let file, let part, let bytes, let limit, let fix):
      Message(
        "\(file): \(part) would take \(bytes) bytes, more than the limit of \(limit); \(fix)",
        zh: "\(file)：需要 \(bytes) 字节，超过上限 \(limit)")
    case .noSuchTensor(let file, let name, let names) where names.isEmpty:
      Message(
        "\(file): its one tensor has no name; leave out #\(printable(name))",
        zh: "\(file)：其中唯一的张量没有名字，请去掉 #\(printable(name))")
    case .noSuchTensor(let file, let name, let names):
      Message(
        "\(file): holds no tensor called \(quoted(name)); it holds \(listed(names))",
        zh: "\(file)：没有名为 \(quoted(name)) 的张量；有 \(listed(names))")
    case .tensorNotChosen(let file, let names):
      names.isEmpty
        ? Message("\(file): holds no tensor", zh: "\(file)：其中没有张量")
        : Message(
          "\(file): holds \(names.count) tensors; choose one as \(file)#NAME, NAME being one of "
            + "\(listed(names))",
          zh: "\(file)：其中有 \(names.count) 个张量；请用 \(file)#名字 选择一个：\(listed(names))")
    case .differentTokens(let one, let other):
      Message(
        "\(reference(one)) and \(reference(other)) have different tokens and so are of different texts, no layers or "
          + "heads of one array; choose one of them",
        zh:
          "\(reference(one)) 与 \(reference(other)) 的词元不同，属于不同的文字，不是同一个数组的层或头；请选择其中一个"
      )
    case .malformedReference(let text, let reason):
      "\(quoted(text)): \(reason)"
    case .roundedInteger(let integer):
      Message(
        "the whole number \(integer.text) at row \(integer.row), column \(integer.column) is beyond "
          + "±2^53 and would be shown as another; save the matrix less what all have in common, such as "
          + "a - a.min(), or as float64 where rounding will do",
        zh:
          "第 \(integer.row) 行第 \(integer.column) 列的整数 \(integer.text) 超出 ±2^53，会显示为另一个数；请保存减去公共部分的矩阵，例如 a - a.min()，可以舍入时请保存为 float64"
      )
    case .wrongChoice(let shape, let reason, let options):
      Message(
        "shape [\(shape.map(String.init).joined(separator: ", "))]: \(reason); \(options)",
        zh: "形状 [\(shape.map(String.init).joined(separator: ", "))]：\(reason)；\(options)")
    }
  }
}

/// A name from outside as a message shows it: at most 60 characters, hidden ones as escapes.
func printable(_ name: String) -> String { TerminalText.line(name, atMost: 60) }

/// The reference to a tensor, whose end names it: long enough for any path.
private func reference(_ text: String) -> String { TerminalText.line(text, atMost: 4096) }

/// A name from outside in quotation marks.
func quoted(_ name: String) -> String { "\"\(printable(name))\"" }

/// The beginning of what a file says, in quotation marks: the file may be none that anyone meant to
/// have printed.
func quotedContents(_ text: String) -> String { "\"\(TerminalText.line(text, atMost: 24))\"" }

/// The first names of a list, and how many more there are.
private func listed(_ names: [String]) -> String {
  if names.isEmpty { return "none" }
  let first = names.prefix(12).map { printable($0) }.joined(separator: ", ")
  return names.count > 12 ? "\(first) and \(names.count - 12) more" : first
}
