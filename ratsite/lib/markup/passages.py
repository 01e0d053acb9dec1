"""Compare two long Markdown texts passage by passage, and show only what changed, each change under its heading.

Sections are matched by heading first, so text that moved to another heading is shown as removed from one and added to
the other. A list item is one passage with everything nested in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ratsite.lib.markup.difference import MOST_COMPARED, difference

HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
POINT = re.compile(r"(\s*)([-*+]|\d+[.)])\s+(\S.*)")
# Share of words that two passages must have in common: with fewer, a word-by-word comparison is harder to read than the
# two passages one after the other.
ALIKE = 0.4
FEW = 40  # passages: at most this many removed ones are compared with as many added ones


@dataclass(frozen=True)
class Passage:
    """A changed passage of a Markdown text, with the change as HTML.

    heading: the heading above the passage; "" if there is none, or if that heading is a changed passage itself.
    """

    heading: str
    change: SafeString  # safe HTML with <del> and <ins>
    is_heading: bool = False  # whether the passage is a changed heading, above the passages that follow


@dataclass
class _Section:
    heading: str = ""
    level: str = ""
    items: list[tuple[str, str]] = field(default_factory=list)  # (kind of passage, text)


def changed_passages(before: str, after: str) -> list[Passage]:
    """Return the headings, paragraphs and list items that differ between two Markdown texts.

    These were added, removed, moved or changed. Lines that are only wrapped differently count as equal.
    """
    old, new = _sections(before), _sections(after)
    if _count(old) * _count(new) > MOST_COMPARED:
        return [Passage("", difference(before, after))] if before.split() != after.split() else []
    passages: list[Passage] = []
    partners = _continued_sections(old, new)
    for section in new:
        passages += _section_changes(partners.get(id(section)), section)
    matched = {id(partner) for partner in partners.values()}
    for section in old:
        if id(section) not in matched:
            passages += _section_changes(section, None)
    if not passages and [section.heading for section in old] != [section.heading for section in new]:
        passages = [Passage("", escape(_("The sections are in another order.")))]
    return passages


def _continued_sections(old: list[_Section], new: list[_Section]) -> dict[int, _Section]:
    """Return, for each new section by its id(), the old section that it continues.

    This is the old section with the same heading or, if there is none, the old section that shares most with the new
    one. A new section that shares too little with every old one is missing.
    """
    partners: dict[int, _Section] = {}
    left = list(old)
    for section in new:
        same = next((one for one in left if one.heading == section.heading), None)
        if same:
            partners[id(section)] = same
            left.remove(same)
    for section in new:
        if id(section) not in partners:
            shared = [len(set(one.items) & set(section.items)) * 2 for one in left]
            if shared and max(shared) >= max(1, len(section.items)):
                partners[id(section)] = left.pop(shared.index(max(shared)))
    return partners


def _section_changes(old: _Section | None, new: _Section | None) -> Iterator[Passage]:
    was, now = old or _Section(), new or _Section()
    if (was.heading, was.level) != (now.heading, now.level) and (was.heading or now.heading):
        yield Passage("", change_html(was.heading, now.heading), is_heading=True)
        heading = ""
    else:
        heading = now.heading
    for kind, i, j, k, m in SequenceMatcher(None, was.items, now.items, autojunk=False).get_opcodes():
        if kind != "equal":
            for before, after in _pairs([text for _, text in was.items[i:j]], [text for _, text in now.items[k:m]]):
                yield Passage(heading, change_html(before, after))


def _pairs(removed: list[str], added: list[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs (before, after) of removed and added passages, in the order of the new text.

    Each added passage is paired with the most similar removed passage; `before` is "" if none is similar enough. The
    removed passages without a partner come last, with "" as `after`.
    """
    for after in added:
        likeness = [_likeness(before, after) for before in removed] if len(removed) * len(added) <= FEW**2 else []
        best = max(likeness, default=0.0)
        yield (removed.pop(likeness.index(best)) if best >= ALIKE else "", after)
    for before in removed:
        yield before, ""


def _likeness(before: str, after: str) -> float:
    was, now = before.split(), after.split()
    if len(was) * len(now) > MOST_COMPARED:
        return 1.0 if before == after else 0.0
    return SequenceMatcher(None, was, now).ratio()


def change_html(before: str, after: str) -> SafeString:
    """Return the change of one passage as HTML, word by word.

    If the old and the new text have little in common, returns the whole old text and then the whole new one.
    """
    if before == after:
        return escape(_("%(text)s (layout changed)") % {"text": after})
    if _likeness(before, after) < ALIKE:
        return difference(before, "") + difference("", after)
    return difference(before, after)


def _count(sections: list[_Section]) -> int:
    return sum(1 + len(section.items) for section in sections)


def _sections(text: str) -> list[_Section]:
    sections, is_open, is_code = [_Section()], False, False
    for line in text.splitlines():
        items, words = sections[-1].items, line.strip()
        if words.startswith("```"):
            is_code, is_open = not is_code, False
        elif is_code:
            items.append(("code", words))
        elif title := HEADING.match(line):
            sections.append(_Section(title[2].strip(), title[1]))
            is_open = False
        elif not words:
            is_open = False
        elif (point := POINT.match(line)) and not (point[1] and items and items[-1][0] in "-1"):
            items.append(("1" if point[2][0].isdigit() else "-", point[3].strip()))
            is_open = True
        elif point:  # the paragraph is nested in the item before it
            items[-1] = (items[-1][0], f"{items[-1][1]}\n– {point[3].strip()}")
            is_open = True
        elif is_open:
            items[-1] = (items[-1][0], f"{items[-1][1]} {words}")
        else:
            items.append(("p", words))
            is_open = True
    return [section for section in sections if section.heading or section.items]
