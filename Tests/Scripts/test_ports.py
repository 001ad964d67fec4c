# SPDX-License-Identifier: Apache-2.0
"""A port that is held for a server is given to nobody else, before and after the server has it."""

import socket

import pytest

from ports import reserved_port


def test_a_reserved_port_is_for_one_server():
    port = reserved_port()
    assert reserved_port() != port
    with socket.socket() as stranger, pytest.raises(OSError):
        stranger.bind(("127.0.0.1", port))
    for _ in range(2):
        with socket.socket() as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(("127.0.0.1", port))
            server.listen()
            with socket.create_connection(("127.0.0.1", port), timeout=30) as client, server.accept()[0] as answering:
                assert client.getpeername() == answering.getsockname()
