"""Name the parts of a file that its pages do not show, such as comments, hidden slides and the author's name.

Imports no framework: the limited process of ratsite.lib.documents.extraction finds these parts.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from ratsite.lib.marked_texts import gettext_noop

MOST_SHOWN = 2_000  # characters of one part that are kept: a curator opens the file for the rest
MOST_PARTS = 2_000  # parts of one file that are kept: a reviewer's comments on a handbook are some hundreds


class HiddenPartKind(StrEnum):
    """Kind of hidden part. ratsite.files.enums has the words for each."""

    TITLE = "title"  # of a PDF: programs show it above the page
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
WHOLE = gettext_noop("the whole file")


@dataclass(frozen=True)
class HiddenPart:
    """A hidden part of a file.

    place: where it is, as one of the texts above; about: the values for its placeholders. ratsite.files.sandbox fills
    them in, so that `place` is a finished text outside the limited process. text: the hidden words, at most MOST_SHOWN
    characters outside the limited process. is_checked: file_facts yields the words too, so they need no other check.
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
    is_scan: bool = False  # a picture of a page, without text
