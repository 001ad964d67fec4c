// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Puts together what two people made of the same document, part by part: what only one of them changed is taken, what both changed
/// alike too; only where they differ somebody has to choose.
struct EditMerge: Sendable {
    /// A field, or a part of one that is a thing of its own.
    struct Part: Sendable {
        /// `name`, `seat hours`, `services social-work`
        let key: String
        /// Nil where there was nothing, or where nobody knows the state before.
        let base: DocumentValue?
        let mine: DocumentValue?
        let theirs: DocumentValue?
    }

    enum Choice: String, Sendable, CaseIterable {
        case mine = "moje"
        case theirs = "ich"
    }

    /// Lists whose parts are things of their own, and what names each.
    let keyed: [String: @Sendable (DocumentValue) -> String]
    /// Lists whose first part stands for itself, with the name that its fields have as parts.
    let leading: [String: String]
    /// What both changed, each otherwise.
    private(set) var conflicts: [Part] = []
    /// What only the others changed.
    private(set) var taken: [Part] = []
    private let mine: Parts
    private let theirs: Parts

    private struct Parts: Sendable {
        var keys: [String] = []
        var values: [String: DocumentValue] = [:]

        mutating func add(_ key: String, _ value: DocumentValue) {
            if values.updateValue(value, forKey: key) == nil { keys.append(key) }
        }
    }

    /// - Parameters:
    ///   - base: the state that both saw; nil when nobody knows it: then every difference is a conflict.
    init(
        base: DocumentValue?, mine: DocumentValue, theirs: DocumentValue, keyed: [String: @Sendable (DocumentValue) -> String] = [:],
        leading: [String: String] = [:]
    ) {
        self.keyed = keyed
        self.leading = leading
        func parts(_ value: DocumentValue) -> Parts { Self.parts(value, keyed, leading) }
        self.mine = parts(mine)
        self.theirs = parts(theirs)
        let before = base.map(parts)
        var seen = Set<String>()
        for key in self.theirs.keys + self.mine.keys + (before?.keys ?? []) where seen.insert(key).inserted {
            let part = Part(key: key, base: before?.values[key], mine: self.mine.values[key], theirs: self.theirs.values[key])
            guard part.mine != part.theirs else { continue }
            if before == nil || (part.mine != part.base && part.theirs != part.base) {
                conflicts.append(part)
            } else if part.mine == part.base {
                taken.append(part)
            }
        }
    }

    /// The document with what was chosen.
    /// - Returns: nil while a conflict has no choice.
    func merged(_ choices: [String: Choice]) -> DocumentValue? {
        var values = mine.values
        for part in taken { values[part.key] = part.theirs }
        for part in conflicts {
            guard let choice = choices[part.key] else { return nil }
            values[part.key] = choice == .mine ? part.mine : part.theirs
        }
        var keys = theirs.keys
        for key in mine.keys where theirs.values[key] == nil { keys.append(key) }
        return document(keys.compactMap { key in values[key].map { (key, $0) } })
    }

    // MARK: Parts

    private static func parts(_ document: DocumentValue, _ keyed: [String: @Sendable (DocumentValue) -> String], _ leading: [String: String]) -> Parts {
        var parts = Parts()
        for (name, value) in document.fields.sorted(by: { $0.key < $1.key }) {
            if let key = keyed[name] {
                var counts: [String: Int] = [:]
                for element in value.parts {
                    let own = key(element)
                    counts[own, default: 0] += 1
                    let number = counts[own] ?? 1
                    parts.add("\(name) \(own)" + (number > 1 ? " \(number)" : ""), element)
                }
            } else if let lead = leading[name] {
                for (field, inner) in (value.parts.first?.fields ?? [:]).sorted(by: { $0.key < $1.key }) { parts.add("\(lead) \(field)", inner) }
                if value.parts.count > 1 { parts.add(name, .list(Array(value.parts.dropFirst()))) }
            } else {
                parts.add(name, value)
            }
        }
        return parts
    }

    private func document(_ parts: [(key: String, value: DocumentValue)]) -> DocumentValue {
        var fields: [String: DocumentValue] = [:]
        for (key, value) in parts where key != "" {
            if let name = keyed.keys.first(where: { key.hasPrefix($0 + " ") }) {
                fields[name] = .list((fields[name]?.parts ?? []) + [value])
            } else if !leading.values.contains(where: { key.hasPrefix($0 + " ") }), leading[key] == nil {
                fields[key] = value
            }
        }
        for (name, lead) in leading {
            var first: [String: DocumentValue] = [:]
            for (key, value) in parts where key.hasPrefix(lead + " ") { first[String(key.dropFirst(lead.count + 1))] = value }
            let rest = parts.first { $0.key == name }?.value.parts ?? []
            if !first.isEmpty || !rest.isEmpty { fields[name] = .list([.record(first)] + rest) }
        }
        return .record(fields)
    }
}
