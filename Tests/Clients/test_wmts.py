# SPDX-License-Identifier: Apache-2.0
"""The WMTS, the tiles in EPSG:2180 and the vector tiles read by the clients that offices have: GDAL and OWSLib."""

import io
import json
import urllib.parse
import urllib.request
import xml.etree.ElementTree

import pyproj
import pytest
from owslib.wmts import WebMapTileService
from PIL import Image

NAMES = {"wmts": "http://www.opengis.net/wmts/1.0", "ows": "http://www.opengis.net/ows/1.1", "xlink": "http://www.w3.org/1999/xlink"}
# Warszawa, Kraków, Poznań, Szczecin, Suwałki: within a powiat of their own, some kilometres from its border.
TOWNS = [(21.0122, 52.2297), (19.945, 50.0647), (16.925, 52.4064), (14.55, 53.43), (22.93, 54.1)]


@pytest.fixture(scope="module")
def capabilities(site):
    return xml.etree.ElementTree.fromstring(site.bytes("/wmts?SERVICE=WMTS&REQUEST=GetCapabilities"))


@pytest.fixture(scope="module")
def service(site):
    return WebMapTileService(site.address + "/wmts", version="1.0.0")


def find(element, path):
    return element.find(path, NAMES)


def texts(element, path):
    return [found.text for found in element.findall(path, NAMES)]


def picture(answer):
    return Image.open(io.BytesIO(answer)).convert("RGBA")


def colour(site, town, period, palette, indicator="ludnosc"):
    """The colour that the legend has for the powiat at a point."""
    code = site.json(f"/api/v1/units/at?lon={town[0]}&lat={town[1]}")["powiat"]["terc"]
    values = site.json(f"/api/v1/indicators/{indicator}/values?level=powiat&period={period}")["values"]
    value = next(row["value"] for row in values if row["terc"] == code)
    legend = site.json(f"/api/v1/legend?indicator={indicator}&level=powiat&period={period}&palette={palette}")
    if value is None:
        return legend["no_data"]["color"]
    # (from, to]; the first class also its lower limit.
    return next(entry["color"] for entry in legend["classes"] if value <= entry["to"])


def hexadecimal(pixel):
    return "#%02x%02x%02x" % pixel[:3]


class TestCapabilities:
    def test_the_order_of_elements_is_that_of_the_schema(self, capabilities):
        """wmtsGetCapabilities_response.xsd: each type is a sequence."""
        orders = {
            "Capabilities": ["ServiceIdentification", "ServiceProvider", "OperationsMetadata", "Contents", "Themes", "WSDL", "ServiceMetadataURL"],
            "ServiceIdentification": ["Title", "Abstract", "Keywords", "ServiceType", "ServiceTypeVersion", "Profile", "Fees", "AccessConstraints"],
            "Layer": ["Title", "Abstract", "Keywords", "WGS84BoundingBox", "Identifier", "BoundingBox", "Metadata", "DatasetDescriptionSummary",
                      "Style", "Format", "InfoFormat", "Dimension", "TileMatrixSetLink", "ResourceURL"],
            "Style": ["Title", "Abstract", "Keywords", "Identifier", "LegendURL"],
            "Dimension": ["Title", "Abstract", "Keywords", "Identifier", "UOM", "UnitSymbol", "Default", "Current", "Value"],
            "TileMatrixSet": ["Title", "Abstract", "Keywords", "Identifier", "BoundingBox", "SupportedCRS", "WellKnownScaleSet", "TileMatrix"],
            "TileMatrix": ["Title", "Abstract", "Keywords", "Identifier", "ScaleDenominator", "TopLeftCorner", "TileWidth", "TileHeight",
                           "MatrixWidth", "MatrixHeight"],
            "TileMatrixLimits": ["TileMatrix", "MinTileRow", "MaxTileRow", "MinTileCol", "MaxTileCol"],
        }
        checked = set()
        for element in capabilities.iter():
            name = element.tag.split("}")[1]
            if name in orders and len(element):
                places = [orders[name].index(child.tag.split("}")[1]) for child in element]
                assert places == sorted(places), name
                checked.add(name)
        assert checked == set(orders)

    def test_references_lead_somewhere(self, capabilities):
        layers = capabilities.findall("wmts:Contents/wmts:Layer", NAMES)
        ids = texts(capabilities, "wmts:Contents/wmts:Layer/ows:Identifier")
        assert len(ids) == len(set(ids)) > 100
        matrices = {
            find(each, "ows:Identifier").text: texts(each, "wmts:TileMatrix/ows:Identifier")
            for each in capabilities.findall("wmts:Contents/wmts:TileMatrixSet", NAMES)
        }
        assert set(matrices) == {"EPSG:3857", "EPSG:2180"}
        for layer in layers:
            assert texts(layer, "wmts:TileMatrixSetLink/wmts:TileMatrixSet") == ["EPSG:3857", "EPSG:2180"]
            for link in layer.findall("wmts:TileMatrixSetLink", NAMES):
                known = matrices[find(link, "wmts:TileMatrixSet").text]
                assert texts(link, "wmts:TileMatrixSetLimits/wmts:TileMatrixLimits/wmts:TileMatrix") == known
            times = texts(layer, "wmts:Dimension/wmts:Value")
            assert find(layer, "wmts:Dimension/wmts:Default").text in times == sorted(times)
            assert len([each for each in layer.findall("wmts:Style", NAMES) if each.get("isDefault") == "true"]) == 1
        assert sorted(texts(capabilities, "wmts:Themes/wmts:Theme/wmts:LayerRef")) == sorted(ids)

    def test_they_are_small_on_the_wire(self, site):
        request = urllib.request.Request(site.url("/wmts/1.0.0/WMTSCapabilities.xml"), headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request, timeout=30) as response:
            assert response.headers["Content-Encoding"] == "gzip"
            assert len(response.read()) < 100_000


