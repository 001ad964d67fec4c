// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// Agreements as bars over time, as SVG: solid where the dates are sure, dashed over a month or year that is known only as a
/// whole, an arrow where there is no end, fading where the end is not stated, and a line from an agreement to the one that renews it.
struct AgreementTimeline: Sendable {
    /// In the order of the rows: those that renew one another stand together.
    let places: [Int]
    let names: AgreementNames
    let day: Period
    let language: Language
    let firstYear: Int
    let lastYear: Int

    init(places: [Int], names: AgreementNames, day: Period, language: Language) {
        self.names = names
        self.day = day
        self.language = language
        let registry = names.registry
        let shown = Set(places)
        var ordered: [Int] = []
        var placed = Set<Int>()
        for place in places where !placed.contains(place) {
            for member in registry.renewals(of: place) where shown.contains(member) && placed.insert(member).inserted { ordered.append(member) }
        }
        self.places = ordered
        let agreements = ordered.map { registry.agreements[$0] }
        let years = agreements.flatMap { [$0.firstPeriod?.year, $0.lastPeriod?.year] }.compactMap { $0 } + [day.year]
        // A span of centuries would make every bar a dot: an end that lies far ahead is cut at the edge.
        firstYear = max(years.min() ?? day.year, day.year - 40)
        lastYear = min(max(years.max() ?? day.year, firstYear + 2), day.year + 15)
    }

    /// How far a day lies between the first and the last year, 0…1.
    func share(_ period: Period) -> Double {
        let (start, end) = (CalendarDay(first: Period(year: firstYear)), CalendarDay(first: Period(year: lastYear + 1)))
        return min(max(Double(CalendarDay(first: period) - start) / Double(end - start), 0), 1)
    }

    /// Two pictures of the same, of which a page shows the one that it has room for.
    var svg: String { TimelinePicture(self, .wide).svg + TimelinePicture(self, .narrow).svg }
}
