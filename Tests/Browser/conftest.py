# SPDX-License-Identifier: Apache-2.0
"""A real Chromium, and pages that are watched; the server is that of the folder above.

Every page that a test opens is watched until the test ends: a script error, a console error, a
violation of the content security policy, a failed request or a request to another host fails the
test that caused it, whatever else it checks.
"""

import os

import pytest
from playwright.sync_api import sync_playwright

import expected
import signed_in
import vacancy_feed
from map_page import MapPage
from served_atlas import serve
from waiting import PATIENCE_SECONDS

# Chromium without windows: the same engine for half of the processor's time.
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
# MapLibre needs WebGL; SwiftShader draws it without a graphics card. All else of a page is drawn by
# the processor directly: by way of SwiftShader a large SVG takes seconds.
WEBGL_ARGUMENTS = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-gpu-rasterization"]
# Chromium refuses its sandbox to root; the pages under test are our own.
SANDBOX_ARGUMENTS = ["--no-sandbox"] if os.geteuid() == 0 else []
ACTION_TIMEOUT_MILLISECONDS = 1000 * PATIENCE_SECONDS


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as instance:
        yield instance


def launch(playwright, arguments):
    assert os.path.exists(CHROMIUM), f"{CHROMIUM} is missing: Scripts/doctor says how to get it"
    return playwright.chromium.launch(
        executable_path=CHROMIUM, args=arguments + SANDBOX_ARGUMENTS)


@pytest.fixture(scope="session")
def browser(playwright):
    browser = launch(playwright, WEBGL_ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def browser_without_webgl(playwright):
    browser = launch(playwright, ["--disable-gpu", "--disable-3d-apis", "--disable-software-rasterizer"])
    yield browser
    browser.close()


class Watch:
    """What a context's pages asked for, and what went wrong on them."""

    def __init__(self, address):
        self.address = address
        self.requests = []
        self.finished = []
        self.failed = 0
        self.faults = []
        self.expected_statuses = set()

    def attach(self, page):
        page.on("request", self.on_request)
        page.on("requestfinished", lambda request: self.finished.append(request))
        page.on("requestfailed", self.on_failed)
        page.on("response", self.on_response)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("console", self.on_console)

    def on_request(self, request):
        self.requests.append(request.url)
        if not request.url.startswith((self.address + "/", "data:", "blob:")):
            self.faults.append(f"request to another host: {request.url}")

    def on_failed(self, request):
        self.failed += 1
        # A tile that is no longer wanted is aborted by the map itself.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"request failed: {request.url}: {request.failure}")

    def on_response(self, response):
        if response.status >= 400 and response.status not in self.expected_statuses:
            self.faults.append(f"status {response.status}: {response.url}")

    def on_console(self, message):
        if message.type != "error":
            return
        if any(f"status of {status}" in message.text for status in self.expected_statuses):
            return
        self.faults.append(f"console error: {message.text}")

    def data_requests(self):
        """All but the page's icon, which Chromium may fetch again whenever the address changes."""
        return [url for url in self.requests if not url.endswith("/favicon.svg")]

    def tile_requests(self):
        return [url for url in self.requests if "/tiles/" in url]


REPORT_POLICY_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event => {
  console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


class Opener:
    """Opens watched pages; `open_page` in the tests."""

    def __init__(self, site):
        self.site = site
        self.contexts = []
        self.watches = []

    def __call__(self, browser, path, width=1280, height=900, locale="pl-PL", expect=200,
                 reduced_motion="reduce", **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale,
            reduced_motion=reduced_motion, **options)
        context.set_default_timeout(ACTION_TIMEOUT_MILLISECONDS)
        if options.get("java_script_enabled", True):
            context.add_init_script(REPORT_POLICY_VIOLATIONS)
        watch = Watch(self.site.address)
        if expect != 200:
            watch.expected_statuses.add(expect)
        self.contexts.append(context)
        self.watches.append(watch)
        page = context.new_page()
        watch.attach(page)
        page.watch = watch
        response = page.goto(self.site.url(path))
        assert response.status == expect, f"{path} answered {response.status}"
        return page


    def close(self):
        for context in self.contexts:
            context.close()
        faults = [fault for watch in self.watches for fault in watch.faults]
        assert not faults, "\n".join(faults)


@pytest.fixture
def open_page(site):
    opener = Opener(site)
    yield opener
    opener.close()


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """The atlas of an office: the repository's data, a feed of offers, and what a test adds to its database, in its folder."""
    folder = tmp_path_factory.mktemp("office")
    with serve(folder, ["vacancies", vacancy_feed.write(folder)]) as site:
        site.folder = folder
        yield site


@pytest.fixture
def open_office(office):
    """`open_page` of the office's atlas."""
    opener = Opener(office)
    yield opener
    opener.close()


@pytest.fixture
def open_panel(office, open_office, browser):
    """Pages as an administrator of the region sees them."""
    def opener(path, **options):
        page = open_office(browser, "/o-systemie", **options)
        signed_in.enter(page, office, signed_in.session(office.folder, "administrator"))
        page.goto(office.url(path))
        return page
    return opener


@pytest.fixture
def open_of():
    """open_of(site) gives `open_page` of an atlas that the test serves itself."""
    openers = []

    def opener(site):
        openers.append(Opener(site))
        return openers[-1]

    yield opener
    for each in openers:
        each.close()


def open_drawn_map(opener, browser, query, view=None, **options):
    # Every pixel is drawn by the processor here: a lower window saves time.
    options = {"height": 760, **options}
    position = f"#{view[2]}/{view[1]}/{view[0]}" if view else ""
    page = opener(browser, "/mapa" + ("?" + query if query else "") + position, **options)
    map_page = MapPage(page, opener.site)
    map_page.wait_until_drawn()
    return map_page


@pytest.fixture
def open_map(open_page, browser):
    """open_map("indicator=…&period=…", view=(longitude, latitude, zoom)) → a MapPage that has drawn its colours."""
    return lambda query="", **options: open_drawn_map(open_page, browser, query, **options)


@pytest.fixture
def open_still_map(open_page, browser_without_webgl):
    """As `open_map`, where the picture is the server's and nothing is drawn here: for what stands beside the map."""
    def open_still_map(query="", **options):
        page = open_page(browser_without_webgl, "/mapa" + ("?" + query if query else ""), **options)
        page.wait_for_selector("#map[data-ready='true']", state="attached")
        return MapPage(page, open_page.site)
    return open_still_map


@pytest.fixture(scope="module")
def profile_map(site, browser):
    """The map of świętokrzyskie's printed case, for tests that only look at it."""
    opener = Opener(site)
    map_page = open_drawn_map(opener, browser, expected.query(expected.PROFILE_3), view=expected.SWIETOKRZYSKIE_VIEW)
    yield map_page
    opener.close()
