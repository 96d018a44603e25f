// What a manifest names lies below its root, or is not read.

import FigureKinds
import FigurePipeline
import Foundation
import Glibc
import TestSupport
import Testing
import TextFormats

struct ConfinementTests {
  private static let figure =
    "{ id: a, kind: heatmap, size: 300x250px, font: DejaVu Sans, formats: [svg]"

  private func folder(_ manifest: String) throws -> Folder {
    let folder = try Folder([
      "docs/m.yaml": manifest, "docs/in/data.csv": "1,2\n3,4\n", "data.csv": "1,2\n3,4\n",
      "secret": "root:x:0:0:the words of a file\npassword: hunter2\n",
      "docs/in/secret.yaml": "password: hunter2\ntoken: s3cr3t\n", "other.yaml": "vars: { a: b }",
    ])
    symlink(folder["data.csv"], folder["docs/absolute.csv"])
    symlink("../data.csv", folder["docs/out.csv"])
    symlink("in/data.csv", folder["docs/inside.csv"])
    symlink("../other.yaml", folder["docs/other.yaml"])
    mkfifo(folder["docs/pipe.csv"], 0o600)
    return folder
  }

  private func problems(_ folder: Folder, root: String? = nil) -> [String] {
    do {
      _ = try Manifest(path: folder["docs/m.yaml"], root: root)
      return []
    } catch let error as ManifestError {
      return error.problems.map(\.message.typed)
    } catch {
      return [Message(describing: error).typed]
    }
  }

  @Test(arguments: [
    "../data.csv", "in/../../data.csv", "out.csv", "absolute.csv", "/proc/self/pagemap",
    "/etc/hostname", "in/../../../../../../../../../etc/hostname",
  ])
  func `data outside is refused, and read with a root that holds it`(_ name: String) throws {
    let folder = try folder("figures: [\(Self.figure), input: \(name) }]")
    #expect(problems(folder).count == 1)
    #expect(
      problems(folder)[0].hasPrefix("\(name): lies outside of the folder \(folder.path)/docs"))
    guard name.hasSuffix(".csv") else { return }
    #expect(problems(folder, root: folder.path).isEmpty)
    #expect(problems(folder, root: "/").isEmpty)
  }

  /// Names of files outside are no business of whoever reads a build's log either.
  @Test(arguments: [
    "{ id: a, kind: heatmap, input: '../*' }", "{ id: a, kind: heatmap, input: '/etc/*' }",
    "{ id: a, kind: heatmap, input: 'up/*' }",
    "{ id: a, kind: attention, model: '..', ids: '1', layer: 0, head: 0 }",
    "{ id: a, kind: attention, model: up, ids: '1', layer: 0, head: 0 }",
    "{ id: a, kind: attention, model: /etc, ids: '1', layer: 0, head: 0 }",
  ])
  func `folders outside are not looked into`(_ figure: String) throws {
    let folder = try folder("figures: [\(figure)]")
    symlink("..", folder["docs/up"])
    try Data("{}".utf8).write(to: URL(fileURLWithPath: folder["secret.json"]))
    let found = problems(folder)
    #expect(found.count == 1, "\(found)")
    for name in ["secret", "other", "passwd", "host", ".conf"] {
      #expect(!found.contains { $0.contains(name) }, "\(found)")
    }
  }

  /// Whether there is a file outside must not show, in whatever way it is asked for.
  @Test(arguments: [
    "kind: heatmap, input: 'FILE'", "kind: heatmap, input: 'FILE#x'",
    "kind: heatmap, input: 'FILE#x#y'", "kind: heatmap, input: 'FILE data.csv'",
    "kind: heatmap, input: 'data.csv FILE'", "kind: heatmap, input: 'FILE*'",
    "kind: heatmap, input: in/data.csv, minus: 'FILE'",
    "kind: attention, weights: in/data.csv, tokens-file: 'FILE'",
    "kind: attention, weights: in/data.csv, mask: 'FILE'",
    "kind: attention, model: 'FILE', ids: '1', layer: 0, head: 0",
    "kind: attention, model: in, text-file: 'FILE', layer: 0, head: 0",
    "kind: pe-heatmap, encoding: learned, table: 'FILE'",
    "kind: bias, encoding: t5, config: 'FILE'",
    "kind: patches, weights: in/data.csv, grid: 1x2, image: 'FILE'",
    "kind: heatmap, input: in/data.csv, color-map: 'FILE'",
  ])
  func `whether a file is there outside does not show`(_ figure: String) throws {
    func found(_ file: String) throws -> [String] {
      let folder = try folder("figures: [{ id: a, \(figure.replacing("FILE", with: file)) }]")
      for name in ["there", "there#x"] {
        try Data("1,2\n".utf8).write(to: URL(fileURLWithPath: folder[name]))
      }
      return problems(folder).map {
        $0.replacing(file, with: "FILE").replacing(folder.path, with: "FOLDER")
      }
    }
    let there = try found("../there")
    #expect(try there == found("../gone"))
    #expect(!there.isEmpty)
  }

  @Test(arguments: [
    ("pipe.csv", "is a pipe"), ("in", "is a directory"), ("none.csv", "there is no such file"),
  ])
  func `what is no regular file is no data`(_ name: String, _ words: String) throws {
    let folder = try folder("figures: [\(Self.figure), input: \(name) }]")
    #expect(problems(folder).count == 1 && problems(folder)[0].hasPrefix("\(name): \(words)"))
    #expect(problems(folder, root: "/") == problems(folder))
  }

  @Test(arguments: ["/proc/self/pagemap", "/proc/self/environ", "/dev/zero", "/dev/stdin", "/sys"])
  func `what has no end is refused at once, whatever the root`(_ name: String) throws {
    let folder = try folder("figures: [\(Self.figure), input: \(name) }]")
    let found = problems(folder, root: "/")
    #expect(found.count == 1 && found[0].contains("; a regular file is needed"), "\(found)")
  }

  @Test(arguments: ["inside.csv", "in/data.csv", "./in/../in/data.csv"])
  func `data inside is drawn`(_ name: String) async throws {
    let folder = try folder("output: o\nfigures: [\(Self.figure), input: \(name) }]")
    let plan = try BatchPlan(Manifest(path: folder["docs/m.yaml"]), folder: nil)
    let result = try BatchRun(plan).run { _ in }
    #expect(result.failures.isEmpty && result.outcomes.count == 1)
  }

  /// It lay inside when the manifest was read, and is a link to elsewhere when it is drawn.
  @Test func `data swapped for a link is refused when it is drawn`() async throws {
    let folder = try folder("output: o\nfigures: [\(Self.figure), input: in/data.csv }]")
    let plan = try BatchPlan(Manifest(path: folder["docs/m.yaml"]), folder: nil)
    unlink(folder["docs/in/data.csv"])
    symlink("../../data.csv", folder["docs/in/data.csv"])
    #expect { try BatchRun(plan).run { _ in } } throws: {
      "\($0)".contains("lies outside of the folder")
    }
    #expect(!FileManager.default.fileExists(atPath: folder["docs/o/a.svg"]))
  }

  @Test(arguments: ["../secret", "../other.yaml", "other.yaml", "/etc/passwd"])
  func `nothing outside is included`(_ name: String) throws {
    let folder = try folder("include: \(name)\nfigures: [\(Self.figure), input: in/data.csv }]")
    #expect(problems(folder).count == 1)
    #expect(problems(folder)[0].contains("lies outside of the folder"))
    guard name.hasSuffix("other.yaml") else { return }
    #expect(problems(folder, root: folder.path).isEmpty)
  }

  @Test(arguments: ["../secret", "in/secret.yaml", "in/data.csv"])
  func `nothing is told of a file that is no manifest`(_ name: String) throws {
    let folder = try folder("include: \(name)\nfigures: [\(Self.figure), input: in/data.csv }]")
    let said = problems(folder, root: folder.path)
    #expect(said.count == 1)
    for word in ["root", "x:0", "words", "password", "hunter", "token", "s3cr3t", "1,2"] {
      #expect(!said[0].contains(word))
    }
  }

  @Test func `anchors, tags and keys of such a file are cut short`() throws {
    let long = String(repeating: "s", count: 200)
    for text in [
      "*\(long)", "!\(long) x", "vars: {}\n\(long): 1", "vars: {}\n\(long): 1\n\(long): 2",
    ] {
      let folder = try folder(text)
      for problem in problems(folder) { #expect(!problem.contains(long.prefix(40)), "\(problem)") }
      #expect(!problems(folder).isEmpty)
    }
  }

  @Test func `a root must hold the manifest`() throws {
    let folder = try folder("figures: [\(Self.figure), input: in/data.csv }]")
    #expect(
      problems(folder, root: folder["docs/in"])[0].hasPrefix("--root \(folder.path)/docs/in: "))
    #expect(problems(folder, root: folder["none"])[0].contains("No such file"))
    #expect(problems(folder, root: folder["docs"]).isEmpty)
  }
}

