// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// An entry of the knowledge base that was not taken, and why. Nothing of the import was.
public struct KnowledgeRefusal: Error, Sendable, Hashable, LocalizedError {
    public let id: KnowledgeID
    /// What is wrong, for those who say it in another language; nil when it is no fault of the entry itself.
    public let fault: KnowledgeFault?
    public let reason: String

    public init(id: KnowledgeID, reason: String) {
        self.id = id
        fault = nil
        self.reason = reason
    }

    public init(id: KnowledgeID, fault: KnowledgeFault) {
        self.id = id
        self.fault = fault
        reason = fault.localizedDescription
    }

    /// The field of the document to which it belongs, where one is known.
    public var field: String? { fault?.field }

    public var errorDescription: String? { "\(id): \(reason). The knowledge base was left as it was." }
}

/// What an import of knowledge did.
public struct KnowledgeWriteSummary: Sendable, Hashable {
    public var summary = WriteSummary()
    public var added: [KnowledgeID] = []
    public var changed: [KnowledgeID] = []
    /// Practices that are not as the input says, because people changed them since the last import.
    public var kept: [KeptEdit] = []
    /// Whether the import changed what is known of people's changes, even when it changed no entry.
    var hasNewEdits = false
}

extension AtlasStore {
    /// All practices, recommendations and people who lead innovation, each by id.
    public func knowledge() async throws -> KnowledgeBase {
        try await pool.read { db in try KnowledgeRow.fetchAll(db) }
    }

    /// Adds entries or changes those with the same id, all or none.
    /// - Throws: `KnowledgeRefusal` for an unknown institution, unit, term, agreement or whole, a place twice, an end before the begin.
    public func importKnowledge(
        _ knowledge: KnowledgeBase, sources: [Source] = [], edits: EditRules = EditRules(), dryRun: Bool = false
    ) async throws -> KnowledgeWriteSummary {
        try await importDocuments(
            "knowledge", version: .knowledgeVersion, sources: sources, edits: edits, dryRun: dryRun, failure: "the knowledge base was left as it was"
        ) { db, historic in try KnowledgeWriting.upsert(knowledge, to: db, historic: historic) }
    }

    /// Takes entries out, such as a person who no longer agrees to be shown; unknown ids are left out of the count.
    /// - Throws: `KnowledgeRefusal` when another practice is part of one of them.
    public func removeKnowledge(_ ids: [KnowledgeID]) async throws -> Int {
        try await pool.writeWithoutTransaction { db in
            var count = 0
            try db.inTransaction(.immediate) {
                let gone = Set(ids.map(\.text))
                for id in ids {
                    let parts = try String.fetchAll(db, sql: "SELECT id FROM practice WHERE part_of = ?", arguments: [id.text])
                    if let part = parts.first(where: { !gone.contains($0) }) {
                        throw KnowledgeRefusal(id: id, reason: "\(part) is part of it: change or remove that one first")
                    }
                }
                count = try Self.removeWithRevision(Practice.self, ids.map(\.text), .program("remove"), db)
                for id in ids {
                    for table in ["recommendation", "innovation_leader"] {
                        try db.execute(sql: "DELETE FROM \(table) WHERE id = ?", arguments: [id.text])
                        count += db.changesCount
                    }
                }
                guard count > 0 else { return .rollback }
                try AtlasProperty.renewDataVersion(db)
                try AtlasProperty.renew(.knowledgeVersion, db)
                return .commit
            }
            return count
        }
    }
}
