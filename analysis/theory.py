"""Exact curves that belong beside a sweep's, by the name that a gallery's claim gives them."""

from __future__ import annotations

import json

import numpy as np

from exact_quadratic import algorithm, second_moment
from sweeps import Sweep, ordered, value_text
from tables import InputError

POINTS = 121


def curves(theory: dict | None, sweep: Sweep) -> dict[str, np.ndarray] | None:
    """(2, points) by group. {"kind": "first_k", "workers", "a", "sigma", "dimension", "until_s"}: the loss of D equal
    coordinates of curvature 1, from 1, under exponential compute times of mean 1."""
    if theory is None:
        return None
    if theory.get("kind") != "first_k":
        raise InputError(f'theory: expected the kind "first_k", got {json.dumps(theory)}')
    times = np.linspace(0, theory["until_s"], POINTS)
    return {value_text(strategy): np.array([times, _loss(times, strategy, theory)])
            for strategy in ordered(sweep.column("/strategy"))}


def _loss(times: np.ndarray, strategy: str, theory: dict) -> np.ndarray:
    options = json.loads(strategy) if strategy.startswith("{") else {"kind": strategy}
    how = algorithm(options["kind"], theory["workers"], options.get("gradients"))
    return theory["dimension"] / 2 * second_moment(times, how, theory["workers"], theory["a"], theory["sigma"])
