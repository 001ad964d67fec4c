// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText
import Statistics

/// What analyses say in words. A sentence describes what the figures show, and never that one thing causes another.
struct AnalysisWording: Sendable {
    let language: Language

    var phrases: Phrases { Phrases(language) }

    init(_ language: Language) {
        self.language = language
    }

    func number(_ value: Double, decimals: Int = 2) -> String { phrases.numbers.string(value, decimals: decimals) }

    /// `p < 0,001` or `p = 0,012`.
    func p(_ value: Double) -> String {
        value < 0.001 ? "p\u{A0}<\u{A0}" + number(0.001, decimals: 3) : "p\u{A0}=\u{A0}" + number(value, decimals: 3)
    }

    func percent(_ share: Double, decimals: Int = 0) -> String { number(100 * share, decimals: decimals) + "%" }

    /// The indicator's name between quotation marks.
    func quoted(_ indicator: Indicator) -> String {
        let name = language.of(indicator.name)
        return language.choose("„\(name)”", "“\(name)”")
    }

    /// The name with its period: `„Ludność” (2021)`.
    func dated(_ analysed: AnalysedIndicator) -> String {
        "\(quoted(analysed.indicator)) (\(phrases.period(analysed.period)))"
    }

    /// `380 powiatów` after a number in a count: nominative.
    func counted(_ count: Int, _ level: UnitLevel) -> String {
        "\(phrases.count(count))\u{A0}\(noun(count, level))"
    }

    func noun(_ count: Int, _ level: UnitLevel) -> String {
        guard language == .polish else {
            return switch level {
            case .kraj: count == 1 ? "country" : "countries"
            case .wojewodztwo: count == 1 ? "voivodeship" : "voivodeships"
            case .powiat: count == 1 ? "powiat" : "powiats"
            case .gmina: count == 1 ? "gmina" : "gminas"
            }
        }
        let plural = PolishPlural(count)
        return switch level {
        case .kraj: plural.choose("kraj", "kraje", "krajów")
        case .wojewodztwo: plural.choose("województwo", "województwa", "województw")
        case .powiat: plural.choose("powiat", "powiaty", "powiatów")
        case .gmina: plural.choose("gmina", "gminy", "gmin")
        }
    }

    /// `W 102 gminach województwa świętokrzyskiego`, `In 102 gminas of świętokrzyskie voivodeship`.
    func place(_ count: Int, _ level: UnitLevel, within: TerritorialUnit?) -> String {
        guard language == .polish else {
            return "In \(counted(count, level))" + (within.map { " of \(english($0))" } ?? "")
        }
        let locative =
            switch level {
            case .kraj: count == 1 ? "kraju" : "krajach"
            case .wojewodztwo: count == 1 ? "województwie" : "województwach"
            case .powiat: count == 1 ? "powiecie" : "powiatach"
            case .gmina: count == 1 ? "gminie" : "gminach"
            }
        return "W\u{A0}\(phrases.count(count))\u{A0}\(locative)" + (within.map { " " + genitive($0) } ?? "")
    }

    /// `województwa świętokrzyskiego`, `powiatu kieleckiego`, `miasta Kielce`.
    func genitive(_ unit: TerritorialUnit) -> String {
        switch unit.kind {
        case .kraj: "kraju"
        case .wojewodztwo: "województwa " + Self.adjectives(unit.name, ending: "ie", becomes: "iego")
        case .powiat: "powiatu " + Self.adjectives(unit.name, ending: "i", becomes: "iego")
        case .cityWithPowiatRights, .urbanGmina: "miasta \(unit.name)"
        case .ruralGmina, .urbanRuralGmina: "gminy \(unit.name)"
        }
    }

    /// Adjectives in the genitive: each word is one (`warszawski zachodni` → `warszawskiego zachodniego`).
    private static func adjectives(_ name: String, ending: String, becomes: String) -> String {
        name.split(separator: " ").map { word in
            word.hasSuffix(ending) ? String(word.dropLast(ending.count)) + becomes : String(word)
        }.joined(separator: " ")
    }

    private func english(_ unit: TerritorialUnit) -> String {
        switch unit.kind {
        case .kraj: "Poland"
        case .wojewodztwo: "\(unit.name) voivodeship"
        default: unit.fullName
        }
    }

    /// The words of J. Cohen, “Statistical Power Analysis” (1988): 0.1 small, 0.3 medium, 0.5 large; above 0.8 we add “very”.
    func strength(_ coefficient: Double) -> String {
        switch abs(coefficient) {
        case ..<0.1: language.choose("znikoma", "negligible")
        case ..<0.3: language.choose("słaba", "weak")
        case ..<0.5: language.choose("umiarkowana", "moderate")
        case ..<0.8: language.choose("silna", "strong")
        default: language.choose("bardzo silna", "very strong")
        }
    }

    /// Why there is no figure.
    func refusal(_ refusal: StatisticsRefusal) -> String {
        switch refusal {
        case .tooFewValues(let given, let needed):
            language.choose(
                "Za mało danych: liczba jednostek z\u{A0}wartością wynosi \(given), a\u{A0}potrzeba co najmniej \(needed).",
                "Too few data: \(given) units have a value and at least \(needed) are needed.")
        case .constantValues:
            language.choose(
                "Wszystkie jednostki mają tę samą wartość, więc nie ma czego porównywać.",
                "All units have the same value, so there is nothing to compare.")
        case .constantComponent(let index):
            language.choose(
                "Składnik nr\u{A0}\(index + 1) ma wszędzie tę samą wartość i\u{A0}nie odróżnia jednostek; trzeba go pominąć.",
                "Component \(index + 1) has the same value everywhere and does not tell units apart; leave it out.")
        case .badWeights:
            language.choose("Wagi muszą być liczbami różnymi od zera.", "Weights must be numbers other than zero.")
        case .noNeighbours:
            language.choose(
                "Żadna jednostka z\u{A0}wartością nie ma sąsiada z\u{A0}wartością.", "No unit with a value has a neighbour with a value.")
        case .seriesBreak, .horizonTooFar:
            language.choose("Szereg jest za krótki.", "The series is too short.")
        }
    }
}
