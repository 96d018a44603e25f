// The options that say how a figure looks, whatever it shows.

public import ArgumentParser
public import FigureModel
public import FigureScene
public import TextFormats

extension Theme.Name: ChoiceValue {}
extension Language: ChoiceValue {}
extension TitleAlignment: ChoiceValue {}
extension TickStyle.Notation: ChoiceValue {}

/// Size, theme, language and words of a figure.
public struct AppearanceArguments: DeclaredOptions {
  static let size = OptionDeclaration<PageSize?>(
    "size", "The page: 1200x600px, 12x6in, 160x90mm. Without it the page follows the cells.",
    valueName: "size", takesAnyValue: false)
  @Option(Self.size) public var size: PageSize?

  static let page = OptionDeclaration<PagePreset?>(
    "page",
    "What the figure is made for, which decides about its width and its type; \(option: "size") has the last "
      + "word on the size. If not given, a screen, or the page that a size on paper is nearest to.",
    valueName: "page")
  @Option(Self.page) public var preset: PagePreset?

  static let fontSize = OptionDeclaration<TypeSize?>(
    "font-size", "The type of tick labels, from which all other sizes follow: 8pt, 11px.",
    valueName: "length", takesAnyValue: false)
  @Option(Self.fontSize) public var fontSize: TypeSize?

  static let scale = OptionDeclaration<Double>(
    "scale", "Pixels of a PNG for each px of the page.", valueName: "number", initial: 1.0,
    rule: .from(
      minimumScale, to: maximumScale, "must be from \(minimumScale) to \(Int(maximumScale))"))
  @Option(Self.scale) public var scale: Double

  static let theme = OptionDeclaration<Theme.Name>(
    "theme", "How it looks.", valueName: "theme", initial: Theme.Name.light)
  @Option(Self.theme) public var theme: Theme.Name

  static let lang = OptionDeclaration<Language>(
    "lang", "The language of built-in titles and labels.", valueName: "lang",
    initial: Language.english)
  @Option(Self.lang) public var lang: Language

  static let font = OptionDeclaration<String?>(
    "font", "Font families in order of preference, with commas between.", valueName: "families",
    shape: .list, takesAnyValue: false)
  @Option(Self.font) public var font: String?

  static let title = OptionDeclaration<String?>(
    "title", "The title.", valueName: "text", shape: .localizedText)
  @Option(Self.title) public var title: String?

  static let subtitle = OptionDeclaration<String?>(
    "subtitle", "A line below the title, such as the model, the layer and the head.",
    valueName: "text", shape: .localizedText)
  @Option(Self.subtitle) public var subtitle: String?

  static let titleAlign = OptionDeclaration<TitleAlignment>(
    "title-align", "Where title, subtitle and notes stand.", valueName: "left|center",
    initial: TitleAlignment.center)
  @Option(Self.titleAlign) public var titleAlign: TitleAlignment

  static let letters = OptionDeclaration<Bool>(
    "letters", "Name panels (a), (b), (c) before their titles.")
  @Flag(Self.letters) public var letters: Bool

  static let xLabel = OptionDeclaration<String?>(
    "x-label", "What runs along the horizontal axis.", valueName: "text", shape: .localizedText)
  @Option(Self.xLabel) public var xLabel: String?

  static let yLabel = OptionDeclaration<String?>(
    "y-label", "What runs along the vertical axis.", valueName: "text", shape: .localizedText)
  @Option(Self.yLabel) public var yLabel: String?

  static let noTitle = OptionDeclaration<Bool>(
    "no-title", "Leave out the title.")
  @Flag(Self.noTitle) public var noTitle: Bool

  static let noColorbar = OptionDeclaration<Bool>(
    "no-colorbar", "Leave out the colour bar.")
  @Flag(Self.noColorbar) public var noColorbar: Bool

  static let tickFormat = OptionDeclaration<TickStyle.Notation>(
    "tick-format",
    "How numbers at ticks of axes and of the colour bar are written; si has prefixes such as 1.5k.",
    valueName: "format", initial: TickStyle.Notation.auto)
  @Option(Self.tickFormat) public var tickFormat: TickStyle.Notation

  static let tickDecimals = OptionDeclaration<DecimalCount>(
    "tick-decimals",
    "Digits after the point of numbers at ticks, and more where they are needed to tell ticks apart.",
    valueName: "n|auto", initial: DecimalCount())
  @Option(Self.tickDecimals) public var tickDecimals: DecimalCount

  static let noTicks = OptionDeclaration<Bool>(
    "no-ticks", "Leave out the ticks of the axes and what stands at them.")
  @Flag(Self.noTicks) public var noTicks: Bool

  static let transparent = OptionDeclaration<Bool>(
    "transparent", "Leave the page clear instead of painting it.")
  @Flag(Self.transparent) public var transparent: Bool

  static let svgText = OptionDeclaration<Bool>(
    "svg-text",
    "Keep the words of an SVG as text that can be edited, in the fonts of whoever shows it.")
  @Flag(Self.svgText) public var svgText: Bool

