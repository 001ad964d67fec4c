# SPDX-License-Identifier: Apache-2.0
"""Correlations, lines, composites, distances and gaps against scipy, scikit-learn and plain numpy."""

import itertools

import numpy
import pytest
from scipy import stats
from scipy.spatial import distance
from sklearn.metrics.pairwise import nan_euclidean_distances

from levels import LEVELS

ANCHORS = ("udzial-65-plus", "ludnosc", "wyzsze-wyksztalcenie-na-1000", "udzial-profil-3", "uczestnicy-pai",
           "proba-skupiona", "proba-skokowa")


def pairs(atlas, level):
    available = [name for name, levels in atlas.indicators().items() if level in levels]
    anchors = [name for name in ANCHORS if name in available] or available[:2]
    return [(x, y) for x, y in itertools.product(anchors, available) if x != y]


def close(found, expected, what):
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9), what


@pytest.mark.parametrize("level", LEVELS)
def test_correlation_and_line(atlas, level):
    compared = 0
    for x, y in pairs(atlas, level):
        answer = atlas.get("analysis/correlation", x=x, y=y, level=level)
        first = atlas.series(x, level)[answer["period"]]
        second = atlas.series(y, level)[answer["period_y"]]
        both = ~numpy.isnan(first) & ~numpy.isnan(second)
        first, second = first[both], second[both]
        assert answer["n"] == len(first) == len(answer["points"])
        if answer["pearson"] is None:
            assert len(first) < 3 or len(set(first)) == 1 or len(set(second)) == 1, (x, y)
            continue
        what = f"{x} × {y} {level}"
        pearson = stats.pearsonr(first, second)
        interval = pearson.confidence_interval()
        # On a straight line p and the interval follow from the rounding errors of r in the reference.
        is_line = abs(pearson.statistic) > 1 - 1e-12
        close(answer["pearson"]["r"], pearson.statistic, what)
        if not is_line:
            close(answer["pearson"]["p"], pearson.pvalue, what)
            close([answer["pearson"]["low"], answer["pearson"]["high"]], [interval.low, interval.high], what)
        # Relative agreement far out in the tail as well, where 1e-9 would say nothing.
        if 1e-200 < pearson.pvalue < 1e-9 and abs(pearson.statistic) < 0.999:
            assert answer["pearson"]["p"] == pytest.approx(pearson.pvalue, rel=1e-6, abs=0), what
        spearman = stats.spearmanr(first, second)
        close(answer["spearman"]["rho"], spearman.statistic, what)
        close(answer["spearman"]["p"], spearman.pvalue, what)
        line = stats.linregress(first, second)
        regression = answer["regression"]
        close(regression["slope"], line.slope, what)
        assert regression["intercept"] == pytest.approx(line.intercept, rel=1e-6, abs=1e-9 * numpy.abs(second).max()), what
        close(regression["determination"], line.rvalue**2, what)
        if not is_line:
            close(regression["p"], line.pvalue, what)
        if abs(line.rvalue) < 0.9999999:
            close(regression["slope_error"], line.stderr, what)
        compared += 1
    assert compared >= 3


SETS = [
    ["udzial-65-plus*1", "wyzsze-wyksztalcenie-na-1000*-2", "feminizacja*0.5"],
    ["obciazenie-demograficzne*-1", "udzial-80-plus*-1"],
    ["udzial-0-17*3", "ludnosc*1", "indeks-starosci*-1", "panny-na-100-kawalerow*1"],
]


def composite(method, columns, weights):
    """Formulas as in textbooks, over complete rows."""
    shares = numpy.abs(weights) / numpy.abs(weights).sum()
    turned = columns * numpy.sign(weights)
    if method == "minmax":
        low, high = turned.min(axis=0), turned.max(axis=0)
        return 100 * ((turned - low) / (high - low)) @ shares
    scores = stats.zscore(turned, axis=0)
    if method == "zscore":
        return scores @ shares
    distances = numpy.sqrt((((scores - scores.max(axis=0)) ** 2) * shares).sum(axis=1))
    return 1 - distances / (distances.mean() + 2 * distances.std())


