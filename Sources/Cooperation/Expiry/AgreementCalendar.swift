// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The dates of all agreements of a registry as numbers, so that questions about time need not touch the agreements themselves.
/// Made once for a registry: some ten milliseconds for 20,000 agreements.
public struct AgreementCalendar: Sendable {
    /// What is known of one agreement's time. Days as `Period.firstDay` has them, 0 when they are not known.
    struct Dates: Sendable {
        /// The first day on which it can begin.
        let begin: Int32
        let isBeginDayKnown: Bool
        /// The first and the last day on which it can end.
        let firstEnd: Int32
        let lastEnd: Int32
        let isEndDayKnown: Bool
        /// The source does not say until when it holds.
        let isEndNotStated: Bool
        let isRenewed: Bool
    }

    /// By the place of the agreement.
    let dates: [Dates]
    /// The places of agreements that say that others can join.
    let openToJoin: [Int]

    public init(_ registry: AgreementRegistry) {
        dates = registry.agreements.indices.map { place in
            let agreement = registry.agreements[place]
            let (begin, end) = (agreement.firstPeriod, agreement.lastPeriod)
            return Dates(
                begin: Int32(begin?.firstDay ?? 0), isBeginDayKnown: begin?.day != nil, firstEnd: Int32(end?.firstDay ?? 0),
                lastEnd: Int32(end?.asLastDay.firstDay ?? 0), isEndDayKnown: end?.day != nil, isEndNotStated: agreement.end == .notStated,
                isRenewed: registry.renewedBy[place] != nil)
        }
        openToJoin = registry.agreements.indices.filter { registry.agreements[$0].isOpenToJoin == true }
    }

    /// Whether it is valid on a day, or has no dates that say otherwise; as `Agreement.status(on:)`.
    /// - Parameter day: as `Period.lastDay` has it.
    func isInForce(_ place: Int, on day: Int) -> Bool {
        let dates = dates[place]
        return (dates.lastEnd == 0 || Int(dates.lastEnd) >= day) && (dates.begin == 0 || Int(dates.begin) <= day)
    }

    /// Whether it has ended before a day.
    func isOver(_ place: Int, on day: Int) -> Bool { dates[place].lastEnd != 0 && Int(dates[place].lastEnd) < day }

    /// The places of agreements whose last day may lie within some days, both included.
    public func ending(from first: CalendarDay, through last: CalendarDay) -> [Int] {
        let (low, high) = (first.period.firstDay, last.period.firstDay)
        return dates.indices.filter { dates[$0].lastEnd != 0 && Int(dates[$0].lastEnd) >= low && Int(dates[$0].firstEnd) <= high }
    }
}

extension CalendarDay {
    /// - Parameter ordered: year, month and day as one number, as `Period.firstDay` has them.
    init(ordered: Int) { self.init(first: Period(year: ordered / 10_000, month: ordered / 100 % 100, day: ordered % 100)) }
}
