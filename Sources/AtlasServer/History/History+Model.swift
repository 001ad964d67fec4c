// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// One change with what stands around it.
struct RevisionModel: Sendable {
    /// What can be done with it; raw values stand in forms.
    enum Action: String, CaseIterable, Sendable {
        case revert = "cofnij"
        case before = "przed"
        case after = "po"
    }

    let revision: Revision
    let differences: [DocumentDifference]
    /// Whether the document is there now.
    let isThere: Bool
    /// Newer changes of the same document.
    let laterCount: Int
    private let permitted: Set<Action>

    init(_ revision: Revision, in snapshot: AtlasSnapshot, powers: Powers, _ language: Language) async throws {
        let store = snapshot.store
        self.revision = revision
        let before = try await store.documentState(.before, revision: revision.number)
        let after = try await store.documentState(.after, revision: revision.number)
        let newest = try await store.revisions(RevisionFilter(kind: revision.kind, documentID: revision.documentID), limit: 1)
        let now = try await newest.revisions.first.asyncFlatMap { try await store.documentState(.after, revision: $0.number) }
        isThere = now != nil
        laterCount = try await store.laterRevisions(than: revision)
        differences = try await DocumentWording(revision.kind, [before, after], in: snapshot, language).differences(from: before, to: after)
        let rights = HistoryPowers(powers: powers)
        let isReader = !powers.isAdministrator && !powers.has(.coordinator) && !powers.has(.editor)
        var permitted = Set<Action>()
        if !isReader {
            if before != now, try await rights.mayRestore(revision, [now, before], in: snapshot) {
                permitted.formUnion([.revert, .before])
            }
            if after != now, try await rights.mayRestore(revision, [now, after], in: snapshot) { permitted.insert(.after) }
        }
        // Of the newest change taking back and restoring are one and the same.
        if laterCount == 0 { permitted.remove(.before) }
        self.permitted = permitted
    }

    func permits(_ action: Action) -> Bool { permitted.contains(action) }

    func values(_ visit: PageVisit) -> TemplateValues {
        let words = RevisionWording(language: visit.language)
        let rows = RevisionWording.rows(differences)
        var values = templateValues([
            "number": String(revision.number), "name": revision.name, "kindName": DocumentFieldNames.name(revision.kind, visit.language),
            "documentID": revision.documentID, "actionText": words.action(revision.action), "isAdded": revision.action == .added,
            "isRemoved": revision.action == .removed, "momentText": Phrases(visit.language).moment(revision.madeAt), "authorText": words.author(revision.author),
            "why": revision.why.isEmpty ? nil : revision.why, "rows": rows, "hasRows": !rows.isEmpty,
            "publicURL": isThere ? publicPath.map { visit.link($0) } : nil,
            "listURL": visit.link("/panel/historia", [("kind", revision.kind.rawValue), ("document", revision.documentID)]),
        ])
        values.merge(
            templateValues([
                "revertsNumber": revision.reverts.map(String.init), "revertsURL": revision.reverts.map { visit.link("/panel/historia/\($0)") },
                "suggestionURL": suggestion.map { visit.link("/panel/zgloszenia/\($0)") },
                "laterText": laterCount > 0 ? words.laterChanges(laterCount) : nil,
                "action": visit.link("/panel/historia/\(revision.number)"), "reasonLimit": String(HistoryRoutes.reasonLimit), "reason": "",
                "canRevert": permits(.revert), "canRestoreBefore": permits(.before), "canRestoreAfter": permits(.after),
                "canChange": !permitted.isEmpty,
            ])
        ) { _, new in new }
        return values
    }

    private var suggestion: Int64? {
        if case .suggestion(let number, _, _) = revision.author { number } else { nil }
    }

    private var publicPath: String? {
        switch revision.kind {
        case .institution: "/instytucje/\(revision.documentID)"
        case .agreement: "/porozumienia/\(revision.documentID)"
        case .practice: "/wiedza/\(revision.documentID)"
        default: nil
        }
    }
}

extension Optional {
    /// `flatMap` with a body that waits.
    fileprivate func asyncFlatMap<Result>(_ body: (Wrapped) async throws -> Result?) async throws -> Result? {
        switch self {
        case .some(let wrapped): try await body(wrapped)
        case .none: nil
        }
    }
}
