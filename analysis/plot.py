#!/usr/bin/env python3
"""Draws the figures of one run: DIR/curve, DIR/workers and DIR/staleness, as far as the run recorded them."""

import argparse

import curves
import staleness
import style
import where_time_went
from tables import InputError, result_folder, run_name, run_script


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", help="a result folder, as written by dawdle run")
    parser.add_argument("--format", default="png,pdf", type=formats, help="any of png, pdf, svg (default: png,pdf)")
    parser.add_argument("--x", default="time_s,updates", help="columns of curve.csv, a panel each")
    options = parser.parse_args(arguments)
    folder = result_folder(options.dir)
    name = run_name(folder)
    figures = {
        "curve.csv": lambda: curves.draw(folder, options.format, name, options.x.split(",")),
        "workers.csv": lambda: where_time_went.draw(folder, options.format, name),
        "staleness.csv": lambda: staleness.draw(folder, options.format, name),
    }
    found = [file for file in figures if (folder / file).exists()]
    if not found:
        raise InputError(f"{options.dir}: none of {', '.join(figures)} is there; is it the folder of a run?")
    for file in found:
        for path in figures[file]():
            print(path)


def formats(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in style.FORMATS]:
        raise argparse.ArgumentTypeError(f"expected some of {', '.join(style.FORMATS)}, got {', '.join(unknown)}")
    return names


if __name__ == "__main__":
    run_script(main)
