// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// Who changed which document, when, why and how; and which documents people changed since they were imported.
    static func createHistory(_ db: Database) throws {
        try db.execute(
            sql: """
                -- Documents are JSON. A revision holds the fields that changed: the whole state at any time follows from the document
                -- as it is now by taking later revisions back, so that an import of a hundred thousand entries that changes one field
                -- of each costs a few megabytes.
                CREATE TABLE revision (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    kind TEXT NOT NULL CHECK (kind <> ''),
                    document_id TEXT NOT NULL CHECK (document_id <> ''),
                    -- what lists call the document
                    name TEXT NOT NULL,
                    -- ISO 8601 in UTC, to the second
                    made_at TEXT NOT NULL CHECK (made_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'),
                    author_kind TEXT NOT NULL CHECK (author_kind <> ''),
                    -- of the import or the suggestion
                    author_number INTEGER,
                    -- the account whose decision it was
                    account_number INTEGER,
                    author_name TEXT NOT NULL,
                    why TEXT NOT NULL,
                    -- the revision that this one takes back
                    reverts INTEGER REFERENCES revision (number),
                    -- the changed fields; null for a new document, whole for one that was removed
                    before TEXT CHECK (before IS NULL OR json_valid(before)),
                    -- the changed fields; null for a removed document, whole for a new one
                    after TEXT CHECK (after IS NULL OR json_valid(after)),
                    -- the whole document before, when it is not what the revision before this one left
                    whole_before TEXT CHECK (whole_before IS NULL OR json_valid(whole_before)),
                    -- of the state after; null for a removed document
                    version TEXT CHECK ((version IS NULL) = (after IS NULL)),
                    CHECK (before IS NOT NULL OR after IS NOT NULL)
                );
                CREATE INDEX revision_document ON revision (kind, document_id, number);
                CREATE INDEX revision_account ON revision (account_number, number) WHERE account_number IS NOT NULL;
                CREATE INDEX revision_made_at ON revision (made_at);

                -- Documents that are not as the last import gave them, because people changed, added or removed them since.
                CREATE TABLE hand_edit (
                    kind TEXT NOT NULL,
                    document_id TEXT NOT NULL,
                    -- what the last import gave; null when none did
                    imported TEXT CHECK (imported IS NULL OR json_valid(imported)),
                    -- the fields that differ, parted by spaces
                    fields TEXT NOT NULL,
                    edited_at TEXT NOT NULL,
                    is_removed INTEGER NOT NULL CHECK (is_removed IN (0, 1)),
                    PRIMARY KEY (kind, document_id)
                ) WITHOUT ROWID;
                """)
    }
}
