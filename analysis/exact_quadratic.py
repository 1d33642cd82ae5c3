"""Exact E x(t)^2 of the first-K strategies on f(x) = x^2/2 with exponential compute times and free communication.

The algorithms of Dutta et al. 2018 are two flags apart. P workers of rate mu; a gradient is r_i plus noise of
variance sigma^2, r_i being what worker i has read; K of them make an update, x -= eta/K times their sum. Second moments
of (x, the sum under way, r_1 .. r_P) follow a linear recursion from event to event, here per number c of gradients that
have come. Events are made discrete at rate P mu (uniformization): with c workers idle, a tick is an event with
probability (P - c)/P, and the ticks until t are Poisson.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma

import numpy as np


@dataclass(frozen=True)
class FirstK:
    gradients: int  # K
    waits: bool  # a worker whose gradient has come computes no more until the update, so that K are distinct workers'
    fresh: bool  # at an update all workers stop and begin anew


KINDS = {
    "k_sync": dict(waits=True, fresh=True),
    "k_batch_sync": dict(waits=False, fresh=True),
    "k_async": dict(waits=True, fresh=False),
    "k_batch_async": dict(waits=False, fresh=False),
}


def algorithm(kind: str, workers: int, gradients: int | None = None) -> FirstK:
    """By its name in a scenario; async takes one gradient and sync_server, sync_allreduce one of every worker."""
    if kind == "async":
        return FirstK(1, waits=False, fresh=False)
    if kind in ("sync_server", "sync_allreduce"):
        return FirstK(workers, waits=True, fresh=True)
    return FirstK(gradients, **KINDS[kind])


def second_moment(times: np.ndarray, how: FirstK, workers: int, a: float, sigma: float, mu: float = 1) -> np.ndarray:
    """E x^2 at `times` from x = 1; `a` = eta, the curvature being 1. Shape of the result: that of times."""
    means = workers * mu * np.asarray(times, dtype=float)
    ticks = int(means.max() + 10 * np.sqrt(means.max()) + 20)
    moments = np.zeros((how.gradients, workers + 2, workers + 2))
    weights = np.zeros(how.gradients)
    read = np.r_[0, 2 : workers + 2]
    moments[0][np.ix_(read, read)] = weights[0] = 1
    steps = [_event(c, how, workers, a) for c in range(how.gradients)]
    result = np.zeros(means.shape)
    for n in range(ticks + 1):
        result += _poisson(n, means) * moments[:, 0, 0].sum()
        moments, weights = _tick(moments, weights, steps, how, workers, sigma, a)
    return result


def _event(c: int, how: FirstK, workers: int, a: float) -> list[np.ndarray]:
    """What the c-th gradient since the update, from 0, does to (x, sum, r_1 .. r_P), for each worker it may be of.
    Workers are numbered such that the c that wait come first."""
    maps = []
    for i in range(c if how.waits else 0, workers):
        step = np.eye(workers + 2)
        if how.waits:
            step[[2 + c, 2 + i]] = step[[2 + i, 2 + c]]
        own = 2 + (c if how.waits else i)
        step[1] += step[own]
        if c + 1 == how.gradients:
            step[0] -= a / how.gradients * step[1]
            step[1] = 0
        step[_readers(c, own, how, workers)] = step[0]
        maps.append(step)
    return maps


def _readers(c: int, own: int, how: FirstK, workers: int) -> list[int]:
    """Who reads x after that gradient."""
    if c + 1 < how.gradients:
        return [] if how.waits or how.fresh else [own]
    return list(range(2, workers + 2)) if how.fresh else list(range(2, 2 + how.gradients)) if how.waits else [own]


def _tick(moments, weights, steps, how: FirstK, workers: int, sigma: float, a: float):
    new_moments, new_weights = np.zeros_like(moments), np.zeros_like(weights)
    for c, maps in enumerate(steps):
        happens = len(maps) / workers
        new_moments[c] += (1 - happens) * moments[c]
        new_weights[c] += (1 - happens) * weights[c]
        after = (c + 1) % how.gradients
        for step in maps:
            new_moments[after] += step @ moments[c] @ step.T / workers
            if after == 0:  # the noise of all K gradients at once: until then nobody has seen it
                new_moments[after] += weights[c] / workers * _noise(step, how, sigma, a)
        new_weights[after] += happens * weights[c]
    return new_moments, new_weights


def _noise(step, how: FirstK, sigma: float, a: float) -> np.ndarray:
    """Variance a^2 sigma^2 / K of x and of whatever has just been read from it."""
    touched = np.all(step == step[0], axis=1).astype(float)
    return (a * sigma) ** 2 / how.gradients * np.outer(touched, touched)


def _poisson(n: int, means: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return np.where(means > 0, np.exp(n * np.log(np.where(means > 0, means, 1)) - means - lgamma(n + 1)), n == 0)
