"""timeline.png: what each worker did when, over its first steps, from a trace (dawdle run --trace)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

import style
from tables import InputError
from where_time_went import PARTS

COLORS = {part.removesuffix("_s"): color for part, color in PARTS.items()}  # by category of the trace
STEPS = 12  # gradients that most workers compute in the time drawn
MOST_ROWS = 32


def draw(trace: Path, stem: Path, formats: list[str], name: str) -> list[Path]:
    spans = read_spans(trace)
    workers = sorted(spans)[:MOST_ROWS]
    begin, end = first_steps([spans[worker] for worker in workers])
    seconds, symbol = style.time_unit(end)
    fig, ((axes,),) = style.figure(style.TWO_COLUMN, 0.9 + 0.16 * len(workers))
    style.title(fig, name)
    bars = {}
    for row, worker in enumerate(workers):
        for category, times in spans[worker].items():
            shown = times[(times[:, 0] < end) & (times[:, 1] > begin)].clip(begin, end) / seconds
            if shown.size:
                bars[category] = _bars(axes, row, shown, category)
    axes.set_xlim(begin / seconds, end / seconds)
    axes.set_ylim(len(workers) - 0.5, -0.5)
    named = range(0, len(workers), 1 if len(workers) <= 16 else 4)
    axes.set_yticks(named, [str(workers[i]) for i in named])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(f"Simulated time ({symbol})")
    axes.set_ylabel("Worker" if len(workers) == len(spans) else f"Worker (first {len(workers)} of {len(spans):,})")
    shown = [category for category in COLORS if category in bars]
    axes.legend([bars[category] for category in shown], [style.label(category) for category in shown],
                loc="upper left", bbox_to_anchor=(1, 1.03), handlelength=1)
    return style.save(fig, stem, formats)


def _bars(axes, row: int, times: np.ndarray, category: str):
    # A white edge tells one computation from the next; what is brief would be all edge.
    edge = 0.4 if category == "compute" else 0
    return axes.broken_barh(np.column_stack([times[:, 0], np.diff(times)]), (row - 0.4, 0.8),
                            facecolors=COLORS[category], edgecolor="white", linewidth=edge)


def read_spans(path: Path) -> dict[int, dict[str, np.ndarray]]:
    """Begins and ends in seconds, (spans, 2), by worker and category."""
    try:
        events = json.loads(path.read_text(encoding="utf-8"))["traceEvents"]
        pids = {e["pid"] for e in events if e["name"] == "process_name" and e["args"]["name"] == "workers"}
        spans: dict[int, dict[str, list]] = {}
        for event in events:
            if event["ph"] == "X" and event["pid"] in pids and event["cat"] in COLORS:
                begin = event["ts"] / 1e6
                of_worker = spans.setdefault(event["tid"], {})
                of_worker.setdefault(event["cat"], []).append((begin, begin + event["dur"] / 1e6))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: expected a trace, as written by dawdle run --trace: {error!r}") from None
    if not spans:
        raise InputError(f"{path}: no worker did anything in it; was its window beyond the end of the run?")
    return {worker: {category: np.array(times) for category, times in parts.items()}
            for worker, parts in spans.items()}


def first_steps(workers: list[dict[str, np.ndarray]]) -> tuple[float, float]:
    """From the first span on, until most workers have computed STEPS gradients, or to the end."""
    begin = min(times[:, 0].min() for parts in workers for times in parts.values())
    last = max(times[:, 1].max() for parts in workers for times in parts.values())
    computed = [np.sort(parts["compute"][:, 1]) for parts in workers if "compute" in parts]
    ends = [times[STEPS - 1] if times.size >= STEPS else last for times in computed]
    return begin, float(np.median(ends)) if ends else last
