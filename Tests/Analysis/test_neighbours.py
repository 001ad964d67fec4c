# SPDX-License-Identifier: Apache-2.0
"""Neighbours, Moran's I and local Moran's I against shapely, libpysal and esda."""

import warnings

import numpy
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import esda
    from esda.significance import calculate_significance
    from libpysal.weights import lag_spatial

from levels import LEVELS

QUADRANTS = {1: "high-high", 2: "low-high", 3: "low-low", 4: "high-low"}


def answers(atlas, level):
    """All indicators of a level in the newest period, where Moran's I says something."""
    for indicator, levels in atlas.indicators().items():
        if level not in levels:
            continue
        answer = atlas.get("analysis/autocorrelation", indicator=indicator, level=level)
        codes, values, weights = atlas.sample(atlas.series(indicator, level)[answer["period"]], level)
        if answer["moran"] is None:
            assert len(values) < 4 or len(set(values)) == 1 or weights.s0 == 0, indicator
            continue
        assert [unit["terc"][: len(codes[0])] for unit in answer["units"]] == codes, indicator
        yield indicator, answer, values, weights


@pytest.mark.parametrize("level", LEVELS)
def test_neighbours(atlas, level):
    """As many links, islands and parts, and for each unit the same mean of the neighbours' values."""
    compared = 0
    for indicator, answer, values, weights in answers(atlas, level):
        found = answer["weights"]
        assert found["units"] == weights.n, indicator
        assert found["links"] == sum(weights.cardinalities.values()), indicator
        assert found["islands"] == len(weights.islands), indicator
        assert found["components"] == weights.n_components, indicator
        lags = lag_spatial(weights, values)
        for unit, lag, code in zip(answer["units"], lags, weights.id_order):
            if code in weights.islands:
                assert unit["lag"] is None and unit["cluster"] == "isolated"
            else:
                assert unit["lag"] == pytest.approx(lag, rel=1e-6, abs=1e-9), (indicator, code)
        compared += 1
    assert compared >= 2


def test_neighbour_sets(atlas):
    """Neighbours by shapely's geometry are those that share a vertex: the reference itself, found in two ways."""
    for level in LEVELS:
        vertices = {}
        for code, shape in atlas.boundaries(level).items():
            for part in getattr(shape, "geoms", [shape]):
                for ring in [part.exterior, *part.interiors]:
                    for point in ring.coords:
                        vertices.setdefault(point, set()).add(code)
        neighbours = {code: set() for code in atlas.boundaries(level)}
        for codes in vertices.values():
            for code in codes:
                neighbours[code] |= codes - {code}
        weights = atlas.weights(level)
        assert all(set(weights.neighbors[code]) == others for code, others in neighbours.items()), level


@pytest.mark.parametrize("level", LEVELS)
def test_global_moran(atlas, level):
    for indicator, answer, values, weights in answers(atlas, level):
        expected = esda.Moran(values, weights, permutations=0)
        found = answer["moran"]
        for name, value in [
            ("i", expected.I), ("expected", expected.EI), ("variance", expected.VI_rand), ("z", expected.z_rand),
            ("p", expected.p_rand), ("normal_variance", expected.VI_norm), ("normal_z", expected.z_norm),
            ("normal_p", expected.p_norm),
        ]:
            assert found[name] == pytest.approx(value, rel=1e-6, abs=1e-9), (indicator, name)


@pytest.mark.parametrize("level", LEVELS)
def test_local_moran(atlas, level):
    for indicator, answer, values, weights in answers(atlas, level):
        expected = esda.Moran_Local(values, weights, permutations=0)
        found = [unit["local_i"] for unit in answer["units"]]
        assert found == pytest.approx(list(expected.Is), rel=1e-6, abs=1e-9), indicator
        assert [unit["z"] for unit in answer["units"]] == pytest.approx(list(expected.z), rel=1e-6, abs=1e-9), indicator
        standard_lags = lag_spatial(weights, expected.z)
        for unit, quadrant, z, lag, code in zip(answer["units"], expected.q, expected.z, standard_lags, weights.id_order):
            # At the border of two quadrants rounding decides.
            if code not in weights.islands and min(abs(z), abs(lag)) > 1e-9:
                assert unit["quadrant"] == QUADRANTS[quadrant], (indicator, code)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("alternative", ["two-sided", "directed"])
