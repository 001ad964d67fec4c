# SPDX-License-Identifier: Apache-2.0
"""The analysis panel: every mode by mouse and by keyboard, from the address and into it, drawn as the
programming interface computes it, and all of it without scripts."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

import expected
from test_pages import assert_no_sideways_scroll, violations
from waiting import eventually, next_page

SERIES = "starzenie-80-plus"
SAMPLED = ["3021", "3017", "3214", "3206", "2816"]
MALOPOLSKA = ["1201", "1206", "1218"]

MODES = {
    "change": "change(starzenie-80-plus,2015)",
    "growth": "growth(starzenie-80-plus,2020)",
    "per-capita": "per-capita(wyzsze-wyksztalcenie,1000)",
    "density": "per-km2(ludnosc)",
    "ratio": "ratio(kobiety,ludnosc,100)",
    "bivariate": "bivariate(udzial-65-plus,feminizacja)",
    "index": "index(hellwig,udzial-65-plus*1,udzial-0-17*-0.5,feminizacja*2)",
    "clusters": "clusters(udzial-65-plus)",
    "gap": "gap(udzial-80-plus,places(dps))",
    "gap-pair": "bivariate(udzial-80-plus,institutions(ops))",
}


def open_panel(map_page):
    panel = map_page.page.locator("#analysis")
    if panel.get_attribute("open") is None:
        panel.locator("summary").first.click()


def choose_mode(map_page, mode):
    open_panel(map_page)
    map_page.page.select_option("#analysis-mode", mode)


def pick(map_page, field, identifier):
    map_page.page.locator(f"#{field}-input").click()
    map_page.page.locator(f"[id='{field}-option-{identifier}']").click()


def assert_measure(map_page, measure):
    """The address names the measure, and everything on the page is about it."""
    def holds():
        title = map_page.page.locator("#map-title").inner_text()
        assert map_page.query().get("indicator") == measure
        name = map_page.site.json("/api/v1/indicators/" + quote(measure))["name"]
        assert title == name
        assert map_page.page.input_value("#indicator-input") == name

    eventually(holds)


def assert_drawn(map_page, site, measure, tercs, **parameters):
    wanted = {"indicator": measure, "level": "powiat", "period": map_page.period(), **parameters}
    return eventually(lambda: expected.assert_shows(map_page, site, wanted, tercs))


# By mouse

def test_change_between_periods(open_map, site):
    map_page = open_map(f"indicator={SERIES}&level=powiat")
    page = map_page.page
    periods = site.json(f"/api/v1/indicators/{SERIES}")["periods"]
    choose_mode(map_page, "change")
    assert_measure(map_page, f"change({SERIES},{periods[0]})")
    page.select_option("#analysis-since", "2020")
    assert_measure(map_page, f"change({SERIES},2020)")
    page.locator("label:has(> input[name=zmiana][value=percent])").click()
    measure = f"growth({SERIES},2020)"
    assert_measure(map_page, measure)
    legend = assert_drawn(map_page, site, measure, MALOPOLSKA)
    # Growth and decline part at zero, and nothing of that had to be chosen.
    assert 0 in legend["breaks"] and legend["classes"][-1]["color"] == "#b2182b"
    assert not {"palette", "method", "classes", "reverse"} & map_page.query().keys()
    # The timeline has the periods after the one compared with, and needs nothing more from the server.
    later = [period for period in periods if period > "2020"]
    requests = len(page.watch.data_requests())
    map_page.slider.focus()
    page.keyboard.press("End")
    assert map_page.period() == later[-1]
    assert page.watch.data_requests()[requests:] == []
    assert_drawn(map_page, site, measure, MALOPOLSKA)
    page.keyboard.press("Home")
    assert map_page.period() == later[0]


def test_rates(open_map, site):
    map_page = open_map("indicator=wyzsze-wyksztalcenie&level=powiat")
    page = map_page.page
    choose_mode(map_page, "rate")
    assert_measure(map_page, "per-capita(wyzsze-wyksztalcenie,10000)")
    page.select_option("#analysis-base", "1000")
    assert_measure(map_page, "per-capita(wyzsze-wyksztalcenie,1000)")
    page.select_option("#analysis-base", "km2")
    assert_measure(map_page, "per-km2(wyzsze-wyksztalcenie)")
    page.select_option("#analysis-base", "measure")
    expect(page.locator("#analysis-text")).to_contain_text("drugi wskaźnik", ignore_case=True)
    assert map_page.query()["indicator"] == "per-km2(wyzsze-wyksztalcenie)", "an unfinished form changed the map"
    pick(map_page, "analysis-second", "ludnosc")
    assert_measure(map_page, "ratio(wyzsze-wyksztalcenie,ludnosc,100)")
    assert_drawn(map_page, site, "ratio(wyzsze-wyksztalcenie,ludnosc,100)", SAMPLED)
    pick(map_page, "analysis-measure", "kobiety")
    assert_measure(map_page, "ratio(kobiety,ludnosc,100)")


def test_two_indicators_at_once(open_map, site):
    map_page = open_map("indicator=udzial-65-plus&level=powiat")
    page = map_page.page
    choose_mode(map_page, "bivariate")
    assert map_page.query()["indicator"] == "udzial-65-plus"
    pick(map_page, "analysis-second", "feminizacja")
    measure = MODES["bivariate"]
    assert_measure(map_page, measure)
    legend = assert_drawn(map_page, site, measure, SAMPLED)
    cells = page.eval_on_selector_all(
        ".matrix-cell", """cells => Object.fromEntries(cells.map(cell => [cell.dataset.category, {
            count: Number(cell.textContent), color: getComputedStyle(cell).backgroundColor,
            column: Number(cell.style.gridColumnStart), row: Number(cell.style.gridRowStart), label: cell.getAttribute('aria-label')}]))""")
    assert len(cells) == 9
    for index, item in enumerate(legend["classes"]):
        cell = cells[item["category"]]
        channels = tuple(int(item["color"][i:i + 2], 16) for i in (1, 3, 5))
        assert cell["count"] == item["count"] and cell["color"] == "rgb(%d, %d, %d)" % channels
        # The first measure rises to the right, the second upwards.
        assert (cell["column"], cell["row"]) == (index % 3 + 1, 3 - index // 3)
        assert legend["matrix"]["x"] in cell["label"] and legend["matrix"]["y"] in cell["label"]

    # The table says both classes and both values, high among high first; the values come after the map.
    def says_both():
        first = page.locator("#unit-table tbody tr").first.inner_text()
        assert "wysoko · wysoko" in first and len(re.findall(r"\d+,\d", first)) == 2, first
    eventually(says_both)
    # One class alone, by keyboard.
    page.locator(".matrix-cell[tabindex='0']").focus()
    for key in ["ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp"]:
        page.keyboard.press(key)
    expect(page.locator(".matrix-cell[data-category='high-high']")).to_be_focused()
    page.keyboard.press("Enter")
    eventually(lambda: len(map_page.rows()) == cells["high-high"]["count"])
    expect(page.locator(".matrix-cell[data-category='high-high']")).to_be_focused()
    page.keyboard.press("Enter")
    eventually(lambda: len(map_page.rows()) == 380)
    # Colours and classes cannot be chosen here, and the page says why.
    map_page.open_style_controls()
    expect(page.locator("#method")).to_be_disabled()
    expect(page.locator("input[name=palette]").first).to_be_disabled()
    expect(page.locator("#style-fixed")).to_be_visible()


def test_the_panel_of_a_unit_shows_both_values(open_map, site):
    map_page = open_map(f"indicator={MODES['bivariate']}&level=powiat&unit={expected.STASZOWSKI}")
    for identifier in ["udzial-65-plus", "feminizacja"]:
        value = expected.values(site, {"indicator": identifier, "level": "powiat", "period": "2021"})[expected.STASZOWSKI]["value"]
        eventually(lambda: f"{value:.1f}".replace(".", ",") in map_page.panel_text())


def test_clusters(open_map, site):
    map_page = open_map("indicator=udzial-65-plus&level=powiat")
    choose_mode(map_page, "clusters")
    assert_measure(map_page, "clusters(udzial-65-plus)")
    legend = assert_drawn(map_page, site, "clusters(udzial-65-plus)", SAMPLED)
    assert map_page.legend_counts()[:6] == [item["count"] for item in legend["classes"]]
    # What says most comes first.
    found = {item["category"]: item for item in legend["classes"] if item["count"]}
    assert map_page.rows()[0]["text"] == (found.get("high-high") or found["low-low"])["label"]


def test_need_and_provision(open_map, site):
    map_page = open_map("indicator=udzial-80-plus&level=powiat&within=12")
    page = map_page.page
    choose_mode(map_page, "gap")
    assert_measure(map_page, "gap(udzial-80-plus,places(dps))")
    assert_drawn(map_page, site, "gap(udzial-80-plus,places(dps))", MALOPOLSKA, within="12")

    def widest_first():
        values = [row["value"] for row in map_page.rows() if row["value"] is not None]
        assert len(values) == 22 and values == sorted(values, reverse=True), "the list does not begin with the widest gap"
    eventually(widest_first)
    page.select_option("#analysis-type", "ops")
    page.locator("label:has(> input[name=oferta][value=institutions])").click()
    assert_measure(map_page, "gap(udzial-80-plus,institutions(ops))")
    page.locator("label:has(> input[name=pokaz][value=bivariate])").click()
    assert_measure(map_page, "bivariate(udzial-80-plus,institutions(ops))")
    expect(page.locator("#analysis-mode")).to_have_value("gap")
    page.wait_for_selector(".matrix-cell")


# By keyboard

def test_a_composite_index_by_keyboard(open_map, site):
    map_page = open_map("indicator=udzial-65-plus&level=powiat")
    page = map_page.page
    page.locator("#analysis summary").first.focus()
    page.keyboard.press("Enter")
    page.locator("#analysis-mode").focus()
    page.keyboard.type("Wskaźnik z")
    expect(page.locator("#analysis-mode")).to_have_value("index")
    expect(page.locator("#parts .part")).to_have_count(1)
    expect(page.locator("#analysis-add-input")).to_be_visible()
    page.locator("#analysis-add-input").focus()
    page.keyboard.type("wspolczynnik feminizacji")
    page.keyboard.press("Enter")
    assert_measure(map_page, "index(zscore,udzial-65-plus*1,feminizacja*1)")
    page.keyboard.type("udzial 0-17")
    page.keyboard.press("Enter")
    assert_measure(map_page, "index(zscore,udzial-65-plus*1,feminizacja*1,udzial-0-17*1)")
    # Weight by number, with a decimal comma; direction; weight by slider.
    page.locator("#parts [data-measure='udzial-0-17'] .part-weight").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("0,5")
    page.keyboard.press("Tab")
    assert_measure(map_page, "index(zscore,udzial-65-plus*1,feminizacja*1,udzial-0-17*0.5)")
    page.locator("#parts [data-measure='udzial-0-17'] .part-direction").focus()
    page.keyboard.press("ArrowDown")
    assert_measure(map_page, "index(zscore,udzial-65-plus*1,feminizacja*1,udzial-0-17*-0.5)")
    page.locator("#parts [data-measure='feminizacja'] .part-slider").focus()
    page.keyboard.press("ArrowRight")
    assert_measure(map_page, "index(zscore,udzial-65-plus*1,feminizacja*1.1,udzial-0-17*-0.5)")
    page.locator("#parts [data-measure='feminizacja'] .part-remove").focus()
    page.keyboard.press("Enter")
    measure = "index(zscore,udzial-65-plus*1,udzial-0-17*-0.5)"
    assert_measure(map_page, measure)
    expect(page.locator("#parts .part-remove:focus")).to_have_count(1)
    assert_drawn(map_page, site, measure, SAMPLED)
    page.select_option("#analysis-method", "minmax")
    assert_measure(map_page, measure.replace("zscore", "minmax"))
    # Its parts are in the unit's panel, and it can be taken further.
    choose_mode(map_page, "clusters")
    assert_measure(map_page, f"clusters({measure.replace('zscore', 'minmax')})")
    page.go_back()
    assert_measure(map_page, measure.replace("zscore", "minmax"))
    expect(page.locator("#analysis-mode")).to_have_value("index")


def test_a_bad_weight_is_refused(open_still_map):
    map_page = open_still_map("indicator=index(zscore,udzial-65-plus*1,feminizacja*1)&level=powiat")
    field = map_page.page.locator("#parts [data-measure='feminizacja'] .part-weight")
    field.fill("dużo")
    field.press("Enter")
    eventually(lambda: "0,1 do 100" in map_page.page.locator("#parts-help").inner_text())
    assert field.get_attribute("aria-invalid") == "true"
    assert map_page.query()["indicator"] == "index(zscore,udzial-65-plus*1,feminizacja*1)"


def test_modes_are_changed_by_keyboard(open_still_map):
    map_page = open_still_map(f"indicator={SERIES}&level=powiat")
    page = map_page.page
    open_panel(map_page)
    page.locator("#analysis-mode").focus()
    page.keyboard.press("ArrowDown")
    assert_measure(map_page, f"change({SERIES},2015)")
    expect(page.locator("#analysis-mode")).to_be_focused()
    page.keyboard.press("ArrowUp")
    assert_measure(map_page, SERIES)


# Addresses

@pytest.mark.parametrize("name", MODES)
def test_an_address_restores_the_panel(open_still_map, name):
    map_page = open_still_map(f"indicator={MODES[name]}&level=powiat")
    page = map_page.page
    modes = {"growth": "change", "per-capita": "rate", "density": "rate", "ratio": "rate", "gap-pair": "gap"}
    expect(page.locator("#analysis-mode")).to_have_value(modes.get(name, name))
    assert map_page.query()["indicator"] == MODES[name], "the address was changed by being opened"
    fields = {
        "change": {"#analysis-since": "2015"}, "growth": {"#analysis-since": "2020"}, "per-capita": {"#analysis-base": "1000"},
        "density": {"#analysis-base": "km2"}, "ratio": {"#analysis-base": "measure", "#analysis-factor": "100"},
        "index": {"#analysis-method": "hellwig"}, "gap": {"#analysis-type": "dps"}, "gap-pair": {"#analysis-type": "ops"},
    }
    for field, value in fields.get(name, {}).items():
        expect(page.locator(field)).to_have_value(value)
    if name == "index":
        for column, shown in {".part-weight": ["1", "0,5", "2"], ".part-direction": ["1", "-1", "1"]}.items():
            expect(page.locator(column)).to_have_count(len(shown))
            for place, value in enumerate(shown):
                expect(page.locator(column).nth(place)).to_have_value(value)
    if name == "ratio":
        expect(page.locator("#analysis-second-input")).to_have_value(map_page.site.json("/api/v1/indicators/ludnosc")["name"])


def test_what_the_panel_has_no_fields_for_is_said(open_still_map):
    map_page = open_still_map("indicator=udzial-65-plus@2021&level=powiat")
    eventually(lambda: "udzial-65-plus@2021" in map_page.page.locator("#analysis-text").inner_text())
    assert len(map_page.rows()) == 380


def test_a_plain_choice_ends_the_analysis(open_map, site):
    map_page = open_map(f"indicator={MODES['change']}&level=powiat")
    map_page.choose_indicator("ludnosc")
    assert_measure(map_page, "ludnosc")
    eventually(lambda: map_page.page.input_value("#analysis-mode") == "plain")
    # The colours round zero went with the measure they were for.
    assert_drawn(map_page, site, "ludnosc", SAMPLED)
    assert "palette" not in map_page.query()


def test_what_cannot_be_chosen_says_why(open_still_map):
    map_page = open_still_map("indicator=udzial-65-plus&level=powiat")
    open_panel(map_page)
    page = map_page.page
    expect(page.locator("#analysis-mode option[value=change]")).to_be_disabled()
    expect(page.locator("#analysis-reasons")).to_contain_text("tylko jeden okres")


# The chart

def test_the_relationship_chart(open_map, site):
    map_page = open_map(f"indicator={MODES['bivariate']}&level=powiat&within=26")
    page = map_page.page
    page.locator("#relation summary").first.click()
    page.wait_for_function("() => Boolean(document.querySelector('#relation canvas')?.relationChart)")
    answer = site.json("/api/v1/analysis/correlation?x=udzial-65-plus&y=feminizacja&level=powiat&within=26&lang=pl")
    # Asked for the text itself: Playwright's own comparison takes any white space for the same.
    eventually(lambda: answer["sentence"] in page.locator("#relation-body").inner_text())
    text = page.locator("#relation-body").inner_text()
    for value in (answer["pearson"]["r"], answer["spearman"]["rho"]):
        assert f"{value:.3f}".replace(".", ",").replace("-", "\u2212") in text
    points = page.evaluate("document.querySelector('#relation canvas').relationChart.data.datasets[0].data")
    assert len(points) == answer["n"] == 14
    # Points have the colours of the map's classes.
    colors = page.evaluate("document.querySelector('#relation canvas').relationChart.data.datasets[0].pointBackgroundColor")
    in_table = {row["terc"][:4]: row["color"] for row in map_page.rows()}
    assert all(colors[i].lower() == in_table[point["code"]] for i, point in enumerate(points))
    # From the table to the chart, and from the chart to the table.
    page.locator("#unit-table tbody tr[data-terc^='2612']").hover()

    def is_larger():
        radii = page.evaluate("document.querySelector('#relation canvas').relationChart.data.datasets[0].pointRadius")
        assert [points[i]["code"] for i, radius in enumerate(radii) if radius > 4] == ["2612"]
    eventually(is_larger)
    place = page.evaluate(
        """() => { const canvas = document.querySelector('#relation canvas'), box = canvas.getBoundingClientRect();
           const index = canvas.relationChart.data.datasets[0].data.findIndex(point => point.code === '2661');
           const point = canvas.relationChart.getDatasetMeta(0).data[index];
           return [box.left + point.x, box.top + point.y]; }""")
    page.mouse.move(*place)
    expect(page.locator("#unit-table tr.is-hovered[data-terc^='2661']")).to_have_count(1)
    page.mouse.click(*place)
    eventually(lambda: [terc[:4] for terc in map_page.selected_rows()] == ["2661"])
    page.locator(".relation-table summary").click()
    # The rows are made when the table is opened, which a browser says a moment later.
    expect(page.locator(".relation-table tbody tr")).to_have_count(14)
    found = violations(page)
    assert not found, "\n".join(found)


def test_the_chart_compares_with_a_chosen_indicator(open_map):
    map_page = open_map("indicator=udzial-65-plus&level=powiat")
    page = map_page.page
    page.locator("#relation summary").first.click()
    pick(map_page, "relation-with", "feminizacja")
    page.wait_for_function("() => Boolean(document.querySelector('#relation canvas')?.relationChart)")
    eventually(lambda: map_page.query()["relation"] == "feminizacja")
    page.reload()
    map_page.wait_until_drawn()
    page.wait_for_function("() => Boolean(document.querySelector('#relation canvas')?.relationChart)")
    expect(page.locator("#relation-with-input")).to_have_value(map_page.site.json("/api/v1/indicators/feminizacja")["name"])


def test_moran_stands_beside_the_clusters(open_map, site):
    map_page = open_map(f"indicator={MODES['clusters']}&level=powiat")
    page = map_page.page
    page.locator("#relation summary").first.click()
    page.wait_for_function("() => Boolean(document.querySelector('#relation canvas')?.relationChart)")
    answer = site.json("/api/v1/analysis/autocorrelation?indicator=udzial-65-plus&level=powiat&lang=pl")

    def says_it():
        text = page.locator("#relation-body").inner_text()
        assert answer["sentence"] in text and f"{answer['moran']['i']:.3f}".replace(".", ",") in text, text
    eventually(says_it)
    slope = page.evaluate(
        """() => { const line = document.querySelector('#relation canvas').relationChart.data.datasets[1].data;
           return (line[1].y - line[0].y) / (line[1].x - line[0].x); }""")
    assert abs(slope - answer["moran"]["i"]) < 1e-9, "the line of Moran's chart has not the slope I"


# Taking away

def test_downloads_are_of_what_is_shown(open_still_map):
    map_page = open_still_map(f"indicator={MODES['change']}&level=powiat&within=12")
    page = map_page.page
    page.locator("#downloads summary").click()
    addresses = page.eval_on_selector_all(
        "#downloads a", "links => Object.fromEntries(links.map(link => [link.dataset.file, link.getAttribute('href')]))")
    assert len(addresses) == 9
    for name, address in addresses.items():
        assert "change(starzenie-80-plus" in address.replace("%28", "(").replace("%2C", ","), name
    assert "ranking=1" in addresses["pdf"] and "within=12" in addresses["pdf"]
    assert "parent=12" in addresses["values.csv"] and "level=powiat" in addresses["values.csv"]
    csv = map_page.site.bytes(addresses["values.csv"]).decode("utf-8-sig")
    assert len(csv.strip().splitlines()) == 23
    assert map_page.site.bytes(addresses["png"])[:4] == b"\x89PNG"


# Without scripts

def submit(page):
    with next_page(page):
        page.locator("#analysis button[type=submit]").click()


def test_the_form_without_scripts(open_page, browser, site):
    page = open_page(browser, f"/mapa?indicator={SERIES}&level=powiat", java_script_enabled=False)
    page.locator("#analysis summary").first.click()
    assert not page.locator("#analysis-since").is_visible(), "fields of other modes are in the way"
    page.select_option("#analysis-mode", "change")
    page.select_option("#analysis-since", "2020")
    page.locator("label:has(> input[name=zmiana][value=percent])").click()
    submit(page)
    assert f"indicator=growth({SERIES},2020)" in page.url and "analiza" not in page.url and "palette" not in page.url
    assert page.input_value("#analysis-mode") == "change" and page.input_value("#analysis-since") == "2020"
    legend = expected.legend(site, {"indicator": f"growth({SERIES},2020)", "level": "powiat"})
    assert page.locator(".legend-table tbody th").all_inner_texts()[:6] == [item["label"] for item in legend["classes"]]
    # Another indicator with one period cannot change: the page says so and shows it plain.
    page.select_option("#indicator", "ludnosc")
    submit(page)
    assert "indicator=ludnosc" in page.url and "tylko jeden okres" in page.locator("#analysis-error").inner_text()
    page.select_option("#analysis-mode", "bivariate")
    page.fill("#analysis-second", site.json("/api/v1/indicators/feminizacja")["name"])
    submit(page)
    assert "indicator=bivariate(ludnosc,feminizacja)" in page.url
    assert page.locator(".matrix-square rect").count() == 9
    assert "wysoko" in page.locator("#unit-table tbody tr").first.inner_text()
    page.select_option("#analysis-mode", "index")
    page.fill("#part-1", "Ludność")
    page.fill("#weight-1", "1")
    page.fill("#part-2", "feminizacja")
    page.fill("#weight-2", "-0,5")
    submit(page)
    assert "indicator=index(zscore,ludnosc*1,feminizacja*-0.5)" in page.url
    page.select_option("#analysis-mode", "gap")
    submit(page)
    assert re.search(r"indicator=gap\(.+,places\(dps\)\)", page.url)
    page.select_option("#analysis-mode", "plain")
    page.select_option("#indicator", "ludnosc")
    submit(page)
    assert "indicator=ludnosc&" in page.url and page.locator("#analysis-error").inner_text().strip() == ""


# For everybody

@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["change", "ratio", "bivariate", "index", "clusters", "gap"])
def test_every_mode_is_accessible(open_map, name, width):
    language = "&lang=en" if name in ("index", "bivariate") and width == 390 else ""
    map_page = open_map(f"indicator={MODES[name]}&level=powiat{language}", width=width, height=844)
    page = map_page.page
    eventually(lambda: page.input_value("#analysis-mode") != "plain")
    page.locator("#downloads summary").click()
    found = violations(page)
    assert not found, "\n".join(found)
    assert_no_sideways_scroll(page, width)
    small = page.eval_on_selector_all(
        "#analysis :is(button, select, input:not([type=hidden], [type=radio])), .matrix-cell",
        """nodes => nodes.filter(node => node.offsetParent !== null).map(node => [node.id || node.className, node.getBoundingClientRect()])
             .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)""")
    assert small == [], "targets below 24 px"
