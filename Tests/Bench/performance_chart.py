# SPDX-License-Identifier: Apache-2.0
"""The charts of docs/performance.md. A light ground of their own: readable on a light page and on a dark one."""

import io
import re
from xml.sax.saxutils import escape

import performance_figures as figures
from performance_figures import number

GROUND, INK, QUIET = "#ffffff", "#1f2328", "#6e7781"
# Okabe and Ito's colours, told apart by people who see few colours: reached, missed; the word stands beside each bar too.
REACHED, MISSED, GOAL = "#0072b2", "#d55e00", "#1f2328"
LICENCE = "<!-- SPDX-License-Identifier: Apache-2.0 -->"


def _plot(width, height):
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams.update({
        "svg.hashsalt": "powiatlas", "svg.fonttype": "none", "font.family": ["DejaVu Sans", "sans-serif"], "font.size": 10, "text.color": INK, "axes.labelcolor": INK,
        "xtick.color": INK, "ytick.color": INK, "axes.edgecolor": QUIET, "figure.facecolor": GROUND, "axes.facecolor": GROUND})
    from matplotlib import pyplot
    return pyplot.subplots(figsize=(width, height), layout="constrained")


def _save(figure, path, title, description):
    from matplotlib import pyplot
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    pyplot.close(figure)
    svg = text.getvalue()
    # Readers of the page hear the title and the description in place of the shapes.
    svg = re.sub(r"<svg ([^>]*)>", lambda found: (
        f'<svg role="img" aria-labelledby="chart-title chart-text" {found[1]}>\n'
        f'<title id="chart-title">{escape(title)}</title>\n<desc id="chart-text">{escape(description)}</desc>'), svg, count=1)
    svg = re.sub(r"(<\?xml[^>]*\?>\n)", lambda found: found[1] + LICENCE + "\n", svg, count=1)
    path.write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", encoding="utf-8")
    return path


def ratios(part, path):
    """A bar each goal that is a ratio, with the spread of the rounds and the goal."""
    found = list(figures.ratio_outcomes(part))
    labels = [goal.label for goal, *_ in found]
    figure, axes = _plot(9.6, 1.3 + 0.42 * len(found))
    positions = range(len(found))
    values = [value.middle for *_, value in found]
    colours = [REACHED if value >= goal.bound else MISSED for (goal, *_), value in zip(found, values)]
    # Bars on a logarithmic scale grow from 1: to the right where Powiatlas is ahead.
    axes.barh(positions, [value - 1 for value in values], left=1, color=colours, height=0.62, zorder=2)
    for position, (goal, _, _, value) in enumerate(found):
        axes.plot([value.least, value.most], [position, position], color=INK, linewidth=1.2, zorder=3)
        axes.plot([goal.bound] * 2, [position - 0.42, position + 0.42], color=GOAL, linewidth=2, linestyle=(0, (2, 1)), zorder=4)
        right = max(value.most, goal.bound, 1)
        outcome = "reached" if value.middle >= goal.bound else "missed"
        axes.annotate(f"{number(value.middle)} × · {outcome}", (right, position), xytext=(6, 0), textcoords="offset points", va="center")
    axes.set_yticks(list(positions), labels)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.axvline(1, color=QUIET, linewidth=1, zorder=1)
    least, most = min(values + [goal.bound for goal, *_ in found]), max(values + [goal.bound for goal, *_ in found])
    axes.set_xlim(least / 2, most * 12)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g} ×")
    axes.set_xlabel("ratio to the peer, logarithmic; dashed: goal; thin line: spread of the rounds")
    axes.grid(axis="x", color="#d0d7de", linewidth=0.8, zorder=0)
    axes.spines[["top", "right"]].set_visible(False)
    title = "Powiatlas beside its peers, on one machine in one run"
    axes.set_title(title, loc="left", fontweight="bold")
    description = "; ".join(f"{label}: {number(value)} times, goal {goal.bound:g}" for label, value, (goal, *_) in zip(labels, values, found))
    return _save(figure, path, title, description)


def memory_line(part, path):
    """Resident memory over the load test, with the imports and the line through the second half."""
    samples, growth = part["samples"], part["growth"]
    figure, axes = _plot(9.6, 3.2)
    axes.plot([second / 60 for second, _ in samples], [memory for _, memory in samples], color=REACHED, linewidth=1.5, label="resident memory")
    axes.plot([growth["from_s"] / 60, growth["to_s"] / 60], [growth["from_mb"], growth["to_mb"]], color=MISSED, linewidth=2, linestyle="--",
              label=f"line through the second half: {growth['mb_a_minute']:+.2f} MB a minute")
    axes.set_ylim(0, max(memory for _, memory in samples) * 1.25)
    axes.set_xlabel("minutes")
    axes.set_ylabel("MB")
    axes.grid(color="#d0d7de", linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower right", frameon=False)
    title = f"Memory of the server under mixed load, {part['minutes']:g} minutes"
    axes.set_title(title, loc="left", fontweight="bold")
    return _save(figure, path, title, f"{part['memory_half_mb']:.0f} MB at half-time, {part['memory_end_mb']:.0f} MB at the end.")


def write(results, document):
    """performance.svg and performance-memory.svg beside the document; name → path of what was drawn."""
    parts, charts = results["parts"], {}
    if "tiles" in parts:
        charts["tiles"] = ratios(parts["tiles"], document.with_suffix(".svg"))
    if "soak" in parts:
        charts["soak"] = memory_line(parts["soak"], document.with_name(document.stem + "-memory.svg"))
    return charts
