# SPDX-License-Identifier: Apache-2.0
"""Somebody who works by the keyboard alone, and every page they come to is looked at."""

from playwright.sync_api import expect

from test_pages import AXE_OPTIONS, assert_no_sideways_scroll, violations

WIDTHS = (1280, 390)
# Forms of institutions have some hundred fields.
TAB_LIMIT = 400


def plain(text):
    """Without the spaces that keep lines together, and hyphens that may break them."""
    return " ".join(text.replace("\u00a0", " ").replace("\u00ad", "").split())


class Person:
    def __init__(self, page, looked_at=None):
        """`looked_at`: what others of the same test have looked at already."""
        self.page = page
        self.looked_at = set() if looked_at is None else looked_at
        self.look()

    @property
    def main(self):
        return self.page.locator("main")

    def says(self, *texts):
        """Waits until the page says these."""
        for text in texts:
            expect(self.main).to_contain_text(text)

    def look(self):
        """Each kind of page once, with and without what it has to say: no fault that axe finds, and nothing wider than the window."""
        kind = self.page.evaluate("""() => [document.body.className, document.querySelector('h1').innerText,
          ...['.form-errors', '.notice'].map((part) => Boolean(document.querySelector(part)))].join(' | ')""")
        if kind in self.looked_at:
            return
        self.looked_at.add(kind)
        found = violations(self.page, AXE_OPTIONS)
        assert not found, f"{self.page.url}: " + "\n".join(found)
        size = self.page.viewport_size
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": size["height"]})
            assert_no_sideways_scroll(self.page, width)
        self.page.set_viewport_size(size)

    def go(self, path):
        """As from a bookmark."""
        self.page.goto(self.page.watch.address + path)
        self.look()

    # The keyboard

    def tab_to(self, target):
        """Moves on with the tabulator until the target has the focus, and it can be seen."""
        expect(target).to_be_visible()
        # Found once: names of all that stands in a long form take time to compute.
        element = target.element_handle()
        for _ in range(TAB_LIMIT):
            if element.evaluate("element => element === document.activeElement"):
                assert element.evaluate("element => element.matches(':focus-visible')"), "the focus cannot be seen"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{TAB_LIMIT} steps do not reach {target}")

    def press(self, target, key="Enter"):
        """A button or a box that leaves the page where it is."""
        self.tab_to(target)
        self.page.keyboard.press(key)

    def follow(self, target):
        """A link or a button that leads to another page."""
        self.tab_to(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def link(self, name):
        return self.main.get_by_role("link", name=name, exact=True).first

    def button(self, name):
        return self.main.get_by_role("button", name=name, exact=True).last

    def jump(self, anchor):
        """To a part of the form, by its contents."""
        self.press(self.page.locator(f".edit-contents a[href='#{anchor}']"))
        self.page.wait_for_url(f"**#{anchor}")

    def fill(self, field, text):
        """Types into a field, named by its label or found already, in place of what is there."""
        field = self.main.get_by_label(field, exact=True).first if isinstance(field, str) else field
        self.tab_to(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        expect(field).to_have_value(text)

    def choose_suggestion(self, field, typed, option):
        """Types, and takes the suggestion that names the option."""
        self.fill(field, typed)
        # Suggestions for the first letters come before those for all of them.
        suggested = self.page.locator("[role=listbox]:visible [role=option]").first
        expect(suggested).to_contain_text(option)
        self.page.keyboard.press("ArrowDown")
        expect(suggested).to_have_attribute("aria-selected", "true")
        self.page.keyboard.press("Enter")
