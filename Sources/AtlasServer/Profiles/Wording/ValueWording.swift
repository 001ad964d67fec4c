// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Values of an indicator as they stand in a sentence.
extension Phrases {
    /// The number with its unit where the unit agrees with any number: `38,04%`, `12 na 1000 mieszkańców`, `7,5 km²`.
    /// Nouns do not (`2 osób`), so for those the number stands alone and `measured` names the unit once.
    func valueInText(_ value: Double, _ indicator: Indicator) -> String {
        let number = numbers.string(value, decimals: indicator.decimals)
        guard let unit = invariableUnit(indicator) else { return number }
        return unit == "%" ? number + "%" : number + "\u{A0}" + unit
    }

    /// `Współczynnik feminizacji (kobiet na 100 mężczyzn)`; without the unit where each number carries it.
    func measured(_ indicator: Indicator) -> String {
        let name = language.of(indicator.name)
        let unit = language.of(indicator.unit)
        if invariableUnit(indicator) != nil || unit.isEmpty { return name }
        return unit.hasPrefix("(") ? "\(name) \(unit)" : "\(name) (\(unit))"
    }

    private static let abbreviations: Set<String> = ["%", "ha", "km", "km²", "m", "m²", "zł", "tys. zł", "mln zł", "PLN", "t", "kg", "MWh", "GWh", "h"]

    private func invariableUnit(_ indicator: Indicator) -> String? {
        let unit = language.of(indicator.unit)
        let stem = unit.split(separator: " ").first.map(String.init) ?? ""
        let isInvariable =
            Self.abbreviations.contains(unit) || Self.abbreviations.contains(stem) || unit.hasPrefix("na ") || unit.hasPrefix("na\u{A0}")
            || unit.hasPrefix("per ")
        return isInvariable ? unit : nil
    }

    /// A difference with its sign: `+2,3 pkt proc.`, `−12`.
    func difference(_ difference: Double, _ indicator: Indicator) -> String {
        let number = numbers.string(difference, decimals: indicator.decimals)
        let isZero = !number.contains { ("1"..."9").contains($0) }
        let signed = isZero ? "0" : difference > 0 ? "+" + number : number
        return language.of(indicator.unit) == "%" && !isZero ? signed + "\u{A0}" + percentagePoints : signed
    }

    /// The size of a change in a sentence: `2,3 pkt proc.`.
    func magnitude(_ difference: Double, _ indicator: Indicator) -> String {
        let number = numbers.string(difference.magnitude, decimals: indicator.decimals)
        return language.of(indicator.unit) == "%" ? number + "\u{A0}" + percentagePoints : number
    }

    var percentagePoints: String { language.choose("pkt\u{A0}proc.", "pp") }

    /// `12,3%` of the earlier value; nil where the earlier value gives no sensible base.
    func percentChange(from first: Double, to last: Double) -> String? {
        guard first > 0, last >= 0 else { return nil }
        let percent = (last / first - 1) * 100
        return numbers.string(percent.magnitude, decimals: percent.magnitude < 10 ? 1 : 0) + "%"
    }

    /// Whether two values are the same when shown.
    func looksEqual(_ a: Double, _ b: Double, _ indicator: Indicator) -> Bool {
        numbers.string(a, decimals: indicator.decimals) == numbers.string(b, decimals: indicator.decimals)
    }
}
