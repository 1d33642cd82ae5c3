"""staleness.png: how many updates old the gradients were when they were applied, beside the law where there is one."""

from pathlib import Path

import numpy as np

import style
import theory
from tables import read_table

FEW = 40  # values of staleness; more are drawn as lines: they are too close for bars, and bars are slow


def draw(folder: Path, formats: list[str], name: str) -> list[Path]:
    """Returns the files written: none when no gradient was stale, as in synchronous training."""
    table = read_table(folder / "staleness.csv", ["staleness", "count"], may_be_empty=True)
    staleness, count = table["staleness"], table["count"]
    total = count.sum()
    if not staleness.size or total <= 0 or (staleness.size == 1 and staleness[0] == 0):
        return []
    fig, ((axes,),) = style.figure(style.COLUMN, 2.2)
    style.title(fig, name)
    if np.ptp(staleness) < FEW:
        axes.bar(staleness, 100 * count / total, 0.8, color=style.LIGHT_BLUE, linewidth=0)
    else:
        axes.vlines(staleness, 0, 100 * count / total, color=style.LIGHT_BLUE, linewidth=0.6)
    exact = theory.of_scenario(folder / "scenario.json")
    if "staleness" in exact:
        k, probability = exact["staleness"]
        seen = k <= staleness.max()
        axes.plot(k[seen], 100 * probability[seen], color=style.DARK_RED, marker="o", markersize=2, linewidth=0.8,
                  label="exact law")
    mean = (staleness * count).sum() / total
    axes.axvline(mean, color=style.BLACK, linestyle="--", linewidth=0.8,
                 label=f"mean {mean:.3g}{_expected(exact)}, largest {staleness.max():.0f}")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(axis="x", visible=False)
    axes.set_ylim(0)
    axes.set_xlabel("Staleness (updates)")
    axes.set_ylabel("Gradients (%)")
    axes.legend()
    return style.save(fig, folder / "staleness", formats)


def _expected(exact: dict[str, np.ndarray]) -> str:
    return f" (exact: {exact['mean_staleness'][1][0]:.3g})" if "mean_staleness" in exact else ""
