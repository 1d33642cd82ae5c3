"""Arithmetic as text, over named numbers or columns: what a gallery's claim says is to be measured."""

from __future__ import annotations

import ast

import numpy as np

from tables import InputError

FUNCTIONS = {"min": np.minimum, "max": np.maximum, "sqrt": np.sqrt, "log2": np.log2}
_ALLOWED = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.Constant, ast.Name, ast.Load, ast.Call, ast.Add, ast.Sub,
            ast.Mult, ast.Div, ast.Pow, ast.USub)


def evaluate(text: str, values: dict):
    """The value of e.g. "time_s / updates"; `values` may hold numbers or arrays. InputError says what is wrong."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        raise InputError(f'formula "{text}": not understood') from None
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if not all(isinstance(node, _ALLOWED) for node in ast.walk(tree)):
        raise InputError(f'formula "{text}": only + - * / ** ( ) and {", ".join(FUNCTIONS)} are understood')
    if unknown := names - set(values) - set(FUNCTIONS):
        raise InputError(f'formula "{text}": no {", ".join(sorted(unknown))}; there is: {", ".join(values)}')
    return eval(compile(tree, text, "eval"), {"__builtins__": {}}, FUNCTIONS | values)
