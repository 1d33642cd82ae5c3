"""Exact curves beside a simulation's, as `dawdle theory` prints them: those alone whose assumptions hold."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from sweeps import Sweep, ordered, value_text

MOST = 8  # points of a sweep, as many as there are lines to tell apart


def program() -> str:
    """dawdle itself, which names itself to the scripts it runs."""
    return os.environ.get("DAWDLE_PROGRAM", "dawdle")


def of_scenario(path: Path, changes: tuple[str, ...] = ()) -> dict[str, np.ndarray]:
    """(2, points) by name: "staleness", "mean_staleness", "train_loss". None without the program, or the scenario."""
    sets = [word for change in changes for word in ("--set", change)]
    try:
        done = subprocess.run([program(), "theory", path, *sets], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return {}
    found: dict[str, list] = {}
    for name, x, y in list(csv.reader(done.stdout.splitlines()))[1:]:
        found.setdefault(name, []).append((float(x), float(y)))
    return {name: np.array(points).T for name, points in found.items()}


def of_sweep(base: dict, sweep: Sweep) -> dict[str, dict[str, np.ndarray]]:
    """The same for each point of a sweep with one axis, by what tells its lines apart."""
    points = ordered(sweep.runs["point"])
    if len(sweep.axes) != 1 or len(points) > MOST:
        return {}
    swept = [column for column in sweep.runs if column.startswith("/")]
    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "base.json"
        path.write_text(json.dumps(base), encoding="utf-8")
        for point in points:
            run = np.flatnonzero(sweep.runs["point"] == point)[0]
            changes = tuple(f"{pointer}={_as_json(sweep.runs[pointer][run])}" for pointer in swept)
            found[value_text(sweep.runs[sweep.axes[0]][run])] = of_scenario(path, changes)
    return found


def _as_json(value) -> str:
    return str(value) if isinstance(value, str) else repr(float(value)).removesuffix(".0")
