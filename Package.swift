// swift-tools-version: 6.1
// One package: the engine and the figures as libraries, and the command `attnplot` above them.

import PackageDescription

/// The language rules every Swift target of ours is held to.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Those of the tests, whose own code would be optimised for longer than it then ran shorter.
let tests: [SwiftSetting] = strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

/// What our C is built with where it is optimised, as the checks of FORTIFY need.
let fortified: [CSetting] = [.define("_FORTIFY_SOURCE", to: "3", .when(configuration: .release))]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let realModule = Target.Dependency.product(name: "RealModule", package: "swift-numerics")

let package = Package(
  name: "attnplot",
  products: [
    .executable(name: "attnplot", targets: ["attnplot"]),
    // Of two targets each, and so passed over by `swift package plugin generate-manual`: they are no
    // commands with options of their own.
    .executable(name: "attnplot-explore", targets: ["attnplot-explore", "FigureExplorer"]),
    .executable(name: "benchmarks", targets: ["benchmarks", "FigurePipeline"]),
    .library(name: "AttentionMath", targets: ["AttentionMath"]),
    .library(name: "MatrixFiles", targets: ["MatrixFiles"]),
    .library(
      name: "AttentionFigures",
      targets: [
        "FigureScene", "FigureModel", "FigureLayout", "CairoRendering", "FigureKinds",
        "FigurePipeline",
      ]),
    .plugin(name: "RegenerateFigures", targets: ["RegenerateFigures"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    // The live page's server. Bounds on heads, bodies and time stand before anything is kept.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    // swift package generate-documentation; no program is linked to it.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CPangoCairo", pkgConfig: "pangocairo pangoft2 harfbuzz-subset",
      providers: [.apt(["libcairo2-dev", "libpango1.0-dev"])]),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .target(
      name: "CPNG", dependencies: ["CLibPNG"], cSettings: fortified,
      linkerSettings: [.linkedLibrary("z"), .linkedLibrary("isal")]),
    .systemLibrary(
      name: "CLibJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg62-turbo-dev"])]),
    .target(name: "CJPEG", dependencies: ["CLibJPEG"], cSettings: fortified),
    .systemLibrary(
      name: "CCMark", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

    .target(name: "CKernels", cSettings: fortified),
    .target(name: "CBeneath", cSettings: fortified),
    // Opening and holding files and folders, so that nothing leads out of where it may.
    .target(name: "SafeFiles", dependencies: ["CBeneath", "TextFormats"], swiftSettings: strict),
    // Text quoted for where it lands: terminals, JSON, shells, make, ninja, tables, HTML, Markdown.
    .target(name: "TextFormats", swiftSettings: strict),
    .target(name: "StageTimes", swiftSettings: strict),
    .target(name: "CProcesses", cSettings: fortified),
    .target(name: "CResourceCheck", cSettings: fortified),
    .target(name: "WorkerProcesses", dependencies: ["CProcesses"], swiftSettings: strict),
    .target(
      name: "AttentionMath", dependencies: ["CKernels", realModule],
      swiftSettings: strict),
    .target(
      name: "MatrixFiles",
      dependencies: ["AttentionMath", "CZip", "CZlib", "SafeFiles", "TextFormats"],
      swiftSettings: strict),
    // A JSON text as a list of places: vocabularies and configurations are read from it by need.
    .target(name: "JSONTape", swiftSettings: strict),
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CGLib", providers: [.apt(["libglib2.0-dev"])]),
    .target(
      name: "Tokenizers",
      dependencies: ["JSONTape", "SafeFiles", "TextFormats", "CPCRE2", "CGLib"],
      swiftSettings: strict),
    // Pictures as pixels, and resized as models of images were trained on.
    .target(
      name: "Images", dependencies: ["CPNG", "CJPEG", "SafeFiles", realModule],
      swiftSettings: strict),
    .target(
      name: "Models",
      dependencies: [
        "Images", "Tokenizers", "JSONTape", "MatrixFiles", "AttentionMath", "CKernels", "SafeFiles",
        "TextFormats",
      ], swiftSettings: strict),
    .target(name: "FigureScene", dependencies: [realModule], swiftSettings: strict),
    .target(
      name: "FigureModel",
      dependencies: ["FigureScene", "AttentionMath", "TextFormats", realModule],
      swiftSettings: strict),
    .target(
      name: "FigureLayout",
      dependencies: [
        "FigureScene", "FigureModel", "AttentionMath", "TextFormats", "CKernels", realModule,
      ],
      swiftSettings: strict),
    .target(
      name: "CairoRendering",
      dependencies: ["FigureScene", "TextFormats", "CPangoCairo", "CPNG", "StageTimes"],
      swiftSettings: strict),
    .target(
      name: "CExampleData", exclude: ["minilm.npy", "minilm.tokens.json"]),
    .target(name: "ExampleData", dependencies: ["CExampleData"], swiftSettings: strict),
    .target(
      name: "MatrixSources",
      dependencies: [
        "MatrixFiles", "Models", "Tokenizers", "AttentionMath", "ExampleData", "SafeFiles",
        "Images", "TextFormats",
      ],
      swiftSettings: strict),
    .target(
      name: "FigureKinds",
      dependencies: [
        "FigureModel", "FigureLayout", "FigureScene", "AttentionMath", "MatrixFiles",
        "MatrixSources", "Models", "Images", "SafeFiles", "TextFormats", argumentParser,
      ],
      swiftSettings: strict),
    .target(
      name: "FigurePipeline",
      dependencies: [
        "FigureKinds", "FigureLayout", "FigureModel", "FigureScene", "CairoRendering",
        "AttentionMath", "MatrixFiles", "MatrixSources", "SafeFiles", "TextFormats", "JSONTape",
        "CYAML", "CCrypto", "WorkerProcesses", "StageTimes", argumentParser,
      ],
      swiftSettings: strict),
    .target(
      name: "FigureClaims",
      dependencies: [
        "FigurePipeline", "FigureKinds", "FigureModel", "AttentionMath", "MatrixFiles",
        "MatrixSources", "TextFormats", realModule,
      ],
      swiftSettings: strict),
    .target(
      name: "CReportAssets",
      exclude: [
        "report.css", "reading.css", "core.js", "tip.js", "lines.js", "cells.js", "files.js",
        "heads.js",
        "page.js",
      ]),
    .target(
      name: "FigureReport",
      dependencies: [
        "FigureClaims", "FigurePipeline", "FigureKinds", "MatrixSources", "FigureLayout",
        "FigureModel",
        "FigureScene", "CairoRendering", "AttentionMath", "CReportAssets", "CCMark", "CCrypto",
        "StageTimes", "TextFormats",
      ],
      swiftSettings: strict),
    // The article's manifest, text, claims and slips.
    .target(
      name: "Article",
      dependencies: [
        "FigureReport", "FigureClaims", "FigurePipeline", "FigureKinds", "FigureModel",
        "AttentionMath", "StageTimes", "TextFormats", realModule,
      ],
      swiftSettings: strict),
    .target(
      name: "CExploreAssets",
      exclude: [
        "explore.html", "explore.css", "words.js", "history.js", "views.js", "controls.js",
        "explore.js",
      ]),
    .target(
      name: "FigureExplorer",
      dependencies: [
        "Article", "FigureReport", "FigureClaims", "FigurePipeline", "FigureKinds", "FigureLayout",
        "FigureScene", "CairoRendering", "FigureModel", "MatrixFiles", "MatrixSources", "Models",
        "SafeFiles", "StageTimes", "TextFormats", "CExploreAssets", argumentParser,
      ],
      swiftSettings: strict),
    .target(
      name: "FigureServer",
      dependencies: [
        "FigureExplorer", "FigurePipeline", "TextFormats", "WorkerProcesses",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "attnplot-explore",
      dependencies: [
        "FigureServer", "FigureExplorer", "FigurePipeline", "AttentionMath", "TextFormats",
        "WorkerProcesses", "CResourceCheck",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "attnplot",
      dependencies: [
        "CCMark", "CCrypto", "CPangoCairo", "CResourceCheck", "CYAML", "CZip", "Article",
        "FigureReport", "FigureClaims", "FigurePipeline", "FigureKinds", "FigureLayout",
        "FigureModel",
        "CairoRendering", "AttentionMath", "MatrixFiles", "MatrixSources", "Models", "Tokenizers",
        "SafeFiles", "WorkerProcesses", "Images",
        "StageTimes", "TextFormats", argumentParser,
      ],
      swiftSettings: strict),
    // The manual: no code, pages for swift package generate-documentation --target Manual.
    .target(name: "Manual"),
    // swift package regenerate-figures, in packages that depend on this one.
    .plugin(
      name: "RegenerateFigures",
      capability: .command(
        intent: .custom(
          verb: "regenerate-figures",
          description: "Draw the figures of the package's pages that changed; --check only looks."),
        permissions: [
          .writeToPackageDirectory(reason: "It writes figures beside the manifests of them.")
        ]),
      // It asks for the program when it runs: as its tool, every module would be built twice.
      path: "Sources/RegenerateFigures"),

    .target(
      name: "TestSupport",
      dependencies: [
        "AttentionMath", "FigureModel", "FigureScene", "TextFormats", "CPNG", realModule,
      ],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "SafeFilesTests", dependencies: ["SafeFiles"], swiftSettings: tests),
    .testTarget(
      name: "TextFormatsTests", dependencies: ["TextFormats", "TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "AttentionMathTests", dependencies: ["AttentionMath", realModule],
      swiftSettings: tests),
    .target(
      name: "Fuzzing",
      dependencies: [
        "Article", "MatrixFiles", "FigureKinds", "FigureModel", "FigurePipeline", "FigureReport",
        "FigureExplorer", "FigureServer", "CairoRendering", "Models", "Tokenizers", "Images",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ], path: "Tests/Fuzzing", swiftSettings: strict),
    .testTarget(
      name: "FuzzTests", dependencies: ["Fuzzing", "MatrixFiles"], swiftSettings: tests),
    .executableTarget(
      name: "fuzz", dependencies: ["Fuzzing"], path: "Tests/Fuzz", exclude: ["Corpus", "run"],
      swiftSettings: strict),
    .executableTarget(name: "check-png", dependencies: ["CPNG"], path: "Tests/CheckPNG"),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "Article", "FigurePipeline", "CairoRendering", "AttentionMath", "Models", "Tokenizers",
      ],
      path: "Tests/Benchmarks", exclude: ["compare.py", "explore_page.py", "results"],
      swiftSettings: strict),
    .testTarget(
      name: "WorkerProcessesTests", dependencies: ["WorkerProcesses"], swiftSettings: tests),
    .testTarget(
      name: "MatrixFilesTests",
      dependencies: ["MatrixFiles", "SafeFiles", "AttentionMath", "TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "TokenizersTests", dependencies: ["Tokenizers", "JSONTape"], swiftSettings: tests),
    .testTarget(
      name: "ImagesTests", dependencies: ["Images", "MatrixFiles", "SafeFiles"],
      swiftSettings: tests),
    .testTarget(
      name: "ModelsTests",
      dependencies: [
        "Images", "Models", "MatrixFiles", "Tokenizers", "JSONTape", "SafeFiles", "AttentionMath",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "FigureModelTests",
      dependencies: ["FigureModel", "FigureScene", "AttentionMath", "TestSupport", realModule],
      swiftSettings: tests),
    .testTarget(
      name: "FigureLayoutTests",
      dependencies: [
        "FigureLayout", "FigureModel", "FigureScene", "AttentionMath", "TestSupport", realModule,
      ],
      swiftSettings: tests),
    .testTarget(
      name: "CairoRenderingTests", dependencies: ["CairoRendering", "CPNG", "TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "MatrixSourcesTests",
      dependencies: [
        "MatrixSources", "MatrixFiles", "AttentionMath", "Models", "SafeFiles", "Tokenizers",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "FigureKindsTests",
      dependencies: [
        "FigureKinds", "FigureLayout", "FigureModel", "FigureScene", "AttentionMath", "TestSupport",
        "MatrixSources", argumentParser, realModule,
      ],
      swiftSettings: tests),
    .testTarget(
      name: "FigurePipelineTests",
      dependencies: [
        "Article", "FigurePipeline", "FigureKinds", "FigureLayout", "FigureModel", "FigureScene",
        "CairoRendering", "AttentionMath", "MatrixSources", "TestSupport", argumentParser,
      ],
      swiftSettings: tests),
    .testTarget(
      name: "FigureClaimsTests",
      dependencies: [
        "Article", "FigureClaims", "FigurePipeline", "FigureKinds", "FigureModel", "AttentionMath",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "FigureReportTests",
      dependencies: [
        "Article", "FigureReport", "FigureClaims", "FigurePipeline", "FigureModel", "FigureScene",
        "FigureKinds", "FigureLayout",
        "CairoRendering", "CCMark", "TestSupport",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "BrowserTests",
      dependencies: [
        "Article", "attnplot", "attnplot-explore", "FigureReport", "FigureExplorer",
        "FigurePipeline",
        "FigureKinds", "FigureModel", "CairoRendering", "TestSupport", "TextFormats",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Article", "attnplot", "FigureKinds", "FigurePipeline", "FigureLayout", "FigureModel",
        "FigureScene",
        "CairoRendering", "AttentionMath", "MatrixFiles", "TextFormats", "TestSupport", "Images",
      ],
      swiftSettings: tests),
  ],
  swiftLanguageModes: [.v6]
)

// .ci/build-checked names the tests that it runs; the others would be built for nothing.
if let names = Context.environment["ATTNPLOT_TESTS"]?.split(separator: " ").map(String.init) {
  package.targets.removeAll { $0.type == .test && !names.contains($0.name) }
}
