// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation
import DirectorySearch
import Synchronization

/// How many of some entries their institutions confirmed lately.
struct VerificationShare: Sendable, Hashable {
    var confirmed = 0
    var total = 0

    init() {}

    init(_ entries: [DirectoryEntry], on day: Period) {
        let today = CalendarDay(first: day)
        confirmed = entries.count { Self.isRecent($0, on: today) }
        total = entries.count
    }

    static func isRecent(_ entry: DirectoryEntry, on today: CalendarDay) -> Bool {
        entry.verifiedOn.map { today.number - CalendarDay(first: $0).number <= VerificationRule.recentDays } ?? false
    }

    var percentage: Double { total == 0 ? 0 : Double(confirmed) / Double(total) * 100 }

    var members: [(String, JSONValue)] {
        [("days", .integer(VerificationRule.recentDays)), ("confirmed", .integer(confirmed)), ("total", .integer(total))]
    }

    /// `12 z 340 wpisów (4%) potwierdzono z instytucją w ciągu 90 dni`
    func sentence(_ phrases: Phrases) -> String {
        let days = VerificationRule.recentDays
        // A few of many are not none.
        let share = confirmed > 0 && percentage < 1 ? phrases.language.choose("mniej niż 1%", "less than 1%") : phrases.numbers.string(percentage, decimals: 0) + "%"
        return phrases.language.choose(
            "W\u{A0}ciągu \(days)\u{A0}dni instytucje potwierdziły \(phrases.count(confirmed)) z\u{A0}\(phrases.count(total)) wpisów (\(share)).",
            "Within \(days)\u{A0}days institutions have confirmed \(phrases.count(confirmed)) of\u{A0}\(phrases.count(total)) entries (\(share)).")
    }
}

/// The shares of all units, counted once for a version of the directory and a day.
final class VerificationShares: Sendable {
    private struct Table: Sendable {
        let version: String
        let day: Period
        /// By the stem of the unit of the seat; the country's stem is empty.
        let byStem: [String: VerificationShare]
    }

    private let latest = Mutex<Table?>(nil)

    /// - Parameter code: of a unit; nil for the whole directory.
    func share(of code: TERYTCode?, in directory: DirectorySnapshot, on day: Period) -> VerificationShare {
        table(directory, day).byStem[code.map { $0.level == .kraj ? "" : $0.stem } ?? ""] ?? VerificationShare()
    }

    /// The shares of all units of a level that have entries, by stem.
    func shares(at level: UnitLevel, in directory: DirectorySnapshot, on day: Period) -> [(stem: String, share: VerificationShare)] {
        let table = table(directory, day)
        let length =
            switch level {
            case .kraj: 0
            case .wojewodztwo: 2
            case .powiat: 4
            case .gmina: 6
            }
        return table.byStem.filter { $0.key.utf8.count == length }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func table(_ directory: DirectorySnapshot, _ day: Period) -> Table {
        if let known = latest.withLock({ $0 }), known.version == directory.version, known.day == day { return known }
        let made = Self.count(directory, day)
        latest.withLock { $0 = made }
        return made
    }

    private static func count(_ directory: DirectorySnapshot, _ day: Period) -> Table {
        var byStem: [String: VerificationShare] = ["": VerificationShare()]
        let today = CalendarDay(first: day)
        for entry in directory.index.entries {
            let isConfirmed = VerificationShare.isRecent(entry, on: today)
            func add(_ stem: String) {
                byStem[stem, default: VerificationShare()].total += 1
                if isConfirmed { byStem[stem, default: VerificationShare()].confirmed += 1 }
            }
            add("")
            guard let stem = entry.gmina?.stem else { continue }
            for length in [2, 4, 6] where length <= stem.utf8.count { add(String(stem.prefix(length))) }
        }
        return Table(version: directory.version, day: day, byStem: byStem)
    }
}

extension AtlasData {
    /// How many entries seated in a unit were confirmed lately; nil for the whole directory.
    func verificationShare(of code: TERYTCode? = nil) async throws -> VerificationShare {
        verificationShares.share(of: code, in: try await current.directory, on: PolishClock.now.day)
    }
}
