# SPDX-License-Identifier: Apache-2.0
"""Letters through a real mail server: greylisting, refusals, lost connections, encryption, passwords."""

import email
import email.policy
import os
import re
import shutil
import sqlite3
import subprocess
import urllib.parse

import pytest

from mail_server import PASSWORD, USER, mail_server, make_certificate
from server import BINARY, REPOSITORY, wait_for

FROM = "Zażółć Powiatlas <atlas@example.pl>"
SUBJECT = "Zażółć gęślą jaźń — wpis w Powiatlasie wymaga potwierdzenia, a temat jest długi"
TEXT = "Dzień dobry,\n.kropka na początku\n" + "bardzo długi wiersz " * 60 + "\nhttps://atlas.example.pl/potwierdz/" + "a" * 26 + "\n"


@pytest.fixture
def atlas(database, tmp_path):
    """A database of its own for each test."""
    path = tmp_path / "atlas.sqlite"
    shutil.copy(database, path)
    return path


def enqueue(atlas, recipient="ops@example.org", purpose="account", created="2020-01-01T00:00:00Z", private=0):
    with sqlite3.connect(atlas) as connection:
        connection.execute(
            "INSERT INTO mail_message (purpose, is_bulk, is_private, recipient, subject, text, language, identity, created_at, not_before)"
            " VALUES (?, 0, ?, ?, ?, ?, 'pl', lower(hex(randomblob(12))), strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?)",
            (purpose, private, recipient, SUBJECT, TEXT, created))


def rows(atlas, sql):
    with sqlite3.connect(atlas) as connection:
        return connection.execute(sql).fetchall()


def powiatlas(*arguments, **environment):
    return subprocess.run([BINARY, *arguments], cwd=REPOSITORY, capture_output=True, text=True, timeout=120, env={**os.environ, **environment})


def send(atlas, post, scheme="smtp", credentials="", query=""):
    address = f"{scheme}://{credentials}127.0.0.1:{post.port}{query}"
    return powiatlas("mail", "send", "--database", atlas, "--smtp-from", FROM, POWIATLAS_SMTP_URL=address)


def test_a_letter_arrives_as_it_was_written(atlas):
    enqueue(atlas)
    with mail_server() as post:
        done = send(atlas, post)
        assert done.returncode == 0, done.stderr
    assert post.recipients == ["ops@example.org"]
    raw = post.letters[0]
    assert max(map(len, raw.split(b"\r\n"))) <= 76
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    assert letter["Subject"] == SUBJECT
    assert letter["From"].addresses[0].display_name == "Zażółć Powiatlas"
    assert letter["From"].addresses[0].addr_spec == "atlas@example.pl"
    assert letter["To"] == "ops@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f]{24}@example\.pl>", letter["Message-ID"])
    assert letter["Date"].datetime.utcoffset().total_seconds() == 0
    assert letter.get_content().replace("\r\n", "\n") == TEXT
    assert not letter.defects
    # The link in it is a secret, and gone with the letter.
    assert rows(atlas, "SELECT state, attempts, text, recipient FROM mail_message") == [("sent", 1, None, "ops@example.org")]


def test_a_private_address_goes_with_the_letter(atlas):
    enqueue(atlas, "jan@example.com", purpose="answer", private=1)
    with mail_server() as post:
        assert send(atlas, post).returncode == 0
    assert post.recipients == ["jan@example.com"]
    assert rows(atlas, "SELECT state, text, recipient FROM mail_message") == [("sent", None, None)]


def test_refused_letters_are_given_up_and_others_still_go(atlas):
    for recipient in ["gone@example.org", "ops@example.org"]:
        enqueue(atlas, recipient)
    with mail_server() as post:
        post.refusals = ["550 5.1.1 no such mailbox"]
        done = send(atlas, post)
        assert done.stdout == "sent 1, to be tried again 0, given up 1\n", done
    assert rows(atlas, "SELECT recipient, state, last_error FROM mail_message ORDER BY number") == [
        ("gone@example.org", "given-up", "550 5.1.1 no such mailbox"), ("ops@example.org", "sent", None)]


