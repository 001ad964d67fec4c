# SPDX-License-Identifier: Apache-2.0
"""Changing what is shown repaints at once and fetches no tile; all of it works by keyboard."""

import pytest

import expected
from map_page import eventually

CENSUS = {"indicator": "ludnosc", "level": "powiat"}
SAMPLED = ["2604", "2612", "1206", "2416"]
MALOPOLSKA = ["1201", "1206", "1218"]


@pytest.fixture
def census_map(open_map, site):
    map_page = open_map(expected.query(CENSUS))
    map_page.look_at(20.0, 50.4, 7.2)
    map_page.shown = {**CENSUS, "period": map_page.period()}
    expected.assert_shows(map_page, site, map_page.shown, SAMPLED)
    return map_page


def other_census_indicator(site):
    periods = site.json("/api/v1/indicators/ludnosc")["periods"]
    return next(i["id"] for i in expected.indicators(site, "powiat")
                if i["id"] != "ludnosc" and i["periods"] == periods)


@pytest.mark.parametrize("change", ["indicator", "method", "classes", "palette", "reverse"])
def test_a_change_repaints_without_a_tile(census_map, site, change):
    page = census_map.page
    before = census_map.legend_colors(), [row["text"] for row in census_map.rows()], census_map.legend_counts()
    tiles = len(page.watch.tile_requests())
    assert tiles > 0, "the map was drawn without tiles: the test would prove nothing"
    wanted = dict(census_map.shown)
    if change == "indicator":
        wanted["indicator"] = other_census_indicator(site)
        census_map.choose_indicator(wanted["indicator"])
    elif change == "method":
        wanted["method"] = "equal"
        census_map.open_style_controls()
        census_map.select("method", "equal")
    else:
        value = {"classes": "3", "palette": "viridis", "reverse": "1"}[change]
        wanted[change] = value
        census_map.choose(change, value)
    legend = eventually(lambda: expected.assert_shows(census_map, site, wanted, SAMPLED))
    assert census_map.legend_counts()[:len(legend["classes"])] == [item["count"] for item in legend["classes"]]
    after = census_map.legend_colors(), [row["text"] for row in census_map.rows()], census_map.legend_counts()
    assert after != before
    assert page.watch.tile_requests()[tiles:] == []
    assert census_map.query()[change] == wanted[change]


def test_the_indicator_is_found_by_keyboard(census_map, site):
    """Typing without Polish letters, then Enter."""
    page = census_map.page
    indicator = site.json(f"/api/v1/indicators/{other_census_indicator(site)}")
    plain = indicator["name"].lower().translate(str.maketrans("ąćęłńóśźż", "acelnoszz"))
    page.locator("#indicator-input").focus()
    page.keyboard.type(plain)
    page.wait_for_selector("#indicator-list:visible")
    assert page.get_attribute("#indicator-input", "aria-expanded") == "true"
    assert page.get_attribute("#indicator-input", "aria-activedescendant") == f"picker-option-{indicator['id']}"
    page.keyboard.press("Enter")
    eventually(lambda: expected.assert_shows(
        census_map, site, {**census_map.shown, "indicator": indicator["id"]}, SAMPLED))
    assert page.locator("#map-title").inner_text() == indicator["name"]


@pytest.fixture
def series_map(open_map, site):
    series = expected.longest_series(site, "powiat")
    map_page = open_map(
        expected.query({"indicator": series["id"], "level": "powiat", "period": series["periods"][0]}),
        reduced_motion="no-preference")
    map_page.wait_until_still()
    map_page.series = series
    return map_page


def assert_period(map_page, site, index):
    period = map_page.series["periods"][index]
    assert map_page.period() == period
    expected.assert_shows(
        map_page, site, {"indicator": map_page.series["id"], "level": "powiat", "period": period}, MALOPOLSKA)


