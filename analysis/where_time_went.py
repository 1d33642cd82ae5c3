"""workers.png: how each worker's simulated time divides into computing, communicating, waiting and being down."""

from pathlib import Path

import numpy as np

import style
from tables import read_table

# Bottom to top. Neighbours differ in brightness; idle time is pale.
PARTS = {
    "compute_s": style.DARK_BLUE,
    "transfer_s": style.LIGHT_RED,
    "server_s": style.DARK_YELLOW,
    "wait_s": style.LIGHT,
    "down_s": style.BLACK,
}
FEW = 32  # workers; up to so many get a bar of their own
MOST = 1000  # steps drawn of a larger number


def draw(folder: Path, formats: list[str], name: str) -> list[Path]:
    table = read_table(folder / "workers.csv", ["worker", *PARTS])
    parts = np.nan_to_num(np.array([table[part] for part in PARTS]))  # (parts, workers)
    lengths = parts.sum(axis=0)
    shares = parts.sum(axis=1) / (parts.sum() or 1)
    seconds, symbol = style.time_unit(lengths.max())
    few = lengths.size <= FEW
    fig, ((axes,),) = style.figure(style.COLUMN, 2.5)
    style.title(fig, name)
    tops = _bars(axes, table["worker"], parts / seconds) if few else _profile(axes, parts / seconds)
    axes.set_ylabel(f"Time ({symbol})")
    axes.set_ylim(0, (lengths.max() / seconds or 1) * 1.02)
    axes.grid(axis="x", visible=False)
    shown = [i for i, share in enumerate(shares) if share > 0][::-1]  # the legend reads as the bars do
    axes.legend(
        [tops[i] for i in shown],
        [f"{style.label(list(PARTS)[i][:-2])}\n{_percent(shares[i])}" for i in shown],
        loc="upper left",
        bbox_to_anchor=(1, 1.03),
        handlelength=1,
        labelspacing=0.8,
    )
    return style.save(fig, folder / "workers", formats)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.01 else "< 1 %"


def _bars(axes, workers: np.ndarray, parts: np.ndarray) -> list:
    """A stacked bar a worker; `parts` is (parts, workers). Returns what stands for each part in the legend."""
    bottoms = parts.cumsum(axis=0) - parts
    places = range(workers.size)
    named = places[:: 1 if workers.size <= 16 else 4]
    axes.set_xticks(named, [f"{workers[i]:.0f}" for i in named])
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.7, workers.size - 0.3)
    axes.set_xlabel("Worker")
    return [
        axes.bar(places, part, 0.8, bottom, color=color, edgecolor="white", linewidth=0.3)
        for part, bottom, color in zip(parts, bottoms, PARTS.values())
    ]


def _profile(axes, parts: np.ndarray) -> list:
    """The same for many workers: a silhouette of their bars, side by side in the order of their compute time."""
    workers = parts.shape[1]
    order = np.argsort(parts[0], kind="stable")
    picked = order[np.linspace(0, workers - 1, min(workers, MOST)).round().astype(int)]
    edges = np.linspace(0, workers, picked.size + 1)
    tops = parts[:, picked].cumsum(axis=0)
    tops = np.concatenate([tops, tops[:, -1:]], axis=1)  # a step needs its right edge
    bottoms = np.concatenate([np.zeros((1, tops.shape[1])), tops[:-1]])
    axes.set_xlim(0, workers)
    axes.set_xlabel(f"{workers:,} workers, by compute time")
    return [
        axes.fill_between(edges, bottom, top, step="post", color=color, linewidth=0)
        for bottom, top, color in zip(bottoms, tops, PARTS.values())
    ]
