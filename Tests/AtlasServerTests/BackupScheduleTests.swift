// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import AtlasServer

/// What a server says of its disk and of its backups; `Tests/Operations` has it make some.
@Suite struct BackupScheduleTests {
    @Test(arguments: [
        (StorageFault.Kind.full, 507, "disk is full"), (.readOnly, 503, "can only read"), (.busy, 503, "another change"),
        (.failed, 503, "did not answer"),
    ])
    func faultsOfTheDiskAreNotInternalErrors(_ kind: StorageFault.Kind, _ status: Int, _ text: String) throws {
        let problem = Problem(StorageFault(kind: kind, path: "/secret/atlas.sqlite", reason: "because"))
        #expect(problem.status.code == status && problem.detail.contains(text))
        // Callers need not know where the file lies.
        #expect(!problem.detail.contains("secret"))
        #expect(problem.headers[.retryAfter].flatMap { Int($0) } != nil)
        for language in [Language.polish, .english] {
            #expect(Phrases(language).errorDetail(problem.status) != Phrases(language).errorDetail(.internalServerError))
        }
    }

    @Test func intervalsAreReadInMinutesHoursAndDays() {
        #expect(BackupPlan.interval("90m") == .seconds(5_400) && BackupPlan.interval("24h") == .seconds(86_400))
        #expect(BackupPlan.interval("7d") == .seconds(604_800) && BackupPlan.interval("1m") == .seconds(60))
        for text in ["", "h", "24", "0h", "-1h", "1s", "36d", "1.5h", "99999999999999999999h", "24 h"] {
            #expect(BackupPlan.interval(text) == nil, "\(text)")
        }
    }

    @Test func aBackupIsOverdueWhenItsTimeHasLongPassed() {
        let plan = BackupPlan(folder: "x", interval: .seconds(3_600))
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        func isOverdue(_ state: BackupState) -> Bool { state.json(plan, now: now).text.contains(#""overdue":true"#) }
        #expect(!isOverdue(BackupState()))
        #expect(isOverdue(BackupState(error: "no room")))
        #expect(!isOverdue(BackupState(last: now.addingTimeInterval(-5_000))))
        #expect(isOverdue(BackupState(last: now.addingTimeInterval(-6_000))))
    }
}
