// Scenes that the tests draw.

import FigureScene

/// Body text of the samples.
let body = TextStyle(family: "DejaVu Sans", size: 12)

/// A scene with every kind of item, 300 x 200 px.
func sampleScene(name: String = "sample") -> Scene {
  var chinese = body
  chinese.language = "zh-CN"
  var title = body
  title.size = 18
  title.weight = .bold
  let cells = SceneImage(
    identity: ItemIdentity(id: "cells", label: "A 4 by 3 heat map"), columns: 4, rows: 3,
    pixels: sampleCells, frame: Rect(x: 20, y: 40, width: 120, height: 90))
  let formula = RichText([
    RichText.Span("PE", isItalic: true), RichText.Span("(pos, 2i)", script: .sub),
    RichText.Span(" = sin(x"), RichText.Span("2", script: .super),
    RichText.Span(") "), RichText.Span("red", isBold: true, color: Color(0xCC0000)),
  ])
  return Scene(
    name: name, size: Size(300, 200), background: .white, title: "A sample",
    summary: "Every kind of item once.",
    items: [
      .text(
        SceneText(
          "Sample of items", style: title, color: .black, at: Point(150, 8), horizontal: .middle,
          vertical: .top)),
      .image(cells),
      .path(
        ScenePath(
          identity: ItemIdentity(id: "frame", label: "Frame"),
          .rect(Rect(x: 19.5, y: 39.5, width: 121, height: 91)), stroke: Stroke(.black))),
      .group(
        SceneGroup(
          identity: ItemIdentity(id: "lines", label: "Two lines"),
          transform: .translation(160, 40), clip: Rect(x: 0, y: 0, width: 120, height: 90),
          items: [
            .path(
              ScenePath(
                .rect(Rect(x: 0, y: 0, width: 120, height: 90), radius: 8),
                fill: Color(0xEEF2F6))),
            .path(
              ScenePath(
                .polyline((0...60).map { Point(Double($0) * 2, 45 - Double($0 % 20) * 3) }),
                stroke: Stroke(Color(0x0072B2), width: 2, join: .round))),
            .path(
              ScenePath(
                .line(Point(-20, 80), Point(200, 20)),
                stroke: Stroke(
                  Color(0xD55E00).opacity(0.6), width: 3, dash: [6, 4], cap: .round))),
            .path(
              ScenePath(
                .ellipse(in: Rect(x: 50, y: 50, width: 20, height: 20)), fill: Color(0x009E73),
                stroke: Stroke(.black, width: 1.5))),
          ])),
      .text(SceneText(formula, style: body, color: .black, at: Point(20, 160))),
      .text(
        SceneText(
          "注意力 and text that wraps in a box", style: chinese, color: Color(0x444444),
          at: Point(220, 140), horizontal: .middle, vertical: .top, wrapWidth: 110)),
      .text(
        SceneText(
          "turned", style: body, color: .black, at: Point(10, 85), horizontal: .middle,
          vertical: .middle, rotation: -90)),
      .link(SceneLink(area: Rect(x: 20, y: 150, width: 60, height: 16), target: "#cells")),
    ])
}

/// Twelve colours, none like another.
let sampleCells: [UInt32] = [
  0x440154, 0x3B528B, 0x21918C, 0x5EC962, 0xFDE725, 0x000004, 0x51127C, 0xB73779, 0xFC8961,
  0xFCFDBF, 0x010203, 0xFEFDFC,
]
