// SPDX-License-Identifier: Apache-2.0

import Foundation

/// When a letter is tried again that was not taken: after a minute, and every time after twice as long, for three days
/// (RFC 5321, section 4.5.4.1, asks for four or five days at most and for a wait of half an hour in the long run).
public enum MailRetry {
    public static let firstSeconds = 60
    static let longestSeconds = 6 * 3_600
    static let givesUpAfterSeconds = 3 * 86_400

    /// - Parameters:
    ///   - attempts: including the one that has just failed.
    ///   - createdAt: when the letter was written.
    /// - Returns: nil when it is given up.
    public static func next(afterAttempts attempts: Int, createdAt: Date, now: Date, firstSeconds: Int = firstSeconds) -> Date? {
        let wait = min(Double(firstSeconds) * pow(2, Double(max(0, min(attempts, 30) - 1))), Double(max(longestSeconds, firstSeconds)))
        let next = now.addingTimeInterval(wait)
        return next.timeIntervalSince(createdAt) > Double(givesUpAfterSeconds) ? nil : next
    }
}
