# SPDX-License-Identifier: Apache-2.0
"""The map page as a visitor meets it: controls, canvas, legend, table, panel."""

import io
import re
from collections import Counter
from urllib.parse import parse_qs, urlparse

from PIL import Image

from waiting import address, eventually

# Half the side of the square of screen pixels whose commonest colour is taken. Closer in, a unit's
# name lies on its middle, so the square is larger than the letters; further out units are small.
SAMPLE_RADIUS_PIXELS = 12
SAMPLE_RADIUS_FAR_PIXELS = 6
ZOOM_WITH_UNIT_NAMES = 7


def number(text):
    """A number as the page writes it (1 234,56 or 1,234.56 in English); None for a dash."""
    text = re.sub(r"[\s\u00a0\u202f]", "", text).replace("\u2212", "-")
    if text in ("", "–", "-"):
        return None
    return float(text.replace(",", "."))


class MapPage:
    def __init__(self, page, site):
        self.page = page
        self.site = site

    # Waiting

    def wait_until_drawn(self):
        """Until the first data are in colours and no tile is still awaited."""
        self.page.wait_for_selector("#map[data-ready='true']", state="attached")
        self.wait_until_still()

    def wait_until_still(self):
        self.page.wait_for_selector("#map[data-idle='true']", state="attached")

    # Controls

    def choose_indicator(self, identifier):
        """From the searchable list, by mouse."""
        self.page.locator("#indicator-input").click()
        self.page.locator(f"#picker-option-{identifier}").click()

    def select(self, name, value):
        self.page.select_option(f"select[name='{name}']", value)

    def choose(self, name, value):
        """One of a radio group or a box to tick, as a finger does it: by the label."""
        if name != "level":
            self.open_style_controls()
        self.page.locator(f"label:has(> input[name='{name}'][value='{value}'])").click()

    def open_style_controls(self):
        details = self.page.locator("#style-controls")
        if details.get_attribute("open") is None:
            details.locator("summary").click()

    @property
    def slider(self):
        return self.page.locator("#timeline input[type=range]")

    @property
    def play(self):
        return self.page.locator("#timeline button")

    def period(self):
        return self.page.input_value("#period")

    def wait_for_period(self, *periods):
        """Until one of these is shown."""
        eventually(lambda: self.period() in periods)

    # State

    def query(self):
        return {key: values[0] for key, values in parse_qs(urlparse(address(self.page)).query).items()}

    def zoom(self):
        return self.page.evaluate("document.getElementById('map').atlasMap.getZoom()")

    # Picture

    def look_at(self, longitude, latitude, zoom):
        """Moves the camera there and waits until all tiles are drawn."""
        self.page.evaluate(
            """([longitude, latitude, zoom]) => new Promise(resolve => {
                 const map = document.getElementById('map').atlasMap;
                 map.once('idle', resolve);
                 map.jumpTo({center: [longitude, latitude], zoom});
                 map.triggerRepaint();
               })""", [longitude, latitude, zoom])

    def point(self, longitude, latitude):
        """Where a place lies on the page, in CSS pixels."""
        return self.page.evaluate(
            """([longitude, latitude]) => {
                 const element = document.getElementById('map');
                 const box = element.getBoundingClientRect();
                 const at = element.atlasMap.project([longitude, latitude]);
                 return [box.left + at.x, box.top + at.y];
               }""", [longitude, latitude])

    def map_picture(self):
        """The map as drawn now, buttons and labels on it included."""
        box = self.page.locator("#map").bounding_box()
        return Image.open(io.BytesIO(self.page.screenshot(clip=box))).convert("RGB")

    def color_at(self, picture, longitude, latitude):
        """The commonest colour round a place, in a picture of the map."""
        frame = self.page.locator("#map").bounding_box()
        left, top = self.point(longitude, latitude)
        x, y = round(left - frame["x"]), round(top - frame["y"])
        assert 0 <= x < picture.width and 0 <= y < picture.height, f"{longitude}, {latitude} is not on the screen"
        radius = SAMPLE_RADIUS_PIXELS if self.zoom() >= ZOOM_WITH_UNIT_NAMES else SAMPLE_RADIUS_FAR_PIXELS
        around = range(-radius, radius + 1)
        colors = Counter(
            picture.getpixel((x + dx, y + dy)) for dx in around for dy in around
            if 0 <= x + dx < picture.width and 0 <= y + dy < picture.height)
        return "#%02x%02x%02x" % colors.most_common(1)[0][0]

    # Legend and table, as the page shows them

    def legend_colors(self):
        """Colours of the legend's rows from top to bottom, no-data and others included."""
        return self.page.eval_on_selector_all(
            "#legend-body .legend-table .swatch",
            "swatches => swatches.map(swatch => swatch.querySelector('rect').getAttribute('fill').toLowerCase())")

    def legend_counts(self):
        texts = self.page.locator("#legend-body .legend-table td.number").all_inner_texts()
        return [int(re.sub(r"\D", "", text)) for text in texts]

    def rows(self):
        """Rows of the table that are shown, from top to bottom."""
        rows = self.page.eval_on_selector_all(
            "#unit-table tbody tr[data-terc]",
            """rows => rows.filter(row => row.offsetParent !== null).map(row => ({
                 terc: row.dataset.terc,
                 name: row.querySelector('th button, th a').textContent.trim(),
                 text: row.querySelector('td.col-value').firstChild?.textContent ?? '',
                 rank: row.querySelector('td.col-rank').textContent.trim(),
                 color: row.querySelector('.chip rect').getAttribute('fill').toLowerCase(),
                 selected: row.getAttribute('aria-current') === 'true',
               }))""")
        for row in rows:
            # Maps of classes have words for values.
            row["value"] = number(row["text"]) if re.search(r"\d", row["text"]) else None
        return rows

    def selected_rows(self):
        return [row["terc"] for row in self.rows() if row["selected"]]

    def sort_state(self):
        return self.page.eval_on_selector_all(
            "#unit-table thead th[data-key]",
            "cells => Object.fromEntries(cells.map(cell => [cell.dataset.key, cell.getAttribute('aria-sort') || 'none']))")

    def panel_text(self):
        self.page.wait_for_selector("#unit-panel:visible h2")
        return self.page.locator("#unit-panel").inner_text()
