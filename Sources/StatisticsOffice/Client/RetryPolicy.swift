// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How often and after what pauses a request is repeated.
public struct RetryPolicy: Sendable, Hashable {
    /// Attempts when the server or the connection fails.
    public var attempts = 6
    /// The pause after the first failure; it doubles with each further one.
    public var firstPauseSeconds = 1.0
    public var longestPauseSeconds = 60.0
    /// Attempts when the API says that there were too many requests (429).
    public var attemptsAfterTooMany = 8
    /// The pause after a 429 that names none; it doubles too.
    public var firstPauseAfterTooManySeconds = 30.0
    public var longestPauseAfterTooManySeconds = 900.0

    public init() {}

    /// - Parameters:
    ///   - failure: 1 after the first failed attempt.
    ///   - random: 0…1; half of the pause is left to chance, so that many clients do not come back at once.
    func pause(afterFailure failure: Int, random: Double) -> Double {
        let full = min(firstPauseSeconds * pow(2, Double(failure - 1)), longestPauseSeconds)
        return full * (0.5 + 0.5 * random)
    }

    func pause(afterTooMany failure: Int, random: Double) -> Double {
        let full = min(firstPauseAfterTooManySeconds * pow(2, Double(failure - 1)), longestPauseAfterTooManySeconds)
        return full * (0.75 + 0.25 * random)
    }
}

/// The header `Retry-After` in seconds: digits, digits with a unit (`396 sek`, as this API writes it), or a date.
func retryAfterSeconds(_ text: String, now: Date) -> Double? {
    let text = text.trimmed
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    if !digits.isEmpty { return Double(digits) }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return formatter.date(from: text).map { max($0.timeIntervalSince(now), 0) }
}
