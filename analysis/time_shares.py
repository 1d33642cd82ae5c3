"""shares.png of a sweep: how the workers' simulated time divides at each of its points, a stacked bar a point."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import style
from sweep_curves import default_group
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
    if few or group is None:
        group = default_group(sweep, most=MOST)
    if group is None:
        return []
    names = sweep.grouping(group)
    shares = 100 * np.array([[_mean(sweep.figure(column)[names == name]) for name in ordered(names)]
                             for column in columns])  # (parts, bars)
    bars = range(shares.shape[1])
    fig, ((axes,),) = style.figure(style.COLUMN, 0.9 + 0.16 * len(bars))
    begins = shares.cumsum(axis=0) - shares
    for share, begin, (part, color) in zip(shares, begins, PARTS.items()):
        if share.any():
            axes.barh(bars, share, 0.8, begin, color=color, edgecolor="white", linewidth=0.3, label=style.label(part[:-2]))
    style.bar_names(axes, [value_text(name) for name in ordered(names)])
    axes.set_xlim(0, 100)
    axes.set_xlabel("Workers' time (%)")
    axes.set_ylabel(pointer_text(group) if few else f"{pointer_text(group)} (all its points)")
    axes.legend(**style.ABOVE | {"ncol": 3, "handlelength": 1})
    return style.save(fig, sweep.folder / "shares", formats)


def _mean(shares: np.ndarray) -> float:
    """Of the runs that have one: failed ones have none."""
    return shares[~np.isnan(shares)].mean() if not np.isnan(shares).all() else 0
