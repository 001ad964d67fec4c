# SPDX-License-Identifier: Apache-2.0
"""A server of the debug build with a fresh database, shared by all tests that talk to one."""

import pytest

from served_atlas import serve


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("atlas")) as site:
        yield site
