# SPDX-License-Identifier: Apache-2.0
"""An agreement written by a coordinator: choose, find the parties, see what is missing, take the document home."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_from_the_choice_to_the_document(open_page, browser, scripts):
    page = open_page(browser, "/porozumienia/nowe?lang=pl", java_script_enabled=scripts)
    page.get_by_role("link", name="OPS – PUP", exact=True).click()
    for place, name in enumerate(["ośrodek pomocy społecznej Bochnia", "urząd pracy Bochnia"]):
        page.fill("#szukane", name)
        page.get_by_role("button", name="Szukaj").click()
        page.locator(".draft-found button").first.click()
        page.locator(f"#parties-{place}-name:not([value=''])").wait_for()
    page.get_by_role("button", name="Dodaj działanie").click()
    page.locator("#actions-1-description").wait_for()
    page.fill("#actions-1-description", "Spotkania zespołów")
    page.get_by_role("button", name="Usuń Działanie 1").click()
    page.locator("#actions-1-description").wait_for(state="detached")
    assert page.input_value("#actions-0-description") == "Spotkania zespołów"
    page.get_by_role("button", name="Sprawdź, czego brakuje").click()
    page.locator(".draft-missing").first.wait_for()
    page.locator(".draft-contents a[href='#validFrom']").click()
    page.fill("#validFrom", "2026-03-01")
    page.get_by_role("button", name="Podgląd").click()
    document = page.locator(".agreement-document")
    document.wait_for()
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
    page.locator(".draft-alert .draft-link", has_text="Obowiązuje do").click()
    page.locator("#validTo").wait_for()
    assert page.url.endswith("#validTo") and page.input_value("#validFrom") == "2026-03-01"
    with page.expect_download() as download:
        page.get_by_role("button", name="Zapisz szkic (JSON)").click()
    saved = download.value.path()
    page.goto(page.url.split("?")[0].split("#")[0])
    page.set_input_files("#draft-file", saved)
    page.get_by_role("button", name="Wczytaj", exact=True).click()
    page.locator("#validFrom").wait_for()
    assert page.input_value("#actions-0-description") == "Spotkania zespołów"


@pytest.mark.parametrize("path", ["/porozumienia/nowe", "/porozumienia/nowe?wariant=pai-ngo"])
def test_the_pages_have_no_faults_that_axe_finds(open_page, browser, path):
    page = open_page(browser, path)
    faults = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}).response["violations"]
    assert not faults, json.dumps(faults, ensure_ascii=False)[:2000]
