# SPDX-License-Identifier: Apache-2.0
"""Signing in with a provider of identities: the whole way through a real one, and what somebody could try on it."""

import contextlib
import http.client
import http.cookies
import itertools
import sqlite3
import time
import urllib.parse

import pytest
from joserfc import jwk

from identity_provider import CLIENT, SECRET, provider_of_identities
from served_atlas import serve

BACK = "/logowanie/oidc/powrot"
networks = itertools.count(1)


class Visitor:
    """A browser that follows nothing by itself. Each comes from a network of its own, as the server counts failures by them."""

    def __init__(self, site):
        self.site = site
        self.network = f"198.51.{next(networks)}.1"
        self.cookies = {}

    def send(self, method, path, body=None, headers=None):
        host = urllib.parse.urlsplit(self.site.address).netloc
        connection = http.client.HTTPConnection(host, timeout=30)
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path.removeprefix(self.site.address), body, {
            "Accept": "text/html", "X-Forwarded-For": self.network, "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0",
            **({"Cookie": jar} if jar else {}), **(headers or {})})
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, cookie in http.cookies.SimpleCookie(line).items():
                assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/", line
                if cookie["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = cookie.value
        return answer

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, **fields):
        return self.send("POST", path, urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    @property
    def is_in(self):
        return "powiatlas" in self.cookies and self.get("/panel").status == 200

    def begin(self, target=None, language=None):
        """To the provider; the address there."""
        query = {name: value for name, value in {"dalej": target, "lang": language}.items() if value is not None}
        answer = self.get("/logowanie/oidc" + ("?" + urllib.parse.urlencode(query) if query else ""))
        assert answer.status == 303, answer.text
        return answer.headers["Location"]

    def return_address(self, there):
        """At the provider; the way back."""
        parts = urllib.parse.urlsplit(there)
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert answer.status == 302, body
        return answer.headers["Location"]

    def sign_in(self, target=None, language=None):
        return self.get(self.return_address(self.begin(target, language)))


def changed(address, **changes):
    """The address with other parameters; None takes one away."""
    parts = urllib.parse.urlsplit(address)
    query = {**dict(urllib.parse.parse_qsl(parts.query)), **changes}
    return f"{parts.path}?{urllib.parse.urlencode({name: value for name, value in query.items() if value is not None})}"


def add_account(folder, email, name="Anna Nowak"):
    with contextlib.closing(sqlite3.connect(folder / "atlas.sqlite", timeout=30)) as database, database:
        number = database.execute(
            "INSERT INTO account (email, email_key, name, language, created_at) VALUES (?, ?, ?, 'pl', '2026-11-01T08:00:00Z')",
            (email, email.lower(), name)).lastrowid
        database.execute("INSERT INTO account_grant (account_number, role, granted_at) VALUES (?, 'reader', '2026-11-01T08:00:00Z')", (number,))
    return number


@pytest.fixture(scope="module")
def provider():
    with provider_of_identities() as provider:
        yield provider


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sign-in")


@pytest.fixture(scope="module")
def office(provider, folder):
    """A server whose people sign in at the provider, with one account that was invited."""
    def settings(address):
        provider.redirect = address + BACK
        return {
            "POWIATLAS_PUBLIC_URL": address, "POWIATLAS_OIDC_ISSUER": provider.issuer, "POWIATLAS_OIDC_CLIENT_ID": CLIENT,
            "POWIATLAS_OIDC_CLIENT_SECRET": SECRET, "POWIATLAS_OIDC_NAME": "Urząd Miasta"}

    with serve(folder, options=["--trust-proxy"], environment=settings) as site:
        add_account(folder, "anna@example.org")
        yield site


@pytest.fixture
def visitor(office, provider):
    provider.reset()
    return Visitor(office)


def assert_refused(visitor, answer, status, words):
    assert answer.status == status and words in answer.text, (answer.status, answer.text)
    assert "no-store" in answer.headers["Cache-Control"]
    assert not visitor.is_in and not visitor.cookies, visitor.cookies


def test_the_way_there_and_back(visitor, provider, office):
    door = visitor.get("/logowanie?dalej=/panel%3Fx%3D1")
    assert 'href="/logowanie/oidc?dalej=%2Fpanel%3Fx%3D1"' in door.text and "Zaloguj przez Urząd Miasta" in door.text
    there = visitor.begin("/panel?x=1", "en")
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(there).query))
    assert there.startswith(provider.issuer + "/authorize?")
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43 and len(asked["state"]) >= 26 and len(asked["nonce"]) >= 26
    assert asked["redirect_uri"] == office.address + BACK and asked["ui_locales"] == "en" and asked["response_type"] == "code"
    assert set(visitor.cookies) == {"powiatlas-journey"} and asked["nonce"] not in visitor.cookies["powiatlas-journey"]
    back = visitor.get(visitor.return_address(there))
    assert back.status == 303 and back.headers["Location"] == "/panel?x=1" and set(visitor.cookies) == {"powiatlas"}
    panel = visitor.get("/panel")
    assert panel.status == 200 and "Anna Nowak" in panel.text
    # The address may change there: the person is known by the subject now.
    provider.person = {"sub": "anna-17", "email": "anna.nowak@example.org", "email_verified": False}
    again = Visitor(office)
    assert again.sign_in().status == 303 and again.is_in
    # Out here, and there too.
    token = panel.text.split('name="_token" value="')[1].split('"')[0]
    out = visitor.post("/wyloguj", _token=token)
    assert out.status == 303 and "przez=oidc" in out.headers["Location"] and not visitor.is_in
    assert 'href="/logowanie/oidc/wyloguj"' in visitor.get(out.headers["Location"]).text
    away = visitor.get("/logowanie/oidc/wyloguj")
    assert away.status == 303 and away.headers["Location"].startswith(provider.issuer + "/out?client_id=powiatlas&post_logout_redirect_uri=")
    assert again.is_in


