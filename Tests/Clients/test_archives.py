# SPDX-License-Identifier: Apache-2.0
"""Archives of tiles, read by what others read them with: the PMTiles project's own reader, SQLite and GDAL."""

import gzip
import io
import json
import sqlite3
import subprocess

import pytest
from PIL import Image
from pmtiles.reader import MemorySource, Reader, all_tiles
from pmtiles.tile import Compression, TileType, deserialize_directory, zxy_to_tileid

from served_atlas import make_database, run

LEVELS = ["wojewodztwo", "powiat", "gmina"]
# Kielce.
PLACE = {9: (285, 170), 12: (2283, 1367)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archives")
    make_database(folder)
    return folder


def export(folder, name, *options):
    path = folder / name
    run(folder, "export", path.suffix[1:], "--output", path, *options)
    return path


def gdal(program, *arguments):
    done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    assert done.returncode == 0 and "ERROR" not in done.stdout, done.stdout
    return done.stdout


def reader(path):
    return Reader(MemorySource(path.read_bytes()))


@pytest.fixture(scope="module")
def country(folder):
    return export(folder, "units.pmtiles", "--zooms", "4-12")


def test_the_pmtiles_reader_finds_every_tile(country):
    archive = reader(country)
    header = archive.header()
    assert header["version"] == 3 and header["clustered"] and header["tile_type"] == TileType.MVT
    assert header["tile_compression"] == header["internal_compression"] == Compression.GZIP
    assert (header["min_zoom"], header["max_zoom"]) == (4, 12)
    assert 14 < header["min_lon_e7"] / 1e7 < 14.2 and 54.8 < header["max_lat_e7"] / 1e7 < 54.9
    # The first request of a client is 16 KiB: header and root directory.
    assert header["root_offset"] + header["root_length"] <= 16_384
    assert header["leaf_directory_length"] > 0
    assert header["tile_data_offset"] + header["tile_data_length"] == country.stat().st_size
    tiles = list(all_tiles(archive.get_bytes))
    assert len(tiles) == header["addressed_tiles_count"] > header["tile_contents_count"] > 5_000
    numbers = [zxy_to_tileid(*place) for place, _ in tiles]
    assert numbers == sorted(set(numbers))
    assert all(data[:2] == b"\x1f\x8b" for _, data in tiles)
    # Clustered: each tile lies behind those before it, or is one of them.
    end = 0
    for entry in entries(archive, header):
        assert entry.offset <= end
        end = max(end, entry.offset + entry.length)
    assert end == header["tile_data_length"]


def entries(archive, header):
    found = []

    def walk(offset, length):
        for entry in deserialize_directory(archive.get_bytes(offset, length)):
            if entry.run_length:
                found.append(entry)
            else:
                walk(header["leaf_directory_offset"] + entry.offset, entry.length)

    walk(header["root_offset"], header["root_length"])
    return found


def test_the_metadata_name_the_layers(country):
    metadata = reader(country).metadata()
    layers = {layer["id"]: layer for layer in metadata["vector_layers"]}
    assert list(layers) == LEVELS
    assert layers["gmina"]["fields"] == {"terc": "String", "name": "String"}
    assert [layers[level]["minzoom"] for level in LEVELS] == [4, 4, 6]
    assert metadata["attribution"] and metadata["name"] == "Powiatlas"


@pytest.mark.parametrize("zoom", sorted(PLACE))
def test_a_tile_is_what_the_server_gives(site, country, zoom):
    x, y = PLACE[zoom]
    tile = gzip.decompress(reader(country).get(zoom, x, y))
    assert tile == b"".join(site.bytes(f"/tiles/units/{level}/{zoom}/{x}/{y}.mvt") for level in LEVELS)
    assert reader(country).get(zoom, 0, 0) is None


def test_the_same_data_give_the_same_bytes(folder, country):
    assert export(folder, "again.pmtiles", "--zooms", "4-12").read_bytes() == country.read_bytes()
    first = export(folder, "first.mbtiles", "--zooms", "4-8")
    assert export(folder, "second.mbtiles", "--zooms", "4-8").read_bytes() == first.read_bytes()
    assert {file.name for file in folder.iterdir() if "partial" in file.name} == set()


def test_gdal_reads_mbtiles_of_shapes(folder, country):
    path = export(folder, "units.mbtiles", "--level", "gmina", "--zooms", "8-10")
    with sqlite3.connect(path) as database:
        metadata = dict(database.execute("SELECT name, value FROM metadata"))
        assert database.execute("PRAGMA application_id").fetchone() == (0x4D504258,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tiles, = database.execute("SELECT count(*) FROM tiles").fetchone()
        images, = database.execute("SELECT count(*) FROM images").fetchone()
        x, y = PLACE[9]
        kielce, = database.execute(
            "SELECT tile_data FROM tiles WHERE zoom_level = 9 AND tile_column = ? AND tile_row = ?", (x, 511 - y)).fetchone()
    assert metadata["format"] == "pbf" and metadata["minzoom"] == "8" and metadata["maxzoom"] == "10"
    assert [layer["id"] for layer in json.loads(metadata["json"])["vector_layers"]] == ["gmina"]
    assert tiles >= images > 500
    assert gzip.decompress(kielce) in gzip.decompress(reader(country).get(9, x, y))
    described = gdal("ogrinfo", "-ro", "-so", str(path), "gmina")
    assert "MBTiles" in described and "terc: String" in described and "name: String" in described
    found = gdal("ogrinfo", "-ro", "-geom=NO", "-where", "terc = '2661011'", str(path), "gmina")
    assert "Kielce" in found


def test_gdal_reads_mbtiles_of_a_map(site, folder):
    path = export(folder, "map.mbtiles", "--indicator", "ludnosc", "--period", "2021", "--level", "gmina", "--zooms", "5-9", "--palette", "Blues")
    described = gdal("gdalinfo", str(path))
    assert "MBTiles" in described and "EPSG" in described and "format=png" in described
    # Kielce in Web Mercator: a pixel of the map, not of the transparent surroundings.
    located = gdal("gdallocationinfo", "-valonly", "-geoloc", str(path), "2297000", "6596000").split()
    assert len(located) == 4 and located[3] == "255"
    x, y = PLACE[9]
    with sqlite3.connect(path) as database:
        tile, = database.execute(
            "SELECT tile_data FROM tiles WHERE zoom_level = 9 AND tile_column = ? AND tile_row = ?", (x, 511 - y)).fetchone()
    assert tile == site.bytes(f"/tiles/choropleth/ludnosc/2021/gmina/9/{x}/{y}.png?palette=Blues")


def test_pmtiles_of_a_map_are_pictures(folder):
    path = export(folder, "map.pmtiles", "--indicator", "ludnosc", "--level", "powiat", "--zooms", "5-8", "--scale", "2", "--language", "en")
    archive = reader(path)
    assert archive.header()["tile_type"] == TileType.PNG and archive.header()["tile_compression"] == Compression.NONE
    x, y = PLACE[9][0] // 2, PLACE[9][1] // 2
    assert Image.open(io.BytesIO(archive.get(8, x, y))).size == (512, 512)
    metadata = archive.metadata()
    assert "vector_layers" not in metadata and metadata["legend"][-1]["label"] == "no data"
