# SPDX-License-Identifier: Apache-2.0
"""docs/performance.md and the tables on standard output, from the stored figures."""

import datetime
import pathlib
import re
import string

import performance_figures as figures
from performance_figures import OURS, number, spread

REMARKS = pathlib.Path(__file__).with_name("performance_remarks.md")
TEMPLATE = pathlib.Path(__file__).with_name("performance_template.md")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def bytes_text(sizes):
    if not sizes:
        return ""
    text = f"{number(sizes['median'] / 1024)} / {number(sizes['p95'] / 1024)} KB"
    return text if sizes["count"] == 1 else f"{text} / {sizes['total'] / 1e6:,.1f} MB"


def measure_table(measure):
    rows = []
    for contender in figures.contenders(measure):
        cells = [figures.figure(measure, contender, key) for key in (
            "per_second", "per_core_second", "p50_ms", "p99_ms", "cpu_microseconds", "memory_mb")]
        against = ["", ""]
        if contender != OURS:
            against = [f"{spread(figures.ratio(measure, contender, key))} ×" for key in ("per_second", "per_core_second")]
        rows.append((
            f"**{contender}**" if contender == OURS else contender, number(cells[0].middle), number(cells[1].middle),
            f"{number(cells[2].middle)} / {number(cells[3].middle)} ms", f"{number(cells[4].middle)} µs",
            bytes_text(figures.sizes(measure, contender)), f"{number(cells[5].middle)} MB", *against))
    passes = max((round_[OURS].get("passes", 0) for round_ in measure["rounds"]), default=0)
    remark = f"\n\nThe list was too short: some addresses were asked {passes:.1f} times." if passes > 1 else ""
    head = ("", "requests/s", "per core and s", "p50 / p99", "processor time a request", "tile: median / p95 / all", "highest memory",
            "Powiatlas to it", "… per core")
    return f"### {measure['title']}\n\n{table(head, rows)}{remark}{zoom_table(measure)}"


def zoom_table(measure):
    """Per core by zooms, for the contenders that tell."""
    told = [name for name in figures.contenders(measure) if "by_zoom" in measure["rounds"][0][name]]
    if len(told) < 2:
        return ""
    groups = list(measure["rounds"][0][OURS]["by_zoom"])
    rows = []
    for name in told:
        cells = []
        for group in groups:
            rates = [round_[name]["by_zoom"][group] for round_ in measure["rounds"]]
            text = number(figures.Spread.of(rates).middle)
            if name != OURS:
                text += f" ({number(figures.ratios_by_zoom(measure, name)[group].middle)} ×)"
            cells.append(text)
        rows.append((f"**{name}**" if name == OURS else name, *cells))
    return "\n\nPer core and second, by zoom (Powiatlas to it):\n\n" + table(("", *groups), rows)


def goals_table(part):
    return table(("goal", "asked", "found: median (least–most)", "outcome"),
                 [(found.name, found.bound, found.found, found.verdict) for found in figures.outcomes(part)])


def remarks():
    """By name, the sections of performance_remarks.md."""
    sections = re.split(r"^## (.*)\n", REMARKS.read_text(encoding="utf-8"), flags=re.M)[1:]
    return {name: text.strip() for name, text in zip(sections[::2], sections[1::2])}


def why_text(part):
    """Of each missed goal, why: a reason that several share is given once."""
    known = remarks()
    missed = {}
    for found in figures.outcomes(part):
        if found.share < 1:
            missed.setdefault(found.remark, []).append(found.label)
    return "".join(f"- **Why not ({'; '.join(names)}):** {known[remark]}\n" for remark, names in missed.items())


def slower_table(part):
    rows = [(measure["title"], what, peer, f"{spread(value)} ×") for measure, what, peer, value in figures.slower(part)]
    if not rows:
        return "In none of the measured figures."
    return table(("measure", "figure", "peer", "Powiatlas to the peer"), rows)


def memory_text(part):
    lines = []
    if memory := part["figures"].get("memory"):
        lines.append(f"- Memory of the server: {memory['start_mb']:.0f} MB at its start, {memory['png_mb']:.0f} MB with the PNG tiles of the whole "
                     f"country, {memory['all_mb']:.0f} MB with vector tiles too, {memory['peak_mb']:.0f} MB at its highest.")
    if first := part["figures"].get("first_tile"):
        times = ", ".join(f"{time:.0f}" for time in sorted(first["times_ms"]))
        lines.append(f"- First tile after the start of the program, from exec to its last byte: {times} ms (`{first['path']}`).")
    return "\n".join(lines)


def stamp_text(part):
    stamp, versions = part["stamp"], part.get("versions", {})
    date = datetime.datetime.fromisoformat(stamp["date"])
    loads = [", ".join(f"{load:.2f}" for load in stamp[key]) for key in ("load_before", "load_after")]
    lines = [
        f"- {stamp['processor']}, {stamp['cores']} cores, {stamp['memory_gb']:g} GB; {stamp['system']}, Linux {stamp['kernel']}",
        f"- {date:%Y-%m-%d %H:%M}, {stamp['seconds'] / 60:.0f} minutes" + (f", commit {stamp['commit']}" if stamp.get("commit") else "")
        + {"quick": ", `--quick`: fewer tiles and shorter runs", "tiny": ", `--tiny`: **these figures mean nothing**"}.get(part["mode"], ""),
        f"- load of the machine (1, 5 and 15 minutes) before: {loads[0]}; after: {loads[1]}",
    ]
    if versions:
        lines.append("- " + "; ".join(f"Powiatlas {text}" if name == OURS and OURS not in text else text for name, text in versions.items()))
    return "\n".join(lines)


