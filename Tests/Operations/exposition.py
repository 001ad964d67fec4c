# SPDX-License-Identifier: Apache-2.0
"""A strict reader of Prometheus' text format 0.0.4: what a scraper would forgive is a fault here."""

import re

NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*\Z")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|\Z)')
NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?|Inf)\Z|NaN\Z")
# https://prometheus.io/docs/practices/naming: a name ends in its unit, in base units.
UNITS = ("seconds", "bytes", "total", "info", "open", "fds", "threads", "in_progress", "entries",
         "units", "indicators", "observations", "institutions", "letters", "failed")


class Family:
    def __init__(self, name, help_text, kind):
        self.name, self.help, self.kind, self.samples = name, help_text, kind, {}


def labels_of(text):
    labels, position = [], 0
    while position < len(text):
        match = LABEL.match(text, position)
        assert match, f"labels {text!r}"
        labels.append((match[1], match[2]))
        position = match.end()
    assert len({name for name, _ in labels}) == len(labels), f"a label twice in {text!r}"
    return tuple(labels)


def read(text):
    """Families by name; an AssertionError for any breach."""
    assert text.endswith("\n")
    families, current = {}, None
    lines = iter(text[:-1].split("\n"))
    for line in lines:
        assert line, "an empty line"
        if line.startswith("# HELP "):
            _, _, name, help_text = line.split(" ", 3)
            kind_line = next(lines)
            assert kind_line.startswith(f"# TYPE {name} "), f"TYPE does not follow HELP of {name}"
            assert NAME.match(name) and name not in families and help_text.endswith(".")
            current = families[name] = Family(name, help_text, kind_line.split(" ")[3])
            assert current.kind in ("counter", "gauge", "histogram")
            continue
        match = re.match(r"([^{ ]+)(?:\{(.*)\})? (\S+)\Z", line)
        assert match and not line.startswith("#"), f"line {line!r}"
        name, labels, number = match[1], labels_of(match[2] or ""), match[3]
        assert NUMBER.match(number), f"number {number!r}"
        suffixes = ("_bucket", "_sum", "_count") if current.kind == "histogram" else ("",)
        assert name in {current.name + suffix for suffix in suffixes}, f"{name} stands under {current.name}"
        key = (name, labels)
        assert key not in current.samples, f"{key} twice"
        current.samples[key] = float(number)
    for family in families.values():
        check(family)
    return families


def check(family):
    assert family.samples, f"{family.name} has no samples"
    assert family.name.endswith(UNITS), f"{family.name} does not end in a unit"
    assert (family.kind == "counter") == family.name.endswith("_total"), family.name
    if family.kind != "gauge":
        assert all(value >= 0 for value in family.samples.values()), family.name
    if family.kind == "histogram":
        series = {}
        for (name, labels), value in family.samples.items():
            rest = tuple(label for label in labels if label[0] != "le")
            series.setdefault(rest, []).append((name, dict(labels).get("le"), value))
        for rest, samples in series.items():
            buckets = [(float(limit.replace("+Inf", "inf")), value) for name, limit, value in samples if limit]
            count, = [value for name, _, value in samples if name.endswith("_count")]
            _, = [value for name, _, value in samples if name.endswith("_sum")]
            assert [limit for limit, _ in buckets] == sorted({limit for limit, _ in buckets}), rest
            values = [value for _, value in buckets]
            assert values == sorted(values) and buckets[-1] == (float("inf"), count), rest
