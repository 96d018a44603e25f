// The article on attention and positional encoding, told in our own words. Nothing but text: what its
// directives and formulas become is decided where Markdown is read.

import FigureModel

/// A section of the article.
struct ArticleSection {
  let id: String
  let title: Localized
  let body: Localized
}

enum ArticleText {
  static let title = Localized(
    en: "Attention and positional encoding, in figures", zh: "图解注意力机制与位置编码")

  static let sections: [ArticleSection] = [
    ArticleSection(
      id: "introduction",
      title: Localized(en: "About this report", zh: "关于本报告"),
      body: Localized(
        en: #"""
          A Transformer reads a sentence by letting every token look at every other one and by telling each
          token where it stands. Both steps are a few lines of matrix arithmetic. This report draws those
          matrices, and beside each statement stands the number that checks it on the very data that is drawn. A
          last part tells what models have used for positions since.

          The running sentence is 我爱人工智能, “I love artificial intelligence”, six tokens: 我 爱 人 工 智 能.
          Positions, dimensions, heads and layers count from 0; the entries of a matrix that is written out count
          from 1, as in print, so $`s_{13}`$ stands in the first row and the third column. Shapes are written
          [rows, columns].
          """#,
        zh: #"""
          Transformer 读一句话时做两件事：让每个词元去看其他词元，并告诉每个词元它所处的位置。两者都只是几行矩阵运算。本报告把这些矩阵画出来，并在每个论断旁给出用图中数据算出的数值作为验证。最后一部分讲述此后的模型如何表示位置。

          贯穿全文的例句是“我爱人工智能”，共六个词元：我 爱 人 工 智 能。位置、维度、头和层都从 0 开始计数；逐项写出的矩阵元素按书写惯例从 1 编号，$`s_{13}`$ 位于第 1 行第 3 列。形状写作 [行, 列]。
          """#)),
    ArticleSection(
      id: "queries-keys-values",
      title: Localized(en: "Queries, keys and values", zh: "查询、键与值"),
      body: Localized(
        en: #"""
          Each token is a vector $`x`$ of $`d`$ numbers. Three learned matrices turn it into three others: a
          **query**, what the token looks for; a **key**, what it offers to be found by; and a **value**, what
          it hands over when it is found.

          ```math
          Q = X W_q, \quad K = X W_k, \quad V = X W_v
          ```

          With six tokens and $`d = 4`$ all three are [6, 4]. [](figure:scaled-dot-product) shows what becomes
          of them; the next sections take it step by step.

          figure: scaled-dot-product
          """#,
        zh: #"""
          每个词元是一个由 $`d`$ 个数组成的向量 $`x`$。三个可学习的矩阵把它变成另外三个向量：**查询**（它在找什么）、**键**（它凭什么被找到）和**值**（被找到后交出什么）。

          ```math
          Q = X W_q, \quad K = X W_k, \quad V = X W_v
          ```

          六个词元、$`d = 4`$ 时，三者的形状都是 [6, 4]。[](figure:scaled-dot-product) 概括了它们的去向，后面几节逐步讲解。

          figure: scaled-dot-product
          """#)),
    ArticleSection(
      id: "scores",
      title: Localized(en: "Scores", zh: "注意力分数"),
      body: Localized(
        en: #"""
          How well a query fits a key is their dot product. All of them at once are one matrix product: row
          $`i`$ of $`Q`$ meets column $`j`$ of $`K^\top`$, so the scores are [6, 6]. It is the query and the
          *key* that are multiplied; the values wait.

          ```math
          S = Q K^\top, \quad s_{ij} = \sum_{c} q_{ic} k_{jc}
          ```

          figure: dot-product
          """#,
        zh: #"""
          查询与键的匹配程度是二者的点积。一次矩阵乘法就能算出全部结果：$`Q`$ 的第 $`i`$ 行与 $`K^\top`$ 的第 $`j`$ 列相乘，因此分数矩阵是 [6, 6]。相乘的是查询与*键*，值此时还没有参与。

          ```math
          S = Q K^\top, \quad s_{ij} = \sum_{c} q_{ic} k_{jc}
          ```

          figure: dot-product
          """#)),
    ArticleSection(
      id: "softmax",
      title: Localized(en: "Scaling and softmax", zh: "缩放与 softmax"),
      body: Localized(
        en: #"""
          Softmax turns the scores of a row into weights $`w_{ij}`$, positive shares that sum to 1:

          ```math
          w_{ij} = \frac{\exp(s_{ij})}{\sum_{m} \exp(s_{im})}
          ```

          It is sharp: what counts are differences, and a lead of 1.3 already means a factor of
          $`\exp(1.3) \approx 3.7`$. Dot products of longer vectors spread wider, so the scores are divided by
          $`\sqrt{d_k}`$ first, which keeps one key from taking everything. [](figure:softmax-example) shows
          both for six scores.

          figure: softmax-example
          claims: softmax-example

          Division alone does not help where a token's query is its own key. With $`W_q = W_k`$ each token
          fits itself best, and most of the weight lies on the diagonal; that is one reason for separate
          projections.

          figure: self-focus
          claims: self-focus
          """#,
        zh: #"""
          softmax 把一行分数变成权重 $`w_{ij}`$，即和为 1 的正数份额：

          ```math
          w_{ij} = \frac{\exp(s_{ij})}{\sum_{m} \exp(s_{im})}
          ```

          它很“尖锐”：起作用的是分数之差，领先 1.3 就意味着 $`\exp(1.3) \approx 3.7`$ 倍的权重。向量越长，点积散得越开，所以先除以 $`\sqrt{d_k}`$，避免某一个键独占全部权重。[](figure:softmax-example) 对比了六个分数在缩放前后的结果。

          figure: softmax-example
          claims: softmax-example

          如果一个词元的查询就是它自己的键，单靠缩放无济于事。当 $`W_q = W_k`$ 时，每个词元与自己最匹配，大部分权重落在对角线上；这正是使用各自投影的原因之一。

          figure: self-focus
          claims: self-focus
          """#)),
    ArticleSection(
      id: "weighted-sum",
      title: Localized(en: "Weighted sum", zh: "加权求和"),
      body: Localized(
        en: #"""
          The weights then mix the values: each row of the output $`Z`$ is a weighted mean of all value vectors,
          [6, 6] times [6, 4] giving [6, 4] again.

          ```math
          Z = \softmax(\frac{Q K^\top}{\sqrt{d_k}}) V
          ```

          figure: weighted-sum

          A trained model does the same with weights that mean something. In [](figure:bert-head0), one head of
          all-MiniLM-L6-v2, a BERT encoder, reads “The robot picked up the ball because it was too heavy”.

          figure: bert-head0
          claims: bert-head0
          """#,
        zh: #"""
          权重随后把值混合起来：输出 $`Z`$ 的每一行都是所有值向量的加权平均，[6, 6] 乘 [6, 4] 仍得到 [6, 4]。

          ```math
          Z = \softmax(\frac{Q K^\top}{\sqrt{d_k}}) V
          ```

          figure: weighted-sum

          训练好的模型做的是同一件事，只是权重有了含义。[](figure:bert-head0) 是 BERT 编码器 all-MiniLM-L6-v2 的一个头在读句子“The robot picked up the ball because it was too heavy”。

          figure: bert-head0
          claims: bert-head0
          """#)),
    ArticleSection(
      id: "self-and-cross",
      title: Localized(en: "Self- and cross-attention", zh: "自注意力与交叉注意力"),
      body: Localized(
        en: #"""
          Where queries, keys and values come from one sequence, it attends to itself. Where the queries come
          from a sequence A and keys and values from another one, B, it is cross-attention, as between a
          translation and its source: the weights are then $`[n_A, n_B]`$.

          figure: self-and-cross-attention
          """#,
        zh: #"""
          查询、键、值都来自同一个序列时，是自注意力；查询来自序列 A、键和值来自序列 B 时，是交叉注意力，例如译文与原文之间，此时权重的形状是 $`[n_A, n_B]`$。

          figure: self-and-cross-attention
          """#)),
    ArticleSection(
      id: "heads",
      title: Localized(en: "Many heads", zh: "多头注意力"),
      body: Localized(
        en: #"""
          One set of weights can only look one way. So $`d`$ is split into $`h`$ heads of $`d_k = d / h`$
          dimensions, each attends on its own, and their outputs are joined and projected once more. With the
          usual $`d = 512`$ and $`h = 8`$ a head has 64 dimensions, and what comes out has the shape of what
          went in.

          ```math
          \MultiHead(X) = \Concat(\head_0, \dots, \head_{h-1}) W_o
          ```

          figure: multi-head
          claims: multi-head

          The heads of a trained layer do look different ways. All panels of [](figure:bert-four-heads) share
          one colour scale. On the web page any other head of the model can be chosen below it.

          figure: bert-four-heads
          claims: bert-four-heads
          """#,
        zh: #"""
          一组权重只能表达一种关注方式。因此把 $`d`$ 拆成 $`h`$ 个头，每个头 $`d_k = d / h`$ 维，各自计算注意力，再把输出拼接起来做一次投影。常见的 $`d = 512`$、$`h = 8`$ 时，每个头 64 维，输出与输入形状相同。

          ```math
          \MultiHead(X) = \Concat(\head_0, \dots, \head_{h-1}) W_o
          ```

          figure: multi-head
          claims: multi-head

          训练好的各个头确实各有侧重。[](figure:bert-four-heads) 的各图共用一个色标。在网页上，图下方还可以选择模型中的其他头。

          figure: bert-four-heads
          claims: bert-four-heads
          """#)),
    ArticleSection(
      id: "why-positions",
      title: Localized(en: "Why positions are needed", zh: "为什么需要位置信息"),
      body: Localized(
        en: #"""
          Nothing so far knows about order: sums do not. “我打你”, I hit you, and “你打我”, you hit me, give
          each token the very same vector, only in other rows. Something that tells positions apart has to be
          added to the tokens.

          figure: permutation
          claims: permutation

          The bare index would do that, and would drown the tokens: it grows with every position. Sines and
          cosines stay in [−1, 1] however long the text is.

          figure: naive-positions
          claims: naive-positions
          """#,
        zh: #"""
          到目前为止，没有任何一步知道顺序，因为求和与顺序无关。“我打你”与“你打我”中，每个词元得到的向量完全相同，只是换了行。因此必须给词元加上能区分位置的信息。

          figure: permutation
          claims: permutation

          直接加上序号可以区分位置，但序号随位置不断增长，会淹没词元本身。正弦和余弦则无论文本多长都保持在 [−1, 1] 内。

          figure: naive-positions
          claims: naive-positions
          """#)),
    ArticleSection(
      id: "encoding-matrix",
      title: Localized(en: "The encoding as a matrix", zh: "位置编码矩阵"),
      body: Localized(
        en: #"""
          Vaswani et al. (2017) give each pair of dimensions a frequency of its own, a sine in the even
          dimension and a cosine in the odd one, with the same exponent:

          ```math
          PE(pos, 2i) = \sin(\frac{pos}{10000^{2i/d}}), \quad PE(pos, 2i+1) = \cos(\frac{pos}{10000^{2i/d}})
          ```

          Position 0 stands at the top of [](figure:pe-matrix). To the left values change from row to row, to
          the right they hardly move.

          figure: pe-matrix
          claims: pe-matrix
          """#,
        zh: #"""
          Vaswani 等（2017）给每对维度一个各自的频率：偶数维是正弦，奇数维是余弦，两者的指数相同：

          ```math
          PE(pos, 2i) = \sin(\frac{pos}{10000^{2i/d}}), \quad PE(pos, 2i+1) = \cos(\frac{pos}{10000^{2i/d}})
          ```

          [](figure:pe-matrix) 中位置 0 在最上方。左侧的值逐行变化，右侧几乎不动。

          figure: pe-matrix
          claims: pe-matrix
          """#)),
    ArticleSection(
      id: "encoding-rows",
      title: Localized(en: "The encoding as rows", zh: "逐行观察位置编码"),
      body: Localized(
        en: #"""
          A row of the matrix is the vector of one position. Drawn as lines over the dimensions, positions
          differ most where frequencies are high and meet in the last dimensions, where each sine stands near
          0 and each cosine near 1.

          figure: four-positions
          figure: last30-four-positions
          claims: last30-four-positions

          Position 5 alone shows both ends: the last 30 dimensions in [](figure:last30-position5) and the
          first 50 in [](figure:position5-first50).

          figure: last30-position5
          figure: position5-first50
          """#,
        zh: #"""
          矩阵的一行就是一个位置的向量。把它们画成随维度变化的曲线：频率高的维度上各位置差别最大，到最后的维度则重合在一起，正弦接近 0，余弦接近 1。

          figure: four-positions
          figure: last30-four-positions
          claims: last30-four-positions

          单看位置 5 就能看到两端：[](figure:last30-position5) 是最后 30 个维度，[](figure:position5-first50) 是前 50 个维度。

          figure: last30-position5
          figure: position5-first50
          """#)),
    ArticleSection(
      id: "taken-apart",
      title: Localized(en: "Taken apart", zh: "拆成正弦与余弦"),
      body: Localized(
        en: #"""
          The zigzag of a row is two calm curves taken in turn. [](figure:decompose-low) sets the sine part and
          the cosine part beside the whole; each is 0 where the other has its place.

          figure: decompose-low
          claims: decompose-low
          figure: decompose-high

          Dimensions are discrete: the lines between them only lead the eye. The sine and the cosine behind
          them are continuous. [](figure:decompose-curves) draws those two curves densely, and as points what
          the encoding takes from them.

          figure: decompose-curves
          """#,
        zh: #"""
          一行的锯齿其实是两条平缓曲线的交替取值。[](figure:decompose-low) 把正弦部分、余弦部分与整个向量放在一起；每一部分在另一部分的位置上为 0。

          figure: decompose-low
          claims: decompose-low
          figure: decompose-high

          维度是离散的，点与点之间的连线只为引导视线；背后的正弦和余弦则是连续的。[](figure:decompose-curves) 把这两条曲线画密，并用点标出编码实际取到的值。

          figure: decompose-curves
          """#)),
    ArticleSection(
      id: "frequencies",
      title: Localized(en: "Frequencies", zh: "频率"),
      body: Localized(
        en: #"""
          The frequency of pair $`i`$ falls geometrically, by the same factor from pair to pair:

          ```math
          \omega_i = 10000^{-2i/d}, \quad \frac{\omega_{i+1}}{\omega_i} = 10000^{-2/d}
          ```

          Like the hands of a clock, fast pairs tell near positions apart and slow ones far positions. A
          linear choice $`\omega_i = C \cdot i`$ would spend nearly all pairs on short distances. The last
          frequency comes near 1/10000 and does not reach it: it is $`10000^{-(d-2)/d}`$.

          figure: frequencies
          claims: frequencies
          """#,
        zh: #"""
          第 $`i`$ 对维度的频率等比下降，相邻两对之比恒定：

          ```math
          \omega_i = 10000^{-2i/d}, \quad \frac{\omega_{i+1}}{\omega_i} = 10000^{-2/d}
          ```

          就像时钟的指针：快的区分邻近位置，慢的区分远处位置。如果采用线性的 $`\omega_i = C \cdot i`$，几乎所有维度都会用在短距离上。最后的频率接近 1/10000 但并不等于它，而是 $`10000^{-(d-2)/d}`$。

          figure: frequencies
          claims: frequencies
          """#)),
    ArticleSection(
      id: "relative-shift",
      title: Localized(en: "Relative shift", zh: "相对位移"),
      body: Localized(
        en: #"""
          Moving by $`k`$ turns every pair by a fixed angle, wherever one starts. So one matrix $`M_k`$, made
          of $`d/2`$ rotations, takes every position's vector to the vector $`k`$ positions later:

          ```math
          \begin{pmatrix} \sin((pos + k)\omega_i) \\ \cos((pos + k)\omega_i) \end{pmatrix} =
          \begin{pmatrix} \cos k\omega_i & \sin k\omega_i \\ -\sin k\omega_i & \cos k\omega_i \end{pmatrix}
          \begin{pmatrix} \sin pos\,\omega_i \\ \cos pos\,\omega_i \end{pmatrix}
          ```

          A linear layer can therefore learn “two positions on”. The *difference* that the same shift makes is
          not the same everywhere, though: [](figure:shift-fingerprint) draws PE(12) − PE(10) and
          PE(14) − PE(12).

          figure: shift-fingerprint
          claims: shift-fingerprint
          """#,
        zh: #"""
          移动 $`k`$ 个位置，就是把每对维度旋转一个固定的角度，与起点无关。因此由 $`d/2`$ 个旋转组成的同一个矩阵 $`M_k`$，能把任意位置的向量变成 $`k`$ 个位置之后的向量：

          ```math
          \begin{pmatrix} \sin((pos + k)\omega_i) \\ \cos((pos + k)\omega_i) \end{pmatrix} =
          \begin{pmatrix} \cos k\omega_i & \sin k\omega_i \\ -\sin k\omega_i & \cos k\omega_i \end{pmatrix}
          \begin{pmatrix} \sin pos\,\omega_i \\ \cos pos\,\omega_i \end{pmatrix}
          ```

          所以线性层可以学会“往后两个位置”。不过同样的位移造成的*差*并非处处相同：[](figure:shift-fingerprint) 画出了 PE(12) − PE(10) 与 PE(14) − PE(12)。

          figure: shift-fingerprint
          claims: shift-fingerprint
          """#)),
    ArticleSection(
      id: "similarity",
      title: Localized(en: "Similarity", zh: "相似度"),
      body: Localized(
        en: #"""
          The dot product of two positions' vectors sums a cosine for each pair, and depends on their distance
          alone:

          ```math
          PE(a) \cdot PE(b) = \sum_{i} \cos(\omega_i (a - b)), \quad \|PE(a)\|^2 = \frac{d}{2}
          ```

          So [](figure:similarity) has the same value along every diagonal: near positions are alike, wherever
          they stand in the text.

          figure: similarity
          claims: similarity
          """#,
        zh: #"""
          两个位置向量的点积是各对维度余弦之和，只取决于它们的距离：

          ```math
          PE(a) \cdot PE(b) = \sum_{i} \cos(\omega_i (a - b)), \quad \|PE(a)\|^2 = \frac{d}{2}
          ```

          因此[](figure:similarity) 中每条对角线上的值都相同：无论在文中何处，邻近的位置都彼此相似。

          figure: similarity
          claims: similarity
          """#)),
    ArticleSection(
      id: "slips",
      title: Localized(en: "What the originals get wrong", zh: "原文中的疏误"),
      body: Localized(
        en: #"""
          The figures of this report follow an article whose pictures have a few slips. Ours are put right;
          each number below says by how much what is printed there is off.

          slips:
          """#,
        zh: #"""
          本报告的图依照一篇文章重新绘制，其原图有几处疏误。这里已经更正；下表的数值表示原文所写与正确结果相差多少。

          slips:
          """#)),
  ]
}
