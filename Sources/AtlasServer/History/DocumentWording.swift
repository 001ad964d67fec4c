// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A thing that a document says, as people read it.
struct DocumentLine: Sendable, Hashable {
    /// The field of the document.
    let field: String
    /// Which thing of the field: `Usługi · schronisko · Wolne miejsca`.
    let label: String
    /// Lines are parted by line feeds.
    let text: String
}

/// A thing that two states of a document say differently.
struct DocumentDifference: Sendable, Hashable {
    let field: String
    let label: String
    /// Empty when there was nothing.
    let before: String
    /// Empty when there is nothing any more.
    let after: String
}

/// Documents in the words of people: names for codes and ids, one line for what belongs together.
struct DocumentWording: Sendable {
    let kind: DocumentKind
    let language: Language
    let taxonomy: Taxonomy
    let territory: Territory
    let sources: [String: Source]
    /// The names of institutions that the states name.
    let institutions: [InstitutionID: String]

    private var phrases: Phrases { Phrases(language) }

    /// In what two states differ, in the order of the later one.
    func differences(from before: DocumentValue?, to after: DocumentValue?) -> [DocumentDifference] {
        let earlier = before.map(lines) ?? []
        let later = after.map(lines) ?? []
        let old = Dictionary(earlier.map { ($0.label, $0) }) { first, _ in first }
        let new = Dictionary(later.map { ($0.label, $0) }) { first, _ in first }
        var differences = later.compactMap { line -> DocumentDifference? in
            let then = old[line.label]?.text ?? ""
            return then == line.text ? nil : DocumentDifference(field: line.field, label: line.label, before: then, after: line.text)
        }
        for line in earlier where new[line.label] == nil {
            let place = differences.lastIndex { $0.field == line.field }.map { $0 + 1 } ?? differences.endIndex
            differences.insert(DocumentDifference(field: line.field, label: line.label, before: line.text, after: ""), at: place)
        }
        return differences
    }

    /// All that a state says, field by field.
    func lines(_ document: DocumentValue) -> [DocumentLine] {
        var lines: [DocumentLine] = []
        let fields = document.fields
        for field in fields.keys.sorted(by: { (Self.order[$0] ?? 99, $0) < (Self.order[$1] ?? 99, $1) }) where field != "id" {
            guard let value = fields[field] else { continue }
            add(value, key: field, field: field, label: name(field), to: &lines)
        }
        return lines
    }

    /// The order in which forms and pages have the fields; others follow by name.
    private static let order: [String: Int] = Dictionary(
        [
            "type", "kind", "title", "name", "other_names", "number", "form", "subject", "summary", "parent", "part_of", "run_by", "lead", "locations",
            "emails", "website", "coordinator", "parties", "signed", "valid_from", "valid_to", "terminated_on", "renews", "legal_basis", "area",
            "area_note", "services", "targets", "problems", "programmes", "actions", "funding", "effects", "deadlines", "information_exchange",
            "description", "conditions", "results", "places", "materials", "contact", "agreements", "risks", "monitoring", "open_to_join", "amendments",
            "attachments", "note", "source", "record_date", "verified_on",
        ].enumerated().map { ($1, $0) }) { first, _ in first }

    private func name(_ key: String) -> String { DocumentFieldNames.name(key, kind, language) }

