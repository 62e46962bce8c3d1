"""What the tables of places are made of: a row, and the judges that several rows share."""

from collections.abc import Callable
from typing import NamedTuple

from memplug.redact import values

SIGN = r"\\{0,4}[\"'`]"
"""A sign of quotation, also one that is escaped."""


class Place(NamedTuple):
    """Where a secret stands, in small letters, as the text is given in small letters too.

    `marks` are looked for first; `keeps` tells which finds are none; `after` must stand before the place in its line,
    or in the line above if it has one of its own.
    """

    name: str
    marks: tuple[str, ...]
    expression: str
    keeps: Callable[[str], bool] = values.stand_in
    after: str = ""


def nothing(_: str) -> bool:
    """Keep nothing: the place leaves no doubt."""
    return False


def not_random(value: str) -> bool:
    """Tell whether a generator has not made `value`."""
    return values.stand_in(value) or not values.random(value, 20)


def not_made(value: str) -> bool:
    """Tell whether a generator has not made `value`, or it points to something."""
    return not_random(value) or values.reference(value)


def not_manifold(value: str) -> bool:
    """Tell whether `value` is no password for a picky service."""
    return values.stand_in(value) or not values.manifold(value)


def not_varied(value: str) -> bool:
    """Tell whether `value` is not of capitals, small letters and digits, or points to something."""
    return values.stand_in(value) or values.reference(value) or not values.varied(value)


def not_chosen(value: str) -> bool:
    """Tell whether `value` is no password that a person chose."""
    return (
        values.stand_in(value)
        or not values.chosen(value)
        or (value.isidentifier() and "_" in value and not value[-3:].isdigit() and not values.random(value, 24))
    )