@pytest.mark.parametrize("trouble, reason", [("451 4.7.1 greylisted, come back later", "451 4.7.1 greylisted"), (None, "")])
def test_greylisting_and_lost_connections_are_tried_again(atlas, serve_atlas, trouble, reason):
    with mail_server() as post:
        post.refusals = [trouble] if trouble else []
        post.drops = 0 if trouble else 1
        server = serve_atlas(atlas, "--smtp-from", FROM, "--smtp-retry", "1", environment={"POWIATLAS_SMTP_URL": f"smtp://127.0.0.1:{post.port}"})
        enqueue(atlas)
        post.wait(1)
        assert len(post.recipients) == 2
        wait_for(lambda: server.metric("powiatlas_mail_sent_total") == 1, "the letter counts as sent")
        assert server.metric("powiatlas_mail_failures_total") == 1
        assert server.metric("powiatlas_mail_waiting_letters") == 0
        assert server.end() == 0
    assert rows(atlas, "SELECT state, attempts FROM mail_message") == [("sent", 2)]
    assert len(post.letters) == 1


def test_letters_wait_for_a_mail_server_that_is_away(atlas, serve_atlas):
    with mail_server() as post:
        port = post.port
    server = serve_atlas(
        atlas, "--workers", "2", "--smtp-from", FROM, "--smtp-retry", "1", environment={"POWIATLAS_SMTP_URL": f"smtp://127.0.0.1:{port}"})
    for number in range(3):
        enqueue(atlas, f"a{number}@example.org")
    wait_for(lambda: rows(atlas, "SELECT max(attempts) FROM mail_message")[0][0] > 0, "an attempt fails")
    with mail_server(port=port) as post:
        post.wait(3)
        assert server.end() == 0
    # Two workers, and still each letter once.
    assert sorted(post.recipients) == ["a0@example.org", "a1@example.org", "a2@example.org"]


def test_starttls_and_passwords(atlas, tmp_path):
    certificate = make_certificate(tmp_path)
    credentials = f"{USER}:{urllib.parse.quote(PASSWORD, safe='')}@"
    with mail_server(certificate, auth=True) as post:
        # Neither an unknown certificate nor a wrong password costs the letter.
        for wrong, query in [(credentials, "?tls=required"), (f"{USER}:wrong@", f"?tls=required&ca={certificate}")]:
            enqueue(atlas)
            done = send(atlas, post, credentials=wrong, query=query)
            assert done.returncode == 1 and "takes no letters now" in done.stderr, done
            assert PASSWORD not in done.stderr
            assert rows(atlas, "SELECT state, attempts FROM mail_message") == [("waiting", 1)]
            with sqlite3.connect(atlas) as connection:
                connection.execute("DELETE FROM mail_message")
        enqueue(atlas)
        done = send(atlas, post, credentials=credentials, query=f"?tls=required&ca={certificate}")
        assert done.returncode == 0, done.stderr
        assert post.was_encrypted == [True]


def test_tls_from_the_first_byte(atlas, tmp_path):
    certificate = make_certificate(tmp_path)
    credentials = f"{USER}:{urllib.parse.quote(PASSWORD, safe='')}@"
    enqueue(atlas)
    with mail_server(certificate, implicit=True, auth=True) as post:
        done = send(atlas, post, "smtps", credentials, f"?ca={certificate}")
        assert done.returncode == 0, done.stderr
        assert len(post.letters) == 1


def test_a_server_without_encryption_gets_nothing_where_it_is_required(atlas):
    enqueue(atlas)
    with mail_server() as post:
        done = send(atlas, post, query="?tls=required")
        assert done.returncode == 1, done
        assert post.recipients == []


def test_settings_that_cannot_be_used_are_refused(atlas, tmp_path):
    secret = tmp_path / "password"
    secret.write_text("s3cret\n")
    for arguments, environment in [
        (["--smtp-from", FROM], {}), (["--smtp-from", "nobody"], {"POWIATLAS_SMTP_URL": "smtp://127.0.0.1"}), ([], {"POWIATLAS_SMTP_URL": "smtp://127.0.0.1"}),
        (["--smtp-from", FROM], {"POWIATLAS_SMTP_URL": "http://127.0.0.1"}),
        (["--smtp-from", FROM, "--smtp-password-file", secret], {"POWIATLAS_SMTP_URL": "smtp://user@mail.example.pl?tls=none"}),
        (["--smtp-from", FROM, "--smtp-password-file", tmp_path / "none"], {"POWIATLAS_SMTP_URL": "smtp://user@mail.example.pl"}),
    ]:
        done = powiatlas("mail", "send", "--database", atlas, *arguments, **environment)
        assert done.returncode == 1 and done.stderr and "s3cret" not in done.stderr, (arguments, environment, done)
    with mail_server() as post:
        done = powiatlas("mail", "test", "admin@example.pl", "--smtp-from", FROM, POWIATLAS_SMTP_URL=f"smtp://127.0.0.1:{post.port}")
        assert done.returncode == 0, done.stderr
        assert post.recipients == ["admin@example.pl"]
