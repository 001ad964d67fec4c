// SPDX-License-Identifier: Apache-2.0

/// How many requests the API admits in each of several windows of time at once.
///
/// The numbers are those that Statistics Poland publishes at <https://api.stat.gov.pl/Home/BdlApi>.
public struct RequestLimits: Sendable, Hashable {
    public struct Window: Sendable, Hashable {
        public let seconds: Double
        public let requests: Int

        public init(seconds: Double, requests: Int) {
            self.seconds = seconds
            self.requests = requests
        }
    }

    /// From the shortest window to the longest.
    public let windows: [Window]

    public init(windows: [Window]) {
        self.windows = windows.sorted { $0.seconds < $1.seconds }
    }

    /// Whoever sends no key: 5 a second, 100 in 15 minutes, 1,000 in 12 hours, 10,000 in 7 days.
    public static let anonymous = RequestLimits(perSecond: 5, per15Minutes: 100, per12Hours: 1_000, per7Days: 10_000)
    /// Whoever sends the key of a registration: 10 a second, 500 in 15 minutes, 5,000 in 12 hours, 50,000 in 7 days.
    public static let registered = RequestLimits(perSecond: 10, per15Minutes: 500, per12Hours: 5_000, per7Days: 50_000)

    private init(perSecond: Int, per15Minutes: Int, per12Hours: Int, per7Days: Int) {
        self.init(windows: [
            Window(seconds: 1, requests: perSecond), Window(seconds: 15 * 60, requests: per15Minutes),
            Window(seconds: 12 * 3600, requests: per12Hours), Window(seconds: 7 * 24 * 3600, requests: per7Days),
        ])
    }

    /// The longest window: older requests need not be remembered.
    var horizonSeconds: Double { windows.last?.seconds ?? 0 }

    /// The seconds until one more request is admitted.
    ///
    /// - Parameters:
    ///   - times: when requests were sent, oldest first, in seconds.
    ///   - now: in the same seconds.
    func wait(after times: [Double], now: Double) -> Double {
        var longest = 0.0
        for window in windows where times.count >= window.requests {
            // The request that must have left the window before another one fits in.
            let blocking = times[times.count - window.requests]
            longest = max(longest, blocking + window.seconds - now)
        }
        return longest
    }

    /// The seconds that `count` further requests take at least, were they answered at once.
    func duration(of count: Int, after times: [Double], now: Double) -> Double {
        guard count > 0 else { return 0 }
        var times = times
        var moment = now
        for _ in 0..<count {
            moment += wait(after: times, now: moment)
            times.append(moment)
        }
        return moment - now
    }
}

/// What is left of the limits at a moment.
public struct RequestAllowance: Sendable, Hashable {
    public struct Window: Sendable, Hashable {
        public let seconds: Double
        public let limit: Int
        public let used: Int

        public var left: Int { max(limit - used, 0) }
    }

    /// From the shortest window to the longest.
    public let windows: [Window]

    /// Whether these are the limits of who sends no key.
    public var isAnonymous: Bool { windows.map(\.limit) == RequestLimits.anonymous.windows.map(\.requests) }

    /// Requests that can be sent before a wait longer than a second.
    public var leftWithoutWaiting: Int { windows.filter { $0.seconds > 1 }.map(\.left).min() ?? .max }
}
