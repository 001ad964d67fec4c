// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

extension AtlasStore {
    /// When the institution itself last changed or confirmed its entry: by an account that edits it, or by its own link.
    /// - Returns: nil when it never did.
    public func keptByInstitution(_ id: InstitutionID) async throws -> Date? {
        try await pool.read { db in
            try String.fetchOne(
                db,
                sql: """
                    SELECT max(r.made_at) FROM revision r
                    WHERE r.kind = ? AND r.document_id = ? AND (r.author_kind = 'institution' OR (r.author_kind = 'account' AND EXISTS (
                        SELECT 1 FROM account_grant g
                        WHERE g.account_number = r.account_number AND g.role = 'editor' AND g.institution_id = r.document_id)))
                    """, arguments: [DocumentKind.institution.rawValue, id.text]
            ).map { try ImportLog.date($0) }
        }
    }
}