    private func add(_ value: DocumentValue, key: String, field: String, label: String, to lines: inout [DocumentLine]) {
        func line(_ text: String) {
            // Two services of one term are told apart.
            var unique = label
            var number = 2
            while lines.contains(where: { $0.label == unique }) {
                unique = "\(label) (\(number))"
                number += 1
            }
            lines.append(DocumentLine(field: field, label: unique, text: text))
        }
        switch value {
        case .text(let text): line(word(text, key))
        case .number(let number): line(figure(number, key))
        case .flag(let flag): line(flag ? language.choose("tak", "yes") : language.choose("nie", "no"))
        case .record(let fields):
            if let text = whole(value, key) { return line(text) }
            if fields["pl"] != nil || fields["en"] != nil {
                for (code, note) in [("pl", language.choose("po polsku", "in Polish")), ("en", language.choose("po angielsku", "in English"))] {
                    if let text = fields[code] { add(text, key: code, field: field, label: "\(label) (\(note))", to: &lines) }
                }
                return
            }
            for key in fields.keys.sorted(by: { (Self.partOrder[$0] ?? 99, $0) < (Self.partOrder[$1] ?? 99, $1) }) {
                if let part = fields[key] { add(part, key: key, field: field, label: "\(label) · \(name(key))", to: &lines) }
            }
        case .list(let parts):
            guard let heading = Self.headed[key] else { return line(parts.map { brief($0, key) }.joined(separator: "\n")) }
            for (place, part) in parts.enumerated() {
                let title = title(part, heading, place)
                var rest = part.fields
                if case .named(let keys) = heading { for key in keys { rest[key] = nil } }
                let inner = rest.isEmpty ? DocumentValue.text("✓") : .record(rest)
                add(inner, key: "", field: field, label: "\(label) · \(title)", to: &lines)
            }
        }
    }

    // MARK: Parts with a heading of their own

    private enum Heading {
        /// By the first of these fields that it has.
        case named([String])
        /// The seat, then by name or number.
        case place
    }

    private static let headed: [String: Heading] = [
        "locations": .place, "services": .named(["term"]), "parties": .named(["institution", "type", "unit"]),
    ]

    private static let partOrder: [String: Int] = Dictionary(
        ["name", "role", "description", "address", "gmina", "point", "phones", "phone", "email", "hours"].enumerated().map { ($1, $0) }) { first, _ in first }

    private func title(_ part: DocumentValue, _ heading: Heading, _ place: Int) -> String {
        switch heading {
        case .place:
            if place == 0 { return language.choose("siedziba", "seat") }
            if case .text(let name)? = part["name"] { return name }
            return language.choose("miejsce \(place + 1)", "place \(place + 1)")
        case .named(let keys):
            if case .text(let text) = part { return word(text, "services") }
            return keys.compactMap { key in part[key].map { brief($0, key) } }.joined(separator: ", ")
        }
    }

    // MARK: Texts

    /// A value on one line.
    private func brief(_ value: DocumentValue, _ key: String) -> String {
        switch value {
        case .text(let text): return word(text, key)
        case .number(let number): return figure(number, key)
        case .flag(let flag): return flag ? language.choose("tak", "yes") : language.choose("nie", "no")
        case .list(let parts): return parts.map { brief($0, key) }.joined(separator: ", ")
        case .record(let fields):
            if let text = whole(value, key) { return text }
            if let text = fields[language == .polish ? "pl" : "en"] ?? fields["pl"] ?? fields["en"] { return brief(text, key) }
            return fields.keys.sorted(by: { (Self.partOrder[$0] ?? 99, $0) < (Self.partOrder[$1] ?? 99, $1) })
                .compactMap { key in fields[key].map { "\(name(key).lowercased()): \(brief($0, key))" } }.joined(separator: "; ")
        }
    }

    /// Records that people read as one thing.
    private func whole(_ value: DocumentValue, _ key: String) -> String? {
        guard let fields = try? DocumentFieldReading(value) else { return nil }
        switch key {
        case "address":
            return PostalAddress(
                street: fields.text("street"), building: fields.text("building"), postalCode: fields.text("postal_code"), locality: fields.text("locality")
            ).oneLine
        case "point":
            let precision = PointPrecision(rawValue: fields.text("precision")).map { language.of($0.label) } ?? fields.text("precision")
            return "\(phrases.numbers.string(fields.number("latitude"), decimals: 5)), \(phrases.numbers.string(fields.number("longitude"), decimals: 5)) (\(precision))"
        case "phone", "phones":
            let text = fields.text("text")
            let ending = fields.text("extension")
            return ending.isEmpty || text.contains("wew") ? text : "\(text) wew.\u{A0}\(ending)"
        case "hours": return fields.text("text")
        case "area":
            guard !fields.text("unit").isEmpty else { return nil }
            let basis = ServedArea.Basis(rawValue: fields.text("basis")).map(phrases.basis) ?? fields.text("basis")
            return "\(unit(fields.text("unit"))) (\(basis))"
        default: return nil
        }
    }

