"""The cells of a sheet (ECMA-376 part 1, 18.3), each with what it is called: a number alone tells nothing.

A list has its labels above, a form beside. Runs in the process with limits that ratsite.lib.extraction is. Imports no
framework.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import IO

from ratsite.lib.office_parts import CELL_TEXTS

COLUMN = re.compile("[A-Z]{1,3}")
FEWEST = 6  # digits: nobody is known by fewer, as the years, counts and sums of most sheets are
LABEL = 50  # characters of what stands above or beside a cell: what is near enough to a number to say what it is
# How a header or footer is set (18.3.1.46): the font, its size and colour, its side of the page, a page's number.
STYLING = re.compile('&(?:"[^"]{0,99}"|K(?:[0-9A-F]{6}|[0-9]{2}[+-][0-9]{3})|[0-9]{1,3}|[^&])', re.IGNORECASE)
OF_A_CELL = ("v", "t", "r", "is", "f", "rPr", "rPh")  # it has them when it ends
PROMPTS = ("prompt", "promptTitle", "tooltip", "display")  # attributes that are shown
MARGINS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


def shared_texts(archive: zipfile.ZipFile) -> list[str]:
    """What cells point to, in order: the beginning of each."""
    from defusedxml.ElementTree import iterparse

    texts: list[str] = []
    if CELL_TEXTS in archive.namelist():
        with archive.open(CELL_TEXTS) as part:
            for _, node in iterparse(part, forbid_dtd=True):
                if node.tag.endswith("}si"):
                    texts.append("".join(node.itertext())[: 2 * LABEL])
                    node.clear()
    return texts


def cells(sheet: IO[bytes], texts: list[str]) -> Iterator[str]:
    """What a sheet says beside its shared texts, and what may be a number of somebody, in one line with its label."""
    from defusedxml.ElementTree import iterparse

    first: dict[str, str] = {}
    above: dict[str, str] = {}
    beside = ""
    for _, node in iterparse(sheet, forbid_dtd=True):
        name = node.tag.rpartition("}")[2]
        if name == "c":
            said = _said(node, texts)
            if node.get("t") in ("inlineStr", "str", "d"):
                yield said
            found = COLUMN.match(node.get("r", ""))
            column = found[0] if found else ""
            if _may_be_somebodys(said):
                for label in {first.get(column, ""), above.get(column, ""), beside}:
                    yield f"{label}: {said};"
            elif any(letter.isalpha() for letter in said):
                above[column] = beside = " ".join(said.split())[:LABEL]
                first.setdefault(column, beside)
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
    return _whole(value) if kind == "n" else value


def _whole(number: str) -> str:
    """9.43476591E9 as it is shown; the fraction of a sum says nothing."""
    try:
        value = float(number or 0)
    except ValueError:
        return number
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else ""


def _may_be_somebodys(said: str) -> bool:
    return len(said) <= LABEL and sum(letter.isdigit() for letter in said) >= FEWEST
