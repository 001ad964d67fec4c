// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging

/// How many files and connections the system lets this process have open.
enum FileLimit {
    /// The database, its log, the fonts, the pipes.
    private static let others = 128

    /// How many connections, up to `connections`, the system would allow.
    static func room(for connections: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return connections }
        return min(connections, max(1, Int(clamping: limit.rlim_max) - others))
    }

    /// Raises the limit as far as the system allows without asking anybody.
    /// - Returns: how many connections there is room for, at most `connections`.
    static func raise(for connections: Int, _ logger: Logger) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return connections }
        let wanted = rlim_t(connections + others)
        if limit.rlim_cur < wanted {
            limit.rlim_cur = min(max(wanted, limit.rlim_cur), limit.rlim_max)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        let room = max(1, Int(clamping: limit.rlim_cur) - others)
        if room < connections {
            logger.warning(
                "the system allows fewer connections than --max-connections",
                metadata: ["open_files_limit": "\(limit.rlim_cur)", "connections": "\(room)", "hint": "raise LimitNOFILE or ulimit -n"])
        }
        return min(room, connections)
    }
}
