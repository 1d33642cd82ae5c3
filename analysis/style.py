"""How every figure looks: sizes of a two-column paper, colours and lines that survive colour blindness and grey print.

The bytes of a figure depend on the data and on matplotlib's version only: no clock, no local matplotlibrc, no fonts but
those matplotlib brings.
"""

import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

try:
    import matplotlib
except ImportError:
    print(f"{sys.executable} has no matplotlib: install python3-matplotlib, or use ./dev python", file=sys.stderr)
    sys.exit(2)
matplotlib.use("Agg")
import matplotlib.lines
import matplotlib.pyplot as plt
import matplotlib.scale
import matplotlib.ticker
import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_pgf import RendererPgf

from tables import InputError

COLUMN, TWO_COLUMN = 3.4, 7.0  # widths in inches

# Where a legend of many lines does not lie on them.
ABOVE = {"loc": "lower center", "bbox_to_anchor": (0.45, 1), "ncol": 2, "columnspacing": 1, "handlelength": 1.6}

# Tol's "medium-contrast" scheme (Tol, "Colour schemes", SRON/EPS/TN/09-002, 2021), made for colour blindness and grey
# print alike, and a purple for the gap in it: CIE lightness 0, 17, 29, 40, 52, 62, 72, 83.
BLACK, PURPLE, DARK_BLUE, DARK_RED = "#000000", "#441155", "#004488", "#994455"
DARK_YELLOW, LIGHT_BLUE, LIGHT_RED, LIGHT_YELLOW = "#997700", "#6699CC", "#EE99AA", "#EECC66"
LIGHT, GREY = "#DDDDDD", "#808080"
LINES = [  # neighbours far apart in lightness
    {"color": color, "linestyle": dash, "marker": marker}
    for color, dash, marker in [
        (DARK_BLUE, "-", "o"),
        (LIGHT_RED, "--", "s"),
        (DARK_YELLOW, "-.", "^"),
        (BLACK, (0, (1, 1)), "D"),
        (LIGHT_BLUE, (0, (5, 1, 1, 1, 1, 1)), "v"),
        (DARK_RED, (0, (6, 2)), "P"),
        (LIGHT_YELLOW, (0, (3, 1, 1, 1)), "X"),
        (PURPLE, (0, (2, 1)), "<"),
    ]
]

# What a figure can be, and its metadata.
FORMATS = {"png": {"Software": None}, "pdf": {"CreationDate": None}, "svg": {"Date": None}, "pgf": None}

# PGF is laid out with the metrics of DejaVu, so that no LaTeX is needed here; the text is set by the paper's own.
RendererPgf.get_text_width_height_descent = RendererBase.get_text_width_height_descent

_RC = {
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 8,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "figure.titlesize": 8,
    "font.family": "sans-serif",  # DejaVu Sans; in PGF, whatever the paper has
    "pdf.fonttype": 42,  # TrueType: Type 3 fonts are refused by ACM and IEEE
    "svg.hashsalt": "dawdle",
    "pgf.rcfonts": False,  # the paper's fonts
    "savefig.dpi": 300,
    "figure.constrained_layout.use": True,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "ytick.minor.width": 0.4,
    "ytick.minor.size": 1.5,
    "lines.linewidth": 1.2,
    "lines.markersize": 3.5,
    "legend.frameon": False,
    "agg.path.chunksize": 20000,
}


def figure(width: float, height: float, rows: int = 1, columns: int = 1, **options):
    """A figure of that many inches and its (rows, columns) axes."""
    matplotlib.rcdefaults()  # whatever a local matplotlibrc says
    matplotlib.rcParams.update(_RC)
    return plt.subplots(rows, columns, figsize=(width, height), squeeze=False, **options)


def title(fig, text: str) -> None:
    """A heading as wide as the figure allows, on two lines at most."""
    fig.suptitle(wrapped(text, letters=int(fig.get_figwidth() * 15), lines=2))


def wrapped(text: str, letters: int, lines: int) -> str:
    """Text on a few short lines, in which a dollar sign is itself and not the start of mathematics."""
    kept = textwrap.wrap(text, letters, max_lines=lines, break_on_hyphens=False)
    return "\n".join(kept).replace("$", r"\$")