    private func unit(_ code: String) -> String {
        guard let parsed = try? TERYTCode(code), let found = territory.unit(parsed)?.unit else { return code }
        return "\(found.fullName) (\(code))"
    }

    private func figure(_ number: Double, _ key: String) -> String {
        key == "amount_grosze"
            ? phrases.numbers.string(number / 100, decimals: 2) + "\u{A0}zł"
            : phrases.numbers.string(number, decimals: number == number.rounded() ? 0 : 2)
    }

    /// A text of a field as people say it.
    private func word(_ text: String, _ key: String) -> String {
        func of<Word: RawRepresentable>(_ type: Word.Type, _ label: (Word) -> LocalizedText) -> String where Word.RawValue == String {
            type.init(rawValue: text).map { language.of(label($0)) } ?? text
        }
        switch key {
        case "type": return of(InstitutionType.self, \.name)
        case "kind": return kind == .practice ? of(Practice.Kind.self, \.name) : of(AgreementKind.self, \.name)
        case "form": return of(CooperationForm.self, \.name)
        case "role": return of(AgreementParty.Role.self, \.name)
        case "programmes": return of(JointProgramme.self, \.name)
        case "term", "targets", "services", "problems": return taxonomy.term(text).map { language.of($0.name) } ?? text
        case "unit", "gmina", "area": return unit(text)
        case "parent", "institution", "lead", "responsible":
            return (try? InstitutionID(text)).flatMap { institutions[$0] } ?? text
        case "source": return sources[text].map { language.of($0.name) } ?? text
        case "valid_to" where text == "open": return language.choose("do wypowiedzenia", "until notice is given")
        case "signed", "valid_from", "valid_to", "terminated_on", "record_date", "verified_on", "free_places_on", "from", "to", "reached_on", "date",
            "since", "until", "period":
            return (try? Period(text)).map(phrases.period) ?? text
        default: return text
        }
    }
}

/// Fields of a small record, empty where there are none.
private struct DocumentFieldReading {
    private let fields: [String: DocumentValue]

    init(_ value: DocumentValue) throws {
        guard case .record(let fields) = value else { throw DocumentFault(path: "", expected: "a record") }
        self.fields = fields
    }

    func text(_ key: String) -> String { if case .text(let text)? = fields[key] { text } else { "" } }
    func number(_ key: String) -> Double { if case .number(let number)? = fields[key] { number } else { 0 } }
}

extension DocumentWording {
    /// - Parameter states: the states that are to be read, for the names of the institutions in them.
    init(_ kind: DocumentKind, _ states: [DocumentValue?], in snapshot: AtlasSnapshot, _ language: Language) async throws {
        // Not from the directory in memory, which is made anew after each change.
        let taxonomy = try await snapshot.store.taxonomy()
        var ids = Set<InstitutionID>()
        for state in states.compactMap({ $0 }) { Self.collect(state, "", &ids) }
        let named = try await snapshot.store.institutions(Array(ids).sorted())
        self.init(
            kind: kind, language: language, taxonomy: taxonomy, territory: snapshot.territory, sources: snapshot.sources,
            institutions: Dictionary(named.map { ($0.id, $0.name) }) { first, _ in first })
    }

    private static func collect(_ value: DocumentValue, _ key: String, _ ids: inout Set<InstitutionID>) {
        switch value {
        case .text(let text):
            if ["parent", "institution", "lead", "responsible"].contains(key), let id = try? InstitutionID(text) { ids.insert(id) }
        case .list(let parts): for part in parts { collect(part, key, &ids) }
        case .record(let fields): for field in fields { collect(field.value, field.key, &ids) }
        case .number, .flag: break
        }
    }
}
