# SPDX-License-Identifier: Apache-2.0
"""The processes that are measured: started here, read from /proc, ended by their own number."""

import atexit
import getpass
import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from ports import reserved_port  # noqa: E402

STATIC_FILE_BYTES = 8 * 1024


def descendants(pid):
    """The process and all below it."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [below for child in children for below in descendants(int(child))]


def processor_seconds(pid):
    """Processor time of one process, all its threads, those that have ended too.

    /proc/PID/stat counts in hundredths of a second, which is coarser than some of what is measured; the process'
    own clock counts nanoseconds. clock_getcpuclockid(3): the clock of a process is its inverted number and the kind.
    """
    return time.clock_gettime((~pid << 3) | 2)


def cpu_seconds(pid):
    return sum(processor_seconds(process) for process in descendants(pid))


def memory_megabytes(pid, field):
    """VmRSS (now) or VmHWM (highest so far)."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    raise LookupError(field)


def end(process, first_signal=signal.SIGTERM, patience_seconds=15):
    """Asks a process of ours to end, and ends it when it does not."""
    if process.poll() is None:
        process.send_signal(first_signal)
        try:
            process.wait(timeout=patience_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


_started = []


def start(arguments, **options):
    """A process of ours. Whatever happens, it does not outlive this program."""
    process = subprocess.Popen(arguments, **options)
    _started.append(process)
    return process


@atexit.register
def end_all():
    for process in _started:
        end(process)


class Measured:
    """A server process of ours or of a peer, with others behind it when it hands the work on."""

    def __init__(self, arguments, port, probe, folder, log_name, cwd=None, behind=()):
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.log_path = folder / log_name
        self.log = open(self.log_path, "ab")
        self.behind = list(behind)
        self.process = start(arguments, stdout=self.log, stderr=self.log, cwd=cwd)
        self._wait(probe)

    @property
    def pid(self):
        return self.process.pid

    @property
    def pids(self):
        return [pid for process in (self.process, *self.behind) for pid in descendants(process.pid)]

    def cpu_seconds(self):
        return sum(processor_seconds(pid) for pid in self.pids)

    def memory(self, field):
        """Megabytes of all its processes together: VmRSS or VmHWM."""
        return sum(memory_megabytes(pid, field) for pid in self.pids)

    def _wait(self, probe):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.address + probe, timeout=5).read()
                return
            except urllib.error.HTTPError as error:
                answer = error.read()[:500].decode(errors="replace")
                self.close()
                raise SystemExit(f"{self.address}{probe} answers {error.code}: {answer}; its log:\n{self._end_of_log()}") from None
            except OSError:
                time.sleep(0.05)
        self.close()
        raise SystemExit(f"no answer from {self.address}{probe}; its log:\n{self._end_of_log()}")

    def _end_of_log(self):
        return self.log_path.read_text(errors="replace")[-2000:]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        end(self.process)
        for process in self.behind:
            end(process)
        self.log.close()


def atlas_arguments(binary, database, port):
    return [binary, "serve", "--database", database, "--host", "127.0.0.1", "--port", str(port)]


def start_atlas(binary, database, repository, folder, *options):
    port = reserved_port()
    return Measured([*atlas_arguments(binary, database, port), *options], port, "/healthz", folder, "atlas.log", cwd=repository)


# The name of a folder of its own, and what its server answers.
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
{configuration}
}}
"""

# What a file of a few kilobytes costs at the least; then our own tiles as files, which nginx keeps open, and our
# vector tiles compressed beforehand.
STATIC_CONFIGURATION = """
  server {{
    listen 127.0.0.1:{port};
    root {static};
    location = /tile.png {{ default_type image/png; }}
    location /png/ {{ default_type image/png; open_file_cache max=20000 inactive=10m; open_file_cache_valid 10m; }}
    location /mvt/ {{
      default_type application/vnd.mapbox-vector-tile;
      gzip_static always;
      open_file_cache max=20000 inactive=10m;
      open_file_cache_valid 10m;
    }}
  }}
"""


def start_nginx(folder, name, configuration, port, probe, behind=()):
    """nginx with the servers of `configuration`, in the folder `name` of its own."""
    own = folder / name
    own.mkdir(exist_ok=True)
    # Workers of root's nginx would otherwise be another user, who cannot read this private folder.
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    path = own / "nginx.conf"
    path.write_text(NGINX_CONFIGURATION.format(user=user, folder=own, configuration=configuration))
    arguments = ["nginx", "-p", own, "-e", own / "nginx-error.log", "-c", path]
    return Measured(arguments, port, probe, own, "nginx.log", behind=behind)


def start_static_nginx(folder):
    """nginx with one static file of 8 KB, the ceiling, and with what lies in static/png and static/mvt."""
    port = reserved_port()
    static = folder / "static"
    static.mkdir(exist_ok=True)
    (static / "tile.png").write_bytes(os.urandom(STATIC_FILE_BYTES))
    return start_nginx(folder, "nginx-static", STATIC_CONFIGURATION.format(port=port, static=static), port, "/tile.png")
