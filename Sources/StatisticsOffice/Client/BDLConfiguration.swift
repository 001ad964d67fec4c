// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How the Local Data Bank is asked.
public struct BDLConfiguration: Sendable {
    public static let defaultBaseURL = "https://bdl.stat.gov.pl/api/v1"

    public var baseURL = Self.defaultBaseURL
    /// The key of a registration, sent as `X-ClientId`; nil asks anonymously.
    public var clientID: String?
    /// Where answers and the log of requests are kept between runs.
    public var cacheFolder: URL
    /// Nil for the published limits of who asks.
    public var limits: RequestLimits?
    public var retry = RetryPolicy()
    /// Longer waits for a limit are refused with `BDLError.limitReached`.
    public var maximumWaitSeconds = 20.0 * 60
    /// The time for one answer.
    public var answerTimeoutSeconds = 60.0
    /// Cached answers of this age are taken without asking; older ones are asked about with their ETag.
    public var maximumAgeSeconds = 24.0 * 3600
    /// Whether cached answers are left aside.
    public var ignoresCache = false

    public init(cacheFolder: URL) {
        self.cacheFolder = cacheFolder
    }

    /// `powiatlas/bdl` in the user's folder for caches (`$XDG_CACHE_HOME`, else `~/.cache`).
    public static func defaultCacheFolder(environment: [String: String] = ProcessInfo.processInfo.environment) -> URL {
        let caches =
            environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? URL(fileURLWithPath: $0, isDirectory: true) : nil }
            ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".cache", isDirectory: true)
        return caches.appendingPathComponent("powiatlas/bdl", isDirectory: true)
    }
}

/// What happens while the bank is asked.
public enum BDLEvent: Sendable, Hashable {
    /// The limits demand a wait.
    case waiting(seconds: Double)
    /// An attempt failed; the next one follows after the pause.
    case retrying(afterSeconds: Double, failure: Int, reason: String)
}
