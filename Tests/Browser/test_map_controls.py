# SPDX-License-Identifier: Apache-2.0
"""Changing what is shown repaints at once and fetches no tile; all of it works by keyboard."""

import pytest
from playwright.sync_api import expect

import expected
from keyboard import press
from waiting import eventually

CENSUS = {"indicator": "ludnosc", "level": "powiat"}
# Large enough, and away from labels, to be sampled when the whole country is shown.
SAMPLED = ["3021", "3017", "3214", "3206", "2816"]
MALOPOLSKA = ["1201", "1206", "1218"]


@pytest.fixture
def census_map(open_map, site):
    map_page = open_map(expected.query(CENSUS))
    map_page.shown = {**CENSUS, "period": map_page.period()}
    eventually(lambda: expected.assert_shows(map_page, site, map_page.shown, SAMPLED))
    return map_page


def other_census_indicator(site):
    periods = site.json("/api/v1/indicators/ludnosc")["periods"]
    return next(i["id"] for i in expected.indicators(site, "powiat")
                if i["id"] != "ludnosc" and i["periods"] == periods)


def test_changes_repaint_without_a_tile(census_map, site):
    """One after the other on one page: each keeps what was chosen before."""
    page = census_map.page
    census_map.open_style_controls()
    tiles = len(page.watch.tile_requests())
    assert tiles > 0, "the map was drawn without tiles: the test would prove nothing"
    wanted = dict(census_map.shown)
    changes = {
        "indicator": (other_census_indicator(site), census_map.choose_indicator),
        "method": ("equal", lambda value: census_map.select("method", value)),
        "classes": ("3", lambda value: census_map.choose("classes", value)),
        "palette": ("viridis", lambda value: census_map.choose("palette", value)),
        "reverse": ("1", lambda value: census_map.choose("reverse", value)),
    }
    for name, (value, act) in changes.items():
        before = seen_beside_the_map(census_map)
        act(value)
        wanted[name] = value
        legend = eventually(lambda: expected.assert_shows(census_map, site, wanted, SAMPLED))
        classes = len(legend["classes"])

        def says_the_same():
            assert census_map.legend_counts()[:classes] == [item["count"] for item in legend["classes"]], name
            assert census_map.legend_colors()[:classes] == [item["color"].lower() for item in legend["classes"]], name
            assert seen_beside_the_map(census_map) != before, name
            assert census_map.query()[name] == value
        eventually(says_the_same)
        assert page.watch.tile_requests()[tiles:] == [], name


def seen_beside_the_map(map_page):
    return map_page.legend_colors(), map_page.legend_counts(), [row["text"] for row in map_page.rows()]


def test_the_indicator_is_found_by_keyboard(census_map, site):
    """Typing without Polish letters, then Enter."""
    page = census_map.page
    indicator = site.json(f"/api/v1/indicators/{other_census_indicator(site)}")
    plain = indicator["name"].lower().translate(str.maketrans("ąćęłńóśźż", "acelnoszz"))
    page.locator("#indicator-input").focus()
    page.keyboard.type(plain)
    page.wait_for_selector("#indicator-list:visible")
    expect(page.locator("#indicator-input")).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#indicator-input")).to_have_attribute("aria-activedescendant", f"picker-option-{indicator['id']}")
    page.keyboard.press("Enter")
    eventually(lambda: expected.assert_shows(
        census_map, site, {**census_map.shown, "indicator": indicator["id"]}, SAMPLED))
    expect(page.locator("#map-title")).to_have_text(indicator["name"])


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
    requests = len(page.watch.data_requests())
    series_map.slider.focus()
    first_rows = [row["text"] for row in series_map.rows()]
    for key, index in [("ArrowRight", 1), ("ArrowRight", 2), ("End", len(periods) - 1), ("ArrowLeft", len(periods) - 2)]:
        page.keyboard.press(key)
        eventually(lambda: assert_period(series_map, site, index))
        assert periods[index][:4] in series_map.slider.get_attribute("aria-valuetext")
    assert [row["text"] for row in series_map.rows()] != first_rows
    # All periods were in the browser: nothing at all was fetched, tiles least of all.
    assert page.watch.data_requests()[requests:] == []
    assert series_map.query()["period"] == periods[-2]


def test_play_runs_and_stops_by_keyboard(series_map, site):
    page, periods = series_map.page, series_map.series["periods"]
    eventually(lambda: assert_period(series_map, site, 0))
    requests = len(page.watch.data_requests())
    name = series_map.play.get_attribute("aria-label")
    press(page, series_map.play, "Space")
    # The button says that it now pauses.
    expect(series_map.play).not_to_have_attribute("aria-label", name)
    series_map.wait_for_period(*periods[2:-1])
    page.keyboard.press("Space")
    expect(series_map.play).to_have_attribute("aria-label", name)
    stopped = periods.index(series_map.period())
    assert stopped < len(periods) - 1, "it stopped by itself"
    page.wait_for_timeout(1500)
    eventually(lambda: assert_period(series_map, site, stopped))
    assert page.watch.data_requests()[requests:] == []


def test_play_ends_with_the_last_period(series_map):
    page, periods = series_map.page, series_map.series["periods"]
    name = series_map.play.get_attribute("aria-label")
    series_map.slider.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    series_map.wait_for_period(periods[-2])
    series_map.play.click()
    series_map.wait_for_period(periods[-1])
    expect(series_map.play).to_have_attribute("aria-label", name)
    page.wait_for_timeout(1500)
    assert series_map.period() == periods[-1]


def test_manual_breaks(census_map, site):
    page = census_map.page
    assert not page.locator("#timeline").is_visible(), "a slider for one period"
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
    expect(page.locator("#breaks-error")).to_contain_text("trzy")
    expect(field).to_have_attribute("aria-invalid", "true")
    # What is drawn stays.
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

    def is_outside():
        shown = census_map.color_at(census_map.map_picture(), *neighbour)
        assert expected.same_color(legend["outside"]["color"].lower(), shown), shown
    eventually(is_outside)


def test_the_level_changes(census_map, site):
    census_map.choose("level", "wojewodztwo")
    eventually(lambda: expected.assert_shows(
        census_map, site, {**census_map.shown, "level": "wojewodztwo"}, ["30", "02", "32"]))
    assert len(census_map.rows()) == 16
    assert round(sum(row["value"] for row in census_map.rows())) == 37_019_327
