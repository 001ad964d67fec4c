// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// A document that an import would have made other than people left it.
public struct KeptEdit: Sendable, Hashable {
    public let reference: DocumentReference
    public let name: String
    /// The fields that stayed as people left them; empty for a document that people removed.
    public let fields: [String]
    /// Whether it stays removed.
    public let isRemoved: Bool
}

/// How an import meets what people changed.
public struct EditRules: Sendable, Hashable {
    /// Whether what people changed gives way to the file.
    public var overwritesEdits: Bool
    /// Whether the documents were made from the stored ones by tables that say only a part.
    public var addsToStored: Bool

    public init(overwritesEdits: Bool = false, addsToStored: Bool = false) {
        self.overwritesEdits = overwritesEdits
        self.addsToStored = addsToStored
    }
}

/// One import, as far as the history is concerned.
struct HistoricImport {
    let occasion: RevisionRow.Occasion
    let rules: EditRules
}

/// The documents of one kind in an import: what of them people changed, and the revisions.
struct ImportedDocuments<D: StoredDocument> {
    private let db: Database
    /// Nil while a file is made: the first state needs no history.
    private let historic: HistoricImport?
    private let edits: [String: HandEdits.Kept]
    private(set) var kept: [KeptEdit] = []
    /// Whether what is known of people's changes is another now, even when no document is.
    private(set) var hasNewEdits = false

    init(_ db: Database, _ historic: HistoricImport?) throws {
        self.db = db
        self.historic = historic
        edits = historic == nil ? [:] : try HandEdits.fetchAll(D.kind, db)
    }

    /// What is to be written instead of what the file says.
    /// - Returns: nil when the document stays removed.
    mutating func resolve(_ theirs: D, current: D?, faults: (D) -> Bool) throws -> D? {
        guard let historic, let edit = edits[theirs.documentID], edit.isRemoved == (current == nil) else { return theirs }
        let reference = DocumentReference(kind: D.kind, id: theirs.documentID)
        guard !historic.rules.overwritesEdits else {
            try HandEdits.forget(D.kind, theirs.documentID, db)
            hasNewEdits = true
            return theirs
        }
        guard let current else {
            kept.append(KeptEdit(reference: reference, name: theirs.documentName, fields: [], isRemoved: true))
            return nil
        }
        let merge = DocumentMerge(
            base: edit.imported, mine: current.documentValue, theirs: theirs.documentValue, addsToStored: historic.rules.addsToStored)
        var result = try D(documentValue: merge.merged)
        var fields = merge.kept
        if faults(result) {
            // Its parts do not go together: people's state stays as a whole.
            result = current
            let changes = RevisionRow.fieldChanges(from: theirs.documentValue, to: current.documentValue)
            fields = Set(changes.before.fields.keys).union(changes.after.fields.keys).sorted()
        }
        if !fields.isEmpty {
            kept.append(KeptEdit(reference: reference, name: current.documentName, fields: fields, isRemoved: false))
        }
        hasNewEdits = hasNewEdits || merge.imported != edit.imported
        try HandEdits.write(
            D.kind, theirs.documentID, imported: merge.imported, current: result.documentValue, at: edit.editedAt, db)
        return result
    }

    /// Writes the revision of one document.
    func note(before: D?, after: D) throws {
        guard let historic else { return }
        let draft = RevisionRow.Draft(
            kind: D.kind, documentID: after.documentID, before: before?.documentValue, after: after.documentValue, name: after.documentName)
        if draft.before != draft.after { _ = try RevisionRow.write(draft, historic.occasion, db) }
    }
}

extension AtlasStore {
    /// Takes documents out by a command, with a revision each.
    static func removeWithRevision<D: StoredDocument>(_ type: D.Type, _ ids: [String], _ author: Author, _ db: Database) throws -> Int {
        let occasion = RevisionRow.Occasion(author: author, why: "", moment: Date())
        var count = 0
        for id in ids {
            guard let before = try D.fetch(id: id, db) else { continue }
            try D.delete(id: id, db)
            _ = try RevisionRow.write(
                RevisionRow.Draft(kind: D.kind, documentID: id, before: before.documentValue, after: nil, name: before.documentName), occasion, db)
            try HandEdits.forget(D.kind, id, db)
            count += 1
        }
        return count
    }
}
