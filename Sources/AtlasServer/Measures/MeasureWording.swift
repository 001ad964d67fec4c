// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// What a computed measure is called, and what must be said of it, in both languages.
struct MeasureWording {
    let snapshot: AtlasSnapshot

    /// - Parameter parts: the measures it is made of, in the order of `IndicatorExpression.operands`.
    /// - Throws: `Problem` when it needs the population and the atlas has none.
    func indicator(_ expression: IndicatorExpression, parts: [Indicator]) throws -> Indicator {
        let texts = try texts(expression, parts)
        return Indicator(
            id: IndicatorID(expression), name: texts.name, unit: texts.unit,
            topic: LocalizedText(polish: "Analizy", english: "Analyses"), note: texts.note,
            sourceID: try sourceID(expression) ?? parts.first?.sourceID ?? snapshot.surveySource(of: expression)
                ?? snapshot.population().indicator.sourceID,
            direction: direction(expression, parts), aggregation: .none, decimals: decimals(expression, parts))
    }

    struct Texts {
        let name: LocalizedText
        let unit: LocalizedText
        let note: LocalizedText
    }

    private func texts(_ expression: IndicatorExpression, _ parts: [Indicator]) throws -> Texts {
        switch expression {
        case .institutions(let type): return provision(type, places: false)
        case .places(let type): return provision(type, places: true)
        case .cooperation(let measure): return try cooperation(measure)
        case .index(let method, let components): return index(method, components, parts)
        case .survey(let id, let question, let option, let type): return surveyed(try snapshot.surveys.asked(id, question, option, type))
        default: break
        }
        guard let first = parts.first else { return Texts(name: .both(expression.text), unit: .both(""), note: .both("")) }
        let second = parts.dropFirst().first ?? first
        switch expression {
        case .at(_, let period):
            let pl = Phrases(.polish).period(period)
            let en = Phrases(.english).period(period)
            return Texts(
                name: LocalizedText(polish: "\(first.name.polish) (\(pl))", english: "\(first.name.english) (\(en))"), unit: first.unit,
                note: first.note)
        case .change(_, let since): return change(first, since)
        case .growth(_, let since): return growth(first, since)
        case .perCapita(_, let factor): return try perCapita(first, factor)
        case .perSquareKilometer:
            return Texts(
                name: first.name.followed(polish: "na\u{A0}km²", english: "per\u{A0}km²"),
                unit: first.unit.followed(polish: "na\u{A0}km²", english: "per\u{A0}km²"),
                note: LocalizedText(
                    polish: "Wartość podzielona przez powierzchnię jednostki, obliczoną z jej granic.",
                    english: "The value divided by the unit's area, computed from its boundary."))
        case .ratio(_, _, let factor): return ratio(first, second, factor)
        case .clusters: return clusters(first)
        case .bivariate: return bivariate(first, second)
        default: return gap(first, second)
        }
    }

    private func change(_ part: Indicator, _ since: Period) -> Texts {
        let isPercent = part.unit.polish == "%"
        return Texts(
            name: LocalizedText(
                polish: "\(part.name.polish): zmiana od \(Phrases(.polish).periodGenitive(since))",
                english: "\(part.name.english): change since \(Phrases(.english).period(since))"),
            unit: isPercent ? LocalizedText(polish: "pkt\u{A0}proc.", english: "percentage points") : part.unit,
            note: LocalizedText(
                polish: "Różnica między wartością w pokazanym okresie a wartością w okresie odniesienia.",
                english: "The value of the period shown less the value of the period it is compared with."))
    }

    private func growth(_ part: Indicator, _ since: Period) -> Texts {
        Texts(
            name: LocalizedText(
                polish: "\(part.name.polish): zmiana procentowa od \(Phrases(.polish).periodGenitive(since))",
                english: "\(part.name.english): percentage change since \(Phrases(.english).period(since))"),
            unit: .both("%"),
            note: LocalizedText(
                polish: "Zmiana jako odsetek wartości w okresie odniesienia. Gdzie wtedy nie było nic, odsetka nie ma.",
                english: "The change as a share of the value in the period it is compared with. Where there was nothing then, there is no share."))
    }

    private func perCapita(_ part: Indicator, _ factor: Double) throws -> Texts {
        let population = try snapshot.population().indicator
        let pl = "na\u{A0}\(NumberFormat.polish.string(factor, decimals: 0)) mieszkańców"
        let en = "per\u{A0}\(NumberFormat.english.string(factor, decimals: 0)) residents"
        return Texts(
            name: part.name.followed(polish: pl, english: en), unit: part.unit.followed(polish: pl, english: en),
            note: LocalizedText(
                polish: "Mianownik: \(population.name.polish.lowercasedFirst), z tego samego okresu, a gdy go nie ma, z najbliższego.",
                english: "Divided by: \(population.name.english.lowercasedFirst), of the same period or else of the nearest one."))
    }

