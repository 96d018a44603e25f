// How encodings are named in commands: the text, its parameters, and what is wrong with them.

import AttentionMath
import Testing

@Suite struct EncodingSpecificationTests {
  @Test func namesAndParametersAreRead() throws {
    let one = try EncodingSpecification(" rope : scaling = yarn, factor=4 ")
    #expect(one.name == "rope")
    #expect(one.parameters == [.init("scaling", "yarn"), .init("factor", "4")])
    #expect(one["factor"] == "4" && one["base"] == nil)
    #expect(one.description == "rope:scaling=yarn,factor=4")
    #expect(try EncodingSpecification("alibi").parameters.isEmpty)
    #expect(
      try EncodingSpecification("m-rope:sections=16,24,24,base=5").parameters == [
        .init("sections", "16,24,24"), .init("base", "5"),
      ])
    #expect(try EncodingSpecification("learned:./gpt2#wte")["table"] == "./gpt2#wte")
    #expect(try EncodingSpecification("kerple:r1=.5,-1,+2")["r1"] == ".5,-1,+2")
  }

  @Test(arguments: [
    (
      "rope,rope:scaling=yarn,factor=4,original=4096,alibi",
      ["rope", "rope:scaling=yarn,factor=4,original=4096", "alibi"]
    ),
    (
      "sinusoidal, learned:./gpt2 ,rope",
      ["sinusoidal", "learned:table=./gpt2", "rope"]
    ),
    ("alibi,heads=4,t5", ["alibi:heads=4", "t5"]),
    ("m-rope:sections=2,3,3,rope", ["m-rope:sections=2,3,3", "rope"]),
    ("rope:base=500000", ["rope:base=500000"]),
    (
      "learned:seed:3,[6, 10],rope,shaw:table=seed:3,[9,4],clip=4",
      ["learned:table=seed:3,[6,10]", "rope", "shaw:table=seed:3,[9,4],clip=4"]
    ),
  ])
  func listsAreCutWhereANameBegins(_ text: String, _ expected: [String]) throws {
    #expect(try EncodingSpecification.list(text).map(\.description) == expected)
  }

  @Test(arguments: [
    ("alibi:", EncodingError.malformedSpecification("alibi:", rule: .emptyPart)),
    ("alibi:heads=", .malformedSpecification("alibi:heads=", rule: .emptyPart)),
    ("alibi:=8", .malformedSpecification("alibi:=8", rule: .emptyPart)),
    ("alibi:heads=8,", .malformedSpecification("alibi:heads=8,", rule: .emptyPart)),
    (
      "alibi:heads=8,causal",
      .malformedSpecification("alibi:heads=8,causal", rule: .partWithoutValue("causal"))
    ),
    ("alibi:heads=8,heads=8", .duplicateParameter("heads", encoding: "alibi")),
  ])
  func malformedTextIsRefused(_ text: String, _ expected: EncodingError) {
    #expect(throws: expected) { try EncodingSpecification(text) }
    #expect(!expected.description.contains("\n") && expected.description.contains("alibi"))
  }

  @Test func anEmptyPlaceInAListIsRefused() {
    #expect(throws: EncodingError.malformedSpecification(":heads=8", rule: .noName)) {
      try EncodingSpecification(":heads=8")
    }
    for text in ["", "rope,,alibi", "rope,", ",rope"] {
      #expect(throws: EncodingError.malformedSpecification("", rule: .noName)) {
        try EncodingSpecification.list(text)
      }
    }
  }

  /// The value, the rule and the fix, in one line each.
  @Test(arguments: [
    ("rpoe", "encoding rpoe: no such encoding; did you mean rope? Known are sinusoidal, index, "),
    ("transformerxl", "encoding transformerxl: no such encoding; did you mean transformer-xl? "),
    ("rope:facter=4", "rope: no parameter facter; known are dimensions, rotary, partial, base"),
    (
      "rope:scaling=yarn,facter=4",
      "rope: no parameter facter; did you mean factor? Known are dimensions, rotary, partial"
    ),
    (
      "rope:factor=4",
      "scaling=none and factor=4 contradict each other: "
        + "factor goes with scaling=linear, ntk, dynamic, yarn, llama3, longrope"
    ),
    (
      "rope:scaling=linear,factor=4,beta-fast=3",
      "scaling=linear and beta-fast=3 contradict each other: beta-fast goes with scaling=yarn"
    ),
    (
      "rope:scaling=yran",
      "scaling yran: no such value; did you mean yarn? Known are none, linear, ntk"
    ),
    (
      "rope:scaling=linear",
      "rope:scaling=linear: factor is missing (how many times the trained context is stretched, "
        + "1 or more); give rope:scaling=linear,factor=…"
    ),
    (
      "rope:scaling=yarn,factor=4",
      "rope:scaling=yarn: original is missing (the context that the model was trained on"
    ),
    (
      "rope:scaling=longrope,original=4096",
      "rope:scaling=longrope: short-factors is missing"
    ),
    (
      "rope:scaling=longrope,original=4096,factor=2,short-factors=1,2,long-factors=1,2",
      "short-factors, long-factors: 2 values, but 64 are needed, one for each pair of 128 "
    ),
    (
      "rope:scaling=longrope,original=4096,factor=2,short-factors=1,long-factors=1,2",
      "long-factors: 2 values, but 1 are needed, as many as short-factors"
    ),
    ("rope:scaling=linear,factor=0.5", "factor 0.5: a finite number of 1 or more is needed"),
    ("rope:scaling=linear,factor=nan", "factor nan: a finite number of 1 or more is needed"),
    ("rope:scaling=linear,factor=4x", "factor 4x: a finite number is needed"),
    ("rope:scaling=yarn,factor=4,original=0", "original 0: a whole number of 1 or more is needed"),
    (
      "rope:scaling=yarn,factor=4,original=4096,beta-fast=1,beta-slow=2",
      "beta-fast 1: a finite number above beta-slow is needed"
    ),
    (
      "rope:scaling=yarn,factor=4,original=4096,base=1",
      "base 1: yarn needs a base above 1, such as 10000"
    ),
    (
      "rope:scaling=llama3,factor=8,original=8192,low-frequency-factor=4,high-frequency-factor=1",
      "high-frequency-factor 1: low-frequency-factor or more is needed, such as 4"
    ),
    ("rope:scaling=ntk,factor=4,dimensions=2", "dimensions 2: at least 4 are needed"),
    ("rope:dimensions=7", "dimensions 7: dimensions come in pairs of a sine and a cosine; use"),
    ("rope:dimensions=0", "dimensions 0: at least 2 are needed"),
    ("rope:dimensions=64.5", "dimensions 64.5: a whole number is needed"),
    ("rope:dimensions=99999999999999999999", "dimensions 99999999999999999999: a whole number"),
    ("rope:base=-1", "base -1.0: the base must be a finite number above 0"),
    (
      "rope:dimensions=64,rotary=128",
      "rotary=128 and dimensions=64 contradict each other: no more dimensions can be turned"
    ),
    ("rope:dimensions=64,rotary=3", "rotary 3: dimensions are turned in pairs; use an even"),
    ("rope:partial=1.5", "partial 1.5: a share above 0 and at most 1 is needed, such as 0.25"),
    (
      "rope:dimensions=64,partial=0.25,rotary=32",
      "rotary=32 and partial=0.25 contradict each other: 0.25 of 64 dimensions are 16"
    ),
    (
      "rope:pairs=halfs", "pairs halfs: no such value; did you mean halves? Known are halves, inter"
    ),
    (
      "m-rope:sections=16,24",
      "sections=16,24, 40 pairs in sum and 128 dimensions turned, 64 pairs contradict"
    ),
    ("m-rope:sections=16,a", "encoding \"m-rope:sections=16,a\": \"a\" has no value; parameters"),
    ("m-rope:sections=80,-16", "sections 80: an axis has 0 to 64 of the 64 pairs"),
    ("sincos-2d:dimensions=66", "dimensions 66: a multiple of 4 is needed, a sine and a cosine"),
    ("sincos-2d:grid=14", "grid 14: rows and columns of 1 to 1048576 are needed, such as 14x14"),
    (
      "sincos-2d:dimensions=4,convention=vit", "dimensions 4: at least 8 are needed"
    ),
    ("sincos-2d:class-token=maybe", "class-token maybe: no such value; known are yes, no"),
    ("detr-2d:dimensions=2", "dimensions 2: at least 4 are needed"),
    ("fourier:octaves=0", "octaves 0: 1 to 53 octaves are possible"),
    ("fourier-random:deviation=0", "deviation 0: a finite number above 0 is needed"),
    ("fourier-random:seed=-1", "seed -1: a whole number of 0 or more is needed"),
    ("alibi:heads=0", "heads 0: 1 to 65536 heads are possible"),
    ("t5:buckets=31", "buckets 31: an even number of 4 or more is needed, such as 32"),
    ("t5:buckets=32,max-distance=8", "max-distance 8: more than the 8 distances with a bucket"),
    ("shaw:clip=-1", "clip -1: a whole number from 0 to 2^40 is needed"),
    ("kerple", "kerple: r1 is missing (the factor of each head, above 0); give kerple:r1=…"),
    ("kerple:r1=1,2,r2=1", "r2: 1 values, but 2 are needed, one for each head, as of r1"),
    ("kerple:r1=1,r2=3,kernel=power", "r2 3: numbers above 0 and at most 2 are needed"),
    ("fire", "fire: c is missing (the trained c of ln(c x + 1)); give fire:c=…"),
    ("fire:c=1,threshold=64", "fire: table is missing (the network: weight0 [hidden, 1]"),
    ("retnet:heads=49", "heads 49: 1 to 48 heads are possible"),
    ("retnet:window=0", "window 0: a whole number of 1 or more is needed"),
    ("sinusoidal:layout=inter", "layout inter: no such value; did you mean interleaved? Known are"),
    ("sinusoidal:convention=bert", "convention bert: no such value; known are vaswani, tensor2"),
    ("sinusoidal:first-row=-1", "first-row -1: a whole number of 0 or more is needed"),
    ("index:dimensions=0", "dimensions 0: at least 1 are needed"),
  ])
  func errorsNameTheValueTheRuleAndTheFix(_ text: String, _ message: String) {
    let error = #expect(throws: EncodingError.self) { try Encodings.make(text) }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
  }

  /// Tables that do not fit what they are for.
  @Test func tablesOfAnotherShapeAreRefused() {
    let table = Matrix<Double>(rows: 3, columns: 4)
    for (text, message) in [
      ("t5:table=x", "table of shape [3, 4]: [32, heads] is needed, one row for each bucket"),
      ("shaw:clip=2,table=x", "table of shape [3, 4]: [5, d_k] is needed, one row for each clip"),
      ("learned:x,first-row=3", "first-row 3: the table has rows 0 to 2"),
    ] {
      let error = #expect(throws: EncodingError.self) {
        try Encodings.make(text, tables: ["table": table])
      }
      #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }
    let fire = #expect(throws: EncodingError.self) {
      try Encodings.make("fire:c=1,threshold=2", tables: ["weight0": table])
    }
    #expect(
      fire?.description
        == "weight0 of shape [3, 4]: [outputs, 1] is needed, as many inputs as outputs before")
  }

  @Test func whatACommandAssumesGivesWayAndIsIgnoredWhereItHasNoPart() throws {
    let encoding = try Encodings.make(
      "rope:base=500000",
      assuming: ["dimensions": "32", "base": "10000", "layout": "halves", "grid": "x"])
    let rope = try #require(encoding as? RotaryEncoding)
    #expect(rope.dimensions == 32 && rope.base == 500000)
    #expect(throws: EncodingError.self) { try Encodings.make("rope:layout=halves") }
  }
}

