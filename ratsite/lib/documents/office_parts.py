"""Names of the archive parts and XML elements that hold text in Office (ECMA-376) and OpenDocument files."""

import re

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OPEN_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # a copy for older programs
WORD_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")  # not comments, which are not for readers
SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
CELL_TEXTS = "xl/sharedStrings.xml"
OPEN_PART = "content.xml"
# For each extension: (the parts with page text, the elements in them that hold it).
PAGES = {
    "docx": (re.compile("|".join(map(re.escape, WORD_PARTS))), (f"{WORD}t",)),
    "xlsx": (re.compile(re.escape(CELL_TEXTS)), (f"{SHEET}t",)),
    "pptx": (SLIDE, (f"{DRAWING}t",)),
    "odt": (re.compile(re.escape(OPEN_PART)), (f"{OPEN_TEXT}p", f"{OPEN_TEXT}h")),
}
