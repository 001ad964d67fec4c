# SPDX-License-Identifier: Apache-2.0
"""The watch that every test relies on does bite, and the pages do stay on their host."""

import contextlib

import expected
from waiting import happens


@contextlib.contextmanager
def provoked(page, script, *wanted):
    """The faults that a script leads to, when those that are wanted have come."""
    page.evaluate(script)
    happens(page, lambda: all(any(word in fault.lower() for fault in page.watch.faults) for word in wanted))
    yield list(page.watch.faults)
    # Neither these nor what still comes of the script are faults of the page.
    page.context.close()
    page.watch.faults.clear()


def test_a_request_to_another_host_is_a_fault(open_page, browser):
    page = open_page(browser, "/o-systemie")
    with provoked(page, "fetch('https://elsewhere.invalid/x').catch(() => {})", "elsewhere.invalid", "policy") as faults:
        assert any("elsewhere.invalid" in fault for fault in faults), faults
        assert any("policy" in fault.lower() for fault in faults), "the content security policy let it pass"


def test_inline_script_is_refused(open_page, browser):
    page = open_page(browser, "/o-systemie")
    with provoked(page, """(() => {
        const script = document.createElement('script');
        script.textContent = 'window.ranInline = true';
        document.body.append(script);
    })()""", "policy") as faults:
        assert faults and page.evaluate("window.ranInline") is None


def test_a_script_error_is_a_fault(open_page, browser):
    page = open_page(browser, "/o-systemie")
    with provoked(page, "setTimeout(() => { throw new Error('planted'); })", "planted") as faults:
        assert any("planted" in fault for fault in faults)


def test_the_map_stays_on_its_host(open_map, site):
    map_page = open_map(expected.query(expected.PROFILE_3))
    map_page.look_at(20.6, 50.9, 10)
    urls = map_page.page.watch.requests
    happens(map_page.page, lambda: any("/tiles/units/" in url for url in urls) and any("/fonts/" in url for url in urls))
    assert all(url.startswith((site.address + "/", "blob:", "data:")) for url in urls)
