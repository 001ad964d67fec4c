# SPDX-License-Identifier: Apache-2.0
"""A server that a test starts with options of its own, and clients that speak to its socket byte by byte."""

import http.client
import json
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("POWIATLAS", REPOSITORY / ".build/debug/powiatlas"))
# Generous: these are for hanging servers, not for slow machines.
PATIENCE = 60


def wait_for(condition, what):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if result := condition():
            return result
        time.sleep(0.05)
    raise AssertionError(f"did not happen: {what}")


class Server:
    """`powiatlas serve` with the given options; a context manager that ends it.

    `prefix` is a command that runs the program somewhere else, as in another namespace; `keywords` are those of Popen.
    """

    def __init__(self, database, folder, *options, environment=None, prefix=(), **keywords):
        self.output = open(folder / "server.out", "w+", encoding="utf-8")
        self.errors = open(folder / "server.err", "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [*prefix, BINARY, "serve", "--database", database, "--port", "0", *options], cwd=REPOSITORY,
            stdout=self.output, stderr=self.errors, env={**os.environ, **(environment or {})}, **keywords)
        address = wait_for(lambda: re.search(r"Powiatlas: http://127\.0\.0\.1:(\d+)/\n", self.text(self.output))
                           or self.process.poll() is not None, "the server starts")
        assert self.process.poll() is None, self.text(self.errors)
        self.port = int(address[1])

    @staticmethod
    def text(file):
        return pathlib.Path(file.name).read_text(encoding="utf-8")

    def log(self):
        return self.text(self.errors)

    def connect(self):
        return Client(self.port)

    def get(self, path, headers=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                return response.status, response.headers, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def post(self, path, fields):
        """Sends a form, and gives the status and the body; a redirect is not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("POST", path, urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def metrics(self):
        return self.get("/metrics")[2].decode()

    def metric(self, name, labels=""):
        return sum(float(line.rsplit(" ", 1)[1]) for line in self.metrics().splitlines()
                   if re.match(re.escape(name) + r"[{ ]", line) and labels in line)

    def tell(self, signal_number):
        self.process.send_signal(signal_number)

    def end(self):
        """The exit status after SIGTERM."""
        if self.process.poll() is None:
            self.tell(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)

    def workers(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = set(children.read_text().split())
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            found |= set((task / "children").read_text().split())
        return {int(pid) for pid in found}

    def resident_bytes(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.output.close()
        self.errors.close()


class CutOff(Exception):
    """The server closed the connection in the middle of an answer."""


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Client:
    """A connection on which a test decides about every byte."""

    def __init__(self, port, receive_buffer=None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", port))
        self.buffer = b""

    def send(self, text):
        self.socket.sendall(text.encode() if isinstance(text, str) else text)

    def ask(self, path, *fields, method="GET"):
        self.send("\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *fields, "", ""]))

    def is_closed(self):
        """Whether the server has said that nothing more comes, without waiting."""
        readable, _, _ = select.select([self.socket], [], [], 0)
        if not readable:
            return False
        try:
            return self.socket.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True

    def _more(self):
        try:
            data = self.socket.recv(65_536)
        except ConnectionResetError:
            data = b""
        self.buffer += data
        return bool(data)

    def answer(self):
        """The next answer whole; None when the connection ended before it began; CutOff when in its middle."""
        while b"\r\n\r\n" not in self.buffer:
            if not self._more():
                if self.buffer:
                    raise CutOff(f"head: {self.buffer[:200]}")
                return None
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
        if "chunked" in headers.get("transfer-encoding", ""):
            return Answer(status, headers, self._chunks())
        return Answer(status, headers, self._take(0 if status == 304 else int(headers["content-length"])))

    def _take(self, length):
        while len(self.buffer) < length:
            if not self._more():
                raise CutOff(f"body: {len(self.buffer)} of {length} bytes")
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return body

    def _chunks(self):
        body = b""
        while True:
            while b"\r\n" not in self.buffer:
                if not self._more():
                    raise CutOff("chunk")
            size, self.buffer = self.buffer.split(b"\r\n", 1)
            part = self._take(int(size, 16) + 2)[:-2]
            if not part:
                return body
            body += part

    def wait_for_end(self):
        """All that still comes until the server closes."""
        data = b""
        while True:
            try:
                part = self.socket.recv(65_536)
            except ConnectionResetError:
                return data
            if not part:
                return data
            data += part

    def close(self):
        self.socket.close()
