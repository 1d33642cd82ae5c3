"""What the words after an option mean, for argparse."""

from __future__ import annotations

import argparse

import style


def formats(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in style.FORMATS]:
        raise argparse.ArgumentTypeError(f"expected some of {', '.join(style.FORMATS)}, got {', '.join(unknown)}")
    return names


def target(text: str) -> tuple[str, float]:
    merit, _, level = text.partition("=")
    try:
        return merit, float(level)
    except ValueError:
        raise argparse.ArgumentTypeError(f'expected e.g. accuracy=0.9, got "{text}"') from None


def condition(text: str) -> tuple[str, str]:
    pointer, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f'expected e.g. /workers=8, got "{text}"')
    return pointer, value
