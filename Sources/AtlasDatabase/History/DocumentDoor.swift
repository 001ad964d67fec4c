// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// The one way by which a document changes: it is checked as an import checks it, and written together with its revision.
struct DocumentDoor {
    let db: Database
    let occasion: RevisionRow.Occasion

    /// - Parameters:
    ///   - expecting: the version of the state that the author saw; nil for a new document.
    ///   - reverts: the revision that this change takes back.
    func save<D: StoredDocument>(_ document: D, expecting: DocumentVersion?, reverts: Int64? = nil) throws -> SaveOutcome<D> {
        var document = try document.normalised()
        let before = try D.fetch(id: document.documentID, db)
        let beforeValue = before?.documentValue
        let current = beforeValue.map { DocumentVersion(of: $0) }
        guard current == expecting else { return .conflict(current: before, version: current) }
        if let current, document.documentValue == beforeValue { return .unchanged(current) }
        try KeptSource.write(for: document.documentValue, occasion, db)
        try document.check(before: before, db)
        if before == nil { try document.insert(db) } else { try document.replace(db) }
        // What stands in the file now is what the next author sees; the version has to be of that.
        guard let stored = try D.fetch(id: document.documentID, db) else {
            throw AtlasStoreError.inconsistent("\(document.documentID) was written and is not there")
        }
        document = stored
        let draft = RevisionRow.Draft(
            kind: D.kind, documentID: document.documentID, before: beforeValue, after: document.documentValue, name: document.documentName,
            reverts: reverts)
        let written = try note(draft)
        try AtlasProperty.renewDataVersion(db)
        try D.renewVersion(changed: document.documentID, db)
        guard let version = written.version else { throw AtlasStoreError.inconsistent("the revision of \(document.documentID) has no version") }
        return .saved(revision: written.number, version: version)
    }

    /// - Parameter expecting: the version of the state that the author saw; nil for whichever it is.
    func remove<D: StoredDocument>(_ type: D.Type, id: String, expecting: DocumentVersion?, reverts: Int64? = nil) throws -> RemovalOutcome<D> {
        guard let before = try D.fetch(id: id, db) else { return .absent }
        let version = DocumentVersion(of: before)
        guard expecting == nil || version == expecting else { return .conflict(current: before, version: version) }
        try D.checkRemoval(id: id, db)
        try D.delete(id: id, db)
        let written = try note(
            RevisionRow.Draft(
                kind: D.kind, documentID: id, before: before.documentValue, after: nil, name: before.documentName, reverts: reverts))
        try AtlasProperty.renewDataVersion(db)
        try D.renewVersion(changed: id, db)
        return .removed(revision: written.number)
    }

    private func note(_ draft: RevisionRow.Draft) throws -> (number: Int64, version: DocumentVersion?) {
        let written = try RevisionRow.write(draft, occasion, db)
        if occasion.author.isByHand { try HandEdits.note(draft, at: occasion.moment, db) }
        return written
    }
}

/// The source of entries that are kept here and come from no register.
enum KeptSource {
    /// Adds the source when a document names it for the first time.
    static func write(for document: DocumentValue, _ occasion: RevisionRow.Occasion, _ db: Database) throws {
        guard document["source"] == .text(Source.keptHereID),
            try Int.fetchOne(db.cachedStatement(sql: "SELECT 1 FROM source WHERE id = ?"), arguments: [Source.keptHereID]) == nil
        else { return }
        try SourceWriting.upsert([.keptHere(from: try Period(String(occasion.madeAt.prefix(10))))], to: db)
    }
}

extension AtlasStore {
    /// Writes one document and its revision in one transaction, after looking at everything that an import looks at.
    ///
    /// - Parameters:
    ///   - expecting: the version of the state that the author saw; nil for a new document, for which an existing one is a conflict.
    ///   - why: the reason in the author's words; may be empty.
    ///   - moment: when it is done.
    /// - Throws: `InstitutionRefusal`, `AgreementRefusal` or `KnowledgeRefusal` for a document that cannot be taken. Nothing is written then.
    public func save<D: RevisedDocument>(
        _ document: D, expecting: DocumentVersion?, author: Author, why: String, moment: Date = Date()
    ) async throws -> SaveOutcome<D> {
        guard let stored = document as? any StoredDocument else { throw RevertRefusal.unknownKind(D.kind) }
        @Sendable func save<S: StoredDocument>(_ document: S, _ door: DocumentDoor) throws -> SaveOutcome<D>? {
            try door.save(document, expecting: expecting) as? SaveOutcome<D>
        }
        return try await inHistory(author, why, moment) { door in
            let outcome = try save(stored, door)
            guard let outcome else { throw RevertRefusal.unknownKind(D.kind) }
            if case .saved = outcome { return (outcome, true) }
            return (outcome, false)
        }
    }

    /// Removes one document and writes its revision in one transaction.
    ///
    /// - Parameter expecting: the version of the state that the author saw.
    /// - Throws: the same refusals as `save`, when other documents still refer to it.
    public func remove<D: RevisedDocument>(
        _ type: D.Type, id: String, expecting: DocumentVersion, author: Author, why: String, moment: Date = Date()
    ) async throws -> RemovalOutcome<D> {
        guard let stored = StoredDocuments.type(of: D.kind) else { throw RevertRefusal.unknownKind(D.kind) }
        @Sendable func remove<S: StoredDocument>(_ type: S.Type, _ door: DocumentDoor) throws -> RemovalOutcome<D>? {
            try door.remove(type, id: id, expecting: expecting) as? RemovalOutcome<D>
        }
        return try await inHistory(author, why, moment) { door in
            guard let outcome = try remove(stored, door) else { throw RevertRefusal.unknownKind(D.kind) }
            if case .removed = outcome { return (outcome, true) }
            return (outcome, false)
        }
    }

    /// One document and the version that a change has to expect; nil when there is none with the id.
    public func document<D: RevisedDocument>(_ type: D.Type, id: String) async throws -> (document: D, version: DocumentVersion)? {
        guard let stored = StoredDocuments.type(of: D.kind) else { throw RevertRefusal.unknownKind(D.kind) }
        let found = try await pool.read { db in try stored.fetch(id: id, db) as? D }
        return found.map { ($0, DocumentVersion(of: $0)) }
    }

    /// One transaction of the door, kept when `body` says that it wrote something.
    func inHistory<Result: Sendable>(
        _ author: Author, _ why: String, _ moment: Date, _ body: @escaping @Sendable (DocumentDoor) throws -> (result: Result, isWritten: Bool)
    ) async throws -> Result {
        do {
            return try await pool.writeWithoutTransaction { db in
                var result: Result?
                try db.inTransaction(.immediate) {
                    let outcome = try body(DocumentDoor(db: db, occasion: RevisionRow.Occasion(author: author, why: why, moment: moment)))
                    result = outcome.result
                    return outcome.isWritten ? .commit : .rollback
                }
                guard let result else { throw AtlasStoreError.inconsistent("the change gave no result") }
                return result
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw AtlasStoreError.inconsistent("the document was left as it was: \(error.message ?? "\(error)")")
        }
    }
}
