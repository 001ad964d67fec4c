// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs workers one after the other, saves the cases at which they end, and makes these small.
public struct FuzzSupervisor {
    /// A case that a reader cannot bear.
    public struct Finding: Sendable {
        public let reader: String
        public let file: URL
        /// How the worker ended, and what it said last.
        public let reason: String
    }

    private let program: URL
    private let saved: URL
    private let arguments: [String]
    private let report: (String) -> Void

    /// - Parameters:
    ///   - program: this program.
    ///   - saved: where failing cases are kept.
    ///   - arguments: for every worker.
    public init(program: URL, saved: URL, arguments: [String], report: @escaping (String) -> Void) {
        self.program = program
        self.saved = saved
        self.arguments = arguments
        self.report = report
    }

    /// - Returns: at most three failing cases; more of one reader are usually the same fault.
    public func run(reader: String, seconds: Double, seed: UInt64) throws -> [Finding] {
        let end = ContinuousClock.now + .seconds(seconds)
        var findings: [Finding] = []
        var seed = seed
        repeat {
            let left = max(0.2, (end - .now) / .seconds(1))
            let ended = try runWorker(["--worker", reader, "--seconds", "\(left)", "--seed", "\(seed)"])
            if ended.isSound {
                report("\(reader): \(ended.words)")
                break
            }
            guard let bytes = ended.lastCase else { throw FuzzFailure("\(reader): the worker ended before its first case (\(ended.reason))") }
            let finding = try keep(bytes, reader: reader, reason: ended.reason)
            report("\(reader): FAILED, \(finding.reason)\n  \(finding.file.path)")
            findings.append(finding)
            seed &+= 1
        } while ContinuousClock.now < end && findings.count < 3
        return findings
    }

    private func keep(_ bytes: [UInt8], reader: String, reason: String) throws -> Finding {
        try FileManager.default.createDirectory(at: saved, withIntermediateDirectories: true)
        let small = try minimised(bytes, reader: reader)
        let name = small.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let file = saved.appendingPathComponent("\(reader)-\(String(name, radix: 16))")
        try Data(small).write(to: file)
        return Finding(reader: reader, file: file, reason: reason)
    }

    /// Takes pieces out as long as the case still fails, for at most 30 seconds.
    private func minimised(_ bytes: [UInt8], reader: String) throws -> [UInt8] {
        let end = ContinuousClock.now + .seconds(30)
        let file = saved.appendingPathComponent(".\(reader)-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        var small = bytes
        var size = max(small.count / 2, 1)
        while size > 0 {
            var start = 0
            while start < small.count {
                guard ContinuousClock.now < end else { return small }
                let shorter = Array(small[..<start]) + small[min(start + size, small.count)...]
                try Data(shorter).write(to: file)
                if try runWorker(["--worker", reader, "--case", file.path]).isSound { start += size } else { small = shorter }
            }
            size /= 2
        }
        return small
    }

    // MARK: Workers

    private struct Ending {
        let isSound: Bool
        /// The last line that the worker wrote.
        let words: String
        let reason: String
        let lastCase: [UInt8]?
    }

    private func runWorker(_ more: [String]) throws -> Ending {
        let manager = FileManager.default
        let caseFile = manager.temporaryDirectory.appendingPathComponent("powiatlas-fuzz-\(UUID().uuidString)")
        let output = manager.temporaryDirectory.appendingPathComponent("powiatlas-fuzz-\(UUID().uuidString).log")
        manager.createFile(atPath: output.path, contents: nil)
        defer { for file in [caseFile, output] { try? manager.removeItem(at: file) } }
        let process = Process()
        process.executableURL = program
        process.arguments = arguments + more + ["--case-file", caseFile.path]
        // Without the report of the runtime, which takes seconds a crash.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { old, _ in old }
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try handle.close()
        let lines = ((try? String(contentsOf: output, encoding: .utf8)) ?? "").split(whereSeparator: \.isNewline).map(String.init)
        let told = lines.first { $0.hasPrefix("failure: ") || $0.contains("Fatal error") || $0.contains("ERROR: ") } ?? lines.last ?? ""
        let status = process.terminationStatus
        let ending =
            switch (process.terminationReason, status) {
            case (.uncaughtSignal, SIGALRM): "no end"
            case (.uncaughtSignal, SIGABRT) where told.hasPrefix("failure: "): ""
            case (.uncaughtSignal, _): String(cString: strsignal(status))
            default: "exit \(status)"
            }
        return Ending(
            isSound: process.terminationReason == .exit && status == 0, words: lines.last ?? "",
            reason: [ending, String(told.prefix(300))].filter { !$0.isEmpty }.joined(separator: ": "), lastCase: CaseFile.lastCase(path: caseFile.path))
    }
}
