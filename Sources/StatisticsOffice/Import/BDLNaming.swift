// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// What the bank says of a variable in both languages.
struct BDLDescription: Sendable {
    let polish: BDLVariable
    let english: BDLVariable
    let polishSubject: BDLSubject
    let englishSubject: BDLSubject
}

/// Makes an indicator of a variable that the starter catalogue does not name.
enum BDLNaming {
    static let topic = LocalizedText(polish: "Bank Danych Lokalnych", english: "Local Data Bank")

    static func indicatorID(of variable: Int) throws(IndicatorIDError) -> IndicatorID { try IndicatorID("bdl-\(variable)") }

    /// - Parameter values: all values, to see how many digits they have.
    static func indicator(_ described: BDLDescription, values: some Sequence<Double>) throws(IndicatorIDError) -> Indicator {
        let variable = described.polish
        let name = LocalizedText(
            polish: name(variable, subject: described.polishSubject.name), english: name(described.english, subject: described.englishSubject.name))
        return Indicator(
            id: try indicatorID(of: variable.id), name: name,
            unit: LocalizedText(polish: polishUnit(variable.measureUnitName), english: englishUnit(described.english.measureUnitName)),
            topic: topic,
            note: LocalizedText(
                polish: "Zmienna \(variable.id) Banku Danych Lokalnych GUS, temat \(variable.subjectID).",
                english: "Variable \(variable.id) of the Local Data Bank of Statistics Poland, subject \(variable.subjectID)."),
            sourceID: sourceID(of: variable.id), direction: .neutral,
            aggregation: isCount(variable, subject: described.polishSubject.name) ? .sum : .none, decimals: decimals(of: values))
    }

    static func sourceID(of variable: Int) -> String { "bdl-\(variable)" }

    /// - Parameter lastUpdate: the API's own form, of which the day is kept.
    static func source(_ variable: BDLVariable, lastUpdate: String?, lastYear: Int) -> Source {
        let subject = variable.subjectID.hasPrefix("P") ? Int(variable.subjectID.dropFirst()) : nil
        let day = lastUpdate.flatMap { try? Period(String($0.prefix(10))) }
        return Source(
            id: sourceID(of: variable.id),
            name: LocalizedText(
                polish: "Bank Danych Lokalnych GUS, zmienna \(variable.id) (temat \(variable.subjectID))",
                english: "Local Data Bank of Statistics Poland, variable \(variable.id) (subject \(variable.subjectID))"),
            publisher: "Główny Urząd Statystyczny",
            url: subject.map { "https://bdl.stat.gov.pl/bdl/metadane/cechy/\($0)" } ?? "https://bdl.stat.gov.pl",
            date: day ?? Period(year: lastYear),
            licence: LocalizedText(polish: "dane publiczne GUS, z podaniem źródła", english: "Statistics Poland public data, source named"))
    }

    /// The subject, and what distinguishes the variable in it; `ogółem` (total) is said only when nothing else is.
    static func name(_ variable: BDLVariable, subject: String) -> String {
        let totals: Set<String> = ["ogółem", "total"]
        let telling = variable.names.filter { !totals.contains($0.lowercased()) }
        let parts = telling.isEmpty ? variable.names.prefix(1).map { $0 } : telling
        let subject = capitalised(subject)
        guard !parts.isEmpty else { return subject }
        // Names of headings come in capitals.
        return subject.isEmpty ? parts.joined(separator: ", ") : subject + ": " + parts.joined(separator: ", ")
    }

    private static func capitalised(_ text: String) -> String {
        let text = text.contains { $0.isLowercase } ? text : text.lowercased()
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// The unit of measure as it stands after a number.
    private static func polishUnit(_ name: String) -> String {
        switch name {
        case "osoba": "osób"
        case "-": ""
        case "promil": "‰"
        case "m2": "m²"
        case "m3": "m³"
        case "km2": "km²"
        case "rok": "lat"
        case "etat": "etatów"
        case "godzina": "godzin"
        default: name
        }
    }

    private static func englishUnit(_ name: String) -> String {
        switch name {
        case "person": "people"
        case "-": ""
        case "promille", "per mille": "‰"
        case "m2": "m²"
        case "m3": "m³"
        case "km2": "km²"
        default: name
        }
    }

    /// Units of measure of things that add up over places. Money (`zł`) is among them: what is per person says so in its name.
    private static let countedUnits: Set<String> = [
        "osoba", "tys. osób", "szt.", "tys. szt.", "zł", "tys. zł", "mln zł", "mld zł", "etat", "ob.", "gosp.", "tys. gosp.", "msc.",
        "tys. msc.", "wol.", "km", "ha", "tys. ha", "km2", "m2", "tys. m2", "t", "tys. t", "osoba/dz.", "EPC", "tysiąc",
    ]

    /// Words of what does not add up: shares, rates, averages and figures per so and so many.
    private static let ratioWords = [
        "na 1", "na jedn", "na osobę", "na mieszkańca", "przypadając", "przeciętn", "średni", "median", "wskaźnik", "współczynnik", "udział",
        "odsetek", "stopa", "stopy", "saldo na", "dynamik", "rok poprzedni", "relacj", "indeks", "gęstość", "struktura", "%", "procent",
        "natężenie", "trwanie", "minimaln", "maksymaln",
    ]

    /// Whether values of parts may be added. When in doubt they may not: a missing sum can be seen, a wrong one cannot.
    static func isCount(_ variable: BDLVariable, subject: String) -> Bool {
        guard countedUnits.contains(variable.measureUnitName) else { return false }
        let text = (variable.names + [subject]).joined(separator: " ").lowercased()
        return !ratioWords.contains { text.contains($0) }
    }

    /// The digits after the decimal separator that the values have, at most 2.
    static func decimals(of values: some Sequence<Double>) -> Int {
        var digits = 0
        for value in values {
            if digits < 1, (value * 1).rounded() != value { digits = 1 }
            if digits == 1, abs((value * 10).rounded() - value * 10) > 1e-6 { return 2 }
        }
        return digits
    }
}