def save(fig, stem: Path, formats: list[str]) -> list[Path]:
    """Writes stem.png, stem.pdf, ...; returns their paths."""
    paths = [stem.with_name(f"{stem.name}.{extension}") for extension in formats]
    for path in paths:
        try:
            metadata = FORMATS[path.suffix[1:]]
            fig.savefig(path, **({"metadata": metadata} if metadata else {}))
        except OSError as error:
            raise InputError(f"{path}: cannot be written: {error.strerror or error}") from None
    plt.close(fig)
    return paths


def bar_names(axes, names: list[str]) -> None:
    """Horizontal bars at 0, 1, ... have these names; the first is on top."""
    axes.set_yticks(range(len(names)), [wrapped(name, 34, 1) for name in names])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)


def theory_line(axes, line: dict, x, y) -> None:
    """What theory says beside a line of the simulation: dashed, on top of it."""
    color = GREY if line["color"] in (BLACK, PURPLE) else BLACK
    axes.plot(x, y, color=color, dashes=(4, 3), linewidth=0.7, zorder=3, label="_theory")


def with_theory(lines) -> list:
    """Handles of a legend: the labelled lines, and one for all of theory's."""
    handles = [line for line in lines if not line.get_label().startswith("_")]
    dashed = next((line for line in lines if line.get_label() == "_theory"), None)
    if dashed is None:
        return handles
    one_for_all = matplotlib.lines.Line2D([], [], color=BLACK, dashes=(4, 3), linewidth=0.7, label="theory")
    return [*handles, one_for_all]


def label(column: str) -> str:
    return column.replace("train_", "training_").replace("_", " ").capitalize()


def time_unit(longest_s: float) -> tuple[float, str]:
    """Seconds in the unit that suits times up to longest_s, and its symbol."""
    for smallest, seconds, symbol in [(7200, 3600, "h"), (600, 60, "min"), (1, 1, "s"), (1e-3, 1e-3, "ms")]:
        if longest_s >= smallest:
            return seconds, symbol
    return (1e-6, "µs") if longest_s > 0 else (1, "s")


class Unit(NamedTuple):
    size: float  # what to divide by
    symbol: str
    label: str  # of the axis


def axis_unit(column: str, values: np.ndarray) -> Unit:
    """The unit in which a column of curve.csv is drawn, given all the values it takes."""
    largest = np.max(values[np.isfinite(values)], initial=0)
    if column == "time_s":
        seconds, symbol = time_unit(largest)
        return Unit(seconds, symbol, f"Simulated time ({symbol})")
    if column.endswith("_bytes"):
        size, symbol = next((pair for pair in [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
                             if largest >= pair[0]), (1, "B"))
        return Unit(size, symbol, f"{label(column.removesuffix('_bytes'))} ({symbol})")
    for size, word in [(1e6, "million"), (1e3, "thousand")]:
        if largest >= min(100 * size, 1e6):  # 20000 reads well as it is
            return Unit(size, f"{word} {column}", f"{label(column)} ({word}s)")
    return Unit(1, column, label(column))


def limit_y(axes, metric: str, values: np.ndarray) -> None:
    """Accuracy stays within 0..1; other values get a logarithmic axis if positive over more than a factor of fifty."""
    values = values[np.isfinite(values)]
    if "accuracy" in metric:
        bottom, top = axes.get_ylim()
        axes.set_ylim(max(bottom, -0.02), min(top, 1.02))
    elif values.size and np.min(values) > 0 and np.max(values) > 50 * np.min(values):
        axes.set_yscale("log")


def log_axis(axis, base: int = 10) -> None:
    """A logarithmic axis with plain numbers, also where it spans less than a decade."""
    axis.axes.set(**{f"{axis.axis_name}scale": matplotlib.scale.LogScale(axis, base=base)})
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(matplotlib.ticker.NullFormatter())
    if base == 10:
        axis.set_major_locator(matplotlib.ticker.LogLocator(subs=(1, 2, 5)))
