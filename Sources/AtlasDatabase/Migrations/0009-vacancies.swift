// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// Offers of jobs and training, by the feed in which they come.
    static func createVacancies(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE vacancy_feed (
                    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 2 AND 80 AND id NOT GLOB '*[^a-z0-9-]*'),
                    name TEXT NOT NULL CHECK (name <> ''),
                    date TEXT NOT NULL
                ) WITHOUT ROWID;

                CREATE TABLE vacancy (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    feed_id TEXT NOT NULL REFERENCES vacancy_feed (id) ON DELETE CASCADE,
                    id TEXT NOT NULL CHECK (id <> ''),
                    kind TEXT NOT NULL CHECK (kind <> ''),
                    title TEXT NOT NULL CHECK (title <> ''),
                    employer TEXT, place TEXT,
                    -- a powiat or a gmina, without the kind digit
                    stem TEXT NOT NULL CHECK (length(stem) IN (4, 6) AND stem NOT GLOB '*[^0-9]*'),
                    positions INTEGER CHECK (positions > 0),
                    wage TEXT, hours TEXT, requirements TEXT, description TEXT, contact TEXT,
                    phone TEXT, phone_number TEXT, phone_extension TEXT, email TEXT,
                    valid_from TEXT, valid_to TEXT,
                    link TEXT CHECK (link LIKE 'https://_%' OR link LIKE 'http://_%'),
                    -- the last day on which it is shown, as 20261121
                    shown_to INTEGER NOT NULL CHECK (shown_to BETWEEN 19000101 AND 21991231),
                    UNIQUE (feed_id, id)
                );
                CREATE INDEX vacancy_stem ON vacancy (stem, shown_to);
                """)
    }
}
