#!/usr/bin/env python3
"""Simulates the entries of scenarios/gallery/ and prints expected, simulated, verdict; exit code 1 if a check fails."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import claim_figure
import plot
import plot_sweep
import theory
from claims import Verdict, read_claim, verdicts
from sweeps import read_sweep
from tables import InputError, run_script

GALLERY = Path(__file__).resolve().parents[1] / "scenarios" / "gallery"
HEADER = Verdict("", "expected", "simulated", "tolerance", True)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="dawdle gallery", description=__doc__)
    parser.add_argument("names", nargs="*", help="entries; default: all")
    parser.add_argument("-o", dest="folder", type=Path, default=Path("results/gallery"))
    options = parser.parse_args(arguments)
    entries = chosen(options.names)
    options.folder.mkdir(parents=True, exist_ok=True)
    passed = failed = whole = 0
    with open(options.folder / "gallery.md", "w", encoding="utf-8") as report:
        for path in entries:
            claim = read_claim(path)
            results = simulate(path, options.folder, claim)
            print(as_text(entry_name(path), claim, results), flush=True)
            report.write(as_markdown(entry_name(path), claim, results))
            passed += sum(v.passed for v in results)
            failed += sum(not v.passed for v in results)
            whole += all(v.passed for v in results)
    print(f"{passed} of {passed + failed} checks within their tolerance, all of them in {whole} of {len(entries)} entries; "
          f"{options.folder / 'gallery.md'}")
    sys.exit(1 if failed else 0)


def chosen(names: list[str]) -> list[Path]:
    entries = {entry_name(path): path for path in sorted(GALLERY.glob("*.claim.json"))}
    if unknown := [name for name in names if name not in entries]:
        raise InputError(f"no entry {', '.join(unknown)} in the gallery; there is: {', '.join(entries)}")
    return [entries[name] for name in names or entries]


def entry_name(path: Path) -> str:
    return path.name.removesuffix(".claim.json")


def simulate(path: Path, folder: Path, claim: dict) -> list[Verdict]:
    name = entry_name(path)
    file = path.with_name(f"{name}.json")
    done = subprocess.run([theory.program(), "sweep", file, "-o", folder / name], check=False,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise InputError(f"{name}: the sweep ended with exit code {done.returncode}: {done.stderr.strip()}")
    sweep = read_sweep(folder / name)
    if "plot" in claim:
        plot_sweep.draw(sweep, plot.parse([str(folder / name), *claim["plot"]]))
    results = verdicts(claim, sweep)
    claim_figure.draw(folder / name, results, ["png", "pdf"])
    return results


def as_text(name: str, claim: dict, results: list[Verdict]) -> str:
    wide = max(len(v.what) for v in results)
    lines = [f"  {v.what:<{wide}}  {v.expected:>12}  {v.simulated:>24}  {v.tolerance:<20}  {verdict(v)}"
             for v in [HEADER, *results]]
    return f"{name}: {claim['claim']}\n  ({claim['paper']})\n" + "\n".join(line.rstrip() for line in lines) + "\n"


def as_markdown(name: str, claim: dict, results: list[Verdict]) -> str:
    rows = "".join(f"| {v.what} | {v.expected} | {v.simulated} | {v.tolerance} | {verdict(v)} |\n" for v in results)
    return (f"## {name}\n\n{claim['claim']} ({claim['paper']})\n\n"
            f"| | expected | simulated | tolerance | verdict |\n|---|---|---|---|---|\n{rows}\n")


def verdict(v: Verdict) -> str:
    return "verdict" if v is HEADER else "ok" if v.passed else "MISS"


if __name__ == "__main__":
    run_script(main)
