# SPDX-License-Identifier: Apache-2.0
"""An institution, who is responsible here, and the adviser's sheet."""

import json

import pytest
from playwright.sync_api import expect

from directory_page import BOCHNIA_CENTRE, PICKS_KEY, TARNOW_CENTRE, DirectoryPage, pages_of, stored
from waiting import comes_true, next_page, quiet

FOUR_ITEMS = "&".join(f"item={item}" for item in (
    f"{TARNOW_CENTRE}:schronienie", f"{TARNOW_CENTRE}:posilek", f"{BOCHNIA_CENTRE}:zasilek-celowy", "rjps-260", "rjps-4472:praca-socjalna"))


# An institution

def test_an_institution_says_how_to_reach_it(open_page, browser, site):
    page = open_page(browser, f"/instytucje/{BOCHNIA_CENTRE}")
    assert "Bochni" in page.locator("h1").inner_text()
    card = page.locator(".contact-card")
    phone = card.locator("a[href^='tel:']").first
    assert phone.get_attribute("href") == "tel:+48146153910" and "14 615 39 10" in phone.inner_text()
    assert card.locator("a[href='mailto:mops@mopsbochnia.pl']").count() == 1
    assert "Kolejowa 14" in card.inner_text() and "32-700" in card.inner_text()
    assert card.locator(".precision").is_visible(), "an inexact point must be said to be so"
    assert page.locator("#statutory-title").count() == 1
    assert page.locator(".services .service").count() > 5
    assert page.locator(".area-list a[href*='/jednostki/1201']").count() >= 1
    assert page.locator("a[href*='/kto-odpowiada']").count() >= 1
    qr = page.locator(".contact-qr img")
    assert qr.get_attribute("alt").strip()
    assert qr.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    card_file = site.bytes(page.locator("#vcard").get_attribute("href")).decode()
    assert card_file.startswith("BEGIN:VCARD\r\nVERSION:4.0") and "+48" in card_file


def test_open_or_closed_is_said_in_words(open_page, browser):
    page = open_page(browser, f"/instytucje/{BOCHNIA_CENTRE}")
    state = page.locator(".contact-card .open-state").first
    assert len(state.inner_text().strip()) > 5, "colour alone says nothing"
    week = page.locator(".hours-table tbody tr")
    assert week.count() == 7 and page.locator(".hours-table tr[aria-current=date]").count() == 1


def test_the_contact_is_in_the_first_window_of_a_phone(open_page, browser):
    page = open_page(browser, f"/instytucje/{BOCHNIA_CENTRE}", width=390, height=844)
    for selector in (".what-line, .institution-description", ".contact-phone a", ".contact-address", ".open-state, .hours-lines"):
        box = page.locator(selector).first.bounding_box()
        assert box["y"] + min(box["height"], 40) <= 844, f"{selector} lies below the first window"
    assert page.locator(".contact-phone a").first.bounding_box()["height"] >= 44


def test_an_institution_without_javascript(open_page, browser):
    page = open_page(browser, f"/instytucje/{TARNOW_CENTRE}", java_script_enabled=False)
    with next_page(page):
        page.locator(".contact-actions .sheet-add").click()
    assert f"item={TARNOW_CENTRE}" in page.url
    assert "Tarnow" in page.locator(".sheet-item").inner_text()


def test_an_unknown_institution_is_a_page_not_found(open_page, browser):
    page = open_page(browser, "/instytucje/nie-ma-takiej", expect=404)
    assert page.locator("h1").inner_text().strip()


# Who is responsible here

def test_the_answer_for_an_address_names_the_office_and_the_reason(open_page, browser):
    page = open_page(browser, "/kto-odpowiada?q=Bochnia, ul. Kazimierza Wielkiego 2")
    welfare = page.locator(".body-card[data-role=OPS]")
    assert "Miejski Ośrodek Pomocy Społecznej w Bochni" in welfare.inner_text()
    assert "Bochnia" in welfare.locator(".body-reason").inner_text()
    assert welfare.locator("a[href='tel:+48146153910']").count() == 1
    family = page.locator(".body-card[data-role=PCPR]")
    assert "Powiatowe Centrum Pomocy Rodzinie w Bochni" in family.inner_text()
    labour = page.locator(".body-card[data-role=PUP]")
    assert labour.inner_text().strip() and labour.locator(".body-reason").count() >= 1


def test_a_name_of_several_places_offers_the_others(open_page, browser):
    page = open_page(browser, "/kto-odpowiada?q=Bochnia")
    others = page.locator(".candidates a")
    assert others.count() >= 1
    with next_page(page):
        others.first.click()
    assert page.locator(".body-card").count() >= 3


def test_a_place_that_nobody_knows(open_page, browser):
    page = open_page(browser, "/kto-odpowiada?q=Qwxzqwxz")
    assert "Qwxzqwxz" in page.locator(".answer-none").inner_text()
    assert page.input_value("#responsible-query") == "Qwxzqwxz"


@pytest.mark.parametrize("path", ["/", "/kto-odpowiada"])
def test_the_answer_for_where_one_stands(open_page, browser, path):
    page = open_page(browser, path, geolocation={"longitude": 20.4316, "latitude": 49.9698}, permissions=["geolocation"])
    page.locator("[data-locate]").click()
    page.wait_for_url("**/kto-odpowiada?*lat=*")
    assert "Bochni" in page.locator(".body-card[data-role=OPS]").inner_text()


