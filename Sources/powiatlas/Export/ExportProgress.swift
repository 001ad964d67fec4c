// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How far long work has come: one line that changes on a terminal, a line for each tenth elsewhere.
struct ExportProgress {
    private let what: String
    private let total: Int
    private let isTerminal: Bool
    private var shown = -1

    init(_ what: String, total: Int) {
        self.what = what
        self.total = max(total, 1)
        isTerminal = isatty(STDERR_FILENO) == 1
    }

    mutating func show(_ done: Int) {
        let percent = done * 100 / total
        guard isTerminal ? percent > shown : percent / 10 > shown / 10 || shown < 0 else { return }
        shown = percent
        let line = "\(what): \(percent) % of \(total)"
        FileHandle.standardError.write(Data((isTerminal ? "\r\(line)" + (done >= total ? "\n" : "") : "\(line)\n").utf8))
    }
}
