# SPDX-License-Identifier: Apache-2.0
"""A short run of the crowd; crowd.py by itself runs for two minutes with 200 clients."""

import pytest

import crowd
import served_atlas


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """A server of its own: what is tried here would be counted against the tests of others."""
    folder = tmp_path_factory.mktemp("crowd")
    with served_atlas.serve(folder, ("survey", crowd.prepare(folder))) as site:
        site.folder = folder
        yield site


def has_written_enough(ledger):
    """Otherwise nothing was tried."""
    return (ledger.total("write", 303) >= 60 and ledger.total("write", 409) > 0 and ledger.total("read", 200) > 100
            and all(ledger.total(f"{kind} write", 303) > 5 and ledger.total(f"{kind} write", 409) > 0 for kind in ["institution", "agreement"]))


def test_no_error_and_no_lost_write(crowded):
    ledger = crowd.run(crowded.address, crowded.folder, seconds=6, editors=60, readers=140, has_tried_enough=has_written_enough)
    assert not ledger.faults, "\n".join(ledger.faults)
    assert has_written_enough(ledger), dict(ledger.statuses)


def has_refused_enough(ledger):
    """Readers are served all the while; how many depends on the machine."""
    return ledger.total("sign-in", 429, 503) > ledger.total("sign-in", 422) > 0 and ledger.total("read", 200) >= 10


def test_passwords_cannot_stall_the_server(crowded):
    ledger = crowd.flood(crowded.address, seconds=4, attackers=60, readers=10, has_tried_enough=has_refused_enough)
    assert not ledger.faults, "\n".join(ledger.faults)
    assert has_refused_enough(ledger), dict(ledger.statuses)
    # What one network may try, and what may wait when the limit is reached.
    assert ledger.total("sign-in", 422) <= 20 + 16, dict(ledger.statuses)
