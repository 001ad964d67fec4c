// SPDX-License-Identifier: Apache-2.0

import Foundation
import Intake

/// Plain lines about long work on standard error, so that standard output stays for results.
struct Progress: Sendable {
    func report(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    func report(_ reports: [IntakeReport]) {
        for line in reports.flatMap({ $0.lines() }) { report(line) }
    }
}
