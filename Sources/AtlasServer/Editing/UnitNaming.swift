// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import PolishText

/// Units as forms name them, `gmina Klucze, powiat olkuski (121204)`, and what people type in their place.
struct UnitNaming: Sendable {
    let territory: Territory
    let index: DirectoryIndex

    private static let wholeCountry = LocalizedText(polish: "cała Polska", english: "the whole of Poland")
    private static let mostChoices = 6
    /// By how much the likeliest place has to be likelier than the next to be taken for meant.
    private static let clearLead = 0.2
    /// How likely it has to be at least: words that are completed or mended stay below.
    private static let sureEnough = 0.7

    func text(_ code: TERYTCode, _ language: Language = .polish) -> String {
        if code == .country { return "\(language.of(Self.wholeCountry)) (00)" }
        guard let unit = territory.unit(code)?.unit else { return code.stem }
        let powiat = code.level == .gmina && !code.isWithinCityWithPowiatRights ? code.parent.flatMap(territory.unit)?.unit.fullName : nil
        return [unit.fullName, powiat].compactMap { $0 }.joined(separator: ", ") + " (\(code.stem))"
    }

    /// What a text names: a code, `Klucze`, `gmina Bochnia`, an address.
    /// - Parameters:
    ///   - level: the level that is wanted; nil for any.
    ///   - known: codes that may be named although they are no unit of today.
    /// - Returns: nil for an empty text.
    /// - Throws: `UnitFault`.
    func code(_ typed: String, level: UnitLevel?, known: [TERYTCode] = []) throws(UnitFault) -> TERYTCode? {
        let text = EditFields.line(typed)
        guard !text.isEmpty else { return nil }
        if let code = Self.codeWithin(text) {
            if code == .country, level == nil { return code }
            if known.contains(code) { return code }
            guard let unit = territory.unit(code)?.unit, level == nil || unit.level == level else { throw UnitFault(typed: text, choices: []) }
            return unit.code
        }
        let named = territory.search(text, level: level).filter { fold($0.unit.name) == fold(text) || fold($0.unit.fullName) == fold(text) }
        if named.count == 1 { return named[0].unit.code }
        if level == nil, fold(text) == fold("cała Polska") || fold(text) == "the whole of poland" { return .country }
        let places = index.places(named: text).filter { level == nil || $0.place.code.level == level }
        if named.isEmpty, let first = places.first, first.confidence >= Self.sureEnough, places.count == 1 || first.confidence - places[1].confidence >= Self.clearLead {
            return first.place.code
        }
        var choices: [TERYTCode] = []
        for code in named.map(\.unit.code) + places.map(\.place.code) where !choices.contains(code) { choices.append(code) }
        throw UnitFault(typed: text, choices: choices.prefix(Self.mostChoices).map { self.text($0) })
    }

    /// A code alone or in brackets at the end.
    private static func codeWithin(_ text: String) -> TERYTCode? {
        let inner = text.hasSuffix(")") ? text.dropLast().split(separator: "(").last.map(String.init) ?? "" : text
        return try? TERYTCode(inner)
    }
}

/// A text that names no unit, or several.
struct UnitFault: Error, Sendable, Hashable {
    let typed: String
    /// What may have been meant.
    let choices: [String]

    func fault(_ name: String) -> EditFault {
        let shown = typed.count > 60 ? String(typed.prefix(60)) + "…" : typed
        if choices.isEmpty {
            return EditFault(
                name, "„\(shown)” nie jest nazwą ani kodem TERC jednostki z\u{A0}aktualnego podziału; wpisz na przykład: gmina Klucze albo 121204",
                "“\(shown)” is neither the name nor the TERC code of a current unit; write for example: gmina Klucze, or 121204")
        }
        let list = choices.joined(separator: "; ")
        return EditFault(
            name, "„\(shown)” nazywa kilka jednostek. Wpisz jedną z\u{A0}nich: \(list)", "“\(shown)” names several units. Write one of them: \(list)",
            choices: choices)
    }
}
