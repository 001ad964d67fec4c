# SPDX-License-Identifier: Apache-2.0
"""What leaves the atlas, read with other people's programs: rdflib, openpyxl, GDAL, Poppler."""

import io
import json
import re
import subprocess
import urllib.error

import openpyxl
import pytest
import rdflib
from playwright.sync_api import expect
from rdflib.compare import isomorphic

from waiting import next_page

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
DCT = rdflib.Namespace("http://purl.org/dc/terms/")
VALUES = "/api/v1/indicators/{}/values"


def run(*arguments):
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
    assert done.returncode == 0, f"{arguments[0]}: {done.stdout} (see Scripts/packages.txt)"
    return done.stdout


def status_of(site, path):
    try:
        site.bytes(path)
        return 200
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture(scope="module")
def graphs(site):
    forms = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}
    return {name: rdflib.Graph().parse(data=site.bytes(f"/dane/katalog.{name}"), format=form) for name, form in forms.items()}


def test_the_forms_of_the_metadata_say_the_same(graphs):
    assert len(graphs["ttl"]) > 1000
    assert isomorphic(graphs["ttl"], graphs["jsonld"])
    assert isomorphic(graphs["ttl"], graphs["rdf"])


def test_the_metadata_have_what_the_profile_requires(graphs, site):
    graph = graphs["ttl"]
    (catalogue,) = graph.subjects(rdflib.RDF.type, DCAT.Catalog)
    for name in (DCT.title, DCT.description, DCT.publisher, DCAT.dataset):
        assert list(graph.objects(catalogue, name)), name
    datasets = set(graph.objects(catalogue, DCAT.dataset))
    indicators = site.json("/api/v1/indicators")["indicators"]
    assert len(datasets) == len(indicators) + 6
    for dataset in datasets:
        assert (dataset, rdflib.RDF.type, DCAT.Dataset) in graph
        for name in (DCT.title, DCT.description, DCT.publisher, DCAT.contactPoint, DCAT.theme, DCAT.keyword,
                     DCAT.distribution, DCT.spatial, DCT.accrualPeriodicity):
            assert list(graph.objects(dataset, name)), (dataset, name)
        assert {title.language for title in graph.objects(dataset, DCT.title)} == {"pl", "en"}
        for distribution in graph.objects(dataset, DCAT.distribution):
            for name in (DCAT.accessURL, DCT.license, DCAT.mediaType, DCT["format"]):
                assert list(graph.objects(distribution, name)), (distribution, name)
    # Whatever is named is described.
    for name in (DCT.publisher, DCAT.contactPoint, DCT.license, DCT.temporal):
        for thing in graph.objects(None, name):
            assert list(graph.predicate_objects(thing)), thing


def test_the_files_of_the_catalogue_are_there(graphs, site):
    addresses = sorted({str(address) for address in graphs["ttl"].objects(None, DCAT.accessURL)})
    assert all(address.startswith(site.address) for address in addresses)
    for address in addresses[::17] + [address for address in addresses if "/indicators/" not in address]:
        assert status_of(site, address[len(site.address):]) == 200, address


def workbook(site, path):
    return openpyxl.load_workbook(io.BytesIO(site.bytes(path)))


def test_a_workbook_keeps_zeros_and_numbers(site):
    book = workbook(site, VALUES.format("ludnosc") + ".xlsx?level=powiat&lang=pl")
    assert book.sheetnames == ["dane", "opis"]
    data = book["dane"]
    rows = list(data.iter_rows(values_only=True))
    assert rows[0][0] == "TERC" and rows[1][0] == "0201" and len(rows) == 381
    wanted = {row["terc"]: row["value"] for row in site.json(VALUES.format("ludnosc") + "?level=powiat")["values"]}
    column = next(i for i, name in enumerate(rows[0]) if name.startswith("wartość"))
    assert {row[0]: row[column] for row in rows[1:]} == wanted
    assert data.freeze_panes and data.auto_filter.ref
    facts = {row[0]: row[1] for row in book["opis"].iter_rows(values_only=True)}
    assert facts["Identyfikator"] == "ludnosc" and facts["Licencja"] and facts["Źródło"] and facts["Stan danych"]
    assert workbook(site, VALUES.format("ludnosc") + ".xlsx?level=powiat&lang=en").sheetnames == ["data", "description"]


def test_a_workbook_of_all_periods_is_wide(site):
    path = VALUES.format("starzenie-65-plus") + ".xlsx?level=powiat&period=*&parent=12&lang=pl"
    book = workbook(site, path)
    assert book.sheetnames == ["dane", "uwagi", "opis"]
    rows = list(book["dane"].iter_rows(values_only=True))
    assert rows[0][-4:] == ("2025", "2030", "2035", "2040") and len(rows) == 23
    tidy = list(workbook(site, path + "&layout=tidy")["dane"].iter_rows(values_only=True))
    assert len(tidy) == 22 * 4 + 1


def test_gdal_reads_geopackage_and_geojson(site, tmp_path):
    for ending, options in (("gpkg", ""), ("geojson", "")):
        file = tmp_path / f"values.{ending}"
        file.write_bytes(site.bytes(VALUES.format("udzial-profil-3") + f".{ending}?level=powiat&parent=26{options}"))
        described = run("ogrinfo", "-ro", "-so", "-al", str(file))
        assert "Feature Count: 14" in described and "Multi Polygon" in described or "Polygon" in described, described
        assert "WGS 84" in described and "value: Real" in described and "terc: String" in described
        found = run("ogrinfo", "-ro", "-al", "-geom=NO", "-where", "terc = '2612'", str(file))
        assert "value (Real) = 38.04" in found and "name (String) = staszowski" in found, found
    package = tmp_path / "values.gpkg"
    content = package.read_bytes()
    assert content[68:72] == b"GPKG" and int.from_bytes(content[60:64], "big") == 10300
    assert "Warning" not in run("ogrinfo", "-ro", "-so", "-al", str(package))
    boundaries = tmp_path / "granice.gpkg"
    boundaries.write_bytes(site.bytes("/api/v1/boundaries/wojewodztwo.gpkg"))
    assert "Feature Count: 16" in run("ogrinfo", "-ro", "-so", str(boundaries), "granice_wojewodztwo")


