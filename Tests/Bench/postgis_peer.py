# SPDX-License-Identifier: Apache-2.0
"""PostGIS: the polygons of all peers, generalised for each zoom, and ST_AsMVT as the peer of vector tiles.

A private cluster that ends with the measurement; one connection, statements prepared once.
"""

import json
import pathlib
import subprocess
import time

from directory_postgres import Cluster
from load import percentile
from processes import memory_megabytes, processor_seconds

TABLES = pathlib.Path(__file__).with_name("postgis_peer.sql")
TILE = pathlib.Path(__file__).with_name("postgis_peer_tile.sql")
GENERALISED_ZOOMS = range(4, 10)
VARIANTS = ("PostGIS", "PostGIS, a table a zoom")


def start():
    return Cluster("tiles", "CREATE EXTENSION postgis")


def load_level(cluster, level, features):
    """features: GeoJSON features in EPSG:4326 with terc, name, class."""
    connection = cluster.connect()
    cursor = connection.cursor()
    cursor.execute(f"CREATE TABLE raw_{level} (terc text, name text, class int, geojson text)")
    for feature in features:
        own = feature["properties"]
        cursor.execute(f"INSERT INTO raw_{level} VALUES (%s, %s, %s, %s)",
                       (own["terc"], own["name"], own["class"], json.dumps(feature["geometry"])))
    cursor.execute(TABLES.read_text(encoding="utf-8").replace("{level}", level))
    connection.close()


def table(level, zoom):
    """The table with what is drawn at a zoom."""
    return f"{level}_{zoom}" if zoom in GENERALISED_ZOOMS else level


def write_features(cluster, table_name, folder):
    """A table as GeoJSON in EPSG:3857 for Mapnik and as an indexed shapefile for MapServer."""
    connection = cluster.connect()
    cursor = connection.cursor()
    cursor.execute(
        f"SELECT json_build_object('type', 'Feature', 'properties', json_build_object('class', class), "
        f"'geometry', ST_AsGeoJSON(geom, 2)::json)::text FROM {table_name}")
    features = [row[0] for row in cursor.fetchall()]
    connection.close()
    geojson = folder / f"{table_name}.geojson"
    geojson.write_text('{"type":"FeatureCollection","features":[' + ",".join(features) + "]}", encoding="utf-8")
    subprocess.run(
        ["ogr2ogr", "-f", "ESRI Shapefile", folder / f"{table_name}.shp", geojson, "-a_srs", "EPSG:3857", "-nlt", "MULTIPOLYGON",
         "-lco", "SPATIAL_INDEX=YES"], check=True, capture_output=True)
    return geojson


def tiles_of(cluster, level, tiles, variant):
    """Every tile once over one connection that is warm: the figures of one core."""
    connection = cluster.connect()
    cursor = connection.cursor()
    # One process, and no compiling of a statement that is done in milliseconds.
    cursor.execute("SET max_parallel_workers_per_gather = 0; SET jit = off; SELECT pg_backend_pid()")
    backend = cursor.fetchone()[0]
    per_zoom = variant == VARIANTS[1]
    tables = {zoom: table(level, zoom) if per_zoom else level for zoom in range(15)}
    for name in set(tables.values()):
        cursor.execute(TILE.read_text(encoding="utf-8").format(statement=f"tile_{name}", table=name, level=level))
        # Reads the table's pages and plans once.
        cursor.execute(f"EXECUTE tile_{name}(6, 35, 21)")
    latencies, sizes, by_zoom = [], [], {}
    spent, began = processor_seconds(backend), time.perf_counter()
    for zoom, x, y in tiles:
        asked, before = time.perf_counter(), processor_seconds(backend)
        cursor.execute(f"EXECUTE tile_{tables[zoom]}({zoom}, {x}, {y})")
        sizes.append(len(cursor.fetchone()[0]))
        latencies.append((time.perf_counter() - asked) * 1e3)
        count, earlier = by_zoom.get(zoom, (0, 0))
        by_zoom[zoom] = (count + 1, earlier + processor_seconds(backend) - before)
    seconds = time.perf_counter() - began
    spent = processor_seconds(backend) - spent
    memory = memory_megabytes(backend, "VmHWM")
    connection.close()
    return {
        "requests": len(tiles), "seconds": seconds, "per_second": len(tiles) / seconds, "per_core_second": len(tiles) / spent,
        "cpu_microseconds": spent / len(tiles) * 1e6, "memory_mb": memory,
        "p50_ms": percentile(latencies, 0.5), "p99_ms": percentile(latencies, 0.99), "sizes": sizes, "by_zoom": by_zoom,
    }
