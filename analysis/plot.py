#!/usr/bin/env python3
"""Draws the figures of a run or a sweep into its folder.

Of a run: curve, workers, staleness, links and, from a trace, timeline, as far as it recorded them. Of a sweep: curves
with a band over seeds, speedup against a swept number, heatmap over two axes, tradeoff of error and time, as far as it
swept and measured them.
"""

import argparse
from pathlib import Path

import curves
import gantt
import link_use
import plot_sweep
import staleness
import where_time_went
from arguments import condition, formats, target
from style import FORMATS
from sweeps import is_sweep, read_sweep
from tables import InputError, result_folder, run_name, run_script


def main(arguments: list[str]) -> None:
    options = parse(arguments)
    folder = result_folder(options.dir)
    if not any(folder.iterdir()):
        raise InputError(f"{folder}: the folder is empty; fill it with dawdle run or dawdle sweep -o {folder}")
    for path in plot_sweep.draw(read_sweep(folder), options) if is_sweep(folder) else draw_run(folder, options):
        print(path)


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dawdle plot", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", help="a result folder, as written by dawdle run or dawdle sweep")
    parser.add_argument("--format", default="png,pdf", type=formats,
                        help=f"any of {', '.join(FORMATS)} (default: png,pdf)")
    parser.add_argument("--x", help="column of curve.csv or curves.csv, such as time_s, updates, samples, epochs, sent_bytes; "
                        "of a run several, a panel each (default: time_s,updates; of a sweep: time_s)")
    parser.add_argument("--trace", type=Path, metavar="FILE",
                        help="trace of the run for its timeline (default: trace.json in its folder)")
    sweep = parser.add_argument_group("of a sweep")
    sweep.add_argument("--y", help="column of curves.csv, test_ or train_ left off if you like (default: loss)")
    sweep.add_argument("--group", metavar="POINTER[,...]", help="swept values that tell lines apart (default: all, or the first "
                       "if those are too many lines)")
    sweep.add_argument("--against", metavar="POINTER", help="swept number of the speed-up (default: /workers)")
    sweep.add_argument("--over", nargs=2, metavar="POINTER", help="rows and columns of the heat map")
    sweep.add_argument("--value", metavar="COLUMN", help="column of runs.csv in the heat map")
    sweep.add_argument("--target", type=target, metavar="accuracy=0.9", help="default: what the scenario recorded")
    sweep.add_argument("--where", action="append", default=[], type=condition, metavar="POINTER=VALUE",
                       help="only these points; repeatable")
    sweep.add_argument("--logx", action="store_true", help="a logarithmic x axis for the curves")
    return parser.parse_args(arguments)


OF_A_SWEEP = ("y", "group", "against", "over", "value", "target", "where", "logx")


def draw_run(folder, options) -> list:
    if given := [f"--{name}" for name in OF_A_SWEEP if getattr(options, name)]:
        raise InputError(f"{options.dir}: is a run, but {', '.join(given)} {'are' if len(given) > 1 else 'is'} of a sweep")
    tables = ("curve.csv", "workers.csv", "staleness.csv", "links_over_time.csv")
    found = [file for file in tables if (folder / file).exists()]
    if not found:
        raise InputError(f"{options.dir}: none of curve.csv, workers.csv, staleness.csv is there; "
                         "is it the folder of a run?")
    if not (folder / "summary.json").exists():
        raise InputError(f"{options.dir}: summary.json is not there, so the run has not finished; run it again")
    name = run_name(folder)
    trace = options.trace or folder / "trace.json"
    figures = {
        "curve.csv": lambda: curves.draw(folder, options.format, name, (options.x or "time_s,updates").split(",")),
        "workers.csv": lambda: where_time_went.draw(folder, options.format, name),
        "staleness.csv": lambda: staleness.draw(folder, options.format, name),
        "links_over_time.csv": lambda: link_use.draw(folder, options.format, name),
        "trace": lambda: gantt.draw(trace, folder / "timeline", options.format, name),
    }
    if options.trace or trace.exists():
        found.append("trace")
    return [path for file in found for path in figures[file]()]


if __name__ == "__main__":
    run_script(main)
