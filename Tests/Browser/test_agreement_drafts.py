# SPDX-License-Identifier: Apache-2.0
"""An agreement written by a coordinator: choose, find the parties, see what is missing, take the document home."""

import contextlib
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from waiting import next_page


@contextlib.contextmanager
def changed_form(page, scripts):
    """What a button of the form makes of it: without leaving the page, or in another one."""
    with contextlib.nullcontext() if scripts else next_page(page):
        yield
    expect(page.locator("#draft-form")).not_to_have_attribute("aria-busy", "true")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_from_the_choice_to_the_document(open_page, browser, scripts):
    page = open_page(browser, "/porozumienia/nowe?lang=pl", java_script_enabled=scripts)
    with next_page(page):
        page.get_by_role("link", name="OPS – PUP", exact=True).click()
    for place, name in enumerate(["ośrodek pomocy społecznej Bochnia", "urząd pracy Bochnia"]):
        page.fill("#szukane", name)
        with changed_form(page, scripts):
            page.get_by_role("button", name="Szukaj").click()
        with changed_form(page, scripts):
            page.locator(".draft-found button").first.click()
        expect(page.locator(f"#parties-{place}-name")).not_to_have_value("")
    with changed_form(page, scripts):
        page.get_by_role("button", name="Dodaj działanie").click()
    page.fill("#actions-1-description", "Spotkania zespołów")
    with changed_form(page, scripts):
        page.get_by_role("button", name="Usuń Działanie 1").click()
    expect(page.locator("#actions-1-description")).to_have_count(0)
    expect(page.locator("#actions-0-description")).to_have_value("Spotkania zespołów")
    with changed_form(page, scripts):
        page.get_by_role("button", name="Sprawdź, czego brakuje").click()
    expect(page.locator(".draft-missing").first).to_be_visible()
    page.locator(".draft-contents a[href='#validFrom']").click()
    page.fill("#validFrom", "2026-03-01")
    with next_page(page):
        page.get_by_role("button", name="Podgląd").click()
    document = page.locator(".agreement-document")
    text = document.inner_text().replace("\u00a0", " ")
    assert "Spotkania zespołów" in text and "1 marca 2026 r." in text and "[uzupełnij: Obowiązuje do]" in text
    assert "Powiatowy Urząd Pracy" in text
    if scripts:
        faults = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}).response["violations"]
        assert not faults, json.dumps(faults, ensure_ascii=False)[:2000]
    with page.expect_download() as download:
        page.get_by_role("button", name="Pobierz DOCX").click()
    assert download.value.suggested_filename.endswith(".docx")
    # The list of what is missing leads back to the very field.
    with next_page(page):
        page.locator(".draft-alert .draft-link", has_text="Obowiązuje do").click()
    expect(page).to_have_url(re.compile("#validTo$"))
    expect(page.locator("#validTo")).to_be_visible()
    expect(page.locator("#validFrom")).to_have_value("2026-03-01")
    with page.expect_download() as download:
        page.get_by_role("button", name="Zapisz szkic (JSON)").click()
    saved = download.value.path()
    page.goto(page.url.split("?")[0].split("#")[0])
    page.set_input_files("#draft-file", saved)
    with next_page(page):
        page.get_by_role("button", name="Wczytaj", exact=True).click()
    expect(page.locator("#actions-0-description")).to_have_value("Spotkania zespołów")


@pytest.mark.parametrize("path", ["/porozumienia/nowe", "/porozumienia/nowe?wariant=pai-ngo"])
def test_the_pages_have_no_faults_that_axe_finds(open_page, browser, path):
    page = open_page(browser, path)
    faults = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}).response["violations"]
    assert not faults, json.dumps(faults, ensure_ascii=False)[:2000]
