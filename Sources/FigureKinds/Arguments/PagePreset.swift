// The pages that figures are most often made for.

import ArgumentParser
import FigureModel
public import FigureScene
import TextFormats

/// A page by what it is for: its size and its type.
public enum PagePreset: String, CaseIterable, Hashable, Sendable, ChoiceValue {
  /// A column of a paper with two.
  case column
  /// The whole width of a paper's text.
  case text
  /// A telephone's screen.
  case phone
  /// A slide of 16 to 9.
  case slide
  /// As wide and as high as the figure asks for.
  case screen
  case poster

  /// The width that is given, in px; nil where the figure decides.
  public var width: Double? {
    switch self {
    case .column: (3.35 * 96).rounded()
    case .text: (6.9 * 96).rounded()
    case .phone: 360
    case .slide: 1280
    case .screen: nil
    case .poster: 24 * 96
    }
  }

  /// The unit that its width is told in.
  var unit: PageSize.Unit {
    switch self {
    case .column, .text, .slide, .poster: .inch
    case .phone, .screen: .px
    }
  }

  /// What is given of the page, as it is told.
  var sizeName: Message {
    switch self {
    case .column: Message("3.35in wide", zh: "宽 3.35in")
    case .text: Message("6.9in wide", zh: "宽 6.9in")
    case .phone: Message("360px wide", zh: "宽 360px")
    case .slide: Message("13.33x7.5in", zh: "大小为 13.33x7.5in")
    case .screen: ""
    case .poster: Message("24in wide", zh: "宽 24in")
    }
  }

  /// The whole page, where its height is given as well.
  public var size: Size? {
    switch self {
    case .slide: Size(1280, 720)
    case .column, .text, .phone, .screen, .poster: nil
    }
  }

  /// The type of tick labels, in pt; nil where the theme decides.
  public var tickSize: Double? {
    switch self {
    case .column: 7.5
    case .text: 8
    case .phone: 8.25
    case .slide: 14
    case .screen: nil
    case .poster: 24
    }
  }

  /// The minimum that a diagram may be made smaller by to fit the page: type that was chosen for a page can
  /// be somewhat smaller in diagrams, 4.5 pt in a column, but not on a screen.
  public var minimumDiagram: Double {
    switch self {
    case .screen: TypeScale.screen.minimumDiagram
    case .phone: 0.8
    case .column, .text, .slide, .poster: 0.6
    }
  }

  /// Whether it is printed on sheets.
  var isOnPaper: Bool {
    switch self {
    case .column, .text: true
    case .phone, .slide, .screen, .poster: false
    }
  }

  /// Whether others set the page around it, with margins of their own.
  public var isInText: Bool {
    switch self {
    case .column, .text, .phone: true
    case .slide, .screen, .poster: false
    }
  }
}
