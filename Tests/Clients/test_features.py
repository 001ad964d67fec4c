# SPDX-License-Identifier: Apache-2.0
"""OGC API – Features read by the clients that offices have: GDAL (which QGIS and others build on) and OWSLib."""

import json
import urllib.parse

import pyproj
import pytest
import shapely
from owslib.ogcapi.features import Features

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
SYSTEMS = {"OGC:CRS84": CRS84, "EPSG:4326": EPSG + "4326", "EPSG:3857": EPSG + "3857", "EPSG:2180": EPSG + "2180"}
# Around Kraków.
BOX = (19.6, 49.9, 20.3, 50.2)


def items(ogc, collection, **parameters):
    parameters = {name.replace("_", "-"): value for name, value in parameters.items()}
    return ogc.json(f"/collections/{collection}/items?" + urllib.parse.urlencode({"limit": 10000, **parameters}))


def geometries(answer):
    return {
        feature["id"]: feature["geometry"] and shapely.geometry.shape(feature["geometry"])
        for feature in answer["features"]
    }


def read_geopackage(gdal, name, layer):
    return json.loads(gdal("ogr2ogr", "-f", "GeoJSON", "-lco", "RFC7946=NO", "-lco", "COORDINATE_PRECISION=3", "/vsistdout/", name, layer))["features"]


class TestGDAL:
    def test_layers_are_the_collections(self, gdal, ogc):
        listed = gdal("ogrinfo", "-q", f"OAPIF:{ogc.address}")
        for collection in ogc.json("/collections")["collections"]:
            assert f"{collection['id']} (title: {collection['title']})" in listed

    def test_a_layer_has_its_count_extent_and_fields(self, gdal, ogc):
        told = gdal("ogrinfo", "-so", "-oo", "PAGE_SIZE=1000", f"OAPIF:{ogc.address}", "gminy")
        assert f"Feature Count: {items(ogc, 'gminy', limit=1)['numberMatched']}" in told
        west, south, east, north = ogc.json("/collections/gminy")["extent"]["spatial"]["bbox"][0]
        assert f"Extent: ({west:.6f}, {south:.6f}) - ({east:.6f}, {north:.6f})" in told
        for field in ["terc: String", "name: String", "kind: String", "parent: String", "area_km2: Real"]:
            assert field in told

    def test_a_spatial_filter_reads_what_meets_it(self, gdal, ogc):
        told = gdal("ogrinfo", "-al", "-geom=NO", "-q", "-oo", "PAGE_SIZE=1000", f"OAPIF:{ogc.address}", "-spat", *map(str, BOX), "gminy")
        every = geometries(items(ogc, "gminy"))
        expected = {code for code, geometry in every.items() if geometry and shapely.intersects(geometry, shapely.box(*BOX))}
        assert len(expected) > 30
        found = {line.split("=")[1].strip() for line in told.splitlines() if line.strip().startswith("id (String)")}
        # GDAL itself leaves out features without a geometry.
        assert found == expected

    def test_an_attribute_filter_reaches_the_server(self, gdal, ogc):
        told = gdal("ogrinfo", "-so", "-oo", "PAGE_SIZE=1000", f"OAPIF:{ogc.address}", "instytucje", "-where", "type='PCPR'", "--debug", "HTTP")
        expected = items(ogc, "instytucje", type="PCPR")["numberMatched"]
        assert f"Feature Count: {expected}" in told and expected > 5

    def test_a_geopackage_in_poland_1992(self, gdal, ogc):
        source = f"OAPIF:{ogc.address}/collections/powiaty?indicator=ludnosc&period=2021"
        gdal("ogr2ogr", "-f", "GPKG", "-t_srs", "EPSG:2180", "-oo", "PAGE_SIZE=1000", "powiaty.gpkg", source)
        read = {feature["properties"]["id"]: feature for feature in read_geopackage(gdal, "powiaty.gpkg", "powiaty")}
        ours = items(ogc, "powiaty", crs=SYSTEMS["EPSG:2180"], indicator="ludnosc", period="2021")
        assert len(read) == ours["numberMatched"] == ours["numberReturned"] == 380
        for feature in ours["features"]:
            other = read[feature["id"]]
            for name in ["terc", "name", "kind", "area_km2", "value", "period"]:
                assert other["properties"][name] == feature["properties"][name], name
            # The first axis of ours is the northing, as in the register of EPSG; GeoPackage has the easting first.
            south, west, north, east = shapely.geometry.shape(feature["geometry"]).bounds
            assert shapely.geometry.shape(other["geometry"]).bounds == pytest.approx((west, south, east, north), abs=0.02)

    def test_pages_are_followed_to_the_end(self, gdal, ogc):
        told = gdal("ogrinfo", "-al", "-geom=NO", "-q", "-oo", "PAGE_SIZE=37", f"OAPIF:{ogc.address}", "powiaty")
        found = [line.split("=")[1].strip() for line in told.splitlines() if line.strip().startswith("id (String)")]
        assert len(found) == len(set(found)) == 380


@pytest.fixture(scope="module")
def service(ogc):
    return Features(ogc.address)


