// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// Units of the territorial division with their states over time, their boundaries as geometries for
    /// spatial questions, and the same boundaries as shared arcs for drawing.
    static func createTerritory(_ db: Database) throws {
        // 0: no transaction of its own, as a migration runs in one. NONE leaves out six thousand reference
        // systems; the three that the atlas speaks are added by name.
        try db.execute(sql: "SELECT InitSpatialMetaData(0, 'NONE')")
        for srid in [4326, 2180, 3857] {
            try db.execute(sql: "SELECT InsertEpsgSrid(?)", arguments: [srid])
        }

        try db.execute(
            sql: """
                CREATE TABLE atlas_property (
                    name TEXT NOT NULL PRIMARY KEY,
                    value TEXT NOT NULL
                ) WITHOUT ROWID;

                CREATE TABLE unit (
                    id INTEGER PRIMARY KEY,
                    -- the stem read as a number: 26, 2604, 260409; 0 is the country
                    number INTEGER NOT NULL CHECK (number BETWEEN 0 AND 999999),
                    -- the TERC code without the kind digit: the identity over time
                    stem TEXT NOT NULL CHECK (length(stem) IN (2, 4, 6)),
                    -- the TERC code as the register writes it, for gminas with the kind digit
                    terc TEXT NOT NULL CHECK (terc = stem OR (length(stem) = 6 AND substr(terc, 1, 6) = stem AND length(terc) = 7)),
                    level TEXT NOT NULL CHECK (level IN ('kraj', 'wojewodztwo', 'powiat', 'gmina')),
                    kind TEXT NOT NULL CHECK (kind IN ('kraj', 'wojewodztwo', 'powiat', 'miasto-na-prawach-powiatu',
                        'gmina-miejska', 'gmina-wiejska', 'gmina-miejsko-wiejska')),
                    parent_stem TEXT CHECK ((parent_stem IS NULL) = (level = 'kraj')),
                    name TEXT NOT NULL CHECK (name <> ''),
                    -- lower case without diacritics, for search
                    folded_name TEXT NOT NULL,
                    -- the first day on which the register shows this state; NULL: before the first register read
                    valid_from TEXT,
                    -- the first day on which the register shows another state; NULL: the current one
                    valid_to TEXT CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_from < valid_to),
                    area_km2 REAL CHECK (area_km2 > 0),
                    label_longitude REAL,
                    label_latitude REAL
                );
                CREATE UNIQUE INDEX unit_current_stem ON unit (stem) WHERE valid_to IS NULL;
                CREATE UNIQUE INDEX unit_state ON unit (stem, ifnull(valid_from, ''));
                CREATE INDEX unit_parent ON unit (parent_stem, stem) WHERE valid_to IS NULL;
                CREATE INDEX unit_level ON unit (level, stem) WHERE valid_to IS NULL;

                CREATE TABLE unit_change (
                    id INTEGER PRIMARY KEY,
                    stem TEXT NOT NULL,
                    kind TEXT NOT NULL CHECK (kind IN ('created', 'renamed', 'retyped', 'abolished')),
                    before_text TEXT CHECK (before_text IS NOT NULL OR kind = 'created'),
                    after_text TEXT CHECK (after_text IS NOT NULL OR kind = 'abolished'),
                    -- the register showed the old state on the first and the new state on the second day
                    not_before TEXT NOT NULL,
                    not_after TEXT NOT NULL CHECK (not_before <= not_after),
                    UNIQUE (stem, kind, not_after)
                );

                -- Each stretch of border once; coordinates are pairs of little-endian doubles, longitude and
                -- latitude in degrees (EPSG:4326).
                CREATE TABLE boundary_arc (
                    id INTEGER PRIMARY KEY,
                    coordinates BLOB NOT NULL CHECK (length(coordinates) >= 32 AND length(coordinates) % 16 = 0)
                );

                -- polygons: little-endian Int32: number of polygons; for each the number of rings; for each the
                -- number of arcs, then the arcs (reversed ones as ones' complement, as in TopoJSON).
                CREATE TABLE boundary_shape (
                    level TEXT NOT NULL CHECK (level IN ('wojewodztwo', 'powiat', 'gmina')),
                    stem TEXT NOT NULL,
                    polygons BLOB NOT NULL,
                    PRIMARY KEY (level, stem)
                ) WITHOUT ROWID;
                """)
        try db.execute(sql: "SELECT AddGeometryColumn('unit', 'geometry', 4326, 'MULTIPOLYGON', 'XY')")
        try db.execute(sql: "SELECT CreateSpatialIndex('unit', 'geometry')")
    }
}
