# SPDX-License-Identifier: Apache-2.0
"""The registry of agreements as people use it: with and without scripts, on the map, on paper."""

from playwright.sync_api import expect

from waiting import eventually, next_page


def test_filters_work_without_javascript(open_page, browser):
    page = open_page(browser, "/porozumienia", java_script_enabled=False)
    whole = page.locator(".agreement-row").count()
    page.locator("#status-expired").check()
    with next_page(page):
        page.locator(".facets-apply button").click()
    assert "status=expired" in page.url
    rows = page.locator(".agreement-row")
    assert 0 < rows.count() < whole
    assert rows.count() == page.locator(".agreement-row.is-expired").count()
    with next_page(page):
        page.locator(".filter-chip").click()
    assert page.locator(".agreement-row").count() == whole


def test_views_keep_the_question_and_addresses_stay_short(open_page, browser):
    page = open_page(browser, "/porozumienia")
    page.fill("#agreements-query", "umowy partnerskiej")
    with next_page(page):
        page.keyboard.press("Enter")
    page.wait_for_url("**q=umowy**")
    assert "day=" not in page.url and "unit=" not in page.url
    total = page.locator("#results-title").inner_text()
    with next_page(page):
        page.locator(".views a", has_text="Oś czasu").click()
    assert page.locator("#results-title").inner_text() == total
    bars = page.locator("svg.timeline-wide a").count()
    assert bars == page.locator(".timeline-table tbody tr").count() > 0
    with next_page(page):
        page.locator(".views a", has_text="Mapa").click()
    page.wait_for_selector("#agreements-map[data-ready=true]")
    assert int(page.locator("#agreements-map").get_attribute("data-areas")) > 0
    assert page.locator("#areas-title + table tbody tr").count() > 0


def test_a_crowd_of_institutions_on_the_map_gathers_in_groups_that_open(open_page, browser):
    page = open_page(browser, "/porozumienia?view=map")
    page.wait_for_selector("#agreements-map[data-ready=true]")
    expect(page.locator(".key-groups")).to_be_hidden()

    def crowded(route):
        answer = route.fetch()
        data = answer.json()
        known = data["institutions"]["features"]
        data["institutions"]["features"] = [
            feature | {"geometry": {"type": "Point", "coordinates": [14.5 + column * 0.55, 49.5 + row * 0.4]}}
            for row in range(12) for column in range(16) for feature in [known[(16 * row + column) % len(known)]]]
        route.fulfill(response=answer, json=data)

    page.route("**/api/v1/agreements/map*", crowded)
    page.reload()
    page.wait_for_selector("#agreements-map[data-ready=true]")
    expect(page.locator(".key-groups")).to_be_visible()
    atlas = "document.getElementById('agreements-map').agreementsMap.map"
    page.wait_for_function(f"{atlas}.queryRenderedFeatures({{ layers: ['agreement-groups'] }}).length > 3")
    before = page.evaluate(f"{atlas}.getZoom()")
    place = page.evaluate(
        f"(() => {{ const [group] = {atlas}.queryRenderedFeatures({{ layers: ['agreement-groups'] }});"
        f" const {{ x, y }} = {atlas}.project(group.geometry.coordinates); const box = {atlas}.getContainer().getBoundingClientRect();"
        " return [box.x + x, box.y + y]; })()")
    page.mouse.click(*place)
    page.wait_for_function(f"{atlas}.getZoom() > {before} + 0.2")


def test_an_agreement_opens_from_the_list_and_prints(open_page, browser):
    page = open_page(browser, "/porozumienia", width=390)
    assert not page.locator("#agreements-filters").get_attribute("open")
    with next_page(page):
        page.locator(".agreement-title a").first.click()
    assert page.locator(".form-step[aria-current=step]").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.emulate_media(media="print")
    expect(page.locator(".agreement-actions")).to_be_hidden()


def test_on_a_phone_the_timeline_has_names_above_its_bars_and_fits(open_page, browser):
    page = open_page(browser, "/porozumienia?view=timeline&day=2014-10-15", width=390)
    assert not page.locator("svg.timeline-wide").is_visible()
    picture = page.locator("svg.timeline-narrow")
    assert picture.is_visible()
    box = picture.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    bars = picture.locator("a").count()
    assert bars == page.locator(".timeline-table tbody tr").count() > 0
    for row in range(bars):
        for drawn in picture.locator("a").nth(row).locator(".bar, .bar-rough, .bar-fading").all():
            bar = drawn.bounding_box()
            assert bar["x"] >= box["x"] - 1 and bar["x"] + bar["width"] <= box["x"] + box["width"] + 1
    for name in picture.locator(".row-label").all():
        label = name.bounding_box()
        assert label["x"] + label["width"] <= box["x"] + box["width"], name.text_content()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("svg.timeline-wide")).to_be_visible()
    expect(picture).to_be_hidden()


def test_on_a_phone_the_pages_of_cooperation_are_one_row_with_the_open_one_in_sight(open_page, browser):
    for path in ["/porozumienia", "/partnerzy", "/oferty"]:
        page = open_page(browser, path, width=390)
        nav = page.locator(".section-nav").first
        assert nav.bounding_box()["height"] < 70, path
        current = nav.locator("[aria-current=page]").bounding_box()
        assert current["x"] >= 0 and current["x"] + current["width"] <= 390, path
        # By the keyboard: what has the focus is in sight, and not under the page that is open.
        for link in nav.locator("a").all():
            link.focus()
            eventually(lambda: assert_in_sight(page, link, path))


def assert_in_sight(page, link, path):
    box = link.bounding_box()
    assert box["x"] < 390 and box["x"] + box["width"] > 0, path
    middle = (max(box["x"], 0) + min(box["x"] + box["width"], 390)) / 2
    hit = page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.closest('a')?.getAttribute('href')", [middle, box["y"] + box["height"] / 2])
    assert hit == link.get_attribute("href"), path
