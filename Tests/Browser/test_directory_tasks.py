# SPDX-License-Identifier: Apache-2.0
"""The adviser's three tasks, each from the start page, with the steps counted: a click, a text typed, a
key that does something. An adviser with a client at the desk has no more than a handful."""

import re

import pytest
from playwright.sync_api import expect

from directory_page import pages_of
from waiting import quiet


class Adviser:
    """Does what a person does, and counts it."""

    def __init__(self, page):
        self.page = page
        self.steps = 0

    def click(self, selector):
        self.steps += 1
        self.page.locator(selector).first.click()

    def type(self, text):
        self.steps += 1
        self.page.keyboard.type(text, delay=10)

    def press(self, key):
        self.steps += 1
        self.page.keyboard.press(key)


@pytest.fixture
def adviser(open_page, browser):
    return Adviser(open_page(browser, "/"))


def test_the_office_for_an_address_in_bochnia(adviser):
    adviser.click("#ask-place")
    adviser.type("Bochnia, ul. Kazimierza Wielkiego 2")
    adviser.press("Enter")
    page = adviser.page
    page.wait_for_url("**/kto-odpowiada?*")
    office = page.locator(".body-card[data-role=OPS]")
    assert "Miejski Ośrodek Pomocy Społecznej w Bochni" in office.inner_text()
    assert office.locator("a[href^='tel:']").is_visible()
    assert "Bochnia" in office.locator(".body-reason").inner_text()
    bottom = office.locator(".hit-phone").bounding_box()
    assert bottom["y"] + bottom["height"] < page.viewport_size["height"], "the telephone is not in the first window"
    assert adviser.steps <= 3


def test_a_shelter_near_tarnow(adviser):
    adviser.click("#ask-directory")
    adviser.type("schronisko koło Tarnowa")
    adviser.press("Enter")
    page = adviser.page
    page.wait_for_url("**/katalog?*")
    hits = page.locator("#hits .hit")
    first = hits.first.inner_text()
    assert re.search("schronisk|noclegowni|bezdomn|schronieni", first, re.IGNORECASE), first
    assert any("Tarn" in text for text in hits.all_inner_texts()[:3])
    box = hits.first.bounding_box()
    assert box["y"] < page.viewport_size["height"] - 100, "the first result is not in the first window"
    assert adviser.steps <= 3


def test_a_club_for_a_long_term_unemployed_person_in_powiat_krakowski_and_the_sheet(adviser):
    adviser.click("#ask-directory")
    adviser.type("KIS dla długotrwale bezrobotnych, powiat krakowski")
    adviser.press("Enter")
    page = adviser.page
    page.wait_for_url("**/katalog?*")
    quiet(page)
    # Where the powiat has no such club the page says so, and the nearest ones stand below.
    found = page.locator("#results .hit").first.inner_text()
    assert re.search("KIS|CIS|integracji społecznej|reintegracj", found), found
    adviser.click("#results .hit .sheet-add")
    expect(page.locator("#open-sheet")).to_be_visible()
    adviser.click("#open-sheet")
    page.wait_for_url("**/karta?*")
    quiet(page)
    assert page.locator(".sheet-item").count() == 1
    assert page.locator(".sheet-address").inner_text().strip() or page.locator(".sheet-phone").count()
    assert page.locator("#print-sheet").is_visible()
    adviser.steps += 1  # the print button: the dialogue that it opens is the browser's
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
    assert adviser.steps <= 6