def data_text(part):
    data = part["data"]
    zooms = ", ".join(f"z{zoom}: {count}" for zoom, count in data["by_zoom"].items())
    units = "; ".join(f"{level}: {units['units']:,} units, {units['points']:,} points" for level, units in data["units"].items())
    return (f"- {data['tiles']:,} distinct tiles that hold land ({zooms}), each for {' and '.join(data['levels'])}: {data['tiles'] * len(data['levels']):,} "
            f"tiles of either format\n- boundaries: {units}\n- {data['repetitions']} rounds; {data['connections']} connections; {data['seconds']} s a run of warm tiles")


def soak_text(part):
    rows = [(name, f"{kind['requests']:,}", f"{number(kind['p50_ms'])} / {number(kind['p99_ms'])} ms", str(kind["unavailable"]), str(kind["errors"]))
            for name, kind in part["kinds"].items()]
    growth = part["growth"]
    verdict = ("**no growing line**" if part["is_steady"] else "**not shown to be steady**")
    lines = [
        f"{part['minutes']:g} minutes, {part['clients']} clients, {part['requests']:,} requests, {part['imports']} imports meanwhile; "
        f"{part['errors']} errors ({'none' if part['errors'] == 0 else '**there must be none**'}: a 5xx other than 503 with Retry-After, "
        f"a broken connection, a wrong answer), {part['unavailable']} answers 503 with Retry-After.",
        "",
        f"Memory (resident): {part['memory_start_mb']:.0f} MB at the start, {part['memory_half_mb']:.0f} MB at half-time, {part['memory_end_mb']:.0f} MB at the end, "
        f"{part['memory_peak_mb']:.0f} MB at its highest. Over the second half a straight line through the samples (one a second) grows by "
        f"{growth['mb_a_minute']:+.2f} MB a minute, 95% confidence {growth['low']:+.2f} to {growth['high']:+.2f} (of the means of "
        f"{growth['blocks']} blocks, since neighbouring samples are alike): {verdict}. The bound is {growth['bound_mb']:g} MB over the second half "
        f"for the upper end; it is {growth['upper_mb']:+.1f} MB here.",
        "", table(("kind", "requests", "p50 / p99", "503", "errors"), rows)]
    if part.get("faults"):
        lines += ["", "The first errors: " + "; ".join(f"`{fault}`" for fault in part["faults"])]
    return "\n".join(lines)


def chart_text(charts, name, alternative):
    return f"![{alternative}]({charts[name].name})" if name in charts else ""


def alternative_of_ratios(part):
    found = "; ".join(f"{goal.label.replace(' : ', ' to ')} {number(value.middle)} × (goal {goal.bound:g})" for goal, _, _, value in figures.ratio_outcomes(part))
    return f"Bars of the ratio of Powiatlas to each peer with the goal: {found}."


def sections(results, charts):
    """Each part's own text; a part that was not measured says so."""
    parts = results["parts"]
    missing = "Not measured yet: see “Repeat it”."
    texts = dict.fromkeys(("why", "stamp", "data", "goals", "ratios", "slower", "measures", "memory", "soak", "soak_chart", "soak_stamp"), "")
    if tiles := parts.get("tiles"):
        texts |= {
            "stamp": stamp_text(tiles), "data": data_text(tiles), "goals": goals_table(tiles), "why": why_text(tiles), "slower": slower_table(tiles),
            "measures": "\n\n".join(measure_table(measure) for measure in tiles["measures"]), "memory": memory_text(tiles),
            "ratios": chart_text(charts, "tiles", alternative_of_ratios(tiles))}
    else:
        texts |= {"goals": missing, "measures": missing}
    if soak := parts.get("soak"):
        texts |= {"soak": soak_text(soak), "soak_stamp": stamp_text(soak), "soak_chart": chart_text(
            charts, "soak", f"Memory of the server over {soak['minutes']:g} minutes: {soak['memory_half_mb']:.0f} MB at half-time, "
            f"{soak['memory_end_mb']:.0f} MB at the end")}
    else:
        texts["soak"] = missing
    others = [f"## {title}\n\n{stamp_text(parts[name])}\n\n{parts[name]['markdown'].strip()}"
              for name, title in (("directory", "The directory of institutions"), ("values", "Many values"), ("agreements", "Agreements and cooperation")) if name in parts]
    return texts | {"others": "\n\n".join(others)}


def document(results, charts):
    text = string.Template(TEMPLATE.read_text(encoding="utf-8")).substitute(sections(results, charts))
    # A part that says nothing leaves no gap.
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip() + "\n"


def tables(results):
    """For standard output: the tables without the text about them."""
    found = []
    for name, part in results["parts"].items():
        found.append(stamp_text(part))
        if name == "tiles":
            found += [data_text(part), goals_table(part), *(measure_table(measure) for measure in part["measures"]), memory_text(part),
                      "### Where a peer is better", slower_table(part)]
        else:
            found.append(soak_text(part) if name == "soak" else part["markdown"].strip())
    return "\n\n".join(found)
