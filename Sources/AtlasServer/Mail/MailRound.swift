// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Foundation
import Logging
import Mail
import ServiceLifecycle

/// Sends what is due in the queue, letter by letter.
public struct MailRound: Sendable {
    /// What came of it.
    public struct Outcome: Sendable, Hashable {
        public var sent = 0
        /// To be tried again.
        public var postponed = 0
        public var givenUp = 0
        /// Why the round ended early: the server cannot be reached or does not know us.
        public var trouble: String?

        public init() {}
    }

    let store: AtlasStore
    let settings: MailSettings
    let logger: Logger
    private let client: SMTPClient

    public init(store: AtlasStore, settings: MailSettings, logger: Logger) {
        self.store = store
        self.settings = settings
        self.logger = logger
        client = SMTPClient(server: settings.server)
    }

    /// - Parameter limit: so many letters at most.
    public func run(limit: Int = .max) async throws -> Outcome {
        var outcome = Outcome()
        while outcome.sent + outcome.postponed + outcome.givenUp < limit, !Task.isCancelled, !Task.isShuttingDownGracefully {
            guard let claimed = try await store.claimMail(at: Date()) else { return outcome }
            do {
                let message = try settings.message(claimed, at: Date())
                try await cancelWhenGracefulShutdown { try await client.send(message) }
                try await noteSent(claimed.number)
                outcome.sent += 1
            } catch let failure as SMTPFailure {
                guard failure.kind != .cancelled else {
                    try await store.releaseMail(claimed.number)
                    return outcome
                }
                try await note(failure, claimed, &outcome)
                if failure.kind == .unreachable {
                    outcome.trouble = failure.reason
                    return outcome
                }
            }
        }
        return outcome
    }

    /// A letter that is gone must not go again because the file was busy for a moment.
    private func noteSent(_ number: Int64) async throws {
        for _ in 0..<5 {
            do { return try await store.noteMailSent(number, at: Date()) } catch { try? await Task.sleep(for: .seconds(1)) }
        }
        try await store.noteMailSent(number, at: Date())
    }

    private func note(_ failure: SMTPFailure, _ claimed: ClaimedMail, _ outcome: inout Outcome) async throws {
        let now = Date()
        let retryAt =
            failure.kind == .refused
            ? nil
            : MailRetry.next(
                afterAttempts: claimed.attempts + 1, createdAt: claimed.createdAt, now: now, firstSeconds: settings.firstRetrySeconds)
        try await store.noteMailFailed(claimed.number, failure.reason, retryAt: retryAt, at: now)
        // The number only: who got a letter is nobody's business who reads the log.
        logger.warning(
            retryAt == nil ? "a letter was given up" : "a letter was not taken",
            metadata: ["letter": "\(claimed.number)", "purpose": "\(claimed.mail.purpose.rawValue)", "reason": "\(failure.reason)"])
        if retryAt == nil { outcome.givenUp += 1 } else { outcome.postponed += 1 }
    }
}
