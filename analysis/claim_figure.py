"""checks.png of a gallery entry: how far each number is from what is expected, on the range that its tolerance leaves."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import style
from claims import Verdict


def draw(folder: Path, results: list[Verdict], formats: list[str]) -> list[Path]:
    """A check whose expected number is 0 has no place in it. Without others: []."""
    shown = [v for v in results if np.isfinite(v.off).all()]
    if not shown:
        return []
    ends = np.abs([end for v in shown for end in (*v.off, *v.allowed) if np.isfinite(end)])
    reach = 1.1 * (ends.max() or 1)
    fig, ((axes,),) = style.figure(style.COLUMN, 0.9 + 0.18 * len(shown))
    for place, v in enumerate(shown):
        low, high = np.clip(v.allowed, -2 * reach, 2 * reach)
        axes.barh(place, high - low, 0.7, low, color=style.LIGHT, label="_" if place else "within its tolerance")
        color, marker, label = (style.DARK_BLUE, "o", "ok") if v.passed else (style.LIGHT_RED, "D", "miss")
        known = axes.get_legend_handles_labels()[1]
        axes.plot(v.off, (place, place), color=color, marker=marker, label="_" if label in known else label)
    axes.axvline(0, color=style.GREY, linewidth=0.8, linestyle="--", zorder=1.5, label="expected")
    style.bar_names(axes, [v.what for v in shown])
    axes.set_xlim(-reach, reach)
    axes.set_xlabel("Simulated, off the expected (%)")
    axes.legend(**style.ABOVE | {"loc": "lower right", "bbox_to_anchor": (1, 1)})
    return style.save(fig, folder / "checks", formats)
