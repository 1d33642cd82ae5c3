"""shares.png of a sweep: how the workers' simulated time divides at each of its points, a stacked bar a point."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import style
from sweeps import Sweep, ordered, pointer_text, value_text
from where_time_went import PARTS

MOST = 32  # bars


def draw(sweep: Sweep, formats: list[str], group: str | None) -> list[Path]:
    """Means over the runs of a bar: a point's seeds, or of too many points those of a value of the group, which is the
    first axis with few values by default."""
    columns = [part.removesuffix("_s") + "_share" for part in PARTS]
    if any(column not in sweep.runs for column in columns) or not sweep.axes:
        return []
    few = len(set(sweep.runs["point"])) <= MOST
    if few:
        group = ",".join(sweep.axes)
    group = group or next((a for a in sweep.axes if len(set(sweep.runs[a])) <= MOST), None)
    if group is None:
        return []
    names = sweep.grouping(group)
    shares = np.array([[np.nanmean(sweep.figure(column)[names == name]) for name in ordered(names)]
                       for column in columns])  # (parts, bars)
    shares = 100 * np.nan_to_num(shares)
    bars = range(shares.shape[1])
    fig, ((axes,),) = style.figure(style.COLUMN, 0.9 + 0.16 * len(bars))
    begins = shares.cumsum(axis=0) - shares
    for share, begin, (part, color) in zip(shares, begins, PARTS.items()):
        if share.any():
            axes.barh(bars, share, 0.8, begin, color=color, edgecolor="white", linewidth=0.3, label=style.label(part[:-2]))
    axes.set_yticks(bars, [style.wrapped(value_text(name), 34, 1) for name in ordered(names)])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(bars) - 0.4, -0.6)  # the first point on top
    axes.grid(axis="y", visible=False)
    axes.set_xlim(0, 100)
    axes.set_xlabel("Workers' time (%)")
    axes.set_ylabel(pointer_text(group) if few else f"{pointer_text(group)} (all its points)")
    axes.legend(loc="lower center", bbox_to_anchor=(0.45, 1), ncol=3, handlelength=1, columnspacing=1)
    return style.save(fig, sweep.folder / "shares", formats)
