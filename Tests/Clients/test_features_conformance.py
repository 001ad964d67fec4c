# SPDX-License-Identifier: Apache-2.0
"""Requirements of OGC API – Features, part 1 (OGC 17-069r4) and part 2 (OGC 18-058r1), one function for each group.

The names in the first line of each function are those of the requirements; what is checked is told in our own words.
"""

import datetime
import re
import urllib.parse

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
COLLECTIONS = ["wojewodztwa", "powiaty", "gminy", "instytucje", "porozumienia"]

POSITION = {"type": "array", "minItems": 2, "maxItems": 3, "items": {"type": "number"}}
RING = {"type": "array", "minItems": 4, "items": POSITION}
# RFC 7946, as far as features here use it.
GEOMETRY = {
    "oneOf": [
        {"type": "null"},
        {"type": "object", "required": ["type", "coordinates"],
         "properties": {"type": {"const": "Point"}, "coordinates": POSITION}},
        {"type": "object", "required": ["type", "coordinates"],
         "properties": {"type": {"const": "MultiPolygon"},
                        "coordinates": {"type": "array", "items": {"type": "array", "minItems": 1, "items": RING}}}},
    ]
}
FEATURE = {
    "type": "object", "required": ["type", "geometry", "properties"], "not": {"required": ["crs"]},
    "properties": {"type": {"const": "Feature"}, "geometry": GEOMETRY, "properties": {"type": ["object", "null"]},
                   "id": {"type": ["string", "number"]}},
}
FEATURE_COLLECTION = {
    "type": "object", "required": ["type", "features"], "not": {"required": ["crs"]},
    "properties": {"type": {"const": "FeatureCollection"}, "features": {"type": "array", "items": FEATURE}},
}


@pytest.fixture(scope="module")
def definition(ogc):
    links = {link["rel"]: link for link in ogc.json("")["links"]}
    return ogc.get(links["service-desc"]["href"]).json()


def schema_of(definition, name):
    """A schema of the definition as JSON Schema: OpenAPI 3.0 writes what may be null in its own way."""
    def translate(node):
        if isinstance(node, list):
            return [translate(part) for part in node]
        if not isinstance(node, dict):
            return node
        node = {key: translate(value) for key, value in node.items()}
        if node.pop("nullable", False):
            if "$ref" in node or "enum" in node:
                return {"anyOf": [node, {"type": "null"}]}
            node["type"] = [node["type"], "null"]
        return node

    components = translate(definition["components"])
    return {"$ref": f"#/components/schemas/{name}", "components": components}


def validate(value, definition, name):
    jsonschema.validate(value, schema_of(definition, name))


def relations(document):
    found = {}
    for link in document["links"]:
        assert link["href"].startswith("http") and link["rel"] and link["type"], link
        found.setdefault(link["rel"], []).append(link)
    return found


def query(**parameters):
    return "?" + urllib.parse.urlencode({name.replace("_", "-"): value for name, value in parameters.items()})


def refused(ogc, path):
    answer = ogc.get(path)
    assert answer.status == 400, f"{path}: {answer.status}"
    assert answer.type == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 400 and problem["detail"] and problem["title"]
    return problem


def both_forms(ogc, path, media_type="application/json"):
    """Recommendation of 7.10: by Accept and by parameter, and the same address by either."""
    separator = "&" if "?" in path else "?"
    for accept, parameter, expected in [
        (media_type, "", media_type), ("text/html", "", "text/html"), ("*/*", "", media_type),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", "text/html"),
        ("text/html", "f=json", media_type), ("application/json", "f=html", "text/html"),
    ]:
        answer = ogc.get(path + (separator + parameter if parameter else ""), {"Accept": accept})
        assert (answer.status, answer.type) == (200, expected), (path, accept, parameter)
        assert "Accept" in answer.headers["Vary"]


# Part 1, core


