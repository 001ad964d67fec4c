// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// What a draft still lacks, and what is wrong in it.
public struct DraftReview: Sendable {
    /// A field of the form.
    public struct Place: Sendable, Hashable {
        /// `title`, `parties.0.name`.
        public let path: String
        public let label: LocalizedText

        /// Its id in a page.
        public var anchor: String { path.replacing(".", with: "-") }
    }

    public struct ContentState: Sendable {
        public let id: String
        public let label: LocalizedText
        public let missing: [Place]
        public var isReady: Bool { missing.isEmpty }
    }

    public struct Fault: Sendable {
        public let place: Place
        public let message: LocalizedText
    }

    /// All that the variant has to say, in order.
    public private(set) var contents: [ContentState] = []
    public private(set) var faults: [Fault] = []
    /// Things to know that do not stop anybody.
    public private(set) var cautions: [LocalizedText] = []

    public var missing: [ContentState] { contents.filter { !$0.isReady } }

    private let draft: AgreementDraft
    private let templates: AgreementTemplates

    public init(_ draft: AgreementDraft, templates: AgreementTemplates) {
        self.draft = draft
        self.templates = templates
        guard let variant = templates.variant(draft.variant) else { return }
        for id in variant.contents {
            guard let content = templates.content(id) else { continue }
            var missing = content.needs.flatMap(missingPlaces)
            if id == "parties", variant.needsLead, !leads.contains(true) { missing.append(place("parties", 0, "role")) }
            contents.append(ContentState(id: id, label: content.label.localized, missing: missing))
        }
        checkFields(variant)
        checkTogether(variant)
        if let caution = variant.caution { cautions.append(caution.localized) }
        for id in draft.items("bases", separator: ",") {
            guard let basis = templates.legalBases.first(where: { $0.id == id }), let until = basis.until else { continue }
            cautions.append(LocalizedText(
                polish: "Wskazana podstawa „\(basis.citation)” obowiązywała do \(PolishWording.date(until) ?? until).",
                english: "The chosen basis “\(basis.citation)” was in force until \(until)."))
        }
    }

    private var leads: [Bool] { (draft.rows["parties"] ?? []).map { $0["role"] == "lider" } }

    // MARK: What is missing

