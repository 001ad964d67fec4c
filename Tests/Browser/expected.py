# SPDX-License-Identifier: Apache-2.0
"""What the map must show, worked out from the programming interface alone: values and breaks come
from there, the class of a value is counted here, so a page that colours differently is caught."""

from urllib.parse import urlencode

# The case whose figures are in print: powiats of świętokrzyskie, 30 June 2015.
PROFILE_3 = {"indicator": "udzial-profil-3", "period": "2015-06-30", "level": "powiat"}
STASZOWSKI = "2612"
BUSKI = "2601"
SWIETOKRZYSKIE_VIEW = (20.85, 50.75, 7.6)

# A fill is drawn by the graphics processor: rounding may move a channel by a little.
CHANNEL_TOLERANCE = 4


def query(parameters):
    return urlencode({key: value for key, value in parameters.items() if value not in (None, "")})


def legend(site, parameters):
    return site.json("/api/v1/legend?" + query(parameters))


def values(site, parameters):
    path = f"/api/v1/indicators/{parameters['indicator']}/values?"
    answer = site.json(path + query({key: parameters[key] for key in ("level", "period")}))
    return {row["terc"]: row for row in answer["values"]}


def class_index(value, breaks):
    """A value equal to a break belongs to the class below it."""
    return sum(1 for limit in breaks if value > limit)


def color_of(row, legend):
    if row is None or row["value"] is None:
        if row is not None and row["flag"] == "not-applicable":
            return legend["not_applicable"]["color"].lower()
        return legend["no_data"]["color"].lower()
    return legend["classes"][class_index(row["value"], legend["breaks"])]["color"].lower()


def same_color(one, other):
    channels = [(int(one[i:i + 2], 16), int(other[i:i + 2], 16)) for i in (1, 3, 5)]
    return all(abs(a - b) <= CHANNEL_TOLERANCE for a, b in channels)


def unit(site, terc):
    return site.json(f"/api/v1/units/{terc}")


def indicators(site, level):
    return [i for i in site.json("/api/v1/indicators")["indicators"] if level in i["levels"]]


def longest_series(site, level):
    """The indicator with the most periods at a level: what the slider is for."""
    longest = max(indicators(site, level), key=lambda indicator: len(indicator["periods"]))
    assert len(longest["periods"]) >= 5, "no indicator is a time series"
    return longest


def assert_shows(map_page, site, parameters, tercs):
    """The map has, at the middle of these units, the colours that `parameters` call for."""
    answer = legend(site, parameters)
    rows = values(site, parameters)
    picture = map_page.map_picture()
    for terc in tercs:
        wanted = color_of(rows.get(terc), answer)
        shown = map_page.color_at(picture, *unit(site, terc)["center"])
        assert same_color(wanted, shown), f"{terc}: {shown} instead of {wanted} for {parameters}"
    return answer