def test_landing_page(ogc, definition):
    """/req/core/root-op, /req/core/root-success"""
    answer = ogc.get("")
    assert answer.status == 200
    validate(answer.json(), definition, "landingPage")
    links = relations(answer.json())
    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= set(links)
    for relation in ["service-desc", "service-doc", "conformance", "data"]:
        for link in links[relation]:
            target = ogc.get(link["href"], {"Accept": link["type"]})
            assert target.status == 200 and target.type == link["type"].split(";")[0], link
    both_forms(ogc, "")
    assert ogc.get("/").json()["title"] == answer.json()["title"]


def test_api_definition(ogc, definition):
    """/req/core/api-definition-op, /req/core/api-definition-success, /req/oas30/oas-definition-1, /req/oas30/oas-definition-2,
    /req/oas30/oas-impl"""
    answer = ogc.get("/api")
    assert answer.headers["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert definition["openapi"].startswith("3.0.")
    OpenAPIV30SpecValidator(definition).validate()
    assert definition["servers"][0]["url"] == ogc.address
    page = ogc.get("/api.html")
    assert page.type == "text/html" and "/collections/gminy/items" in page.body.decode()


def test_conformance(ogc, definition):
    """/req/core/conformance-op, /req/core/conformance-success"""
    declared = ogc.json("/conformance")
    validate(declared, definition, "confClasses")
    assert {CORE + name for name in ["core", "oas30", "html", "geojson"]} <= set(declared["conformsTo"])
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in declared["conformsTo"]
    both_forms(ogc, "/conformance")


def test_http(ogc):
    """/req/core/http, /rec/core/etag, /rec/core/cross-origin, /rec/core/head"""
    for path in ["", "/conformance", "/api", "/collections", "/collections/powiaty", "/collections/powiaty/queryables",
                 "/collections/powiaty/items", "/collections/powiaty/items/2604", "/collections/instytucje/items"]:
        answer = ogc.get(path)
        assert answer.status == 200 and answer.headers["Access-Control-Allow-Origin"] == "*"
        again = ogc.get(path, {"If-None-Match": answer.headers["ETag"]})
        assert again.status == 304 and not again.body, path
        head = ogc.get(path, method="HEAD")
        assert head.status == 200 and not head.body and head.type == answer.type
        packed = ogc.get(path, {"Accept-Encoding": "gzip"})
        if len(answer.body) > 1000 and path != "/api":
            assert packed.headers["Content-Encoding"] == "gzip" and len(packed.body) < len(answer.body)
    assert ogc.get("/nothing").status == 404
    missing = ogc.get("/collections/lasy")
    assert missing.status == 404 and missing.type == "application/problem+json" and "gminy" in missing.json()["detail"]
    assert ogc.get("/collections/gminy/items/999999").status == 404
    assert ogc.get("/collections/gminy/items/26").status == 404
    assert ogc.get("/collections/lasy", {"Accept": "text/html"}).type == "text/html"


@pytest.mark.parametrize("path", [
    "", "/conformance", "/api", "/collections", "/collections/gminy", "/collections/gminy/queryables", "/collections/gminy/items",
    "/collections/gminy/items/020101", "/collections/instytucje/items",
])
def test_unknown_parameters(ogc, path):
    """/req/core/query-param-unknown"""
    assert refused(ogc, path + "?nieznany=1")["parameter"] == "nieznany"


@pytest.mark.parametrize("parameters", [
    "limit=0", "limit=-1", "limit=dwa", "limit=1.5", "offset=-1", "bbox=1,2,3", "bbox=1,2,3,x", "bbox=1,2,3,4,5", "bbox=nan,1,2,3", "bbox=0x10,1,20,3",
    "bbox=10,60,20,50", "bbox=-200,0,10,10", "bbox=0,0,10,95", "datetime=dzis", "datetime=2021", "datetime=2021-02-30",
    "datetime=2021-01-01T25:00:00Z", "datetime=2022-01-01/2021-01-01", "datetime=../..", "datetime=/", "datetime=a/b/c",
    "datetime=2021-01-01T00:00:00", "f=xml", "lang=de", "kind=las", "terc=abc", "parent=9999", "indicator=nie-ma", "period=2021",
    "indicator=ludnosc&period=1900", "crs=EPSG:1", "bbox-crs=x", "name=%FF",
])
def test_bad_values(ogc, parameters):
    """/req/core/query-param-invalid"""
    assert refused(ogc, "/collections/gminy/items?" + parameters)["parameter"]


def test_crs84_is_the_default(ogc):
    """/req/core/crs84"""
    answer = ogc.get("/collections/powiaty/items/1261")
    assert answer.headers["Content-Crs"] == f"<{CRS84}>"
    longitude, latitude = answer.json()["geometry"]["coordinates"][0][0][0]
    assert 19 < longitude < 21 and 49 < latitude < 51


def test_collections(ogc, definition):
    """/req/core/fc-md-op, /req/core/fc-md-success, /req/core/fc-md-links, /req/core/fc-md-items, /req/core/fc-md-items-links,
    /req/core/fc-md-extent, /rec/core/fc-md-license"""
    document = ogc.json("/collections")
    validate(document, definition, "collections")
    links = relations(document)
    assert "self" in links and links["alternate"][0]["type"] == "text/html"
    assert [collection["id"] for collection in document["collections"]] == COLLECTIONS
    for collection in document["collections"]:
        found = relations(collection)
        assert {link["type"] for link in found["items"]} == {"application/geo+json", "text/html"}
        assert "license" in found and collection["title"] and collection["description"]
        west, south, east, north = collection["extent"]["spatial"]["bbox"][0]
        positions = positions_of(ogc.json(f"/collections/{collection['id']}/items?limit=10000"))
        assert len(positions) > 100
        assert all(west <= x <= east and south <= y <= north for x, y in positions)
    both_forms(ogc, "/collections")


def positions_of(answer):
    found = []
    for feature in answer["features"]:
        geometry = feature["geometry"]
        if geometry is None:
            continue
        if geometry["type"] == "Point":
            found.append(tuple(geometry["coordinates"]))
        else:
            found += [tuple(position) for polygon in geometry["coordinates"] for ring in polygon for position in ring]
    return found


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_one_collection(ogc, definition, collection):
    """/req/core/sfc-md-op, /req/core/sfc-md-success: the same as among the collections"""
    document = ogc.json(f"/collections/{collection}")
    validate(document, definition, "collection")
    listed = next(one for one in ogc.json("/collections")["collections"] if one["id"] == collection)
    for name in ["id", "title", "description", "extent", "crs", "storageCrs", "itemType"]:
        assert document[name] == listed[name]
    assert relations(document)["items"] == relations(listed)["items"]
    both_forms(ogc, f"/collections/{collection}")
    both_forms(ogc, f"/collections/{collection}/queryables", "application/schema+json")


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_features(ogc, definition, collection):
    """/req/core/fc-op, /req/core/fc-response, /req/core/fc-links, /req/core/fc-rel-type, /req/core/fc-timeStamp,
    /req/core/fc-numberMatched, /req/core/fc-numberReturned"""
    before = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    answer = ogc.get(f"/collections/{collection}/items?limit=3", {"Accept-Encoding": "identity"})
    after = datetime.datetime.now(datetime.timezone.utc)
    document = answer.json()
    assert answer.type == "application/geo+json"
    validate(document, definition, "featureCollectionGeoJSON")
    links = relations(document)
    assert {"self", "alternate", "next", "collection"} <= set(links)
    assert links["alternate"][0]["type"] == "text/html"
    assert before <= datetime.datetime.fromisoformat(document["timeStamp"]) <= after
    assert document["numberReturned"] == len(document["features"]) == 3
    everything = ogc.json(f"/collections/{collection}/items?limit=10000")
    assert document["numberMatched"] == len(everything["features"]) == everything["numberReturned"]
    assert "next" not in relations(everything) and "prev" not in relations(everything)
    assert set(re.findall(r'rel="([a-z]+)"', answer.headers["Link"])) >= {"self", "alternate", "next"}
    both_forms(ogc, f"/collections/{collection}/items", "application/geo+json")


@pytest.mark.parametrize("collection, limit", [("wojewodztwa", 5), ("powiaty", 100), ("gminy", 700), ("instytucje", 130)])
def test_paging(ogc, collection, limit):
    """/req/core/fc-links, /rec/core/fc-next-1 to fc-next-3, /rec/core/fc-prev: to the end and back, each feature once"""
    path = f"/collections/{collection}/items?limit={limit}"
    found, pages = [], []
    while path:
        document = ogc.json(path)
        pages.append([feature["id"] for feature in document["features"]])
        found += pages[-1]
        path = relations(document).get("next", [{"href": None}])[0]["href"]
    assert len(found) == len(set(found)) == document["numberMatched"]
    assert found == sorted(found)
    back = relations(document)["prev"][0]["href"]
    assert [feature["id"] for feature in ogc.json(back)["features"]] == found[(len(pages) - 1) * limit - limit:(len(pages) - 1) * limit]


def test_links_keep_the_question(ogc):
    """/req/core/fc-links: the next page answers the same question"""
    asked = query(limit=2, bbox="19,49,21,51", crs=EPSG + "2180", datetime="2022-01-01", kind="gmina-wiejska", indicator="ludnosc", lang="en")
    document = ogc.json("/collections/gminy/items" + asked)
    following = ogc.get(relations(document)["next"][0]["href"])
    assert following.headers["Content-Crs"] == f"<{EPSG}2180>"
    assert following.json()["numberMatched"] == document["numberMatched"]
    assert {f["properties"]["kind"] for f in following.json()["features"]} == {"gmina-wiejska"}
    assert all(f["properties"]["indicator"] == "ludnosc" for f in following.json()["features"])
    assert [link["hreflang"] for link in relations(document)["self"]] == ["en"]
    carried = ogc.json("/collections/powiaty?indicator=ludnosc&period=2021")
    first = next(link for link in relations(carried)["items"] if link["type"] == "application/geo+json")
    assert all(f["properties"]["value"] > 0 for f in ogc.json(first["href"])["features"])


def test_limit(ogc, definition):
    """/req/core/fc-limit-definition, /req/core/fc-limit-response-1, /per/core/fc-limit-response-2: the maximum is kept"""
    parameter = definition["components"]["parameters"]["limit"]
    assert (parameter["in"], parameter["style"], parameter["explode"]) == ("query", "form", False)
    schema = parameter["schema"]
    assert (schema["type"], schema["minimum"], schema["maximum"], schema["default"]) == ("integer", 1, 10000, 10)
    for limit, expected in [(1, 1), (16, 16), (100000, 16), (99999999, 16)]:
        assert len(ogc.json(f"/collections/wojewodztwa/items?limit={limit}")["features"]) == expected
    assert len(ogc.json("/collections/wojewodztwa/items")["features"]) == 10


def test_bbox(ogc, definition):
    """/req/core/fc-bbox-definition, /req/core/fc-bbox-response"""
    schema = definition["components"]["parameters"]["bbox"]["schema"]
    assert schema["type"] == "array" and schema["items"] == {"type": "number"}
    assert {part["minItems"] for part in schema["oneOf"]} == {4, 6}
    four = ogc.json("/collections/powiaty/items?limit=100&bbox=19.7,50,19.9,50.1")
    names = {feature["properties"]["name"] for feature in four["features"]}
    assert {"Kraków", "krakowski"} <= names and len(names) < 6
    six = ogc.json("/collections/powiaty/items?limit=100&bbox=19.7,50,-100,19.9,50.1,100")
    assert [f["id"] for f in six["features"]] == [f["id"] for f in four["features"]]
    # Beyond the antimeridian and back: the whole world but a strip around Poland, and only a strip in the Pacific.
    assert ogc.json("/collections/wojewodztwa/items?bbox=170,-90,20,90")["numberMatched"] > 5
    assert ogc.json("/collections/wojewodztwa/items?bbox=170,-90,-170,90")["numberMatched"] == 0
    # Features without a geometry are matched by every box.
    nowhere = ogc.json("/collections/gminy/items?bbox=0,0,1,1")
    assert all(feature["geometry"] is None for feature in nowhere["features"])
    assert nowhere["numberMatched"] == sum(
        f["geometry"] is None for f in ogc.json("/collections/gminy/items?limit=10000")["features"]) == 2


def test_datetime(ogc, definition):
    """/req/core/fc-time-definition, /req/core/fc-time-response"""
    assert definition["components"]["parameters"]["datetime"]["schema"] == {"type": "string"}
    for value in ["2022-03-04T05:06:07Z", "2022-03-04t05:06:07.25z", "2022-03-04T05:06:07+01:00", "2022-03-04", "2022-03-04/..", "2022-03-04/",
                  "../2022-03-04", "/2022-03-04", "2021-03-04/2022-03-04T00:00:00Z"]:
        path = "/collections/gminy/items" + query(limit=10000, datetime=value)
        start, end = (value.split("/") * 2)[:2]
        for feature in ogc.json(path)["features"]:
            properties = feature["properties"]
            assert end in ("", "..") or properties["valid_from"] is None or properties["valid_from"] <= end[:10]
            assert start in ("", "..") or properties["valid_to"] is None or properties["valid_to"] > start[:10]
    # Institutions have no dates of validity: every time matches them.
    assert ogc.json("/collections/instytucje/items?datetime=1990-01-01")["numberMatched"] > 500


def test_queryable_properties(ogc):
    """/rec/core/fc-filters: properties as parameters"""
    def matched(collection, **parameters):
        return ogc.json(f"/collections/{collection}/items" + query(limit=10000, **parameters))["features"]

    assert {f["properties"]["name"] for f in matched("gminy", name="bochnia")} == {"Bochnia"}
    assert {f["properties"]["name"] for f in matched("gminy", name="Nowy T*g")} == {"Nowy Targ"}
    assert len(matched("gminy", parent="2604")) == 19 and len(matched("powiaty", parent="26")) == 14
    assert [f["id"] for f in matched("gminy", terc="1201011,2604092")] == ["120101", "260409"]
    assert all(f["properties"]["kind"] == "gmina-miejska" for f in matched("gminy", kind="gmina-miejska"))
    assert "Nowy Sącz" in {f["properties"]["name"] for f in matched("powiaty", q="now sac")}
    centres = matched("instytucje", type="PCPR", unit="12")
    assert centres and all(f["properties"]["type"] == "PCPR" and f["properties"]["unit"].startswith("12") for f in centres)
    assert matched("instytucje", q="noclegownia")
    for collection in COLLECTIONS:
        assert set(ogc.json(f"/collections/{collection}/queryables")["properties"]) <= set(
            ogc.json(f"/collections/{collection}/items?limit=1")["features"][0]["properties"])


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_one_feature(ogc, definition, collection):
    """/req/core/f-op, /req/core/f-success, /req/core/f-links"""
    for listed in ogc.json(f"/collections/{collection}/items?limit=4&offset=7")["features"]:
        path = f"/collections/{collection}/items/{listed['id']}"
        answer = ogc.get(path)
        feature = answer.json()
        assert answer.status == 200 and answer.type == "application/geo+json"
        validate(feature, definition, "featureGeoJSON")
        assert {name: feature[name] for name in listed} == listed
        links = relations(feature)
        assert links["alternate"][0]["type"] == "text/html"
        assert ogc.get(links["collection"][0]["href"]).json()["id"] == collection
        assert ogc.get(links["self"][0]["href"]).json()["id"] == listed["id"]
    both_forms(ogc, path, "application/geo+json")


# Part 1, GeoJSON, HTML, OpenAPI 3.0


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_geojson(ogc, collection):
    """/req/geojson/definition, /req/geojson/content: RFC 7946, exterior rings counterclockwise"""
    everything = ogc.json(f"/collections/{collection}/items?limit=10000")
    jsonschema.Draft202012Validator(FEATURE_COLLECTION).validate(everything)
    names = {tuple(feature["properties"]) for feature in everything["features"]}
    assert len(names) == 1, "all features have the same properties"
    rings = 0
    for feature in everything["features"]:
        if (feature["geometry"] or {}).get("type") != "MultiPolygon":
            continue
        for polygon in feature["geometry"]["coordinates"]:
            for number, ring in enumerate(polygon):
                assert ring[0] == ring[-1]
                area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))
                assert area > 0 if number == 0 else area < 0
                rings += 1
    assert rings > 0 or collection == "instytucje"


