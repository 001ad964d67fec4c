# SPDX-License-Identifier: Apache-2.0
"""Real clients of the map services; the server is that of the folder above."""

import json
import subprocess
import urllib.error
import urllib.request

import pytest


class Answer:
    """What the server said, whatever its status."""

    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.type = response.headers.get("Content-Type", "").split(";")[0]
        self.body = body

    def json(self):
        return json.loads(self.body)


class Service:
    """A service of the server, asked as a client without any library would."""

    def __init__(self, address):
        self.address = address

    def get(self, path, headers=None, method="GET"):
        url = path if path.startswith("http") else self.address + path
        request = urllib.request.Request(url, headers=headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return Answer(response, response.read())
        except urllib.error.HTTPError as refusal:
            return Answer(refusal, refusal.read())

    def json(self, path, headers=None):
        answer = self.get(path, headers)
        assert answer.status == 200, f"{path}: {answer.status} {answer.body[:500]}"
        return answer.json()


@pytest.fixture(scope="session")
def service(site):
    """The whole server."""
    return Service(site.address)


@pytest.fixture(scope="session")
def ogc(site):
    """The OGC APIs."""
    return Service(site.address + "/ogc")


@pytest.fixture(scope="session")
def gdal(site, tmp_path_factory):
    """gdal("ogrinfo", …) → what the program wrote; it fails on any warning or error that the program tells."""
    folder = tmp_path_factory.mktemp("gdal")

    def run(*arguments):
        done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, f"{' '.join(arguments)}:\n{done.stdout}{done.stderr}"
        faults = [line for line in done.stderr.splitlines() if "Warning" in line or "ERROR" in line]
        assert not faults, "\n".join(faults)
        return done.stdout

    run.folder = folder
    return run
