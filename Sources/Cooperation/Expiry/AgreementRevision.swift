// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What the data say of when an agreement last changed, for formats that need it: calendars keep a newer state of an event only.
public struct AgreementRevision: Sendable, Hashable {
    /// The latest day on which the agreement, or what is known of it, is known to have changed; nil without any date.
    public let day: CalendarDay?
    /// How many changes are known: amendments, notice, renewal. It never falls as an agreement goes on.
    public let number: Int

    public init(_ registry: AgreementRegistry, _ place: Int) {
        let agreement = registry.agreements[place]
        let renewal = registry.renewedBy[place].map { registry.agreements[$0] }
        let known = [agreement.signed, agreement.recordDate, agreement.verifiedOn, agreement.terminatedOn] + agreement.amendments.map(\.date)
            + [renewal?.signed ?? renewal?.recordDate]
        day = known.compactMap { $0.map { CalendarDay(first: $0) } }.max()
        number = agreement.amendments.count + (agreement.terminatedOn == nil ? 0 : 1) + (renewal == nil ? 0 : 1)
    }
}