class TestOWSLib:
    def test_it_lists_what_there_is(self, site, service):
        assert service.identification.title == "Powiatlas: mapy wskaźników społecznych"
        assert service.identification.type == "OGC WMTS"
        layer = service["ludnosc.powiat"]
        assert layer.title == "Ludność – powiaty" and "osób" in layer.abstract
        west, south, east, north = layer.boundingBoxWGS84
        assert 14 < west < 14.2 and 48.9 < south < 49.1 and 24 < east < 24.3 and 54.7 < north < 55
        assert set(layer.tilematrixsetlinks) == {"EPSG:3857", "EPSG:2180"}
        assert len(layer.styles) > 20 and [name for name, style in layer.styles.items() if style["isDefault"]] == ["YlOrRd"]
        assert all(style["legend"].startswith(site.address) for style in layer.styles.values())
        grid = service.tilematrixsets["EPSG:2180"]
        assert grid.crs.endswith("EPSG::2180")
        matrix = grid.tilematrix["EPSG:2180:5"]
        assert matrix.topleftcorner == (850000.0, 100000.0) and matrix.tilewidth == matrix.tileheight == 512
        themes = service.themes
        assert "Ludność" in [theme.title for theme in themes.values()]

    @pytest.mark.parametrize("matrixset, matrix, system", [("EPSG:2180", "EPSG:2180:6", "EPSG:2180"), ("EPSG:3857", "9", "EPSG:3857")])
    def test_pixels_have_the_colour_of_the_class_of_the_unit_there(self, site, service, matrixset, matrix, system):
        transformer = pyproj.Transformer.from_crs("OGC:CRS84", system, always_xy=True)
        found = service.tilematrixsets[matrixset].tilematrix[matrix]
        cell = found.scaledenominator * 0.00028
        corner = found.topleftcorner
        # EPSG:2180 names the northing first.
        left, top = (corner[1], corner[0]) if system == "EPSG:2180" else corner
        for town in TOWNS:
            x, y = transformer.transform(*town)
            column, row = int((x - left) / cell), int((top - y) / cell)
            side = found.tilewidth
            where = dict(tilematrixset=matrixset, tilematrix=matrix, row=row // side, column=column // side)
            answer = service.gettile(layer="ludnosc.powiat", style="YlGnBu", format="image/png", Time="2021", **where)
            tile = picture(answer.read())
            assert tile.size == (side, side)
            assert hexadecimal(tile.getpixel((column % side, row % side))) == colour(site, town, 2021, "YlGnBu"), town
            # What the service says of that pixel is what it drew.
            told = json.loads(site.bytes(
                f"/wmts/1.0.0/ludnosc.powiat/YlGnBu/2021/{matrixset}/{matrix}/{row // side}/{column // side}/{row % side}/{column % side}.json"))
            assert told["features"][0]["properties"]["color"] == colour(site, town, 2021, "YlGnBu")


class TestGDAL:
    # A square of 60 km around Kraków in either plane.
    WINDOWS = {"EPSG:2180": (537_000, 274_000, 597_000, 214_000), "EPSG:3857": (2_170_000, 6_510_000, 2_270_000, 6_410_000)}

    def read(self, gdal, address, name, matrixset):
        target = gdal.folder / name
        window = [str(each) for each in self.WINDOWS[matrixset]]
        gdal("gdal_translate", "-q", "-of", "GTiff", "-outsize", "512", "512", "-projwin", *window, address, str(target))
        with Image.open(target) as image:
            return image.convert("RGBA")

    def pixel(self, image, town, matrixset):
        x, y = pyproj.Transformer.from_crs("OGC:CRS84", matrixset, always_xy=True).transform(*town)
        west, north, east, south = self.WINDOWS[matrixset]
        return image.getpixel((int((x - west) / (east - west) * 512), int((north - y) / (north - south) * 512)))

    @pytest.mark.parametrize("matrixset", ["EPSG:2180", "EPSG:3857"])
    def test_it_opens_and_draws_a_window_at_two_times(self, site, gdal, matrixset):
        indicator = "starzenie-65-plus"
        periods = site.json(f"/api/v1/indicators/{indicator}")["periods"]
        colours = set()
        for period in (periods[0], periods[-1]):
            document = f"{site.address}/wmts/1.0.0/WMTSCapabilities.xml?indicator={indicator}&level=powiat&period={period}"
            address = f"WMTS:{document},layer={indicator}.powiat,tilematrixset={matrixset},style=YlOrRd"
            told = json.loads(gdal("gdalinfo", "-json", address))
            assert f'ID["EPSG",{matrixset[5:]}]' in told["coordinateSystem"]["wkt"].replace(" ", "").replace("\n", "")
            image = self.read(gdal, address, f"{matrixset[5:]}-{period}.tif", matrixset)
            for town in [(19.945, 50.0647), (19.94, 49.85)]:
                expected = colour(site, town, period, "YlOrRd", indicator)
                pixel = self.pixel(image, town, matrixset)
                assert pixel[3] == 255 and hexadecimal(pixel) == expected, (town, period)
            colours.add(image.tobytes())
        assert len(colours) == 2

    def test_the_bare_address_lists_the_layers(self, site, gdal):
        told = json.loads(gdal("gdalinfo", "-json", f"WMTS:{site.address}/wmts?indicator=ludnosc&palette=Blues"))
        listed = told["metadata"]["SUBDATASETS"]
        assert len([name for name in listed if name.endswith("_NAME")]) == 2 * 2

    def test_vector_tiles_are_the_units(self, site, gdal):
        told = gdal("ogrinfo", "-ro", "-al", "-so", f"MVT:{site.address}/tiles/units/powiat/7/71/42.mvt")
        assert "terc: String" in told and "name: String" in told
        x, y = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:3857", always_xy=True).transform(21.0122, 52.2297)
        told = gdal("ogrinfo", "-ro", "-al", "-q", "-geom=NO", f"MVT:{site.address}/tiles/units/powiat/7/71/42.mvt",
                    "-spat", str(x), str(y), str(x + 1), str(y + 1))
        assert "terc (String) = 1465" in told


class TestOtherWays:
    def test_tiles_in_the_national_grid_meet(self, site):
        """The rows and columns on both sides of an edge show the same units: their colours are the same but at borders."""
        def tile(x, y):
            return picture(site.bytes(f"/tiles/2180/choropleth/ludnosc/2021/powiat/5/{x}/{y}.png"))

        left, right = tile(2, 3), tile(3, 3)
        same = sum(left.getpixel((511, row)) == right.getpixel((0, row)) for row in range(512))
        assert same > 440

    def test_the_tiling_is_the_geoportals(self, capabilities):
        """Numbers that users of the national geoportal's services have in their programs."""
        grid = next(each for each in capabilities.findall("wmts:Contents/wmts:TileMatrixSet", NAMES) if find(each, "ows:Identifier").text == "EPSG:2180")
        assert find(grid, "ows:SupportedCRS").text == "urn:ogc:def:crs:EPSG::2180"
        for matrix in grid.findall("wmts:TileMatrix", NAMES):
            assert find(matrix, "wmts:TopLeftCorner").text == "850000.0 100000.0"
        scales = [float(text) for text in texts(grid, "wmts:TileMatrix/wmts:ScaleDenominator")]
        assert scales[0] == pytest.approx(3.0238155714285716e7, rel=1e-12) and scales[5] == pytest.approx(944942.3660714286, rel=1e-12)

    def test_addresses_follow_the_template(self, site, capabilities):
        layer = capabilities.findall("wmts:Contents/wmts:Layer", NAMES)[-1]
        matrixset = next(each for each in layer.findall("wmts:TileMatrixSetLink", NAMES) if find(each, "wmts:TileMatrixSet").text == "EPSG:2180")
        limits = matrixset.findall("wmts:TileMatrixSetLimits/wmts:TileMatrixLimits", NAMES)[4]
        values = {
            "Style": texts(layer, "wmts:Style/ows:Identifier")[0], "Time": find(layer, "wmts:Dimension/wmts:Default").text,
            "TileMatrixSet": "EPSG:2180", "TileMatrix": find(limits, "wmts:TileMatrix").text,
            "TileRow": find(limits, "wmts:MinTileRow").text, "TileCol": find(limits, "wmts:MaxTileCol").text, "I": "7", "J": "9",
        }
        for resource in layer.findall("wmts:ResourceURL", NAMES):
            address = resource.get("template")
            for name, value in values.items():
                address = address.replace("{" + name + "}", urllib.parse.quote(value, safe=""))
            assert "{" not in address
            with urllib.request.urlopen(address, timeout=30) as response:
                assert response.headers["Content-Type"].split(";")[0] == resource.get("format")