@pytest.mark.parametrize("method", ["zscore", "minmax", "hellwig"])
@pytest.mark.parametrize("components", SETS)
@pytest.mark.parametrize("within", [None, "26"])
def test_composite_index(atlas, method, components, within):
    level = "powiat"
    expression = f"index({method},{','.join(components)})"
    answer = atlas.get("analysis/index", indicator=expression, level=level, within=within)
    inside = numpy.array([within is None or code.startswith(within) for code in atlas.codes(level)])
    columns = numpy.array(
        [atlas.series(part["id"], level)[part["period"]][inside] for part in answer["components"]]).T
    complete = ~numpy.isnan(columns).any(axis=1)
    weights = numpy.array([part["weight"] for part in answer["components"]])
    expected = composite(method, columns[complete], weights)
    found = numpy.array([numpy.nan if unit["value"] is None else unit["value"] for unit in answer["units"]])
    assert (numpy.isnan(found) == ~complete).all()
    assert numpy.allclose(found[complete], expected, rtol=1e-6, atol=1e-9)
    parts = numpy.array([unit["contributions"] for unit, is_there in zip(answer["units"], complete) if is_there])
    assert numpy.allclose(parts.sum(axis=1), expected - (1 if method == "hellwig" else 0), rtol=1e-6, atol=1e-9)
    places = stats.rankdata(-expected, method="min")
    assert [unit["rank"] for unit in answer["units"] if unit["rank"]] == list(places)


@pytest.mark.parametrize("method", ["zscore", "minmax", "hellwig"])
def test_an_index_is_an_indicator(atlas, method):
    """The expression gives the same values wherever an id may stand."""
    expression = f"index({method},{','.join(SETS[0])})"
    parts = atlas.get("analysis/index", indicator=expression, level="powiat")
    values = atlas.get(f"indicators/{expression}/values", level="powiat")
    found = {row["terc"]: row["value"] for row in values["values"]}
    for unit in parts["units"]:
        close(found[unit["terc"]], unit["value"], unit["terc"])


@pytest.mark.parametrize("unit", ["2604", "1465", "1217"])
def test_similar_units(atlas, unit):
    names = ["udzial-65-plus", "wyzsze-wyksztalcenie-na-1000", "feminizacja", "ludnosc"]
    answer = atlas.get("analysis/similar", unit=unit, indicators=",".join(names), limit=100)
    columns = numpy.array([atlas.series(name, "powiat")["2021"] for name in names]).T
    codes = atlas.codes("powiat")
    own = codes.index(unit)
    expected = distance.cdist(columns[own : own + 1], columns, "seuclidean", V=columns.var(axis=0))[0]
    order = [position for position in numpy.argsort(expected, kind="stable") if position != own][:100]
    assert [match["terc"] for match in answer["similar"]] == [codes[position] for position in order]
    close([match["distance"] for match in answer["similar"]], list(expected[order]), unit)


def test_similar_units_with_gaps(atlas):
    """What a unit lacks is made up for as scikit-learn does it."""
    names = ["udzial-65-plus", "feminizacja", "udzial-profil-3"]
    answer = atlas.get("analysis/similar", unit="2604", indicators=",".join(names), limit=100)
    periods = [part["period"] for part in answer["indicators"]]
    columns = numpy.array([atlas.series(name, "powiat")[period] for name, period in zip(names, periods)]).T
    scores = (columns - numpy.nanmean(columns, axis=0)) / numpy.nanstd(columns, axis=0)
    codes = atlas.codes("powiat")
    expected = nan_euclidean_distances(scores[codes.index("2604")][None], scores)[0]
    shared = {match["terc"]: match["shared"] for match in answer["similar"]}
    assert set(shared.values()) == {2, 3} or set(shared.values()) == {2}
    for match in answer["similar"]:
        close(match["distance"], expected[codes.index(match["terc"])], match["terc"])


@pytest.mark.parametrize("within", [None, "12"])
def test_need_against_provision(atlas, within):
    answer = atlas.get(
        "analysis/gap", need="udzial-65-plus", provision="wyzsze-wyksztalcenie-na-1000", level="powiat", within=within)
    need = numpy.array([unit["need"] for unit in answer["units"]])
    provision = numpy.array([unit["provision"] for unit in answer["units"]])
    assert answer["n"] == len(need) == (380 if within is None else 22)
    difference = stats.zscore(need) - stats.zscore(provision)
    close([unit["difference"] for unit in answer["units"]], list(difference), "difference")
    assert (numpy.diff(difference) <= 1e-12).all()
    places = stats.rankdata(-provision, method="min") - stats.rankdata(-need, method="min")
    assert [unit["rank_difference"] for unit in answer["units"]] == list(places)
    for unit, row, column in zip(answer["units"], stats.zscore(need) > 0, stats.zscore(provision) > 0):
        assert unit["field"] == f"{'high' if row else 'low'}-need-{'high' if column else 'low'}-provision"
