# SPDX-License-Identifier: Apache-2.0
"""MapServer drawing the same choropleth behind nginx: as many FastCGI processes as there are cores, on one socket."""

import os
import pathlib
import re
import socket
import string
import subprocess

from processes import end, reserved_port, start as start_process, start_nginx

MAPSERV = pathlib.Path("/usr/lib/cgi-bin/mapserv")
TEMPLATE = pathlib.Path(__file__).with_name("mapserver_peer.map")
# Without it version 8 does not start; it allows the one map of this folder.
CONFIGURATION = 'CONFIG\n  ENV\n    MS_MAP_PATTERN "."\n  END\nEND\n'
# No kept connections between nginx and the processes: a process that holds an idle one serves nobody else.
NGINX = """
  server {{
    listen 127.0.0.1:{port};
    location /tile {{
      fastcgi_pass unix:{socket};
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param SERVER_NAME localhost;
      fastcgi_param SERVER_PORT {port};
      fastcgi_param SERVER_PROTOCOL $server_protocol;
      fastcgi_param SCRIPT_NAME /tile;
      fastcgi_param MAPSERVER_CONFIG_FILE {folder}/mapserver.conf;
      fastcgi_param MS_MAPFILE {folder}/units.map;
    }}
  }}
"""


def version():
    if not MAPSERV.exists():
        raise SystemExit("MapServer is missing: see the bench rows of Scripts/packages.txt")
    text = subprocess.run([MAPSERV, "-v"], capture_output=True, text=True, check=False).stdout
    return found[0] if (found := re.search(r"MapServer version [\d.]+", text)) else "MapServer"


def write_map(folder, layers):
    """layers: (name of the shapefile and of the layer, border width in pixels)."""
    head, layer, tail = re.split(r"^# ----\n", TEMPLATE.read_text(encoding="utf-8"), flags=re.M)
    blocks = [string.Template(layer).substitute(layer=name, border=border) for name, border in layers]
    (folder / "units.map").write_text(string.Template(head).safe_substitute(folder=folder) + "".join(blocks) + tail, encoding="utf-8")
    (folder / "mapserver.conf").write_text(CONFIGURATION, encoding="utf-8")


def tile_path(layer, tile):
    zoom, x, y = tile
    return f"/tile?mode=tile&tilemode=gmap&layers={layer}&tile={x}+{y}+{zoom}"


def start(folder, layers, probe_tile):
    """MapServer over the shapefiles in `folder`, as one measured server."""
    write_map(folder, layers)
    path = folder / "mapserver.socket"
    path.unlink(missing_ok=True)
    environment = {"PATH": "/usr/bin:/bin", "MAPSERVER_CONFIG_FILE": str(folder / "mapserver.conf"), "MS_MAPFILE": str(folder / "units.map")}
    processes = []
    log = open(folder / "mapserver.log", "ab")
    # As spawn-fcgi does it: the listening socket is the standard input of every process.
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen(1024)
        try:
            for _ in os.sched_getaffinity(0):
                processes.append(start_process([MAPSERV], stdin=listener, stdout=log, stderr=log, cwd=folder, env=environment))
            port = reserved_port()
            configuration = NGINX.format(port=port, socket=path, folder=folder)
            return start_nginx(folder, "nginx-mapserver", configuration, port, tile_path(layers[0][0], probe_tile), behind=processes)
        except BaseException:
            for process in processes:
                end(process)
            raise
        finally:
            log.close()
