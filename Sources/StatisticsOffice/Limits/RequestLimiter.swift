// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Lets requests through no faster than the published limits, counting those of earlier runs.
actor RequestLimiter {
    let limits: RequestLimits
    private let log: RequestLog
    private let clock: any OfficeClock
    /// The API said until when nothing will be answered (`Retry-After`); kept in a file beside the log.
    private let blockFile: URL
    private static let longestBlockSeconds = 7.0 * 24 * 3600

    /// - Parameters:
    ///   - folder: where the log lies; it exists.
    ///   - identity: whose limits these are: requests without a key and those of each key are counted apart.
    init(limits: RequestLimits, folder: URL, identity: String, clock: any OfficeClock) {
        self.limits = limits
        self.clock = clock
        log = RequestLog(file: folder.appendingPathComponent("requests-\(identity).log"), horizonSeconds: limits.horizonSeconds)
        blockFile = folder.appendingPathComponent("blocked-\(identity)")
    }

    /// Waits for the turn of one request and notes it.
    ///
    /// - Parameters:
    ///   - maximumWaitSeconds: a longer wait is refused instead.
    ///   - isWaiting: told of each wait longer than a second before it begins.
    /// - Throws: `BDLError.limitReached`, `BDLError.cacheUnusable`, `CancellationError`.
    func admit(maximumWaitSeconds: Double, isWaiting: @Sendable (Double) -> Void) async throws {
        while true {
            let now = clock.now.timeIntervalSince1970
            var wait = blockedUntil().map { $0 - now } ?? 0
            if wait <= 0 {
                try log.note(now: now) { times in
                    wait = limits.wait(after: times, now: now)
                    return wait <= 0
                }
                if wait <= 0 { return }
            }
            guard wait <= maximumWaitSeconds else {
                throw BDLError.limitReached(until: Date(timeIntervalSince1970: now + wait), allowance: try allowance())
            }
            if wait > 1 { isWaiting(wait) }
            // Their clock and ours do not tick together: a little more than the arithmetic says.
            try await clock.sleep(seconds: wait + 0.02)
        }
    }

    /// Nothing is sent before this moment.
    func block(untilAfter seconds: Double) {
        let until = clock.now.timeIntervalSince1970 + seconds
        guard until > blockedUntil() ?? 0 else { return }
        try? Data(String(until).utf8).write(to: blockFile, options: .atomic)
    }

    func allowance() throws -> RequestAllowance {
        let now = clock.now.timeIntervalSince1970
        let times = try log.times(now: now)
        return RequestAllowance(
            windows: limits.windows.map { window in
                RequestAllowance.Window(
                    seconds: window.seconds, limit: window.requests, used: times.count { $0 > now - window.seconds })
            })
    }

    /// The seconds that `count` further requests take at least.
    func duration(of count: Int) throws -> Double {
        let now = clock.now.timeIntervalSince1970
        let blocked = max((blockedUntil() ?? 0) - now, 0)
        return try max(blocked, limits.duration(of: count, after: log.times(now: now), now: now))
    }

    private func blockedUntil() -> Double? {
        guard let data = try? Data(contentsOf: blockFile), let until = Double(String(decoding: data, as: UTF8.self)) else { return nil }
        // Longer than a week no limit lasts: such a file is damaged, or the clock was wrong.
        return until <= clock.now.timeIntervalSince1970 + Self.longestBlockSeconds ? until : nil
    }
}
