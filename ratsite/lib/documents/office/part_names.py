"""Names of the archive parts and XML elements that contain text in Office (ECMA-376) and OpenDocument files."""

import re

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # a copy for older programs
WORD_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")  # not comments, which are not for readers
SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
CELL_TEXTS = "xl/sharedStrings.xml"
# {extension: (pattern of the names of parts with page text, elements of these parts that have the text)}. In formats
# that are not listed here, all parts are read again for the check.
PAGES = {
    "docx": (re.compile("|".join(map(re.escape, WORD_PARTS))), (f"{WORD}t",)),
    "pptx": (SLIDE, (f"{DRAWING}t",)),
}
