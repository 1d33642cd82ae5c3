#!/usr/bin/env python3
"""Draws one figure of merit of several runs against simulated time, and where each run first meets a target."""

from __future__ import annotations  # X | None before Python 3.10

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import style
from arguments import target
from tables import read_table, require_columns, result_folder, run_name, run_script


@dataclass
class Run:
    name: str
    x: np.ndarray  # (evaluations)
    y: np.ndarray  # (evaluations)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dirs", nargs="+", metavar="DIR", help="result folders, as written by dawdle run")
    parser.add_argument("-o", required=True, dest="figure", type=figure_path, help="e.g. compare.png; also pdf, svg")
    parser.add_argument("--target", type=target, help="e.g. accuracy=0.9, loss=0.1 or train_loss=0.1")
    parser.add_argument("--y", help="column of curve.csv (default: the target's, else the loss)")
    parser.add_argument("--x", default="time_s", help="column of curve.csv (default: time_s)")
    parser.add_argument("--ylim", nargs=2, type=float, metavar=("LOW", "HIGH"), help="range of the y axis")
    options = parser.parse_args(arguments)
    merit, level = options.target or ("loss", None)
    folders = [result_folder(folder) for folder in options.dirs]
    column, runs = read_runs(folders, options.x, options.y or merit)
    draw(runs, options.x, column, level, options.ylim, options.figure)
    print(options.figure)


def read_runs(folders: list[Path], x: str, y: str) -> tuple[str, list[Run]]:
    """The column that stands for `y`, which may leave open whether on test or training data, and the runs' curves."""
    tables = [read_table(folder / "curve.csv", [x]) for folder in folders]
    column = next((c for c in (y, f"test_{y}", f"train_{y}") if all(c in table for table in tables)), y)
    for folder, table in zip(folders, tables):
        require_columns(folder / "curve.csv", table, [column])
    names = [run_name(folder) for folder in folders]
    return column, [
        Run(name if names.count(name) == 1 else f"{name} ({folder})", table[x], table[column])
        for name, folder, table in zip(names, folders, tables)
    ]


def draw(runs: list[Run], x: str, column: str, level: float | None, limits: list[float] | None, path: Path) -> None:
    unit = style.axis_unit(x, np.concatenate([run.x for run in runs]))
    fig, ((axes,),) = style.figure(style.TWO_COLUMN, 2.8)
    if level is not None:
        draw_target(axes, level)
    for i, run in enumerate(runs):
        line = dict(style.LINES[i % len(style.LINES)])
        label = style.wrapped(run.name, letters=28, lines=3)
        if level is not None:
            met = first_met(run, level, "accuracy" in column)
            line |= {"markevery": met} if met else {"marker": None}
            label += f"\ntarget met: {run.x[met[0]] / unit.size:.3g} {unit.symbol}" if met else "\ntarget not met"
        else:
            line["markevery"] = 0.1  # of the figure's diagonal, so that grey print tells the runs apart
        axes.plot(run.x / unit.size, run.y, **line, markersize=6, markeredgecolor="white", label=label)
    axes.set_xlabel(unit.label)
    axes.set_ylabel(style.label(column))
    if limits:
        axes.set_ylim(*limits)
    else:
        style.limit_y(axes, column, np.concatenate([run.y for run in runs]))
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.03), labelspacing=0.9, handlelength=3)
    style.save(fig, path.with_suffix(""), [path.suffix[1:]])


def draw_target(axes, level: float) -> None:
    grey = "#666666"
    axes.axhline(level, color=grey, linestyle=(0, (4, 3)), linewidth=0.8)
    at_left = {"xy": (0, level), "xycoords": ("axes fraction", "data")}
    axes.annotate(f"target {level:g}", **at_left, xytext=(2, 2), textcoords="offset points", fontsize=7, color=grey)


def first_met(run: Run, level: float, rising: bool) -> list[int]:
    """The first evaluation at or beyond the level, or none. Not interpolated: nothing was measured in between."""
    return np.flatnonzero(run.y >= level if rising else run.y <= level)[:1].tolist()


def figure_path(text: str) -> Path:
    path = Path(text)
    if path.suffix[1:] not in style.FORMATS:
        raise argparse.ArgumentTypeError(f"expected a name ending in .{', .'.join(style.FORMATS)}, got {text}")
    return path


if __name__ == "__main__":
    run_script(main)