  public static let parameters: [Parameter<AppearanceArguments>] = [
    Parameter(size, \._size),
    Parameter(page, \._preset),
    Parameter(fontSize, \._fontSize),
    Parameter(scale, \._scale),
    Parameter(theme, \._theme),
    Parameter(lang, \._lang),
    Parameter(font, \._font),
    Parameter(title, \._title),
    Parameter(subtitle, \._subtitle),
    Parameter(titleAlign, \._titleAlign),
    Parameter(letters, \._letters),
    Parameter(xLabel, \._xLabel),
    Parameter(yLabel, \._yLabel),
    Parameter(tickFormat, \._tickFormat),
    Parameter(tickDecimals, \._tickDecimals),
    Parameter(noTicks, \._noTicks),
    Parameter(noTitle, \._noTitle),
    Parameter(noColorbar, \._noColorbar),
    Parameter(transparent, \._transparent),
    Parameter(svgText, \._svgText),
  ]

  public init() {}

  /// The smallest scale; a page of the largest size has a pixel with it.
  static let minimumScale = 0.01
  /// The largest scale; beyond it even a small page is larger than can be drawn.
  static let maximumScale = 64.0

  public var brokenOwnRules: [FigureError] {
    var broken: [FigureError] = []
    if let font, font.allSatisfy({ $0 == " " || $0 == "," }) {
      broken.append(
        .usage(
          "\(option: "font") \"\(font)\": give at least one font family",
          zh: "\(option: "font") “\(font)”：请至少给出一种字体"))
    }
    let maximum = TextLimits.longestFontList
    if let font, font.utf8.count > maximum {
      broken.append(
        .usage(
          "\(option: "font") \(font.prefix(24))…: a list of fonts has at most \(maximum) bytes; name the "
            + "few that are wanted",
          zh: "\(option: "font") \(font.prefix(24))…：字体列表至多 \(maximum) 字节，请只写需要的几种"))
    }
    do throws(FigureError) { _ = try size?.validated() } catch { broken.append(error) }
    do throws(FigureError) { _ = try fontSize?.validated() } catch { broken.append(error) }
    return broken
  }

  /// The page that the figure is composed for.
  public func page() throws(FigureError) -> PageContext {
    try checkRules()
    let (size, type) = (self.size, fontSize)
    let theme = Theme.named(self.theme)
    let page = preset ?? size?.nearestPage ?? .screen
    let usual = preset == nil ? size?.usualTickSize : page.tickSize
    let ticks = type?.pixels ?? usual.map { $0 * 96 / 72 } ?? theme.tickSize
    var scale = TypeScale(
      factor: ticks / theme.tickSize, margin: page.isInText ? 3 : TypeScale.screen.margin,
      minimumDiagram: page.minimumDiagram, spendsPage: page != .screen)
    scale.hasCaption = page.isInText
    if preset == nil, size?.nearestPage != nil {
      // A size in a unit of paper is read as paper is, however large.
      scale.smallestNumber = min(
        scale.smallestNumber, Self.smallestOnPaper * 96 / 72 / scale.factor)
    }
    return PageContext(
      language: lang, theme: page.isInText ? theme.withQuietTitles : theme,
      size: (size?.pixels ?? page.size).map { .exact($0) }, type: scale)
  }

  /// The minimum type of numbers in cells on paper, in pt.
  private static let smallestOnPaper = 5.0

  /// Whether the page has a width that figures must keep to.
  public var isSized: Bool { size != nil || preset?.width != nil }

  /// The figure's size on this page, where the user has a word in it.
  private func size(for figure: Figure) -> FigureSize {
    if let size = size?.pixels ?? preset?.size { return .exact(size) }
    let own = figure.size.target
    if let width = preset?.width { return .wide(width, shape: own) }
    // Without a page or a size, a figure grows with its type.
    let factor = (fontSize?.pixels).map { $0 / Theme.named(theme).tickSize } ?? 1
    return switch figure.size {
    case .exact(let size):
      .exact(Size((size.width * factor).rounded(), (size.height * factor).rounded()))
    case .about(let size): .about(Size(size.width * factor, size.height * factor))
    case .wide: figure.size
    }
  }

  /// Font families in order of preference.
  public var families: String {
    font.map { "\($0), \(DefaultFont.families)" } ?? DefaultFont.families
  }

  /// The figure with the user's own words in place of the built-in ones.
  public func applied(to draft: FigureDraft) -> FigureDraft {
    var draft = draft
    if let title {
      draft.figure.title = RichText(title)
      draft.figure.keepsTitle = true
    }
    if noTitle { draft.figure.title = nil }
    if title != nil || noTitle {
      // What the built-in title said is now said by no one else.
      for index in draft.figure.notes.indices { draft.figure.notes[index].isInTitle = false }
    }
    if let subtitle, !subtitle.isEmpty {
      draft.figure.subtitle = RichText(subtitle)
      // A line of the user's own takes the place of those that data are read without, and of that which says
      // the convention.
      draft.figure.hidesBackground = true
      draft.figure.hidesConventions = true
    }
    draft.figure.titleAlignment = titleAlign
    draft.figure.size = size(for: draft.figure)
    switch draft.figure.content {
    case .panels(let grid): draft.figure.content = .panels(applied(to: grid))
    case .diagram: break
    }
    return draft
  }

