"""Types for hidden parts of a file, such as comments, hidden slides and the author's name.

The limited process of ratsite.lib.documents.extraction finds these parts. Imports no framework.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from ratsite.lib.marked_texts import gettext_noop

MOST_SHOWN = 2_000  # stored characters of one part: a curator opens the file for the rest
MOST_PARTS = 2_000  # stored parts of one file: even a handbook has only some hundreds of comments


class HiddenPartKind(StrEnum):
    """Kind of hidden part. ratsite.files.enums has a label for each kind."""

    TITLE = "title"  # of a PDF: readers do see it, above the page
    METADATA = "metadata"
    COMMENT = "comment"
    CHANGE = "change"
    SLIDE = "slide"
    SHEET = "sheet"
    ROW = "row"
    COLUMN = "column"
    TEXT = "text"
    NOTES = "notes"
    CAMERA = "camera"
    EMBEDDED = "embedded"
    MACRO = "macro"
    LINK = "link"
    COVERED = "covered"
    PICTURE = "picture"
    ATTACHMENT = "attachment"
    FORM = "form"
    LAYER = "layer"
    OTHER = "other"


PAGE = gettext_noop("page %(number)s")
SLIDE = gettext_noop("slide %(number)s")
NOTE = gettext_noop("a footnote or endnote")
MARGIN = gettext_noop("a header or footer")
PARAGRAPH = gettext_noop("paragraph %(number)s")
DELETED = gettext_noop("paragraph %(number)s, deleted")
INSERTED = gettext_noop("paragraph %(number)s, inserted")
FORMATTED = gettext_noop("changes of format, by")
SHEET = gettext_noop("sheet %(sheet)s")
ROW = gettext_noop("sheet %(sheet)s, row %(row)s")
ROWS = gettext_noop("sheet %(sheet)s, rows %(row)s to %(last)s")
COLUMN = gettext_noop("sheet %(sheet)s, column %(column)s")
PART = gettext_noop("part %(name)s of the file")
CROPPED = gettext_noop("part %(name)s of the file, cropped")
WHOLE = gettext_noop("the whole file")
EARLIER = gettext_noop("an earlier state of the file")
PRIVATE = gettext_noop("private data of the program that wrote the file")
PRIVATE_PAGE = gettext_noop("page %(number)s, private data of a program")


@dataclass(frozen=True)
class HiddenPart:
    """A hidden part of a file.

    - place: where the part is: a text of this module, such as PAGE, with format placeholders
    - about: the values for these placeholders, which ratsite.files.sandbox fills in
    - text: the hidden words, which ratsite.files.sandbox cuts to MOST_SHOWN characters
    - is_checked: True if identifiers need not be searched in `text`, because file_facts yields the same words
    """

    kind: str
    place: str = WHOLE
    text: str = ""
    about: dict = field(default_factory=dict)
    is_checked: bool = False


@dataclass(frozen=True)
class Page:
    """The text that readers see on a page, slide or sheet. number: from 1. sheet: the name of a workbook's sheet."""

    number: int
    text: str
    sheet: str = ""
    is_scan: bool = False  # True for a picture of a page, without text
