# SPDX-License-Identifier: Apache-2.0
"""Mapnik drawing the same choropleth: the same polygons, tiles and size, one thread.

Run as a program of its own, so that its processor time is its own:
mapnik_peer.py folder level tiles.json border-width seconds
The folder holds level_4.geojson … level_9.geojson and level.geojson for the zooms above, in EPSG:3857 with the property
`class` (0…4, -1 for no data). Every tile is drawn once, and then again until the seconds are over.
"""

import json
import pathlib
import resource
import sys
import time

import mapnik

from tiles import tile_bounds_mercator

FILLS = ("#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026")
NO_DATA = "#d9d9d9"
BORDER = "#6f6f6f"
# Borders reach over the tile's edge: the same margin as a tile server keeps.
BUFFER_PIXELS = 8


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


def maps_by_zoom(folder, level, zooms, border_width):
    """The polygons generalised for each zoom where they are, and as they are above."""
    loaded = {}
    found = {}
    for zoom in zooms:
        own = folder / f"{level}_{zoom}.geojson"
        path = own if own.exists() else folder / f"{level}.geojson"
        if path not in loaded:
            loaded[path] = mapnik.Map(256, 256)
            mapnik.load_map_from_string(loaded[path], style_sheet(path, border_width))
        found[zoom] = loaded[path]
    return found


def main(folder, level, tiles_path, border_width, seconds):
    with open(tiles_path, encoding="utf-8") as file:
        tiles = json.load(file)
    mapnik.logger.set_severity(getattr(mapnik.severity_type, "None"))
    maps = maps_by_zoom(pathlib.Path(folder), level, sorted({tile[0] for tile in tiles}), border_width)
    for tile in tiles[:: max(1, len(tiles) // 20)]:  # opens the data sources
        draw(maps[tile[0]], tile)
    sizes, latencies, by_zoom = [], [], {}
    wall, processor = time.perf_counter(), time.process_time()
    while not sizes or time.perf_counter() - wall < float(seconds):
        for tile in tiles:
            began, spent = time.perf_counter(), time.process_time()
            sizes.append(draw(maps[tile[0]], tile))
            latencies.append((time.perf_counter() - began) * 1e3)
            count, before = by_zoom.get(tile[0], (0, 0))
            by_zoom[tile[0]] = (count + 1, before + time.process_time() - spent)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    latencies.sort()
    print(json.dumps({
        "requests": len(sizes), "seconds": wall, "per_second": len(sizes) / wall, "per_core_second": len(sizes) / processor,
        "cpu_microseconds": processor / len(sizes) * 1e6, "p50_ms": latencies[len(latencies) // 2],
        "p99_ms": latencies[int(len(latencies) * 0.99)], "sizes": sizes[:len(tiles)], "by_zoom": by_zoom,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main(*sys.argv[1:])