@Suite struct EncodingCapabilityTests {
  /// Each encoding with few parameters, and what it can do.
  static let examples: [(text: String, capabilities: Set<String>)] = [
    ("sinusoidal", ["token", "frequencies", "pairs", "closed", "shift"]),
    ("index", ["token"]),
    ("learned:x", ["token"]),
    ("sincos-2d", ["token", "patch", "frequencies", "pairs"]),
    ("learned-2d:x", ["token", "patch"]),
    ("detr-2d", ["token", "patch", "frequencies", "pairs"]),
    ("fourier", ["token", "frequencies", "pairs"]),
    ("fourier-random", ["token", "frequencies", "pairs"]),
    ("rope", ["frequencies", "rotation", "closed", "shift"]),
    ("rope-2d", ["frequencies", "rotation"]),
    ("m-rope", ["frequencies", "rotation"]),
    ("alibi", ["addition", "bias"]),
    ("t5", ["addition", "bias", "indices"]),
    ("shaw", ["addition", "indices"]),
    ("transformer-xl", ["addition", "distances", "frequencies"]),
    ("kerple:r1=1,r2=1", ["addition", "bias"]),
    ("fire:c=1,threshold=9", ["addition", "bias"]),
    ("retnet", ["addition", "bias"]),
  ]

  static func make(_ text: String) throws -> any PositionalEncoding {
    let tables: [String: Matrix<Double>] =
      text.hasPrefix("fire")
      ? ["weight0": Matrix([[1]]), "bias0": Matrix([[0]])]
      : text.hasPrefix("learned") ? ["table": Matrix([[1, 2], [3, 4], [5, 6], [7, 8]])] : [:]
    return try Encodings.make(text, tables: tables)
  }

