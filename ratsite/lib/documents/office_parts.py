"""Where the words stand in files of Office (ECMA-376) and OpenDocument: parts of the archive, and elements in them."""

import re

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OPEN_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # repeats for older programs
WORD_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")  # not comments: those are not for readers
SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
CELL_TEXTS = "xl/sharedStrings.xml"
OPEN_PART = "content.xml"
# Of each kind of file the elements whose words are pages, in these parts.
PAGES = {
    "docx": (re.compile("|".join(map(re.escape, WORD_PARTS))), (f"{WORD}t",)),
    "xlsx": (re.compile(re.escape(CELL_TEXTS)), (f"{SHEET}t",)),
    "pptx": (SLIDE, (f"{DRAWING}t",)),
    "odt": (re.compile(re.escape(OPEN_PART)), (f"{OPEN_TEXT}p", f"{OPEN_TEXT}h")),
}
