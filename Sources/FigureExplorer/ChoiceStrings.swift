// What the live page calls the choices of its controls in Chinese: the options' own words are English.

import FigureKinds
import FigureModel

enum ChoiceStrings {
  /// A choice for people; nil for a name, which is the same everywhere.
  static func of(_ choice: String) -> String? { all[choice] }

  /// Choices that are names: of colour maps, of encodings by their authors, of functions.
  static func isName(_ choice: String, of option: String) -> Bool {
    option == "colormap" || names.contains(choice)
  }

  private static let names: Set = [
    "rope", "alibi", "shaw", "t5", "transformer-xl", "sin", "cos", "en", "zh", "true", "false",
  ]

  private static let all: [String: String] = [
    "q": "查询 Q", "k": "键 K", "v": "值 V", "scores": "分数", "scaled": "缩放后的分数", "masked": "掩码后的分数",
    "weights": "权重", "output": "输出",
    "all": "全部步骤", "none": "无", "causal": "因果", "light": "浅色", "dark": "深色", "print": "印刷",
    "article": "文章", "diagonal": "对角线", "distance": "距离", "entropy": "熵", "first": "首词元",
    "next": "后一词元", "previous": "前一词元", "panel": "各面板自有", "shared": "共用", "max": "最大值",
    "mean": "均值", "min": "最小值", "extremes": "极值", "nearest": "最近的值", "auto": "自动",
    "comma": "逗号", "point": "句点", "sinusoidal": "正弦编码", "sincos-2d": "二维正弦编码",
    "continuous": "连续", "discrete": "离散", "yes": "是", "no": "否", "halves": "前后两半",
    "interleaved": "交错", "cosine": "余弦相似度", "dot": "点积", "euclidean": "欧氏距离",
    "linear": "线性", "log": "对数", "power": "幂", "lower": "最下", "upper": "最上", "column": "论文单栏",
    "phone": "手机", "poster": "海报", "screen": "屏幕", "slide": "幻灯片", "text": "论文正文",
    "angle": "角度", "decoder": "解码器", "encoder": "编码器", "endpoint": "含端点", "standard": "标准",
    "fixed": "固定小数位", "percent": "百分数", "scientific": "科学记数法", "si": "国际单位前缀",
    "center": "居中", "left": "靠左", "numbers": "数值", "symbols": "符号",
  ]
}
