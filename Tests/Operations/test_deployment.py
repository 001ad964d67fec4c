# SPDX-License-Identifier: Apache-2.0
"""What docs/operations.md and the service unit say is so."""

import configparser
import re
import shlex
import subprocess

import exposition
from server import BINARY, PATIENCE, REPOSITORY

GUIDE = (REPOSITORY / "docs/operations.md").read_text(encoding="utf-8")
UNIT = REPOSITORY / "Scripts/powiatlas.service"


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, **options)


def block(language):
    found, = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return found


def serve_options():
    return set(re.findall(r"^  (--[a-z-]+)", run(BINARY, "serve", "--help").stdout, re.MULTILINE))


def test_every_option_is_documented_and_every_documented_option_exists():
    options = serve_options()
    assert len(options) > 15, options
    table = GUIDE.split("## Options of `serve`")[1].split("\n## ")[0]
    documented = set(re.findall(r"`(--[a-z-]+)", "\n".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))))
    assert options - {"--help", "--version"} == documented


def test_every_metric_is_documented_and_every_documented_metric_exists(serve, tmp_path):
    server = serve("--workers", "2", "--backup-folder", str(tmp_path / "backups"))
    server.get("/tiles/units/powiat/7/71/43.mvt")
    served = exposition.read(server.metrics())
    section = GUIDE.split("## Monitoring")[1].split("\n## ")[0]
    documented = {name for line in section.splitlines() if line.startswith("| `")
                  for name in re.findall(r"`((?:powiatlas|process)_[a-z_]+)`", line.split("|")[1])}
    assert set(served) == documented
    # Names in alerts and in running text are names too.
    zones = set(re.findall(r"zone=(\w+)", block("nginx")))
    named = set(re.findall(r"\b(?:powiatlas|process)_[a-z_]+\b", GUIDE)) - zones
    parts = {family.name + suffix for family in served.values() for suffix in ("", "_bucket", "_sum", "_count")}
    assert named <= parts, named - parts
    for kind in re.findall(r"^\| (`[^|]+) \| (counter|gauge|histogram) \|", section, re.MULTILINE):
        for name in re.findall(r"`([a-z_]+)`", kind[0]):
            assert served[name].kind == kind[1], name


def read_unit():
    unit = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    unit.optionxform = str
    unit.read_string(UNIT.read_text(encoding="utf-8"))
    return unit


def test_the_unit_starts_the_program_as_it_is():
    unit = read_unit()
    assert set(unit.sections()) == {"Unit", "Service", "Install"}
    service = unit["Service"]
    program, command, *arguments = shlex.split(service["ExecStart"])
    assert program == "/opt/powiatlas/.build/release/powiatlas" and command == "serve"
    arguments = [argument for argument in arguments if argument != "$POWIATLAS_OPTIONS"]
    arguments += shlex.split(service["Environment"].strip('"').split("=", 1)[1])
    assert {argument for argument in arguments if argument.startswith("--")} <= serve_options()
    # The program's own help parses them: a database that is not there is all that it objects to.
    refused = run(BINARY, "serve", *[argument.replace("/var/lib/powiatlas", "/nonexistent") for argument in arguments], cwd=REPOSITORY)
    assert refused.returncode == 1 and "/nonexistent/atlas.sqlite" in refused.stderr, refused.stderr
    assert service["Type"] == "notify" and service["Restart"] == "on-failure"
    for hardening in ["NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "LockPersonality", "RestrictNamespaces"]:
        assert service[hardening] == "yes", hardening
    assert service["ProtectSystem"] == "strict" and service["StateDirectory"] == "powiatlas"
    # The time that systemd waits is longer than the program's own limit.
    assert int(service["TimeoutStopSec"]) > 30 + 5 + 3


def test_systemd_accepts_the_unit(tmp_path):
    unit = tmp_path / "powiatlas.service"
    text = UNIT.read_text(encoding="utf-8").replace("/opt/powiatlas/.build/release/powiatlas", str(BINARY))
    # The user is made at the installation.
    text = re.sub(r"^(User|Group)=.*\n", "", text, flags=re.MULTILINE)
    unit.write_text(text, encoding="utf-8")
    done = run("systemd-analyze", "verify", "--man=no", unit)
    faults = [line for line in done.stderr.splitlines() if "powiatlas" in line]
    assert done.returncode == 0 and not faults, done.stderr
    unit.write_text(text.replace("ProtectSystem=strict", "ProtectSistem=strict").replace("Type=notify", "Type=notfy"), encoding="utf-8")
    assert "powiatlas.service" in run("systemd-analyze", "verify", "--man=no", unit).stderr


def nginx_test(text, folder):
    text = text.replace("/var/cache/nginx", str(folder)).replace(" ssl http2;", ";")
    text = re.sub(r"^ +ssl_.*\n", "", text, flags=re.MULTILINE)
    # Ports below 1024 need root.
    text = re.sub(r"listen (\[::\]:)?(80|443);", lambda match: f"listen {'[::1]' if match[1] else '127.0.0.1'}:{int(match[2]) + 18000};", text)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"pid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n"
        + "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        + text + "}\n", encoding="utf-8")
    return run("nginx", "-t", "-p", folder, "-c", configuration)


def test_nginx_accepts_the_proxy_configuration(tmp_path):
    done = nginx_test(block("nginx"), tmp_path)
    assert done.returncode == 0, done.stderr
    assert nginx_test(block("nginx").replace("proxy_pass", "proxy_pas", 1), tmp_path).returncode != 0
