// Little memory and few open files: an error of one line, or the picture; never a signal, a hang or a
// picture without its text.

import Foundation
import Testing

@Suite struct SystemLimitTests {
  @Test(arguments: [
    ("ulimit -v 120000", "117 MiB (ulimit -v)"), ("ulimit -v 205000", "200 MiB (ulimit -v)"),
    ("ulimit -d 20000", "19 MiB (ulimit -d)"), ("ulimit -d 260000", "253 MiB (ulimit -d)"),
    ("ulimit -s 64", "64 KiB (ulimit -s)"), ("ulimit -S -s 128", "128 KiB (ulimit -s)"),
    ("ulimit -n 4", "4 (ulimit -n)"), ("ulimit -n 12", "12 (ulimit -n)"),
    ("exec 5</dev/null 6</dev/null; ulimit -n 24", "at the start, to 22 (ulimit -n)"),
  ])
  func tooLittleIsSaidAtOnce(_ limit: String, _ says: String) throws {
    let location = Workplace()
    for call in [
      "pe-heatmap -o x.png", "batch --output out", "heads --weights example:minilm -o x.svg",
    ] {
      let ended = try Attnplot.shell("\(limit); exec attnplot \(call)", in: location)
      #expect(ended.status == .exited(1))
      expectOneLine(ended)
      #expect(ended.messages.contains(says))
    }
    #expect(location.listing().isEmpty)
  }

  @Test(arguments: [
    "ulimit -v 1000000", "ulimit -d 400000", "ulimit -n 24", "ulimit -Sn 8", "ulimit -s 256",
  ])
  func enoughIsEnough(_ limit: String) throws {
    let location = Workplace()
    let calls = [
      "-o limited.png -o limited.svg -o limited.pdf", "-o free.png -o free.svg -o free.pdf",
    ]
    for (call, prefix) in zip(calls, ["\(limit); ", ""]) {
      let ended = try Attnplot.shell("\(prefix)exec attnplot pe-heatmap \(call)", in: location)
      #expect(ended.status == .exited(0), "\(ended.messages)")
    }
    #expect(location.bytes("limited.png")?.count == location.bytes("free.png")?.count)
    #expect(location.bytes("limited.pdf")?.count ?? 0 > 10_000)
  }

  /// A file of NumPy's format and of any size that takes no room: after its head it is a hole.
  private func sparse(_ shape: (Int, Int), type: String) -> String {
    let size = type == "<f8" ? 8 : 4
    return
      "printf '\\223NUMPY\\001\\000v\\000%-117s\\n' \"{'descr': '\(type)', 'fortran_order': False, "
      + "'shape': (\(shape.0), \(shape.1)), }\" > m.npy && "
      + "truncate -s \(128 + shape.0 * shape.1 * size) m.npy && "
  }

  /// Matrices of one very long side, which would need gigabytes if they were held.
  @Test(arguments: [
    ((100_000_000, 1), "lines --of-columns 0"), ((100_000_000, 1), "lines"),
    ((1, 100_000_000), "lines"), ((1, 100_000_000), "lines --of-columns 0-3"),
    ((100_000_000, 1), "heatmap"), ((1, 100_000_000), "heatmap"),
  ])
  func longMatricesTakeLittleMemory(_ shape: (Int, Int), _ call: String) throws {
    let location = Workplace()
    let ended = try Attnplot.shell(
      sparse(shape, type: "<f4") + "ulimit -v 700000; exec attnplot \(call) --input m.npy -o x.svg",
      in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    #expect(location.bytes("x.svg")?.isEmpty == false)
  }

  /// Figures that look into weights, or choose from a matrix, of a very long side: little memory, or one
  /// line that says so.
  @Test(arguments: [
    ((400_000_000, 1), "attention --weights", 64), ((1, 400_000_000), "attention --weights", 64),
    ((400_000_000, 1), "attention --queries 0 --keys 0 --weights", 64),
    ((400_000_000, 1), "cross-attention --weights", 64), ((1, 400_000_000), "heads --weights", 64),
    ((400_000_000, 1), "head-view --weights", 64), ((1, 400_000_000), "model-view --weights", 64),
    ((400_000_000, 1), "heatmap --queries 7,399999999 --input", 0),
  ])
  func longWeightsTakeLittleMemory(_ shape: (Int, Int), _ call: String, _ code: Int) throws {
    let location = Workplace()
    let ended = try Attnplot.shell(
      sparse(shape, type: "<f4") + "ulimit -v 700000; exec attnplot \(call) m.npy -o x.svg",
      in: location)
    #expect(ended.status == .exited(Int32(code)), "\(ended.messages)")
    if code != 0 { expectOneLine(ended) }
  }

  /// A matrix that is not held is saved without being held either, bit for bit as a smaller one is.
  @Test(arguments: ["csv", "npy"])
  func whatIsNotHeldIsSavedRowByRow(_ ending: String) throws {
    let location = Workplace()
    let ended = try Attnplot.shell(
      sparse((5_000_000, 1), type: "<f4")
        + "(ulimit -v 700000; exec attnplot heatmap --input m.npy -o x.svg --save-matrix m.\(ending).out.\(ending)) "
        + "&& wc -c < m.\(ending).out.\(ending) && tail -c 12 m.\(ending).out.\(ending) && rm m.*",
      in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let output = String(decoding: ended.output, as: UTF8.self)
    if ending == "npy" {
      #expect(output.hasPrefix("\(128 + 5_000_000 * 8)\n"))
    } else {
      #expect(output.hasSuffix("\"4999999\",0.0\n".suffix(12)))
    }
  }

  /// What is read row by row is saved with the labels that smaller matrices have.
  @Test func whatIsNotHeldIsSavedWithLabels() throws {
    let location = Workplace()
    let ended = try Attnplot.shell(
      sparse((3, 1_400_000), type: "<f4")
        + "attnplot heatmap --input m.npy -o x.svg --save-matrix m.csv && cut -c 1-12 m.csv && rm m.*",
      in: location)
    #expect(ended.status == .exited(0), "\(ended.messages)")
    let lines = String(decoding: ended.output, as: UTF8.self).split(separator: "\n")
    #expect(lines == [#","0","1","2""#, #""0",0.0,0.0,"#, #""1",0.0,0.0,"#, #""2",0.0,0.0,"#])
  }
}
