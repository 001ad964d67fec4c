-- SPDX-License-Identifier: Apache-2.0
-- One vector tile with the atlas' attributes, extent and buffer; prepared once a connection. The bench fills in
-- {statement}, {table} and {level}. Not compressed: the atlas compresses, which is the harder job.
PREPARE {statement} (int, int, int) AS
    SELECT ST_AsMVT(tile, '{level}', 4096, 'geom', 'id') FROM (
        SELECT id, terc, name, ST_AsMVTGeom(geom, ST_TileEnvelope($1, $2, $3), 4096, 64, true) AS geom
        FROM {table}
        WHERE geom && ST_TileEnvelope($1, $2, $3, margin => 64.0 / 4096)
    ) AS tile
    WHERE geom IS NOT NULL
