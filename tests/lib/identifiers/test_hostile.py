"""No text makes the identifier check slow: its time grows in proportion to the text."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

from ratsite.lib import identifiers
from tests.lib.identifiers.hostile import hostile

WIDEST = 400  # characters that a pattern may look at from one place; an e-mail's domain is the longest


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.iter_modules(identifiers.__path__):
        for name, value in vars(importlib.import_module(f"{identifiers.__name__}.{module.name}")).items():
            for pattern in value.values() if isinstance(value, dict) else [value]:
                if isinstance(pattern, re.Pattern):
                    yield f"{module.name}.{name}", pattern


def test_no_pattern_looks_at_more_than_so_many_characters_from_one_place():
    """No pattern has an unlimited repetition, so that twice the text takes twice the time."""
    widths = {name: re._parser.parse(pattern.pattern, pattern.flags).getwidth()[1] for name, pattern in patterns()}
    assert len(widths) > 40
    assert {name: width for name, width in widths.items() if width > WIDEST} == {}


def test_hostile_texts_are_looked_through():
    """Two thousand characters of each shape; a pattern that backtracks would take for ever."""
    began = time.perf_counter()
    for text in hostile():
        identifiers.find(text[:2_000])
    assert time.perf_counter() - began < 30  # seconds; it takes about one