def test_false_discovery(atlas, level, alternative):
    """The threshold and the clusters that follow from the served p-values are those of esda."""
    found_any = 0
    for indicator, levels in atlas.indicators().items():
        if level not in levels:
            continue
        for alpha in (0.05, 0.2):
            answer = atlas.get("analysis/autocorrelation", indicator=indicator, level=level, alternative=alternative, alpha=alpha)
            if answer["moran"] is None:
                continue
            p_values = [unit["p"] for unit in answer["units"] if unit["p"] is not None]
            threshold = esda.fdr(numpy.array(p_values), alpha)
            assert answer["fdr_threshold"] == pytest.approx(threshold, rel=1e-12), indicator
            for unit in answer["units"]:
                significant = unit["p"] is not None and unit["p"] <= threshold
                assert unit["significant"] == significant
                assert unit["cluster"] == (unit["quadrant"] if significant or unit["p"] is None else "not-significant")
                found_any += significant
            counts = {name: sum(unit["cluster"] == name for unit in answer["units"]) for name in answer["counts"]}
            assert answer["counts"] == counts
    assert found_any > 0 or level != "powiat"


def tolerance(p, ours, theirs):
    """Five standard errors of the difference of two shares, and a step of each: seeds differ."""
    return 5 * numpy.sqrt(p * (1 - p) * (1 / ours + 1 / theirs)) + 2 / ours + 2 / theirs


@pytest.mark.parametrize("indicator, level", [
    ("udzial-65-plus", "powiat"), ("wyzsze-wyksztalcenie-na-1000", "powiat"), ("uczestnicy-pai", "gmina"),
    ("feminizacja", "wojewodztwo"), ("proba-skupiona", "gmina"), ("proba-skokowa", "gmina"),
])
def test_permutations(atlas, indicator, level):
    permutations = 1_999
    answers = {
        alternative: atlas.get(
            "analysis/autocorrelation", indicator=indicator, level=level, alternative=alternative, permutations=19_999, seed=7)
        for alternative in ("directed", "two-sided")
    }
    _, values, weights = atlas.sample(atlas.series(indicator, level)[answers["directed"]["period"]], level)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        local = esda.Moran_Local(values, weights, permutations=permutations, seed=5)
    observed = local.Is[:, None]
    slack = 1e-9 * numpy.maximum(1, numpy.abs(observed))
    at_least = (local.rlisas >= observed - slack).sum(axis=1)
    at_most = (local.rlisas <= observed + slack).sum(axis=1)
    both_sides = numpy.minimum(1, 2 * (numpy.minimum(at_least, at_most) + 1) / (permutations + 1))
    both_by_esda = calculate_significance(local.Is, local.rlisas, alternative="two-sided")
    has_ties = len(set(values)) < 0.9 * len(values)
    for position, (directed, two_sided) in enumerate(zip(answers["directed"]["units"], answers["two-sided"]["units"])):
        if directed["p"] is None:
            continue
        # esda compares sums with their rounding errors, so of equal ones it counts some and not others.
        larger = at_least[position] if has_ties else (local.rlisas[position] >= local.Is[position]).sum()
        p = (min(larger, permutations - larger) + 1) / (permutations + 1)
        if not has_ties:
            assert p == pytest.approx(local.p_sim[position])
        assert abs(directed["p"] - p) <= tolerance(p, 19_999, permutations), (directed["terc"], p)
        p = both_sides[position]
        assert abs(two_sided["p"] - p) <= 2 * tolerance(p / 2, 19_999, permutations), (two_sided["terc"], p)
        if not has_ties:
            # esda interpolates between the reference values.
            p = min(1, both_by_esda[position])
            assert abs(two_sided["p"] - p) <= 2 * tolerance(p / 2, 19_999, permutations) + 4 / permutations, (two_sided["terc"], p)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        numpy.random.seed(3)
        moran = esda.Moran(values, weights, permutations=permutations)
    found = answers["directed"]["moran"]
    assert abs(found["permutation_p"] - moran.p_sim) <= tolerance(moran.p_sim, found["permutations"], permutations)


def test_the_same_seed_gives_the_same_answer(atlas):
    query = dict(indicator="udzial-65-plus", level="powiat", permutations=999)
    first = atlas.get("analysis/autocorrelation", **query, seed=11)
    again = atlas.site.json("/api/v1/analysis/autocorrelation?seed=11&permutations=999&level=powiat&indicator=udzial-65-plus")
    other = atlas.get("analysis/autocorrelation", **query, seed=12)
    assert first["units"] == again["units"]
    assert [unit["p"] for unit in first["units"]] != [unit["p"] for unit in other["units"]]


def test_the_map_of_clusters_is_the_analysis(atlas):
    """The classes of `clusters(ID)` on the map are the clusters of the analysis."""
    legend = atlas.get("legend", indicator="clusters(udzial-65-plus)", level="powiat")
    counts = {entry["category"]: entry["count"] for entry in legend["classes"]}
    analysis = atlas.get("analysis/autocorrelation", indicator="udzial-65-plus", level="powiat")["counts"]
    assert {name: count for name, count in counts.items()} == {name: analysis[name] for name in counts}
