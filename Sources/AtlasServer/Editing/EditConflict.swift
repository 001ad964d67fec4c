// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The page on which somebody chooses between an own change and another's: `edit-conflict`.
struct EditConflict: Sendable {
    let merge: EditMerge
    let labels: EditLabels
    let visit: PageVisit
    /// Where the form is sent, with the choices.
    let action: String
    /// The state that the author saw.
    let base: String
    /// The state of the others that the page shows.
    let theirs: String
    /// What was sent, to be sent again.
    let fields: EditFields
    /// Fields about the sending that go on, such as the reason.
    var further: [(name: String, value: String)] = []
    /// Choices made so far.
    var choices: [String: EditMerge.Choice] = [:]
    /// Whether choices are missing although the form was sent.
    var isIncomplete = false

    static let choicePrefix = "_wybor:"
    static let baseField = "_wersja"
    static let theirsField = "_ich"

    /// The choices that a form holds.
    static func choices(_ form: ProtectedForm) -> [String: EditMerge.Choice] {
        var choices: [String: EditMerge.Choice] = [:]
        for (name, values) in form.fields where name.hasPrefix(choicePrefix) {
            choices[String(name.dropFirst(choicePrefix.count))] = values.first.flatMap(EditMerge.Choice.init)
        }
        return choices
    }

    func values(name: String, publicURL: String) -> TemplateValues {
        let language = visit.language
        let none = language.choose("(nic)", "(nothing)")
        let carried = fields.values.sorted { $0.key < $1.key }.flatMap { field in field.value.map { (field.key, $0) } } + further.map { ($0.name, $0.value) }
        return templateValues([
            "name": name, "action": action, "publicURL": publicURL, "base": base, "theirs": theirs, "isIncomplete": isIncomplete,
            "carried": carried.map { ["name": $0.0, "value": $0.1] as TemplateValues },
            "conflicts": merge.conflicts.enumerated().map { number, part -> TemplateValues in
                templateValues([
                    "number": number + 1, "field": Self.choicePrefix + part.key, "label": labels.name(part.key, language),
                    "before": lines(part.base, none), "mine": lines(part.mine, none), "theirs": lines(part.theirs, none),
                    "isMine": choices[part.key] == .mine, "isTheirs": choices[part.key] == .theirs,
                    "isMissing": isIncomplete && choices[part.key] == nil,
                ])
            },
            "hasConflicts": !merge.conflicts.isEmpty,
            "taken": merge.taken.map { part -> TemplateValues in
                ["label": labels.name(part.key, language), "before": lines(part.base, none), "theirs": lines(part.theirs, none)]
            }, "hasTaken": !merge.taken.isEmpty,
        ])
    }

    private func lines(_ value: DocumentValue?, _ none: String) -> [TemplateValues] {
        let text = value.map { labels.text($0, visit.language) } ?? ""
        return (text.isEmpty ? none : text).split(separator: "\n").map { ["text": String($0)] }
    }
}

/// What parts of documents are called, and how their values read.
struct EditLabels: Sendable {
    let names: [String: LocalizedText]
    /// Names for words and ids that values hold, such as terms of the taxonomy.
    let wording: @Sendable (String, Language) -> String?

    /// The name of a part: `seat hours`, `services social-work`.
    func name(_ key: String, _ language: Language) -> String {
        if let name = names[key] { return language.of(name) }
        guard let space = key.firstIndex(of: " ") else { return key }
        let head = String(key[..<space])
        let rest = String(key[key.index(after: space)...])
        let first = names[head].map { language.of($0) } ?? head
        if let inner = names[rest] { return "\(first): \(language.of(inner))" }
        // A term, and what the institution calls it.
        let parts = rest.split(separator: " – ", maxSplits: 1).map(String.init)
        return "\(first): " + (parts.first.flatMap { wording($0, language) } ?? rest) + (parts.count > 1 ? " – \(parts[1])" : "")
    }

    /// A value as people read it, in lines.
    func text(_ value: DocumentValue, _ language: Language) -> String {
        switch value {
        case .text(let text): return wording(text, language) ?? text
        case .number(let number): return DocumentValue.number(number).json
        case .flag(let flag): return flag ? language.choose("tak", "yes") : language.choose("nie", "no")
        case .list(let parts): return parts.map { text($0, language).replacing("\n", with: "; ") }.joined(separator: "\n")
        case .record(let fields):
            if let own = ownText(fields, language) { return own }
            return fields.sorted { $0.key < $1.key }.map { "\(name($0.key, language)): \(text($0.value, language).replacing("\n", with: ", "))" }
                .joined(separator: "\n")
        }
    }

    /// Records that are one thing for people.
    private func ownText(_ fields: [String: DocumentValue], _ language: Language) -> String? {
        func of(_ key: String) -> String? { fields[key].map { text($0, language) } }
        if fields["locality"] != nil, fields["address"] == nil {
            // Numbers of houses are no codes of units.
            func plain(_ keys: String...) -> String { keys.compactMap { if case .text(let text) = fields[$0] { text } else { nil } }.joined(separator: " ") }
            return [plain("street", "building"), plain("postal_code", "locality")].filter { !$0.isEmpty }.joined(separator: ", ")
        }
        if let latitude = of("latitude"), let longitude = of("longitude") {
            return "\(latitude), \(longitude)" + (of("precision").map { " (\($0))" } ?? "")
        }
        if fields["schedule"] != nil || fields["number"] != nil, let text = of("text") { return text }
        if Set(fields.keys) == ["text"] { return of("text") }
        if let unit = of("unit"), let basis = of("basis") { return "\(unit) – \(basis)" }
        return nil
    }
}
