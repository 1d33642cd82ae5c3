"""Means and intervals over runs that differ in their seed."""

import numpy as np

# 97.5 % quantiles of Student's t for 1, 2, ... degrees of freedom; beyond, the normal law's with Fisher's correction.
_T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131]


def mean_and_interval(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of `values`, (runs, ...): the mean over the runs and half its 95 % interval, NaN when there is one run."""
    runs = len(values)
    if runs < 2:
        return np.mean(values, axis=0), np.full(np.shape(values)[1:], np.nan)
    freedom = runs - 1
    t = _T[freedom - 1] if freedom <= len(_T) else 1.95996 + 2.37227 / freedom + 2.8225 / freedom**2
    return np.mean(values, axis=0), t * np.std(values, axis=0, ddof=1) / np.sqrt(runs)


def band(values: np.ndarray, alike: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of `values`, (runs, points): low, middle, high. The mean and its 95 % interval when the runs are alike but
    for their seed, else the median and the quartiles."""
    if not alike:
        return tuple(np.quantile(values, [0.25, 0.5, 0.75], axis=0))
    mean, half = mean_and_interval(values)
    return mean - half, mean, mean + half


def median_and_quartiles(values: np.ndarray) -> tuple[float, float, float]:
    """Lower quartile, median, upper quartile; a value that was never reached counts as infinitely large."""
    known = np.sort(np.where(np.isnan(values), np.inf, values))
    return tuple(float(np.quantile(known, q, method="inverted_cdf")) for q in (0.25, 0.5, 0.75))
