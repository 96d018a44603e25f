// A folder that is held open stays what it was when it was opened.

import Foundation
import Glibc
import Testing

@testable import SafeFiles

struct HeldFolderTests {
  private func failure(_ body: () throws(HeldFolder.Failure) -> HeldFolder) -> HeldFolder.Failure? {
    do throws(HeldFolder.Failure) {
      _ = try body()
      return nil
    } catch {
      return error
    }
  }

  @Test func itIsNotTheLinkThatTookItsPlace() throws {
    let play = Playground()
    let held = try HeldFolder(play["root/in"])
    rename(play["root/in"], play["root/moved"])
    symlink(play["elsewhere"], play["root/in"])
    let made = openat(held.descriptor, "new", O_WRONLY | O_CREAT, 0o600)
    close(made)
    #expect(made >= 0 && play.text("root/moved/new") != nil && play.text("elsewhere/new") == nil)
    #expect(held.names.sorted() == ["deep", "file", "new"])
    #expect(held.remove("new") && !held.names.contains("new"))
  }

  @Test func whatAManifestNamesHasNoLinksOnItsWay() throws {
    let play = Playground()
    let root = try FileRoot(manifestFolder: play["root"])
    symlink("in", play["root/link"])
    symlink(play["elsewhere"], play["root/out"])
    var made = MadeFolders()
    #expect(
      failure { () throws(HeldFolder.Failure) in
        try .made(play["root/link"], below: root, &made)
      } == .inTheWay(play["root/link"]))
    for path in ["root/out", "root/out/new", "root/out/new/deeper", "root/file/x"] {
      let found = failure { () throws(HeldFolder.Failure) in
        try .made(play[path], below: root, &made)
      }
      guard case .inTheWay = found else {
        Issue.record("\(path): \(String(describing: found))")
        continue
      }
    }
    #expect(
      failure { () throws(HeldFolder.Failure) in
        try .made(play["elsewhere"], below: root, &made)
      } == .outside(play["root"]))
    #expect(play.text("elsewhere/file") == "secret")
    #expect(try HeldFolder(play["elsewhere"]).names == ["file"])
    #expect(try HeldFolder.made(play["root/a/b/c"], below: root, &made).names.isEmpty)
    #expect(access(play["root/a/b/c"], F_OK) == 0)
  }

  @Test func whatTheUserNamesMayBeALink() throws {
    let play = Playground()
    symlink(play["elsewhere"], play["root/out"])
    #expect(try HeldFolder(play["root/out"]).names == ["file"])
    #expect(try HeldFolder(following: play["root/out"]).names == ["file"])
    #expect(try HeldFolder(following: "/").names.contains("etc"))
    #expect(
      failure { () throws(HeldFolder.Failure) in try HeldFolder(following: play["none"]) }
        == .system(ENOENT))
  }

  @Test func emptyFoldersAreTakenAway() throws {
    let play = Playground()
    var made = MadeFolders()
    _ = try HeldFolder.made(play["root/a/b"], &made)
    _ = try HeldFolder.made(play["root/in/c"], &made)
    play.write("x", to: "root/a/file")
    made.removeEmpty()
    #expect(access(play["root/a/b"], F_OK) != 0 && access(play["root/in/c"], F_OK) != 0)
    #expect(play.text("root/a/file") == "x" && play.text("root/in/file") == "in")
  }
}
