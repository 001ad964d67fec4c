// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Foundation

/// Backups that a server makes by itself.
public struct BackupPlan: Sendable, Hashable {
    public var folder: String
    public var interval: Duration
    public var keep: KeepRule
    public var isCompressed: Bool

    public static let standardInterval = Duration.seconds(24 * 3_600)
    /// From a minute, which is for trying it out, to five weeks.
    public static let intervals = Duration.seconds(60)...Duration.seconds(35 * 24 * 3_600)

    public init(folder: String, interval: Duration = standardInterval, keep: KeepRule = .standard, isCompressed: Bool = false) {
        self.folder = folder
        self.interval = interval
        self.keep = keep
        self.isCompressed = isCompressed
    }

    /// Reads such as `90m`, `24h`, `7d`; nil for anything else and out of `intervals`.
    public static func interval(_ text: String) -> Duration? {
        let units: [Character: Int64] = ["m": 60, "h": 3_600, "d": 86_400]
        guard let last = text.last, let unit = units[last], let number = Int64(text.dropLast()), (1...100_000).contains(number) else { return nil }
        let interval = Duration.seconds(number * unit)
        return intervals.contains(interval) ? interval : nil
    }
}