  private func applied(to grid: PanelGrid) -> PanelGrid {
    var grid = grid
    if noColorbar { grid.sharedColorBar = nil }
    let ticks = TickStyle(tickFormat, decimals: tickDecimals.count)
    grid.sharedColorBar?.tickStyle = ticks
    for index in grid.panels.indices {
      grid.panels[index].x.tickStyle = ticks
      grid.panels[index].y.tickStyle = ticks
      if noTicks {
        grid.panels[index].x.hasTicks = false
        grid.panels[index].y.hasTicks = false
      }
      if letters, grid.panels.count > 1 {
        grid.panels[index].take(letter: "(\(PanelLetter.name(index)))")
      }
      if let xLabel { grid.panels[index].x.label = Self.label(xLabel) }
      if let yLabel { grid.panels[index].y.label = Self.label(yLabel) }
      // Columns of tokens have their names in the corners above them.
      if case .links(var links) = grid.panels[index].content {
        if let xLabel { links.keyTitle = xLabel }
        if let yLabel { links.queryTitle = yLabel }
        grid.panels[index].content = .links(links)
      }
      if case .heatMap(var map) = grid.panels[index].content {
        map.colorBar?.tickStyle = ticks
        if noColorbar { map.colorBar = nil }
        grid.panels[index].content = .heatMap(map)
      }
    }
    return grid
  }

  private static func label(_ text: String) -> RichText? {
    text.isEmpty ? nil : RichText(text)
  }
}

extension AppearanceArguments {
  /// What is said of a figure for paper that is higher than its pages are.
  /// - Parameter height: in px.
  public func warningsOfHeight(_ height: Double) -> [Message] {
    guard let preset, preset.isOnPaper, size == nil, height > Self.highestOnPaper else { return [] }
    let inches = typed((height / 96 * 10).rounded() / 10)
    return [
      Message(
        "\(option: "page") \(preset.rawValue): the figure is \(inches)in high, more than a page of paper; show "
          + "fewer panels or tokens, or give a \(option: "size")",
        zh:
          "\(option: "page") \(preset.rawValue)：图高 \(inches)in，超过一页纸；请减少面板或词元，或给出\(option: "size")")
    ]
  }

  /// The height of the largest sheet in use for papers, in px.
  private static let highestOnPaper = 297 / 25.4 * 96

  /// A page as it is told, in the unit that was given.
  /// - Parameter minimum: in px. Rounded upwards, so that the size that is named does.
  public func pageToName(_ minimum: Size) -> PageSize {
    let unit = size?.unit ?? preset?.unit ?? .px
    func converted(_ pixels: Double, _ given: Double?) -> Double {
      let whole = pixels.rounded(.up)
      // A side that is as long as it was given stays so: pages have whole px, to the nearest.
      if let given, (given * unit.pixels).rounded() == whole { return given }
      return unit == .px ? whole : (whole / unit.pixels * 100).rounded(.up) / 100
    }
    return PageSize(
      width: converted(minimum.width, size?.width),
      height: converted(minimum.height, size?.height), unit: unit)
  }

  /// What is said of a page that is too small, with the smallest one in the unit that was given.
  /// - Parameters:
  ///   - needed: the minimum page, in px.
  ///   - hasNumbers: whether numbers in cells are what needs it.
  ///   - hasLetters: whether letters that may be left out name the panels.
  public func refusal(
    needed: Size, hasNumbers: Bool = false, hasLetters: Bool = false
  ) -> Message {
    let minimum = pageToName(needed)
    let asked: Message =
      size.map { "\(option: "size") \($0)" }
      ?? preset.map {
        Message(
          "\(option: "page") \($0.rawValue) is \($0.sizeName)",
          zh: "\(option: "page") \($0.rawValue) \($0.sizeName)")
      } ?? Message("the page", zh: "页面")
    let larger: Message = size == nil ? "page with \(option: "size")" : "size"
    let left: Message =
      hasNumbers
      ? "\(option: "annotate")"
      : hasLetters
        ? Message(
          "\(option: "letters"), the title or the colour bar", zh: "\(option: "letters")、标题或色条")
        : Message("the title or the colour bar", zh: "标题或色条")
    return Message(
      "\(asked): at least \(minimum.description) is needed for the "
        + "labels and the \(hasNumbers ? "numbers in the cells" : "panels"); give a larger \(larger), or leave "
        + "out \(left)",
      zh:
        "\(asked)：放下标签和\(hasNumbers ? "单元格的数值" : "面板")至少需要 \(minimum.description)；请给出更大的\(option: "size")，或去掉\(left)"
    )
  }
}
