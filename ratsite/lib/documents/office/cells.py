"""Extract the cells of an Excel sheet (ECMA-376 part 1, 18.3) for the check for identifiers, numbers with their labels.

A number alone does not say what it is. In a list its label is above, in a form to the left; a pivot table stores
numbers under the names of its fields (ECMA-376 part 1, 18.10).

Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from typing import IO

from ratsite.lib.documents.office.part_names import CELL_TEXTS
from ratsite.lib.documents.office.xml_text import FEWEST, LABEL, address, attributes, day_of, local, may_identify_person

COLUMN = re.compile("[A-Z]{1,3}")
STYLES, WORKBOOK = "xl/styles.xml", "xl/workbook.xml"
PIVOT = re.compile(r"xl/pivotCache/pivotCache(Definition|Records)(\d+)\.xml")
# Elements that contain one field of a record: text, number, date and so on, or an index.
VALUES = ("s", "n", "d", "b", "e", "m", "x")
# Built-in number formats that show a date (ECMA-376 part 1, 18.8.30).
DATES = (*range(14, 18), 22, *range(27, 37), *range(50, 59))
QUOTED = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')  # finds literal text and colours in a number format
DAY, LONGEST_CODE = re.compile("[dy]", re.IGNORECASE), 255  # characters
LAST_DAY = 2_958_465  # the number of 31 December 9999
# Finds formatting codes in a header or footer (ECMA-376 part 1, 18.3.1.46): font, size, colour, side, page number.
STYLING = re.compile('&(?:"[^"]{0,99}"|K(?:[0-9A-F]{6}|[0-9]{2}[+-][0-9]{3})|[0-9]{1,3}|[^&])', re.IGNORECASE)
QUOTED_WORDS = re.compile(f'"([^"]{{{FEWEST},200}})"')  # finds text in a formula, as in HYPERLINK("tel:…")
OF_A_CELL = ("v", "t", "r", "is", "f", "rPr", "rPh")  # children of a cell, read when the cell ends
PROMPTS = ("prompt", "promptTitle", "tooltip", "display")  # attributes whose text is shown
MARGINS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


class Book:
    """The data to which the sheets of an Excel workbook refer, such as shared texts. They are read when first used."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    @cached_property
    def texts(self) -> list[str]:
        """Return the workbook's shared strings, in order, each cut to 2 × LABEL characters."""
        texts: list[str] = []
        for node in self._ends(CELL_TEXTS):
            if node.tag.endswith("}si"):
                texts.append("".join(node.itertext())[: 2 * LABEL])
                node.clear()
        return texts

    @cached_property
    def day_styles(self) -> frozenset[str]:
        """Return the numbers of the cell styles that show a number as a date."""
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
        """Return the date from which this workbook counts days: 30 December 1899 or 1 January 1904.

        See ECMA-376 part 1, 18.17.4.1. It is 30 and not 31 December 1899, because Excel counts 29 February 1900, a day
        that did not exist.
        """
        for node in self._ends(WORKBOOK):
            if local(node.tag) == "workbookPr" and node.get("date1904", "0") in ("1", "true"):
                return dt.date(1904, 1, 1)
        return dt.date(1899, 12, 30)

    def fields(self, number: str) -> list[str]:
        part = f"xl/pivotCache/pivotCacheDefinition{number}.xml"
        return [node.get("name", "") for node in self._ends(part) if local(node.tag) == "cacheField"]

    def _ends(self, part: str) -> Iterator:
        from defusedxml.ElementTree import iterparse

        if part in self.archive.namelist():
            with self.archive.open(part) as opened:
                for _, node in iterparse(opened, forbid_dtd=True):
                    yield node


def cells(sheet: IO[bytes], book: Book) -> Iterator[str]:
    """Yield the texts that are stored in this sheet itself, and the cells that may identify a person by a number.

    A number is yielded as "label: number;". So is a date (stored as a number of days) if its label is about birth.
    """
    from defusedxml.ElementTree import iterparse

    texts = book.texts
    first: dict[str, str] = {}
    above: dict[str, str] = {}
    beside = ""
    for _, node in iterparse(sheet, forbid_dtd=True):
        name = local(node.tag)
        if name == "c":
            text = _cell_text(node, texts)
            if node.get("t") in ("inlineStr", "str", "d"):
                yield text
            if '"' in (formula := node.findtext("{*}f") or ""):
                yield from (address(words) or words for words in QUOTED_WORDS.findall(formula))
            match = COLUMN.match(node.get("r", ""))
            column = match[0] if match else ""
            if may_identify_person(text):
                for label in {first.get(column, ""), above.get(column, ""), beside}:
                    yield f"{label}: {text};"
            elif any(letter.isalpha() for letter in text):
                above[column] = beside = " ".join(text.split())[:LABEL]
                first.setdefault(column, beside)
            elif node.get("s") in book.day_styles:
                labels = filter(_is_of_birth, {first.get(column, ""), above.get(column, ""), beside})
                date = day(node.findtext("{*}v") or "", book)
                yield from (f"{label}: {date};" for label in labels)
            node.clear()
        elif name == "row":
            beside = ""
            node.clear()
        elif name in MARGINS:
            yield STYLING.sub("\n", node.text or "")
        elif name not in OF_A_CELL:
            yield from (node.text or "", *(node.get(key, "") for key in PROMPTS))


def _cell_text(cell, texts: list[str]) -> str:
    value = cell.findtext("{*}v") or ""
    kind = cell.get("t", "n")
    if kind == "s":
        return texts[int(value)] if value.isdecimal() and len(value) < 10 and int(value) < len(texts) else ""
    if kind == "inlineStr":
        return "".join(text.text or "" for text in cell.iterfind(".//{*}t"))
    return _whole(value) if kind == "n" else day_of(value) if kind == "d" else value


def _whole(number: str) -> str:
    """Return a stored number as Excel shows it: 9.43476591E9 becomes 9434765910. Other text is returned unchanged.

    Return "" for a number with a fraction, because it cannot identify a person.
    """
    try:
        value = float(number or 0)
    except ValueError:
        return number
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else ""


def _is_of_birth(label: str) -> bool:
    from ratsite.lib.identifiers.birth import CUE  # imported here: few files need it, and it takes 0.1 s

    return CUE.search(label) is not None


def day(value: str, book: Book) -> str:
    """Return the date of a cell's value, which is a number of days, as dd/mm/yyyy; "" if the value is no date."""
    days = float(value) if re.fullmatch(r"\d{1,7}(?:\.\d+)?", value) else 0
    if not 0 < days < LAST_DAY:
        return ""
    early = dt.timedelta(days=days < 60 and book.day_zero.year == 1899)
    return f"{book.day_zero + dt.timedelta(days=int(days)) + early:%d/%m/%Y}"


def pivots(cache: IO[bytes], fields: list[str]) -> Iterator[str]:
    """Yield the cells in the cache of a pivot table. The cache stays even if the original sheet was deleted.

    cache: one of the two parts of the cache: the records, whose columns have the names `fields`, or the definition,
    which has these names itself.
    """
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
            yield from attributes(node, all_are_text=True)
            node.clear()


def _value(kind: str, value: str, label: str) -> Iterator[str]:
    text = _whole(value) if kind == "n" else day_of(value)
    if may_identify_person(text):
        yield f"{label}: {text};"
    elif kind == "s":
        yield text
