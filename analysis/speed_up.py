"""speedup.png of a sweep: time to the target against a swept number; against the number of workers, which is what ought
to make it short, also the speed-up and the efficiency that it means.

Without a target the time per sample takes its place: the speed-up is then of throughput alone. Medians over seeds, with
quartiles; a run that never reached its target counts as infinitely slow.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

import style
import theory
from over_seeds import median_and_quartiles
from sweeps import Sweep, ordered, pointer_text, value_text
from tables import InputError


EDGE = 1.15  # room for a marker
WORKERS = "/workers"


def draw(sweep: Sweep, formats: list[str], against: str, group: str | None, times: np.ndarray, what: str,
         updates: np.ndarray | None = None) -> list[Path]:
    """`times` is (runs), in seconds; `what` says what they are. `updates`, (runs), is how many updates take that long:
    with it, theory's time of an update is drawn beside."""
    values = sweep.figure(against)
    if len(set(values)) < 2:
        return []
    if np.min(values) <= 0:
        raise InputError(f"--against {against}: expected values above 0, got {np.min(values):g}")
    scales = against == WORKERS
    width, columns = (style.TWO_COLUMN, 3) if scales else (style.COLUMN, 1)
    fig, (panels,) = style.figure(width, 2.4, columns=columns)
    members = sweep.grouping(group) if group else np.full(values.shape, "")
    exact = _exact(sweep, values, members, updates) if updates is not None else {}
    seconds, symbol = style.time_unit(np.max(times[np.isfinite(times)], initial=0))
    drawn = False
    for line, name in zip(style.LINES, ordered(members)):
        solid = line | ({"linestyle": "-"} if exact else {})  # theory is dashed
        if not _line(panels, values, times / seconds, members == name, solid, value_text(name)):
            continue
        drawn = True
        if name in exact:
            _theory(panels, exact[name] / [[1], [seconds]], values.min(), line)
    if not drawn:
        style.plt.close(fig)
        raise InputError(f"{sweep.folder / 'runs.csv'}: at no {against} did half of the runs reach the target")
    ends = np.array([values.min(), values.max()])
    style.log_axis(panels[0].yaxis)
    if scales:
        _, speed_up, efficiency = panels
        for axes, ideal in [(speed_up, ends / ends[0]), (efficiency, [100, 100])]:
            axes.plot(ends, ideal, color=style.GREY, linewidth=0.8, linestyle=(0, (4, 3)), label="ideal")
        style.log_axis(speed_up.yaxis, base=2)
        efficiency.set_ylim(0, 1.08 * max(100, efficiency.dataLim.y1))
    labels = [f"{what} ({symbol})", f"Speed-up over {ends[0]:g}", "Scaling efficiency (%)"]
    for axes, label in zip(panels, labels):
        style.log_axis(axes.xaxis, base=2)
        axes.set_xlim(ends[0] / EDGE, ends[1] * EDGE)
        axes.set_xticks(ordered(values), [f"{v:g}" for v in ordered(values)])
        axes.set_xlabel(pointer_text(against))
        axes.set_ylabel(label)
    if scales or group or exact:
        panels[-1].legend(handles=style.with_theory(panels[-1].lines), title=pointer_text(group) if group else None,
                          title_fontsize=7, loc="upper left", bbox_to_anchor=(1, 1.03))
    return style.save(fig, sweep.folder / "speedup", formats)


def _exact(sweep: Sweep, values, members, updates) -> dict[str, np.ndarray]:
    """Theory's (2, places) by the name of the line: values and times, of places that are one point."""
    places: dict[tuple, set] = {}
    for name, value, point in zip(members, values, sweep.runs["point"]):
        places.setdefault((name, value), set()).add(point)
    single = {place: next(iter(points)) for place, points in sorted(places.items()) if len(points) == 1}
    found = theory.of_points(sweep, list(single.values()), "update_s") if single else {}
    lines: dict[str, list] = {}
    for (name, value), point in single.items():
        if "update_s" in found.get(point, {}):
            share = np.mean(updates[sweep.runs["point"] == point])
            lines.setdefault(name, []).append((value, found[point]["update_s"][1][0] * share))
    return {name: np.array(line).T for name, line in lines.items()}


def _theory(panels, places_and_times: np.ndarray, least: float, line: dict) -> None:
    """Its speed-up begins on the ideal, as the simulation's does."""
    places, times = places_and_times
    for axes, merit in zip(panels, [times, *_gains(places, times, least)]):
        style.theory_line(axes, line, places, merit)


def _gains(places: np.ndarray, times: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
    """Speed-up over the least value of the sweep, on the ideal where the line begins, and per cent of the ideal."""
    speed_up = places[0] / least * times[0] / times
    return speed_up, 100 * speed_up * least / places


def _line(panels, values, times, chosen, line, name) -> bool:
    """Draws one group in all panels; its speed-up begins on the ideal, at the least value that it has a time for.
    False if there is none."""
    places = np.array(sorted(set(values[chosen])))
    quartiles = np.array([median_and_quartiles(times[chosen & (values == v)]) for v in places]).T
    known = np.isfinite(quartiles[1])
    if not known.any():
        return False
    low, middle, high = quartiles[:, known]
    error = np.nan_to_num(np.array([middle - low, high - middle]), posinf=0)
    panels[0].errorbar(places[known], middle, yerr=error, **line, elinewidth=0.8, capsize=1.5)[0].set_label(name)
    for axes, gain in zip(panels[1:], _gains(places[known], middle, values.min())):
        axes.plot(places[known], gain, **line, label=name)
    return True
