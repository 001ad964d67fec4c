// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What was found when a backup or a database was looked through.
public struct BackupReport: Sendable {
    public enum Verdict: String, Sendable {
        case sound = "ok"
        case note
        case fault
    }

    public struct Finding: Sendable, Hashable {
        public let verdict: Verdict
        public let subject: String
        public let text: String
    }

    public let path: String
    public private(set) var findings: [Finding] = []
    /// Nil when there is none beside the file.
    public internal(set) var manifest: BackupManifest?

    init(path: String) {
        self.path = path
    }

    public var isGood: Bool { faults.isEmpty }
    public var faults: [Finding] { findings.filter { $0.verdict == .fault } }

    mutating func add(_ verdict: Verdict, _ subject: String, _ text: String) {
        findings.append(Finding(verdict: verdict, subject: subject, text: text))
    }

    /// Adds what `look` says as sound, or what it throws as a fault.
    /// - Returns: whether it was sound.
    @discardableResult
    mutating func look(_ subject: String, _ look: () throws -> String) -> Bool {
        do {
            add(.sound, subject, try look())
            return true
        } catch {
            add(.fault, subject, error.localizedDescription)
            return false
        }
    }
}
