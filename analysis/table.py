#!/usr/bin/env python3
"""Writes a sweep's points as a table: mean and 95 % interval over the seeds, the best of each column in bold."""

from __future__ import annotations

import argparse
import csv
import io
from dataclasses import dataclass

import numpy as np

from over_seeds import mean_and_interval
from sweeps import Sweep, ordered, pointer_text, read_sweep, value_text
from tables import InputError, result_folder, run_script

RISING = ("accuracy",)  # more is better; of everything else less is
DEFAULT = ("final_test_loss", "final_test_accuracy", "final_train_loss", "time_to_accuracy_target_s",
           "time_to_loss_target_s", "mean_staleness_updates")


@dataclass
class Cell:
    mean: float
    half: float  # of the 95 % interval; NaN from a single run
    note: str  # how many runs it leaves out
    best: bool = False

    def text(self) -> str:
        """As many digits as the interval makes sense of: two of the interval."""
        if not np.isfinite(self.mean):
            return "–" + self.note
        if not self.half > 1e-12 * abs(self.mean):  # the seeds agree, but for rounding
            return f"{self.mean:.4g}{self.note}"
        digits = max(0, 1 - int(np.floor(np.log10(self.half))))
        return f"{self.mean:.{digits}f} ± {self.half:.{digits}f}{self.note}"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="dawdle table", description=__doc__)
    parser.add_argument("dir", help="a result folder, as written by dawdle sweep")
    parser.add_argument("--format", default="md", choices=WRITERS, help="default: md")
    parser.add_argument("--columns", help=f"of runs.csv, with commas; default: those there are of {', '.join(DEFAULT)}")
    options = parser.parse_args(arguments)
    sweep = read_sweep(result_folder(options.dir))
    columns = options.columns.split(",") if options.columns else [c for c in DEFAULT if c in sweep.runs]
    if not columns:
        raise InputError(f"{options.dir}: choose columns with --columns; there is: {', '.join(sweep.runs)}")
    names, rows = points(sweep, columns)
    heads = [pointer_text(axis) for axis in sweep.axes] + [heading(column) for column in columns]
    print(WRITERS[options.format](heads, names, rows), end="")


def points(sweep: Sweep, columns: list[str]) -> tuple[list[list[str]], list[list[Cell]]]:
    """A row a point: its swept values, and its cells."""
    runs = [sweep.runs["point"] == point for point in ordered(sweep.runs["point"])]
    names = [[value_text(sweep.runs[axis][chosen][0]) for axis in sweep.axes] for chosen in runs]
    rows = [[cell(sweep.figure(column)[chosen]) for column in columns] for chosen in runs]
    for column, cells in zip(columns, zip(*rows)):
        mark_best(column, cells)
    return names, rows


def cell(values: np.ndarray) -> Cell:
    known = values[np.isfinite(values)]
    note = f" ({known.size} of {values.size})" if known.size < values.size else ""
    if not known.size:
        return Cell(np.nan, np.nan, note)
    mean, half = mean_and_interval(known)
    return Cell(float(mean), float(half), note)


def mark_best(column: str, cells: tuple[Cell, ...]) -> None:
    """A mean that leaves runs out, because they never got there, is not compared."""
    whole = [c for c in cells if np.isfinite(c.mean) and not c.note]
    if len({c.mean for c in whole}) > 1:
        pick = max if any(word in column for word in RISING) and not column.startswith("time_to") else min
        best = pick(c.mean for c in whole)
        for c in whole:
            c.best = c.mean == best


def heading(column: str) -> str:
    words, seconds = (column[:-2], " (s)") if column.endswith("_s") else (column, "")
    return words.replace("_", " ").capitalize() + seconds


def latex(heads: list[str], names, rows) -> str:
    """For \\usepackage{booktabs}."""
    def shown(c: Cell) -> str:
        text = escaped(c.text()).replace("±", r"$\pm$").replace("–", "--")
        return rf"\textbf{{{text}}}" if c.best else text

    lines = [" & ".join([*map(escaped, name), *map(shown, row)]) + r" \\" for name, row in zip(names, rows)]
    layout = "l" * len(names[0]) + "r" * len(rows[0])
    head = [rf"\begin{{tabular}}{{{layout}}}", r"\toprule", " & ".join(map(escaped, heads)) + r" \\", r"\midrule"]
    return "\n".join([*head, *lines, r"\bottomrule", r"\end{tabular}", ""])


def escaped(text: str) -> str:
    return "".join("\\" + letter if letter in "&%$#_{}" else letter for letter in text)


def markdown(heads: list[str], names, rows) -> str:
    lines = [[*name, *(f"**{c.text()}**" if c.best else c.text() for c in row)] for name, row in zip(names, rows)]
    rule = ["---"] * len(names[0]) + ["--:"] * len(rows[0])
    escaped_lines = [[word.replace("|", r"\|") for word in line] for line in [heads, rule, *lines]]
    return "".join(f"| {' | '.join(line)} |\n" for line in escaped_lines)


def comma_separated(heads: list[str], names, rows) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    swept = heads[: len(names[0])]
    writer.writerow(swept + [f"{head} {part}" for head in heads[len(swept) :] for part in ("mean", "half interval 95")])
    writer.writerows([*name, *(number for c in row for number in (c.mean, c.half))] for name, row in zip(names, rows))
    return out.getvalue()


WRITERS = {"tex": latex, "md": markdown, "csv": comma_separated}

if __name__ == "__main__":
    run_script(main)
