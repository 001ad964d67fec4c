// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

extension AtlasStore {
    /// Takes one change back: its fields are again as they were before it, and later changes of other fields stay. The taking
    /// back is a revision of its own, so it can be taken back too; a removal is taken back by adding the document again.
    ///
    /// - Throws: `RevertRefusal` when later changes touched the same fields or the earlier state no longer fits, such as when a
    ///   party of an agreement was removed. Nothing is written then.
    public func revert(_ number: Int64, author: Author, why: String, moment: Date = Date()) async throws -> RevertOutcome {
        try await inHistory(author, why, moment) { door in
            let revision = try Reverting.revision(number, door.db)
            let wanted = try Reverting.stateWithout(revision, door.db)
            let outcome = try Reverting.bring(revision, to: wanted, reverts: number, door)
            return (outcome, outcome.revision != nil)
        }
    }

    /// Brings the whole document back to how it was before or after a revision, later changes notwithstanding.
    /// - Throws: `RevertRefusal` when that state no longer fits. Nothing is written then.
    public func restore(
        _ side: RevisionSide, revision number: Int64, author: Author, why: String, moment: Date = Date()
    ) async throws -> RevertOutcome {
        try await inHistory(author, why, moment) { door in
            let revision = try Reverting.revision(number, door.db)
            let wanted = try EarlierStates.state(side, of: revision, door.db)
            let outcome = try Reverting.bring(revision, to: wanted, reverts: side == .before ? number : nil, door)
            return (outcome, outcome.revision != nil)
        }
    }
}

private enum Reverting {
    static func revision(_ number: Int64, _ db: Database) throws -> Revision {
        guard let revision = try RevisionQuestion.revision(number, db) else { throw RevertRefusal.noSuchRevision(number) }
        return revision
    }

    /// The document of today without one change.
    static func stateWithout(_ revision: Revision, _ db: Database) throws -> DocumentValue? {
        guard let type = StoredDocuments.type(of: revision.kind) else { throw RevertRefusal.unknownKind(revision.kind) }
        let number = revision.number
        let current = try type.fetch(id: revision.documentID, db)?.documentValue
        let later = try Row.fetchAll(
            db, sql: "SELECT \(RevisionRow.columns) FROM revision WHERE kind = ? AND document_id = ? AND number > ? ORDER BY number",
            arguments: [revision.kind.rawValue, revision.documentID, number]
        ).map(RevisionRow.revision)
        switch revision.action {
        case .removed:
            guard current == nil else { throw RevertRefusal.addedAgain(number) }
            return revision.before
        case .added:
            guard let current else { throw RevertRefusal.removedLater(number, by: later.last?.number ?? number) }
            if let after = revision.after, after != current, let change = later.last {
                throw RevertRefusal.changedLater(number, by: change.number, fields: change.fields)
            }
            return nil
        case .changed:
            guard let current else { throw RevertRefusal.removedLater(number, by: later.last?.number ?? number) }
            let touched = revision.fields.filter { current[$0] != revision.after?[$0] }
            if !touched.isEmpty {
                let change = later.last { !Set($0.fields).isDisjoint(with: touched) }
                throw RevertRefusal.changedLater(number, by: change?.number ?? number, fields: touched)
            }
            return EarlierStates.undo(revision, in: current)
        }
    }

    static func bring(_ revision: Revision, to wanted: DocumentValue?, reverts: Int64?, _ door: DocumentDoor) throws -> RevertOutcome {
        guard let type = StoredDocuments.type(of: revision.kind) else { throw RevertRefusal.unknownKind(revision.kind) }
        do {
            return try bring(type, revision, to: wanted, reverts: reverts, door)
        } catch let refusal as RevertRefusal {
            throw refusal
        } catch let error as any LocalizedError {
            throw RevertRefusal.doesNotFit(revision.number, reason: error.errorDescription ?? "\(error)")
        }
    }

    private static func bring<D: StoredDocument>(
        _ type: D.Type, _ revision: Revision, to wanted: DocumentValue?, reverts: Int64?, _ door: DocumentDoor
    ) throws -> RevertOutcome {
        func outcome(_ number: Int64?, _ version: DocumentVersion?) -> RevertOutcome {
            RevertOutcome(revision: number, kind: D.kind, documentID: revision.documentID, version: version)
        }
        guard let wanted else {
            switch try door.remove(type, id: revision.documentID, expecting: nil, reverts: reverts) {
            case .removed(let number): return outcome(number, nil)
            case .absent, .conflict: return outcome(nil, nil)
            }
        }
        let current = try D.fetch(id: revision.documentID, door.db).map { DocumentVersion(of: $0) }
        switch try door.save(try D(documentValue: wanted), expecting: current, reverts: reverts) {
        case .saved(let number, let version): return outcome(number, version)
        case .unchanged(let version): return outcome(nil, version)
        case .conflict: throw AtlasStoreError.inconsistent("\(revision.documentID) changed while it was being restored")
        }
    }
}
