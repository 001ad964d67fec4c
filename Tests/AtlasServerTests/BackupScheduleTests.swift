// SPDX-License-Identifier: Apache-2.0

import Atlas
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

    @Test func administratorsSeeBackupsAndMakeOne() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "powiatlas-backups-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withServer(configure: { $0.backups = BackupPlan(folder: folder.path, interval: .seconds(6 * 3_600)) }) { client, store in
            let admin = try await store.signedIn([.administrator])
            let empty = try await admin.get("/panel/kopie", from: client)
            #expect(empty.status == .ok && empty.text.contains("jeszcze żadna") && empty.text.contains("co\u{A0}6\u{A0}godzin"))
            // On a slow machine the schedule may be at its own just now, which the page says.
            var made = try await admin.post("/panel/kopie", [("_akcja", "utworz")], to: client)
            while made.status == .conflict {
                #expect(made.text.contains("Kopia właśnie powstaje"))
                try await Task.sleep(for: .milliseconds(200))
                made = try await admin.post("/panel/kopie", [("_akcja", "utworz")], to: client)
            }
            #expect(made.status == .seeOther)
            let backup = try #require(BackupFolder(folder.path).backups().first)
            #expect(backup.occasion == .schedule)
            let page = try await admin.get("/panel/kopie", from: client)
            #expect(page.text.contains(backup.file) && page.text.contains("575") && !page.text.contains("jeszcze żadna"))
            let unknown = try await admin.post("/panel/kopie", [("_akcja", "usun")], to: client)
            #expect(unknown.status == .badRequest)
            let coordinator = try await store.signedIn([.coordinator(try TERYTCode("2604"))])
            let refused = try await coordinator.get("/panel/kopie", from: client)
            #expect(refused.status == .forbidden)
        }
    }

    @Test func aBackupThatCannotBeMadeSaysWhy() async throws {
        // A file stands where the folder should be.
        let file = FileManager.default.temporaryDirectory.appending(path: "powiatlas-backups-\(UUID().uuidString)")
        try Data("x".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await withServer(configure: { $0.backups = BackupPlan(folder: file.path) }) { client, store in
            let admin = try await store.signedIn([.administrator])
            let response = try await admin.post("/panel/kopie", [("_akcja", "utworz")], to: client)
            #expect(response.status.code >= 500 && response.text.contains("Nie udało się utworzyć kopii"))
        }
    }

    @Test func withoutAPlanThePageSaysHowToMakeOne() async throws {
        try await withServer { client, store in
            let admin = try await store.signedIn([.administrator])
            let page = try await admin.get("/panel/kopie", from: client)
            #expect(page.status == .ok && page.text.contains("--backup-folder"))
            let refused = try await admin.post("/panel/kopie", [("_akcja", "utworz")], to: client)
            #expect(refused.status == .conflict)
        }
    }

    @Test func intervalsAreSpoken() {
        let polish = Phrases(.polish)
        let spoken = [1_440, 2_880, 60, 120, 300, 90].map { BackupDeskRoutes.interval(.seconds($0 * 60), polish).replacing("\u{A0}", with: " ") }
        #expect(spoken == ["co dobę", "co 2 dni", "co godzinę", "co 2 godziny", "co 5 godzin", "co 90 minut"])
    }
}
