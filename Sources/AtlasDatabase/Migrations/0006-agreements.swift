// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// Agreements between institutions, with all that they say.
    ///
    /// Periods are texts in ISO 8601: a year, a month or a day, as the source knows it.
    static func createAgreements(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE agreement (
                    number INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 2 AND 80 AND id NOT GLOB '*[^a-z0-9-]*'),
                    kind TEXT NOT NULL CHECK (kind <> ''),
                    title TEXT NOT NULL CHECK (title <> ''),
                    form TEXT NOT NULL CHECK (form <> ''),
                    subject TEXT NOT NULL,
                    signed TEXT, valid_from TEXT,
                    end_kind TEXT NOT NULL CHECK (end_kind IN ('on', 'open', 'not-stated')),
                    valid_to TEXT CHECK ((valid_to IS NOT NULL) = (end_kind = 'on')),
                    terminated_on TEXT,
                    renews TEXT REFERENCES agreement (id) DEFERRABLE INITIALLY DEFERRED CHECK (renews <> id),
                    exchange_scope TEXT CHECK (exchange_scope <> ''),
                    exchange_means TEXT CHECK (exchange_means IS NULL OR exchange_scope IS NOT NULL),
                    exchange_safeguards TEXT CHECK (exchange_safeguards IS NULL OR exchange_scope IS NOT NULL),
                    risks TEXT, monitoring TEXT,
                    open_to_join INTEGER CHECK (open_to_join IN (0, 1)),
                    source_id TEXT NOT NULL REFERENCES source (id),
                    record_date TEXT, verified_on TEXT, note TEXT
                );
                CREATE INDEX agreement_renews ON agreement (renews) WHERE renews IS NOT NULL;

                -- Either an institution of the directory, or all institutions of a type in a unit.
                CREATE TABLE agreement_party (
                    agreement_number INTEGER NOT NULL REFERENCES agreement (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    institution_id TEXT REFERENCES institution (id) DEFERRABLE INITIALLY DEFERRED,
                    group_type TEXT CHECK (group_type <> ''),
                    group_stem TEXT CHECK (length(group_stem) IN (2, 4, 6) AND group_stem NOT GLOB '*[^0-9]*'),
                    role TEXT NOT NULL CHECK (role <> ''),
                    name TEXT, signatory TEXT,
                    contact_name TEXT, contact_role TEXT, contact_phone TEXT, contact_phone_number TEXT, contact_phone_extension TEXT,
                    contact_email TEXT,
                    PRIMARY KEY (agreement_number, position),
                    UNIQUE (agreement_number, institution_id),
                    UNIQUE (agreement_number, group_type, group_stem),
                    CHECK ((institution_id IS NULL) = (group_type IS NOT NULL)),
                    CHECK ((group_type IS NULL) = (group_stem IS NULL))
                ) WITHOUT ROWID;
                CREATE INDEX agreement_party_institution ON agreement_party (institution_id) WHERE institution_id IS NOT NULL;

                CREATE TABLE agreement_area (
                    agreement_number INTEGER NOT NULL REFERENCES agreement (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    -- a code without the kind digit; 00 is the whole country
                    stem TEXT NOT NULL CHECK (length(stem) IN (2, 4, 6) AND stem NOT GLOB '*[^0-9]*'),
                    PRIMARY KEY (agreement_number, position),
                    UNIQUE (agreement_number, stem)
                ) WITHOUT ROWID;

                -- target groups and services
                CREATE TABLE agreement_term (
                    agreement_number INTEGER NOT NULL REFERENCES agreement (number) ON DELETE CASCADE,
                    kind TEXT NOT NULL CHECK (kind IN ('target', 'service')),
                    position INTEGER NOT NULL,
                    term_id TEXT NOT NULL REFERENCES taxonomy_term (id) DEFERRABLE INITIALLY DEFERRED,
                    PRIMARY KEY (agreement_number, kind, position),
                    UNIQUE (agreement_number, kind, term_id)
                ) WITHOUT ROWID;

                CREATE TABLE agreement_programme (
                    agreement_number INTEGER NOT NULL REFERENCES agreement (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    programme TEXT NOT NULL CHECK (programme <> ''),
                    PRIMARY KEY (agreement_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE agreement_legal_basis (
                    agreement_number INTEGER NOT NULL REFERENCES agreement (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    text TEXT NOT NULL CHECK (text <> ''),
                    PRIMARY KEY (agreement_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE agreement_action (
                    agreement_number INTEGER NOT NULL REFERENCES agreement (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    description TEXT NOT NULL CHECK (description <> ''),
                    action_from TEXT, action_to TEXT,
                    responsible_id TEXT REFERENCES institution (id) DEFERRABLE INITIALLY DEFERRED,
                    PRIMARY KEY (agreement_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE agreement_funding (
                    agreement_number INTEGER NOT NULL REFERENCES agreement (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    source TEXT NOT NULL CHECK (source <> ''),
                    amount_grosze INTEGER CHECK (amount_grosze >= 0),
                    note TEXT,
                    PRIMARY KEY (agreement_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE agreement_effect (
                    agreement_number INTEGER NOT NULL REFERENCES agreement (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    description TEXT NOT NULL CHECK (description <> ''),
                    measure TEXT, target REAL, reached REAL, reached_on TEXT,
                    PRIMARY KEY (agreement_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE agreement_deadline (
                    agreement_number INTEGER NOT NULL REFERENCES agreement (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    duty TEXT NOT NULL CHECK (duty <> ''),
                    event TEXT NOT NULL CHECK (event <> ''),
                    direction TEXT NOT NULL CHECK (direction <> ''),
                    working_days INTEGER NOT NULL CHECK (working_days BETWEEN 1 AND 250),
                    PRIMARY KEY (agreement_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE agreement_amendment (
                    agreement_number INTEGER NOT NULL REFERENCES agreement (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    date TEXT NOT NULL,
                    subject TEXT NOT NULL CHECK (subject <> ''),
                    PRIMARY KEY (agreement_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE agreement_attachment (
                    agreement_number INTEGER NOT NULL REFERENCES agreement (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    title TEXT NOT NULL CHECK (title <> ''),
                    address TEXT NOT NULL CHECK (address LIKE 'https://_%' OR address LIKE 'http://_%'),
                    PRIMARY KEY (agreement_number, position)
                ) WITHOUT ROWID;
                """)
    }
}
