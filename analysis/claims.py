"""A claim: what a paper, or theory, says about a sweep, and how it is measured from the sweep's tables.

NAME.claim.json stands beside the sweep NAME.json:

  paper, claim     where the numbers come from, and what they say
  values           {name: {"of": formula over columns, "where": {pointer: value}, "when": {column: value}}}
                   A mean over seeds: of columns of runs.csv, or with "when" of the rows of curves.csv at that place.
  checks           [{"what", "formula" over the values, "expected", "tolerance"}]; instead of "formula" a check may
                   have "of", "where" and "when" itself
  plot             options of dawdle plot for figures of the entry's curves (absent: none)

Tolerances: {"relative": r}, {"absolute": a}, {"sigma": n} standard errors, {"between": [formula, formula]}: the
expected number lies between the two, or {"at_most": true}.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import numpy as np

from formula import evaluate
from sweeps import Sweep
from tables import InputError, require_columns


@dataclass
class Verdict:
    what: str
    expected: str
    simulated: str
    tolerance: str
    passed: bool
    off: tuple[float, float] = (np.nan, np.nan)  # per cent of what is expected: from, to; NaN where that is 0
    allowed: tuple[float, float] = (np.nan, np.nan)


def _is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_text(value) -> bool:
    return isinstance(value, str)


# What may stand at each key: what it is, for people, and a test of it.
_RULES = {
    "relative": ("a number", _is_number),
    "absolute": ("a number", _is_number),
    "sigma": ("a number", _is_number),
    "between": ("two formulas", lambda v: isinstance(v, list) and len(v) == 2 and all(map(_is_text, v))),
    "at_most": ("true", lambda v: v is True),
}
_MEASURE = {
    "of": ("a formula over columns", _is_text),
    "where": ("an object of pointers and values", lambda v: isinstance(v, dict)),
    "when": ("an object of one column and its number",
             lambda v: isinstance(v, dict) and len(v) == 1 and all(map(_is_number, v.values()))),
}
_CHECK = _MEASURE | {
    "formula": ("a formula over values", _is_text),
    "what": ("a string", _is_text),
    "expected": ("a number", _is_number),
    "tolerance": ("an object", lambda v: isinstance(v, dict)),
}
_CLAIM = {
    "paper": ("a string", _is_text),
    "claim": ("a string", _is_text),
    "values": ("an object", lambda v: isinstance(v, dict)),
    "checks": ("an array", lambda v: isinstance(v, list)),
    "plot": ("an array of options", lambda v: isinstance(v, list) and all(map(_is_text, v))),
}


def read_claim(path: Path) -> dict:
    """Raises InputError, which names the file, the place and what is expected there."""
    try:
        claim = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as JSON: {error}") from None
    _require(path, "", claim, _CLAIM, {"paper", "claim", "checks"})
    for name, value in claim.get("values", {}).items():
        _require(path, f"/values/{name}", value, _MEASURE, {"of"})
    for i, check in enumerate(claim["checks"]):
        _require(path, f"/checks/{i}", check, _CHECK, {"what", "expected", "tolerance"})
        _require(path, f"/checks/{i}/tolerance", check["tolerance"], _RULES, set())
        if len(check["tolerance"]) != 1:
            raise InputError(f"{path}: /checks/{i}/tolerance: expected one of {', '.join(sorted(_RULES))}")
        if "between" not in check["tolerance"] and ("formula" in check) == ("of" in check):
            raise InputError(f'{path}: /checks/{i}: expected either "formula" or "of"')
    return claim


def _require(path: Path, where: str, value, keys: dict, required: set[str]) -> None:
    if not isinstance(value, dict):
        raise InputError(f"{path}: {where or '/'}: expected an object, got {json.dumps(value)}")
    for key, content in value.items():
        if key not in keys:
            near = get_close_matches(key, keys, 1)
            guess = f'; did you mean "{near[0]}"?' if near else f"; there is: {', '.join(sorted(keys))}"
            raise InputError(f"{path}: {where}/{key}: unknown key{guess}")
        expected, fits = keys[key]
        if not fits(content):
            raise InputError(f"{path}: {where}/{key}: expected {expected}, got {json.dumps(content)}")
    if missing := required - set(value):
        raise InputError(f"{path}: {where or '/'}: expected the key {', '.join(sorted(missing))}")


def verdicts(claim: dict, sweep: Sweep) -> list[Verdict]:
    values = {name: _mean_and_error(sweep, how) for name, how in claim.get("values", {}).items()}
    return [_judge(check, values, sweep) for check in claim["checks"]]


def _judge(check: dict, values: dict[str, tuple[float, float]], sweep: Sweep) -> Verdict:
    (rule, amount), = check["tolerance"].items()
    expected = check["expected"]
    if rule == "between":
        low, high = sorted(_propagated(formula, values)[0] for formula in amount)
        return Verdict(check["what"], f"{expected:.6g}", f"{low:.4g} .. {high:.4g}", "lies between",
                       low <= expected <= high, _per_cent(low - expected, high - expected, expected), (0, 0))
    value, error = _propagated(check["formula"], values) if "formula" in check else _mean_and_error(sweep, check)
    off = value - expected
    low, high, text = {
        "relative": lambda: (-amount * abs(expected), amount * abs(expected), f"{100 * amount:g} %"),
        "absolute": lambda: (-amount, amount, f"{amount:g}"),
        "sigma": lambda: (-amount * error, amount * error, f"{amount:g} sigma = {amount * error:.2g}"),
        "at_most": lambda: (-np.inf, 0, "at most"),
    }[rule]()
    away = f" ({100 * (value / expected - 1):+.2g} %)" if expected and rule != "at_most" else ""
    return Verdict(check["what"], f"{expected:.7g}", f"{value:.7g}{away}", text, bool(low <= off <= high),
                   _per_cent(off, off, expected), _per_cent(low, high, expected))


def _per_cent(low: float, high: float, of: float) -> tuple[float, float]:
    return (100 * low / of, 100 * high / of) if of else (np.nan, np.nan)


def _mean_and_error(sweep: Sweep, how: dict) -> tuple[float, float]:
    chosen = np.full(len(sweep.runs["run"]), True)
    for pointer, value in how.get("where", {}).items():
        chosen &= np.array([_parsed(v) == value for v in sweep.column(pointer)])
    if not chosen.any():
        raise InputError(f"{sweep.folder / 'runs.csv'}: no run with {json.dumps(how['where'])}")
    columns = sweep.runs
    if "when" in how:
        columns = _rows_when(sweep.folder / "curves.csv", *how["when"].items())
        chosen = np.isin(columns["run"], sweep.runs["run"][chosen])
    numbers = {name: column[chosen] for name, column in columns.items() if column.dtype.kind == "f"}
    samples = evaluate(how["of"], numbers)
    spread = np.std(samples, ddof=1) / np.sqrt(samples.size) if samples.size > 1 else 0.0
    return float(np.mean(samples)), float(spread)


@cache  # several checks look at the same place
def _rows_when(path: Path, place: tuple[str, float]) -> dict[str, np.ndarray]:
    """The rows of curves.csv where a column has that value, a row a run."""
    name, value = place
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        header = next(rows)
        require_columns(path, header, [name])
        column = header.index(name)
        kept = [row for row in rows if row[column] and float(row[column]) == value]
    if not kept:
        raise InputError(f"{path}: nothing was evaluated at {name} {value:g}")
    return {name: np.array([cell or "nan" for cell in cells], dtype=float) for name, cells in zip(header, zip(*kept))}


def _propagated(formula: str, values: dict[str, tuple[float, float]]) -> tuple[float, float]:
    """A formula's value and standard error: to first order, the values being independent."""
    means = {name: mean for name, (mean, _) in values.items()}
    value = float(evaluate(formula, means))
    moved = [evaluate(formula, means | {name: mean + error}) - value for name, (mean, error) in values.items()]
    return value, float(np.sqrt(np.sum(np.square(moved))))


def _parsed(value):
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return str(value)