/// Errors about a file that is nobody's business show a few characters of it at most.
struct SecretTests {
  private static let secret =
    "root:$6$saltsaltsalt$hashhashhashhashhashhashhashhashhash:19000:0:99999:7:::"

  /// Every kind of file that a manifest can name.
  @Test(arguments: [
    "kind: heatmap, input: shadow", "kind: heatmap, input: shadow.csv",
    "kind: lines, input: shadow.json",
    "kind: attention, weights: shadow.csv",
    "kind: attention, weights: w.csv, tokens-file: shadow.json",
    "kind: attention, weights: w.csv, tokens-file: shadow",
    "kind: attention, weights: w.csv, mask-file: shadow.csv",
    "kind: heatmap, input: shadow.npy", "kind: heatmap, input: shadow.npz",
    "kind: heatmap, input: shadow.safetensors",
  ])
  func errorsTellNoMoreThanTwentyFourCharacters(_ keys: String) async throws {
    var files = ["m.yaml": "output: o\nfigures: [{ id: a, \(keys) }]", "w.csv": "1\n"]
    for name in [
      "shadow", "shadow.csv", "shadow.json", "shadow.npy", "shadow.npz", "shadow.safetensors",
    ] {
      files[name] = Self.secret + "\n" + Self.secret + "\n"
    }
    let folder = try Folder(files)
    var said = ""
    do {
      let plan = try BatchPlan(Manifest(path: folder["m.yaml"], root: "/"), folder: nil)
      let result = try BatchRun(plan).run { _ in }
      said = result.failures.compactMap(\.error).joined()
    } catch { said = "\(error)" }
    #expect(!said.isEmpty)
    #expect(!said.contains(Self.secret.prefix(25)), "\(said)")
    #expect(!said.contains("hash"), "\(said)")
  }

  @Test func anIncludedFileThatIsNoManifestTellsNothing() throws {
    for text in [
      Self.secret, "\(Self.secret) x\n  - [", "password: hunter2hunter2hunter2hunter2hunter2",
    ] {
      let folder = try Folder([
        "m.yaml": "include: shadow\nfigures: [{ id: a, kind: shift }]", "shadow": text,
      ])
      let error = #expect(throws: ManifestError.self) {
        try Manifest(path: folder["m.yaml"], root: "/")
      }
      #expect(!(error?.description.contains("hash") ?? true))
      #expect(!(error?.description.contains("hunter") ?? true))
    }
  }
}
