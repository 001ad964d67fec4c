// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// What confirming an entry came to.
public enum ConfirmationOutcome: Sendable {
    case confirmed
    /// The entry changed since the page was shown, or is gone. Nothing was written.
    case conflict
}

extension AtlasStore {
    /// Notes on the entry and at the link that the institution says all is true, in one transaction.
    /// - Parameters:
    ///   - version: of the entry that the institution saw.
    ///   - day: today in Poland.
    public func confirm(
        _ visit: VerificationVisit, expecting version: DocumentVersion, on day: Period, moment: Date
    ) async throws -> ConfirmationOutcome {
        try await inHistory(.institution(visit.institution), "", moment) { door in
            guard var institution = try Institution.fetch(id: visit.institution.text, door.db) else { return (.conflict, false) }
            institution.verifiedOn = day
            if case .conflict = try door.save(institution, expecting: version) { return (.conflict, false) }
            try VerificationRows.note(.confirmed, to: visit.number, at: moment, door.db)
            return (.confirmed, true)
        }
    }

    /// Takes what an institution says has changed, and notes its answer at the link, in one transaction.
    public func takeChanges(_ drafts: [SuggestionDraft], of visit: VerificationVisit, moment: Date) async throws -> [SuggestionTaking] {
        try await pool.write { db in
            let taken = try drafts.map { try SuggestionWriting.take($0, at: moment, db) }
            try VerificationRows.note(.changed, to: visit.number, at: moment, db)
            return taken
        }
    }
}
