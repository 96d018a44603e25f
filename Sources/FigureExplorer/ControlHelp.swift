// What the live page says of its controls in Chinese: the help of the command line, which is declared in
// English, sentence by sentence.

import FigureModel

/// The help of options in Chinese.
enum ControlHelp {
  /// - Parameter help: what an option's declaration says, as manifests spell it.
  /// - Returns: nil where that sentence has no Chinese; a test finds those.
  static func chinese(_ help: String) -> String? { all[help] }

  /// A help in which options are called as the page calls their controls.
  /// - Parameter options: those of the kind.
  static func named(_ help: String, _ options: [String]) -> String {
    let options = Set(options)
    func isPart(_ character: Character) -> Bool {
      character.isASCII
        && (character.isLetter || character.isNumber || "-_./#*=:,".contains(character))
    }
    var text = ""
    var rest = help[...]
    while let first = rest.first {
      let word = rest.prefix { isPart($0) }
      guard !word.isEmpty else {
        text.append(first)
        rest = rest.dropFirst()
        continue
      }
      rest = rest[word.endIndex...]
      guard options.contains(String(word)) else {
        text += String(word)
        continue
      }
      // Marks stand closer than foreign words.
      if text.last == " " { text.removeLast() }
      text += "「\(ControlDescription.of(String(word)).label[.chinese])」"
      if rest.first == " " { rest = rest.dropFirst() }
    }
    return text
  }

  private static let all: [String: String] = {
    var all: [String: String] = [:]
    let lines = text.split(separator: "\n").map(String.init)
    for index in stride(from: 0, to: lines.count - 1, by: 2) {
      all[lines[index]] = lines[index + 1]
    }
    return all
  }()

