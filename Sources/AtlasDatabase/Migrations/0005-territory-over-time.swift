// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// Boundaries get editions, changes of units get splits and mergers with the units that took part, and the
    /// days on which the register was read are kept. What a file holds becomes the first edition.
    static func addTerritoryOverTime(_ db: Database) throws {
        // Tables are copied and made anew: after ALTER TABLE … RENAME, or with temporary copies, the next checkpoint of
        // the same connection finds the file locked (seen with SQLite 3.40 and SpatiaLite 5.0).
        try db.execute(
            sql: """
                -- The days on which a register, or another list of units, was read.
                CREATE TABLE register_state (
                    date TEXT NOT NULL PRIMARY KEY CHECK (length(date) = 10)
                ) WITHOUT ROWID;

                INSERT OR IGNORE INTO register_state (date)
                SELECT \(fullDay("day")) FROM (
                    SELECT not_before AS day FROM unit_change UNION SELECT not_after FROM unit_change
                    UNION SELECT valid_from FROM unit UNION SELECT valid_to FROM unit)
                WHERE day IS NOT NULL;

                CREATE TABLE boundary_edition (
                    number INTEGER PRIMARY KEY,
                    -- the day whose boundaries these are
                    date TEXT NOT NULL UNIQUE CHECK (length(date) = 10),
                    -- the file they came from
                    source TEXT NOT NULL,
                    -- another text whenever the edition's content is another one
                    version TEXT NOT NULL
                );

                -- Boundaries that are here already show the earliest state that the table of changes starts from.
                INSERT INTO boundary_edition (number, date, source, version)
                SELECT 1,
                    coalesce((SELECT \(fullDay("value")) FROM atlas_property WHERE name = 'boundaries-date'),
                        (SELECT min(date) FROM register_state), '1999-01-01'), '', 'first'
                WHERE EXISTS (SELECT 1 FROM boundary_arc);

                CREATE TABLE boundary_arc_before AS SELECT * FROM boundary_arc;
                DROP TABLE boundary_arc;
                CREATE TABLE boundary_arc (
                    edition_number INTEGER NOT NULL REFERENCES boundary_edition (number) ON DELETE CASCADE,
                    id INTEGER NOT NULL,
                    -- pairs of little-endian doubles, longitude and latitude in degrees (EPSG:4326)
                    coordinates BLOB NOT NULL CHECK (length(coordinates) >= 32 AND length(coordinates) % 16 = 0),
                    PRIMARY KEY (edition_number, id)
                ) WITHOUT ROWID;
                INSERT INTO boundary_arc (edition_number, id, coordinates) SELECT 1, id, coordinates FROM boundary_arc_before;
                DROP TABLE boundary_arc_before;

                CREATE TABLE boundary_shape_before AS SELECT * FROM boundary_shape;
                DROP TABLE boundary_shape;
                CREATE TABLE boundary_shape (
                    edition_number INTEGER NOT NULL REFERENCES boundary_edition (number) ON DELETE CASCADE,
                    level TEXT NOT NULL CHECK (level IN ('wojewodztwo', 'powiat', 'gmina')),
                    stem TEXT NOT NULL,
                    polygons BLOB NOT NULL,
                    PRIMARY KEY (edition_number, level, stem)
                ) WITHOUT ROWID;
                INSERT INTO boundary_shape (edition_number, level, stem, polygons) SELECT 1, level, stem, polygons FROM boundary_shape_before;
                DROP TABLE boundary_shape_before;

                -- The same boundaries as geometries, for spatial questions about a day; those of the current units
                -- stand in the table of units as well.
                CREATE TABLE boundary_unit (
                    id INTEGER PRIMARY KEY,
                    edition_number INTEGER NOT NULL REFERENCES boundary_edition (number) ON DELETE CASCADE,
                    level TEXT NOT NULL CHECK (level IN ('wojewodztwo', 'powiat', 'gmina')),
                    stem TEXT NOT NULL,
                    area_km2 REAL CHECK (area_km2 > 0),
                    label_longitude REAL,
                    label_latitude REAL
                );
                CREATE UNIQUE INDEX boundary_unit_stem ON boundary_unit (edition_number, stem);

                CREATE TABLE unit_change_before AS SELECT * FROM unit_change;
                DROP TABLE unit_change;
                CREATE TABLE unit_change (
                    id INTEGER PRIMARY KEY,
                    stem TEXT NOT NULL,
                    kind TEXT NOT NULL CHECK (kind IN ('created', 'renamed', 'retyped', 'abolished', 'split', 'merged')),
                    before_text TEXT CHECK (before_text IS NOT NULL OR kind = 'created'),
                    after_text TEXT CHECK (after_text IS NOT NULL OR kind = 'abolished'),
                    -- the register showed the old state on the first and the new state on the second day; equal when
                    -- the day of the change is known
                    not_before TEXT NOT NULL,
                    not_after TEXT NOT NULL CHECK (not_before <= not_after),
                    UNIQUE (stem, kind, not_after)
                );
                INSERT INTO unit_change (id, stem, kind, before_text, after_text, not_before, not_after)
                SELECT id, stem, kind, before_text, after_text, not_before, not_after FROM unit_change_before;
                DROP TABLE unit_change_before;

                -- The other units that took part in a change.
                CREATE TABLE unit_change_part (
                    change_id INTEGER NOT NULL REFERENCES unit_change (id) ON DELETE CASCADE,
                    stem TEXT NOT NULL,
                    -- of the giving unit's area
                    share REAL CHECK (share > 0 AND share <= 1),
                    origin TEXT NOT NULL CHECK (origin IN ('table', 'boundaries')),
                    PRIMARY KEY (change_id, stem)
                ) WITHOUT ROWID;
                """)
        try db.execute(sql: "SELECT AddGeometryColumn('boundary_unit', 'geometry', 4326, 'MULTIPOLYGON', 'XY')")
        try db.execute(sql: "SELECT CreateSpatialIndex('boundary_unit', 'geometry')")
        try db.execute(
            sql: """
                INSERT INTO boundary_unit (edition_number, level, stem, area_km2, label_longitude, label_latitude, geometry)
                SELECT 1, level, stem, area_km2, label_longitude, label_latitude, geometry
                FROM unit WHERE valid_to IS NULL AND geometry IS NOT NULL
                """)
    }

    /// A year or month as its first day.
    private static func fullDay(_ column: String) -> String {
        "CASE length(\(column)) WHEN 4 THEN \(column) || '-01-01' WHEN 7 THEN \(column) || '-01' ELSE \(column) END"
    }
}