def test_html(ogc):
    """/req/html/definition, /req/html/content: pages in both languages that say what the documents say and lead on"""
    for path in ["", "/conformance", "/collections", "/collections/gminy", "/collections/gminy/queryables", "/collections/gminy/items",
                 "/collections/gminy/items/020101", "/collections/instytucje/items", "/api.html"]:
        polish = ogc.get(path, {"Accept": "text/html"})
        english = ogc.get(path + "?lang=en", {"Accept": "text/html"})
        assert polish.headers["Content-Language"] == "pl" and english.headers["Content-Language"] == "en"
        assert polish.body != english.body and b"<h1" in polish.body
    document = ogc.json("/collections/powiaty/items?limit=20")
    page = ogc.get("/collections/powiaty/items?limit=20&f=html").body.decode()
    for feature in document["features"]:
        assert f"/ogc/collections/powiaty/items/{feature['id']}" in page
    assert 'rel="next"' in page and "offset=20" in page
    feature = ogc.get("/collections/powiaty/items/2604?f=html&indicator=ludnosc").body.decode()
    assert "powiat kielecki" in feature and "/jednostki/2604" in feature and "ludnosc" in feature


def test_definition_is_complete(ogc, definition):
    """/req/oas30/completeness, /req/oas30/exceptions-codes, /req/oas30/security: every resource with its parameters and answers"""
    for collection in COLLECTIONS:
        for suffix in ["", "/queryables", "/items", "/items/{featureId}"]:
            operation = definition["paths"][f"/collections/{collection}{suffix}"]["get"]
            assert {"200", "400", "404", "500"} <= set(operation["responses"])
        parameters = definition["paths"][f"/collections/{collection}/items"]["get"]["parameters"]
        names = [definition["components"]["parameters"][p["$ref"].split("/")[-1]]["name"] if "$ref" in p else p["name"] for p in parameters]
        assert {"limit", "bbox", "datetime", "crs", "bbox-crs", "offset", "f", "lang"} <= set(names)
        examples = {"limit": "1", "offset": "0", "bbox": "19,50,20,51", "bbox-crs": CRS84, "crs": CRS84, "datetime": "2023-01-01", "f": "json", "lang": "en",
                    "q": "a", "name": "a", "terc": "26", "parent": "26", "unit": "26", "serves": "26", "indicator": "ludnosc", "service": "schronienie",
                    "target": "bezdomni", "problem": "bezdomnosc", "type": "OPS", "institution": "pup-tarnow", "status": "valid", "kind": "porozumienie",
                    "form": "wspolne-dzialania", "programme": "pai", "open": "1"}
        for parameter in parameters:
            if "schema" in parameter and "enum" in parameter["schema"]:
                examples[parameter["name"]] = parameter["schema"]["enum"][0]
        for name in names:
            if name == "period":
                continue
            answer = ogc.get(f"/collections/{collection}/items" + query(**{name: examples[name]}))
            assert answer.status == 200, (collection, name, answer.body)
    identifiers = [operation["operationId"] for path in definition["paths"].values() for operation in path.values() if "operationId" in operation]
    assert len(identifiers) == len(set(identifiers))
    assert "security" not in definition


