"""The cells of a sheet (ECMA-376 part 1, 18.3), each with what it is called: a number alone tells nothing.

A list has its labels above, a form beside; a pivot table keeps its numbers under the names of its fields (18.10). Runs
in the process with limits that ratsite.lib.documents.extraction is. Imports no framework.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from typing import IO

from ratsite.lib.documents.office_parts import CELL_TEXTS
from ratsite.lib.documents.xml_text import FEWEST, LABEL, address, attributes, day_of, local, may_be_somebodys

COLUMN = re.compile("[A-Z]{1,3}")
STYLES, WORKBOOK = "xl/styles.xml", "xl/workbook.xml"
PIVOT = re.compile(r"xl/pivotCache/pivotCache(Definition|Records)(\d+)\.xml")
VALUES = ("s", "n", "d", "b", "e", "m", "x")  # a place of a row each: text, number, day, …, or where it was said before
DATES = (*range(14, 18), 22, *range(27, 37), *range(50, 59))  # formats with a day that need no code (18.8.30)
QUOTED = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')  # what a code of a format shows as it stands, and its colours
DAY, LONGEST_CODE = re.compile("[dy]", re.IGNORECASE), 255  # characters
LAST_DAY = 2_958_465  # 31 December 9999
# How a header or footer is set (18.3.1.46): the font, its size and colour, its side of the page, a page's number.
STYLING = re.compile('&(?:"[^"]{0,99}"|K(?:[0-9A-F]{6}|[0-9]{2}[+-][0-9]{3})|[0-9]{1,3}|[^&])', re.IGNORECASE)
QUOTED_WORDS = re.compile(f'"([^"]{{{FEWEST},200}})"')  # of a formula, as in HYPERLINK("tel:…")
OF_A_CELL = ("v", "t", "r", "is", "f", "rPr", "rPh")  # it has them when it ends
PROMPTS = ("prompt", "promptTitle", "tooltip", "display")  # attributes that are shown
MARGINS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


class Book:
    """What the sheets of a workbook point to, read when the first of them asks."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    @cached_property
    def texts(self) -> list[str]:
        """What cells point to, in order: the beginning of each."""
        texts: list[str] = []
        for node in self._ends(CELL_TEXTS):
            if node.tag.endswith("}si"):
                texts.append("".join(node.itertext())[: 2 * LABEL])
                node.clear()
        return texts

    @cached_property
    def day_styles(self) -> frozenset[str]:
        """The numbers of the styles in which a number is shown as a day."""
        dates, styles = {str(number) for number in DATES}, []
        for node in self._ends(STYLES):
            name = local(node.tag)
            if name == "numFmt" and DAY.search(QUOTED.sub("", node.get("formatCode", "")[:LONGEST_CODE])):
                dates.add(node.get("numFmtId", ""))
            elif name == "cellXfs":
                styles = [style.get("numFmtId") for style in node]
        return frozenset(str(place) for place, number in enumerate(styles) if number in dates)

    @cached_property
    def day_zero(self) -> dt.date:
        """The last day of 1899, less the 29 February that 1900 never had; or the first of 1904 (18.17.4.1)."""
        for node in self._ends(WORKBOOK):
            if local(node.tag) == "workbookPr" and node.get("date1904", "0") in ("1", "true"):
                return dt.date(1904, 1, 1)
        return dt.date(1899, 12, 30)

    def fields(self, number: str) -> list[str]:
        """What the columns of this cache of a pivot table are called."""
        part = f"xl/pivotCache/pivotCacheDefinition{number}.xml"
        return [node.get("name", "") for node in self._ends(part) if local(node.tag) == "cacheField"]

    def _ends(self, part: str) -> Iterator:
        from defusedxml.ElementTree import iterparse

        if part in self.archive.namelist():
            with self.archive.open(part) as opened:
                for _, node in iterparse(opened, forbid_dtd=True):
                    yield node


