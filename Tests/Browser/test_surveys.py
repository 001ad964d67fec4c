# SPDX-License-Identifier: Apache-2.0
"""The results of a survey, and the form behind a link that leads nowhere."""

from test_pages import assert_no_sideways_scroll
from waiting import next_page


def test_results_stand_side_by_side(open_page, browser):
    page = open_page(browser, "/ankiety")
    with next_page(page):
        page.get_by_role("link", name="Współpraca ośrodków pomocy społecznej i urzędów pracy").click()
    section = page.locator("section:has(#pytanie-rodzaje)")
    row = section.locator("tbody tr", has_text="Program Aktywizacja")
    assert row.locator(".survey-percentage").all_inner_texts() == ["77%", "91%"]
    assert row.locator("td.number").inner_text() == "\u221214"
    bars = row.locator("svg rect:not(.track)")
    widths = [bar.bounding_box()["width"] for bar in bars.all()]
    assert len(widths) == 2 and widths[1] > widths[0] * 1.1
    assert "nie pytano" in section.locator("tbody tr", has_text="niezarejestrowanych").inner_text()


def test_results_fit_a_telephone(open_page, browser):
    page = open_page(browser, "/ankiety/wspolpraca-ops-up-2015", width=390, height=800)
    assert_no_sideways_scroll(page, 390)
    cell = page.locator("section:has(#pytanie-wiedza) tbody tr").first.locator("td").first
    assert cell.is_visible() and "35%" in cell.inner_text()
