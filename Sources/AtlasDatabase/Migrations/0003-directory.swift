// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// The directory: institutions with their places, contacts, hours, areas and services; the taxonomy and
    /// what the law assigns by type; adviser sectors; the thesaurus of the search.
    static func createDirectory(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE taxonomy_term (
                    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 2 AND 64 AND id NOT GLOB '*[^a-z0-9-]*'),
                    position INTEGER NOT NULL,
                    kind TEXT NOT NULL CHECK (kind IN ('service', 'target', 'problem')),
                    parent_id TEXT REFERENCES taxonomy_term (id) DEFERRABLE INITIALLY DEFERRED CHECK (parent_id <> id),
                    name_pl TEXT NOT NULL CHECK (name_pl <> ''), name_en TEXT NOT NULL CHECK (name_en <> ''),
                    explanation_pl TEXT NOT NULL, explanation_en TEXT NOT NULL
                ) WITHOUT ROWID;

                -- the problems beside which a service or a target group stands
                CREATE TABLE taxonomy_relation (
                    term_id TEXT NOT NULL REFERENCES taxonomy_term (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
                    position INTEGER NOT NULL,
                    related_id TEXT NOT NULL REFERENCES taxonomy_term (id) DEFERRABLE INITIALLY DEFERRED,
                    PRIMARY KEY (term_id, position)
                ) WITHOUT ROWID;

                -- Joined by type when read, so that a change of the law is a change of one row.
                CREATE TABLE statutory_service (
                    number INTEGER PRIMARY KEY,
                    institution_type TEXT NOT NULL CHECK (institution_type <> ''),
                    condition TEXT NOT NULL CHECK (condition IN ('', 'city-with-powiat-rights')),
                    service_id TEXT NOT NULL REFERENCES taxonomy_term (id) DEFERRABLE INITIALLY DEFERRED,
                    legal_basis TEXT NOT NULL CHECK (legal_basis <> ''),
                    UNIQUE (institution_type, condition, service_id)
                );
                CREATE TABLE statutory_service_target (
                    statutory_number INTEGER NOT NULL REFERENCES statutory_service (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    term_id TEXT NOT NULL REFERENCES taxonomy_term (id) DEFERRABLE INITIALLY DEFERRED,
                    PRIMARY KEY (statutory_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE institution (
                    number INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 2 AND 80 AND id NOT GLOB '*[^a-z0-9-]*'),
                    type TEXT NOT NULL CHECK (type <> ''),
                    name TEXT NOT NULL CHECK (name <> ''),
                    parent_id TEXT REFERENCES institution (id) DEFERRABLE INITIALLY DEFERRED CHECK (parent_id <> id),
                    run_by TEXT CHECK (run_by <> ''),
                    area_note TEXT CHECK (area_note <> ''),
                    website TEXT CHECK (website <> ''),
                    coordinator_name TEXT, coordinator_role TEXT, coordinator_phone TEXT, coordinator_phone_number TEXT,
                    coordinator_phone_extension TEXT, coordinator_email TEXT,
                    description_pl TEXT NOT NULL, description_en TEXT NOT NULL,
                    source_id TEXT NOT NULL REFERENCES source (id),
                    record_date TEXT, verified_on TEXT,
                    note TEXT CHECK (note <> '')
                );
                CREATE INDEX institution_parent ON institution (parent_id) WHERE parent_id IS NOT NULL;

                CREATE TABLE institution_name (
                    institution_number INTEGER NOT NULL REFERENCES institution (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    name TEXT NOT NULL CHECK (name <> ''),
                    PRIMARY KEY (institution_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE institution_email (
                    institution_number INTEGER NOT NULL REFERENCES institution (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    email TEXT NOT NULL CHECK (email LIKE '%_@_%'),
                    PRIMARY KEY (institution_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE service_area (
                    institution_number INTEGER NOT NULL REFERENCES institution (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    -- a code without the kind digit; 00 is the whole country
                    stem TEXT NOT NULL CHECK (length(stem) IN (2, 4, 6) AND stem NOT GLOB '*[^0-9]*'),
                    basis TEXT NOT NULL CHECK (basis IN ('statutory', 'agreement', 'declared')),
                    PRIMARY KEY (institution_number, position)
                ) WITHOUT ROWID;
                CREATE INDEX service_area_stem ON service_area (stem);

                CREATE TABLE location (
                    number INTEGER PRIMARY KEY,
                    institution_number INTEGER NOT NULL REFERENCES institution (number) ON DELETE CASCADE,
                    -- 0 is the seat
                    position INTEGER NOT NULL,
                    name TEXT CHECK (name <> ''),
                    street TEXT NOT NULL, building TEXT NOT NULL,
                    postal_code TEXT NOT NULL CHECK (postal_code = '' OR postal_code GLOB '[0-9][0-9]-[0-9][0-9][0-9]'),
                    locality TEXT NOT NULL,
                    gmina_stem TEXT CHECK (length(gmina_stem) = 6),
                    -- shown wherever the point is
                    point_precision TEXT CHECK (point_precision IN ('address', 'street', 'district', 'locality', 'gmina-centre')),
                    hours_text TEXT CHECK (hours_text <> ''),
                    -- weekday and minutes after midnight: 1 450-930;2 450-930
                    schedule TEXT CHECK (schedule IS NULL OR hours_text IS NOT NULL),
                    UNIQUE (institution_number, position)
                );
                CREATE INDEX location_gmina ON location (gmina_stem);

                CREATE TABLE location_phone (
                    location_number INTEGER NOT NULL REFERENCES location (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    text TEXT NOT NULL CHECK (text <> ''),
                    -- E.164
                    number TEXT CHECK (number GLOB '+[0-9]*'),
                    extension TEXT,
                    PRIMARY KEY (location_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE service (
                    number INTEGER PRIMARY KEY,
                    institution_number INTEGER NOT NULL REFERENCES institution (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    term_id TEXT NOT NULL REFERENCES taxonomy_term (id) DEFERRABLE INITIALLY DEFERRED,
                    name TEXT, description TEXT, eligibility TEXT, cost TEXT,
                    capacity INTEGER CHECK (capacity >= 0),
                    free_places INTEGER CHECK (free_places >= 0 AND (capacity IS NULL OR free_places <= capacity)),
                    -- a number of free places without its day says nothing
                    free_places_on TEXT CHECK ((free_places IS NULL) = (free_places_on IS NULL)),
                    UNIQUE (institution_number, position)
                );
                CREATE INDEX service_term ON service (term_id);

                CREATE TABLE service_target (
                    service_number INTEGER NOT NULL REFERENCES service (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    term_id TEXT NOT NULL REFERENCES taxonomy_term (id) DEFERRABLE INITIALLY DEFERRED,
                    PRIMARY KEY (service_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE adviser_sector (
                    number INTEGER PRIMARY KEY,
                    region_stem TEXT NOT NULL CHECK (length(region_stem) = 2),
                    sector INTEGER NOT NULL CHECK (sector > 0),
                    source_id TEXT NOT NULL REFERENCES source (id),
                    UNIQUE (region_stem, sector)
                );
                CREATE TABLE adviser_sector_part (
                    sector_number INTEGER NOT NULL REFERENCES adviser_sector (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    stem TEXT NOT NULL CHECK (length(stem) IN (4, 6)),
                    name TEXT NOT NULL,
                    -- 0: a part of the unit whose gminas nobody has named
                    is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
                    PRIMARY KEY (sector_number, position)
                ) WITHOUT ROWID;

                CREATE TABLE thesaurus_entry (
                    position INTEGER PRIMARY KEY,
                    concept TEXT NOT NULL CHECK (concept <> ''),
                    -- parted by line feeds
                    forms TEXT NOT NULL CHECK (forms <> ''),
                    note TEXT NOT NULL
                );
                """)
        try db.execute(sql: "SELECT AddGeometryColumn('location', 'geometry', 4326, 'POINT', 'XY')")
        try db.execute(sql: "SELECT CreateSpatialIndex('location', 'geometry')")
    }
}
