# SPDX-License-Identifier: Apache-2.0
"""A QGIS user's first minutes with the server, by PyQGIS without a window: the WMTS by its capabilities address in two
reference systems, the features and the vector tiles, each drawn and looked at.

Started by Scripts/check-qgis with the server's address and a folder for the pictures.
"""

import json
import os
import pathlib
import sys
import urllib.parse
import urllib.request

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileLayer,
)
from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.PyQt.QtGui import QColor  # noqa: E402

ADDRESS, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
TOWNS = {"Warszawa": (21.0122, 52.2297), "Kraków": (19.945, 50.0647), "Poznań": (16.925, 52.4064), "Łódź": (19.457, 51.77)}
POLAND = QgsRectangle(14.1, 48.95, 24.2, 54.9)
faults = []


def check(holds, what):
    print(("ok      " if holds else "WRONG   ") + what)
    if not holds:
        faults.append(what)


def ask(path):
    with urllib.request.urlopen(ADDRESS + path, timeout=60) as answer:
        return json.load(answer)


def expected_colour(town):
    code = ask(f"/api/v1/units/at?lon={town[0]}&lat={town[1]}")["powiat"]["terc"]
    value = next(row["value"] for row in ask("/api/v1/indicators/ludnosc/values?level=powiat")["values"] if row["terc"] == code)
    classes = ask("/api/v1/legend?indicator=ludnosc&level=powiat&palette=YlGnBu")["classes"]
    return next(entry["color"] for entry in classes if value <= entry["to"])


def projected(system, rectangle):
    transform = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateReferenceSystem(system), QgsProject.instance())
    return transform.transformBoundingBox(rectangle) if isinstance(rectangle, QgsRectangle) else transform.transform(rectangle)


def draw(layer, system, name, rectangle=POLAND):
    """A picture of 900 pixels, and how a place becomes a pixel of it."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(system))
    settings.setBackgroundColor(QColor(255, 255, 255))
    settings.setOutputSize(QSize(900, 900))
    settings.setExtent(projected(system, rectangle))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    for error in job.errors():
        check(False, f"{name}: {error.message}")
    image = job.renderedImage()
    image.save(str(FOLDER / f"{name}.png"))
    pixels = settings.mapToPixel()

    def colour(town):
        place = pixels.transform(projected(system, QgsPointXY(*town)))
        return image.pixelColor(round(place.x()), round(place.y())).name()

    return colour


def tiles(system, matrixset):
    uri = urllib.parse.urlencode({
        "contextualWMSLegend": 0, "crs": system, "dpiMode": 7, "featureCount": 10, "format": "image/png", "layers": "ludnosc.powiat",
        "styles": "YlGnBu", "tileMatrixSet": matrixset, "tileDimensions": "Time=2021", "url": f"{ADDRESS}/wmts/1.0.0/WMTSCapabilities.xml",
    }, safe=":/=")
    layer = QgsRasterLayer(uri, f"WMTS {system}", "wms")
    check(layer.isValid(), f"WMTS in {system} is a valid layer {layer.error().message()}")
    if not layer.isValid():
        return
    check(layer.crs().authid() == system, f"its reference system is {layer.crs().authid()}")
    colour = draw(layer, system, f"wmts-{system[5:]}")
    for name, town in TOWNS.items():
        found, expected = colour(town), expected_colour(town)
        check(found == expected, f"{name} in {system} is {found}, the legend says {expected}")
    check(colour((17.5, 54.85)) == "#ffffff", f"the Baltic in {system} is blank")
    # What the identify tool asks.
    formats = layer.dataProvider().capabilities()
    check(bool(formats & layer.dataProvider().Identify), "places can be asked for what they are")


def features():
    layer = QgsVectorLayer(f"typename='powiaty' url='{ADDRESS}/ogc' pageSize='500'", "powiaty", "OAPIF")
    check(layer.isValid(), f"OGC API – Features is a valid layer {layer.error().message()}")
    if not layer.isValid():
        return
    found = {feature["terc"]: feature for feature in layer.getFeatures()}
    check(len(found) == 380, f"it has {len(found)} powiats")
    warsaw = found.get("1465")
    check(warsaw is not None and warsaw.geometry().contains(QgsPointXY(*TOWNS["Warszawa"])), "Warszawa lies in the powiat 1465")


def vector_tiles():
    address = urllib.parse.quote(f"{ADDRESS}/tiles/units/powiat/{{z}}/{{x}}/{{y}}.mvt", safe=":/{}")
    layer = QgsVectorTileLayer(f"type=xyz&url={address}&zmin=0&zmax=14", "units")
    check(layer.isValid(), "vector tiles are a valid layer")
    colour = draw(layer, "EPSG:3857", "vector-tiles")
    check(colour(TOWNS["Warszawa"]) != "#ffffff", "vector tiles are drawn at Warszawa")


def national_grid_as_xyz():
    """The plain tiles of Web Mercator as an XYZ layer, drawn in the national grid."""
    address = urllib.parse.quote(f"{ADDRESS}/tiles/choropleth/ludnosc/2021/powiat/{{z}}/{{x}}/{{y}}.png?palette=YlGnBu", safe=":/{}")
    layer = QgsRasterLayer(f"type=xyz&url={address}&zmin=0&zmax=14", "XYZ", "wms")
    check(layer.isValid(), "XYZ tiles are a valid layer")
    colour = draw(layer, "EPSG:2180", "xyz-2180")
    check(colour(TOWNS["Kraków"]) != "#ffffff", "XYZ tiles are drawn in EPSG:2180")


QgsApplication.setPrefixPath("/usr", True)
application = QgsApplication([], False)
application.initQgis()
try:
    tiles("EPSG:2180", "EPSG:2180")
    tiles("EPSG:3857", "EPSG:3857")
    features()
    vector_tiles()
    national_grid_as_xyz()
finally:
    print(f"{len(faults)} faults; pictures in {FOLDER}")
    # Without leaving by the interpreter's end, which QGIS 3.22 does not survive offscreen.
    sys.stdout.flush()
    os._exit(1 if faults else 0)
