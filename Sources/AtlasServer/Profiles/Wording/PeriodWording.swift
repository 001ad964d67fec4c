// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Periods as they stand in a sentence.
extension Phrases {
    private static let locative = [
        "w\u{A0}styczniu", "w\u{A0}lutym", "w\u{A0}marcu", "w\u{A0}kwietniu", "w\u{A0}maju", "w\u{A0}czerwcu", "w\u{A0}lipcu",
        "w\u{A0}sierpniu", "we\u{A0}wrześniu", "w\u{A0}październiku", "w\u{A0}listopadzie", "w\u{A0}grudniu",
    ]
    private static let genitive = [
        "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada",
        "grudnia",
    ]

    /// `w 2021 r.`, `we wrześniu 2014 r.`, `30 czerwca 2015 r.`; English `in 2021`, `on 30 June 2015`.
    func during(_ period: Period) -> String {
        guard let month = period.month else { return language.choose("w\u{A0}\(period.year)\u{A0}r.", "in\u{A0}\(period.year)") }
        guard period.day != nil else {
            return language.choose("\(Self.locative[month - 1]) \(period.year)\u{A0}r.", "in \(self.period(period))")
        }
        return language.choose("\(self.period(period))\u{A0}r.", "on \(self.period(period))")
    }

    /// `od 2015 do 2024 r.`; English `from 2015 to 2024`.
    func span(_ first: Period, _ last: Period) -> String {
        func text(_ period: Period) -> String {
            guard language == .polish, let month = period.month, period.day == nil else { return self.period(period) }
            return "\(Self.genitive[month - 1]) \(period.year)"
        }
        guard language == .polish else { return "from \(text(first)) to \(text(last))" }
        // Between two years one „r.” is enough.
        let mark = first.month == nil && last.month == nil ? "" : "\u{A0}r."
        return "od\u{A0}\(text(first))\(mark) do\u{A0}\(text(last))\u{A0}r."
    }

    /// `2015–2024`; with more than years in it an en dash between spaces: `maj 2014 – czerwiec 2015`.
    func range(_ first: Period, _ last: Period) -> String {
        guard first != last else { return period(first) }
        return first.month == nil && last.month == nil ? "\(first.text)–\(last.text)" : "\(period(first)) – \(period(last))"
    }
}
