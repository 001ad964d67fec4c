# SPDX-License-Identifier: Apache-2.0
"""A mail server on 127.0.0.1 that keeps what it takes, and fails as a test tells it."""

import contextlib
import ssl
import subprocess

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from server import wait_for

USER, PASSWORD = "atlas", "p@ss:w/ord ż"


class Post:
    """The letters that arrived, and what happens to the next ones."""

    def __init__(self):
        self.letters = []
        self.recipients = []
        self.refusals = []
        self.drops = 0
        self.was_encrypted = []

    # aiosmtpd calls these by their names.
    async def handle_RCPT(self, server, session, envelope, address, options):
        self.recipients.append(address)
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.drops:
            self.drops -= 1
            server.transport.abort()
            return "421 gone"
        self.was_encrypted.append(session.ssl is not None)
        self.letters.append(envelope.content)
        return "250 taken"

    def wait(self, count):
        wait_for(lambda: len(self.letters) >= count, f"{count} letters arrive")
        return self.letters


def authenticate(server, session, envelope, mechanism, data):
    right = data.login == USER.encode() and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


@contextlib.contextmanager
def mail_server(certificate=None, implicit=False, auth=False, port=0):
    post = Post()
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    options = {}
    if implicit:
        options["ssl_context"] = context
    elif context:
        options.update(tls_context=context, require_starttls=True)
    if auth:
        options.update(authenticator=authenticate, auth_required=True, auth_require_tls=not implicit)
    controller = FixedPort(post, hostname="127.0.0.1", port=port, **options)
    controller.start()
    post.port = controller.server.sockets[0].getsockname()[1]
    try:
        yield post
    finally:
        controller.stop()


class FixedPort(Controller):
    """Takes whatever port is free: the library would look for itself at port 0."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def make_certificate(folder):
    """A certificate for 127.0.0.1 with its key, in one file; it is its own authority."""
    file, key = folder / "mail.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", file], check=True, capture_output=True)
    with file.open("a") as whole:
        whole.write(key.read_text())
    return file
