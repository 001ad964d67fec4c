# SPDX-License-Identifier: Apache-2.0
"""A server that ends, or replaces its workers, cuts no answer."""

import os
import pathlib
import re
import signal
import socket
import subprocess
import threading
import time

from server import BINARY, PATIENCE, REPOSITORY, Client, CutOff, wait_for

BIG = "/api/v1/indicators/ludnosc/values.geojson?level=gmina"
PATHS = ["/tiles/choropleth/ludnosc/2021/powiat/7/71/43.png", "/api/v1/units?level=gmina&limit=500", "/mapa",
         "/tiles/units/gmina/8/142/86.mvt", "/api/v1/indicators/ludnosc/values.geojson?level=powiat"]


class Load:
    """Clients on kept connections that ask without a pause until the server is gone."""

    def __init__(self, server, count):
        self.server, self.answered, self.faults = server, 0, []
        self.isOver = False
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.ask, args=(index,)) for index in range(count)]
        for thread in self.threads:
            thread.start()

    def ask(self, index):
        client, turn = None, index
        try:
            while not self.isOver:
                if client is None or client.is_closed():
                    try:
                        client = Client(self.server.port)
                    except OSError:
                        return  # Nobody listens any more.
                try:
                    client.ask(PATHS[turn % len(PATHS)])
                    answer = client.answer()
                except CutOff as cut:
                    with self.lock:
                        self.faults.append(f"cut: {cut}")
                    client = None
                    continue
                except OSError:
                    answer = None
                if answer is None:
                    # The server closed before it saw the request: RFC 9112, section 9.3.1, lets a client ask
                    # again. On a connection that was just accepted it may happen only as the socket closes.
                    client = None
                    continue
                with self.lock:
                    self.answered += 1
                    if answer.status != 200:
                        self.faults.append(f"status {answer.status}")
                if answer.headers.get("connection") == "close":
                    client.close()
                    client = None
                turn += 1
        except Exception as fault:  # A thread's fault has to reach the test.
            with self.lock:
                self.faults.append(repr(fault))

    def join(self):
        self.isOver = True
        for thread in self.threads:
            thread.join(PATIENCE)
        assert not self.faults, self.faults[:5]


def test_no_answer_is_cut_under_load(serve):
    server = serve()
    load = Load(server, 8)
    wait_for(lambda: load.answered > 40, "load")
    assert server.end() == 0
    load.join()


def test_requests_that_began_get_their_whole_answer(serve):
    server = serve()
    idle = [server.connect() for _ in range(50)]
    for client in idle[:25]:
        client.ask("/healthz")
        assert client.answer().status == 200
    body = b"--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nwrong\r\n--x--\r\n"
    posting = server.connect()
    posting.ask("/dane/wczytaj", "Content-Type: multipart/form-data; boundary=x", f"Content-Length: {len(body)}", method="POST")
    posting.send(body[:20])
    half = server.connect()
    half.send("GET /healthz HTTP/1.1\r\nHost: 127")
    reading = Client(server.port, receive_buffer=4_096)
    reading.ask(BIG)
    reading.buffer += reading.socket.recv(1_000)
    server.tell(signal.SIGTERM)
    # Kept connections without a request end at once, long before the time for the shutdown is over.
    for client in idle:
        assert client.wait_for_end() == b""
        client.close()
    posting.send(body[20:])
    answer = posting.answer()
    assert answer.status == 403 and answer.headers["connection"] == "close"
    assert posting.wait_for_end() == b""
    half.send(".0.0.1\r\n\r\n")
    answer = half.answer()
    assert answer.status == 200 and answer.headers["connection"] == "close"
    assert reading.answer().status == 200
    for client in [posting, half, reading]:
        client.close()
    assert server.process.wait(timeout=PATIENCE) == 0
    assert "cut_connections" not in server.log()


