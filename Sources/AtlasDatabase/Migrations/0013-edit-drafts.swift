// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// What people have typed into forms and not saved yet.
    static func createEditDrafts(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE edit_draft (
                    account_number INTEGER NOT NULL REFERENCES account (number) ON DELETE CASCADE,
                    kind TEXT NOT NULL CHECK (kind <> ''),
                    -- empty for a document that is still to be added
                    document_id TEXT NOT NULL,
                    -- the fields of the form: names with lists of texts
                    fields TEXT NOT NULL CHECK (json_valid(fields)),
                    -- the state of the document that the author saw; null for a new one
                    base_version TEXT,
                    -- ISO 8601 in UTC, to the second
                    saved_at TEXT NOT NULL,
                    PRIMARY KEY (account_number, kind, document_id)
                ) WITHOUT ROWID;
                CREATE INDEX edit_draft_saved_at ON edit_draft (saved_at);
                """)
    }
}
