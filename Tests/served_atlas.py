# SPDX-License-Identifier: Apache-2.0
"""The program of the debug build: its commands on a fresh database, and its server."""

import atexit
import contextlib
import functools
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

from ports import reserved_port

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
# Generous: these are for programs that hang, not for machines that have much else to do.
SERVER_START_SECONDS = 120
COMMAND_SECONDS = 900


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


def program():
    """The program of the debug build, or the one that POWIATLAS names."""
    binary = pathlib.Path(os.environ.get("POWIATLAS", REPOSITORY / ".build/debug/powiatlas"))
    assert binary.exists(), f"{binary} is missing: swift build makes it, or name another by POWIATLAS"
    return binary


def run(folder, *arguments):
    """A command of the program on the folder's database."""
    binary = program()
    done = subprocess.run([binary, *arguments, "--database", folder / "atlas.sqlite"], cwd=REPOSITORY, timeout=COMMAND_SECONDS,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"powiatlas {arguments[0]} refused:\n{done.stdout}"


@functools.cache
def repository_database():
    """A database of the repository's own data, made once for all tests of this process."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="powiatlas-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    run(folder, "init")
    return folder / "atlas.sqlite"


def make_database(folder):
    """Puts a copy of it into the folder, where `run` and `serve` look for it."""
    shutil.copyfile(repository_database(), folder / "atlas.sqlite")


@contextlib.contextmanager
def serve(folder, *imports, options=(), environment=None):
    """A server of the repository's data in the folder, with what these import commands add to it.

    `options` go to `powiatlas serve`; `environment` gives further variables when it is told the address.
    """
    make_database(folder)
    for arguments in imports:
        run(folder, "import", *arguments)
    address = f"http://127.0.0.1:{(port := reserved_port())}"
    log = open(folder / "server.log", "w+", encoding="utf-8")
    server = subprocess.Popen(
        [program(), "serve", "--database", folder / "atlas.sqlite", "--host", "127.0.0.1", "--port", str(port), *options],
        cwd=REPOSITORY, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **(environment(address) if environment else {})})
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
