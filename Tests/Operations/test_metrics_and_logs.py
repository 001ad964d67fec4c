# SPDX-License-Identifier: Apache-2.0
"""What an operator sees: metrics that a scraper can read, and lines of a log that name each request."""

import json
import re

import pytest

import exposition
from server import wait_for

TILE = "/tiles/choropleth/ludnosc/2021/powiat/7/71/43.png"
TILE_ROUTE = "/tiles/choropleth/{indicator}/{period}/{level}/{z}/{x}/{y}.png"


def test_the_exposition_is_strictly_right(serve):
    server = serve()
    for path in [TILE, TILE, "/api/v1/units/2604", "/api/v1/units/99", "/mapa", "/katalog?q=dom", "/nie-ma"]:
        server.get(path)
    _, headers, body = server.get("/metrics")
    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    families = exposition.read(body.decode())
    requests = families["powiatlas_http_request_duration_seconds"].samples
    name = "powiatlas_http_request_duration_seconds_count"
    assert requests[name, (("route", "/api/v1/units/{terc}"), ("status", "200"))] == 1
    assert requests[name, (("route", "/api/v1/units/{terc}"), ("status", "404"))] == 1
    # Tiles from the router and from the event loop are one series.
    assert requests[name, (("route", TILE_ROUTE), ("status", "200"))] == 2
    assert families["powiatlas_http_sent_bytes_total"].samples["powiatlas_http_sent_bytes_total", ()] > 10_000
    assert families["powiatlas_http_requests_in_progress"].samples["powiatlas_http_requests_in_progress", ()] == 1
    assert families["powiatlas_connections_open"].samples["powiatlas_connections_open", ()] >= 1
    assert families["powiatlas_database_read_duration_seconds"].samples["powiatlas_database_read_duration_seconds_count", ()] > 0
    assert families["process_resident_memory_bytes"].samples["process_resident_memory_bytes", ()] > 10 << 20
    assert families["process_cpu_seconds_total"].samples["process_cpu_seconds_total", ()] > 0


def test_the_strict_reader_can_fail():
    right = "# HELP a_total A.\n# TYPE a_total counter\na_total 1\n"
    exposition.read(right)
    for wrong in [right[:-1], right.replace("a_total 1", "a_total one"), right + "a_total 2\n", right.replace("counter", "count"),
                  right.replace("a_total", "a"), right.replace("a_total 1", 'a_total{x="1"y="2"} 1'), right.replace(" 1\n", " -1\n")]:
        with pytest.raises(AssertionError):
            exposition.read(wrong)


def lines(server):
    return [json.loads(line) for line in server.log().splitlines()]


def test_every_request_has_a_line_and_a_name(serve):
    server = serve("--log-level", "info", "--log-format", "json")
    _, given, _ = server.get("/api/v1/units/2604", {"X-Request-Id": "desk-2026.11_7"})
    _, made, body = server.get("/api/v1/units/99?x=1")
    _, replaced, _ = server.get("/healthz", {"X-Request-Id": "no spaces\tor=quotes"})
    assert given["X-Request-Id"] == "desk-2026.11_7"
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", made["X-Request-Id"])
    assert json.loads(body)["request_id"] == made["X-Request-Id"]
    assert replaced["X-Request-Id"] != "no spaces\tor=quotes"
    found = wait_for(lambda: {line.get("request_id"): line for line in lines(server)} if len(lines(server)) >= 3 else None, "three lines")
    line = found[made["X-Request-Id"]]
    assert line["method"] == "GET" and line["route"] == "/api/v1/units/{terc}" and line["path"] == "/api/v1/units/99"
    assert line["status"] == 404 and line["bytes"] == len(body) and line["duration_ms"] >= 0
    # The network of the client, not the client.
    assert line["client"] == "127.0.0.0/24" and line["level"] == "info"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert "desk-2026.11_7" in found


def test_text_lines_cannot_be_forged(serve):
    server = serve("--log-level", "info", "--trust-proxy", "--log-addresses", "full")
    server.get("/nie%0A2026-01-01T00:00:00.000Z%20critical%20forged", {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    line, = wait_for(lambda: [line for line in server.log().splitlines() if " request " in line], "a line")
    assert "client=198.51.100.7" in line and 'status=404' in line


def test_addresses_can_be_left_out(serve):
    server = serve("--log-level", "info", "--log-addresses", "none")
    server.get("/healthz")
    line = wait_for(lambda: [line for line in server.log().splitlines() if " request " in line], "a line")[0]
    assert "client" not in line


def test_answers_hold_the_public_address(serve):
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "atlas.example.pl"}
    def tiles(server):
        return json.loads(server.get("/tiles/units/powiat.json", forwarded)[2])["tiles"][0]
    assert tiles(server := serve()).startswith(f"http://127.0.0.1:{server.port}/")
    assert tiles(serve("--trust-proxy")).startswith("https://atlas.example.pl/tiles/")
    assert tiles(serve("--trust-proxy", "--public-url", "https://mapa.example.org/")).startswith("https://mapa.example.org/tiles/")
    assert tiles(serve(environment={"POWIATLAS_PUBLIC_URL": "https://env.example.org:8443"})).startswith("https://env.example.org:8443/tiles/")
