# SPDX-License-Identifier: Apache-2.0
"""Accounts with an open session, put into a served atlas's database as signing in would."""

import contextlib
import datetime
import hashlib
import secrets
import sqlite3

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def session(folder, role, institution="", powiat="", name="Anna Nowak"):
    """The cookie of a new account with one right."""
    token = "".join(secrets.choice(ALPHABET) for _ in range(26))
    now = datetime.datetime.now(datetime.timezone.utc)
    text = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    end = (now + datetime.timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%SZ")
    email = f"{token}@example.org"
    with contextlib.closing(sqlite3.connect(folder / "atlas.sqlite", timeout=30)) as database, database:
        account = database.execute(
            "INSERT INTO account (email, email_key, name, language, created_at) VALUES (?, ?, ?, 'pl', ?)", (email, email, name, text)).lastrowid
        database.execute(
            "INSERT INTO account_grant (account_number, role, powiat_stem, institution_id, granted_at) VALUES (?, ?, ?, ?, ?)",
            (account, role, powiat, institution, text))
        database.execute(
            "INSERT INTO session (token_hash, account_number, stage, created_at, seen_at, expires_at, means) VALUES (?, ?, 'complete', ?, ?, ?, 'password')",
            (hashlib.sha256(token.encode()).digest(), account, text, text, end))
    return token


def enter(page, site, token):
    """Lets the page's browser be the one that signed in."""
    page.context.add_cookies([{"name": "powiatlas", "value": token, "url": site.address, "httpOnly": True, "sameSite": "Lax"}])
