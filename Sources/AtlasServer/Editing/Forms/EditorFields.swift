// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What stands in an editing form: texts by the names of its fields. It may be incomplete or wrong.
struct EditorFields: Sendable, Hashable {
    /// Of fields with one value.
    var values: [String: String] = [:]
    /// Of fields with any number of values.
    var lists: [String: [String]] = [:]
    /// Of groups; each row by field.
    var rows: [String: [[String: String]]] = [:]

    init() {}

    /// - Parameter sent: what a browser sent, by name; rows are numbered in the names of their fields, gaps do not matter.
    init(_ sent: [String: [String]], _ sections: [EditorSection]) {
        for part in sections.flatMap(\.parts) {
            switch part {
            case .field(let field):
                if field.kind == .checks { lists[field.id] = sent[field.id] ?? [] } else { values[field.id] = Self.clean(sent[field.id]?.first) }
            case .rows(let group):
                let prefix = group.id + "."
                let numbers = Set(sent.keys.compactMap { key -> Int? in
                    guard key.hasPrefix(prefix) else { return nil }
                    return key.dropFirst(prefix.count).split(separator: ".").first.flatMap { Int($0) }
                })
                rows[group.id] = numbers.sorted().map { number in
                    Dictionary(uniqueKeysWithValues: group.fields.map { ($0.id, Self.clean(sent["\(group.id).\(number).\($0.id)"]?.first)) })
                }
            }
        }
    }

    subscript(name: String) -> String { values[name] ?? "" }

    /// The lines of a text that say something.
    func lines(_ name: String) -> [String] {
        self[name].split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// Rows in which nothing is written but what stands there by itself say nothing.
    /// - Parameter defaults: fields with a value from the start.
    func isEmpty(_ row: [String: String], besides defaults: Set<String>) -> Bool {
        row.allSatisfy { $0.value.isEmpty || defaults.contains($0.key) }
    }

    private static func clean(_ text: String?) -> String { SuggestionForm.clean(text) }
}
