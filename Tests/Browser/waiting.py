# SPDX-License-Identifier: Apache-2.0
"""Waiting for what an action leads to: no test may depend on how fast the machine is.

What a handler does at once may be read at once. What comes with an answer of the server, a timer or another page is waited for:
by `next_page`, by `eventually`, or by Playwright's own `expect`, which repeats until it holds.
"""

import contextlib
import time

from playwright.sync_api import Error, expect

# Only what fails waits as long.
PATIENCE_SECONDS = 90
expect.set_options(timeout=PATIENCE_SECONDS * 1000)


def eventually(check):
    """Repeats a check until it holds: the page needs a moment, and a busy machine a longer one.

    A page that is being left, and things that are not there yet, are reasons to look again.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            result = check()
            assert result is not False, "it did not come true"
            return result
        except (AssertionError, LookupError, Error):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def comes_true(check):
    """Waits until a check gives something: `eventually` takes an empty list for an answer."""
    eventually(lambda: bool(check()))


@contextlib.contextmanager
def next_page(page):
    """What is done in here leads to another page: what follows reads from that one, when it has loaded."""
    with page.expect_navigation():
        yield


def happens(page, check):
    """Waits for what the browser tells by events, such as requests: they are worked off while the page is asked for something."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not check():
        assert time.monotonic() < deadline, "it did not happen"
        page.wait_for_timeout(50)


def quiet(page):
    """Waits until a watched page has loaded and has asked for nothing more for half a second.

    Playwright's own `networkidle` misses its event now and then on a busy machine, and then waits for ever.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    seen, since = None, time.monotonic()
    while True:
        page.wait_for_timeout(100)
        now = (len(page.watch.requests), len(page.watch.finished), page.watch.failed)
        if now != seen:
            seen, since = now, time.monotonic()
        calm = time.monotonic() - since
        # A redirect may be counted once more when it is asked for than when it ends.
        if page.evaluate("document.readyState") == "complete" and (calm > 5 or (calm > 0.5 and now[0] <= now[1] + now[2])):
            return
        assert time.monotonic() < deadline, f"the page is never quiet: {now}"


def address(page):
    """The address as it is now: `page.url` follows only when events are worked off."""
    return page.evaluate("location.href")
