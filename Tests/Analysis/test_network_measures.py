# SPDX-License-Identifier: Apache-2.0
"""The network of cooperation against networkx, on generated agreements: partners, groups, institutions and ties that hold groups
together, betweenness, density; and the GraphML file as networkx reads it."""

import csv
import io
import itertools
import random

import networkx
import pytest

from served_atlas import REPOSITORY, serve

AGREEMENT_COLUMNS = [
    "id", "kind", "title", "form", "subject", "signed", "valid_from", "valid_to", "terminated_on", "renews", "legal_basis", "area", "targets",
    "services", "programmes", "exchange_scope", "exchange_means", "exchange_safeguards", "risks", "monitoring", "open_to_join", "source",
    "record_date", "verified_on", "note",
]
PARTY_COLUMNS = ["agreement", "party", "role", "name", "signatory", "contact_name", "contact_role", "contact_phone", "contact_email"]
FORMS = ["siec", "wymiana-informacji", "wspolne-dzialania", "cialo-zarzadzajace", "federacja", "polaczenie"]
DAY = "2020-06-01"


def institutions():
    with open(REPOSITORY / "GeoData/directory/institutions.csv", encoding="utf-8") as file:
        return sorted(row["id"] for row in csv.DictReader(file))


def generate(folder):
    """Pairs, small groups and some large agreements among part of the directory; most are valid on the day, a few only before."""
    numbers = random.Random(2604)
    ids = institutions()
    numbers.shuffle(ids)
    # Several neighbourhoods, so that there are several groups, and ties between some of them.
    circles = [ids[start:start + size] for start, size in [(0, 60), (60, 40), (100, 25), (125, 12), (137, 8), (145, 4), (149, 2)]]
    agreements, parties = [], []

    def add(members, form, valid_from="2015", valid_to="bezterminowo"):
        name = f"siec-proba-{len(agreements)}"
        row = dict.fromkeys(AGREEMENT_COLUMNS, "")
        row |= {"id": name, "kind": "porozumienie", "title": f"Umowa {name}", "form": form, "valid_from": valid_from, "valid_to": valid_to, "source": "gen"}
        agreements.append(row)
        parties.extend({"agreement": name, "party": member, "role": "partner"} for member in members)

    for circle in circles:
        for _ in range(int(len(circle) * 0.8)):
            size = min(len(circle), numbers.choice([2, 2, 2, 2, 3, 3, 4, 6]))
            add(numbers.sample(circle, size), numbers.choice(FORMS))
    add(circles[0][:2] + circles[1][:1], "wspolne-dzialania")
    add(circles[0][3:4] + circles[2][:1], "siec")
    add(circles[0][:25], "federacja")
    for _ in range(4):
        # The same two again: one tie of more agreements.
        add(circles[3][:2], numbers.choice(FORMS))
    line = ids[151:157]
    for pair in zip(line, line[1:]):
        add(pair, "wspolne-dzialania")
    for _ in range(40):
        add(numbers.sample(ids, 3), "polaczenie", "2010", "2019")
    write(folder / "agreements.csv", AGREEMENT_COLUMNS, agreements)
    write(folder / "agreement-parties.csv", PARTY_COLUMNS, parties)
    write(folder / "sources.csv", ["id", "name_pl", "name_en", "publisher", "url", "date", "licence_pl", "licence_en"],
          [{"id": "gen", "name_pl": "Umowy próbne", "name_en": "Test agreements", "publisher": "–", "date": "2020", "licence_pl": "–", "licence_en": "–"}])


