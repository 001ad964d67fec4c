# SPDX-License-Identifier: Apache-2.0
"""The import desk as a planner uses it: from a workbook of the statistics office to the map of a voivodeship and its paper."""

import io
import urllib.parse
import urllib.request

import openpyxl
import pytest
from playwright.sync_api import expect

from waiting import eventually, next_page


def workbook(site):
    """A download as the Local Data Bank makes it: a sheet of description, a sheet with stacked and merged headings."""
    book = openpyxl.Workbook()
    book.active.title = "OPIS"
    for row in (["Bank Danych Lokalnych"], ["Kategoria:", "PRÓBA"], ["Podgrupa:", "Wskaźnik próbny"]):
        book.active.append(row)
    sheet = book.create_sheet("TABLICA")
    sheet.append(["Kod", "Nazwa", "ogółem", None])
    sheet.append([None, None, 2023, 2024])
    sheet.append([None, None, "[%]", "[%]"])
    for cells in ("A1:A3", "B1:B3", "C1:D1"):
        sheet.merge_cells(cells)
    sheet.append(["0000000", "POLSKA", 5.2, 5.1])
    for place, unit in enumerate(site.json("/api/v1/units?level=powiat&limit=5000")["units"]):
        sheet.append([unit["terc"] + "000", "Powiat " + unit["name"], round(3 + place % 17 + 0.1, 1), round(4 + place % 13 + 0.2, 1)])
    file = io.BytesIO()
    book.save(file)
    return {"name": "PROB_1234_XTAB.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_from_a_workbook_to_the_map_and_its_paper(open_page, browser, site, scripts):
    page = open_page(browser, "/dane/wczytaj", java_script_enabled=scripts)
    # With scripts a chosen file is sent at once.
    with next_page(page):
        page.set_input_files("#import-file", workbook(site))
        if not scripts:
            page.locator("#import-form button[type=submit]").click()
    page.wait_for_url("**/tabela/**")
    preview = page.locator("main").inner_text()
    assert "TABLICA" in preview and "powiaty: 380" in preview and "2023–2024" in preview
    with next_page(page):
        page.get_by_role("button", name="Wczytaj do atlasu").click()
    page.wait_for_url("**import=*")
    done = page.locator(".import-done")
    assert "nowych wartości 762" in done.inner_text().replace("\u00a0", " ")
    address = done.get_by_role("link", name="mapa").get_attribute("href")
    indicator = urllib.parse.parse_qs(urllib.parse.urlparse(address).query)["indicator"][0]
    try:
        # The server looks for new data twice a second.
        eventually(lambda: indicator in [known["id"] for known in site.json("/api/v1/indicators")["indicators"]])
        page.goto(site.address + address + "&within=26")
        expect(page.locator("#unit-rows tr:visible")).to_have_count(14)
        with urllib.request.urlopen(f"{site.address}/api/v1/map.pdf?indicator={indicator}&level=powiat&within=26") as paper:
            assert paper.read(5) == b"%PDF-"
    finally:
        page.goto(site.address + "/dane/wczytaj")
        with next_page(page):
            page.locator(".import-undo button").first.click()
    assert "cofni" in page.locator("main").inner_text()


def test_a_contradiction_is_named_with_its_line(open_page, browser):
    page = open_page(browser, "/dane/wczytaj", java_script_enabled=False)
    broken = "Kod;Nazwa;2024\n0201000;Powiat bolesławiecki;5,1\n0201000;Powiat bolesławiecki;6,3\n"
    page.set_input_files("#import-file", {"name": "tabela.csv", "mimeType": "text/csv", "buffer": broken.encode("cp1250")})
    with next_page(page):
        page.locator("#import-form button[type=submit]").click()
    page.wait_for_url("**/tabela/**")
    problems = page.locator(".import-bad").inner_text()
    assert "3:" in problems and "powiat bolesławiecki (0201)" in problems and "line 2" in problems
    # The rest comes in only when the reader asks for it.
    assert not page.locator("#partial").is_checked()
