"""Reads the tables of a sweep's folder: runs.csv (a row a run) and curves.csv (a row an evaluation)."""

from __future__ import annotations  # X | None before Python 3.10

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tables import InputError, require_columns

VERSIONS = "are tables of different versions mixed? Delete the folder and sweep again"


@dataclass
class Sweep:
    folder: Path
    runs: dict[str, np.ndarray]  # columns of runs.csv, each (runs): numbers, or text where some cell is none
    known: frozenset[float]  # ids of all the runs in the folder, those left out by where() included

    @property
    def axes(self) -> list[str]:
        """The pointers that vary, without those that follow from an earlier one."""
        kept: list[str] = []
        for pointer in (c for c in self.runs if c.startswith("/") and len(set(self.runs[c])) > 1):
            if not any(_decides(self.runs[other], self.runs[pointer]) for other in kept):
                kept.append(pointer)
        return kept

    def column(self, name: str) -> np.ndarray:
        require_columns(self.folder / "runs.csv", self.runs, [name])
        return self.runs[name]

    def figure(self, name: str) -> np.ndarray:
        """A column of numbers."""
        values = self.column(name)
        if values.dtype.kind != "f":
            raise InputError(f"{self.folder / 'runs.csv'}: {name} holds words; expected a column of numbers")
        return values

    def grouping(self, pointers: str) -> np.ndarray:
        """What tells lines apart, (runs): the value of a pointer, or of several with commas between them, as words."""
        columns = [self.column(pointer) for pointer in pointers.split(",")]
        if len(columns) == 1:
            return columns[0]
        names = [pointer_text(pointer).lower() for pointer in pointers.split(",")]
        return np.array([
            ", ".join(value_text(v) if isinstance(v, str) else f"{name} {v:g}" for name, v in zip(names, values))
            for values in zip(*columns)
        ])

    def where(self, chosen: np.ndarray) -> Sweep:
        return Sweep(self.folder, {name: values[chosen] for name, values in self.runs.items()}, self.known)


def is_sweep(folder: Path) -> bool:
    return any((folder / file).exists() for file in ("runs.csv", "plan.csv", "runs"))


def read_sweep(folder: Path) -> Sweep:
    path = folder / "runs.csv"
    if not is_sweep(folder):
        raise InputError(f"{folder}: holds no sweep; make one with: dawdle sweep SWEEP.json -o {folder}")
    if not path.exists():
        raise InputError(f"{path}: not there, the sweep has not finished; the same dawdle sweep command goes on")
    with _lines(path) as rows:
        header = next(rows, [])
        require_columns(path, header, ["run", "point", "seed", "outcome"])
        columns = list(zip(*_checked(path, header, rows)))
    if not columns:
        raise InputError(f"{path}: holds no runs; sweep again")
    runs = {name: _typed(cells) for name, cells in zip(header, columns)}
    if all(runs["outcome"] == "failed"):
        raise InputError(f"{path}: every run failed, so there is nothing to draw; its column reason says why")
    return Sweep(folder, runs, frozenset(runs["run"]))


def read_curves(sweep: Sweep, x: str, y: str) -> tuple[str, dict[int, np.ndarray]]:
    """The column that stands for `y`, which may leave open whether on test or training data, and each run's curve:
    (2, evaluations), the finite values alone."""
    path = next((p for p in (sweep.folder / "curves.csv", sweep.folder / "curves.csv.gz") if p.exists()), None)
    if path is None:
        raise InputError(f"{sweep.folder / 'curves.csv'}: not there; the same dawdle sweep command writes it again")
    with _lines(path) as rows:
        header = next(rows, [])
        column = next((c for c in (y, f"test_{y}", f"train_{y}") if c in header), y)
        require_columns(path, header, ["run", x, column])
        places = [header.index(name) for name in ("run", x, column)]
        cells = [[row[place] for place in places] for row in _checked(path, header, rows)]
    table = np.array([[cell or "nan" for cell in row] for row in cells], dtype=float).reshape(-1, 3)
    unknown = set(table[:, 0]) - sweep.known
    if unknown:
        raise InputError(f"{path}: run {min(unknown):.0f} is not in runs.csv; {VERSIONS}")
    table = table[np.isfinite(table).all(axis=1)]
    starts = np.flatnonzero(np.diff(table[:, 0], prepend=np.nan))  # of each run's rows, which stand together
    return column, {int(part[0, 0]): part[:, 1:].T for part in np.split(table, starts[1:]) if part.size}


def value_text(value) -> str:
    """A swept value for people: {"kind":"ssp","staleness":3} is ssp, staleness 3."""
    if not isinstance(value, str):
        return f"{value:g}"
    try:
        given = json.loads(value)
    except ValueError:
        return value.replace("_", " ")
    if not isinstance(given, dict):
        return value
    words = [str(given.pop("kind"))] if "kind" in given else []
    return ", ".join(words + [f"{key} {text}" for key, text in given.items()]).replace("_", " ")


def pointer_text(pointers: str) -> str:
    return ", ".join(pointer.split("/")[-1] for pointer in pointers.split(",")).replace("_", " ").capitalize()


def ordered(values: np.ndarray) -> list:
    """Distinct values: numbers ascending, words as they come."""
    return sorted(set(values)) if values.dtype.kind == "f" else list(dict.fromkeys(values))


def _decides(one: np.ndarray, other: np.ndarray) -> bool:
    return len(set(zip(one, other))) == len(set(one))


def _typed(cells: tuple[str, ...]) -> np.ndarray:
    try:
        return np.array([cell or "nan" for cell in cells], dtype=float)
    except ValueError:
        return np.array(cells)


class _lines:
    """The rows of a CSV file, as it is or compressed."""

    def __init__(self, path: Path):
        self.path = path

    def __enter__(self):
        try:
            opened = gzip.open if self.path.suffix == ".gz" else open
            self.file = opened(self.path, "rt", newline="", encoding="utf-8")
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read: {error.strerror or error}") from None
        return csv.reader(self.file)

    def __exit__(self, kind, error, trace):
        self.file.close()
        if isinstance(error, (OSError, EOFError, UnicodeDecodeError, csv.Error)):
            raise InputError(f"{self.path}: cannot be read: {error}") from None


def _checked(path: Path, header: list[str], rows):
    for row in rows:
        if len(row) != len(header):
            raise InputError(f"{path}:{rows.line_num}: {len(row)} cells under {len(header)} column names; {VERSIONS}")
        yield row
