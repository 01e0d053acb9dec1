"""Match the selectors of a web page's style rules (CSS) with its open elements, while the page is read.

A condition about the siblings of an element, or its place among them, counts as met: it is better to report too many
words as hidden than too few. Rules about a state, such as ":hover", or about added text, such as "::before", are
ignored: they hide no words of a page that was just opened. Libraries such as soupsieve need the whole page as a tree,
which takes ten times its memory. Imports no framework.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

NAME = r"(?:[\w-]|[^\x00-\x7f])+"
PIECE = re.compile(
    rf"\.(?P<class>{NAME})|\#(?P<id>{NAME})|(?P<tag>{NAME}|\*)|:(?P<pseudo>:?{NAME})(?:\((?P<inside>[^()]*)\))?"
    rf"|\[\s*(?P<key>{NAME})\s*(?:(?P<operator>[~|^$*]?=)\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\]\s]+)[^\]]*)?\]"
)
GAP = re.compile(r"\s*([>+~])\s*|\s+")
COMMENT, ESCAPE = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL), re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
RULE = re.compile(r"([^{}]{1,1000})\{([^{}]{1,5000})\}")
PRINTED = re.compile(r"@media\s+(?:only\s+)?print\b[^{},]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
OF_NOTHING = re.compile(
    r":.*|before|after|first-l\w+|hover|active|visited|target|checked|disabled|invalid|focus.*|popover-open|fullscreen",
    re.IGNORECASE,
)
ANY_OF = ("is", "where", "matches", "-webkit-any", "-moz-any")
MOST_PARTS = 20  # elements that one selector names
LONGEST = 1_000  # characters of one selector
DESCENDANT, CHILD, SIBLINGS = " ", ">", "+~"
Strength = tuple[int, int, int]  # how many IDs, classes and tags a selector names


class Element:
    """An open element of a web page.

    keys: what a selector can name of it: its tag, ID and classes, as "p", "#id" and ".note".
    """

    def __init__(self, tag: str, attributes: Mapping[str, str], parent: "Element | None") -> None:
        """attributes: {name in lower case: value}."""
        self.tag, self.attributes = tag, attributes
        self.classes = frozenset(attributes.get("class", "").split())
        self.keys = ("*", tag, f"#{attributes.get('id', '')}", *(f".{name}" for name in self.classes))
        around: frozenset[str] = parent.known if parent else frozenset()
        self.known: frozenset[str] = around.union(self.keys)  # the keys of this element and of those around it


Test = Callable[[Element], bool]


@dataclass
class Compound:
    """A compound selector, such as "p.note": all that a selector asks of one element."""

    tests: list[Test] = field(default_factory=list)
    key: str = "*"
    strength: Strength = (0, 0, 0)

    def add(self, test: Test, key: str = "", ids: int = 0, classes: int = 0, tags: int = 0) -> None:
        self.tests.append(test)
        self.key = key or self.key
        self.strength = (self.strength[0] + ids, self.strength[1] + classes, self.strength[2] + tags)

    def fits(self, element: Element) -> bool:
        return all(test(element) for test in self.tests)


@dataclass
class Selector:
    """A complex selector, such as "div > p.note": its compounds, innermost first.

    Each compound comes with its combinator, such as ">", to the next compound outwards.
    """

    parts: list[tuple[Compound, str]]

    def __post_init__(self) -> None:
        self.keys = frozenset(compound.key for compound, _ in self.parts)

    @property
    def key(self) -> str:
        return self.parts[0][0].key

    @property
    def strength(self) -> Strength:
        ids, classes, tags = zip(*(compound.strength for compound, _ in self.parts), strict=True)
        return sum(ids), sum(classes), sum(tags)

    def fits(self, elements: list[Element]) -> bool:
        """True if the last of these elements matches. The others are its ancestors, outermost first."""
        if not self.keys <= elements[-1].known:  # quickly: most rules of a page are about other elements
            return False
        (compound, joined), *outer = self.parts
        if not compound.fits(elements[-1]):
            return False
        places = [len(elements) - 1]
        for compound, joins_next in outer:
            ahead = [place - 1 for place in places if place] if joined == CHILD else list(range(max(places)))
            places = [place for place in ahead if compound.fits(elements[place])]
            if not places:
                return False
            joined = joins_next
        return True


def rules(sheet: str) -> Iterator[tuple[list[Selector], str]]:
    """Yield (selectors, declarations) for each rule of a style sheet, except rules for print only."""
    sheet = ESCAPE.sub(_letter, COMMENT.sub(" ", sheet))
    for named, declarations in RULE.findall(PRINTED.sub(" ", sheet)):
        named = named.rpartition(";")[2]  # a rule may be in another one, after its declarations
        yield [one for one in map(_selector, _listed(named)) if one is not None], declarations


def _letter(escape: re.Match[str]) -> str:
    letter = chr(int(escape[1], 16)) if int(escape[1], 16) < 0x110000 else ""
    return letter if letter.isalnum() or letter in "-_" else escape[0]


def _listed(named: str) -> Iterator[str]:
    """Yield the selectors of a list. They are separated by commas outside parentheses."""
    depth, begin = 0, 0
    for place, letter in enumerate(named):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth <= 0:
            yield named[begin:place]
            begin = place + 1
    yield named[begin:]


def _selector(written: str) -> Selector | None:
    """Return a selector; None if it cannot be read, or if it is about a state or about added text."""
    written, place = written.strip().lstrip("&").strip()[:LONGEST], 0
    parts: list[tuple[Compound, str]] = []
    compound = Compound()
    while place < len(written):
        if gap := GAP.match(written, place):
            joined = gap[1] or DESCENDANT
            if joined not in SIBLINGS and compound.tests:  # a condition about siblings counts as met
                parts.insert(0, (compound, joined))
            compound, place = Compound(), gap.end()
        elif (piece := PIECE.match(written, place)) and _add(compound, piece):
            place = piece.end()
        else:
            return None
    return Selector(_joined([(compound, DESCENDANT), *parts])) if compound.tests and len(parts) < MOST_PARTS else None


def _joined(parts: list[tuple[Compound, str]]) -> list[tuple[Compound, str]]:
    """Return each compound with its combinator to the next compound outwards, as Selector needs them.

    parts: the same compounds, each with its combinator to the next compound inwards. Both lists begin with the
    innermost.
    """
    joins = [joined for _, joined in parts[1:]] + [DESCENDANT]
    return [(compound, joined) for (compound, _), joined in zip(parts, joins, strict=True)]


def _add(compound: Compound, piece: re.Match[str]) -> bool:
    """Add a piece of a selector, such as ".name", to a compound.

    Return False if no element of a page that is just opened can fit the piece, as with ":hover".
    """
    if piece["class"]:
        compound.add(partial(_has_class, piece["class"]), f".{piece['class']}", classes=1)
    elif piece["id"]:
        compound.add(partial(_has_id, piece["id"]), f"#{piece['id']}", ids=1)
    elif piece["key"]:
        value = (piece["value"] or "").strip("\"'")
        compound.add(partial(_has_attribute, piece["key"].lower(), piece["operator"] or "", value), classes=1)
    elif piece["tag"]:
        tag = piece["tag"].lower()
        key = "" if tag == "*" or compound.key != "*" else tag
        compound.add(partial(_is_tag, tag), key, tags=int(tag != "*"))
    else:
        return _add_pseudo(compound, piece["pseudo"].lower(), piece["inside"])
    return True


def _add_pseudo(compound: Compound, name: str, inside: str | None) -> bool:
    if OF_NOTHING.fullmatch(name):
        return False
    inner = [one for one in map(_selector, _listed(inside or "")) if one is not None]
    if name == "not" and inner:
        compound.add(partial(_is_none_of, inner), classes=1)
    elif name in ANY_OF and inner:
        compound.add(partial(_is_any_of, inner), classes=int(name != "where"))
    elif name == "root":
        compound.add(partial(_is_tag, "html"), classes=1)
    else:
        compound.add(_is_any, classes=1)
    return True


def _is_any(element: Element) -> bool:
    return True


def _is_tag(tag: str, element: Element) -> bool:
    return tag in ("*", element.tag)


def _has_class(name: str, element: Element) -> bool:
    return name in element.classes


def _has_id(name: str, element: Element) -> bool:
    return element.attributes.get("id") == name


def _has_attribute(key: str, operator: str, value: str, element: Element) -> bool:
    if key not in element.attributes:
        return False
    found = element.attributes[key]
    return {
        "": True,
        "=": found == value,
        "~=": value in found.split(),
        "|=": found == value or found.startswith(f"{value}-"),
        "^=": bool(value) and found.startswith(value),
        "$=": bool(value) and found.endswith(value),
        "*=": bool(value) and value in found,
    }[operator]


def _is_any_of(selectors: list[Selector], element: Element) -> bool:
    """True if the element fits any of these selectors. Only the innermost compound of each selector is compared."""
    return any(one.parts[0][0].fits(element) for one in selectors)


def _is_none_of(selectors: list[Selector], element: Element) -> bool:
    """True if the element fits none of these selectors. No element is taken to fit a complex selector."""
    return not any(len(one.parts) == 1 and one.parts[0][0].fits(element) for one in selectors)
