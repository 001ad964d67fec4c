# SPDX-License-Identifier: Apache-2.0
"""Requests made from the OpenAPI description, sound ones and others: no answer may be a server's error, or one that the description does not know."""

import os
import pathlib
import re
import subprocess
import sys

CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance", "response_schema_conformance",
          "unsupported_method", "allow_header_conformance"]
# POWIATLAS_ATTACK_SECONDS=1800 searches longer than a test run has time for.
SECONDS = int(os.environ.get("POWIATLAS_ATTACK_SECONDS", "45"))
EXAMPLES = max(5, SECONDS // 5)


def test_no_answer_is_undocumented(site, tmp_path):
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    settings = pathlib.Path(__file__).with_name("schemathesis.toml")
    done = subprocess.run(
        [program, "--config-file", settings, "run", site.url("/api/v1/openapi.json"), "--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing", "--max-time", str(SECONDS),
         "--max-examples", str(EXAMPLES), "--seed", os.environ.get("POWIATLAS_ATTACK_SEED", "1"), "--continue-on-failure", "--warnings", "off", "--no-color",
         # A machine that has much else to do is no fault of the server.
         "--request-timeout", "120", "--suppress-health-check", "too_slow"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SECONDS * 3 + 600)
    assert done.returncode == 0, done.stdout[-12_000:]
    assert re.search(r"\b[1-9]\d* generated", done.stdout), done.stdout[-2_000:]


def test_the_description_tells_every_method(site):
    """What the router takes beside reading has an operation of its own."""
    paths = site.json("/api/v1/openapi.json")["paths"]
    assert "post" in paths["/porozumienia/nowe"] and "post" in paths["/ankieta/{token}"] and "post" not in paths["/api/v1/units"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            assert operation["summary"], f"{method} {path}"
            assert {"400", "404", "405", "429", "503"} <= set(operation["responses"]), f"{method} {path}"
            named = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
            assert named == {part.split("}")[0] for part in path.split("{")[1:]}, f"{method} {path}: {named}"