    private func ratio(_ a: Indicator, _ b: Indicator, _ factor: Double) -> Texts {
        let unit: LocalizedText
        if factor == 100, a.unit == b.unit {
            unit = .both("%")
        } else {
            let pl = NumberFormat.polish.string(factor, decimals: 0)
            let en = NumberFormat.english.string(factor, decimals: 0)
            unit = LocalizedText(polish: "\(a.unit.polish) na\u{A0}\(pl) \(b.unit.polish)", english: "\(a.unit.english) per\u{A0}\(en) \(b.unit.english)")
        }
        return Texts(
            name: LocalizedText(polish: "\(a.name.polish) w\u{A0}relacji do: \(b.name.polish.lowercasedFirst)", english: "\(a.name.english) relative to \(b.name.english.lowercasedFirst)"),
            unit: unit,
            note: LocalizedText(
                polish: "Iloraz dwóch wskaźników, liczony dla każdej jednostki z jej własnych wartości.",
                english: "The ratio of two indicators, computed for each unit from its own values."))
    }

    private func index(
        _ method: IndicatorExpression.CompositeMethod, _ components: [IndicatorExpression.Component], _ parts: [Indicator]
    ) -> Texts {
        let list = zip(components, parts).map { component, part in
            let weight = abs(component.weight)
            let sign = component.weight < 0 ? "\u{2212}" : "+"
            func text(_ name: String, _ phrases: Phrases) -> String {
                "\(name.lowercasedFirst) (\(sign)" + (weight == 1 ? ")" : "\u{A0}×\u{A0}" + phrases.weight(weight) + ")")
            }
            return LocalizedText(polish: text(part.name.polish, Phrases(.polish)), english: text(part.name.english, Phrases(.english)))
        }
        let count = parts.count
        let methods: [IndicatorExpression.CompositeMethod: Texts] = [
            .zScore: Texts(
                name: LocalizedText(polish: "standaryzacja", english: "z-scores"), unit: LocalizedText(polish: "odch.\u{A0}stand.", english: "standard deviations"),
                note: LocalizedText(polish: "Średnia ważona wartości standaryzowanych; 0 to przeciętna jednostka.", english: "The weighted mean of z-scores; 0 is the average unit.")),
            .minMax: Texts(
                name: LocalizedText(polish: "min–maks", english: "min–max"), unit: LocalizedText(polish: "punktów na\u{A0}100", english: "points of\u{A0}100"),
                note: LocalizedText(polish: "Średnia ważona wartości przeskalowanych do przedziału 0–100.", english: "The weighted mean of values scaled to 0–100.")),
            .hellwig: Texts(
                name: LocalizedText(polish: "miara Hellwiga", english: "Hellwig's measure"), unit: LocalizedText(polish: "miara Hellwiga", english: "Hellwig's measure"),
                note: LocalizedText(polish: "Bliskość do wzorca, który w każdej składowej ma najlepszą wartość; 1 to wzorzec.", english: "Closeness to a pattern that has the best value of every component; 1 is the pattern.")),
        ]
        guard let texts = methods[method] else { return Texts(name: .both(""), unit: .both(""), note: .both("")) }
        let components = PolishPlural(count).choose("składowa", "składowe", "składowych")
        return Texts(
            name: LocalizedText(
                polish: "Wskaźnik złożony, \(count) \(components) (\(texts.name.polish))",
                english: "Composite index of \(count) components (\(texts.name.english))"),
            unit: texts.unit,
            note: LocalizedText(
                polish: texts.note.polish + " Składowe: " + list.map(\.polish).joined(separator: "; ") + ".",
                english: texts.note.english + " Components: " + list.map(\.english).joined(separator: "; ") + "."))
    }

    private func clusters(_ part: Indicator) -> Texts {
        Texts(
            name: LocalizedText(polish: "Skupienia: \(part.name.polish.lowercasedFirst)", english: "Clusters: \(part.name.english.lowercasedFirst)"),
            unit: LocalizedText(polish: "rodzaj skupienia", english: "kind of cluster"),
            note: LocalizedText(
                polish: "Lokalna statystyka Morana (LISA): sąsiedzi mają wspólną granicę lub punkt, 9999 permutacji, odsetek fałszywych odkryć "
                    + "najwyżej 5%. Skupienie mówi, że sąsiedzi są podobni bardziej, niż wynikałoby z przypadku; nie mówi, dlaczego.",
                english: "Local Moran statistic (LISA): neighbours share a border or a point, 9,999 permutations, false discovery rate at most 5%. "
                    + "A cluster says that neighbours are more alike than chance would make them; it does not say why."))
    }