    private func missingPlaces(_ need: String) -> [Place] {
        let paths = need.split(separator: "|").map(String.init)
        let single = paths.filter { !$0.contains(".") }
        if single.contains(where: { !draft[$0].isEmpty }) { return [] }
        let inRows = paths.compactMap { path -> (group: String, field: String)? in
            let parts = path.split(separator: ".").map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
        guard let first = inRows.first, let group = templates.groups.first(where: { $0.id == first.group }) else {
            return single.first.map { [place($0)] } ?? []
        }
        return draft.rowsThatCount(group).filter { row in inRows.allSatisfy { draft.text($0.group, row, $0.field).isEmpty } }
            .map { place(first.group, $0, first.field) }
    }

    private func place(_ field: String) -> Place {
        Place(path: field, label: templates.field(field)?.label.localized ?? LocalizedText(polish: field, english: field))
    }

    private func place(_ group: String, _ row: Int, _ field: String) -> Place {
        let one = templates.groups.first { $0.id == group }?.rows?.one
        let label = templates.field("\(group).\(field)")?.label
        return Place(
            path: "\(group).\(row).\(field)",
            label: LocalizedText(
                polish: PolishTypography.bound("\(one?.pl ?? group) \(row + 1): \((label?.pl ?? field).lowercasedFirst)"),
                english: "\(one?.en ?? group) \(row + 1): \((label?.en ?? field).lowercasedFirst)"))
    }

    // MARK: What is wrong

    private mutating func checkFields(_ variant: DraftVariant) {
        for group in templates.groups(of: variant) {
            guard group.rows != nil else {
                for field in group.fields { if let message = Self.fault(field, draft[field.id]) { faults.append(Fault(place: place(field.id), message: message)) } }
                continue
            }
            for row in (draft.rows[group.id] ?? []).indices {
                for field in group.fields {
                    if let message = Self.fault(field, draft.text(group.id, row, field.id)) { faults.append(Fault(place: place(group.id, row, field.id), message: message)) }
                }
            }
        }
    }

    private static func fault(_ field: DraftField, _ text: String) -> LocalizedText? {
        guard !text.isEmpty else { return nil }
        switch field.kind {
        case .date:
            if (try? Period(text))?.day != nil { return nil }
            return LocalizedText(polish: "to nie jest data: podaj rok-miesiąc-dzień, np. 2026-03-01", english: "no date: give year-month-day, such as 2026-03-01")
        case .number:
            let range = (field.min ?? 0)...(field.max ?? 1_000_000)
            if let number = Int(text), range.contains(number) { return nil }
            return LocalizedText(polish: "podaj liczbę całkowitą od \(range.lowerBound) do \(range.upperBound)", english: "give a whole number \(range.lowerBound)…\(range.upperBound)")
        case .money:
            if PolishWording.grosze(text) != nil { return nil }
            return LocalizedText(polish: "to nie jest kwota: podaj np. 12 500 albo 12 500,50", english: "no amount: give for example 12 500 or 12 500,50")
        case .email:
            if text.count <= field.characterLimit, text.wholeMatch(of: /[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+/) != nil { return nil }
            return LocalizedText(polish: "to nie jest adres e-mail", english: "no e-mail address")
        case .choice:
            if field.options?.contains(where: { $0.value == text }) ?? false { return nil }
            return LocalizedText(polish: "wybierz z listy", english: "choose from the list")
        default:
            if text.count <= field.characterLimit || [.bases, .flag, .side].contains(field.kind) { return nil }
            return LocalizedText(polish: "za długie: \(text.count) znaków, najwięcej \(field.characterLimit)", english: "too long: \(text.count) characters, at most \(field.characterLimit)")
        }
    }

    private mutating func checkTogether(_ variant: DraftVariant) {
        func day(_ text: String) -> Period? { (try? Period(text)).flatMap { $0.day == nil ? nil : $0 } }
        if draft["openEnded"].isEmpty, let from = day(draft["validFrom"]), let to = day(draft["validTo"]), to < from {
            faults.append(Fault(place: place("validTo"), message: LocalizedText(polish: "koniec jest przed początkiem (\(from))", english: "it ends before it starts (\(from))")))
        }
        for row in (draft.rows["actions"] ?? []).indices {
            guard let from = day(draft.text("actions", row, "from")), let to = day(draft.text("actions", row, "to")), to < from else { continue }
            faults.append(Fault(place: place("actions", row, "to"), message: LocalizedText(polish: "koniec jest przed początkiem (\(from))", english: "it ends before it starts (\(from))")))
        }
        var seen = Set<String>()
        for row in (draft.rows["parties"] ?? []).indices {
            let name = DraftText.oneLine(draft.text("parties", row, "name")).lowercased()
            guard !name.isEmpty, !seen.insert(name).inserted else { continue }
            faults.append(Fault(place: place("parties", row, "name"), message: LocalizedText(polish: "ta strona już jest w porozumieniu", english: "this party is in the agreement already")))
        }
        if variant.needsLead, leads.filter({ $0 }).count > 1, let second = leads.indices.filter({ leads[$0] }).dropFirst().first {
            faults.append(Fault(place: place("parties", second, "role"), message: LocalizedText(polish: "lider może być jeden", english: "there can be one lead")))
        }
    }
}

extension String {
    /// Labels stand in the middle of a sentence too; abbreviations keep their capitals.
    fileprivate var lowercasedFirst: String {
        guard let first, dropFirst().first?.isLowercase ?? true else { return self }
        return first.lowercased() + dropFirst()
    }
}
