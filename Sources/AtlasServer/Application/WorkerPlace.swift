// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Which of several worker processes this one is. Its supervisor hands over the listening socket and a line to itself
/// as open descriptors, and the rest in an environment variable.
public struct WorkerPlace: Sendable {
    public let index: Int
    public let count: Int
    /// Where the workers leave their metrics for each other.
    public let folder: URL

    /// The descriptors that a worker finds open.
    public static let listeningSocket: Int32 = 3
    public static let supervisorLine: Int32 = 4
    public static let variable = "POWIATLAS_WORKER"

    public init(index: Int, count: Int, folder: URL) {
        self.index = index
        self.count = count
        self.folder = folder
    }

    /// The value of the variable: `index:count:folder`.
    public var variableValue: String { "\(index):\(count):\(folder.path)" }

    /// This process's place; nil when it is no worker.
    public static let current: WorkerPlace? = {
        let parts = (ProcessInfo.processInfo.environment[variable] ?? "").split(separator: ":", maxSplits: 2)
        guard parts.count == 3, let index = Int(parts[0]), let count = Int(parts[1]), count > 0 else { return nil }
        return WorkerPlace(index: index, count: count, folder: URL(fileURLWithPath: String(parts[2]), isDirectory: true))
    }()

    public func reportReady() { report("r") }
    public func reportAlive() { report("a") }

    private func report(_ word: String) {
        let bytes = Array(word.utf8)
        _ = send(Self.supervisorLine, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// When the supervisor is gone, killed perhaps, its workers end in order as if it had told them.
    public func endWithSupervisor() {
        Thread.detachNewThread {
            var byte: UInt8 = 0
            while true {
                let count = read(Self.supervisorLine, &byte, 1)
                if count == 0 || (count < 0 && errno != EINTR) { break }
            }
            kill(getpid(), SIGTERM)
        }
    }
}