@pytest.mark.parametrize("algorithm", ["ES256", "PS256"])
def test_other_signatures(visitor, provider, algorithm):
    provider.algorithm = algorithm
    assert visitor.sign_in().status == 303 and visitor.is_in


def test_keys_that_change(visitor, provider, office):
    """Comes before other tests with unknown keys, as the server looks for those once a minute."""
    assert visitor.sign_in().status == 303
    provider.rotate()
    renewed = Visitor(office)
    assert renewed.sign_in().status == 303 and renewed.is_in
    # Tokens of keys that do not exist are no way to make the server ask and ask.
    asked = provider.requests["/keys"]
    for number in range(4):
        provider.header = {"kid": f"unknown-{number}"}
        tried = Visitor(office)
        assert_refused(tried, tried.sign_in(), 403, "nie można zaufać")
    assert provider.requests["/keys"] <= asked + 1


def test_forged_tokens(office, provider):
    now = int(time.time())
    for claims in [
            {"iss": "https://login.example.pl"}, {"iss": provider.issuer + "/"}, {"aud": "another"}, {"aud": [CLIENT, "another"]}, {"azp": "another"},
            {"exp": now - 120}, {"exp": None}, {"iat": now - 3600}, {"iat": now + 600}, {"nbf": now + 600}, {"nonce": "of-another-sign-in"}, {"nonce": None},
            {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, {"sub": ""}, {"sub": None}]:
        provider.reset()
        provider.claims = claims
        visitor = Visitor(office)
        assert_refused(visitor, visitor.sign_in(), 403, "nie można zaufać")


def test_signatures_of_somebody_else(office, provider):
    stranger = jwk.RSAKey.generate_key(2048)
    unbound = jwk.RSAKey.import_key(provider.signing.as_pem(private=True))
    public = provider.signing.as_pem(private=False)
    for algorithm, key, header in [
            ("none", None, {}), ("RS256", stranger, {}), ("RS256", stranger, {"jwk": stranger.as_dict(private=False)}),
            ("HS256", public, {}), ("HS256", SECRET.encode(), {}),
            ("RS384", unbound, {}), ("RS256", None, {"kid": provider.point.kid})]:
        provider.reset()
        provider.algorithm, provider.key, provider.header = algorithm, key, header
        visitor = Visitor(office)
        assert_refused(visitor, visitor.sign_in(), 403, "nie można zaufać")


def test_answers_of_another_journey(visitor, provider, office):
    back = visitor.return_address(visitor.begin())
    # Another browser: a link that somebody was talked into following.
    victim = Visitor(office)
    assert_refused(victim, victim.get(back), 400, "wygasło")
    victim = Visitor(office)
    victim.begin()
    assert_refused(victim, victim.get(back), 400, "wygasło")
    for changes in [{"state": None}, {"state": ""}, {"state": "abcdefghijkmnpqrstuvwxyz23"}]:
        other = Visitor(office)
        address = other.return_address(other.begin())
        assert_refused(other, other.get(changed(address, **changes)), 400, "wygasło")
    # Somebody else's code in one's own journey: the code was made for another verifier.
    thief = Visitor(office)
    own = thief.return_address(thief.begin())
    stolen = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))["code"]
    assert_refused(thief, thief.get(changed(own, code=stolen)), 400, "wygasło")
    # A cookie that was changed.
    changer = Visitor(office)
    address = changer.return_address(changer.begin())
    sealed = changer.cookies["powiatlas-journey"]
    changer.cookies["powiatlas-journey"] = sealed[:-3] + ("AAA" if sealed[-3:] != "AAA" else "BBB")
    assert_refused(changer, changer.get(address), 400, "wygasło")