def cells(sheet: IO[bytes], book: Book) -> Iterator[str]:
    """What a sheet says beside its shared texts, and what may be a number of somebody, in one line with its label.

    So is a day that somebody may be born on: in a cell it is a number of days.
    """
    from defusedxml.ElementTree import iterparse

    texts = book.texts
    first: dict[str, str] = {}
    above: dict[str, str] = {}
    beside = ""
    for _, node in iterparse(sheet, forbid_dtd=True):
        name = local(node.tag)
        if name == "c":
            said = _said(node, texts)
            if node.get("t") in ("inlineStr", "str", "d"):
                yield said
            if '"' in (formula := node.findtext("{*}f") or ""):
                yield from (address(words) or words for words in QUOTED_WORDS.findall(formula))
            found = COLUMN.match(node.get("r", ""))
            column = found[0] if found else ""
            if may_be_somebodys(said):
                for label in {first.get(column, ""), above.get(column, ""), beside}:
                    yield f"{label}: {said};"
            elif any(letter.isalpha() for letter in said):
                above[column] = beside = " ".join(said.split())[:LABEL]
                first.setdefault(column, beside)
            elif node.get("s") in book.day_styles:
                labels = filter(_is_of_birth, {first.get(column, ""), above.get(column, ""), beside})
                yield from (f"{label}: {_day(node, book)};" for label in labels)
            node.clear()
        elif name == "row":
            beside = ""
            node.clear()
        elif name in MARGINS:
            yield STYLING.sub("\n", node.text or "")
        elif name not in OF_A_CELL:
            yield from (node.text or "", *(node.get(key, "") for key in PROMPTS))


def _said(cell, texts: list[str]) -> str:
    value = cell.findtext("{*}v") or ""
    kind = cell.get("t", "n")
    if kind == "s":
        return texts[int(value)] if value.isdecimal() and len(value) < 10 and int(value) < len(texts) else ""
    if kind == "inlineStr":
        return "".join(text.text or "" for text in cell.iterfind(".//{*}t"))
    return _whole(value) if kind == "n" else day_of(value) if kind == "d" else value


def _whole(number: str) -> str:
    """9.43476591E9 as it is shown; the fraction of a sum says nothing."""
    try:
        value = float(number or 0)
    except ValueError:
        return number
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else ""


def _is_of_birth(label: str) -> bool:
    from ratsite.lib.identifiers.birth import CUE  # here, because few files ask, and it takes a tenth of a second

    return CUE.search(label) is not None


def _day(cell, book: Book) -> str:
    """As people write it; empty for what is no day."""
    value = cell.findtext("{*}v") or ""
    days = float(value) if re.fullmatch(r"\d{1,7}(?:\.\d+)?", value) else 0
    if not 0 < days < LAST_DAY:
        return ""
    early = dt.timedelta(days=days < 60 and book.day_zero.year == 1899)
    return f"{book.day_zero + dt.timedelta(days=int(days)) + early:%d/%m/%Y}"


def pivots(cache: IO[bytes], fields: list[str]) -> Iterator[str]:
    """What a pivot table keeps of a sheet that may be gone. `fields`: of its rows; a definition says its own."""
    from defusedxml.ElementTree import iterparse

    place, field = 0, ""
    for event, node in iterparse(cache, events=("start", "end"), forbid_dtd=True):
        name = local(node.tag)
        if event == "start":
            field = node.get("name", "") if name == "cacheField" else field
            place = 0 if name == "r" else place
        elif name in VALUES:
            label = fields[place] if place < len(fields) else field
            yield from (*_value(name, node.get("v", ""), label[:LABEL]), node.get("c", ""))
            place += 1
            node.clear()
        else:
            yield from attributes(node, is_talkative=True)
            node.clear()


def _value(kind: str, value: str, label: str) -> Iterator[str]:
    said = _whole(value) if kind == "n" else day_of(value)
    if may_be_somebodys(said):
        yield f"{label}: {said};"
    elif kind == "s":
        yield said
