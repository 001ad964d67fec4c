# SPDX-License-Identifier: Apache-2.0
"""A short run of the crowd; crowd.py by itself runs for two minutes with 200 clients."""

import crowd
import served_atlas


def test_no_error_and_no_lost_write(tmp_path):
    with served_atlas.serve(tmp_path, ("survey", crowd.prepare(tmp_path))) as site:
        ledger = crowd.run(site.address, crowd.invite(tmp_path), seconds=6, editors=60, readers=140)
    assert not ledger.faults, "\n".join(ledger.faults)
    # Otherwise nothing was tried.
    assert ledger.total("write", 303) >= 60 and ledger.total("write", 409) > 0 and ledger.total("read", 200) > 100, dict(ledger.statuses)


def test_passwords_cannot_stall_the_server(site):
    ledger = crowd.flood(site.address, seconds=4, attackers=60, readers=10)
    assert not ledger.faults, "\n".join(ledger.faults)
    looked_at = ledger.total("sign-in", 422)
    refused = ledger.total("sign-in", 429, 503)
    # What one network may try, and what may wait when the limit is reached.
    assert 0 < looked_at <= 20 + 16 and refused > looked_at, dict(ledger.statuses)
    # Readers are served all the while; how many depends on the machine.
    assert ledger.total("read", 200) >= 10, dict(ledger.statuses)
