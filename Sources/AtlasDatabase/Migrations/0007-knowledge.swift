// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// Practices, recommendations, and people who lead innovation.
    ///
    /// Periods are texts in ISO 8601. Places and reports name either an institution or a unit; `00` is the whole country.
    static func createKnowledge(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE practice (
                    number INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 2 AND 80 AND id NOT GLOB '*[^a-z0-9-]*'),
                    kind TEXT NOT NULL CHECK (kind IN ('practice', 'innovation', 'tool', 'programme')),
                    catalogue_number INTEGER CHECK (catalogue_number BETWEEN 1 AND 9999),
                    part_of TEXT REFERENCES practice (id) DEFERRABLE INITIALLY DEFERRED CHECK (part_of <> id),
                    name_pl TEXT NOT NULL CHECK (name_pl <> ''), name_en TEXT NOT NULL CHECK (name_en <> ''),
                    summary_pl TEXT NOT NULL CHECK (summary_pl <> ''), summary_en TEXT NOT NULL CHECK (summary_en <> ''),
                    description_pl TEXT NOT NULL, description_en TEXT NOT NULL,
                    conditions_pl TEXT NOT NULL, conditions_en TEXT NOT NULL,
                    contact_name TEXT, contact_role TEXT, contact_phone TEXT, contact_phone_number TEXT, contact_phone_extension TEXT,
                    contact_email TEXT,
                    lead_id TEXT REFERENCES institution (id) DEFERRABLE INITIALLY DEFERRED,
                    source_id TEXT NOT NULL REFERENCES source (id),
                    record_date TEXT, verified_on TEXT,
                    note_pl TEXT NOT NULL, note_en TEXT NOT NULL
                );
                CREATE INDEX practice_part_of ON practice (part_of) WHERE part_of IS NOT NULL;

                CREATE TABLE practice_term (
                    practice_number INTEGER NOT NULL REFERENCES practice (number) ON DELETE CASCADE,
                    kind TEXT NOT NULL CHECK (kind IN ('problem', 'target', 'service')),
                    position INTEGER NOT NULL,
                    term_id TEXT NOT NULL REFERENCES taxonomy_term (id) DEFERRABLE INITIALLY DEFERRED,
                    PRIMARY KEY (practice_number, kind, position),
                    UNIQUE (practice_number, kind, term_id)
                ) WITHOUT ROWID;

                CREATE TABLE practice_result (
                    practice_number INTEGER NOT NULL REFERENCES practice (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    measure_pl TEXT NOT NULL CHECK (measure_pl <> ''), measure_en TEXT NOT NULL CHECK (measure_en <> ''),
                    value REAL NOT NULL,
                    unit_pl TEXT NOT NULL, unit_en TEXT NOT NULL,
                    period TEXT,
                    PRIMARY KEY (practice_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE practice_place (
                    practice_number INTEGER NOT NULL REFERENCES practice (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    institution_id TEXT REFERENCES institution (id) DEFERRABLE INITIALLY DEFERRED,
                    stem TEXT CHECK (length(stem) IN (2, 4, 6) AND stem NOT GLOB '*[^0-9]*'),
                    since TEXT, until TEXT, note_pl TEXT NOT NULL, note_en TEXT NOT NULL,
                    PRIMARY KEY (practice_number, position),
                    UNIQUE (practice_number, institution_id),
                    UNIQUE (practice_number, stem),
                    CHECK ((institution_id IS NULL) = (stem IS NOT NULL))
                ) WITHOUT ROWID;

                CREATE TABLE practice_material (
                    practice_number INTEGER NOT NULL REFERENCES practice (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    title TEXT NOT NULL CHECK (title <> ''),
                    address TEXT NOT NULL CHECK (address LIKE 'https://_%' OR address LIKE 'http://_%'),
                    PRIMARY KEY (practice_number, position)
                ) WITHOUT ROWID;

                -- Agreements end and are taken out; what was learnt under them stays, so nothing is held fast here.
                CREATE TABLE practice_agreement (
                    practice_number INTEGER NOT NULL REFERENCES practice (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    agreement_id TEXT NOT NULL,
                    PRIMARY KEY (practice_number, position),
                    UNIQUE (practice_number, agreement_id)
                ) WITHOUT ROWID;

                CREATE TABLE recommendation (
                    number INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 2 AND 80 AND id NOT GLOB '*[^a-z0-9-]*'),
                    report_id TEXT NOT NULL REFERENCES source (id),
                    report_number INTEGER NOT NULL CHECK (report_number BETWEEN 1 AND 9999),
                    text_pl TEXT NOT NULL CHECK (text_pl <> ''), text_en TEXT NOT NULL CHECK (text_en <> ''),
                    addressee_pl TEXT NOT NULL, addressee_en TEXT NOT NULL,
                    answer TEXT CHECK (answer IN ('accepted', 'partly', 'rejected')),
                    respondent_pl TEXT CHECK ((respondent_pl IS NULL) = (answer IS NULL)),
                    respondent_en TEXT CHECK ((respondent_en IS NULL) = (answer IS NULL)),
                    explanation_pl TEXT CHECK ((explanation_pl IS NULL) = (answer IS NULL)),
                    explanation_en TEXT CHECK ((explanation_en IS NULL) = (answer IS NULL)),
                    record_date TEXT, note_pl TEXT NOT NULL, note_en TEXT NOT NULL,
                    UNIQUE (report_id, report_number)
                );

                CREATE TABLE recommendation_progress (
                    recommendation_number INTEGER NOT NULL REFERENCES recommendation (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    institution_id TEXT REFERENCES institution (id) DEFERRABLE INITIALLY DEFERRED,
                    stem TEXT CHECK (length(stem) IN (2, 4, 6) AND stem NOT GLOB '*[^0-9]*'),
                    status TEXT NOT NULL CHECK (status IN ('not-started', 'partly', 'done', 'rejected')),
                    date TEXT NOT NULL, note_pl TEXT NOT NULL, note_en TEXT NOT NULL,
                    PRIMARY KEY (recommendation_number, position),
                    CHECK ((institution_id IS NULL) = (stem IS NOT NULL))
                ) WITHOUT ROWID;

                CREATE TABLE innovation_leader (
                    number INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 2 AND 80 AND id NOT GLOB '*[^a-z0-9-]*'),
                    name TEXT CHECK (name <> ''),
                    function_pl TEXT NOT NULL CHECK (function_pl <> ''), function_en TEXT NOT NULL CHECK (function_en <> ''),
                    institution_id TEXT REFERENCES institution (id) DEFERRABLE INITIALLY DEFERRED,
                    field_pl TEXT NOT NULL CHECK (field_pl <> ''), field_en TEXT NOT NULL CHECK (field_en <> ''),
                    problems TEXT NOT NULL, area TEXT NOT NULL,
                    phone TEXT, phone_number TEXT, phone_extension TEXT, email TEXT,
                    -- Nobody stands here without having agreed to it.
                    consent_on TEXT NOT NULL CHECK (consent_on <> ''),
                    source_id TEXT NOT NULL REFERENCES source (id),
                    record_date TEXT
                );
                """)
    }
}
