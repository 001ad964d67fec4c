# SPDX-License-Identifier: Apache-2.0
"""The atlas as a folder of files, in a sub-folder of a server that knows nothing but files."""

import functools
import html.parser
import http.server
import json
import os
import pathlib
import threading
import urllib.parse

import pytest
from playwright.sync_api import expect

from conftest import REPORT_POLICY_VIOLATIONS, Watch
from served_atlas import make_database, run
from waiting import PATIENCE_SECONDS, eventually
from waiting import address as address_of


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    make_database(folder)
    (folder / "www").mkdir()
    run(folder, "export", "site", "--output", folder / "www" / "pod", "--profiles", "wojewodztwo",
        "--tile-zoom", "8", "--indicators", "ludnosc,udzial-65-plus,starzenie-80-plus", "--base-url", "https://atlas.example/pod/")
    return folder / "www" / "pod"


@pytest.fixture(scope="module")
def address(folder):
    handler = functools.partial(QuietHandler, directory=str(folder.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(address, browser):
    contexts, watches = [], []

    def open_page(path, width=1280, height=800):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="pl-PL", reduced_motion="reduce")
        context.set_default_timeout(1000 * PATIENCE_SECONDS)
        context.add_init_script(REPORT_POLICY_VIOLATIONS)
        watch = Watch(address)
        contexts.append(context)
        watches.append(watch)
        page = context.new_page()
        watch.attach(page)
        page.watch = watch
        page.goto(f"{address}/pod/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)


def wait_for_map(page, painted=""):
    page.wait_for_selector(f"#map[data-painted^='{painted}'][data-ready='true']", state="attached")


def test_the_map_draws_and_follows_its_controls(visit):
    page = visit("mapa/index.html")
    wait_for_map(page, "udzial-65-plus|2021|powiat")
    expect(page.locator("#unit-rows tr")).to_have_count(380)
    # As the legend of a server, to the letter.
    assert page.locator("#legend-body tbody th").all_inner_texts()[:5] == ["11,9–15,4", "15,4–17,8", "17,8–19,8", "19,8–22,1", "22,1–29,1"]
    assert page.locator("#legend-average").inner_text() == "Polska: 19,1%"
    page.locator("#indicator-input").click()
    page.locator("#picker-option-ludnosc").click()
    wait_for_map(page, "ludnosc|2021|powiat")
    expect(page.locator("#map-title")).to_have_text("Ludność")
    assert "indicator=ludnosc" in address_of(page)
    tiles = len(page.watch.tile_requests())
    page.select_option("#within", "26")
    wait_for_map(page, "ludnosc|2021|powiat|jenks|5||YlOrRd|false|26")
    expect(page.locator("#unit-rows tr")).to_have_count(14)
    assert tiles > 0 and not [url for url in page.watch.requests if "/api/" in url]


def test_the_map_shows_values_of_units(visit):
    page = visit("mapa/index.html?indicator=udzial-65-plus&level=wojewodztwo&unit=26&palette=Blues&classes=4&method=quantile")
    wait_for_map(page, "udzial-65-plus|")
    expect(page.locator("#legend-body tbody tr")).to_have_count(4)
    panel = page.locator("#unit-panel")
    expect(panel).to_contain_text("świętokrzyskie")
    assert panel.locator("a.button").get_attribute("href").endswith("/pod/jednostki/26/index.html")
    page.wait_for_selector("#map[data-idle='true']", state="attached")
    page.locator("#map canvas").hover(position={"x": 300, "y": 330})
    expect(page.locator("#map-tooltip")).to_contain_text("%")
    page.locator("#map canvas").click(position={"x": 300, "y": 330})
    eventually(lambda: "unit=26" not in address_of(page) and "unit=" in address_of(page))


def test_the_slider_goes_through_the_years_without_a_request(visit, folder):
    periods = json.loads((folder / "data/series/starzenie-80-plus/powiat.json").read_text())["periods"]
    assert len(periods) > 5
    page = visit("mapa/index.html?indicator=starzenie-80-plus&level=powiat")
    wait_for_map(page, "starzenie-80-plus|")
    values = lambda: [url for url in page.watch.requests if "/data/series/" in url or "/data/classes/" in url]  # noqa: E731
    before = values()
    page.locator("#timeline input[type=range]").focus()
    page.keyboard.press("Home")
    wait_for_map(page, f"starzenie-80-plus|{periods[0]}")
    eventually(lambda: f"period={periods[0]}" in address_of(page))
    assert len(before) == 2 and values() == before


def test_own_limits_are_counted_in_the_browser(visit):
    page = visit("mapa/index.html?indicator=ludnosc&level=wojewodztwo&method=manual&breaks=2000000,3000000")
    wait_for_map(page, "ludnosc|")
    rows = [row.split("\t") for row in page.locator("#legend-body tbody").inner_text().split("\n") if row.strip()]
    assert len(rows) == 3 and sum(int(row[-1]) for row in rows) == 16


def test_an_address_that_the_copy_lacks_says_so(visit):
    page = visit("mapa/index.html?indicator=nie-ma-takiego")
    eventually(lambda: "nie ma w\u00a0kopii" in page.locator("#map-status").inner_text())


@pytest.mark.parametrize("words, expected", [
    ("noclegowniami", "nocleg"), ("ośrodkach pomocy kielcach", "kielc"), ("powiatowego urzedu pracy ostrowcu", "ostrow"),
])
def test_the_directory_finds_inflected_words(visit, words, expected):
    page = visit("katalog/index.html")
    page.fill("#directory-query", words)
    page.press("#directory-query", "Enter")
    eventually(lambda: "q=" in address_of(page) and page.locator("#hits .hit").count() > 0 and page.locator("[aria-busy]").count() == 0)
    first = page.locator("#hits .hit").first
    assert expected in first.inner_text().lower()
    first.locator(".hit-name a").click()
    page.wait_for_url("**/instytucje/*/index.html")
    expect(page.locator(".contact-card")).to_be_visible()
    assert page.locator(".open-state").count() == 0


def test_the_directory_filters_pages_and_measures_distances(visit):
    page = visit("katalog/index.html?type=PUP&near=20.63,50.87&radius_km=80&sort=distance")
    eventually(lambda: page.locator("#hits .hit").count() > 0 and page.locator("#directory-form").is_visible()
               and page.locator(".filter-chip").count() == 2)
    hits = page.locator("#hits .hit")
    assert all("PUP" in hit for hit in hits.locator(".tag").all_inner_texts())
    distances = [float(text.replace(",", ".").split()[0]) for text in hits.locator(".hit-address .nowrap:last-of-type").all_inner_texts() if "km" in text]
    assert distances == sorted(distances) and distances[-1] <= 80
    page.locator(".filter-chip", has_text="okolicy").click()
    eventually(lambda: "near=" not in address_of(page) and page.locator(".filter-chip").count() == 1)
    page.goto(address_of(page).split("?")[0])
    page.locator("#facets label[for='type-PUP']").click()
    eventually(lambda: "type=PUP" in address_of(page))


def test_the_next_page_of_results_follows(visit):
    page = visit("katalog/index.html?q=pomocy")
    # The file says this of the whole directory too, until the browser has searched.
    expect(page.locator("#results[aria-busy]")).to_have_count(0)
    expect(page.locator(".results-range")).to_contain_text("1–20 z")
    page.click("#next-page")
    expect(page.locator(".results-range")).to_contain_text("21–40")
    expect(page.locator("#hits .hit").first).to_have_attribute("data-number", "21")


def test_units_are_found_by_name(visit):
    page = visit("index.html")
    page.fill(".unit-search input[name=q]", "chmielnik")
    page.press(".unit-search input[name=q]", "Enter")
    page.wait_for_url("**/jednostki/index.html?q=chmielnik")
    eventually(lambda: page.locator("#unit-results li").count() >= 2)
    # Only voivodeships have pages in this copy: the smallest one round the unit is shown.
    page.locator("#unit-results a", has_text="Chmielnik").first.click()
    page.wait_for_url("**/jednostki/*/index.html")


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("href", "src", "action", "data-static-map") and value:
                self.found.append(value)


def test_every_link_leads_to_a_file(folder):
    files = {os.path.join(path, name) for path, _, names in os.walk(folder) for name in names}
    pages = [pathlib.Path(file) for file in files if file.endswith(".html")]
    assert len(pages) > 1_000
    missing = set()
    for page in pages:
        links = Links()
        links.feed(page.read_text(encoding="utf-8"))
        # Most links of a page are those of its menus and tables: each is looked at once.
        for link in set(links.found):
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or link.startswith("#"):
                assert parts.scheme in ("https", "http", "mailto", "tel", ""), link
                continue
            if page.name == "404.html":
                assert parts.path.startswith("/pod/"), link
                target = os.path.join(folder.parent, parts.path.lstrip("/"))
            else:
                assert not link.startswith("/"), f"{page}: {link}"
                target = os.path.normpath(os.path.join(page.parent, urllib.parse.unquote(parts.path)))
            if target not in files:
                missing.add(f"{page.relative_to(folder)}: {link}")
    assert not missing, "\n".join(sorted(missing)[:20])


def test_the_folder_says_what_it_holds(folder):
    manifest = json.loads((folder / "powiatlas-site.json").read_text())
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert manifest["files"] == len(files) - 1
    assert manifest["bytes"] == sum(path.stat().st_size for path in files) - (folder / "powiatlas-site.json").stat().st_size
    assert manifest["languages"] == ["pl", "en"] and manifest["indicators"] == 3 and manifest["data_version"]
    sitemap = (folder / "sitemap.xml").read_text()
    assert sitemap.count("<loc>") == manifest["pages"] and "<loc>https://atlas.example/pod/en/mapa/</loc>" in sitemap
    assert '<link rel="canonical" href="https://atlas.example/pod/mapa/">' in (folder / "mapa/index.html").read_text()


@pytest.mark.parametrize("path", ["index.html", "en/index.html", "wskazniki/ludnosc/index.html", "jednostki/26/index.html", "o-systemie/index.html"])
def test_pages_open_at_both_widths(visit, path):
    for width in (1280, 390):
        page = visit(path, width=width)
        assert page.locator("main h1").count() == 1
        assert page.locator(".published-note").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