class TestOWSLib:
    def test_capabilities(self, service, ogc):
        assert service.feature_collections() == ["wojewodztwa", "powiaty", "gminy", "instytucje", "porozumienia"]
        assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in service.conformance()["conformsTo"]
        assert service.api()["openapi"].startswith("3.0")
        assert service.collection("powiaty")["storageCrs"] == CRS84

    def test_items_with_filters(self, service):
        found = service.collection_items("gminy", bbox=list(BOX), limit=5)
        assert found["numberReturned"] == 5 and found["numberMatched"] > 30
        assert [link["rel"] for link in found["links"]].count("next") == 1
        cities = service.collection_items("powiaty", parent="12", kind="miasto-na-prawach-powiatu", limit=100)
        assert {feature["properties"]["name"] for feature in cities["features"]} == {"Kraków", "Nowy Sącz", "Tarnów"}

    def test_pages(self, service):
        found = []
        for offset in range(0, 400, 100):
            found += service.collection_items("powiaty", offset=offset, limit=100)["features"]
        assert len(found) == len({feature["id"] for feature in found}) == 380

    def test_one_feature(self, service):
        feature = service.collection_item("powiaty", "1261")
        assert feature["properties"]["name"] == "Kraków" and feature["geometry"]["type"] == "MultiPolygon"

    def test_queryables(self, service):
        names = service.collection_queryables("gminy")["properties"]
        assert {"name", "terc", "kind", "parent"} <= set(names)
        assert {"type", "unit"} <= set(service.collection_queryables("instytucje")["properties"])


class TestReferenceSystems:
    @pytest.mark.parametrize("system", SYSTEMS)
    @pytest.mark.parametrize("collection", ["powiaty", "instytucje"])
    def test_coordinates_are_those_of_proj(self, ogc, collection, system):
        ours = geometries(items(ogc, collection, crs=SYSTEMS[system]))
        # Without always_xy: the axes of both sides are in the order of the register.
        transform = pyproj.Transformer.from_crs("OGC:CRS84", system).transform
        # Longitude and latitude are told to a millionth of a degree, about a tenth of a metre.
        tolerance = 2e-6 if system in ("OGC:CRS84", "EPSG:4326") else 0.1
        for code, geometry in geometries(items(ogc, collection)).items():
            if geometry is None:
                assert ours[code] is None
                continue
            expected = shapely.transform(geometry, lambda x, y: transform(x, y), interleaved=False)
            assert shapely.get_coordinates(ours[code]) == pytest.approx(shapely.get_coordinates(expected), abs=tolerance)

    @pytest.mark.parametrize("system", SYSTEMS)
    @pytest.mark.parametrize("collection", ["wojewodztwa", "gminy", "instytucje"])
    def test_a_box_selects_the_same_features_in_every_system(self, ogc, collection, system):
        """Against shapely, in the system of the box; and the answer is given in another one."""
        every = geometries(items(ogc, collection, crs=SYSTEMS[system]))
        transform = pyproj.Transformer.from_crs("OGC:CRS84", system)
        for box in [BOX, (20.0, 50.0, 20.01, 50.01), (14.0, 48.9, 24.3, 55.0), (21.0, 52.2, 21.0, 52.2)]:
            box = transform.transform_bounds(*box)
            area = shapely.box(*box)
            expected = {code for code, geometry in every.items() if geometry is None or shapely.intersects(geometry, area)}
            found = items(ogc, collection, bbox=",".join(map(repr, box)), bbox_crs=SYSTEMS[system], crs=SYSTEMS["EPSG:3857"])
            assert {feature["id"] for feature in found["features"]} == expected
            assert found["numberMatched"] == len(expected)

    def test_the_same_box_in_all_systems(self, ogc):
        """A box of degrees, turned into each system around it, keeps what lies well inside and what lies well outside."""
        sets = []
        for system, uri in SYSTEMS.items():
            box = pyproj.Transformer.from_crs("OGC:CRS84", system).transform_bounds(*BOX)
            sets.append({f["id"] for f in items(ogc, "instytucje", bbox=",".join(map(repr, box)), bbox_crs=uri)["features"]})
        assert sets[0] == sets[1] == sets[2]
        # The sides of a box in Poland 1992 are not meridians.
        assert sets[0] <= sets[3] and len(sets[3]) <= len(sets[0]) + 3


class TestTime:
    def test_the_division_of_a_day(self, ogc):
        assert items(ogc, "gminy", limit=1)["numberMatched"] == 2479
        assert items(ogc, "gminy", limit=1, datetime="2022-06-01")["numberMatched"] == 2477
        assert items(ogc, "gminy", limit=1, datetime="2021-12-31T23:30:00Z")["numberMatched"] == 2477
        # Half past eleven at night in London is the next day in Poland.
        assert items(ogc, "gminy", limit=1, datetime="2024-12-31T23:30:00Z")["numberMatched"] == 2479
        assert items(ogc, "gminy", limit=1, datetime="2024-12-31T22:30:00Z")["numberMatched"] == 2477
        assert items(ogc, "gminy", limit=1, datetime="1999-01-01")["numberMatched"] == 0
        assert items(ogc, "gminy", limit=1, datetime="2035-01-01")["numberMatched"] == 2479

    def test_a_state_has_its_name_and_dates(self, ogc):
        then = items(ogc, "gminy", terc="221208", datetime="2021-06-01")["features"][0]["properties"]
        now = items(ogc, "gminy", terc="221208")["features"][0]["properties"]
        assert (then["name"], now["name"]) == ("Słupsk", "Redzikowo")
        assert then["valid_to"] == now["valid_from"] and now["valid_to"] is None
        assert ogc.json("/collections/gminy/items/221208?datetime=2021-06-01")["properties"]["name"] == "Słupsk"

    def test_an_interval_has_each_unit_once(self, ogc):
        for interval in ["2021-01-01/2026-06-01", "2021-01-01/..", "../2030-01-01", "2021-01-01/", "/2030-01-01"]:
            found = items(ogc, "gminy", datetime=interval)
            codes = [feature["id"] for feature in found["features"]]
            assert codes == sorted(codes) and len(codes) == len(set(codes)) == 2479
        assert items(ogc, "gminy", limit=1, datetime="../2024-01-01")["numberMatched"] == 2477
        assert items(ogc, "gminy", limit=1, datetime="../2019-01-01")["numberMatched"] == 0
