# SPDX-License-Identifier: Apache-2.0
"""The canvas shows the territory in the legend's colours."""

from collections import Counter

import expected
from waiting import eventually

# Units smaller than this on the screen are all border and label.
SMALLEST_SAMPLED_PIXELS = 30
# Away from the edges, where buttons and the scale lie.
MARGIN_PIXELS = 50


def sampled_units(map_page, site, tercs):
    """(terc, longitude, latitude) of those units that are on the screen and large enough."""
    frame = map_page.page.locator("#map").bounding_box()
    for terc in tercs:
        unit = expected.unit(site, terc)
        if unit["bbox"] is None:
            continue
        west, south, east, north = unit["bbox"]
        left, bottom = map_page.point(west, south)
        right, top = map_page.point(east, north)
        longitude, latitude = unit["center"]
        x, y = map_page.point(longitude, latitude)
        inside = (MARGIN_PIXELS < x - frame["x"] < frame["width"] - MARGIN_PIXELS
                  and MARGIN_PIXELS < y - frame["y"] < frame["height"] - MARGIN_PIXELS)
        if inside and min(right - left, bottom - top) >= SMALLEST_SAMPLED_PIXELS:
            yield terc, longitude, latitude


def assert_colors(map_page, site, parameters, tercs, at_least):
    return eventually(lambda: _assert_colors(map_page, site, parameters, tercs, at_least))


def _assert_colors(map_page, site, parameters, tercs, at_least):
    legend = expected.legend(site, parameters)
    rows = expected.values(site, parameters)
    picture = map_page.map_picture()
    seen, wrong = Counter(), []
    for terc, longitude, latitude in sampled_units(map_page, site, tercs):
        wanted = expected.color_of(rows.get(terc), legend)
        shown = map_page.color_at(picture, longitude, latitude)
        seen[wanted] += 1
        if not expected.same_color(wanted, shown):
            wrong.append(f"{terc}: {shown} instead of {wanted}")
    assert not wrong, "; ".join(wrong)
    assert sum(seen.values()) >= at_least, f"only {sum(seen.values())} units were on the screen"
    return seen


def test_powiats_have_the_colours_of_their_classes(profile_map, site):
    region = [row["terc"] for row in site.json("/api/v1/units?level=powiat&parent=26&limit=50")["units"]]
    assert len(region) == 14
    neighbours = ["1412", "1425", "1806", "1811", "1215", "2402", "1430", "1010"]  # without values
    seen = assert_colors(profile_map, site, expected.PROFILE_3, region + neighbours, at_least=12)
    legend = expected.legend(site, expected.PROFILE_3)
    for item in legend["classes"]:
        assert seen[item["color"].lower()] > 0, f"no sampled powiat in class {item['label']}"
    assert seen[legend["no_data"]["color"].lower()] > 0, "no powiat without data was sampled"


def test_staszowski_is_the_highest_not_buski(profile_map, site):
    """The report's own prose names powiat buski; its table, and so the map, say staszowski."""
    by_terc = {row["terc"]: row for row in profile_map.rows()}
    highest = max((row for row in by_terc.values() if row["value"] is not None), key=lambda row: row["value"])
    assert highest["terc"] == expected.STASZOWSKI and highest["rank"].startswith("1")
    assert round(highest["value"], 1) == 38.0
    assert round(by_terc[expected.BUSKI]["value"], 1) == 35.8
    legend = expected.assert_shows(profile_map, site, expected.PROFILE_3, [expected.STASZOWSKI])
    assert expected.class_index(highest["value"], legend["breaks"]) == len(legend["classes"]) - 1


def test_gminas_have_the_colours_of_their_classes(open_map, site):
    indicator = expected.indicators(site, "gmina")[0]
    parameters = {"indicator": indicator["id"], "level": "gmina", "period": indicator["periods"][-1]}
    rows = expected.values(site, parameters)
    with_value = [terc for terc, row in rows.items() if row["value"] is not None]
    assert len(with_value) > 5, f"{indicator['id']} has {len(with_value)} gmina values"
    units = [expected.unit(site, terc) for terc in with_value[:6]]
    first = next(unit for unit in units if unit["center"])
    map_page = open_map(expected.query(parameters), view=(*first["center"], 9))
    powiat = site.json(f"/api/v1/units?level=gmina&parent={first['terc'][:4]}&limit=100")["units"]
    seen = assert_colors(map_page, site, parameters, [unit["terc"] for unit in powiat], at_least=4)
    coloured = {item["color"].lower() for item in expected.legend(site, parameters)["classes"]}
    assert coloured & set(seen), "no gmina with a value was on the screen"


def test_the_whole_country_is_drawn(open_map, site):
    map_page = open_map("indicator=ludnosc&level=powiat&method=quantile")
    parameters = {"indicator": "ludnosc", "period": map_page.period(), "level": "powiat", "method": "quantile"}
    classes = expected.legend(site, parameters)["classes"]

    def is_drawn():
        picture = map_page.map_picture()
        pixels = picture.width * picture.height
        counts = {"#%02x%02x%02x" % color: count for count, color in picture.getcolors(pixels)}
        for item in classes:
            shown = sum(count for color, count in counts.items() if expected.same_color(color, item["color"].lower()))
            assert shown > pixels * 0.01, f"{item['color']} covers {shown} of {pixels} pixels"
    eventually(is_drawn)


def test_units_are_named_on_the_map(profile_map):
    def are_named():
        names = profile_map.page.evaluate(
            """() => {
                 const map = document.getElementById('map').atlasMap;
                 const layers = map.getStyle().layers.filter(layer => layer.type === 'symbol').map(layer => layer.id);
                 return map.queryRenderedFeatures({layers}).map(feature => feature.properties.name);
               }""")
        assert any("staszowski" in name.lower() for name in names), names
    eventually(are_named)


def test_the_legend_is_the_programming_interfaces_legend(profile_map, site):
    legend = expected.legend(site, expected.PROFILE_3)
    colors, counts = profile_map.legend_colors(), profile_map.legend_counts()
    classes = [item["color"].lower() for item in legend["classes"]]
    assert colors[:len(classes)] == classes
    assert counts[:len(classes)] == [item["count"] for item in legend["classes"]]
    assert colors[len(classes)] == legend["no_data"]["color"].lower()
    assert sum(counts) == len(profile_map.rows()) == 380
    labels = profile_map.page.locator("#legend-body .legend-table tbody th").all_inner_texts()
    assert labels[:len(classes)] == [item["label"] for item in legend["classes"]]
