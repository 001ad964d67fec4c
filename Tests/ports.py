# SPDX-License-Identifier: Apache-2.0
"""Ports of this machine for servers that tests and measurements start."""

import socket

_held = []


def reserved_port():
    """A port that nobody else is given as long as this program runs.

    Its socket stays bound without listening: a server that may use an address again, as ours and nginx may, can listen there, but the
    system gives the port to nobody who asks for any free one, and to no connection.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    _held.append(holder)
    return holder.getsockname()[1]
