// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a command that was killed while it made a file may have left beside it.
enum LeftoverFiles {
    private static let mark = ".partial-"

    static func partialPath(for path: String) -> String {
        "\(path)\(mark)\(ProcessInfo.processInfo.processIdentifier)"
    }

    /// Removes partial files of processes that no longer run.
    static func remove(beside path: String) {
        let url = URL(fileURLWithPath: path)
        remove(in: url.deletingLastPathComponent().path, startingWith: url.lastPathComponent)
    }

    /// The same for all files whose names begin so.
    static func remove(in folder: String, startingWith start: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix(start) {
            guard let mark = name.range(of: mark), let process = Int32(name[mark.upperBound...].prefix { $0.isNumber }) else { continue }
            // Signal 0 only asks whether the process is there.
            guard kill(process, 0) != 0, errno == ESRCH else { continue }
            try? FileManager.default.removeItem(atPath: folder + "/" + name)
        }
    }
}
