# SPDX-License-Identifier: Apache-2.0
"""The watch that every test relies on does bite, and the pages do stay on their host."""

import expected
from waiting import happens


def provoke(page, script, *wanted):
    """The faults that a script leads to, when those that are wanted have come."""
    page.evaluate(script)
    happens(page, lambda: all(any(word in fault.lower() for fault in page.watch.faults) for word in wanted))
    faults = list(page.watch.faults)
    page.watch.faults.clear()  # provoked here: not a fault of the page
    return faults


def test_a_request_to_another_host_is_a_fault(open_page, browser):
    page = open_page(browser, "/o-systemie")
    faults = provoke(page, "fetch('https://elsewhere.invalid/x').catch(() => {})", "elsewhere.invalid", "policy")
    assert any("elsewhere.invalid" in fault for fault in faults), faults
    assert any("policy" in fault.lower() for fault in faults), "the content security policy let it pass"


def test_inline_script_is_refused(open_page, browser):
    page = open_page(browser, "/o-systemie")
    faults = provoke(page, """(() => {
        const script = document.createElement('script');
        script.textContent = 'window.ranInline = true';
        document.body.append(script);
    })()""", "policy")
    assert page.evaluate("window.ranInline") is None
    assert faults


def test_a_script_error_is_a_fault(open_page, browser):
    page = open_page(browser, "/o-systemie")
    assert any("planted" in fault for fault in provoke(page, "setTimeout(() => { throw new Error('planted'); })", "planted"))


def test_the_map_stays_on_its_host(open_map, site):
    map_page = open_map(expected.query(expected.PROFILE_3))
    map_page.look_at(20.6, 50.9, 10)
    urls = map_page.page.watch.requests
    happens(map_page.page, lambda: any("/tiles/units/" in url for url in urls) and any("/fonts/" in url for url in urls))
    assert all(url.startswith((site.address + "/", "blob:", "data:")) for url in urls)
