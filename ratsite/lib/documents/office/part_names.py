"""Names of the archive parts and XML elements that hold text in Office (ECMA-376) and OpenDocument files."""

import re

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # a copy for older programs
WORD_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")  # not comments, which are not for readers
SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
CELL_TEXTS = "xl/sharedStrings.xml"
# For each extension: (the parts with page text, the elements in them that hold it). All parts of other formats are read
# for the check again.
PAGES = {
    "docx": (re.compile("|".join(map(re.escape, WORD_PARTS))), (f"{WORD}t",)),
    "pptx": (SLIDE, (f"{DRAWING}t",)),
}
