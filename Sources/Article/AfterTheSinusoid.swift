// The report's second part: what models have used for positions since the sinusoid, and why.
//
// Its figures are the report's own. They stand in no manifest of the article, so that `attnplot batch` draws
// what the article has and nothing else, and they follow the article's figures, whose numbers stay.

import FigureModel

enum AfterTheSinusoid {
  /// The figures, as a manifest has them.
  static let manifest = #"""
    figures:
      - id: t5-buckets
        kind: bias
        title: { en: T5's buckets of distances, zh: T5 的距离分桶 }
        encoding: t5
        buckets: 16
        max-distance: 32
        positions: 40

      - id: alibi-penalties
        kind: bias
        title: { en: "ALiBi: a slope for each head", zh: ALiBi：每个头一个斜率 }
        encoding: "alibi:form=symmetric"
        heads: 4
        positions: 12

      - id: rope-circles
        kind: rotation
        title: { en: "RoPE: pairs turned like clock hands", zh: RoPE：像表针一样旋转的维度对 }
        encoding: rope
        dimensions: 8
        at-positions: [0, 1, 2, 8]

      - id: rope-weights
        kind: attention
        title: { en: "The same tokens, without positions and with RoPE", zh: 同一组词元：无位置信息与使用 RoPE }
        tokens: 我 爱 我 我 爱 我
        dimensions: 8
        seed: 7
        rope: true

      - id: rope-conventions
        kind: conventions
        title: { en: The two conventions of RoPE, zh: RoPE 的两种约定 }
        encoding: rope
        dimensions: 8
        positions: 3

      - id: rope-scaling
        kind: wavelengths
        title: { en: Wavelengths with and without a scaling, zh: 缩放前后各维度对的波长 }
        encoding: [rope, "rope:scaling=linear", "rope:scaling=ntk", "rope:scaling=yarn"]
        context: 4096
        factor: 4

      - id: encodings-decay
        kind: decay
        title: { en: RoPE and ALiBi over the distance, zh: RoPE 与 ALiBi 随距离的变化 }
        encoding: [rope, "alibi:heads=4"]
        distances: 0-128
    """#

  static let sections: [ArticleSection] = [
    ArticleSection(
      id: "after-the-sinusoid",
      title: Localized(en: "After the sinusoid", zh: "正弦编码之后"),
      body: Localized(
        en: #"""
          The sinusoid is added to a token once, below the first layer, and everything above has to tell the two
          apart again. What attention mostly needs is simpler: how far a key is from the query. The encodings that
          came later put that distance where it is used, into the scores of every layer.

          Three ways were tried one after the other: a table that is learned like the words' own vectors, a number
          added to each score, and a rotation of queries and keys. A question goes with all of them, since texts
          have become longer than those that models are trained on: what happens at a position that training never
          showed?
          """#,
        zh: #"""
          正弦编码只在第一层之下与词元相加一次，之后的各层都得自己把位置与内容分开。而注意力真正需要的往往更简单：键离查询有多远。后来的编码把这个距离放到用得着它的地方，即每一层的分数里。

          先后有三条路：像词向量一样学出一张位置表；给每个分数加上一个数；旋转查询与键。如今的文本常比训练时的更长，因此每一种都要回答同一个问题：遇到训练中从未出现的位置，会怎样？
          """#)),
    ArticleSection(
      id: "learned-tables",
      title: Localized(en: "Learned tables", zh: "学习得到的位置表"),
      body: Localized(
        en: #"""
          BERT (Devlin et al. 2019) and GPT-2 (Radford et al. 2019) have a table with a row for each position, 512
          and 1024 of them, and train it with all the rest. It serves as well as the sinusoid up to its last row.
          Beyond that there is no row: position 1024 of GPT-2 is not a poor guess but nothing at all.

          Nor does anything say that neighbours are alike. That rows 7 and 8 mean nearly the same has to be learned
          for every pair of rows from texts that reach so far, and late rows are trained less often than early ones.
          """#,
        zh: #"""
          BERT（Devlin 等，2019）与 GPT-2（Radford 等，2019）各有一张表，每个位置一行，分别是 512 行与 1024 行，与其余参数一起训练。在最后一行之前，它与正弦编码一样好用；再往后就没有行了：GPT-2 的位置 1024 不是估计得差，而是根本不存在。

          表中也没有任何东西保证相邻的行相似。第 7 行与第 8 行意思相近，这一点要靠足够长的文本一对一对地学出来，而靠后的行得到的训练比靠前的少。
          """#)),
    ArticleSection(
      id: "relative-positions",
      title: Localized(en: "Relative positions and T5's buckets", zh: "相对位置与 T5 的分桶"),
      body: Localized(
        en: #"""
          Shaw et al. (2018) learned a vector for each *distance* instead and clipped the distances at a few steps.
          T5 (Raffel et al. 2020) keeps one number of it, added to the score of query $`i`$ and key $`j`$, each head
          with numbers of its own:

          ```math
          s_{ij} = q_i \cdot k_j + b_{\beta(i - j)}
          ```

          The bucket $`\beta`$ is exact for near distances and coarse for far ones. T5 has 32, up to a distance of
          128; [](figure:t5-buckets) draws 16 up to 32, in which they can be told apart. Half of them are for keys
          before the query, and half of these hold a single distance each; the others hold ever more, and from the
          greatest distance on all share the last. (T5 leaves out the root of $`d_k`$; it is in the weights it begins
          with.)

          figure: t5-buckets
          claims: t5-buckets

          A far key therefore meets no number that training did not know. What is lost is the difference between
          far and very far.
          """#,
        zh: #"""
          Shaw 等（2018）改为给每个*距离*学一个向量，距离超过几步便截断。T5（Raffel 等，2020）只留下一个数，把它加到查询 $`i`$ 与键 $`j`$ 的分数上，每个头各有一套：

          ```math
          s_{ij} = q_i \cdot k_j + b_{\beta(i - j)}
          ```

          桶 $`\beta`$ 对近距离精确、对远距离粗略。T5 用 32 个桶，距离至 128；[](figure:t5-buckets) 画的是 16 个桶、距离至 32，便于分辨。其中一半留给查询之前的键，这一半里又有一半各装一个距离；其余的装得越来越多，从最大距离起全部落入最后一个。（T5 不除以 $`d_k`$ 的平方根，这一因子已包含在初始权重里。）

          figure: t5-buckets
          claims: t5-buckets

          因此再远的键也不会遇到训练中没有的数，失去的只是“远”与“很远”的区别。
          """#)),
    ArticleSection(
      id: "alibi",
      title: Localized(en: "ALiBi: a penalty for distance", zh: "ALiBi：对距离的惩罚"),
      body: Localized(
        en: #"""
          ALiBi (Press et al. 2022) learns nothing: each step away from the query costs the same. Head $`h`$ of
          $`n`$ has the slope $`m_h`$, so that the first heads see near tokens alone and the last ones far. A decoder
          has the half of [](figure:alibi-penalties) below the diagonal.

          ```math
          s_{ij} = \frac{q_i \cdot k_j}{\sqrt{d_k}} - m_h |i - j|, \quad m_h = 2^{-8 (h + 1) / n}
          ```

          figure: alibi-penalties
          claims: alibi-penalties

          The line goes on beyond the trained length as it began, which is the point of the paper: trained on 1024
          tokens, a model read 2048 as well as one that had been trained on them. The price is that no head can
          prefer a far token for being far.
          """#,
        zh: #"""
          ALiBi（Press 等，2022）什么也不学：离查询每远一步，代价都相同。$`n`$ 个头中的第 $`h`$ 个头斜率为 $`m_h`$，靠前的头只看近处，靠后的头看得远。解码器只有[](figure:alibi-penalties) 中对角线以下的一半。

          ```math
          s_{ij} = \frac{q_i \cdot k_j}{\sqrt{d_k}} - m_h |i - j|, \quad m_h = 2^{-8 (h + 1) / n}
          ```

          figure: alibi-penalties
          claims: alibi-penalties

          超出训练长度之后，这条直线照原样延伸，这正是论文的要点：以长度 1024 的序列训练的模型读长度 2048 的序列时，不逊于以长度 2048 的序列训练的模型。代价是，没有哪个头能因为一个词元远而偏爱它。
          """#)),
    ArticleSection(
      id: "rope",
      title: Localized(en: "RoPE: why rotate", zh: "RoPE：为什么旋转"),
      body: Localized(
        en: #"""
          The sinusoid already had it: a step of $`k`$ positions is a rotation of each pair by a fixed angle. RoPE
          (Su et al. 2021) adds no vector at all and turns the query and the key themselves, each pair of dimensions
          by its position times $`\omega_i`$. With $`R_p`$ for the turn at position $`p`$,

          ```math
          (R_m q) \cdot (R_n k) = q \cdot R_{n - m} k
          ```

          and the score depends on the distance alone, though each vector was turned without a look at the other.
          Lengths stay, values are not turned, and there is nothing to learn. [](figure:rope-circles) draws four
          pairs as clock hands: the first takes a turn in about six positions, the last one hardly moves.

          figure: rope-circles
          claims: rope-circles

          [](figure:rope-weights) shows what it does to computed attention. Without positions the four 我 are one
          token to every query; turned, each stands at a distance of its own.

          figure: rope-weights
          claims: rope-weights
          """#,
        zh: #"""
          正弦编码里其实已经有了它：移动 $`k`$ 个位置，就是把每对维度旋转一个固定的角度。RoPE（Su 等，2021）不再加任何向量，而是直接旋转查询与键，每对维度转过位置乘以 $`\omega_i`$ 的角度。记位置 $`p`$ 处的旋转为 $`R_p`$，则

          ```math
          (R_m q) \cdot (R_n k) = q \cdot R_{n - m} k
          ```

          两个向量各转各的，互不相看，分数却只取决于它们的距离。长度不变，值不旋转，也没有要学的东西。[](figure:rope-circles) 把四对维度画成表针：第一对大约六个位置转一圈，最后一对几乎不动。

          figure: rope-circles
          claims: rope-circles

          [](figure:rope-weights) 给出它对注意力的影响。没有位置信息时，四个“我”对任何查询都是同一个词元；旋转之后，每一个都有了自己的距离。

          figure: rope-weights
          claims: rope-weights
          """#)),
    ArticleSection(
      id: "rope-conventions",
      title: Localized(en: "Two conventions", zh: "两种约定"),
      body: Localized(
        en: #"""
          Which two dimensions make a pair is a choice, and programs made it differently. RoFormer and GPT-J pair
          neighbours, $`2i`$ with $`2i + 1`$. GPT-NeoX, and Llama in transformers, pair the halves, $`i`$ with
          $`i + d/2`$, which takes fewer steps on most processors. The angles are the same; the matrices of
          [](figure:rope-conventions) differ in the order of rows and columns alone.

          figure: rope-conventions
          claims: rope-conventions

          A model trained in one convention and run in the other is wrong without an error, and no file of weights
          says which is meant. Those who convert weights from one to the other reorder the rows of $`W_q`$ and
          $`W_k`$.
          """#,
        zh: #"""
          哪两个维度配成一对只是一种选择，各家程序选得不同。RoFormer 与 GPT-J 让相邻的维度配对，$`2i`$ 与 $`2i + 1`$；GPT-NeoX 以及 transformers 中的 Llama 让前后两半配对，$`i`$ 与 $`i + d/2`$，这在多数处理器上步骤更少。角度完全相同；[](figure:rope-conventions) 中的两个矩阵只差在行与列的次序。

          figure: rope-conventions
          claims: rope-conventions

          按一种约定训练、按另一种约定运行的模型不会报错，但结果是错的，而权重文件里并没有写明用的是哪一种。在两者之间转换权重时，要重排 $`W_q`$ 与 $`W_k`$ 的行。
          """#)),
    ArticleSection(
      id: "rope-scaling",
      title: Localized(en: "Beyond the trained context", zh: "超出训练上下文"),
      body: Localized(
        en: #"""
          A rotation has an angle for every position, and yet models fail soon after the context $`L`$ that they were
          trained on. A fast pair has made every angle many times over. A slow one has a wave longer than $`L`$: it
          has seen a part of the circle, and beyond $`L`$ it turns into the rest. Scalings by a factor $`s`$ bring
          it back.

          - **Position interpolation** (Chen et al. 2023) divides all positions by $`s`$, and with them the small
            steps between neighbours that fast pairs are there to tell apart.
          - **NTK-aware** scaling (bloc97 2023) raises the base $`b`$ to $`b \cdot s^{d / (d - 2)}`$: the fastest pair
            stays, the slowest is slowed down by all of $`s`$.
          - **YaRN** (Peng et al. 2024) asks each pair how many turns it made: those with many stay as they are, those
            with less than one are divided by $`s`$, and between them runs a ramp. Llama 3.1 does much the same with
            other borders.

          figure: rope-scaling
          claims: rope-scaling
          """#,
        zh: #"""
          旋转在任何位置都有角度可用，可是一超出训练时的上下文 $`L`$，模型很快就会失灵。快的维度对早已把每个角度转过许多遍；慢的维度对波长大于 $`L`$，只见过圆周的一部分，超出 $`L`$ 后便转进没见过的那一部分。按倍数 $`s`$ 的缩放把它拉回来。

          - **位置插值**（Chen 等，2023）把所有位置除以 $`s`$，连同相邻位置之间的小步也一起缩小，而快的维度对正是靠这些小步来区分邻居的。
          - **NTK-aware** 缩放（bloc97，2023）把底数 $`b`$ 增大为 $`b \cdot s^{d / (d - 2)}`$：最快的一对不变，最慢的一对放慢整整 $`s`$ 倍。
          - **YaRN**（Peng 等，2024）看每一对转过多少圈：圈数多的保持不变，不足一圈的除以 $`s`$，两者之间逐渐过渡。Llama 3.1 的做法大体相同，只是界线不同。

          figure: rope-scaling
          claims: rope-scaling
          """#)),
    ArticleSection(
      id: "decay",
      title: Localized(en: "Decay and reach", zh: "衰减与作用范围"),
      body: Localized(
        en: #"""
          Should a far key count for less? ALiBi says so outright. RoPE says it of an upper bound: with $`S_j`$ for the
          sum of the first $`j`$ pairs' turns, the product of a query and a key is bounded by a multiple of the mean of
          $`|S_j|`$, and that falls with the distance, in ripples (Su et al. 2021, section 3.4.3). It is a bound, and
          a model may well learn a query that looks far.

          figure: encodings-decay
          claims: encodings-decay

          | encoding | where it enters | beyond the trained length |
          |---|---|---|
          | sinusoid | added to tokens | has values, which the layers above have not seen |
          | learned table | added to tokens | has none |
          | T5's buckets | added to scores | the last bucket |
          | ALiBi | added to scores | goes on in the same line |
          | RoPE | turns queries and keys | slow pairs reach new angles; a scaling brings them back |
          """#,
        zh: #"""
          远处的键是否就该分量更轻？ALiBi 直接这样规定。RoPE 的说法是一个上界：记 $`S_j`$ 为前 $`j`$ 个维度对的旋转之和，查询与键的点积不超过 $`|S_j|`$ 的平均值的某个倍数，而这个平均值随距离起伏着下降（Su 等，2021，第 3.4.3 节）。它只是上界，模型完全可以学出一个看向远处的查询。

          figure: encodings-decay
          claims: encodings-decay

          | 编码 | 作用之处 | 超出训练长度时 |
          |---|---|---|
          | 正弦编码 | 加到词元上 | 有值，但上面各层没有见过 |
          | 学习得到的表 | 加到词元上 | 没有值 |
          | T5 的分桶 | 加到分数上 | 归入最后一个桶 |
          | ALiBi | 加到分数上 | 沿同一直线延伸 |
          | RoPE | 旋转查询与键 | 慢的维度对转到新的角度，可用缩放拉回 |
          """#)),
  ]
}
