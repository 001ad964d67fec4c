// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// Indicators, their sources and their observations.
    static func createIndicators(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE source (
                    id TEXT NOT NULL PRIMARY KEY,
                    name_pl TEXT NOT NULL,
                    name_en TEXT NOT NULL,
                    publisher TEXT NOT NULL,
                    url TEXT,
                    date TEXT NOT NULL,
                    licence_pl TEXT NOT NULL CHECK (licence_pl <> ''),
                    licence_en TEXT NOT NULL CHECK (licence_en <> '')
                ) WITHOUT ROWID;

                CREATE TABLE indicator (
                    number INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 2 AND 64 AND id NOT GLOB '*[^a-z0-9-]*'),
                    -- the order of the catalogue
                    position INTEGER NOT NULL,
                    topic_pl TEXT NOT NULL, topic_en TEXT NOT NULL,
                    name_pl TEXT NOT NULL CHECK (name_pl <> ''), name_en TEXT NOT NULL CHECK (name_en <> ''),
                    unit_pl TEXT NOT NULL, unit_en TEXT NOT NULL,
                    note_pl TEXT NOT NULL, note_en TEXT NOT NULL,
                    source_id TEXT NOT NULL REFERENCES source (id),
                    direction TEXT NOT NULL CHECK (direction IN ('higher-is-worse', 'higher-is-better', 'neutral')),
                    aggregation TEXT NOT NULL CHECK (aggregation IN ('sum', 'ratio', 'none')),
                    numerator_id TEXT CHECK ((numerator_id IS NOT NULL) = (aggregation = 'ratio')),
                    denominator_id TEXT CHECK ((denominator_id IS NOT NULL) = (aggregation = 'ratio')),
                    factor REAL CHECK ((factor IS NOT NULL) = (aggregation = 'ratio')),
                    decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 6)
                );

                CREATE TABLE period (
                    number INTEGER PRIMARY KEY,
                    text TEXT NOT NULL UNIQUE
                );

                -- Clustered: one indicator and period is one range scan, and as unit numbers of a level form a
                -- range (województwa 2…99, powiats 100…9999, gminas from 10000), so is one level of it.
                CREATE TABLE observation (
                    indicator_number INTEGER NOT NULL REFERENCES indicator (number),
                    period_number INTEGER NOT NULL REFERENCES period (number),
                    unit_number INTEGER NOT NULL CHECK (unit_number BETWEEN 0 AND 999999),
                    value REAL,
                    flag TEXT CHECK (flag IN ('missing', 'not-applicable', 'forecast', 'derived')),
                    -- 1: computed from parts by the atlas; 0: as the source gave it
                    is_computed INTEGER NOT NULL CHECK (is_computed IN (0, 1)),
                    -- missing, not applicable and zero are three different things
                    CHECK ((value IS NULL) = (flag IS NOT NULL AND flag IN ('missing', 'not-applicable'))),
                    PRIMARY KEY (indicator_number, period_number, unit_number)
                ) WITHOUT ROWID;
                CREATE INDEX observation_unit ON observation (unit_number, indicator_number);
                """)
    }
}
