// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a `create` that was killed may have left beside the database.
enum LeftoverFiles {
    static func partialPath(for path: String) -> String {
        "\(path).partial-\(ProcessInfo.processInfo.processIdentifier)"
    }

    /// Removes partial files of processes that no longer run.
    static func remove(beside path: String) {
        let url = URL(fileURLWithPath: path)
        let prefix = url.lastPathComponent + ".partial-"
        let folder = url.deletingLastPathComponent()
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] where name.hasPrefix(prefix) {
            let digits = name.dropFirst(prefix.count).prefix { $0.isNumber }
            // Signal 0 only asks whether the process is there.
            guard let process = Int32(digits), kill(process, 0) != 0, errno == ESRCH else { continue }
            try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
    }
}
