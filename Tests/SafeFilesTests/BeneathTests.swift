// Nothing opened below a folder leads out of it, by the kernel's call and by the walk alike.

import Foundation
import Glibc
import Testing

@testable import SafeFiles

/// A folder of a test's own, gone with it.
final class Playground {
  let path: String

  init() {
    path =
      FileManager.default.temporaryDirectory.appending(path: "attnplot-\(UUID().uuidString)")
      .path
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for folder in ["root", "root/in", "root/in/deep", "elsewhere"] { mkdir(self[folder], 0o700) }
    write("in", to: "root/in/file")
    write("top", to: "root/file")
    write("secret", to: "elsewhere/file")
    write("secret", to: "file")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  subscript(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ text: String, to name: String) {
    _ = FileManager.default.createFile(atPath: self[name], contents: Data(text.utf8))
  }

  func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: self[name]).map { String(decoding: $0, as: UTF8.self) }
  }
}

struct BeneathTests {
  /// Links in the folder and where they lead.
  private static let links = [
    ("out", "../file"), ("outFolder", "../elsewhere"), ("whole", "/etc/hostname"),
    ("inside", "in/file"), ("round", "round"), ("up", "in/deep/../../file"),
    ("beyond", "in/../../file"), ("folder", "in"), ("chain", "inside"), ("dangling", "nothing"),
    ("proc", "/proc/self/root/etc/hostname"), ("in/back", "../file"),
    ("in/deep/out", "../../../file"),
  ]

  /// What a path opens; an error's number where it opens nothing.
  private func opened(
    _ path: String, in play: Playground, links: LinkRule, byKernel: Bool
  ) -> String {
    let root = open(play["root"], O_RDONLY | O_DIRECTORY)
    defer { close(root) }
    let real = realpath(play["root"], nil)
    defer { free(real) }
    let beneath = BeneathOpen(
      folder: root, realPath: real.map { String(cString: $0) }, usesKernel: byKernel)
    let descriptor = beneath.open(path, O_RDONLY, links: links)
    guard descriptor >= 0 else { return "error \(errno)" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = read(descriptor, &bytes, 16)
    return count < 0 ? "folder" : String(decoding: bytes[..<count], as: UTF8.self)
  }

  private static let paths: [(path: String, inside: String, none: String)] = [
    ("file", "top", "top"), ("in/file", "in", "in"), ("./in//./file", "in", "in"),
    ("in/deep/../file", "in", "in"), ("in/../file", "top", "top"), ("", "folder", "folder"),
    (".", "folder", "folder"), ("in", "folder", "folder"),
    ("..", "error \(EXDEV)", "error \(EXDEV)"), ("../file", "error \(EXDEV)", "error \(EXDEV)"),
    ("in/../../file", "error \(EXDEV)", "error \(EXDEV)"),
    ("../root/file", "error \(EXDEV)", "error \(EXDEV)"),
    ("/etc/hostname", "error \(EXDEV)", "error \(EXDEV)"),
    ("none", "error \(ENOENT)", "error \(ENOENT)"),
    ("file/x", "error \(ENOTDIR)", "error \(ENOTDIR)"),
    ("out", "error \(EXDEV)", "error \(ELOOP)"),
    ("outFolder/file", "error \(EXDEV)", "error \(ELOOP)"),
    ("whole", "error \(EXDEV)", "error \(ELOOP)"), ("proc", "error \(EXDEV)", "error \(ELOOP)"),
    ("beyond", "error \(EXDEV)", "error \(ELOOP)"),
    ("in/deep/out", "error \(EXDEV)", "error \(ELOOP)"),
    ("round", "error \(ELOOP)", "error \(ELOOP)"),
    ("dangling", "error \(ENOENT)", "error \(ELOOP)"), ("inside", "in", "error \(ELOOP)"),
    ("chain", "in", "error \(ELOOP)"), ("folder/file", "in", "error \(ELOOP)"),
    ("up", "top", "error \(ELOOP)"), ("in/back", "top", "error \(ELOOP)"),
    ("absolute", "in", "error \(ELOOP)"),
    ("absolute/../file", "error \(ENOTDIR)", "error \(ELOOP)"),
  ]

  @Test(arguments: [true, false]) func `nothing leads out`(byKernel: Bool) throws {
    guard BeneathOpen.kernelCan || !byKernel else { return }
    let play = Playground()
    for (name, target) in Self.links { symlink(target, play["root/\(name)"]) }
    symlink(play["root/in/file"], play["root/absolute"])
    for path in Self.paths {
      #expect(
        opened(path.path, in: play, links: .inside, byKernel: byKernel) == path.inside,
        "\(path.path)")
      #expect(
        opened(path.path, in: play, links: .none, byKernel: byKernel) == path.none, "\(path.path)")
    }
  }

  /// A folder is a link to elsewhere half of the time: whoever opens a file in it has the one inside
  /// or none.
  @Test(arguments: [true, false]) func `no swap leads out`(byKernel: Bool) async throws {
    guard BeneathOpen.kernelCan || !byKernel else { return }
    let play = Playground()
    symlink("../elsewhere", play["root/link"])
    let swapping = Task.detached { [path = play["root"]] in
      while !Task.isCancelled {
        rename(path + "/in", path + "/away")
        rename(path + "/link", path + "/in")
        rename(path + "/in", path + "/link")
        rename(path + "/away", path + "/in")
      }
    }
    var seen: [String: Int] = [:]
    for _ in 0..<3000 {
      seen[opened("in/file", in: play, links: .inside, byKernel: byKernel), default: 0] += 1
      seen[opened("in/deep/../file", in: play, links: .inside, byKernel: byKernel), default: 0] += 1
    }
    swapping.cancel()
    await swapping.value
    #expect(seen["secret"] == nil)
    #expect(seen["in", default: 0] > 0)
  }
}

