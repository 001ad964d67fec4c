# SPDX-License-Identifier: Apache-2.0
"""Mapnik drawing the same choropleth: the same polygons, tiles and size, one thread.

Run as a program of its own, so that its processor time is its own:
mapnik_peer.py polygons.geojson (EPSG:4326, property `class` 0…4, -1 for no data) tiles.json border-width
"""

import json
import math
import sys
import time

import mapnik

from tiles import tile_bounds_mercator

FILLS = ("#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026")
NO_DATA = "#d9d9d9"
BORDER = "#6f6f6f"
# Borders reach over the tile's edge: the same margin as a tile server keeps.
BUFFER_PIXELS = 8


def to_mercator(point):
    radius = 6378137.0
    return [math.radians(point[0]) * radius,
            math.asinh(math.tan(math.radians(point[1]))) * radius]


def projected(geometry):
    """Polygon or MultiPolygon in EPSG:3857: Mapnik then has nothing to reproject while it draws."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return {"type": "MultiPolygon",
            "coordinates": [[[to_mercator(point) for point in ring] for ring in polygon] for polygon in polygons]}


def project_file(source, target):
    with open(source, encoding="utf-8") as file:
        collection = json.load(file)
    for feature in collection["features"]:
        feature["geometry"] = projected(feature["geometry"])
    with open(target, "w", encoding="utf-8") as file:
        json.dump(collection, file)


def style_sheet(data, border_width):
    rules = "".join(
        f'<Rule><Filter>[class] = {index}</Filter><PolygonSymbolizer fill="{color}"/>'
        f'<LineSymbolizer stroke="{BORDER}" stroke-width="{border_width}" stroke-linejoin="round"/></Rule>'
        for index, color in [(-1, NO_DATA), *enumerate(FILLS)])
    # In memory with an index: no reading of files while it draws.
    return f"""<Map srs="epsg:3857" buffer-size="{BUFFER_PIXELS}"><Style name="units">{rules}</Style>
      <Layer name="units" srs="epsg:3857"><StyleName>units</StyleName><Datasource>
      <Parameter name="type">geojson</Parameter><Parameter name="file">{data}</Parameter>
      <Parameter name="cache_features">true</Parameter></Datasource></Layer></Map>"""


def draw(map_, tile):
    map_.zoom_to_box(mapnik.Box2d(*tile_bounds_mercator(*tile)))
    image = mapnik.Image(map_.width, map_.height)
    mapnik.render(map_, image)
    # The fastest of the encodings that Mapnik offers; its indexed ones are smaller and slower.
    return len(image.tostring("png:z=1"))


def main(source, tiles_path, border_width):
    data = source + ".3857.geojson"
    project_file(source, data)
    with open(tiles_path, encoding="utf-8") as file:
        tiles = json.load(file)
    mapnik.logger.set_severity(getattr(mapnik.severity_type, "None"))
    map_ = mapnik.Map(256, 256)
    mapnik.load_map_from_string(map_, style_sheet(data, border_width))
    for tile in tiles[:10]:  # opens the data source
        draw(map_, tile)
    wall, processor = time.perf_counter(), time.process_time()
    sizes = [draw(map_, tile) for tile in tiles]
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(json.dumps({"tiles": len(tiles), "seconds": wall, "cpu_seconds": processor,
                      "per_core_second": len(tiles) / processor, "sizes": sizes}))


if __name__ == "__main__":
    main(*sys.argv[1:])
