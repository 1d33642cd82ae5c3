"""curve.png: each figure of merit, on training and test data, against simulated time and against updates."""

from pathlib import Path

import numpy as np

import style
from tables import read_table, require_columns

SETS = {"train_": style.LINES[0], "test_": style.LINES[1]}
FEW, MANY = 30, 1000  # evaluations: marked one by one; drawn with a thin line


def draw(folder: Path, formats: list[str], name: str, x_columns: list[str]) -> list[Path]:
    """Returns the files written: none when the run evaluated nothing, as one that simulates time alone."""
    path = folder / "curve.csv"
    table = read_table(path, [])
    merits = _merits(table)
    if not merits:
        return []
    require_columns(path, table, x_columns)
    fig, axes = style.figure(
        style.TWO_COLUMN if len(x_columns) > 1 else style.COLUMN,
        0.5 + 1.75 * len(merits),
        len(merits),
        len(x_columns),
        sharex="col",
        sharey="row",
    )
    style.title(fig, name)
    for row, (merit, columns) in zip(axes, merits.items()):
        for panel, x in zip(row, x_columns):
            _panel(panel, table, x, columns)
        row[0].set_ylabel(style.label(merit))
        style.limit_y(row[0], merit, np.concatenate([table[column] for column in columns]))
    if any(len(columns) > 1 for columns in merits.values()):
        axes[0][0].legend()
    for panel, x in zip(axes[-1], x_columns):
        panel.set_xlabel(style.axis_unit(x, table[x]).label)
    return style.save(fig, folder / "curve", formats)


def _merits(table) -> dict[str, list[str]]:
    """Figures of merit, e.g. loss -> [train_loss, test_loss]."""
    merits: dict[str, list[str]] = {}
    for column in table:
        for prefix in SETS:
            if column.startswith(prefix):
                merits.setdefault(column[len(prefix) :], []).append(column)
    return merits


def _panel(axes, table, x: str, columns: list[str]) -> None:
    unit = style.axis_unit(x, table[x])
    for column in columns:
        prefix = column.split("_")[0] + "_"
        line = dict(SETS[prefix])
        if table[x].size > FEW:
            line["marker"] = None
        if table[x].size > MANY:
            line["linewidth"] = 0.5
        axes.plot(table[x] / unit.size, table[column], **line, label=style.label(prefix.strip("_")))