def test_jsonstat_follows_its_rules(site):
    data = site.json(VALUES.format("starzenie-65-plus") + ".jsonstat?level=powiat&lang=en")
    assert data["version"] == "2.0" and data["class"] == "dataset"
    assert data["id"] == ["unit", "period", "metric"]
    assert data["role"] == {"geo": ["unit"], "time": ["period"], "metric": ["metric"]}
    product = 1
    for name, size in zip(data["id"], data["size"], strict=True):
        category = data["dimension"][name]["category"]
        assert len(category["index"]) == size == len(set(category["index"])) and set(category["label"]) == set(category["index"])
        product *= size
    assert len(data["value"]) == product and data["size"][1] == 4
    units, periods = (data["dimension"][name]["category"]["index"] for name in ("unit", "period"))
    for row in site.json(VALUES.format("starzenie-65-plus") + "?level=powiat&period=2030")["values"]:
        place = units.index(row["terc"]) * len(periods) + periods.index("2030")
        assert data["value"][place] == row["value"]
        assert data["status"].get(str(place)) == row["flag"]
    assert set(data["status"].values()) == set(data["extension"]["status"]["label"])
    one = site.json(VALUES.format("starzenie-65-plus") + ".jsonstat?level=powiat&period=2030")
    assert one["size"][1] == 1


def test_csv_of_all_periods(site):
    path = VALUES.format("starzenie-65-plus") + ".csv?level=powiat&period=*&parent=12"
    tidy = site.bytes(path).decode().splitlines()
    assert tidy[0] == "indicator,period,level,terc,name,value,flag" and len(tidy) == 22 * 4 + 1
    wide = site.bytes(path + "&layout=wide").decode().splitlines()
    assert wide[0].startswith("indicator,level,terc,name,2025,2030,2035,2040") and len(wide) == 23


@pytest.mark.parametrize("ending, query", [
    ("csv", "period=x"), ("xlsx", "layout=long"), ("gpkg", "level=kraj"), ("jsonstat", "parent=99"), ("geojson", "period=*")])
def test_bad_parameters_are_refused(site, ending, query):
    assert status_of(site, VALUES.format("starzenie-65-plus") + f".{ending}?{query}") == 400


def test_the_paper_of_a_board(site, tmp_path):
    file = tmp_path / "map.pdf"
    file.write_bytes(site.bytes("/api/v1/map.pdf?indicator=udzial-profil-3&level=powiat&within=26&lang=pl"))
    assert "Pages:           2" in run("pdfinfo", str(file))
    first, second = (run("pdftotext", "-layout", "-f", str(n), "-l", str(n), str(file), "-") for n in (1, 2))
    for words in ("Udział III profilu", "świętokrzyskie", "staszowski", "km", "Pn.", "Źródło:", "licencja:", "Granice:", site.address):
        assert words in first, words
    ranking = [line.split() for line in second.splitlines() if line.strip()[:2].strip().isdigit()]
    assert [row[1] for row in ranking[:2]] == ["staszowski", "buski"] and len(ranking) == 14
    for query in ("format=a5", "orientation=round", "ranking=7", "within=99"):
        assert status_of(site, "/api/v1/map.pdf?indicator=udzial-profil-3&" + query) in (400, 404)


def test_the_list_of_data_narrows(open_page, browser):
    page = open_page(browser, "/dane")
    count = page.locator(".dataset:visible").count()
    page.fill("#dataset-query", "bezrobot")
    assert 0 < page.locator(".dataset:visible").count() < count
    expect(page).to_have_url(re.compile("q=bezrobot"))
    page.fill("#dataset-query", "qwxzq")
    expect(page.locator(".dataset:visible")).to_have_count(0)
    expect(page.locator("#dataset-status")).not_to_be_empty()


def test_the_list_of_data_without_javascript(open_page, browser):
    page = open_page(browser, "/dane", java_script_enabled=False)
    page.fill("#dataset-query", "bezrobot")
    with next_page(page):
        page.click("#dataset-search")
    assert page.locator(".dataset").count() > 0 and page.input_value("#dataset-query") == "bezrobot"
    page.locator(".dataset summary").first.click()
    assert page.locator(".file-link:visible").count() >= 5
    described = json.loads(page.locator("script[type='application/ld+json']").text_content())
    assert any("dcat:dataset" in node for node in described["@graph"])


def test_an_embedded_map_stands_in_a_frame(open_page, browser, site):
    page = open_page(browser, "/osadz/kod?indicator=udzial-profil-3&within=26&lang=pl")
    code = page.input_value("#frame-code")
    assert code.startswith(f'<iframe src="{site.address}/osadz?') and 'title="Kartogram: ' in code
    frame = page.frame_locator("iframe.embed-preview")
    expect(frame.locator("h1")).to_be_visible()
    expect(frame.locator(".embed-legend tbody tr")).to_have_count(5)
    assert frame.locator("img.embed-map").get_attribute("alt").startswith("Kartogram: ")
    answer = site.json("/osadz/kod.json?indicator=udzial-profil-3&within=26&lang=pl")
    assert answer["iframe"] == code and len(answer["sizes"]) == 3
