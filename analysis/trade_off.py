"""tradeoff.png of a sweep: how good a point ends against how long it takes, and the front nobody beats in both."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import style
from over_seeds import mean_and_interval, median_and_quartiles
from sweep_curves import default_group
from sweeps import Sweep, ordered, pointer_text, value_text


def draw(sweep: Sweep, formats: list[str], times: np.ndarray, what: str, column: str, group: str | None) -> list[Path]:
    """`times`, (runs), in seconds; `column` of runs.csv is how good a run ended."""
    better_up = "accuracy" in column
    merit = sweep.figure(column)
    points = sweep.runs["point"]
    numbers = np.array(ordered(points))
    found = [_place(times[points == p], merit[points == p]) for p in numbers]
    kept = [i for i, place in enumerate(found) if np.isfinite(place[:2]).all()]
    if len(kept) < 2:
        return []
    place = np.array([found[i] for i in kept])
    group = group or default_group(sweep, numbers[kept])
    groups = sweep.grouping(group) if group else np.full(points.shape, "")
    names = np.array([groups[points == p][0] for p in numbers[kept]])
    unit = style.axis_unit("time_s", place[:, 0])
    fig, ((axes,),) = style.figure(style.COLUMN, 2.6)
    for line, name in zip(style.LINES, ordered(names)):
        own = place[names == name]
        axes.errorbar(own[:, 0] / unit.size, own[:, 1], yerr=np.nan_to_num(own[:, 2]), **line | {"linestyle": "none"},
                      elinewidth=0.6, label=style.wrapped(value_text(name), 24, 2))
    front = place[pareto_front(place[:, 0], -place[:, 1] if better_up else place[:, 1])]
    if len(front) > 1:
        axes.step(front[:, 0] / unit.size, front[:, 1], where="post", color=style.GREY, linewidth=0.8, linestyle="--",
                  zorder=0, label="Pareto front")
    style.log_axis(axes.xaxis)
    style.limit_y(axes, column, place[:, 1])
    axes.set_xlabel(f"{what} ({unit.symbol})")
    axes.set_ylabel(style.label(column))
    many = len(axes.get_legend_handles_labels()[1]) > 3
    axes.legend(title=pointer_text(group) if group else None, title_fontsize=7,
                **style.ABOVE if many else {})
    return style.save(fig, sweep.folder / "tradeoff", formats)


def pareto_front(x: np.ndarray, y: np.ndarray) -> list[int]:
    """Places, by rising x, that no other has below it in both x and y."""
    front, best = [], np.inf
    for i in np.lexsort((y, x)):
        if y[i] < best:
            front.append(int(i))
            best = y[i]
    return front


def _place(times: np.ndarray, merit: np.ndarray) -> tuple[float, float, float]:
    known = merit[np.isfinite(merit)]
    mean, half = mean_and_interval(known) if known.size else (np.nan, np.nan)
    return median_and_quartiles(times)[1], float(mean), float(half)
