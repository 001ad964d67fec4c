# SPDX-License-Identifier: Apache-2.0
"""Pages used by somebody without a mouse. A locator is moved to and then acted on; a key that leads to another page waits for it."""

from playwright.sync_api import expect

from waiting import next_page


def tab_to(page, target, limit=120):
    """Moves on with the tabulator until the target has the focus, and the focus can be seen."""
    target.wait_for()
    for _ in range(limit):
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate("element => element.matches(':focus-visible')"), "the focus cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{limit} steps do not reach {target}")


def fill(page, target, text):
    """Goes to a field and types in place of what stands there."""
    tab_to(page, target)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    expect(target).to_have_value(text)


def choose(page, target, text, value):
    """Goes to a list and types the first letters of an option."""
    tab_to(page, target)
    page.keyboard.type(text)
    expect(target).to_have_value(value)


def press(page, target, key="Enter"):
    """A key on something of this page."""
    target.focus()
    expect(target).to_be_focused()
    page.keyboard.press(key)


def follow(page, target, key="Enter"):
    """A key on a link or button that leads to another page."""
    with next_page(page):
        press(page, target, key)
