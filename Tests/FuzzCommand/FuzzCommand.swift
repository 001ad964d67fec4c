// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Fuzzing

/// Gives made-up inputs to the readers; `Scripts/fuzz` builds and starts it.
@main
struct FuzzCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "powiatlas-fuzz", abstract: "Give made-up inputs to the readers of files and requests.",
        discussion: """
            Each reader gets cases made from small inputs of our own. A case that ends
            the process, takes too long or too much memory, or is refused without
            words is kept, and can be read again.

            Example:
              powiatlas-fuzz --seconds 60 --reader xlsx --reader geojson
              powiatlas-fuzz --reader xlsx --case .fuzz/saved/xlsx-1f2e
            """)

    @Option(help: "Readers to try; all without it.")
    var reader: [String] = []

    @Option(help: "Seconds for each reader.")
    var seconds = 10.0

    @Option(help: "The number that all cases follow from.")
    var seed: UInt64 = 1

    @Option(help: "Where failing cases are kept.")
    var saved = ".fuzz/saved"

    @Option(help: "A database for the readers of requests, which are left out without it.")
    var database: String?

    @Option(name: .customLong("case"), help: "Read this file instead, as a case of the one reader.")
    var oneCase: String?

    @Flag(help: "List the readers.")
    var list = false

    @Option(help: .private) var first: String?
    @Option(help: .private) var worker: String?
    @Option(help: .private) var caseFile: String?
    @Option(help: .private) var corpus = ".fuzz/corpus"

    func run() async throws {
        let names = FuzzReaders.names(withServer: database != nil)
        if list {
            print(names.joined(separator: "\n"))
            return
        }
        for name in reader + [worker].compactMap(\.self) where !(names + ["self-check"]).contains(name) {
            throw ValidationError("there is no reader “\(name)”; expected one of \(names.joined(separator: ", "))")
        }
        if let worker {
            try await work(worker)
        } else if let oneCase {
            guard let only = reader.first, reader.count == 1 else { throw ValidationError("--case needs --reader, once") }
            print("\(only): \(try await read(oneCase, only))")
        } else {
            try supervise(reader.isEmpty ? names : reader)
        }
    }

    private func supervise(_ names: [String]) throws {
        guard let program = Bundle.main.executableURL else { throw FuzzFailure("this program does not know where it lies") }
        var arguments = ["--corpus", corpus]
        if let database { arguments += ["--database", database] }
        if let first { arguments += ["--first", first] }
        let supervisor = FuzzSupervisor(program: program, saved: URL(fileURLWithPath: saved), arguments: arguments) { line in
            // At once: a run takes minutes.
            FileHandle.standardOutput.write(Data((line + "\n").utf8))
        }
        var findings: [FuzzSupervisor.Finding] = []
        for name in names { findings += try supervisor.run(reader: name, seconds: seconds, seed: seed) }
        print("\(names.count) readers, \(findings.count) failing cases")
        guard findings.isEmpty else { throw ExitCode(1) }
    }

    // MARK: In a process of its own

    private func work(_ name: String) async throws {
        try await FuzzReaders.with(name, database: database) { reader in
            let file = caseFile ?? FileManager.default.temporaryDirectory.appendingPathComponent("powiatlas-fuzz-case").path
            if let oneCase {
                let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: oneCase)))
                print(try FuzzWorker(reader: reader, caseFile: file).read(bytes))
                return
            }
            #if COVERAGE_GUIDED
                try CoverageGuidance.run(
                    reader, caseFile: file, corpus: URL(fileURLWithPath: corpus).appendingPathComponent(name), seed: seed, seconds: seconds)
            #else
                let done = try FuzzWorker(reader: reader, caseFile: file).run(seed: seed, seconds: seconds, first: try first.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) })
                print("\(done.cases) cases, \(done.outcomes) different outcomes")
            #endif
        }
    }

    private func read(_ path: String, _ name: String) async throws -> String {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        return try await FuzzReaders.with(name, database: database) { reader in try reader.read(bytes) }
    }
}
