// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation
import Foundation

/// Asks institutions whether their entries still hold, so many a day, in the hours of offices.
struct VerificationClerk: Sendable {
    let store: AtlasStore
    let letter: VerificationLetter
    let lettersADay: Int

    /// Nobody reads what came at night first.
    private static let hours = 8 * 60..<15 * 60

    /// - Returns: how many institutions were asked now.
    func askToday(now: Date = Date()) async throws -> Int {
        let moment = PolishMoment(now)
        guard Self.hours.contains(moment.minute), moment.weekday.rawValue <= 5, PolishHolidays.name(of: moment.day) == nil else { return 0 }
        let asked = try await store.institutionsAsked(since: now.addingTimeInterval(Double(-60 * moment.minute)))
        guard asked < lettersADay else { return 0 }
        let due = try await store.verificationStandings(on: moment.day, at: now).filter(\.isDue).inOrderOfAsking
        return try await store.ask(Array(due.prefix(lettersADay - asked)), at: now) { [letter] in letter.letter($0) }.count
    }
}

extension [VerificationStanding] {
    /// Those that nobody asked yet first, then those confirmed longest ago.
    public var inOrderOfAsking: [VerificationStanding] {
        sorted { a, b in
            (a.asks, a.verifiedOn?.firstDay ?? 0, a.institution) < (b.asks, b.verifiedOn?.firstDay ?? 0, b.institution)
        }
    }
}
