// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Synchronization

/// How often one network or account may do a thing. Counts live in this process; a worker counts what comes to it.
final class RateLimiter: Sendable {
    /// What is counted, and how often it may be.
    struct Rule: Sendable, Hashable {
        let name: String
        let limit: Int
        let window: Duration

        /// Passwords tried from one network.
        static let signIn = Rule(name: "sign-in", limit: 20, window: .seconds(300))
        /// Passwords tried for one account, from wherever.
        static let signInOfAccount = Rule(name: "sign-in of an account", limit: 10, window: .seconds(900))
        /// Codes of the second step for one account.
        static let secondStep = Rule(name: "code", limit: 6, window: .seconds(900))
        /// Links that lead nowhere.
        static let unknownLink = Rule(name: "link", limit: 30, window: .seconds(60))
        /// Suggestions of one network.
        static let suggestion = Rule(name: "suggestion", limit: 6, window: .seconds(3600))
        /// Edits and drafts of one account.
        static let edit = Rule(name: "edit", limit: 240, window: .seconds(60))
    }

    private struct Key: Hashable {
        let rule: Rule
        let client: String
    }

    private struct Count {
        var start: ContinuousClock.Instant
        var number: Int
    }

    private struct Counts {
        var byKey: [Key: Count] = [:]
    }

    private static let rememberedKeys = 20_000
    private let counts = Mutex(Counts())

    /// Counts one attempt.
    /// - Throws: 429 with `Retry-After` when there were too many.
    func check(_ rule: Rule, _ client: String) throws {
        try checkOnly(rule, client)
        note(rule, client)
    }

    /// Looks without counting: for things of which only failures count.
    func checkOnly(_ rule: Rule, _ client: String) throws {
        let wait = counts.withLock { counts -> Duration? in
            guard let count = counts.byKey[Key(rule: rule, client: client)], count.number >= rule.limit else { return nil }
            let left = rule.window - count.start.duration(to: .now)
            return left > .zero ? left : nil
        }
        guard let wait else { return }
        let seconds = wait.components.seconds + 1
        throw Problem(
            status: .tooManyRequests, detail: "too many attempts (\(rule.name)): try again in \(seconds) seconds",
            polish: "Spróbuj ponownie za \(seconds < 120 ? "\(seconds)\u{A0}s" : "\((seconds + 59) / 60)\u{A0}min").", headers: [.retryAfter: String(seconds)])
    }

    func note(_ rule: Rule, _ client: String) {
        counts.withLock { counts in
            let now = ContinuousClock.now
            let key = Key(rule: rule, client: client)
            if var count = counts.byKey[key], count.start.duration(to: now) < rule.window {
                count.number += 1
                counts.byKey[key] = count
                return
            }
            if counts.byKey.count >= Self.rememberedKeys {
                counts.byKey = counts.byKey.filter { $0.value.start.duration(to: now) < $0.key.rule.window }
                if counts.byKey.count >= Self.rememberedKeys { counts.byKey.removeAll() }
            }
            counts.byKey[key] = Count(start: now, number: 1)
        }
    }

    /// After a success nothing counts against the client any more.
    func forget(_ rule: Rule, _ client: String) {
        _ = counts.withLock { $0.byKey.removeValue(forKey: Key(rule: rule, client: client)) }
    }
}
