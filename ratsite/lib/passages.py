"""What changed in a long Markdown text, passage by passage: only what differs, under the heading where it stands."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from django.utils.safestring import SafeString

from ratsite.lib.difference import difference

HEADING = re.compile(r"#{1,6}\s+(.*)")
ALIKE = 0.4  # of their words: below that, words side by side read worse than both sentences whole
BULLET = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(.*)")


@dataclass(frozen=True)
class Passage:
    """heading: above it; "" where there is none, or where it is the heading that changed."""

    heading: str
    change: SafeString  # safe HTML with <del> and <ins>


def changed_passages(before: str, after: str) -> list[Passage]:
    """Paragraphs, headings and points that went, came or changed. Where lines are broken makes no difference."""
    old, new = _passages(before), _passages(after)
    found = []
    words = [text for _, text in old], [text for _, text in new]
    for kind, i, j, k, m in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        if kind != "equal":
            for was, now in zip_longest(old[i:j], new[k:m], fillvalue=("", "")):
                found.append(Passage(now[0] if now[1] else was[0], _change(was[1], now[1])))
    return found


def _change(was: str, now: str) -> SafeString:
    """Word by word; two sentences with little in common one after the other."""
    if SequenceMatcher(None, was.split(), now.split()).ratio() < ALIKE:
        return difference(was, "") + difference("", now)
    return difference(was, now)


def _passages(text: str) -> list[tuple[str, str]]:
    """Each with the heading above it."""
    found: list[tuple[str, str]] = []
    heading, is_open = "", False
    for line in text.splitlines():
        if title := HEADING.match(line):
            heading, is_open = title[1].strip(), False
            found.append(("", heading))
        elif point := BULLET.match(line):
            found.append((heading, point[1].strip()))
            is_open = True
        elif not line.strip():
            is_open = False
        elif is_open:
            found[-1] = (heading, f"{found[-1][1]} {line.strip()}")
        else:
            found.append((heading, line.strip()))
            is_open = True
    return found
