# SPDX-License-Identifier: Apache-2.0
"""Every page, in both languages, wide and narrow: accessible, not wider than its window, sane in
weight. POWIATLAS_SCREENSHOTS=1 leaves a screenshot of each for people to look at."""

import os
import pathlib

import pytest
from axe_playwright_python.sync_playwright import Axe

import expected
from directory_page import BOCHNIA_CENTRE, TARNOW_CENTRE
from waiting import eventually, quiet

SCREENSHOTS = pathlib.Path(__file__).parent / "screenshots"
# A long page takes the processor longer to draw whole than to load.
LEAVES_SCREENSHOTS = os.environ.get("POWIATLAS_SCREENSHOTS") == "1"

PAGES = {
    "start": "/",
    "map": "/mapa?" + expected.query(expected.PROFILE_3) + "&unit=" + expected.STASZOWSKI,
    "unit": "/jednostki/2604",
    "search": "/jednostki?q=Bochnia",
    "directory": "/katalog",
    "directory-search": "/katalog?q=schronienie&type=OPS",
    "directory-empty": "/katalog?q=schronienie&type=PCPR&free=1",
    "institution": "/instytucje/" + TARNOW_CENTRE,
    "responsible": "/kto-odpowiada?q=Bochnia",
    "responsible-blank": "/kto-odpowiada",
    "responsible-unknown": "/kto-odpowiada?q=Qwxzqwxz",
    "sheet": f"/karta?item={TARNOW_CENTRE}:schronienie&item={BOCHNIA_CENTRE}",
    "sheet-empty": "/karta",
    "indicators": "/wskazniki",
    "indicator": "/wskazniki/ludnosc",
    "datasets": "/dane",
    "datasets-search": "/dane?q=bezrobot",
    "embed": "/osadz?" + expected.query(expected.PROFILE_3) + "&within=26",
    "embed-code": "/osadz/kod?" + expected.query(expected.PROFILE_3) + "&within=26",
    "ogc": "/ogc",
    "ogc-collections": "/ogc/collections",
    "ogc-collection": "/ogc/collections/gminy",
    "ogc-items": "/ogc/collections/powiaty/items?indicator=ludnosc&offset=20",
    "ogc-feature": "/ogc/collections/powiaty/items/2604?indicator=ludnosc",
    "ogc-institutions": "/ogc/collections/instytucje/items",
    "ogc-institution": "/ogc/collections/instytucje/items/" + TARNOW_CENTRE,
    "ogc-queryables": "/ogc/collections/gminy/queryables",
    "ogc-api": "/ogc/api.html",
    "ogc-conformance": "/ogc/conformance",
    "deadlines": "/porozumienia/terminy",
    "partners": "/partnerzy",
    "partners-found": "/partnerzy?institution=rjps-2899&purpose=kis",
    "network": "/porozumienia/siec?day=2014-03-01",
    "vacancies": "/oferty",
    "knowledge": "/wiedza",
    "knowledge-search": "/wiedza?q=oddłużenie&problem=bezrobocie",
    "practice": "/wiedza/kalkulator-spoleczny",
    "practice-places": "/wiedza/sepi",
    "recommendations": "/wiedza/rekomendacje?unit=26",
    "innovation-leaders": "/wiedza/liderzy",
    "about": "/o-systemie",
    "accessibility": "/deklaracja-dostepnosci",
    "missing": "/jednostki/9999",
}
# Level A and AA of WCAG 2.2, and what axe calls best practice.
AXE_OPTIONS = {"resultTypes": ["violations"]}
# Two thirds of axe's time go into contrasts. Both languages have the same style sheets: Polish pages answer for them.
AXE_OPTIONS_WITHOUT_COLOURS = {**AXE_OPTIONS, "rules": {"color-contrast": {"enabled": False}}}
MAP_SETTLED = "#map[data-ready='true']"
MAP_STILL = "#map[data-ready='true'][data-idle='true']"
# Over the wire, with all that a page loads; the map brings its library and tiles.
LARGEST_PAGE_KILOBYTES = {"map": 2000, "directory": 2000, "directory-search": 2000, "directory-empty": 2000, "practice": 2000, "practice-places": 2000, "knowledge": 2000, "knowledge-search": 2000}
LARGEST_OTHER_PAGE_KILOBYTES = 500


def with_language(path, language):
    if language == "pl":
        return path
    return path + ("&" if "?" in path else "?") + "lang=en"


def assert_no_sideways_scroll(page, width):
    """Maps and the like follow a new width of the window a moment later."""
    eventually(lambda: _assert_no_sideways_scroll(page, width))


def _assert_no_sideways_scroll(page, width):
    overflow = page.evaluate(
        """() => {
             const limit = document.documentElement.clientWidth;
             if (document.documentElement.scrollWidth <= limit) return null;
             const culprits = [...document.querySelectorAll('body *')]
               .filter(element => element.getBoundingClientRect().right > limit + 1).slice(0, 5)
               .map(element => `${element.tagName.toLowerCase()}.${element.className}#${element.id}`);
             return `${document.documentElement.scrollWidth} > ${limit}: ${culprits.join(', ')}`;
           }""")
    assert overflow is None, f"scrolls sideways at {width} px: {overflow}"


def violations(page, options=AXE_OPTIONS):
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']} ({v['impact']}): {v['help']}: {[n['target'] for n in v['nodes'][:4]]}" for v in found]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page(open_page, browser, name, language, width):
    page = open_page(browser, with_language(PAGES[name], language), width=width,
                     height=900 if width > 600 else 844, expect=404 if name == "missing" else 200)
    if name == "map":
        page.wait_for_selector(MAP_SETTLED, state="attached")
    else:
        quiet(page)
    if name.startswith("directory") and width > 1000:
        page.wait_for_selector(MAP_STILL, state="attached")
    if LEAVES_SCREENSHOTS:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}-{language}-{width}.png", full_page=name != "map")
    assert page.get_attribute("html", "lang") == language
    assert page.locator("h1").count() == 1 and page.locator("h1").inner_text().strip()
    assert page.title().strip()
    kilobytes = sum(request.sizes()["responseBodySize"] for request in page.watch.finished) / 1024
    assert 5 < kilobytes < LARGEST_PAGE_KILOBYTES.get(name, LARGEST_OTHER_PAGE_KILOBYTES), f"{kilobytes:.0f} KB"
    found = violations(page, AXE_OPTIONS if language == "pl" else AXE_OPTIONS_WITHOUT_COLOURS)
    assert not found, "\n".join(found)
    assert_no_sideways_scroll(page, width)
    if width == 390:
        page.set_viewport_size({"width": 320, "height": 700})
        assert_no_sideways_scroll(page, 320)


def test_axe_finds_a_planted_fault(open_page, browser):
    """The check itself can fail."""
    page = open_page(browser, "/o-systemie")
    page.evaluate("document.querySelector('main').append(new Image())")
    assert any(found.startswith("image-alt") for found in violations(page))


def test_every_link_within_the_site_leads_somewhere(open_page, browser, site):
    broken = []
    seen = set()
    for name, path in PAGES.items():
        if name == "missing":
            continue
        page = open_page(browser, path, java_script_enabled=False)
        links = page.locator("a[href^='/']")
        # A handful of each page: tables link to hundreds of alike units.
        for link in {links.nth(i).get_attribute("href") for i in range(min(links.count(), 15))}:
            target = link.split("#")[0]
            if target in seen:
                continue
            seen.add(target)
            try:
                site.bytes(target)
            except OSError as error:
                broken.append(f"{path} → {link}: {error}")
    assert len(seen) > 20, seen
    assert not broken, "\n".join(broken)
