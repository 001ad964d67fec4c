# SPDX-License-Identifier: Apache-2.0
"""The processes that are measured: started here, read from /proc, ended by their own number."""

import getpass
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.request

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
STATIC_FILE_BYTES = 8 * 1024


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def descendants(pid):
    """The process and all below it."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [below for child in children for below in descendants(int(child))]


def cpu_seconds(pid):
    total = 0
    for process in descendants(pid):
        # The command's name, in brackets, may hold spaces: count the fields behind it.
        fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS_PER_SECOND


def memory_megabytes(pid, field):
    """VmRSS (now) or VmHWM (highest so far)."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    raise LookupError(field)


class Measured:
    """A server process of ours or of a peer."""

    def __init__(self, arguments, port, probe, folder, log_name, cwd=None):
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.log_path = folder / log_name
        self.log = open(self.log_path, "ab")
        self.process = subprocess.Popen(arguments, stdout=self.log, stderr=self.log, cwd=cwd)
        self._wait(probe)

    @property
    def pid(self):
        return self.process.pid

    def _wait(self, probe):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.address + probe, timeout=5).read()
                return
            except OSError:
                time.sleep(0.05)
        self.close()
        raise SystemExit(f"no answer from {self.address}{probe}: see {self.log_path}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()


def start_atlas(binary, database, repository, folder):
    port = free_port()
    arguments = [binary, "serve", "--database", database, "--host", "127.0.0.1", "--port", str(port)]
    return Measured(arguments, port, "/healthz", folder, "atlas.log", cwd=repository)


NGINX_CONFIGURATION = """
{user}
worker_processes auto;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{ root {folder}/static; default_type image/png; }}
  }}
}}
"""


def start_nginx(folder):
    """nginx with one static file of 8 KB: the ceiling."""
    port = free_port()
    static = folder / "static"
    static.mkdir(exist_ok=True)
    (static / "tile.png").write_bytes(os.urandom(STATIC_FILE_BYTES))
    # Workers of root's nginx would otherwise be another user, who cannot read this private folder.
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX_CONFIGURATION.format(user=user, folder=folder, port=port))
    arguments = ["nginx", "-p", folder, "-e", folder / "nginx-error.log", "-c", configuration]
    return Measured(arguments, port, "/tile.png", folder, "nginx.log")