def test_a_code_is_worth_something_once(visitor, provider, office):
    there = visitor.begin()
    journey = visitor.cookies["powiatlas-journey"]
    back = visitor.return_address(there)
    assert visitor.get(back).status == 303
    again = Visitor(office)
    again.cookies["powiatlas-journey"] = journey
    assert_refused(again, again.get(back), 400, "wygasło")


def test_answers_of_another_provider(office, provider):
    provider.reset()
    for issuer in ["https://login.example.pl", provider.issuer + "/", None]:
        visitor = Visitor(office)
        address = visitor.return_address(visitor.begin())
        asked = provider.requests["/token"]
        assert_refused(visitor, visitor.get(changed(address, iss=issuer)), 403, "nie można zaufać")
        assert provider.requests["/token"] == asked, "the code was sent although it may be another provider's"
    visitor = Visitor(office)
    address = visitor.return_address(visitor.begin())
    assert_refused(visitor, visitor.get(changed(address) + "&code=another"), 403, "nie można zaufać")


def test_nobody_comes_in_without_an_account(office, provider, folder):
    known = Visitor(office)
    provider.reset()
    assert known.sign_in().status == 303
    number = add_account(folder, "Off@example.org")
    with contextlib.closing(sqlite3.connect(folder / "atlas.sqlite", timeout=30)) as database, database:
        database.execute("UPDATE account SET disabled_at = '2026-11-02T08:00:00Z' WHERE number = ?", (number,))
    for person, words in [
            ({"sub": "1", "email": "stranger@example.org", "email_verified": True}, "nie ma konta"),
            ({"sub": "2", "email": "anna@example.org", "email_verified": True}, "inna osoba"),
            ({"sub": "3", "email": "anna@example.org", "email_verified": False}, "nie potwierdził"),
            ({"sub": "3", "email": "anna@example.org"}, "nie potwierdził"),
            ({"sub": "4", "email": "not an address", "email_verified": True}, "nie potwierdził"),
            ({"sub": "4"}, "nie potwierdził"),
            ({"sub": "5", "email": "off@example.org", "email_verified": True}, "wyłączone")]:
        provider.person = person
        visitor = Visitor(office)
        assert_refused(visitor, visitor.sign_in(), 403, words)
    with contextlib.closing(sqlite3.connect(folder / "atlas.sqlite", timeout=30)) as database:
        assert database.execute("SELECT count(*) FROM account_identity WHERE subject IN ('1', '2', '3', '4', '5')").fetchone() == (0,)


def test_the_address_may_be_told_apart_from_the_token(visitor, provider, office, folder):
    add_account(folder, "jan@example.org", "Jan Kowalski")
    provider.person = {"sub": "jan-1"}
    provider.told = {"sub": "somebody-else", "email": "jan@example.org", "email_verified": True}
    assert_refused(visitor, visitor.sign_in(), 403, "nie można zaufać")
    provider.told = {"sub": "jan-1", "email": "JAN@example.org", "email_verified": "true"}
    assert visitor.sign_in().status == 303 and "Jan Kowalski" in visitor.get("/panel").text


