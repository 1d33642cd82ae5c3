"""links.png: how busy the busiest links were over time."""

from pathlib import Path

import numpy as np

import style
from tables import read_table

MOST_ROWS = 32


def draw(folder: Path, formats: list[str], name: str) -> list[Path]:
    table = read_table(folder / "links_over_time.csv", ["from_s", "to_s", "link", "carried_bytes", "utilisation"],
                       words=["link"])
    links, edges, grid = utilisation(table)
    # The mean over the run decides, and the file's order between equals.
    busiest = np.argsort(-(grid * np.diff(edges)).sum(axis=1), kind="stable")[:MOST_ROWS]
    seconds, symbol = style.time_unit(edges[-1])
    fig, ((axes,),) = style.figure(style.TWO_COLUMN, 0.9 + 0.14 * max(busiest.size, 4))
    style.title(fig, name)
    mesh = axes.pcolormesh(edges / seconds, np.arange(busiest.size + 1), 100 * grid[busiest], cmap="cividis", vmin=0,
                           vmax=100)
    axes.set_yticks(np.arange(busiest.size) + 0.5, [style.wrapped(links[i], 32, 1) for i in busiest], fontsize=6)
    axes.tick_params(length=0)
    axes.grid(False)
    axes.invert_yaxis()
    axes.set_xlabel(f"Simulated time ({symbol})")
    axes.set_ylabel("Link" if busiest.size == len(links) else f"Busiest {busiest.size} of {len(links):,} links")
    # Nothing of it is an image: PGF would put that into a file of its own.
    bar = fig.colorbar(mesh, ax=axes, label="Utilisation (%)", aspect=15)
    bar.solids.set(rasterized=False, edgecolor="face")
    return style.save(fig, folder / "links", formats)


def utilisation(table: dict[str, np.ndarray]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Links in the file's order, edges of the times (times + 1), and (links, times) shares of the bandwidth.

    What the table leaves out is 0.
    """
    links = list(dict.fromkeys(table["link"]))
    edges = np.unique(np.concatenate([table["from_s"], table["to_s"]]))
    grid = np.zeros((len(links), edges.size - 1))
    row = {link: i for i, link in enumerate(links)}
    grid[[row[link] for link in table["link"]], np.searchsorted(edges, table["from_s"])] = table["utilisation"]
    return links, edges, grid