struct FileRootTests {
  @Test func `names count from the manifest's folder and stay below the root`() throws {
    let play = Playground()
    let real = try #require(realpath(play["root"], nil))
    defer { free(real) }
    symlink(play["root"], play["alias"])
    let own = try FileRoot(manifestFolder: play["root"])
    let wide = try FileRoot(play.path, manifestFolder: play["root/in"])
    let linked = try FileRoot(manifestFolder: play["alias"])
    func text(_ path: String, _ root: FileRoot) -> String {
      do throws(OpenFailure) {
        let file = try OpenedFile(path, within: .below(root))
        return String(decoding: try file.bytes(atMost: 100), as: UTF8.self)
      } catch {
        if case .outside = error { return "outside" }
        return "\(error)"
      }
    }
    #expect(text(play["root/in/file"], own) == "in")
    #expect(text(play["root/../file"], own) == "outside")
    #expect(text(play["file"], own) == "outside")
    #expect(text(play["rooted/file"], own) == "outside")
    #expect(text(play["root/in/../../file"], wide) == "secret")
    #expect(text(play["file"], wide) == "secret")
    #expect(text(play["root/in/../../../file"], wide) == "outside")
    #expect(text("/etc/hostname", wide) == "outside")
    #expect(text(play["alias/in/file"], linked) == "in")
    #expect(text(String(cString: real) + "/in/file", linked) == "in")
    #expect(text(play["root/in/file"] + "\0.npy", own).contains("system(\(ENOENT))"))
    #expect(throws: FileRoot.Failure.self) {
      try FileRoot(play["elsewhere"], manifestFolder: play["root"])
    }
    #expect(throws: FileRoot.Failure.self) {
      try FileRoot(play["root/file"], manifestFolder: play["root"])
    }
    #expect(throws: FileRoot.Failure.self) {
      try FileRoot(play["none"], manifestFolder: play["root"])
    }
  }

  @Test func `the whole system is a root that leaves all but odd files`() throws {
    let play = Playground()
    symlink(play["file"], play["root/link"])
    mkfifo(play["root/pipe"], 0o600)
    let root = FileReach.below(try FileRoot("/", manifestFolder: play["root"]))
    #expect(OpenedFile.isReadable(play["root/link"], within: root))
    #expect(OpenedFile.isReadable("/etc/hostname", within: root))
    for odd in ["/proc/self/pagemap", "/proc/self/status", "/dev/zero", play["root/pipe"], "/etc"] {
      #expect(!OpenedFile.isReadable(odd, within: root), "\(odd)")
    }
  }

  @Test func `pipes are for those who name them themselves`() throws {
    let play = Playground()
    mkfifo(play["pipe"], 0o600)
    #expect(throws: OpenFailure.irregular("a pipe")) {
      _ = try OpenedFile(play["pipe"], within: .anywhere)
    }
    let empty = try OpenedFile(play["pipe"], within: .named)
    #expect(empty.size == nil)
    let writer = open(play["pipe"], O_WRONLY)
    let words = [UInt8]("some words".utf8)
    #expect(write(writer, words, words.count) == words.count)
    close(writer)
    #expect(try empty.bytes(atMost: 4) == Array("some".utf8))
    #expect(try empty.bytes(atMost: 1 << 20) == Array(" words".utf8))
    // All writers have gone: that is its end.
    #expect(try empty.bytes(atMost: 10).isEmpty)
  }

  @Test func `a pipe waits for who writes to it`() async throws {
    let play = Playground()
    let path = play["pipe"]
    mkfifo(path, 0o600)
    let reader = Task.detached { try OpenedFile(path, within: .named).bytes(atMost: 1 << 20) }
    // Opening waits until the reader has opened it as well.
    let writer = await Task.detached { open(path, O_WRONLY) }.value
    let words = [UInt8](repeating: 7, count: 3000)
    #expect(write(writer, words, words.count) == words.count)
    close(writer)
    #expect(try await reader.value == words)
  }
}
