"""heatmap.png of a sweep: the mean of one column of runs.csv over two swept values."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import style
from sweeps import Sweep, ordered, pointer_text, value_text

MOST_NAMED = 16  # rows or columns
MOST_WRITTEN = 100  # cells; more have no room for their number


def draw(sweep: Sweep, formats: list[str], axes_pointers: tuple[str, str], column: str) -> list[Path]:
    down, across = axes_pointers
    rows, columns = ordered(sweep.column(down)), ordered(sweep.column(across))
    mean = cell_means(sweep, axes_pointers, sweep.figure(column))
    fig, ((axes,),) = style.figure(style.COLUMN, min(4.5, 1.1 + 0.28 * len(rows)))
    # Nothing of it is an image: PGF would put that into a file of its own.
    mesh = axes.pcolormesh(np.ma.masked_invalid(mean), cmap="cividis")
    for places, ticks, pointer, axis in [(columns, axes.set_xticks, across, axes.xaxis),
                                         (rows, axes.set_yticks, down, axes.yaxis)]:
        named = range(0, len(places), 1 + len(places) // MOST_NAMED)
        ticks([i + 0.5 for i in named], [style.wrapped(value_text(places[i]), 14, 2) for i in named])
        axis.set_label_text(pointer_text(pointer))
    if len(columns) > 5:
        axes.tick_params(axis="x", rotation=30)
    axes.tick_params(length=0)
    axes.grid(False)
    axes.invert_yaxis()
    if mean.size <= MOST_WRITTEN:
        _write(axes, mean)
    fig.colorbar(mesh, ax=axes, label=style.label(column), aspect=15).solids.set(rasterized=False, edgecolor="face")
    return style.save(fig, sweep.folder / "heatmap", formats)


def cell_means(sweep: Sweep, pointers: tuple[str, str], values: np.ndarray) -> np.ndarray:
    """(rows, columns); NaN where no run has a value."""
    places = [ordered(sweep.column(pointer)) for pointer in pointers]
    sums, counts = np.zeros([len(p) for p in places]), np.zeros([len(p) for p in places])
    for row, column, value in zip(*(sweep.column(p) for p in pointers), values):
        if np.isfinite(value):
            cell = places[0].index(row), places[1].index(column)
            sums[cell] += value
            counts[cell] += 1
    return np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)


def _write(axes, mean: np.ndarray) -> None:
    middle = (np.nanmin(mean) + np.nanmax(mean)) / 2 if np.isfinite(mean).any() else 0
    for (row, column), value in np.ndenumerate(mean):
        text = f"{value:.3g}" if np.isfinite(value) else "–"
        color = "white" if value <= middle else "black"
        axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=6, color=color)