def test_the_time_for_a_shutdown_is_bounded(serve):
    server = serve("--shutdown-timeout", "1")
    client = server.connect()
    client.ask("/healthz")
    assert client.answer().status == 200
    client.ask("/dane/wczytaj", "Content-Type: multipart/form-data; boundary=x", "Content-Length: 1000", method="POST")
    server.tell(signal.SIGTERM)
    assert server.process.wait(timeout=25) == 0
    assert "cut_connections=1" in server.log()


def test_workers_share_the_port_and_their_sums(serve):
    server = serve("--workers", "2")
    assert len(server.workers()) == 2
    total = 30
    for _ in range(total):
        assert server.get("/api/v1/units/2604")[0] == 200
    count = lambda: server.metric("powiatlas_http_request_duration_seconds_count", 'route="/api/v1/units/{terc}"')
    wait_for(lambda: count() == total, "the sum of both workers")
    metrics = server.metrics()
    assert 'process_resident_memory_bytes{worker="0"}' in metrics and 'process_resident_memory_bytes{worker="1"}' in metrics
    time.sleep(1.5)
    # One dies: the other serves, a new one comes, and what the dead one counted is not forgotten.
    victim = min(server.workers())
    os.kill(victim, signal.SIGKILL)
    for _ in range(20):
        assert server.get("/healthz")[0] == 200
    wait_for(lambda: len(server.workers()) == 2 and victim not in server.workers(), "a new worker")
    wait_for(lambda: server.metric("powiatlas_worker_restarts_total") == 1, "the restart is counted")
    assert count() == total
    assert "a worker ended and is started again" in server.log()
    # A form that one worker made is good for the other.
    tokens = {token for _ in range(8) for token in re.findall(r'"([0-9a-f]{32})"', server.get("/dane/wczytaj")[2].decode())}
    assert len(tokens) == 1
    assert server.end() == 0


def test_workers_are_replaced_without_cutting_anything(serve):
    server = serve("--workers", "2")
    before = server.workers()
    load = Load(server, 4)
    wait_for(lambda: load.answered > 20, "load")
    server.tell(signal.SIGHUP)
    wait_for(lambda: len(server.workers()) == 2 and not server.workers() & before, "all workers are new")
    answered = load.answered
    wait_for(lambda: load.answered > answered + 20, "the new ones serve")
    load.isOver = True
    load.join()
    assert server.metric("powiatlas_worker_restarts_total") == 0
    assert server.end() == 0


def test_workers_end_when_their_supervisor_is_killed(serve):
    server = serve("--workers", "2")
    workers = server.workers()
    server.process.kill()
    server.process.wait()
    def has_ended(pid):
        # Nobody may be there to reap what init has not taken yet.
        stat = pathlib.Path(f"/proc/{pid}/stat")
        try:
            return stat.read_text().rsplit(")", 1)[1].split()[0] in "ZX"
        except OSError:
            return True
    wait_for(lambda: all(has_ended(pid) for pid in workers), "the workers end")


def test_a_refused_database_ends_the_supervisor_with_one_report(tmp_path):
    done = subprocess.run([BINARY, "serve", "--database", tmp_path / "none.sqlite", "--port", "0", "--workers", "3"], cwd=REPOSITORY,
                          capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("There is no file") == 1, done.stderr


def test_the_service_manager_hears_how_it_goes(serve, tmp_path):
    notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notices.settimeout(PATIENCE)
    notices.bind(str(tmp_path / "notify"))
    for options in [(), ("--workers", "2")]:
        server = serve(*options, environment={"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "1000000"})
        states = set()
        while not {"READY=1", "WATCHDOG=1"} <= states:
            states |= set(notices.recv(4_096).decode().split("\n"))
        assert f"STATUS=Serving at http://127.0.0.1:{server.port}/" in states
        assert server.end() == 0
        while "STOPPING=1" not in states:
            states |= set(notices.recv(4_096).decode().split("\n"))
    notices.close()
