// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// What an import of documents did.
protocol DocumentWriteSummary: Sendable {
    init()
    var summary: WriteSummary { get }
    /// Whether the import changed what is known of people's changes, even when it changed no document.
    var hasNewEdits: Bool { get }
}

extension AgreementWriteSummary: DocumentWriteSummary {}
extension KnowledgeWriteSummary: DocumentWriteSummary {}

extension AtlasStore {
    /// One import of documents: its entry in the log, the sources, the documents and their new version, all or nothing.
    /// - Parameters:
    ///   - name: what the log calls the documents.
    ///   - version: the version of all documents of the kind.
    ///   - failure: what is said of all of them when the database does not take one.
    ///   - write: writes the documents.
    func importDocuments<Summary: DocumentWriteSummary>(
        _ name: String, version: AtlasProperty, sources: [Source], edits: EditRules, dryRun: Bool, failure: String,
        _ write: @escaping @Sendable (Database, HistoricImport) throws -> Summary
    ) async throws -> Summary {
        do {
            return try await pool.writeWithoutTransaction { db in
                var result = Summary()
                try db.inTransaction(.immediate) {
                    let log = try ImportLog(db, ImportProvenance(kind: name))
                    try SourceWriting.upsert(sources, to: db)
                    result = try write(db, log.historic(name, edits))
                    let isChanged = result.summary.added + result.summary.changed > 0
                    guard !dryRun, isChanged || result.hasNewEdits else { return .rollback }
                    guard isChanged else {
                        try log.discard()
                        return .commit
                    }
                    try log.finish(note: "\(name) +\(result.summary.added) ~\(result.summary.changed)")
                    try AtlasProperty.renewDataVersion(db)
                    try AtlasProperty.renew(version, db)
                    return .commit
                }
                return result
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw AtlasStoreError.inconsistent("\(failure): \(error.message ?? "\(error)")")
        }
    }
}
