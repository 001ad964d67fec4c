# SPDX-License-Identifier: Apache-2.0
"""The map of results: numbers as in the list, dots in clusters, linked with the list both ways."""

import pytest

from directory_page import BOCHNIA_CENTRE, DirectoryPage
from waiting import comes_true, eventually, quiet


@pytest.fixture
def open_results(open_page, browser):
    def open_results(query="", **options):
        directory = DirectoryPage(open_page(browser, "/katalog" + ("?" + query if query else ""), **options))
        directory.wait_for_map()
        return directory
    return open_results


def members(feature):
    return feature["ids"].split(" ")


def test_every_result_with_a_point_is_on_the_map(open_results):
    directory = open_results("type=PCPR")
    with_point = set(directory.page.eval_on_selector_all("#hits .hit[data-longitude]", "hits => hits.map(hit => hit.dataset.id)"))
    assert len(with_point) > 5

    def all_shown():
        assert {identifier for feature in directory.rendered("hits") for identifier in members(feature)} == with_point
    eventually(all_shown)
    numbers = dict(zip(directory.ids(), directory.numbers(), strict=True))
    for feature in directory.rendered("hits"):
        if len(members(feature)) == 1:
            assert feature["label"] == str(numbers[members(feature)[0]])


def test_the_others_gather_in_clusters_that_open(open_results):
    directory = open_results()
    comes_true(lambda: directory.rendered("clusters"))
    hits = set(directory.ids())
    assert not hits & {feature["id"] for feature in directory.rendered("points")}, "a result of the page is shown twice"
    others = int(directory.page.get_attribute("#map", "data-others"))
    assert others > 50
    largest = max(directory.rendered("clusters"), key=lambda feature: feature["point_count"])
    zoom = directory.page.evaluate("document.getElementById('map').resultsMap.getZoom()")
    # A number may lie on the cluster: the click is given to the map where the cluster alone is asked for.
    directory.page.evaluate(
        """([x, y]) => {
             const map = document.getElementById('map').resultsMap;
             map.setLayoutProperty('hits', 'visibility', 'none');
             map.setLayoutProperty('hit-numbers', 'visibility', 'none');
           }""", [largest["x"], largest["y"]])
    directory.wait_for_map()
    directory.page.mouse.click(largest["x"], largest["y"])
    comes_true(lambda: directory.page.evaluate("document.getElementById('map').resultsMap.getZoom()") > zoom
               or directory.page.locator(".maplibregl-popup").count() == 1)


def test_a_result_in_focus_is_marked_on_the_map(open_results):
    directory = open_results("type=PCPR")
    comes_true(lambda: directory.rendered("hits"))
    identifier = members(next(feature for feature in directory.rendered("hits") if len(members(feature)) == 1))[0]

    def marks():
        """Of the features that stand for the result; which they are changes with the zoom."""
        return [directory.page.evaluate(
            "id => Boolean(document.getElementById('map').resultsMap.getFeatureState({source: 'hits', id}).marked)", feature["featureID"])
            for feature in directory.rendered("hits") if identifier in members(feature)]

    comes_true(lambda: marks() == [False])
    directory.page.locator(f"#hit-{identifier} .hit-name a").focus()
    comes_true(lambda: marks() == [True])
    directory.query_field.focus()
    comes_true(lambda: marks() == [False])
    directory.page.locator(f"#hit-{identifier}").hover()
    comes_true(lambda: marks() == [True])


def test_a_marker_marks_its_result_and_says_what_it_is(open_results):
    directory = open_results("type=PCPR")
    comes_true(lambda: directory.rendered("hits"))
    single = next(feature for feature in directory.rendered("hits") if len(members(feature)) == 1)
    identifier = members(single)[0]
    directory.page.mouse.move(single["x"], single["y"])
    directory.page.mouse.move(single["x"] + 1, single["y"])
    directory.page.wait_for_selector(f"#hit-{identifier}.is-marked")
    directory.page.mouse.click(single["x"] + 1, single["y"])
    popup = directory.page.locator(".maplibregl-popup")
    popup.wait_for()
    name = directory.page.locator(f"#hit-{identifier} .hit-name a").inner_text()
    assert name in popup.inner_text()
    assert popup.locator(f"a[href*='/instytucje/{identifier}']").count() == 1

    def is_in_view():
        box = directory.page.locator(f"#hit-{identifier}").bounding_box()
        assert 0 <= box["y"] < directory.page.viewport_size["height"]
    eventually(is_in_view)


def test_points_that_are_not_exact_look_so(open_results):
    directory = open_results(f"q=Miejski Ośrodek Pomocy Społecznej w Bochni")
    hit = directory.page.locator(f"#hit-{BOCHNIA_CENTRE}")
    assert hit.get_attribute("data-precision") == "locality"
    assert hit.locator(".precision").is_visible(), "the list does not say that the point is not exact"
    comes_true(lambda: any(BOCHNIA_CENTRE in members(feature) and feature["exact"] is False for feature in directory.rendered("hits")))
    assert directory.page.locator(".map-legend").is_visible()


def test_new_results_come_onto_the_map(open_results):
    directory = open_results()
    comes_true(lambda: directory.rendered("hits"))
    directory.search("schronisko")
    assert len(directory.ids()) > 5
    wanted = set(directory.page.eval_on_selector_all("#hits .hit[data-longitude]", "hits => hits.map(hit => hit.dataset.id)"))
    comes_true(lambda: {identifier for feature in directory.rendered("hits") for identifier in members(feature)} == wanted)


def test_search_in_what_the_map_shows(open_results):
    directory = open_results("type=OPS")
    box = directory.page.locator("#map").bounding_box()
    assert not directory.page.locator("#map-area").is_visible()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 120
    directory.page.mouse.move(x, y)
    directory.page.mouse.down()
    directory.page.mouse.move(x - 60, y - 40, steps=5)
    directory.page.mouse.up()
    directory.page.locator("#map-area-button").click()
    comes_true(lambda: "near" in directory.parameters())
    parameters = directory.parameters()
    longitude, latitude = map(float, parameters["near"][0].split(","))
    assert 14 < longitude < 25 and 49 < latitude < 55
    assert 1 <= int(parameters["radius_km"][0]) <= 200 and parameters["type"] == ["OPS"]
    comes_true(lambda: not directory.page.locator("#map-area").is_visible())
    # The circle is kept by further searches, and its width can be changed.
    directory.wait_until_settled()
    directory.page.fill("#radius", "20")
    directory.page.keyboard.press("Tab")
    comes_true(lambda: directory.parameters()["radius_km"] == ["20"])
    assert [float(part) for part in directory.parameters()["near"][0].split(",")] == [longitude, latitude]


def test_near_me(open_page, browser):
    page = open_page(browser, "/katalog?type=OPS", geolocation={"longitude": 20.4316, "latitude": 49.9698},
                     permissions=["geolocation"])
    directory = DirectoryPage(page)
    page.locator("#near-button").click()
    comes_true(lambda: directory.parameters().get("near") == ["20.4316,49.9698"])
    assert directory.parameters()["sort"] == ["distance"]
    assert "Bochni" in page.locator("#hits .hit").first.inner_text()


def test_a_location_that_is_refused_is_said(open_page, browser):
    page = open_page(browser, "/katalog")
    quiet(page)
    page.context.clear_permissions()
    page.evaluate("() => { navigator.geolocation.getCurrentPosition = (found, failed) => failed({code: 1, PERMISSION_DENIED: 1}); }")
    page.locator("#near-button").click()
    comes_true(lambda: page.locator("#near-status").inner_text().strip() != "")
