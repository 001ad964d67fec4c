# SPDX-License-Identifier: Apache-2.0
"""Class breaks of all indicators, levels and periods against mapclassify."""

import mapclassify
import numpy
import pytest

from levels import LEVELS


def samples(atlas, level):
    for indicator, levels in atlas.indicators().items():
        if level in levels:
            for period, values in atlas.series(indicator, level).items():
                present = values[~numpy.isnan(values)]
                if len(present) > 0:
                    yield indicator, period, present


def breaks(atlas, indicator, level, period, method, classes):
    legends = atlas.get("legend", indicator=indicator, level=level, period="*", method=method, classes=classes)
    return legends["legends"][period]["breaks"]


def inner(bins, values):
    """Limits that have values on both sides, each once: the last bin is the maximum."""
    limits = sorted(set(float(limit) for limit in bins))
    return [limit for limit in limits if values.min() <= limit < values.max() - 1e-12 * abs(values.max())]


def agree(found, expected, values, what):
    scale = max(1e-300, float(numpy.abs(values).max()))
    assert len(found) == len(expected), f"{what}: {found} against {expected}"
    assert numpy.allclose(found, expected, rtol=1e-6, atol=1e-9 * scale), f"{what}: {found} against {expected}"


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("classes", [3, 5, 8])
def test_quantiles(atlas, level, classes):
    for indicator, period, values in samples(atlas, level):
        count = min(classes, len(set(values)))
        expected = inner(mapclassify.Quantiles(values, k=count).bins, values) if count > 1 else []
        agree(breaks(atlas, indicator, level, period, "quantile", classes), expected, values, f"{indicator} {period}")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("classes", [3, 5, 8])
def test_equal_intervals(atlas, level, classes):
    for indicator, period, values in samples(atlas, level):
        count = min(classes, len(set(values)))
        expected = inner(mapclassify.EqualInterval(values, k=count).bins, values) if count > 1 else []
        agree(breaks(atlas, indicator, level, period, "equal", classes), expected, values, f"{indicator} {period}")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("classes", [4, 5])
def test_standard_deviations(atlas, level, classes):
    """mapclassify divides by n − 1; a map of all units by n, so its limits are drawn in by √((n − 1)/n)."""
    for indicator, period, values in samples(atlas, level):
        count = min(classes, len(set(values)))
        expected = []
        if count > 1:
            multiples = [number - count / 2 for number in range(1, count)]
            mean, size = values.mean(), len(values)
            factor = numpy.sqrt((size - 1) / size)
            deviation = values.std(ddof=1)
            # StdMean closes its limits with the maximum and may leave out those beyond it.
            found = mapclassify.StdMean(values, multiples=multiples).bins
            limits = [mean + (limit - mean) * factor for limit in found if abs((limit - mean) / deviation - round(2 * (limit - mean) / deviation) / 2) < 1e-9]
            expected = inner(limits, values)
        agree(breaks(atlas, indicator, level, period, "stddev", classes), expected, values, f"{indicator} {period}")


def natural_breaks(values, count):
    """The smallest sum of squared deviations from class means, by W. D. Fisher's recurrence (1958) in double precision."""
    values = numpy.sort(values) - values.mean()
    sums = numpy.concatenate([[0], numpy.cumsum(values)])
    squares = numpy.concatenate([[0], numpy.cumsum(values**2)])
    size = len(values)
    best = squares[1:] - sums[1:] ** 2 / numpy.arange(1, size + 1)
    for _ in range(count - 1):
        following = numpy.full(size, numpy.inf)
        for end in range(1, size):
            starts = numpy.arange(1, end + 1)
            last = squares[end + 1] - squares[starts] - (sums[end + 1] - sums[starts]) ** 2 / (end + 1 - starts)
            following[end] = min((best[starts - 1] + last).min(), best[end])
        best = following
    return max(best[-1], 0)


def within_classes(values, limits):
    """The sum of squared deviations from the means of classes: what natural breaks make small."""
    classes = numpy.searchsorted(numpy.array(limits), values, side="left")
    parts = [values[classes == number] for number in set(classes)]
    return sum(((part - part.mean()) ** 2).sum() for part in parts)


@pytest.mark.parametrize("level", LEVELS)
def test_natural_breaks(atlas, level):
    """mapclassify adds up in single precision, so that it may miss the best of several nearly equal partitions: where the
    limits differ, ours must be the better ones, and the best there are by our own recurrence."""
    same = other = 0
    for indicator, period, values in samples(atlas, level):
        count = min(5, len(set(values)))
        # Both references take time that grows with the square of the values.
        if count < 2 or len(values) > 500 or period not in list(atlas.series(indicator, level))[-2:]:
            continue
        found = breaks(atlas, indicator, level, period, "jenks", 5)
        ours = within_classes(values, found)
        scale = ((values - values.mean()) ** 2).sum()
        assert ours == pytest.approx(natural_breaks(values, count), rel=1e-9, abs=1e-12 * scale), f"{indicator} {period}: {found}"
        expected = inner(mapclassify.FisherJenks(values, k=count).bins, values)
        if len(found) == len(expected) and numpy.allclose(found, expected, rtol=1e-6):
            same += 1
        else:
            assert ours <= within_classes(values, expected) + 1e-12 * scale, f"{indicator} {period}: {found} against {expected}"
            other += 1
    assert same >= 4 * other and same > 0, (same, other)
