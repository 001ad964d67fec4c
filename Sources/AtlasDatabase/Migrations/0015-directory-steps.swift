// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// Which institutions changed from one version of the directory to the next.
    static func createDirectorySteps(_ db: Database) throws {
        try db.execute(
            sql: """
                -- A row an institution that was added, changed or removed. A version that stands here nowhere came about in another way:
                -- then anything may have changed.
                CREATE TABLE directory_step (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    -- of the directory, before the change and after
                    before TEXT NOT NULL CHECK (before <> ''),
                    after TEXT NOT NULL CHECK (after <> ''),
                    institution_id TEXT NOT NULL CHECK (institution_id <> '')
                );
                CREATE INDEX directory_step_before ON directory_step (before);
                """)
    }
}
