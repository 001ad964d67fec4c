-- SPDX-License-Identifier: Apache-2.0
-- The peer's vector tiles: PostGIS ST_AsMVT over the atlas' own polygons. The bench fills in {level}.
-- Before this, raw_{level} (terc, name, class, geojson in EPSG:4326) holds the rows.

CREATE TABLE {level} AS
    SELECT terc::bigint AS id, terc, name, class,
        ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(geojson), 4326), 3857) AS geom
    FROM raw_{level};

-- Generalised for each zoom as the atlas generalises (Visvalingam): a triangle with a base of a pixel and a height of half a
-- pixel, 256 pixels a tile. From zoom 10 on the boundaries are drawn as they are. Stored in the order of the index.
DO $$
BEGIN
    FOR zoom IN 4..9 LOOP
        EXECUTE format(
            'CREATE TABLE {level}_%s AS SELECT id, terc, name, class, ST_SimplifyVW(geom, (40075016.68557849 / 256 / 2 ^ %s) ^ 2 / 4) AS geom FROM {level}',
            zoom, zoom);
        EXECUTE format('DELETE FROM {level}_%s WHERE geom IS NULL OR ST_IsEmpty(geom)', zoom);
        EXECUTE format('CREATE INDEX {level}_%s_geom ON {level}_%s USING gist (geom)', zoom, zoom);
        EXECUTE format('CLUSTER {level}_%s USING {level}_%s_geom', zoom, zoom);
        EXECUTE format('ANALYZE {level}_%s', zoom);
    END LOOP;
END $$;
CREATE INDEX {level}_geom ON {level} USING gist (geom);
CLUSTER {level} USING {level}_geom;
ANALYZE {level};
