"""Link abbreviations in safe HTML to their entries in a glossary."""

import re
from collections.abc import Collection, Mapping
from html import escape

from ratsite.lib.markup.markdown import TAG

# "NRM", "DtN", and "FROs" as the plural of "FRO".
ABBREVIATION = re.compile(r"\b([A-Z][A-Za-z]{0,8}[A-Z])(?=s?\b)")
IN_TAGS = re.compile(f"({TAG.pattern})")
LEFT_ALONE = ("a", "code", "pre", "h3", "h4")  # a link must not contain another link, and code is not text
ELEMENT = re.compile(r"</?(\w+)")


def is_abbreviation(name: str) -> bool:
    return ABBREVIATION.fullmatch(name) is not None


def anchor_of(abbreviation: str) -> str:
    return abbreviation.lower()


def with_abbreviations(html: str, meanings: Mapping[str, str] | Collection[tuple[str, str]], glossary: str) -> str:
    """Return safe HTML in which the first use of each abbreviation links to the glossary and has its meaning as title.

    meanings: {abbreviation: what it stands for}, or such pairs. glossary: the address of the glossary, in which each
    abbreviation has an anchor.
    """
    left = dict(meanings)
    if not any(abbreviation in left for abbreviation in ABBREVIATION.findall(html)):
        return html

    def linked(match: re.Match[str]) -> str:
        meaning = left.pop(match[1], None)
        if meaning is None:
            return match[0]
        address = escape(f"{glossary}#{anchor_of(match[1])}")
        return f'<a class="abbr" href="{address}"><abbr title="{escape(meaning)}">{match[1]}</abbr></a>'

    pieces, inside = IN_TAGS.split(html), 0
    for index, piece in enumerate(pieces):
        if index % 2:
            element = ELEMENT.match(piece)
            if element and element[1] in LEFT_ALONE:
                inside += -1 if piece.startswith("</") else 1
        elif not inside:
            pieces[index] = ABBREVIATION.sub(linked, piece)
    return "".join(pieces)
