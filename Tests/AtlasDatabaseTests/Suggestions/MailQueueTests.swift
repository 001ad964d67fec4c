// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing

@testable import AtlasDatabase

@Suite struct MailQueueTests {
    static let now = Date(timeIntervalSince1970: 1_795_284_309)
    static func later(_ seconds: Double) -> Date { now.addingTimeInterval(seconds) }

    static func mail(_ recipient: String = "ops@example.org", _ purpose: QueuedMail.Purpose = .account) -> QueuedMail {
        QueuedMail(purpose: purpose, recipient: recipient, subject: "Sprawa", text: "Treść z linkiem", language: "pl")
    }

    @Test func lettersThatSomebodyWaitsForGoFirst() async throws {
        try await withTestAtlas { store in
            let numbers = try await store.enqueue(
                [Self.mail("a@example.org", .verification), Self.mail("b@example.org", .answer), Self.mail("c@example.org")], at: Self.now)
            #expect(numbers.count == 3)
            var order: [String] = []
            while let claimed = try await store.claimMail(at: Self.now) {
                order.append(claimed.mail.recipient)
                try await store.noteMailSent(claimed.number, at: Self.now)
            }
            #expect(order == ["b@example.org", "c@example.org", "a@example.org"])
        }
    }

    @Test func aLetterBelongsToOneProcessUntilItsLeaseEnds() async throws {
        try await withTestAtlas { store in
            try await store.enqueue([Self.mail()], at: Self.now)
            let first = try #require(try await store.claimMail(at: Self.now, leaseSeconds: 300))
            let second = try await store.claimMail(at: Self.later(299))
            #expect(second == nil)
            // The process died.
            let third = try await store.claimMail(at: Self.later(301))
            #expect(third?.number == first.number && third?.identity == first.identity)
            try await store.releaseMail(first.number)
            let fourth = try await store.claimMail(at: Self.later(302))
            #expect(fourth?.attempts == 0)
        }
    }

    @Test func failuresAreTriedAgainAndGivenUp() async throws {
        try await withTestAtlas { store in
            let number = try #require(try await store.enqueue([Self.mail()], at: Self.now).first)
            _ = try await store.claimMail(at: Self.now)
            try await store.noteMailFailed(number, "451 later", retryAt: Self.later(60), at: Self.now)
            let early = try await store.claimMail(at: Self.later(59))
            #expect(early == nil)
            let waiting = try await store.mailSummary(at: Self.now)
            #expect(waiting.waiting == 1 && waiting.retrying == 1 && waiting.latestError == "451 later" && waiting.oldestWaiting == Self.now)
            let again = try #require(try await store.claimMail(at: Self.later(60)))
            #expect(again.attempts == 1)
            try await store.noteMailFailed(number, "550 gone", retryAt: nil, at: Self.later(60))
            let record = try #require(try await store.mail([.givenUp]).first)
            #expect(record.attempts == 2 && record.lastError == "550 gone" && record.hasText && record.recipient == "ops@example.org")
            let isRetried = try await store.retryMail(number, at: Self.later(100))
            #expect(isRetried)
            let claimed = try await store.claimMail(at: Self.later(100))
            #expect(claimed?.number == number)
        }
    }

    @Test func nothingSecretAndNobodyPrivateStays() async throws {
        try await withTestAtlas { store in
            let numbers = try await store.enqueue([Self.mail("jan@example.com", .answer), Self.mail()], at: Self.now)
            for number in numbers {
                _ = try await store.claimMail(at: Self.now)
                try await store.noteMailSent(number, at: Self.now)
            }
            let sent = try await store.mail([.sent])
            #expect(sent.allSatisfy { !$0.hasText })
            #expect(sent.map(\.recipient) == ["ops@example.org", nil])
            let cannot = try await store.retryMail(numbers[0], at: Self.now)
            #expect(!cannot)
            let before = try await store.forgetExpired(at: Self.later(Double(RetentionRule.mailDays) * 86_400))
            #expect(before.isEmpty)
            let after = try await store.forgetExpired(at: Self.later(Double(RetentionRule.mailDays) * 86_400 + 1))
            #expect(after.letters == 2)
            let left = try await store.mail()
            #expect(left.isEmpty)
        }
    }

    @Test func aLetterCanBeTakenOut() async throws {
        try await withTestAtlas { store in
            let number = try #require(try await store.enqueue([Self.mail("jan@example.com", .answer)], at: Self.now).first)
            let isCancelled = try await store.cancelMail(number, at: Self.now)
            let isCancelledTwice = try await store.cancelMail(number, at: Self.now)
            #expect(isCancelled && !isCancelledTwice)
            let record = try #require(try await store.mail([.cancelled]).first)
            #expect(!record.hasText && record.recipient == nil)
            let none = try await store.claimMail(at: Self.later(1_000))
            #expect(none == nil)
        }
    }
}
