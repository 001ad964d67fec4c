# SPDX-License-Identifier: Apache-2.0
"""The generated agreements in the programs that people open them with: LibreOffice, python-docx, a reader of PDFs."""

import json
import re
import subprocess
import urllib.parse
import urllib.request
import zipfile

import docx
import pytest

VARIANTS = ["ops-pup", "pcpr-pup", "pai-ops", "pai-ngo", "partnerstwo", "wymiana-informacji"]
PARTIES = ["Powiatowy Urząd Pracy w Bochni", "Fundacja „Most” & <Spółka>", "Ośrodek Próbny"]


def draft(variant):
    sides = {"partnerstwo": ["partner"] * 3, "pai-ngo": ["labour", "organisation", "organisation"]}.get(variant, ["labour", "welfare", "welfare"])
    values = {
        "title": "Umowa „próbna” <1>", "place": "Bochnia", "signed": "2026-03-02", "validFrom": "2026-03-15", "validTo": "2027-12-31",
        "area": "powiat bocheński", "purpose": "wspólna praca", "targets": "osoby zadłużone\nosoby po 50. roku życia", "bases": "pomoc-spoleczna,rodo",
        "exchangeScope": "status", "exchangePurpose": "pomoc", "exchangeMeans": "system SEPI", "exchangeWho": "pracownicy socjalni",
        "exchangeTiming": "w dni robocze", "exchangeGuard": "inspektor", "monitorWho": "koordynatorzy", "monitorHow": "raport", "meetings": "co kwartał",
        "joining": "tak", "notice": "2",
    }
    if variant.startswith("pai"):
        values |= {"participants": "22", "programmeFrom": "2026-04-01", "months": "4", "hoursActivation": "12", "hoursIntegration": "11"}
    rows = {
        "parties": [
            {"name": name, "address": f"ul. Próbna {place}, 32-700 Bochnia", "side": sides[place], "role": "lider" if place == 0 else "partner",
             "signatory": f"Osoba {place}", "function": "Dyrektor", "contact": "koordynator", "phone": f"14 611 00 0{place}"}
            for place, name in enumerate(PARTIES)],
        "actions": [{"description": "Spotkania", "from": "2026-03-15", "to": "2026-12-31"}], "funding": [{"source": "Fundusz Pracy", "amount": "12 500"}],
        "effects": [{"description": "zatrudnienie", "measure": "osoby", "target": "12"}], "risks": [{"risk": "brak kadry", "response": "zastępstwo"}],
        "deadlines": [{"duty": f"Obowiązek {days}", "days": str(days), "direction": "po" if days != 5 else "przed", "event": "zdarzenia"} for days in (5, 3, 7)],
    }
    return json.dumps({"format": "powiatlas-agreement-draft", "version": 1, "variant": variant, "values": values, "rows": rows})


def expected(variant):
    """What has to come, in this order, in every kind of document."""
    texts = ["Umowa „próbna” <1>", "Bochnia", "2 marca 2026 r.", *PARTIES, "ustawa z dnia 12 marca 2004 r. o pomocy społecznej", "§ 1. Przedmiot i obszar", "§ 2. Określenia"]
    deadlines = ["Terminy", "nie później niż na 5 dni roboczych", "w terminie 3 dni roboczych", "w terminie 7 dni roboczych"]
    exchange = ["Wymiana informacji", "system SEPI"]
    texts += exchange + deadlines if variant == "wymiana-informacji" else deadlines + exchange
    return texts + ["12 500,00 zł", "15 marca 2026 r.", "31 grudnia 2027 r.", "2 miesiące", "Zmiany", "Postanowienia końcowe", "data i podpis", "Osoba 0, Dyrektor"]


def plain(text):
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def assert_in_order(text, texts, what):
    place = 0
    for wanted in texts:
        found = text.find(wanted, place)
        assert found >= 0, f"{what}: “{wanted}” is not behind “…{text[max(0, place - 60):place]}”"
        place = found + len(wanted)


@pytest.fixture(scope="module")
def documents(site, tmp_path_factory):
    """All variants as ODT, DOCX and one PDF."""
    folder = tmp_path_factory.mktemp("agreements")
    for variant in VARIANTS:
        for kind in ["odt", "docx"] + (["pdf"] if variant == "ops-pup" else []):
            body = urllib.parse.urlencode({"draft": draft(variant), "akcja": kind}).encode()
            with urllib.request.urlopen(site.address + "/porozumienia/nowe", body, timeout=60) as response:
                (folder / f"{variant}-{kind}.{kind}").write_bytes(response.read())
    return folder


def test_libreoffice_reads_every_variant_in_order(documents):
    files = sorted(documents.glob("*.odt")) + sorted(documents.glob("*.docx"))
    done = subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{documents}/profile", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", documents / "txt", *files],
        capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    for file in files:
        text = plain((documents / "txt" / (file.stem + ".txt")).read_text(encoding="utf-8-sig"))
        variant = file.stem.rsplit("-", 1)[0]
        assert_in_order(text, expected(variant), file.name)
        numbers = [int(number) for number in re.findall(r"§ (\d+)\. (?=[A-Z])", text)]
        assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 14, file.name
        assert "uzupełnij" not in text
        assert text.startswith("Projekt dla radcy prawnego") and text.count("radcy prawnego") == 1


@pytest.mark.parametrize("variant", VARIANTS)
def test_word_documents_have_styles_language_and_lists(documents, variant):
    document = docx.Document(documents / f"{variant}-docx.docx")
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name.lower() == "heading 1"]
    assert headings[0] == "Przedmiot i\u00a0obszar" and len(headings) > 14
    assert document.core_properties.title == "Umowa „próbna” <1>" and document.core_properties.language == "pl-PL"
    assert [plain(cell.text) for cell in document.tables[0].rows[0].cells][0].find(PARTIES[0]) > 0
    text = plain(" ".join(paragraph.text for paragraph in document.paragraphs))
    assert_in_order(text, [wanted.split(". ", 1)[-1] if wanted.startswith("§") else wanted for wanted in expected(variant)[:-2]], variant)


def test_files_say_their_kind_and_language(documents):
    with zipfile.ZipFile(documents / "ops-pup-odt.odt") as packed:
        first = packed.infolist()[0]
        assert first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED and packed.testzip() is None
        assert packed.read("mimetype") == b"application/vnd.oasis.opendocument.text"
        assert b'fo:language="pl" fo:country="PL"' in packed.read("styles.xml")
    with zipfile.ZipFile(documents / "ops-pup-docx.docx") as packed:
        assert packed.testzip() is None and 'w:lang w:val="pl-PL"' in packed.read("word/styles.xml").decode()


def test_the_pdf_is_tagged_and_has_all_in_order(documents):
    file = documents / "ops-pup-pdf.pdf"
    facts = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged:\s+yes", facts) and "595.276 x 841.89" in facts and "Umowa „próbna” <1>" in facts
    raw = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    pages = int(re.search(r"Pages:\s+(\d+)", facts).group(1))
    assert f"Strona {pages} z {pages}" in plain(raw)
    # Words that were hyphenated at the end of a line are whole again; feet of pages are not part of the text.
    text = plain(re.sub(r"[-\u2010\u00ad]\s*\n\s*(?=[a-ząćęłńóśźż])", "", re.sub(r"Strona \d+ z \d+", "", raw)))
    assert text.count("Projekt dla radcy prawnego") == 1
    assert_in_order(text, [wanted for wanted in expected("ops-pup") if not wanted.startswith("§")], "PDF")
    assert [int(number) for number in re.findall(r"§\s(\d+)\. [A-Z]", text)] == list(range(1, 18))