  @Test func everyEncodingSaysWhatItCanDo() throws {
    #expect(Self.examples.map { $0.text.prefix { $0 != ":" } } == Encodings.names.map { $0[...] })
    for (text, expected) in Self.examples {
      let encoding = try Self.make(text)
      var found: Set<String> = []
      func ask<Value>(_ name: String, _ capability: EncodingCapability<Value>) {
        if (try? encoding.offering(capability)) != nil { found.insert(name) }
        // The registry's answer is the encoding's.
        #expect(capability.names.contains(encoding.name) == found.contains(name))
      }
      ask("token", .tokenVectors)
      ask("patch", .patches)
      ask("frequencies", .frequencies)
      ask("pairs", .sineCosinePairs)
      ask("closed", .closedFormSimilarity)
      ask("shift", .shift)
      ask("rotation", .rotation)
      ask("addition", .scoreAddition)
      ask("bias", .bias)
      ask("indices", .indices)
      ask("distances", .distanceVectors)
      #expect(found == expected, "\(text)")
    }
  }

  @Test func aMissingCapabilityNamesThoseThatHaveIt() throws {
    let rope = try Encodings.make("rope")
    let error = #expect(throws: EncodingError.self) { try rope.offering(.sineCosinePairs) }
    #expect(
      error?.description
        == "encoding rope: an encoding that has pairs of a sine and a cosine is needed; "
        + "use sinusoidal, sincos-2d, detr-2d, fourier, fourier-random")
    let alibi = try Encodings.make("alibi")
    let rotations = #expect(throws: EncodingError.self) { try alibi.offering(.rotation) }
    #expect(rotations?.description.hasSuffix("is needed; use rope, rope-2d, m-rope") == true)
  }

  @Test func namesAndParametersCanBeTyped() {
    for encoding in Encodings.all {
      #expect(
        encoding.name.allSatisfy { $0.isLowercase || $0 == "-" || $0.isNumber }
          && encoding.name.first?.isLetter == true)
      #expect(!encoding.summary.isEmpty)
      let names = encoding.parameters.map(\.name)
      #expect(Set(names).count == names.count, "\(encoding.name)")
      #expect(encoding.parameters.allSatisfy { !$0.summary.isEmpty })
    }
  }

  /// Every parameter is in the specification, which makes the same encoding again.
  @Test func specificationsMakeTheSameEncodingAgain() throws {
    let texts =
      Self.examples.map(\.text) + [
        "rope:scaling=linear,factor=2.5,pairs=interleaved,dimensions=32,partial=0.5",
        "rope:scaling=ntk,factor=8", "rope:scaling=dynamic,factor=2,original=64,length=100",
        "rope:scaling=yarn,factor=4,original=32768,base=1000000,truncate=no",
        "rope:scaling=yarn,factor=40,original=4096,mscale=0.7,mscale-all-dim=1",
        "rope:scaling=llama3,factor=8,original=8192",
        "rope:dimensions=4,scaling=longrope,original=64,factor=2,short-factors=1,1.5,long-factors=2,9",
        "m-rope:arrangement=interleaved,sections=24,20,20,scaling=linear,factor=2",
        "sincos-2d:convention=vit,class-token=yes,grid=3x5", "retnet:window=4,heads=3",
        "t5:bidirectional=no", "sinusoidal:convention=fairseq", "alibi:form=key-position",
      ]
    for text in texts {
      let encoding = try Self.make(text)
      let specification = encoding.specification
      let again = try Self.make(specification.description)
      #expect(again.specification == specification, "\(specification)")
      if let a = encoding as? any RotaryTable, let b = again as? any RotaryTable {
        #expect(try a.table(.cos, positions: 0..<3) == b.table(.cos, positions: 0..<3))
      }
      if let a = encoding as? any TokenEncoding, let b = again as? any TokenEncoding {
        #expect(try a.matrix(positions: 0..<2) == b.matrix(positions: 0..<2))
      }
    }
  }
}
