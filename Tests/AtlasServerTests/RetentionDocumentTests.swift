// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Foundation
import Testing

@testable import AtlasServer

/// The register of processing promises what the program does.
@Suite struct RetentionDocumentTests {
    @Test func theRegisterNamesTheTimesThatHold() throws {
        let text = try String(contentsOf: TestData.repository.appending(path: "docs/personal-data.md"), encoding: .utf8)
        let rows = Dictionary(
            text.split(separator: "\n").filter { $0.hasPrefix("| ") }.compactMap { row in
                let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
                return cells.count > 1 ? (cells[0], cells[1]) : nil
            }, uniquingKeysWith: { first, _ in first })
        func row(_ beginning: String) throws -> String { try #require(rows.first { ($0.key + " ").hasPrefix(beginning) }?.value, "no row “\(beginning)”") }
        func days(_ seconds: TimeInterval) -> Int { Int(seconds) / 86_400 }
        func hours(_ seconds: TimeInterval) -> Int { Int(seconds) / 3_600 }

        let session = try row("Session")
        #expect(session.contains("\(hours(SessionLifetime.idle)) hours without use") && session.contains("\(hours(SessionLifetime.whole)) hours at most"))
        let links = try row("Invitation, recovery link")
        #expect(links.contains("\(days(AccountLinkPurpose.invitation.lifetime)) days") && links.contains("\(hours(AccountLinkPurpose.recovery.lifetime)) hours"))
        #expect(try row("Link to a new address").contains("\(days(AddressChange.lifetime)) days"))
        #expect(try row("Draft of an edit").contains("\(AtlasStore.editDraftDays) days"))
        #expect(try row("Account ").contains("\(RetentionRule.unusedAccountDays / 365 == 2 ? "two" : "?") years"))
        #expect(try row("Letters held").contains("\(RetentionRule.mailDays) days"))
        #expect(try row("Events of accounts").contains("\(AtlasStore.accountEventDays) days"))
        let report = try row("Report of a citizen")
        #expect(report.contains("\(RetentionRule.contactDays) days") && report.contains("\(RetentionRule.remarkDays) days"))
        #expect(try row("Letters").contains("\(RetentionRule.mailDays) days"))
        #expect(try row("Links of verification").contains("\(RetentionRule.verificationDays) days"))
    }
}
