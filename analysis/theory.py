"""Exact curves beside a simulation's, as `dawdle theory` prints them: those alone whose assumptions hold."""

from __future__ import annotations

import csv
import os
import subprocess
from pathlib import Path

import numpy as np

from sweeps import Sweep

Curves = dict[str, np.ndarray]  # (2, points) by name: "staleness", "mean_staleness", "update_s", "train_loss"
MOST_POINTS = 48  # of a sweep that theory is asked for


def program() -> str:
    """dawdle itself, which names itself to the scripts it runs."""
    return os.environ.get("DAWDLE_PROGRAM", "dawdle")


def of_scenario(path: Path) -> Curves:
    """None without the program, or the scenario."""
    return _read(path).get((), {})


def of_points(sweep: Sweep, points: list[float], only: str) -> dict[float, Curves]:
    """One curve, `only`, of points of a sweep; of more than MOST_POINTS, of as many of them evenly spread."""
    if len(points) > MOST_POINTS:
        points = [points[i] for i in np.linspace(0, len(points) - 1, MOST_POINTS).round().astype(int)]
    words = ["--only", only, "--points", ",".join(f"{point:.0f}" for point in points)]
    return {float(key[0]): found for key, found in _read(sweep.folder / "sweep.json", *words).items()}


def _read(path: Path, *words: str) -> dict[tuple[str, ...], Curves]:
    """By the columns that come before curve, x and y."""
    try:
        done = subprocess.run([program(), "theory", path, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return {}
    found: dict[tuple[str, ...], dict[str, list]] = {}
    for *key, name, x, y in list(csv.reader(done.stdout.splitlines()))[1:]:
        found.setdefault(tuple(key), {}).setdefault(name, []).append((float(x), float(y)))
    return {key: {name: np.array(points).T for name, points in curves.items()} for key, curves in found.items()}
