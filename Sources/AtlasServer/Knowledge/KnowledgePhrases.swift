// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// What pages of knowledge say.
extension Phrases {
    func practicesFound(_ count: Int) -> String {
        guard count > 0 else { return language.choose("Nic nie znaleziono", "Nothing found") }
        let polish = PolishPlural(count).choose("wynik", "wyniki", "wyników")
        return language.choose("\(self.count(count))\u{A0}\(polish)", "\(self.count(count))\u{A0}\(count == 1 ? "result" : "results")")
    }

    /// A number with what stands after it: `4451,10 zł`, `16%`.
    func result(_ result: PracticeResult) -> String {
        let isWhole = result.value == result.value.rounded()
        let money = ["zł", "PLN"].contains(language.of(result.unit))
        let number = numbers.string(result.value, decimals: money ? 2 : isWhole ? 0 : 1)
        let unit = language.of(result.unit)
        return unit.isEmpty ? number : unit == "%" ? number + "%" : "\(number)\u{A0}\(unit)"
    }

    /// `od 2013`, `2013–2014`, `do czerwca 2014 r.`; nil when neither is known.
    func span(_ since: Period?, _ until: Period?) -> String? {
        switch (since, until) {
        case (let since?, let until?): since == until ? period(since) : "\(period(since))\(since.month == nil && until.month == nil ? "–" : " – ")\(period(until))"
        case (let since?, nil): language.choose("od \(periodGenitive(since))", "since \(period(since))")
        case (nil, let until?): language.choose("do \(periodGenitive(until))", "until \(period(until))")
        case (nil, nil): nil
        }
    }

    /// `5 instytucji, 2 jednostki`.
    func inUse(_ practice: Practice) -> String? {
        let institutions = practice.places.count { $0.institution != nil }
        let units = practice.places.compactMap(\.unit)
        var parts: [String] = []
        if institutions > 0 { parts.append(self.institutions(institutions)) }
        if units.contains(.country) { parts.append(language.choose("cały kraj", "the whole country")) }
        for level in UnitLevel.mapped {
            let count = units.count { $0.level == level }
            guard count > 0 else { continue }
            let (polish, english): (String, String) =
                switch level {
                case .wojewodztwo: (PolishPlural(count).choose("województwo", "województwa", "województw"), count == 1 ? "voivodeship" : "voivodeships")
                case .powiat: (PolishPlural(count).choose("powiat", "powiaty", "powiatów"), count == 1 ? "powiat" : "powiats")
                default: (PolishPlural(count).choose("gmina", "gminy", "gmin"), count == 1 ? "gmina" : "gminas")
                }
            parts.append("\(self.count(count))\u{A0}\(language.choose(polish, english))")
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
