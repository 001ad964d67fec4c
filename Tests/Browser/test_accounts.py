# SPDX-License-Identifier: Apache-2.0
"""From the first administrator to an editor who is signed in, by the keyboard alone."""

import base64
import hashlib
import hmac
import os
import pathlib
import struct
import subprocess
import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from served_atlas import REPOSITORY, program

PASSWORD = "zszywka konewka bateria"
SCREENSHOTS = pathlib.Path(__file__).parent / "screenshots"
LEAVES_SCREENSHOTS = os.environ.get("POWIATLAS_SCREENSHOTS") == "1"


def command(folder, *arguments):
    done = subprocess.run([program(), "account", *arguments, "--database", folder / "atlas.sqlite"], cwd=REPOSITORY, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def one_time_code(key, moment):
    secret = base64.b32decode(key.replace(" ", ""))
    digest = hmac.new(secret, struct.pack(">Q", int(moment) // 30), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7fffffff) % 1_000_000:06d}"


def tab_to(page, target, limit=120):
    """Moves on with the tabulator until the target has the focus, as somebody without a mouse does."""
    target.wait_for()
    for _ in range(limit):
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate("element => element.matches(':focus-visible')"), "the focus cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{limit} steps do not reach {target}")


def fill(page, name, text):
    tab_to(page, page.locator(f"main [name='{name}']:visible").first)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def press(page, name):
    tab_to(page, page.locator("main").get_by_role("button", name=name, exact=True).first)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")


def check(page, name):
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert not found, "\n".join(f"{name}: {v['id']}: {[n['target'] for n in v['nodes'][:4]]}" for v in found)
    width = page.viewport_size["width"]
    for size in (390, 320):
        page.set_viewport_size({"width": size, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), f"{name} scrolls sideways at {size} px"
        if LEAVES_SCREENSHOTS and size == 390:
            page.screenshot(path=SCREENSHOTS / f"accounts-{name}-390.png", full_page=True)
    page.set_viewport_size({"width": width, "height": 900})
    if LEAVES_SCREENSHOTS:
        page.screenshot(path=SCREENSHOTS / f"accounts-{name}-{width}.png", full_page=True)


@pytest.fixture
def first_link(office):
    address = f"maria{time.time_ns()}@example.org"
    return address, command(office.folder, "create-administrator", "--email", address, "--name", "Maria Kowal", "--site", office.address)


def test_an_administrator_invites_and_the_invited_come_in(open_office, office, browser, first_link):
    address, link = first_link
    page = open_office(browser, link.removeprefix(office.address))
    page.watch.expected_statuses.update({422})
    check(page, "invitation")
    fill(page, "haslo", "Password2024!!")
    press(page, "Ustaw hasło")
    assert "wykradzionych" in page.locator("#haslo-fault").inner_text()
    check(page, "invitation-refused")
    # The password can be looked at in place of being typed twice.
    tab_to(page, page.get_by_role("button", name="Pokaż hasło"))
    page.keyboard.press("Enter")
    assert page.locator("#haslo").get_attribute("type") == "text"
    fill(page, "haslo", PASSWORD)
    press(page, "Ustaw hasło")

    # An administrator has to have a second step.
    page.wait_for_url("**/logowanie/drugi-krok*")
    check(page, "second-step")
    key = page.locator(".set-up-key").inner_text()
    fill(page, "kod", "000000")
    press(page, "Włącz drugi krok")
    assert page.locator(".set-up-key").inner_text() == key
    fill(page, "kod", one_time_code(key, time.time()))
    press(page, "Włącz drugi krok")
    codes = page.locator(".spare-codes code").all_inner_texts()
    assert len(codes) == 10
    check(page, "spare-codes")
    tab_to(page, page.get_by_role("link", name="Kody mam zapisane, dalej"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/panel")

    tab_to(page, page.locator("main").get_by_role("link", name="Konta", exact=True).first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/panel/konta")
    check(page, "list")
    tab_to(page, page.get_by_role("link", name="Zaproś", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/panel/konta/zaproszenie")
    fill(page, "email", address.replace("maria", "jan"))
    fill(page, "nazwa", "Jan Lis")
    tab_to(page, page.locator("#rola"))
    page.keyboard.type("redaktor")
    # The powiat is asked of coordinators only.
    assert not page.locator("#powiat").is_visible()
    fill(page, "instytucja", "Powiatowy Urząd Pracy w Olk")
    page.get_by_role("option", name="Olkuszu").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#instytucja").input_value() == "pup-olkusz"
    check(page, "invite")
    press(page, "Zaproś")
    invitation = page.locator("#link").input_value()
    assert "/zaproszenie/" in invitation
    check(page, "account")

    tab_to(page, page.locator("main").get_by_role("link", name="Maria Kowal"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/konto")
    check(page, "own")
    page.keyboard.press("Home")
    tab_to(page, page.locator("main").get_by_role("button", name="Wyloguj"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/logowanie*")
    # In again, with a spare code in place of the telephone.
    fill(page, "email", address)
    fill(page, "password", PASSWORD)
    press(page, "Zaloguj")
    fill(page, "code", codes[0])
    press(page, "Zaloguj")
    page.wait_for_url("**/panel")

    editor = open_office(browser, invitation.removeprefix(office.address))
    fill(editor, "haslo", "konewka bateria zszywka")
    press(editor, "Ustaw hasło")
    editor.wait_for_url("**/panel")
    assert "Powiatowy Urząd Pracy w Olkuszu" in editor.locator("main").inner_text()
    assert editor.locator("main").get_by_role("link", name="Konta", exact=True).count() == 0


@pytest.mark.parametrize("language", ["pl", "en"])
def test_forms_work_without_script(open_office, office, browser, first_link, language):
    """The invitation is accepted and somebody asks for a way back in, without a line of script."""
    _, link = first_link
    suffix = "?lang=en" if language == "en" else ""
    page = open_office(browser, link.removeprefix(office.address) + suffix, java_script_enabled=False, width=390, height=800)
    page.locator("#haslo").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/logowanie/drugi-krok*")
    assert page.get_attribute("html", "lang") == language
    page.goto(office.url("/logowanie/odzyskaj" + suffix))
    assert page.locator("h1").count() == 1