# Part 2


def test_reference_systems_are_told(ogc):
    """/req/crs/crs-uri, /req/crs/fc-md-crs-list, /req/crs/fc-md-storageCrs, /req/crs/fc-md-storageCrs-valid-value,
    /req/crs/fc-md-crs-list-global"""
    document = ogc.json("/collections")
    for collection in document["collections"]:
        assert collection["crs"][0] == CRS84 and set(collection["crs"]) == {CRS84, EPSG + "4326", EPSG + "3857", EPSG + "2180"}
        assert collection["storageCrs"] in collection["crs"]
    assert document["crs"] == document["collections"][0]["crs"]


def test_crs_parameter(ogc, definition):
    """/req/crs/fc-crs-definition, /req/crs/fc-crs-valid-value, /req/crs/fc-crs-default-value, /req/crs/fc-crs-action,
    /req/crs/ogc-crs-header, /req/crs/ogc-crs-header-value, /req/crs/geojson"""
    assert CRS84 in definition["components"]["parameters"]["crs"]["schema"]["enum"]
    # The middle of Kraków, with the axes of each system in the order of its register.
    expected = {CRS84: (20.0, 50.0), EPSG + "4326": (50.0, 20.0), EPSG + "3857": (2.22e6, 6.45e6), EPSG + "2180": (2.42e5, 5.66e5)}
    for system, (first, second) in expected.items():
        for path in ["/collections/powiaty/items/1261" + query(crs=system), "/collections/powiaty/items" + query(terc="1261", crs=system)]:
            answer = ogc.get(path)
            assert answer.headers["Content-Crs"] == f"<{system}>"
            document = answer.json()
            geometry = document.get("geometry") or document["features"][0]["geometry"]
            x, y = geometry["coordinates"][0][0][0][:2]
            assert x == pytest.approx(first, rel=0.07) and y == pytest.approx(second, rel=0.07)
            # GeoJSON of 2008 had a member for the system; RFC 7946 has not, and the header says it.
            assert "crs" not in document
    refused(ogc, "/collections/powiaty/items/1261" + query(crs=EPSG + "2177"))


