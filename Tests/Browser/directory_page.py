# SPDX-License-Identifier: Apache-2.0
"""The directory as an adviser meets it: search, filters, list, map, sheet."""

import re
from urllib.parse import parse_qs, urlparse

from waiting import address, comes_true

# Institutions of the welfare register, whose numbers stay.
TARNOW_CENTRE = "rjps-132"
BOCHNIA_CENTRE = "rjps-2793"
PICKS_KEY = "powiatlas.karta"


class DirectoryPage:
    def __init__(self, page):
        self.page = page

    # Search

    @property
    def query_field(self):
        return self.page.locator("#directory-query")

    @property
    def suggestions(self):
        return self.page.locator("#directory-query-suggestions [role=option]")

    def search(self, text):
        """Types a query and waits for the page of its results."""
        self.query_field.fill(text)
        comes_true(lambda: self.parameters().get("q") == [text])
        self.wait_until_settled()

    def wait_until_settled(self):
        self.page.wait_for_selector("#results:not([aria-busy])")

    def parameters(self):
        return parse_qs(urlparse(address(self.page)).query)

    # Results

    def title(self):
        return self.page.locator("#results-title").inner_text()

    def total(self):
        """The number in the title: „Znaleziono 1 234 instytucje”."""
        digits = re.sub(r"\D", "", self.title())
        return int(digits) if digits else 0

    def announced(self):
        return self.page.locator("#announcer").text_content().strip()

    def ids(self):
        return self.page.eval_on_selector_all("#hits > .hit", "hits => hits.map(hit => hit.dataset.id)")

    def numbers(self):
        return self.page.eval_on_selector_all("#hits > .hit", "hits => hits.map(hit => Number(hit.dataset.number))")

    def chips(self):
        return self.page.locator("#results .filter-chip").all_inner_texts()

    def focused(self):
        return self.page.evaluate("document.activeElement.id || document.activeElement.closest('.hit')?.dataset.id || document.activeElement.tagName")

    def check(self, name, value):
        """Ticks an option of a filter, as a finger does it: by the label. Opens its group where it is shut."""
        option = self.page.locator(f"#facets input[name='{name}'][value='{value}']")
        option.evaluate("input => { for (let each = input; (each = each.parentElement.closest('details'));) each.open = true; }")
        self.page.locator(f"#facets label[for='{option.get_attribute('id')}']").click()
        self.wait_until_settled()
        return option.get_attribute("id")

    # Map

    def wait_for_map(self):
        self.page.wait_for_selector("#map[data-ready='true']", state="attached")
        self.page.wait_for_selector("#map[data-idle='true']", state="attached")

    def rendered(self, layer):
        """What a layer of the map shows: a list of properties with their place on the page in CSS pixels."""
        return self.page.evaluate(
            """layer => {
                 const element = document.getElementById('map');
                 const box = element.getBoundingClientRect();
                 const map = element.resultsMap;
                 return map.queryRenderedFeatures({layers: [layer]}).map(({properties, geometry, id}) => {
                   const {x, y} = map.project(geometry.coordinates);
                   return {...properties, featureID: id, x: box.left + x, y: box.top + y};
                 });
               }""", layer)

    # Sheet

    def add_to_sheet(self, institution):
        self.page.locator(f"#hit-{institution} .sheet-add").click()

    def picks(self):
        return self.page.evaluate("key => JSON.parse(sessionStorage.getItem(key) ?? '[]')", PICKS_KEY)


def stored(page):
    """Everything that the site keeps in this browser."""
    return page.evaluate(
        "() => ({session: {...sessionStorage}, local: {...localStorage}, cookies: document.cookie})")


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
