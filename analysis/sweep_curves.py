"""curves.png of a sweep: a figure of merit against time, updates or samples, a line a group, with a band over seeds."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import style
import theory
from over_seeds import band
from sweeps import Sweep, ordered, pointer_text, read_curves, value_text
from tables import InputError

MOST = len(style.LINES)  # lines that one can tell apart
POINTS = 200  # of a line whose runs were evaluated at different places


def draw(sweep: Sweep, formats: list[str], x: str, y: str, group: str | None, logx: bool = False) -> list[Path]:
    """The band: 95 % of the mean over the seeds; where a line stands for several points, the quartiles of all its runs.
    Without runs to draw: []."""
    column, curves = read_curves(sweep, x, y)
    group = group or default_group(sweep)
    exact = _exact(sweep, group, column) if x == "time_s" else {}
    fig, ((axes,),) = style.figure(style.COLUMN, 2.8)
    unit = style.axis_unit(x, np.concatenate([curve[0] for curve in curves.values()] or [np.zeros(1)]))
    drawn = []
    for line, (name, chosen) in zip(style.LINES, _groups(sweep, group).items()):
        members = [curves[int(run)] for run in sweep.runs["run"][chosen] if int(run) in curves]
        if not members:
            continue
        places, values = on_one_grid(members)
        drawn.append(_line(axes, line, places / unit.size, band(values, _alike(sweep, chosen)), not exact))
        axes.lines[-1].set_label(style.wrapped(name + _ended(sweep, chosen), 26, 2))
        if name in exact:
            style.theory_line(axes, line, exact[name][0] / unit.size, exact[name][1])
    if not drawn:
        style.plt.close(fig)
        return []
    if logx:
        style.log_axis(axes.xaxis)
    style.limit_y(axes, column, np.concatenate(drawn))
    if axes.get_yscale() == "log":  # a band may reach down to zero and below
        axes.set_ylim(bottom=max(axes.get_ylim()[0], 0.6 * min(np.min(middle) for middle in drawn)))
    axes.set_xlabel(unit.label)
    axes.set_ylabel(style.label(column))
    title = pointer_text(group) if group else None
    if (many := pooled(sweep, group)) > 1:
        title = f"{title or 'All'} (runs of {many} points in each)"
    axes.legend(handles=style.with_theory(axes.lines), title=title, title_fontsize=7, labelspacing=0.3,
                **style.ABOVE if len(drawn) > 4 else {})
    return style.save(fig, sweep.folder / "curves", formats)


def _exact(sweep: Sweep, group: str | None, column: str) -> dict[str, np.ndarray]:
    """(2, points), by the name of the line: of those that stand for one point."""
    points = {name: set(sweep.runs["point"][chosen]) for name, chosen in _groups(sweep, group).items()}
    single = {name: next(iter(own)) for name, own in points.items() if len(own) == 1}
    found = theory.of_points(sweep, list(single.values()), column) if single else {}
    return {name: found[point][column] for name, point in single.items() if column in found.get(point, {})}


def _line(axes, line: dict, places: np.ndarray, low_middle_high, dashed: bool) -> np.ndarray:
    """Returns the middle. Beside exact curves, which are dashed, the lines of the simulation are not."""
    low, middle, high = low_middle_high
    axes.fill_between(places, low, high, color=line["color"], alpha=0.25, linewidth=0)
    axes.plot(places, middle, **line | {"markevery": 0.15} | ({} if dashed else {"linestyle": "-"}))
    return middle


def default_group(sweep: Sweep, points: np.ndarray | None = None, most: int | None = None) -> str | None:
    """All axes, where the points of the sweep (or these) are few enough to tell apart, which so many are (by default: as
    many as lines); else the first axis whose values are."""
    most = most or MOST
    shown = sweep if points is None else sweep.where(np.isin(sweep.runs["point"], points))
    if shown.axes and len(set(shown.runs["point"])) <= most:
        return ",".join(shown.axes)
    return next((a for a in sweep.axes if len(set(sweep.runs[a])) <= most), None)


def pooled(sweep: Sweep, group: str | None) -> int:
    """How many points a line stands for, at most."""
    return max(len(set(sweep.runs["point"][chosen])) for chosen in _groups(sweep, group).values())


def on_one_grid(curves: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Curves, each (2, evaluations), at places they have in common, up to where the shortest ends: (points) and
    (curves, points)."""
    first = curves[0][0]
    if all(np.array_equal(curve[0], first) for curve in curves):
        return first, np.array([curve[1] for curve in curves])
    grid = np.linspace(max(c[0][0] for c in curves), min(c[0][-1] for c in curves), POINTS)
    return grid, np.array([np.interp(grid, *curve) for curve in curves])


def _groups(sweep: Sweep, group: str | None) -> dict[str, np.ndarray]:
    if group is None:
        return {"": np.full(len(sweep.runs["run"]), True)}
    values = sweep.grouping(group)
    distinct = ordered(values)
    if len(distinct) > MOST:
        raise InputError(f"--group {group}: {len(distinct)} lines are too many; choose some with --where {group}=VALUE")
    return {value_text(value): values == value for value in distinct}


def _alike(sweep: Sweep, chosen: np.ndarray) -> bool:
    return len(set(sweep.runs["point"][chosen])) == 1


def _ended(sweep: Sweep, chosen: np.ndarray) -> str:
    diverged = int((sweep.runs["outcome"][chosen] == "diverged").sum())
    return f" ({diverged} of {chosen.sum()} diverged)" if diverged else ""
