"""speedup.png of a sweep: time to the target, and the speed-up it means, against a swept number.

Without a target the time per sample takes its place: the speed-up is then of throughput alone. Medians over seeds, with
quartiles; a run that never reached its target counts as infinitely slow.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

import style
from over_seeds import median_and_quartiles
from sweeps import Sweep, ordered, pointer_text, value_text
from tables import InputError


def draw(sweep: Sweep, formats: list[str], against: str, group: str | None, times: np.ndarray, what: str) -> list[Path]:
    """`times` is (runs), in seconds; `what` says what they are."""
    values = sweep.figure(against)
    if len(set(values)) < 2:
        return []
    if np.min(values) <= 0:
        raise InputError(f"--against {against}: expected values above 0, got {np.min(values):g}")
    fig, ((left, right),) = style.figure(style.TWO_COLUMN, 2.4, 1, 2)
    members = sweep.grouping(group) if group else np.full(values.shape, "")
    drawn = False
    for line, name in zip(style.LINES, ordered(members)):
        drawn |= _line(left, right, values, times, members == name, line, value_text(name))
    if not drawn:
        style.plt.close(fig)
        raise InputError(f"{sweep.folder / 'runs.csv'}: at no {against} did half of the runs reach the target")
    ends = np.array([values.min(), values.max()])
    right.plot(ends, ends / ends[0], color=style.GREY, linewidth=0.8, linestyle=(0, (4, 3)), label="ideal")
    for axes, label in [(left, f"{what} (s)"), (right, f"Speed-up over {ends[0]:g}\n(lines begin on the ideal)")]:
        style.log_axis(axes.xaxis, base=2)
        style.log_axis(axes.yaxis, base=2)
        axes.set_xticks(ordered(values), [f"{v:g}" for v in ordered(values)])
        axes.set_xlabel(pointer_text(against))
        axes.set_ylabel(label)
    right.legend(title=pointer_text(group) if group else None, title_fontsize=7)
    return style.save(fig, sweep.folder / "speedup", formats)


def _line(left, right, values, times, chosen, line, name) -> bool:
    """Draws one group in both panels; its speed-up begins on the ideal, at the least value that it has a
    time for. False if there is none."""
    places = np.array(sorted(set(values[chosen])))
    quartiles = np.array([median_and_quartiles(times[chosen & (values == v)]) for v in places]).T
    known = np.isfinite(quartiles[1])
    if not known.any():
        return False
    low, middle, high = quartiles[:, known]
    error = np.nan_to_num(np.array([middle - low, high - middle]), posinf=0)
    left.errorbar(places[known], middle, yerr=error, **line, elinewidth=0.8, capsize=1.5)
    begin = places[known][0] / values.min()
    right.plot(places[known], begin * middle[0] / middle, **line, label=name)
    return True
