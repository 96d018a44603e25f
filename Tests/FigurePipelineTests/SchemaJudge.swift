// Whether manifests agree with their JSON Schema, told by Python's jsonschema and PyYAML: the same
// that an editor would say.

import FigurePipeline
import Foundation
import TextFormats

/// One validator for all tests; it reads a manifest a line and answers with a line.
actor SchemaJudge {
  static let shared = SchemaJudge()

  private var validator: (process: Process, questions: FileHandle, answers: FileHandle)?

  private static let script = """
    import json, sys, yaml, jsonschema
    schema = json.loads(sys.stdin.readline())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for line in sys.stdin:
        try:
            manifest = yaml.safe_load(json.loads(line))
            error = next(validator.iter_errors(manifest), None)
            answer = "" if error is None else "/".join(map(str, error.absolute_path)) + ": " + error.validator
        except (yaml.YAMLError, ValueError, TypeError) as error:
            answer = type(error).__name__
        print(json.dumps(answer), flush=True)
    """

  /// What the schema has against a manifest; nil where it has nothing.
  func objection(to manifest: String) throws -> String? {
    let (_, questions, answers) = try validator ?? started()
    try questions.write(contentsOf: JSONEncoder().encode(manifest) + [10])
    let answer = try JSONDecoder().decode(String.self, from: line(answers))
    return answer.isEmpty ? nil : answer
  }

  private func started() throws -> (Process, FileHandle, FileHandle) {
    let process = Process()
    // Debian's own, for which the README's command installs the two libraries.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", Self.script]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let schema = ManifestSchema.json.text.filter { $0 != "\n" }
    try input.fileHandleForWriting.write(contentsOf: Data((schema + "\n").utf8))
    // It ends when its input does, at the end of the tests.
    validator = (process, input.fileHandleForWriting, output.fileHandleForReading)
    return (process, input.fileHandleForWriting, output.fileHandleForReading)
  }

  private func line(_ answers: FileHandle) throws -> Data {
    var line = Data()
    while let byte = try answers.read(upToCount: 1), byte != Data([10]) { line += byte }
    return line
  }
}
