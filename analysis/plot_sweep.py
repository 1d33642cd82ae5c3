"""Which figures a sweep gives: those that its axes and its columns allow."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import heat_map
import speed_up
import style
import sweep_curves
import time_shares
import trade_off
from sweeps import Sweep, read_curves, value_text
from tables import InputError


FOR_SAMPLES, PER_UPDATE = "Time for 1000 samples", "Time per update"


def draw(sweep: Sweep, options) -> list[Path]:
    for pointer, value in options.where:
        sweep = _chosen(sweep, pointer, value)
    formats, y = options.format, options.y or "loss"
    paths = []
    if _has_curves(sweep):
        x = options.x or "time_s"
        paths += sweep_curves.draw(sweep, formats, x, y, options.group, options.logx)
    times, what = _times(sweep, options.target)
    updates = _updates(sweep, what)
    against = options.against or next((a for a in [speed_up.WORKERS, *sweep.axes] if _is_positive(sweep, a)), None)
    group = options.group or next((a for a in sweep.axes if a != against and _few(sweep, a)), None)
    if against:
        paths += speed_up.draw(sweep, formats, against, group if group != against else None, times, what,
                               updates)
    column = next((c for c in (f"final_test_{y}", f"final_train_{y}", f"final_{y}") if c in sweep.runs), None)
    over = options.over or (sweep.axes[:2] if len(sweep.axes) >= 2 else None)
    if over and (value := options.value or column):
        paths += heat_map.draw(sweep, formats, tuple(over), value)
    if column:
        paths += trade_off.draw(sweep, formats, times, what, column, options.group)
    paths += time_shares.draw(sweep, formats, options.group)
    return paths


def _chosen(sweep: Sweep, pointer: str, value: str) -> Sweep:
    texts = np.array([value_text(v) for v in sweep.column(pointer)])
    wanted = value_text(_number_or_text(value))
    if wanted not in texts:
        raise InputError(f"--where {pointer}={value}: no such point; its values are: {'; '.join(dict.fromkeys(texts))}")
    return sweep.where(texts == wanted)


def _number_or_text(value: str):
    try:
        return float(value)
    except ValueError:
        return value


def _times(sweep: Sweep, target: tuple[str, float] | None) -> tuple[np.ndarray, str]:
    """Seconds to the target, NaN where it was never reached; without a target, per thousand samples."""
    if target:
        return _first_met(sweep, *target), f"Time to {target[0].replace('_', ' ')} {target[1]:g}"
    for merit in ("accuracy", "loss"):
        column = f"time_to_{merit}_target_s"
        if column in sweep.runs and sweep.figure(column).size and np.isfinite(sweep.figure(column)).any():
            return sweep.figure(column), f"Time to target {merit}"
    samples = sweep.figure("samples")
    if (samples > 0).all():
        return 1000 * sweep.figure("time_s") / samples, FOR_SAMPLES
    return sweep.figure("time_s") / sweep.figure("updates"), PER_UPDATE


def _updates(sweep: Sweep, what: str) -> np.ndarray | None:
    """(runs), how many updates take the time that is drawn, where that is no question of learning."""
    if what == FOR_SAMPLES:
        return 1000 * sweep.figure("updates") / sweep.figure("samples")
    return np.ones(sweep.runs["run"].shape) if what == PER_UPDATE else None


def _first_met(sweep: Sweep, merit: str, level: float) -> np.ndarray:
    """At the first evaluation at or beyond the level. Not interpolated: nothing was measured in between."""
    column, curves = read_curves(sweep, "time_s", merit)
    sign = 1 if "accuracy" in column else -1
    met = {run: time[sign * value >= sign * level][:1] for run, (time, value) in curves.items()}
    return np.array([next(iter(met.get(int(run), ())), np.nan) for run in sweep.runs["run"]])


def _has_curves(sweep: Sweep) -> bool:
    return any(column.startswith("final_") for column in sweep.runs)


def _is_positive(sweep: Sweep, pointer: str) -> bool:
    return pointer in sweep.axes and sweep.runs[pointer].dtype.kind == "f" and (sweep.runs[pointer] > 0).all()


def _few(sweep: Sweep, pointer: str) -> bool:
    return len(set(sweep.runs[pointer])) <= sweep_curves.MOST