  /// Each sentence of a declaration, and below it the same in Chinese.
  private static let text = #"""
    The same as encoding: alibi.
    等同于 encoding 取 alibi。
    Write the numbers into the cells.
    在单元格中写出数值。
    Set the sentence once, under arcs with a dot at the key.
    句子只排一次，上方画弧线，圆点在键一端。
    A line for each of these dimensions, or of a rotation's pairs, over the positions.
    这些维度（旋转编码则为维度对）各画一条随位置变化的曲线。
    The dimensions of the sinusoid to draw.
    所画正弦编码的维度。
    A line for each of these positions: 5,10,20 or 0-3.
    每个位置一条曲线：5,10,20 或 0-3。
    A hand for each of these positions: 0,1,2,8 or 0-5.
    每个位置一根指针：0,1,2,8 或 0-5。
    The axes of the array in its own order, where they are not [layer, head, query, key]: layer,batch,head,key,query.
    数组各轴的实际顺序，不是 [层, 头, 查询, 键] 时给出，如 layer,batch,head,key,query。
    What the colour bar's values are; an empty text leaves it out.
    色条数值的含义；留空则不写。
    The base of the wavelengths.
    波长的底数。
    The base of the wavelengths; 10000 if not given.
    波长的底数，默认 10000。
    The base of the sinusoid's wavelengths; 2^bits if not given, so that each is twice the one before, as bits are.
    正弦波长的底数，默认 2^bits，使每个波长是前一个的两倍，与二进制位一致。
    Which of a batch: a place on the axis of that name.
    取批次中的哪一个，即该轴上的位置。
    Which step of a generation, from 0; all as one causal matrix if not given.
    生成过程的第几步，从 0 起；默认将各步合为一个因果矩阵。
    Places on the first axes of the array, as w[0] has them; heads stay to be chosen.
    数组前几个轴上的位置，如 w[0]；之后再选头。
    How many bits: all their numbers are positions.
    二进制位数，它们能表示的数都是位置。
    Of t5: how many buckets; 32 if not given.
    用于 t5：桶数，默认 32。
    The measure of top:.
    top 所依据的度量。
    A cell and words that point at it, "2,5 the subject"; up to 4 times.
    一个单元格及指向它的文字，如“2,5 主语”，最多 4 处。
    Draw lines between the cells.
    在单元格之间画线。
    The value of the middle colour.
    中间颜色对应的数值。
    A file of colours in place of a colour map: one #rrggbb a line, from the least value's to the greatest's.
    以颜色文件代替配色：每行一个 #rrggbb，从最小值到最大值。
    One true scale for all panels, or one each.
    各面板共用一个色标，或各用一个。
    The colour map, _r for its reverse.
    配色方案，名称加 _r 为反向。
    Panels side by side.
    每行并排的面板数。
    Combine weights into one matrix: the heads of layer:, the layers of head:, or all.
    把权重合并成一个矩阵：某层的各头、某头的各层，或全部。
    How heads become one matrix a layer.
    每层的多个头如何合成一个矩阵。
    A model's config.json, its folder or a .gguf file, which gives the encoding's parameters.
    模型的 config.json、其文件夹或 .gguf 文件，由它给出编码的参数。
    A model's config.json, its folder or a .gguf file: which convention does it mean?
    模型的 config.json、其文件夹或 .gguf 文件，看它指的是哪种约定。
    A model's config.json, its folder or a .gguf file, which says the encoding and its parameters.
    模型的 config.json、其文件夹或 .gguf 文件，由它决定编码及其参数。
    The context that the model was trained on, in positions; if not given that of config:, or 4096.
    模型训练时的上下文长度（位置数）；默认取 config 中的值，或 4096。
    The decimal sign of a table of text.
    文本表格的小数点符号。
    Digits after the point of numbers in cells; auto is none for whole numbers, else 2 or as many as small ones need.
    单元格数值的小数位数；auto 对整数不留小数，其余为 2 位，较小的数按需增加。
    d_model, the length of a position's vector: even, 2 or more.
    d_model，位置向量的长度，须为不小于 2 的偶数。
    The width of one head's queries and keys, or d_model; 128 if not given.
    单个头的查询与键的宽度，或 d_model，默认 128。
    d_model of an encoding that has no table.
    没有现成表的编码的 d_model。
    The length of a vector.
    向量的长度。
    d_model of attention that is computed from tokens alone; 4 if not given.
    仅由词元计算注意力时的 d_model，默认 4。
    d_model: even, 2 or more.
    d_model，须为不小于 2 的偶数。
    d_k, whose root divides the scores.
    d_k，分数除以它的平方根。
    d_model.
    d_model。
    How many dimensions each vector has; 4 if neither this nor a file says.
    每个向量的维度数；此处与文件都未给出时为 4。
    d_model, a multiple of heads:; without it shapes are written with d_model.
    d_model，须为 heads 的倍数；不给出时形状写作 d_model。
    Which dimensions run along the axis.
    沿坐标轴排列的维度。
    From which distance of query and key to which.
    查询与键的距离范围。
    Leave out all tokens with these texts: "[CLS],[SEP]".
    略去内容为这些的词元，如“[CLS],[SEP]”。
    Which encoding, NAME or NAME:key=value,key=value, such as rope:base=500000; sinusoidal if not given.
    编码方式，写作 NAME 或 NAME:key=value,key=value，如 rope:base=500000；默认 sinusoidal。
    Which encodings, with commas between: rope,rope:scaling=yarn,alibi; rope if not given.
    编码方式，逗号分隔，如 rope,rope:scaling=yarn,alibi；默认 rope。
    Which encoding, such as alibi, t5, shaw, kerple:r1=1,r2=1 or retnet; alibi if not given.
    编码方式，如 alibi、t5、shaw、kerple:r1=1,r2=1 或 retnet；默认 alibi。
    An encoding of images: sincos-2d, detr-2d or learned-2d.
    图像的位置编码：sincos-2d、detr-2d 或 learned-2d。
    Whose conventions.
    对照哪种编码的约定。
    Draw attention without positions and with this encoding side by side: rope, alibi, sinusoidal, NAME:key=value.
    并排画出无位置信息与使用该编码的注意力：rope、alibi、sinusoidal 或 NAME:key=value。
    How many times scalings stretch the context, where neither they nor config: say it.
    缩放把上下文拉伸几倍；编码与 config 都未给出时由此指定。
    The first position.
    第一个位置。
    Font families in order of preference, with commas between.
    按优先顺序排列的字体，逗号分隔。
    The type of tick labels, from which all other sizes follow: 8pt, 11px.
    刻度文字的字号，其余字号由它推出，如 8pt、11px。
    The parts as joined points, or the curves behind them.
    画成连接的点，或画出背后的连续曲线。
    The exponent of norm: power.
    norm 取 power 时的指数。
    Let the model go on by so many tokens, the most likely each.
    让模型续写的词元数，每次取最可能的一个。
    Rows and columns of patches, for encodings of images: 14x14.
    图像编码的图块行数与列数，如 14x14。
    Rows and columns of patches, 14x14; of a table a square if not given.
    图块的行数与列数，如 14x14；对位置表默认为正方形。
    Rows and columns of patches of sincos-2d; if not given a square of table:, or 4x4.
    sincos-2d 的图块行数与列数；默认取 table 的正方形排列，无表则为 4x4。
    Rows and columns of patches of weights:, 14x14; guessed if not given.
    weights 的图块行数与列数，如 14x14；不给出则推断。
    The head, from 0.
    头，从 0 计数。
    With layer: a head whose queries are drawn one by one.
    与 layer 合用：逐个查询画出该头。
    The one head, from 0.
    单个头，从 0 计数。
    Whether the first line of a table of text names its columns.
    文本表格的首行是否为列名。
    How many heads there are; 8 if not given.
    头的总数，默认 8。
    Of which heads: 0-7 or 0,16,32; all if not given. Of more than 64, which cannot be told apart, 16 are drawn and all are saved.
    取哪些头，如 0-7 或 0,16,32；默认全部。超过 64 个无法分辨，此时画其中 16 个，保存全部。
    The heads: 0,2,5,8 or 0-3; all if not given.
    所画的头，如 0,2,5,8 或 0-3；默认全部。
    The heads; all if not given.
    所画的头，默认全部。
    The heads, a colour each: 5,6; the first if not given.
    所画的头，每个一种颜色，如 5,6；默认第一个。
    How many heads there are.
    头的总数。
    Heads of any layers, LAYER:HEAD each: 4:3,5:0.
    任意层的头，各写作“层:头”，如 4:3,5:0。
    Compare the tokens of model: and text: by their vectors after this layer; 0 for the embeddings.
    按该层之后的向量比较 model 与 text 的词元，0 为词嵌入。
    A cell to put a line around, by the numbers of its row and its column; any number of times.
    加框的单元格，用行号与列号表示，可给多个。
    A score to light, row and column counted from 0 (0,2 is s13); up to 12 times.
    突出的分数，行列从 0 计数（0,2 即 s13），至多 12 个。
    A row to put a line around, by its number; any number of times.
    加框的行，用行号表示，可给多个。
    A row to light, counted from 0 (0 is z1); up to 12 times.
    突出的行，从 0 计数（0 即 z1），至多 12 个。
    Set the sentence from left to right, queries above keys.
    句子从左到右排，查询在键的上方。
    Token ids in place of the text: 5,17,33. Nothing is added to them.
    用词元编号代替文本，如 5,17,33；不再添加任何词元。
    An image for a model of images, in place of the text: a PNG or a JPEG.
    给图像模型的图像，代替文本：PNG 或 JPEG。
    A place on each axis before the last two: 11,0.
    最后两轴之前各轴上的位置，如 11,0。
    Whether tick labels count from 0 or from 1.
    刻度从 0 还是从 1 计数。
    Compare the rows of a matrix from a file instead of positions.
    比较文件中矩阵的各行，而不是位置。
    The file: .npy, .npz, .safetensors, .csv, .tsv, .json; FILE#name for a tensor in it.
    文件：.npy、.npz、.safetensors、.csv、.tsv、.json；其中的张量写作 FILE#name。
    The file, FILE#name for a tensor in it.
    文件；其中的张量写作 FILE#name。
    A file of keys, [n_k, d_k].
    键的文件，[n_k, d_k]。
    The tokens of the keys (columns).
    键（列）的词元。
    A file of the keys' tokens.
    键的词元文件。
    Draw these columns of the matrix alone, by position.
    只画矩阵的这些列，按位置。
    Show these keys alone, by position.
    只显示这些键，按位置。
    Draw the values of these columns alone, by position.
    只画这些列的数值，按位置。
    The language of built-in titles and labels.
    内置标题与标签的语言。
    The layer, from 0.
    层，从 0 计数。
    Roll out to this layer; to the last if not given.
    展开到该层，默认最后一层。
    With head: a head whose queries are drawn one by one.
    与 head 合用：逐个查询画出该头。
    The layer, from 0; with rollout: the last one.
    层，从 0 计数；与 rollout 合用时为最后一层。
    The layers; all if not given.
    所画的层，默认全部。
    Sines and cosines in turn, or all sines and then all cosines.
    正弦与余弦交替，或先全部正弦后全部余弦。
    Name panels (a), (b), (c) before their titles.
    在面板标题前加 (a)、(b)、(c)。
    Which keys a query sees; with weights from a file, which of them are shown as masked.
    查询能看到哪些键；对文件中的权重，则为哪些显示为被遮。
    A mask from a file, [n_q, n_k], or [n_k] for the keys of all queries: truth values or 0 and 1, true where a query sees the key, or numbers added to the scaled scores, -inf to hide.
    掩码文件，[n_q, n_k]，或 [n_k]（对所有查询相同）：真假值或 0 与 1，真表示可见；或加到缩放后分数上的数，-inf 表示遮蔽。
    True, or 1, in mask-file: hides a key, as in PyTorch's nn.MultiheadAttention.
    mask-file 中的真（1）表示遮蔽该键，与 PyTorch 的 nn.MultiheadAttention 相同。
    True, or 1, in mask-file: shows a key: what is assumed, without a word about it.
    mask-file 中的真（1）表示可见；本就如此假定，写明后不再提示。
    Show the fewest patches that hold this share of the weight on patches, 0 to 1: 0.6.
    显示合占图块权重此份额的最少图块，0 到 1，如 0.6。
    Draw M_k itself, with PE(pos + k) = M_k PE(pos), beside the first pair's second position before and after.
    画出 M_k 本身（PE(pos + k) = M_k PE(pos)），并列首个位置对中第二个位置的前后向量。
    Of t5: from which distance on all are in the last bucket; 128 if not given.
    用于 t5：从此距离起都归入最后一个桶，默认 128。
    Which numbers: entropy,distance,diagonal,previous,next,first; all if not given.
    所画度量：entropy,distance,diagonal,previous,next,first；默认全部。
    Join the pieces of words: weights are summed over a word's keys and averaged over its queries.
    合并子词：权重对同一词的键求和，对其查询取平均。
    What is measured between two vectors.
    两个向量之间的度量。
    Draw the difference to the same weights of another file, on a scale about 0.
    画出与另一文件相同权重之差，色标以 0 为中心。
    Draw the differences to the same heads of another file, on a scale about 0.
    画出与另一文件相同各头之差，色标以 0 为中心。
    With positions-table: a model.
    与 positions-table 合用的模型。
    A model in place of weights: a folder with config.json and safetensors, or a .gguf file.
    以模型代替权重：含 config.json 与 safetensors 的文件夹，或 .gguf 文件。
    A model of images whose own table is drawn: a folder.
    图像模型的文件夹，画出它自己的位置表。
    Another name of config:.
    config 的另一名称。
    Leave out the colour bar.
    不画色条。
    Put no tokens such as [CLS] around the text.
    不在文本前后加 [CLS] 等词元。
    Leave out the ticks of the axes and what stands at them.
    不画坐标轴刻度及其文字。
    Leave out the title.
    不写标题。
    How values become colours.
    数值如何对应颜色。
    Columns to draw instead of rows.
    改画这些列，而不是行。
    Show only the tokens with these texts.
    只显示内容为这些的词元。
    How much of the image the weights hide with overlay:, 0 to 1.
    与 overlay 合用：权重遮住图像的程度，0 到 1。
    Where the first row lies.
    首行的位置。
    Lay the weights over the image, and not beside it.
    把权重叠在图像上，而不是并列。
    The last keys are padding and are not seen.
    末尾若干键是填充，不可见。
    What the figure is made for, which decides about its width and its type; size: has the last word on the size. If not given, a screen, or the page that a size on paper is nearest to.
    图的用途，决定宽度与字号；尺寸以 size 为准。默认为屏幕，纸张尺寸则取最接近的版面。
    Token ids of the second text.
    第二段文本的词元编号。
    PE(a) - PE(b) for each pair: 12-10,14-12.
    每对画出 PE(a) − PE(b)，如 12-10,14-12。
    Which pairs; if not given all of 16, or 8 spread evenly over more.
    所画的维度对；默认不多于 16 对时全画，更多则均匀取 8 对。
    Of a rotation: cosines, sines or angles; cos if not given.
    用于旋转：余弦、正弦或角度，默认 cos。
    The other order, as places in the first; reversed if not given.
    另一种顺序，以原顺序中的序号表示；默认倒序。
    Whose vector.
    取哪个位置的向量。
    How many positions, from first-position: on; if not given 100, or all of a table or a grid.
    从 first-position 起的位置数；默认 100，表或网格则为全部。
    How many positions there are; 100 with at-dims:, else as many as are asked for.
    位置总数；与 at-dims 合用时为 100，否则取所需的个数。
    How many positions there are; no limit if not given.
    位置总数，默认不限。
    How many positions, from first-position: on; if not given 50, or all of a table or a grid.
    从 first-position 起的位置数；默认 50，表或网格则为全部。
    How many queries and keys.
    查询与键的个数。
    How many rows of tables; of rope, the position whose turn is shown.
    表的行数；对 rope 则为所示旋转的位置。
    How many positions.
    位置数。
    Draw the positions that model: learned.
    画出 model 学到的位置。
    Compare the positions that model: learned.
    比较 model 学到的位置。
    Draw these rows of the matrix alone, by position: 8-14, or 0,3,7.
    只画矩阵的这些行，按位置，如 8-14 或 0,3,7。
    Show these queries alone, by position: 8-14, or 0,3,7.
    只显示这些查询，按位置，如 8-14 或 0,3,7。
    The rows to draw, as rows: says them; with of-columns: the rows that the lines go through.
    所画的行，同 rows；与 of-columns 合用时为曲线经过的行。
    A file of queries, [n_q, d_k].
    查询的文件，[n_q, d_k]。
    Whose weights: cls, a patch by ROW,COLUMN, or a token by its number.
    取谁的权重：cls、以“行,列”表示的图块，或以序号表示的词元。
    Draw this query's row as bars: a token or its number.
    把该查询的一行画成条形：词元或其序号。
    Draw the lines of this query alone: a token or its number.
    只画该查询的连线：词元或其序号。
    The tokens of the queries (rows).
    查询（行）的词元。
    A file of the queries' tokens.
    查询的词元文件。
    Keep the marks of tokenizers: Ġ, ▁, ##, </w>.
    保留分词器的记号：Ġ、▁、##、</w>。
    Which value stands for several cells where there are more cells than pixels; if not given the one that suits the data, which the description names.
    单元格多于像素时，多格以哪个值代表；默认选适合数据者，图注中说明。
    Draw this position's similarity to every other as a line.
    把该位置与其他各位置的相似度画成曲线。
    The same as encoding: with this name.
    等同于 encoding 取此名称。
    Make the rows sum to 1 again after tokens were left out.
    略去词元后使各行之和重新为 1。
    Layers by heads, where the array has one axis for both: 32x16.
    层与头共用一个轴时写作“层数x头数”，如 32x16。
    The share of the residual connection, 0 to 1.
    残差连接所占份额，0 到 1。
    The share of the residual connection in rollout:, 0 to 1.
    rollout 中残差连接所占份额，0 到 1。
    Follow attention through all layers up to layer:, heads averaged.
    沿各层追踪注意力直到 layer，各头取平均。
    The same as encoding: rope.
    等同于 encoding 取 rope。
    Whether the first column of a table of text names its rows.
    文本表格的首列是否为行名。
    The rows to draw; all, up to 10, if not given.
    所画的行，默认全部，最多 10 行。
    How many random vectors the mean and the spread are of.
    均值与标准差取自多少个随机向量。
    Pixels of a PNG for each px of the page.
    PNG 每个版面 px 对应的像素数。
    The factor of the scores instead of 1/√d_k.
    分数的缩放因子，代替 1/√d_k。
    The scores of one query, with commas between.
    一个查询的各分数，逗号分隔。
    What the random vectors are drawn from.
    生成随机向量的种子。
    What embeddings and projections are drawn from; 0 if not given.
    生成词嵌入与投影的种子，默认 0。
    What embeddings and projections are drawn from.
    生成词嵌入与投影的种子。
    What separates the fields of a table of text: comma, semicolon, tab, blank, none, or one other sign; auto looks for the first four.
    文本表格的字段分隔符：comma、semicolon、tab、blank、none 或另一个字符；auto 在前四种中判断。
    The page: 1200x600px, 12x6in, 160x90mm. Without it the page follows the cells.
    版面尺寸，如 1200x600px、12x6in、160x90mm；不给出则随单元格而定。
    Draw values between the patches' own as well, which the figure says.
    在图块之间也插值绘制，图中会说明。
    Exponents 2i/d as in Vaswani et al., or i/(d/2 - 1) as in tensor2tensor.
    指数取 2i/d（Vaswani 等），或 i/(d/2 − 1)（tensor2tensor）。
    Tokens before the patches of weights:; what the grid leaves if not given.
    weights 中图块之前的词元数；默认为网格之外的剩余数。
    Cells are squares.
    单元格为正方形。
    Which step, or which of the matrices it is made of, to draw.
    所画的步骤，或构成它的矩阵之一。
    A line below the title, such as the model, the layer and the head.
    标题下的一行，如模型、层与头。
    Keep the words of an SVG as text that can be edited, in the fonts of whoever shows it.
    SVG 的文字保留为可编辑文本，用显示者自己的字体。
    The table of a learned encoding, FILE or FILE#name.
    学到的位置表，FILE 或 FILE#name。
    The trained numbers, FILE or FILE#name: [buckets, heads] of t5.
    训练得到的数，FILE 或 FILE#name：t5 为 [桶, 头]。
    A table of positions, FILE or FILE#name: [patches, d_model].
    位置表，FILE 或 FILE#name：[图块, d_model]。
    A program's own table, FILE or FILE#name: which convention is it of?
    某程序自己的表，FILE 或 FILE#name，看它属于哪种约定。
    Token ids of the decoder.
    解码器的词元编号。
    The text of the decoder, such as a translation.
    解码器的文本，如译文。
    Divides the scores: above 1 more even weights.
    分数除以它：大于 1 时权重更平均。
    The text that the model is given.
    给模型的文本。
    A file with the text.
    文本文件。
    A second text, for models that take two.
    第二段文本，用于接受两段文本的模型。
    How it looks.
    外观。
    Leave out weights below this; if not given, those below the even share of a key, which is taken to be 0.02 to 0.1.
    略去低于此值的权重；默认为每个键的平均份额，限于 0.02 到 0.1。
    Digits after the point of numbers at ticks, and more where they are needed to tell ticks apart.
    刻度数字的小数位数；为区分相邻刻度会按需增加。
    How numbers at ticks of axes and of the colour bar are written; si has prefixes such as 1.5k.
    坐标轴与色条刻度数字的写法；si 用 1.5k 这样的词头。
    Whose own attention is drawn, of a model with an encoder and a decoder; the encoder's if not given.
    画哪一方自身的注意力，用于编码器-解码器模型；默认编码器。
    Log-mel features of speech for a model such as Whisper, in place of the text: an array of mel bins by frames.
    语音的对数梅尔特征，用于 Whisper 等模型，代替文本：梅尔频带 × 帧的数组。
    The title.
    标题。
    Where title, subtitle and notes stand.
    标题、副标题与注释的对齐。
    The tokens of both axes, with blanks between; without any, FILE.tokens.json beside the weights is taken where there is one.
    两轴的词元，空格分隔；不给出时取权重旁的 FILE.tokens.json（若有）。
    The sentence, with blanks between tokens.
    句子，词元之间用空格分隔。
    The tokens of the keys, with blanks between.
    键的词元，空格分隔。
    A file of tokens: one a line, or JSON.
    词元文件：每行一个，或 JSON。
    What stands between tokens instead of blanks.
    词元之间的分隔符，代替空格。
    The heads that lead in the measure of by:, of all layers or of layer:.
    按 by 的度量领先的头，取自全部层或 layer。
    Leave the page clear instead of painting it.
    背景透明，不填色。
    Show rows as columns and columns as rows.
    行列互换。
    Cut a text that is longer than the model's positions, and say so.
    截断超出模型位置数的文本，并说明。
    A file of values, [n_k, d_v].
    值的文件，[n_k, d_v]。
    What the cells show: symbols such as q11, counted from 1 as in formulas, or numbers. Matrices from files show numbers.
    单元格内容：q11 这样的符号（与公式一样从 1 计数）或数值；文件中的矩阵显示数值。
    The value of the last colour; the greatest one if not given.
    末端颜色对应的数值，默认最大值。
    The value of the first colour; the least one if not given.
    首端颜色对应的数值，默认最小值。
    A file of weights, FILE#name for a tensor in it.
    权重文件；其中的张量写作 FILE#name。
    Weights of all layers, [layers, heads, queries, keys].
    全部层的权重，[层, 头, 查询, 键]。
    A file of weights, [n_q, n_k].
    权重文件，[n_q, n_k]。
    Each query sees the keys at most so far before and after it.
    每个查询只能看到前后此距离以内的键。
    The row (with of-columns: the column) whose values stand along the horizontal axis, each above the one before; without it values are counted from 0.
    横轴取自该行（与 of-columns 合用时为该列）的数值，须递增；不给出则从 0 计数。
    What runs along the horizontal axis.
    横轴标签。
    How the horizontal axis goes from number to number.
    横轴刻度的方式。
    Limits of the horizontal axis: 0,50.
    横轴范围，如 0,50。
    What runs along the vertical axis.
    纵轴标签。
    How the vertical axis goes from number to number.
    纵轴刻度的方式。
    Limits of the vertical axis: -1,1.05.
    纵轴范围，如 -1,1.05。
    """#
}