def write(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    """Answers for several conditions from one server."""
    folder = tmp_path_factory.mktemp("agreements")
    generate(folder)
    with serve(tmp_path_factory.mktemp("network"), ["agreements", folder]) as site:
        yield {
            query: (site.json(f"/api/v1/network?day={DAY}{query}"), site.bytes(f"/api/v1/network.graphml?day={DAY}{query}"))
            for query in ["", "&form=wspolne-dzialania", "&unit=12", "&type=OPS&type=PUP&type=PCPR", f"&institution={busiest(folder)}&depth=2"]
        }


def busiest(folder):
    with open(folder / "agreement-parties.csv", encoding="utf-8") as file:
        parties = [row["party"] for row in csv.DictReader(file)]
    return max(sorted(set(parties)), key=parties.count)


def graphs(answer):
    """The graph of partners, and that of institutions and ties."""
    partners, incidence = networkx.Graph(), networkx.Graph()
    partners.add_nodes_from(node["id"] for node in answer["nodes"])
    incidence.add_nodes_from(partners)
    for number, tie in enumerate(answer["ties"]):
        partners.add_edges_from(itertools.combinations(tie["institutions"], 2))
        incidence.add_edges_from((member, number) for member in tie["institutions"])
    return partners, incidence


def test_measures(networks):
    cuts = 0
    for query, (answer, _) in networks.items():
        partners, incidence = graphs(answer)
        nodes = {node["id"]: node for node in answer["nodes"]}
        assert len(nodes) > 10, query
        assert {name: node["partners"] for name, node in nodes.items()} == dict(partners.degree)
        assert answer["measures"]["density"] == pytest.approx(networkx.density(partners))
        groups = sorted((sorted(group) for group in networkx.connected_components(partners)), key=lambda group: (-len(group), group[0]))
        assert [component["institutions"] for component in answer["components"]] == groups, query
        for group, component in zip(groups, answer["components"]):
            assert {nodes[name]["group"] for name in group} == {component["group"]}
        found = {name for name, node in nodes.items() if node["parts_without"]}
        assert found == set(networkx.articulation_points(partners)), query
        cuts += len(found)
        for name in found:
            group = next(group for group in groups if name in group)
            rest = networkx.connected_components(partners.subgraph(set(group) - {name}))
            assert nodes[name]["parts_without"] == sorted((len(part) for part in rest), reverse=True), name
        # Ways of partners: those of the other graph are twice as long, through ties.
        expected = networkx.betweenness_centrality_subset(incidence, list(nodes), list(nodes), normalized=False)
        pairs = (len(nodes) - 1) * (len(nodes) - 2) / 2
        assert answer["measures"]["betweenness"] == "exact"
        for name, node in nodes.items():
            assert node["betweenness"] == pytest.approx(expected[name] / pairs, rel=1e-9, abs=1e-12), name
    assert cuts > 10


def test_bridges(networks):
    bridges = 0
    for query, (answer, _) in networks.items():
        partners, incidence = graphs(answer)
        splitting = {number for number, tie in enumerate(answer["ties"]) if tie["parts_without"]}
        assert splitting == {vertex for vertex in networkx.articulation_points(incidence) if isinstance(vertex, int)}, query
        pairs = {frozenset(answer["ties"][number]["institutions"]) for number in splitting if len(answer["ties"][number]["institutions"]) == 2}
        assert pairs == {frozenset(edge) for edge in networkx.bridges(partners)}, query
        bridges += len(pairs)
    assert bridges > 5


def test_betweenness_of_pairs_alone(networks):
    """Where all ties are of two, it is the betweenness of the graph of partners."""
    compared = 0
    for answer, _ in networks.values():
        partners, _ = graphs(answer)
        for component in answer["components"]:
            inside = set(component["institutions"])
            ties = [tie for tie in answer["ties"] if inside.issuperset(tie["institutions"])]
            if len(inside) < 3 or any(len(tie["institutions"]) > 2 for tie in ties):
                continue
            expected = networkx.betweenness_centrality(partners.subgraph(inside), normalized=False)
            pairs = (len(answer["nodes"]) - 1) * (len(answer["nodes"]) - 2) / 2
            for node in answer["nodes"]:
                if node["id"] in inside:
                    assert node["betweenness"] == pytest.approx(expected[node["id"]] / pairs)
                    compared += 1
    assert compared > 2


def test_graphml(networks):
    for query, (answer, text) in networks.items():
        graph = networkx.read_graphml(io.BytesIO(text))
        assert not graph.is_directed()
        institutions = {name: data for name, data in graph.nodes(data=True) if data["kind"] == "institution"}
        assert set(institutions) == {node["id"] for node in answer["nodes"]}
        hubs = set(graph) - set(institutions)
        assert hubs == {hub["id"] for hub in answer["hubs"]}
        for node in answer["nodes"]:
            data = institutions[node["id"]]
            assert data["label"] == node["name"] and data["partners"] == node["partners"] and data["group"] == node["group"]
        assert sorted(sorted(group & set(institutions)) for group in networkx.connected_components(graph)) == sorted(
            sorted(component["institutions"]) for component in answer["components"]), query
        weights = {frozenset((link["source"], link["target"])): link["agreements"] for link in answer["links"]}
        assert weights == {frozenset((a, b)): data["weight"] for a, b, data in graph.edges(data=True)}


def test_the_same_two_again_are_one_tie(networks):
    answer, _ = networks[""]
    assert max(len(tie["agreements"]) for tie in answer["ties"]) >= 4
    assert all(tie["form"] in FORMS for tie in answer["ties"])
    # Agreements that ended before the day are not there.
    assert answer["counts"]["agreements"] == sum(len(tie["agreements"]) for tie in answer["ties"])
