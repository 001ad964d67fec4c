// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why something could not be had from the Local Data Bank. Nothing that was fetched before is lost: it lies in the cache.
public enum BDLError: Error, Sendable, Equatable, LocalizedError {
    case unknownVariable(Int)
    /// The API refused a request for good.
    case refused(status: Int, request: String, reason: String?)
    /// The API does not accept the key.
    case keyRefused(status: Int)
    /// One of the published limits, or a pause that the API asked for, lasts longer than the caller wants to wait.
    case limitReached(until: Date, allowance: RequestAllowance)
    /// All attempts failed in a way that may pass.
    case noAnswer(request: String, attempts: Int, lastReason: String)
    /// An answer that is not what the API promises.
    case unreadable(request: String, reason: String)
    /// The pages of one table do not fit together, even when all are fetched anew.
    case inconsistentPages(variable: Int, level: String, reason: String)
    case badBaseURL(String)
    case badClientID
    case cacheUnusable(path: String, reason: String)

    public var errorDescription: String? {
        switch self {
        case .unknownVariable(let number):
            "The Local Data Bank has no variable \(number). Look for its number with: powiatlas import bdl --search TEXT"
        case .refused(let status, let request, let reason):
            "The Local Data Bank refused \(request) with status \(status)" + (reason.map { ": \($0)" } ?? "")
        case .keyRefused(let status):
            "The Local Data Bank does not accept the key (status \(status)). Check --client-id or POWIATLAS_BDL_CLIENT_ID, or leave it out: "
                + "without a key the limits are narrower. Keys are given out at https://api.stat.gov.pl/Home/BdlApi"
        case .limitReached(let until, let allowance):
            "The limit of requests is reached (\(Self.describe(allowance))); it is free again at \(Self.clockTime(until)). What was fetched is kept: the same "
                + "command continues then"
                + (allowance.isAnonymous ? ". With a key (--client-id) the limits are five times wider" : "")
        case .noAnswer(let request, let attempts, let lastReason):
            "No answer to \(request) in \(attempts) attempts; the last: \(lastReason). What was fetched is kept: the same command continues"
        case .unreadable(let request, let reason):
            "The answer to \(request) cannot be read: \(reason)"
        case .inconsistentPages(let variable, let level, let reason):
            "The pages of variable \(variable), level \(level), do not fit together: \(reason). It is probably being updated: try again later"
        case .badBaseURL(let text):
            "“\(text)” is not the address of an API: expected one such as https://bdl.stat.gov.pl/api/v1"
        case .badClientID:
            "The key of the API may hold visible ASCII characters only, and no spaces"
        case .cacheUnusable(let path, let reason):
            "The cache \(path) cannot be used: \(reason). Name another folder with --cache"
        }
    }

    static func describe(_ allowance: RequestAllowance) -> String {
        allowance.windows.filter { $0.seconds > 1 }.map { "\($0.used) of \($0.limit) in \(span($0.seconds))" }.joined(separator: ", ")
    }

    /// `15 minutes`, `12 hours`, `7 days`.
    static func span(_ seconds: Double) -> String {
        switch seconds {
        case ..<2: "a second"
        case ..<3600: "\(Int(seconds / 60)) minutes"
        case ..<86_400: "\(Int(seconds / 3600)) hours"
        default: "\(Int(seconds / 86_400)) days"
        }
    }

    private static func clockTime(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyy-MM-dd HH:mm"
        return formatter.string(from: date)
    }
}
