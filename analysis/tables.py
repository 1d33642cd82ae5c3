"""Reads the files of a result folder. Whatever is wrong with them is an InputError: one line that says what to do."""

import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np


class InputError(Exception):
    """The user's input cannot be drawn; the message names the file and the place."""


def run_script(main) -> None:
    """Calls main(arguments); bad input ends the script with its one line and exit code 2, never with a traceback."""
    try:
        main(sys.argv[1:])
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


def result_folder(path: str) -> Path:
    folder = Path(path)
    if not folder.is_dir():
        raise InputError(f"{path}: no such folder; make one with: dawdle run SCENARIO.json -o {path}")
    return folder


def run_name(folder: Path) -> str:
    """The run's name for people: what its summary says, else its folder's name; with a word if it ended badly."""
    path = folder / "summary.json"
    if not path.exists():
        return folder.resolve().name
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as JSON: {error}") from None
    if not isinstance(summary, dict):
        raise InputError(f"{path}: expected a JSON object")
    name = str(summary.get("name") or folder.resolve().name)
    outcome = summary.get("outcome")
    return f"{name} ({outcome})" if outcome in ("diverged", "interrupted") else name


def read_table(path: Path, required: list[str], words: Sequence[str] = (),
               may_be_empty: bool = False) -> dict[str, np.ndarray]:
    """Columns of a CSV file, by name, in the file's order; each is (rows). An empty cell is NaN; the columns in `words`
    are text.

    Raises InputError when the file cannot be read, has no rows (unless it may be empty), lacks a required column, or a cell is not a number.
    """
    try:
        with open(path, newline="", encoding="utf-8") as file:
            reader = csv.reader(file)
            lines = [(reader.line_num, line) for line in reader if line]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(lines) < (1 if may_be_empty else 2):
        raise InputError(f"{path}: holds no measurements; did the run end before its first evaluation? Run it again")
    header = lines[0][1]
    require_columns(path, header, required)
    rows = [_values(path, line_number, header, line, words) for line_number, line in lines[1:]]
    return {name: np.array(column) for name, column in zip(header, zip(*rows) if rows else [()] * len(header))}


def require_columns(path: Path, present, required) -> None:
    missing = [column for column in required if column not in present]
    if missing:
        raise InputError(f"{path}: no column {', '.join(missing)}; the columns are: {', '.join(present)}")


def _values(path: Path, line_number: int, header: list[str], line: list[str], words: Sequence[str]) -> list:
    if len(line) != len(header):
        raise InputError(f"{path}:{line_number}: {len(line)} cells under {len(header)} column names")
    return [cell if column in words else _number(path, line_number, column, cell)
            for column, cell in zip(header, line)]


def _number(path: Path, line_number: int, column: str, cell: str) -> float:
    try:
        return float(cell or "nan")
    except ValueError:
        raise InputError(f'{path}:{line_number}: {column}: expected a number, got "{cell}"') from None