def test_nobody_is_sent_elsewhere(office, provider):
    provider.reset()
    for target in ["https://example.org", "//example.org", "/\\example.org", "\\\\example.org", "javascript:alert(1)", "/panel\r\nX: y", "/logowanie/oidc", "/%0d%0aX:y"]:
        visitor = Visitor(office)
        answer = visitor.sign_in(target)
        assert answer.status == 303 and answer.headers["X"] is None
        location = urllib.parse.urljoin(office.address + BACK, answer.headers["Location"])
        assert location.startswith(office.address + "/") and "/logowanie" not in location, (target, location)


def test_a_refusal_there(office, provider):
    provider.reset()
    provider.refusal = "access_denied"
    for language, words in [(None, "Logowanie zostało przerwane"), ("en", "Signing in was broken off")]:
        visitor = Visitor(office)
        answer = visitor.sign_in("/panel?x=1", language)
        assert_refused(visitor, answer, 400, words)
        assert "/logowanie/oidc?dalej=%2Fpanel%3Fx%3D1" in answer.text and "Urząd Miasta" in answer.text
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_long_codes_are_no_fault(visitor, provider):
    address = visitor.return_address(visitor.begin())
    asked = provider.requests["/token"]
    assert_refused(visitor, visitor.get(changed(address, code="a" * 6000)), 400, "wygasło")
    assert provider.requests["/token"] == asked + 1


def test_failures_are_counted(office, provider):
    provider.reset()
    visitor = Visitor(office)
    statuses = [visitor.get(BACK + "?code=a&state=b").status for _ in range(22)]
    assert statuses[:20] == [400] * 20 and statuses[-1] == 429
    assert visitor.get("/logowanie/oidc").status == 429


def test_a_second_step_of_ours(provider, tmp_path):
    """Where the operator wants the provider to name it, ours is asked for unless the token does."""
    def settings(address):
        provider.redirect = address + BACK
        return {
            "POWIATLAS_PUBLIC_URL": address, "POWIATLAS_OIDC_ISSUER": provider.issuer, "POWIATLAS_OIDC_CLIENT_ID": CLIENT,
            "POWIATLAS_OIDC_CLIENT_SECRET": SECRET, "POWIATLAS_OIDC_SECOND_STEP": "mfa,high", "POWIATLAS_OIDC_TRUST_EMAIL": "1"}

    redirect = provider.redirect
    try:
        with serve(tmp_path, environment=settings) as site:
            number = add_account(tmp_path, "anna@example.org")
            with contextlib.closing(sqlite3.connect(tmp_path / "atlas.sqlite", timeout=30)) as database, database:
                database.execute("UPDATE account SET second_step_secret = x'00', second_step_at = created_at WHERE number = ?", (number,))
            for claims, place in [({"amr": ["pwd"]}, "/logowanie/kod"), ({}, "/logowanie/kod"), ({"amr": ["pwd", "mfa"]}, "/panel"), ({"acr": "high"}, "/panel")]:
                provider.reset()
                # The operator vouches for addresses of which the provider says nothing, not for those of which it says no.
                provider.claims = {**claims, "email_verified": None}
                visitor = Visitor(site)
                answer = visitor.sign_in()
                assert answer.status == 303 and answer.headers["Location"].startswith(place), (claims, answer.text)
                assert visitor.is_in == (place == "/panel")
            provider.claims = {"sub": "another", "email_verified": False}
            visitor = Visitor(site)
            assert_refused(visitor, visitor.sign_in(), 403, "nie potwierdził")
    finally:
        provider.redirect = redirect


def test_a_provider_that_is_not_there(tmp_path, provider):
    def settings(address):
        return {"POWIATLAS_PUBLIC_URL": address, "POWIATLAS_OIDC_ISSUER": "http://127.0.0.1:9", "POWIATLAS_OIDC_CLIENT_ID": CLIENT}

    with serve(tmp_path, environment=settings) as site:
        visitor = Visitor(site)
        answer = visitor.get("/logowanie/oidc")
        assert answer.status == 502 and "nie odpowiada" in answer.text and 'href="/logowanie"' in answer.text
        assert visitor.get("/logowanie").status == 200