def test_bbox_crs_parameter(ogc, definition):
    """/req/crs/fc-bbox-crs-definition, /req/crs/fc-bbox-crs-valid-value, /req/crs/fc-bbox-crs-default-value,
    /req/crs/fc-bbox-crs-action, /req/crs/bbox-crs-exception"""
    assert CRS84 in definition["components"]["parameters"]["bbox-crs"]["schema"]["enum"]
    def found(**parameters):
        return [f["id"] for f in ogc.json("/collections/powiaty/items" + query(limit=400, **parameters))["features"]]

    plain = found(bbox="19.9,50,20,50.1")
    assert plain == found(bbox="19.9,50,20,50.1", bbox_crs=CRS84) == found(bbox="50,19.9,50.1,20", bbox_crs=EPSG + "4326")
    # A square of ten kilometres in the middle of Kraków, northing first.
    assert "1261" in found(bbox="238000,561000,248000,571000", bbox_crs=EPSG + "2180")
    assert found(bbox="561000,238000,571000,248000", bbox_crs=EPSG + "2180") != found(bbox="238000,561000,248000,571000", bbox_crs=EPSG + "2180")
    refused(ogc, "/collections/powiaty/items" + query(bbox="1,2,3,4", bbox_crs=EPSG + "2177"))
    refused(ogc, "/collections/powiaty/items" + query(bbox="248000,561000,238000,571000", bbox_crs=EPSG + "2180"))
