# SPDX-License-Identifier: Apache-2.0
"""Too many clients, and clients that are too slow."""

import concurrent.futures
import time

from server import Client, PATIENCE, wait_for

BIG = "/api/v1/indicators/ludnosc/values.geojson?level=gmina"


def test_connections_beyond_the_bound_are_refused_and_health_is_still_answered(serve):
    server = serve("--max-connections", "20", "--head-timeout", "60")
    served = [server.connect() for _ in range(20)]
    for client in served:
        client.ask("/api/v1/units/2604")
        assert client.answer().status == 200
    before = server.resident_bytes()
    for _ in range(4):
        refused = [server.connect() for _ in range(100)]
        for client in refused:
            client.ask("/api/v1/units/2604")
        for client in refused:
            answer = client.answer()
            assert answer.status == 503 and answer.headers["content-type"].startswith("application/problem+json")
            assert int(answer.headers["retry-after"]) >= 1 and answer.headers["connection"] == "close"
            assert answer.json()["status"] == 503 and answer.json()["request_id"] == answer.headers["x-request-id"]
            assert client.wait_for_end() == b""
            client.close()
    assert server.resident_bytes() - before < 24 << 20
    for path in ["/healthz", "/metrics"]:
        client = server.connect()
        client.ask(path)
        assert client.answer().status == 200
        assert client.wait_for_end() == b""
    # Those inside never noticed.
    for client in served:
        client.ask("/healthz")
        assert client.answer().status == 200
        client.close()
    assert server.metric("powiatlas_http_refused_total", 'bound="connections"') == 400
    # There is room again.
    assert wait_for(lambda: server.get("/api/v1/units/2604")[0] == 200, "a place is free")


def test_requests_beyond_the_bound_are_refused(serve):
    server = serve("--max-requests", "1")

    def ask(number):
        client = server.connect()
        try:
            statuses = []
            for _ in range(4):
                client.ask(f"/api/v1/indicators/ludnosc/values.csv?level=gmina&n={number}")
                answer = client.answer()
                statuses.append(answer.status)
                if answer.status == 503:
                    assert answer.headers["retry-after"] and "request_id" in answer.json()
            # Refused or not, the connection stays.
            return statuses
        finally:
            client.close()

    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        statuses = [status for part in pool.map(ask, range(64)) for status in part]
    assert set(statuses) == {200, 503}, set(statuses)
    assert server.metric("powiatlas_http_refused_total", 'bound="requests"') == statuses.count(503)
    assert server.get("/api/v1/units/2604")[0] == 200
    assert server.metric("powiatlas_http_requests_in_progress") == 1


def test_heads_that_do_not_end_are_cut(serve):
    server = serve("--head-timeout", "1")
    slow = [server.connect() for _ in range(200)]
    for index, client in enumerate(slow):
        # Some say nothing at all; some have asked before.
        if index % 4 == 1:
            client.ask("/api/v1/units/2604")
            assert client.answer().status == 200
        if index % 4:
            client.send("GET /mapa HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
    assert server.get("/healthz")[0] == 200
    for index, client in enumerate(slow):
        rest = client.wait_for_end()
        assert rest == b"" if index % 4 == 0 else rest.startswith(b"HTTP/1.1 408 "), rest
        client.close()
    assert server.metric("powiatlas_connections_cut_total", 'reason="head"') == 200


def test_answers_that_nobody_reads_are_cut(serve):
    server = serve("--stall-timeout", "1")
    slow = [Client(server.port, receive_buffer=4_096) for _ in range(10)]
    for client in slow:
        # The system itself takes a few megabytes from the server before anybody reads them.
        for _ in range(4):
            client.ask(BIG)
    wait_for(lambda: server.metric("powiatlas_connections_cut_total", 'reason="unread"') == 10, "all are cut")
    for client in slow:
        client.close()
    reader = server.connect()
    reader.ask(BIG)
    assert reader.answer().status == 200


def test_a_slow_reader_that_reads_gets_everything(serve):
    server = serve("--stall-timeout", "2")
    client = Client(server.port, receive_buffer=65_536)
    for _ in range(4):
        client.ask(BIG)
    for _ in range(6):
        time.sleep(0.6)
        client.buffer += client.socket.recv(65_536)
    for _ in range(4):
        assert client.answer().status == 200


def test_bodies_that_stop_are_cut(serve):
    server = serve("--stall-timeout", "1")
    client = server.connect()
    client.ask("/dane/wczytaj", "Content-Type: multipart/form-data; boundary=x", "Content-Length: 1000", method="POST")
    client.send("--x\r\n")
    client.wait_for_end()
    assert server.metric("powiatlas_connections_cut_total", 'reason="body"') == 1


def test_connections_without_requests_end(serve):
    server = serve("--idle-timeout", "1")
    client = server.connect()
    client.ask("/healthz")
    assert client.answer().status == 200
    assert client.wait_for_end() == b""
    assert server.metric("powiatlas_connections_cut_total", 'reason="idle"') >= 1
