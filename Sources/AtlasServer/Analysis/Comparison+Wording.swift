// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText
import Statistics

extension AnalysisWording {
    /// Which units are most like one.
    func similar(_ unit: TerritorialUnit, _ names: [(unit: TerritorialUnit, distance: Double)], indicators: Int) -> String {
        guard !names.isEmpty else {
            return language.choose(
                "Żadna inna jednostka nie ma dość wartości, by ją porównać.", "No other unit has enough values to be compared.")
        }
        let list = names.prefix(3).map { "\($0.unit.fullName) (\(number($0.distance)))" }.joined(separator: ", ")
        let basis =
            language == .polish
            ? "\(phrases.count(indicators))\u{A0}\(PolishPlural(indicators).choose("wskaźnika", "wskaźników", "wskaźników"))"
            : "\(phrases.count(indicators)) \(indicators == 1 ? "indicator" : "indicators")"
        return language.choose(
            "Pod względem \(basis) do jednostki \(unit.fullName) najbardziej podobne są: \(list). W\u{A0}nawiasach podano odległość w\u{A0}odchyleniach standardowych.",
            "By \(basis), most similar to \(unit.fullName) are: \(list). The distance in standard deviations stands in brackets.")
    }

    /// How a composite index is to be read.
    func index(_ scope: AnalysisScope, _ index: CompositeIndex) -> String {
        let units = counted(index.count, scope.level)
        let components = scope.indicators.count
        let parts =
            language == .polish
            ? "\(components)\u{A0}\(PolishPlural(components).choose("wskaźnika", "wskaźników", "wskaźników"))"
            : "\(components) \(components == 1 ? "indicator" : "indicators")"
        let method =
            switch index.method {
            case .zscore:
                language.choose(
                    "średnią ważoną wartości standaryzowanych: 0 to przeciętna jednostka, 1 to jedno odchylenie standardowe więcej",
                    "the weighted mean of standardised values: 0 is the average unit, 1 is one standard deviation more")
            case .minmax:
                language.choose(
                    "średnią ważoną wartości przeskalowanych do przedziału 0–100: 0 to najmniej, a\u{A0}100 najwięcej pod każdym względem",
                    "the weighted mean of values scaled to 0–100: 0 is the least and 100 the most in every respect")
            case .hellwig:
                language.choose(
                    "miarą rozwoju Hellwiga: im bliżej 1, tym bliżej jednostki wzorcowej, która ma najlepszą wartość każdego składnika",
                    "Hellwig’s measure of development: the closer to 1, the closer to the ideal unit that has the best value of every component")
            }
        let missing = scope.positions.count - index.count
        let gaps =
            missing == 0
            ? ""
            : language.choose(
                " Wartości nie \(PolishPlural(missing).choose("ma", "mają", "ma")) \(counted(missing, scope.level)): brakuje im któregoś składnika.",
                " \(counted(missing, scope.level)) \(missing == 1 ? "has" : "have") no value, as some component is missing there.")
        return language.choose(
            "Wskaźnik syntetyczny z\u{A0}\(parts) policzono dla jednostek: \(units). Jest on \(method).\(gaps)",
            "A composite of \(parts) for \(units). It is \(method).\(gaps)")
    }

    /// Where provision falls short of need.
    func gap(_ scope: AnalysisScope, _ balance: Balance, worst: [TerritorialUnit]) -> String {
        let place = place(balance.count, scope.level, within: scope.within?.unit)
        let need = dated(scope.indicators[0])
        let provision = dated(scope.indicators[1])
        let short = balance.fields.count { $0 == .highNeedLowProvision }
        let names = worst.map(\.fullName).joined(separator: ", ")
        return language.choose(
            "\(place) zestawiono potrzeby (wskaźnik \(need)) z\u{A0}zasobami (wskaźnik \(provision)). Potrzeby powyżej średniej przy zasobach nie większych od średniej "
                + "\(PolishPlural(short).choose("ma", "mają", "ma")) \(counted(short, scope.level)). Największa różnica: \(names).",
            "\(place) need (\(need)) is set against provision (\(provision)). \(counted(short, scope.level)) \(short == 1 ? "has" : "have") need above the mean "
                + "and provision not above it. The difference is largest in: \(names).")
    }
}
