// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Synchronization

/// Keeps whoever tries one link after another from asking the database without end. No link can be guessed; this spares the server.
final class UnknownLinkGuard: Sendable {
    private struct Count {
        var start: ContinuousClock.Instant
        var unknown: Int
    }

    private struct Counts {
        var byClient: [String: Count] = [:]
    }

    static let limit = 30
    static let window = Duration.seconds(60)
    private static let rememberedClients = 10_000
    private let counts = Mutex(Counts())

    /// - Throws: 429 for a network that lately asked for too many links that lead nowhere.
    func check(_ client: String) throws {
        let wait = counts.withLock { counts -> Duration? in
            guard let count = counts.byClient[client], count.unknown >= Self.limit else { return nil }
            let left = Self.window - count.start.duration(to: .now)
            return left > .zero ? left : nil
        }
        guard let wait else { return }
        throw Problem(
            status: .tooManyRequests, detail: "too many links that lead nowhere were tried from here: check the link and try again in a minute",
            headers: [.retryAfter: String(wait.components.seconds + 1)])
    }

    func noteUnknown(_ client: String) {
        counts.withLock { counts in
            let now = ContinuousClock.now
            if var count = counts.byClient[client], count.start.duration(to: now) < Self.window {
                count.unknown += 1
                counts.byClient[client] = count
                return
            }
            if counts.byClient.count >= Self.rememberedClients {
                counts.byClient = counts.byClient.filter { $0.value.start.duration(to: now) < Self.window }
                if counts.byClient.count >= Self.rememberedClients { counts.byClient.removeAll() }
            }
            counts.byClient[client] = Count(start: now, unknown: 1)
        }
    }
}