def test_who_is_responsible_without_javascript(open_page, browser):
    page = open_page(browser, "/", java_script_enabled=False)
    assert not page.locator("[data-locate]").is_visible()
    page.fill("#ask-place", "Bochnia")
    with next_page(page):
        page.locator("form[action='/kto-odpowiada'] button[type=submit]").click()
    assert "Bochni" in page.locator(".body-card[data-role=OPS]").inner_text()


# The sheet

def test_picking_for_the_sheet_keeps_ids_only(open_page, browser):
    directory = DirectoryPage(open_page(browser, "/katalog?q=schronienie"))
    page = directory.page
    first, second = directory.ids()[:2]
    assert not page.locator("#sheet-bar").is_visible()
    directory.add_to_sheet(first)
    directory.add_to_sheet(second)
    expect(page.locator("#sheet-bar")).to_contain_text("2")
    comes_true(lambda: "2" in directory.announced())
    assert [pick.split(":")[0] for pick in directory.picks()] == [first, second]
    # Results that come later know what is picked.
    directory.search("schronienie dla bezdomnych")
    directory.search("schronienie")
    expect(page.locator(f"#hit-{first} .sheet-add.is-picked")).to_be_visible()
    directory.add_to_sheet(first)
    assert [pick.split(":")[0] for pick in directory.picks()] == [second]
    page.locator("#clear-sheet").click()
    expect(page.locator("#sheet-bar")).to_be_hidden()
    assert directory.picks() == []


def test_the_sheet_and_the_picks_stay_the_same(open_page, browser):
    directory = DirectoryPage(open_page(browser, "/katalog?q=schronienie"))
    page = directory.page
    for identifier in directory.ids()[:3]:
        directory.add_to_sheet(identifier)
    page.locator("#open-sheet").click()
    page.wait_for_url("**/karta?*")
    assert page.locator(".sheet-item").count() == 3
    with next_page(page):
        page.locator("[data-sheet-order]").last.click()
    assert page.locator(".sheet-item").count() == 2 and len(directory.picks()) == 2
    # Opened without an address of its own, the sheet shows the picks of this tab.
    page.goto(page.url.split("?")[0], wait_until="commit")
    page.wait_for_url("**/karta?*")
    assert page.locator(".sheet-item").count() == 2
    for _ in range(2):
        with next_page(page):
            page.locator("[data-sheet-order]").last.click()
    assert page.locator(".sheet-empty").is_visible() and directory.picks() == []


def test_a_note_is_printed_and_neither_sent_nor_stored(open_page, browser):
    page = open_page(browser, f"/karta?{FOUR_ITEMS}")
    quiet(page)
    asked = len(page.watch.requests)
    note = "Jan Przykładowy, wtorek 10.00"
    page.fill("#sheet-note", note)
    page.wait_for_timeout(300)
    assert len(page.watch.requests) == asked, "the note left the page"
    kept = stored(page)
    assert "Przykładowy" not in json.dumps(kept, ensure_ascii=False) and "Przyk" not in page.url
    assert set(kept["session"]) <= {PICKS_KEY} and not kept["local"] and not kept["cookies"]
    assert page.context.cookies() == []
    assert page.locator("#sheet-note").evaluate("field => field.form") is None
    page.emulate_media(media="print")
    expect(page.locator("#sheet-note")).to_be_hidden()
    expect(page.locator("#sheet-note-print")).to_have_text(note)
    page.reload()
    assert page.input_value("#sheet-note") == ""


def test_four_entries_fit_on_one_page(open_page, browser):
    page = open_page(browser, f"/karta?{FOUR_ITEMS}")
    quiet(page)
    assert page.locator(".sheet-item").count() == 4
    page.fill("#sheet-note", "Zabrać dowód osobisty i zaświadczenie o dochodach.")
    for image in page.locator(".sheet-qr img").all():
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    printed = page.pdf(prefer_css_page_size=True)
    assert pages_of(printed) == 1
    page.emulate_media(media="print")
    for selector in (".site-header", ".sheet-tools", ".sheet-item-tools"):
        expect(page.locator(selector).first).to_be_hidden()
    expect(page.locator(".sheet-phone").first).to_be_visible()
    expect(page.locator(".sheet-qr img").first).to_be_visible()


def test_a_sheet_with_something_unknown_says_so(open_page, browser):
    page = open_page(browser, f"/karta?item={TARNOW_CENTRE}&item=nie-ma-takiej")
    assert page.locator(".sheet-item").count() == 1
    assert "nie-ma-takiej" in page.locator(".sheet-unknown").inner_text()


def test_the_sheet_without_javascript(open_page, browser):
    page = open_page(browser, "/katalog?q=schronienie", java_script_enabled=False)
    with next_page(page):
        page.locator("#hits .sheet-add").first.click()
    assert page.locator(".sheet-item").count() == 1
    with next_page(page):
        page.locator("[data-sheet-order]").first.click()
    assert page.locator(".sheet-empty").is_visible()
