// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AgreementDocuments

@Suite struct PDFPrinterTests {
    private static func document() throws -> AgreementDocument { AgreementDocument(try TestTemplates.complete("ops-pup"), templates: TestTemplates.shared) }

    private static func withScript(_ text: String, _ body: (String) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "printer-\(UUID().uuidString).sh")
        try Data("#!/bin/sh\n\(text)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        defer { try? FileManager.default.removeItem(at: file) }
        // A child that another test starts just now holds the file open for writing until it becomes another program ("Text file busy").
        try await Task.sleep(for: .milliseconds(300))
        try await body(file.path)
    }

    @Test func aMissingProgramIsNamedWithItsPackage() async throws {
        let printer = PDFPrinter(style: "", program: "no-such-printer", package: "weasyprint")
        let document = try Self.document()
        let error = await #expect(throws: DocumentError.self) { try await printer.pdf(document) }
        #expect(error == .missingProgram(name: "no-such-printer", package: "weasyprint"))
        #expect(error?.localizedDescription.contains("apt install weasyprint") ?? false)
    }

    @Test func aProgramThatHangsIsStoppedAndOneThatFailsIsReported() async throws {
        let document = try Self.document()
        try await Self.withScript("sleep 60") { path in
            let printer = PDFPrinter(style: "", program: path, timeLimitSeconds: 1)
            let error = await #expect(throws: DocumentError.self) { try await printer.pdf(document) }
            #expect(error == .timeLimit(seconds: 1))
        }
        try await Self.withScript("echo no paper >&2; exit 3") { path in
            let printer = PDFPrinter(style: "", program: path)
            let error = await #expect(throws: DocumentError.self) { try await printer.pdf(document) }
            #expect(error == .programFailed(name: (path as NSString).lastPathComponent, message: "no paper"))
        }
    }

    /// Whoever comes when all places are taken waits; whoever comes when that queue is full is sent away at once.
    @Test func fewRunAtOnceAndTheRestWait() async throws {
        let document = try Self.document()
        let gate = FileManager.default.temporaryDirectory.appending(path: "printer-gate-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: gate) }
        // The last argument is the output.
        try await Self.withScript("for last; do :; done; until [ -e '\(gate.path)' ]; do sleep 0.02; done; echo '%PDF' > \"$last\"") { path in
            let printer = PDFPrinter(style: "", program: path, maximumAtOnce: 1, maximumWaiting: 2)
            let outcomes = await withTaskGroup(of: Bool.self) { tasks in
                for _ in 0..<6 { tasks.addTask { (try? await printer.pdf(document)) != nil } }
                var outcomes: [Bool] = []
                // Three are refused while the first still prints; then it may end.
                for await outcome in tasks {
                    outcomes.append(outcome)
                    if outcomes.count == 3 { try? Data().write(to: gate) }
                }
                return outcomes
            }
            #expect(outcomes == [false, false, false, true, true, true])
            let after = try await printer.pdf(document)
            #expect(after.starts(with: Data("%PDF".utf8)))
        }
    }
}
