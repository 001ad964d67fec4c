// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Foundation
import Logging
import Mail
import ServiceLifecycle
import Synchronization

/// Sends the queue while the server runs, asks institutions whether their entries still hold, and lets go of what is kept
/// no longer. One of several worker processes does it.
final class MailDispatch: Service {
    private let data: AtlasData
    private let store: AtlasStore
    private let settings: MailSettings?
    private let clerk: VerificationClerk?
    private let logger: Logger
    private let figures = Mutex(Figures())

    private struct Figures {
        var summary = MailSummary()
        var openSuggestions = 0
        var confirmed = 0
        var sent = 0
        var failed = 0
    }

    /// How often the queue is looked at.
    private static let interval = Duration.seconds(1)
    private static let choreInterval = 600.0
    private static let figureInterval = 10.0
    /// While the mail server cannot be reached no letter is tried.
    private static let longestPause = 900.0
    private static let faultPause = 30.0

    /// - Parameters:
    ///   - settings: nil when letters wait until somebody configures a mail server.
    ///   - clerk: nil when institutions are asked on command only.
    init(data: AtlasData, settings: MailSettings?, clerk: VerificationClerk?, logger: Logger) {
        self.data = data
        store = data.current.store
        self.settings = settings
        self.clerk = clerk
        self.logger = logger
    }

    func run() async throws {
        var (nextChores, nextFigures, pausedUntil) = (Date.distantPast, Date.distantPast, Date.distantPast)
        var pause = 0.0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                if !store.isReadOnly, Date() >= nextChores {
                    nextChores = Date().addingTimeInterval(Self.choreInterval)
                    try await doChores()
                }
                var hasMoved = false
                if let settings, !store.isReadOnly, Date() >= pausedUntil {
                    let outcome = try await MailRound(store: store, settings: settings, logger: logger).run()
                    hasMoved = outcome != MailRound.Outcome()
                    count(outcome)
                    pause = outcome.trouble == nil ? 0 : min(max(Double(settings.firstRetrySeconds) / 2, pause * 2), Self.longestPause)
                    pausedUntil = Date().addingTimeInterval(pause)
                }
                if hasMoved || Date() >= nextFigures {
                    nextFigures = Date().addingTimeInterval(Self.figureInterval)
                    try await readFigures()
                }
            } catch is CancellationError {
                break
            } catch {
                logger.error("the queue of letters could not be worked off", metadata: ["error": "\(error)"])
                // A full disk or a long import: a line in the log every second would help nobody.
                pausedUntil = Date().addingTimeInterval(Self.faultPause)
                nextFigures = pausedUntil
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
        }
    }

    private func doChores() async throws {
        let forgotten = try await store.forgetExpired(at: Date())
        if !forgotten.isEmpty {
            logger.notice(
                "let go of what is kept no longer",
                metadata: [
                    "contacts": "\(forgotten.contacts)", "letters": "\(forgotten.letters)", "remarks": "\(forgotten.remarks)",
                    "accounts": "\(forgotten.accountTraces)",
                ])
        }
        guard let clerk, settings != nil else { return }
        let asked = try await clerk.askToday()
        if asked > 0 { logger.notice("asked institutions whether their entries still hold", metadata: ["institutions": "\(asked)"]) }
    }

    private func count(_ outcome: MailRound.Outcome) {
        figures.withLock {
            $0.sent += outcome.sent
            $0.failed += outcome.postponed + outcome.givenUp
        }
    }

    private func readFigures() async throws {
        let summary = try await store.mailSummary(at: Date())
        let open = try await store.openSuggestionCounts().values.reduce(0, +)
        // The directory is indexed for whoever searches it first, not for figures.
        let confirmed = data.current.pendingDirectory.isMade ? try await data.verificationShare().confirmed : 0
        figures.withLock {
            $0.summary = summary
            $0.openSuggestions = open
            $0.confirmed = confirmed
        }
    }

    var families: [MetricFamily] {
        let figures = figures.withLock { $0 }
        func held(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
            .gauge("powiatlas_\(name)", help, Double(value), combination: .largest)
        }
        return [
            held("mail_waiting_letters", "Letters in the queue.", figures.summary.waiting),
            held("mail_retrying_letters", "Letters in the queue that failed at least once.", figures.summary.retrying),
            held("mail_given_up_letters", "Letters that were given up in the last 30 days.", figures.summary.givenUp),
            held("mail_held_letters", "Letters that came back with a backup and wait for a word.", figures.summary.held),
            held(
                "mail_oldest_seconds", "Age of the oldest letter in the queue.",
                figures.summary.oldestWaiting.map { max(0, Int(Date().timeIntervalSince($0))) } ?? 0),
            held("suggestions_open", "Suggestions from the public that nobody has decided on.", figures.openSuggestions),
            held("confirmed_institutions", "Institutions that confirmed their entry within 90 days.", figures.confirmed),
            .counter("powiatlas_mail_sent_total", "Letters that a mail server took.", figures.sent),
            .counter("powiatlas_mail_failures_total", "Attempts to send a letter that failed.", figures.failed),
        ]
    }
}