def test_the_slider_works_by_keyboard(series_map, site):
    page, periods = series_map.page, series_map.series["periods"]
    eventually(lambda: assert_period(series_map, site, 0))
    requests = len(page.watch.requests)
    series_map.slider.focus()
    first_rows = [row["text"] for row in series_map.rows()]
    for key, index in [("ArrowRight", 1), ("ArrowRight", 2), ("End", len(periods) - 1), ("ArrowLeft", len(periods) - 2)]:
        page.keyboard.press(key)
        eventually(lambda: assert_period(series_map, site, index))
        assert periods[index][:4] in series_map.slider.get_attribute("aria-valuetext")
    assert [row["text"] for row in series_map.rows()] != first_rows
    # All periods were in the browser: nothing at all was fetched, tiles least of all.
    assert page.watch.requests[requests:] == []
    assert series_map.query()["period"] == periods[-2]


def test_play_runs_and_stops_by_keyboard(series_map, site):
    page, periods = series_map.page, series_map.series["periods"]
    eventually(lambda: assert_period(series_map, site, 0))
    requests = len(page.watch.requests)
    name = series_map.play.get_attribute("aria-label")
    series_map.play.focus()
    page.keyboard.press("Space")
    assert series_map.play.get_attribute("aria-label") != name, "the button does not say that it now pauses"
    page.wait_for_function("period => document.getElementById('period').value === period", arg=periods[2])
    page.keyboard.press("Space")
    assert series_map.play.get_attribute("aria-label") == name
    stopped = periods.index(series_map.period())
    page.wait_for_timeout(1500)
    eventually(lambda: assert_period(series_map, site, stopped))
    assert page.watch.requests[requests:] == []


def test_play_ends_with_the_last_period(series_map):
    page, periods = series_map.page, series_map.series["periods"]
    name = series_map.play.get_attribute("aria-label")
    series_map.slider.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    assert series_map.period() == periods[-2]
    series_map.play.click()
    page.wait_for_function("period => document.getElementById('period').value === period", arg=periods[-1])
    eventually(lambda: series_map.play.get_attribute("aria-label") == name)
    page.wait_for_timeout(1500)
    assert series_map.period() == periods[-1]


def test_one_period_has_no_slider(census_map):
    assert not census_map.page.locator("#timeline").is_visible()


def test_manual_breaks(census_map, site):
    page = census_map.page
    census_map.open_style_controls()
    census_map.select("method", "manual")
    page.wait_for_selector("#breaks:visible")
    tiles = len(page.watch.tile_requests())
    field = page.locator("#breaks")
    field.fill("50000; 80000; 120000")
    field.press("Enter")
    wanted = {**census_map.shown, "method": "manual", "breaks": "50000,80000,120000"}
    legend = eventually(lambda: expected.assert_shows(census_map, site, wanted, SAMPLED))
    assert legend["breaks"] == [50000, 80000, 120000]
    assert census_map.legend_counts()[:4] == [item["count"] for item in legend["classes"]]
    field.fill("80000; trzy")
    field.press("Enter")
    page.wait_for_function("document.getElementById('breaks-error').textContent.includes('trzy')")
    assert field.get_attribute("aria-invalid") == "true"
    page.wait_for_timeout(500)
    expected.assert_shows(census_map, site, wanted, SAMPLED)
    assert page.watch.tile_requests()[tiles:] == []


def test_classifying_within_a_voivodeship(census_map, site):
    zoom = census_map.zoom()
    census_map.select("within", "26")
    census_map.page.wait_for_function(
        "zoom => document.getElementById('map').atlasMap.getZoom() > zoom + 0.3", arg=zoom)
    census_map.look_at(*expected.SWIETOKRZYSKIE_VIEW)
    wanted = {**census_map.shown, "within": "26"}
    legend = eventually(lambda: expected.assert_shows(census_map, site, wanted, ["2604", "2612"]))
    assert census_map.query()["within"] == "26"
    assert sum(item["count"] for item in legend["classes"]) == 14
    assert {row["terc"][:2] for row in census_map.rows()} == {"26"}
    neighbour = expected.unit(site, "1425")["center"]
    shown = census_map.color_at(census_map.screenshot(), *neighbour)
    assert expected.same_color(legend["outside"]["color"].lower(), shown), shown


def test_the_level_changes(census_map, site):
    census_map.choose("level", "wojewodztwo")
    eventually(lambda: expected.assert_shows(
        census_map, site, {**census_map.shown, "level": "wojewodztwo"}, ["26", "12"]))
    assert len(census_map.rows()) == 16
    assert round(sum(row["value"] for row in census_map.rows())) == 37_019_327