    private func bivariate(_ a: Indicator, _ b: Indicator) -> Texts {
        Texts(
            name: LocalizedText(
                polish: "\(a.name.polish) i\u{A0}\(b.name.polish.lowercasedFirst)", english: "\(a.name.english) and \(b.name.english.lowercasedFirst)"),
            unit: LocalizedText(polish: "tercyle", english: "thirds"),
            note: LocalizedText(
                polish: "Każdy wskaźnik dzieli jednostki na trzy równe grupy: nisko, średnio, wysoko. Barwa łączy obie. Pierwszy: "
                    + "\(a.name.polish.lowercasedFirst); drugi: \(b.name.polish.lowercasedFirst).",
                english: "Each indicator divides the units into three equal groups: low, middle, high. The colour joins both. First: "
                    + "\(a.name.english.lowercasedFirst); second: \(b.name.english.lowercasedFirst)."))
    }

    private func gap(_ need: Indicator, _ provision: Indicator) -> Texts {
        Texts(
            name: LocalizedText(
                polish: "Potrzeby a\u{A0}oferta: \(need.name.polish.lowercasedFirst) wobec: \(provision.name.polish.lowercasedFirst)",
                english: "Need and provision: \(need.name.english.lowercasedFirst) against \(provision.name.english.lowercasedFirst)"),
            unit: LocalizedText(polish: "odch.\u{A0}stand.", english: "standard deviations"),
            note: LocalizedText(
                polish: "Różnica wartości standaryzowanych. Powyżej zera potrzeba jest na tle innych jednostek większa niż oferta.",
                english: "The difference of z-scores. Above zero, need is greater than provision by comparison with other units."))
    }

    private func provision(_ type: InstitutionType, places: Bool) -> Texts {
        let factor = IndicatorExpression.provisionFactor
        let unitPL = (places ? "miejsc" : "instytucji") + " na\u{A0}\(NumberFormat.polish.string(factor, decimals: 0)) mieszkańców"
        let unitEN = (places ? "places" : "institutions") + " per\u{A0}\(NumberFormat.english.string(factor, decimals: 0)) residents"
        return Texts(
            name: LocalizedText(
                polish: "\(type.name.polish.uppercasedFirst): \(places ? "miejsca" : "instytucje") na\u{A0}10 tys. mieszkańców",
                english: "\(type.name.english.uppercasedFirst): \(places ? "places" : "institutions") per 10,000 residents"),
            unit: LocalizedText(polish: unitPL, english: unitEN),
            note: LocalizedText(
                polish: "Policzone z katalogu instytucji według siedziby. Katalog nie jest spisem: w województwie, dla którego nie ma w nim ani jednej "
                    + "takiej instytucji, danych brak" + (places ? "; podobnie tam, gdzie instytucja nie podaje liczby miejsc." : "."),
                english: "Counted from the directory by the seat of each institution. The directory is no census: in a voivodeship for which it has none "
                    + "of them there are no data" + (places ? ", nor where an institution does not state its places." : ".")))
    }

    private func direction(_ expression: IndicatorExpression, _ parts: [Indicator]) -> IndicatorDirection {
        switch expression {
        case .institutions, .places, .cooperation: .higherIsBetter
        case .gap: .higherIsWorse
        case .index, .clusters, .bivariate, .ratio, .survey: .neutral
        default: parts.first?.direction ?? .neutral
        }
    }

    private func decimals(_ expression: IndicatorExpression, _ parts: [Indicator]) -> Int {
        let first = parts.first?.decimals ?? 0
        switch expression {
        case .at, .change: return first
        case .growth, .perCapita, .perSquareKilometer: return max(1, first)
        case .index(.minMax, _): return 1
        case .institutions, .places, .index, .gap, .ratio, .cooperation(.partnerships): return 2
        case .cooperation(let measure): return measure.isShare ? 1 : 0
        case .survey(_, _, let option, _): return option == "answers" ? 0 : option == "mean" ? 2 : 1
        case .clusters, .bivariate: return 0
        default: return first
        }
    }
}

extension LocalizedText {
    static func both(_ text: String) -> LocalizedText { LocalizedText(polish: text, english: text) }

    fileprivate func followed(polish: String, english: String) -> LocalizedText {
        LocalizedText(polish: "\(self.polish) \(polish)", english: "\(self.english) \(english)")
    }
}

extension String {
    /// For the middle of a sentence. Abbreviations and names such as `REGON` keep their capitals.
    var lowercasedFirst: String {
        guard let first, dropFirst().first?.isUppercase != true else { return self }
        return first.lowercased() + dropFirst()
    }

    /// For the beginning of a sentence.
    var uppercasedFirst: String { prefix(1).uppercased() + dropFirst() }
}
