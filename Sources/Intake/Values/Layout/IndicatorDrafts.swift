// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// An indicator while its table is read.
struct IndicatorDraft: Sendable {
    var id: IndicatorID
    var name: LocalizedText
    var unit: MeasureUnit?
    var rule: ValueMapping.Rule?
    var decimals: Int
    /// The definition that the atlas has.
    var known: Indicator?
    /// What the first column or row of it said.
    let key: String
}

/// Makes indicators from headings: known ones are used again, new ones get an id from their heading.
struct IndicatorDrafts: Sendable {
    private(set) var drafts: [IndicatorDraft] = []
    private var byKey: [String: Int] = [:]
    private let known: [String: Indicator]
    var knownIDs: Dictionary<String, Indicator>.Keys { known.keys }
    private let sourceID: String
    private let title: String
    private let options: ValueTableOptions

    /// - Parameters:
    ///   - sourceID: an indicator of the atlas is taken for the same one when it comes from this source.
    ///   - title: what the table is about, for headings that do not say it.
    init(known: [Indicator], sourceID: String, title: String, options: ValueTableOptions) {
        self.known = Dictionary(known.map { ($0.id.text, $0) }, uniquingKeysWith: { first, _ in first })
        self.sourceID = sourceID
        self.title = title
        self.options = options
    }

    /// The indicator of a column or of the labels of a row.
    mutating func index(name: String, unit: MeasureUnit?, rule: ValueMapping.Rule?, explicitID: String?, decimals: Int) throws(RowFault) -> Int {
        let key = explicitID ?? rule.flatMap { $0.indicator.isEmpty ? nil : $0.indicator } ?? "heading:" + fold(name)
        if let found = byKey[key] {
            drafts[found].decimals = max(drafts[found].decimals, decimals)
            if drafts[found].unit == nil { drafts[found].unit = unit }
            return found
        }
        let draft = try draft(key: key, name: name, unit: unit, rule: rule, explicitID: explicitID, decimals: decimals)
        byKey[key] = drafts.count
        drafts.append(draft)
        return drafts.count - 1
    }

    private func draft(
        key: String, name: String, unit: MeasureUnit?, rule: ValueMapping.Rule?, explicitID: String?, decimals: Int
    ) throws(RowFault) -> IndicatorDraft {
        let shown = name.isEmpty ? title : ColumnWords.isGeneric(fold(name)) && !title.isEmpty ? "\(title) – \(name)" : name
        let display = rule?.name ?? LocalizedText(polish: Self.capitalised(shown), english: Self.capitalised(shown))
        if let explicit = explicitID ?? rule.flatMap({ $0.indicator.isEmpty ? nil : $0.indicator }) {
            let id: IndicatorID
            do throws(IndicatorIDError) { id = try IndicatorID(explicit) } catch { throw RowFault(error) }
            return IndicatorDraft(id: id, name: display, unit: unit, rule: rule, decimals: decimals, known: known[explicit], key: key)
        }
        let base = Self.slug(shown.isEmpty ? sourceID : shown)
        let taken = Set(drafts.map(\.id.text))
        var candidate = base
        var number = 2
        // An id of another source's indicator is not taken over: the source's own id is put behind it.
        if let other = known[candidate], other.sourceID != sourceID { candidate = Self.joined(base, sourceID) }
        while taken.contains(candidate) || (known[candidate].map { $0.sourceID != sourceID } ?? false) {
            candidate = Self.joined(base, String(number))
            number += 1
        }
        guard let id = try? IndicatorID(candidate) else { throw RowFault("no id can be made of the heading “\(DelimitedTable.shortened(shown))”: give one with --column") }
        return IndicatorDraft(id: id, name: display, unit: unit, rule: rule, decimals: decimals, known: known[candidate], key: key)
    }

    /// The indicators, of which the new ones have to be added.
    func indicators(sourceID: String) -> [(indicator: Indicator, isKnown: Bool)] {
        drafts.map { draft in
            if let known = draft.known { return (known, true) }
            let unit = options.unit.map { MeasureUnit($0) ?? MeasureUnit(verbatim: $0) } ?? draft.unit
            let unitText = draft.rule?.unit ?? unit?.text ?? LocalizedText(polish: "–", english: "–")
            let topic = options.topic.map { LocalizedText(polish: $0, english: $0) } ?? draft.rule?.topic ?? LocalizedText(polish: "Wczytane tabele", english: "Imported tables")
            let note = draft.rule?.note ?? LocalizedText(
                polish: title.isEmpty || fold(title) == fold(draft.name.polish) ? "Z wczytanej tabeli." : "Z wczytanej tabeli: \(DelimitedTable.shortened(title, limit: 300)).",
                english: title.isEmpty || fold(title) == fold(draft.name.polish) ? "From an imported table." : "From an imported table: \(DelimitedTable.shortened(title, limit: 300)).")
            let indicator = Indicator(
                id: draft.id, name: Self.limited(draft.name, 200), unit: Self.limited(unitText, 80), topic: Self.limited(topic, 80), note: Self.limited(note, 2000),
                sourceID: sourceID, direction: options.direction ?? draft.rule?.direction ?? .neutral,
                aggregation: options.aggregation ?? draft.rule?.aggregation ?? Self.aggregation(unit, draft.name.polish),
                decimals: options.decimals ?? draft.rule?.decimals ?? min(draft.decimals, 2))
            return (indicator, false)
        }
    }

    private static func limited(_ text: LocalizedText, _ limit: Int) -> LocalizedText {
        func cut(_ text: String) -> String { text.count > limit ? String(text.prefix(limit - 1)) + "…" : text }
        return LocalizedText(polish: cut(text.polish), english: cut(text.english))
    }

    /// Counts of people or things add up; shares, rates and averages do not.
    private static func aggregation(_ unit: MeasureUnit?, _ name: String) -> Aggregation {
        guard let unit, unit.isAdditive else { return .none }
        let folded = fold(name)
        let isMean = ["przeciet", "sredni", "stopa", "wskaznik", "odsetek", "udzial", "na 1 ", "na 10", "mediana", "dynamika"].contains { folded.contains($0) }
        return isMean ? .none : .sum
    }

    private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    /// Folded, everything but letters and digits to single hyphens, at most 64 characters, cut between words.
    static func slug(_ text: String) -> String {
        let words = fold(text).replacing("%", with: " proc ").split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
        var slug = ""
        for word in words {
            let next = slug.isEmpty ? word : slug + "-" + word
            if next.utf8.count > 64 { break }
            slug = next
        }
        if slug.isEmpty { slug = String((words.first ?? "wskaznik").prefix(64)) }
        return slug.utf8.count < 2 ? "wskaznik-" + slug : slug
    }

    private static func joined(_ base: String, _ suffix: String) -> String {
        var base = base
        while base.utf8.count + suffix.utf8.count + 1 > 64 { base.removeLast() }
        while base.hasSuffix("-") { base.removeLast() }
        let end = base.isEmpty ? String(suffix.prefix(64)) : base + "-" + suffix
        return end
    }
}
