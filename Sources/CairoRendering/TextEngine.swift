// Text, measured and set once for all formats: what layout asks about is what is drawn.
//
// Pango does shaping, direction, line breaking and the choice of fonts. It is set so that no result
// depends on the surface, the scale or the locale: no hinting, no rounding, a fixed resolution.

import CPangoCairo
import Dispatch
public import FigureScene
import Glibc

/// Measures text and sets it for drawing, with a font map of its own.
///
/// One engine belongs to one worker: Pango's font maps must not be shared between threads, and the
/// type is not `Sendable` for that reason. Making one costs nothing; fonts are looked up when text
/// is first measured or drawn. Results are remembered, so that drawing what was measured is free.
public final class TextEngine: TextMeasuring {
  private var known: [TextRequest: SetText] = [:]
  private var knownInk: [TextRequest: Rect] = [:]
  /// The fonts that characters of a style are drawn in, which all pictures of a figure ask for.
  var knownFonts: [FontRequest: [String]] = [:]
  /// What drawings had of cells.
  var images = EmbeddedImages()
  /// What PDFs are set in.
  var cutFaces = CutFaces()
  private var outlines: [FaceKey: [UInt32: String]] = [:]
  private var sizedFonts = SizedFonts()
  private var brokenTexts: [TextRequest: BrokenText] = [:]
  private var shaper: Shaper?

  /// More texts than this are not remembered at a time.
  static let maximumRemembered = 20_000

  public init() {}

  /// Has the list of installed fonts read on another thread, while this one does something else.
  /// Nothing but time changes where it is not called.
  public static func warmUp() {
    DispatchQueue.global(qos: .userInitiated).async { _ = installedFonts }
  }

  /// Makes this process ready to be copied by fork: the list of installed fonts is read, and none of the
  /// threads is left by which Pango looks for fonts. One of these may hold a lock of GLib's, which nobody
  /// would ever open in the copy.
  public static func prepareForCopies() {
    _ = installedFonts
    // They end by themselves, within milliseconds.
    for _ in 0..<5000 {
      guard threadNames().contains(where: { $0.hasPrefix(threadPrefix) }) else { return }
      usleep(1000)
    }
  }

  /// What the names of Pango's threads begin with.
  static let threadPrefix = "[pango]"

  /// What the threads of this process are called.
  private static func threadNames() -> [String] {
    guard let folder = opendir("/proc/self/task") else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let number = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let file = fopen("/proc/self/task/\(number)/comm", "re") else { continue }
      defer { fclose(file) }
      var name = [CChar](repeating: 0, count: 32)
      guard fgets(&name, 32, file) != nil else { continue }
      names.append(name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
    }
    return names
  }

  /// The extent of `text` set in `style`, in px.
  ///
  /// - Parameter width: Where lines wrap, in px: between words, or within one that is too long. nil
  ///   or a width that is not above 0 leaves lines as they are.
  /// - Returns: The box around all lines; its width is the widest line's. Empty text has width 0 and
  ///   the height of a line.
  public func measure(_ text: RichText, style: TextStyle, width: Double?) -> TextExtent {
    set(text, style: style, width: width).extent
  }

  /// What of the box that `measure` tells the drawn letters cover, in px.
  public func ink(_ text: RichText, style: TextStyle, width: Double?) -> Rect {
    let request = TextRequest(text: text, style: style, width: width)
    if let done = knownInk[request] { return done }
    guard TextLimits.problem(with: text) == nil else {
      let extent = measure(text, style: style, width: width)
      return Rect(x: 0, y: 0, width: extent.width, height: extent.height)
    }
    let (model, factor) = request.atShapedSize
    let ink = prepared().ink(text, style: model.style, width: model.width).scaled(by: factor)
    if knownInk.count >= Self.maximumRemembered { knownInk.removeAll(keepingCapacity: true) }
    knownInk[request] = ink
    return ink
  }

  /// The characters of `text` that no installed font can draw, each once, in order.
  public func missingCharacters(in text: RichText, style: TextStyle) -> [Character] {
    set(text, style: style, width: nil).missing
  }

  /// Whether any font is installed. Without one nothing is drawn and everything is missing.
  public var hasFonts: Bool { prepared().hasFonts }

  /// `text` as it is drawn, from memory where it was set before.
  func set(_ text: RichText, style: TextStyle, width: Double?) -> SetText {
    let request = TextRequest(text: text, style: style, width: width)
    if let done = known[request] { return done }
    let result =
      TextLimits.problem(with: text).map { refused(text, style: style, problem: $0.description) }
      ?? shaped(request)
    if known.count >= Self.maximumRemembered {
      known.removeAll(keepingCapacity: true)
      brokenTexts.removeAll(keepingCapacity: true)
    }
    known[request] = result
    return result
  }

  /// Text as Pango sets it, which does so at one size for all: to look for the fonts of each would take longer
  /// than all else.
  private func shaped(_ request: TextRequest) -> SetText {
    let (model, factor) = request.atShapedSize
    let set = known[model] ?? wrapped(model)
    known[model] = set
    return factor == 1 ? set : set.scaled(by: factor, &sizedFonts)
  }

  /// Text at the size that it is shaped at, from memory where it breaks as at other widths.
  private func wrapped(_ model: TextRequest) -> SetText {
    func shape() -> SetText {
      prepared().set(model.text, style: model.style, width: model.width)
    }
    guard let width = model.width, width > 0, width.isFinite, model.text.breaksAlike else {
      return shape()
    }
    var unbroken = model
    unbroken.width = nil
    let whole = shaped(unbroken)
    // The widths at which Pango's rounding decides are left to Pango.
    if whole.extent.width < width - 0.01 { return whole }
    if let set = brokenTexts[unbroken]?.set(at: width) { return set }
    let set = shape()
    brokenTexts[unbroken, default: BrokenText()].keep(set, at: width)
    return set
  }

  /// Text that is not set: of a size that is soon guessed, and an error where it is to be drawn.
  private func refused(_ text: RichText, style: TextStyle, problem: String) -> SetText {
    let size = fontSize(style)
    return SetText(
      extent: TextExtent(width: size, height: size * 1.2, ascent: size, lines: 1),
      lineWidths: [size], runs: [], missing: [], failure: problem)
  }

  /// The outline of a glyph as SVG path data in units of the font's face.
  func outline(_ glyph: UInt32, of font: LoadedFont) throws(RenderError) -> String {
    if let known = outlines[font.face]?[glyph] { return known }
    let outline = try font.outlines([glyph])[0]
    outlines[font.face, default: [:]][glyph] = outline
    return outline
  }

  private func prepared() -> Shaper {
    if let shaper { return shaper }
    let shaper = Shaper()
    self.shaper = shaper
    return shaper
  }
}
