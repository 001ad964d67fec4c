# SPDX-License-Identifier: Apache-2.0
"""The program of the debug build: its commands on a fresh database, and its server."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.request

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
SERVER_START_SECONDS = 30


class Site:
    """The served atlas: its address, and its programming interface as decoded JSON."""

    def __init__(self, address):
        self.address = address

    def url(self, path):
        return self.address + path

    def bytes(self, path, headers=None):
        request = urllib.request.Request(self.url(path), headers=headers or {})
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.read()

    def json(self, path):
        return json.loads(self.bytes(path))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(folder, *arguments):
    """A command of the program on the folder's database."""
    binary = pathlib.Path(os.environ.get("POWIATLAS", REPOSITORY / ".build/debug/powiatlas"))
    assert binary.exists(), f"{binary} is missing: swift build makes it, or name another by POWIATLAS"
    done = subprocess.run([binary, *arguments, "--database", folder / "atlas.sqlite"], cwd=REPOSITORY, timeout=300,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"powiatlas {arguments[0]} refused:\n{done.stdout}"
    return binary


@contextlib.contextmanager
def serve(folder, *imports):
    """A server of the repository's data in the folder, with what these import commands add to it."""
    binary = run(folder, "init")
    for arguments in imports:
        run(folder, "import", *arguments)
    address = f"http://127.0.0.1:{(port := free_port())}"
    log = open(folder / "server.log", "w+", encoding="utf-8")
    server = subprocess.Popen(
        [binary, "serve", "--database", folder / "atlas.sqlite", "--host", "127.0.0.1", "--port", str(port)],
        cwd=REPOSITORY, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until_healthy(server, address, log)
        yield Site(address)
        assert server.poll() is None, f"the server ended during the tests:\n{read(log)[-4000:]}"
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        log.close()


def read(log):
    log.seek(0)
    return log.read()


def wait_until_healthy(server, address, log):
    deadline = time.monotonic() + SERVER_START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address + "/healthz", timeout=5) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server does not answer {address}/healthz:\n{read(log)[-4000:]}")
