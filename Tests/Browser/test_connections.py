# SPDX-License-Identifier: Apache-2.0
"""Answers on one connection come in the order of the questions, whoever gives them.

Warm tiles are answered from the bytes of the connection, everything else by the application. The
two must not overtake each other, however the bytes are cut.
"""

import random
import re
import socket
import urllib.parse

import pytest

TILES = [f"/tiles/choropleth/udzial-65-plus/2021/powiat/7/{x}/{y}.png" for x in (69, 70, 71) for y in (42, 43)]
OTHERS = ["/api/v1/units/26", "/nie-ma", "/tiles/choropleth/ludnosc/2021/powiat/7/999/1.png", "/tiles/units/powiat/7/70/42.mvt"]


class Connection:
    def __init__(self, site):
        address = urllib.parse.urlsplit(site.address)
        self.socket = socket.create_connection((address.hostname, address.port), timeout=30)
        self.buffer = b""

    def send(self, data):
        self.socket.sendall(data)

    def fill(self):
        received = self.socket.recv(65536)
        assert received, "the server closed the connection"
        self.buffer += received

    def answer(self, method):
        while b"\r\n\r\n" not in self.buffer:
            self.fill()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        fields = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
        status = int(lines[0].split()[1])
        length = 0 if method == "HEAD" or status == 304 else int(fields["content-length"])
        while len(self.buffer) < length:
            self.fill()
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        # A refusal names its request, each another one.
        return status, fields.get("etag"), re.sub(rb'"request_id":"[^"]*"', b"", body)


def request(method, target, *fields, body=b""):
    lines = [f"{method} {target} HTTP/1.1", "Host: atlas", *fields]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@pytest.fixture(scope="module")
def expected(site):
    """What each target answers when it is asked alone, twice so that all tiles are warm."""
    answers = {}
    for target in (TILES + OTHERS) * 2:
        connection = Connection(site)
        connection.send(request("GET", target))
        answers[target] = connection.answer("GET")
    return answers


@pytest.mark.parametrize("cut", ["whole requests", "several requests", "anywhere"])
def test_answers_come_in_order(site, expected, cut):
    chance = random.Random(7)
    for _ in range(6):
        connection = Connection(site)
        asked = []
        for _ in range(60):
            target = chance.choice(TILES * 3 + OTHERS)
            kind = chance.choice(["plain", "plain", "plain", "head", "condition", "body"])
            status, tag, body = expected[target]
            if kind == "head":
                asked.append(("HEAD", request("HEAD", target), (status, tag, b"")))
            elif kind == "condition" and tag:
                asked.append(("GET", request("GET", target, f"If-None-Match: {tag}"), (304, tag, b"")))
            elif kind == "body":
                # Its body looks like a request and must not be taken for one.
                asked.append(("GET", request("GET", target, body=request("GET", TILES[0])), (status, tag, body)))
            else:
                asked.append(("GET", request("GET", target), (status, tag, body)))
        data = [bytes_ for _, bytes_, _ in asked]
        if cut == "whole requests":
            for (method, bytes_, answer) in asked:
                connection.send(bytes_)
                assert connection.answer(method) == answer
            continue
        if cut == "several requests":
            while data:
                count = chance.randint(1, 8)
                connection.send(b"".join(data[:count]))
                data = data[count:]
        else:
            rest = b"".join(data)
            while rest:
                count = chance.choice([1, 5, 70, 900])
                connection.send(rest[:count])
                rest = rest[count:]
        for method, _, answer in asked:
            assert connection.answer(method) == answer


def test_a_warm_tile_is_answered_like_a_cold_one(site, expected):
    connection = Connection(site)
    answers = []
    # The first request of a connection takes the long way, the second the short one.
    for _ in range(3):
        connection.send(request("GET", TILES[0]))
        answers.append(connection.answer("GET"))
    assert answers == [expected[TILES[0]]] * 3
