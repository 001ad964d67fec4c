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
from playwright.sync_api import expect

from keyboard import choose, fill, follow, tab_to
from served_atlas import REPOSITORY, program
from test_pages import assert_no_sideways_scroll
from waiting import next_page

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


def field(page, name):
    return page.locator(f"main [name='{name}']:visible").first


def send(page, name):
    """To a button that sends its form, and to the page that comes of it."""
    button = page.locator("main").get_by_role("button", name=name, exact=True).first
    tab_to(page, button)
    follow(page, button)


def go(page, link):
    tab_to(page, link)
    follow(page, link)


def check(page, name):
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert not found, "\n".join(f"{name}: {v['id']}: {[n['target'] for n in v['nodes'][:4]]}" for v in found)
    width = page.viewport_size["width"]
    for size in (390, 320):
        page.set_viewport_size({"width": size, "height": 800})
        assert_no_sideways_scroll(page, size)
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
    fill(page, field(page, "haslo"), "Password2024!!")
    send(page, "Ustaw hasło")
    expect(page.locator("#haslo-fault")).to_contain_text("wykradzionych")
    check(page, "invitation-refused")
    # The password can be looked at in place of being typed twice.
    tab_to(page, page.get_by_role("button", name="Pokaż hasło"))
    page.keyboard.press("Enter")
    expect(page.locator("#haslo")).to_have_attribute("type", "text")
    fill(page, field(page, "haslo"), PASSWORD)
    send(page, "Ustaw hasło")

    # An administrator has to have a second step.
    page.wait_for_url("**/logowanie/drugi-krok*")
    check(page, "second-step")
    key = page.locator(".set-up-key").inner_text()
    fill(page, field(page, "kod"), "000000")
    send(page, "Włącz drugi krok")
    expect(page.locator(".set-up-key")).to_have_text(key)
    fill(page, field(page, "kod"), one_time_code(key, time.time()))
    send(page, "Włącz drugi krok")
    spare = page.locator(".spare-codes code")
    expect(spare).to_have_count(10)
    codes = spare.all_inner_texts()
    check(page, "spare-codes")
    go(page, page.get_by_role("link", name="Kody mam zapisane, dalej"))
    page.wait_for_url("**/panel")

    go(page, page.locator("main").get_by_role("link", name="Konta", exact=True).first)
    page.wait_for_url("**/panel/konta")
    check(page, "list")
    go(page, page.get_by_role("link", name="Zaproś", exact=True))
    page.wait_for_url("**/panel/konta/zaproszenie")
    fill(page, field(page, "email"), address.replace("maria", "jan"))
    fill(page, field(page, "nazwa"), "Jan Lis")
    choose(page, page.locator("#rola"), "redaktor", "editor")
    # The powiat is asked of coordinators only.
    expect(page.locator("#powiat")).to_be_hidden()
    fill(page, field(page, "instytucja"), "Powiatowy Urząd Pracy w Olk")
    expect(page.locator("#instytucja-suggestions [role=option]").first).to_contain_text("Olkuszu")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#instytucja")).to_have_value("pup-olkusz")
    check(page, "invite")
    send(page, "Zaproś")
    invitation = page.locator("#link").input_value()
    assert "/zaproszenie/" in invitation
    check(page, "account")

    go(page, page.locator("main").get_by_role("link", name="Maria Kowal"))
    page.wait_for_url("**/konto")
    check(page, "own")
    page.keyboard.press("Home")
    send(page, "Wyloguj")
    page.wait_for_url("**/logowanie*")
    # In again, with a spare code in place of the telephone.
    fill(page, field(page, "email"), address)
    fill(page, field(page, "password"), PASSWORD)
    send(page, "Zaloguj")
    fill(page, field(page, "code"), codes[0])
    send(page, "Zaloguj")
    page.wait_for_url("**/panel")

    editor = open_office(browser, invitation.removeprefix(office.address))
    fill(editor, field(editor, "haslo"), "konewka bateria zszywka")
    send(editor, "Ustaw hasło")
    editor.wait_for_url("**/panel")
    expect(editor.locator("main")).to_contain_text("Powiatowy Urząd Pracy w Olkuszu")
    expect(editor.locator("main").get_by_role("link", name="Konta", exact=True)).to_have_count(0)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_forms_work_without_script(open_office, office, browser, first_link, language):
    """The invitation is accepted and somebody asks for a way back in, without a line of script."""
    _, link = first_link
    suffix = "?lang=en" if language == "en" else ""
    page = open_office(browser, link.removeprefix(office.address) + suffix, java_script_enabled=False, width=390, height=800)
    page.locator("#haslo").fill(PASSWORD)
    with next_page(page):
        page.locator("main form button").click()
    page.wait_for_url("**/logowanie/drugi-krok*")
    assert page.get_attribute("html", "lang") == language
    page.goto(office.url("/logowanie/odzyskaj" + suffix))
    assert page.locator("h1").count() == 1
