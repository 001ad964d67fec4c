// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// Two states that were made of one, field by field: what only one side changed goes together by itself, the rest somebody has to decide.
struct DocumentConflict: Sendable {
    let mine: DocumentValue
    let theirs: DocumentValue
    /// What both began with; nil when it is not known any more: then all that differs is contested.
    let original: DocumentValue?

    /// The fields that both sides changed, each in its own way, in the order of the alphabet.
    var contested: [String] { differing.filter { original == nil || (mine[$0] != original?[$0] && theirs[$0] != original?[$0]) } }

    /// The fields that only my side changed: they go into the common state by themselves.
    var onlyMine: [String] { differing.filter { original != nil && theirs[$0] == original?[$0] } }

    private var differing: [String] {
        Set(mine.fields.keys).union(theirs.fields.keys).filter { mine[$0] != theirs[$0] }.sorted()
    }

    /// Both together.
    /// - Parameter choices: the contested fields that are taken from my side.
    func merged(takingMine choices: Set<String>) -> DocumentValue {
        var fields = theirs.fields
        for name in onlyMine + contested.filter(choices.contains) { fields[name] = mine[name] }
        return .record(fields)
    }
}

/// What a person chose on the page of a conflict.
enum ConflictChoice {
    static let mine = "moje"
    static let theirs = "ich"

    static func name(_ field: String) -> String { "wybor.\(field)" }

    /// The contested fields that are taken from my side; nil while one of them is not decided.
    static func read(_ form: ProtectedForm, _ contested: [String]) -> Set<String>? {
        var chosen = Set<String>()
        for field in contested {
            switch form[name(field)] {
            case mine: chosen.insert(field)
            case theirs: continue
            default: return nil
            }
        }
        return chosen
    }
}

/// The page of a conflict.
struct DocumentConflictView {
    let conflict: DocumentConflict
    let wording: DocumentWording

    func values() -> TemplateValues {
        let onlyMine = conflict.onlyMine
        return templateValues([
            "rows": conflict.contested.map { field in
                templateValues([
                    "fieldLabel": label(field), "choiceName": ConflictChoice.name(field), "mineLines": lines(conflict.mine, field),
                    "theirLines": lines(conflict.theirs, field), "originalLines": conflict.original.map { lines($0, field) },
                ])
            },
            "hasOriginal": conflict.original != nil, "hasMerged": !onlyMine.isEmpty, "merged": onlyMine.map { ["mergedLabel": label($0)] as TemplateValues },
        ])
    }

    private func label(_ field: String) -> String { DocumentFieldNames.name(field, wording.kind, wording.language) }

    private func lines(_ state: DocumentValue, _ field: String) -> [TemplateValues] {
        guard let value = state[field] else { return [["line": "–"]] }
        let name = label(field)
        return wording.lines(.record([field: value])).flatMap { line in
            line.text.split(separator: "\n").map { text -> TemplateValues in
                let part = line.label == name ? "" : (line.label.hasPrefix(name + " · ") ? String(line.label.dropFirst(name.count + 3)) : line.label) + ": "
                return ["line": part + text]
            }
        }
    }
}

extension AtlasStore {
    /// The state of a document with a version that somebody saw; nil when the history does not go back so far.
    func state(of kind: DocumentKind, id: String, _ version: DocumentVersion) async throws -> DocumentValue? {
        let page = try await revisions(RevisionFilter(kind: kind, documentID: id), limit: 200)
        if let made = page.revisions.first(where: { $0.version == version }) { return try await documentState(.after, revision: made.number) }
        guard let first = page.revisions.last, let state = try await documentState(.before, revision: first.number), DocumentVersion(of: state) == version else { return nil }
        return state
    }
}
