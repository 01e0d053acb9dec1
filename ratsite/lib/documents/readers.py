"""The functions that read each format that members may share. Imports no framework.

A reader is a generator. It yields:
- a Page for each page, with the text that people see
- a HiddenPart for what no page shows
- a string for text that is checked for identifiers but not stored

If the file cannot be read to its end, the reader raises one of the errors in unreadable.DAMAGED.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from ratsite.lib.documents.hidden_parts import HiddenPart, Page
from ratsite.lib.documents.office.open_document import open_pages
from ratsite.lib.documents.office.package import package_parts
from ratsite.lib.documents.office.sheets import sheet_pages
from ratsite.lib.documents.office.slides import slide_pages
from ratsite.lib.documents.office.word import word_pages
from ratsite.lib.documents.pdf.earlier import earlier_states
from ratsite.lib.documents.pdf.facts import pdf_facts
from ratsite.lib.documents.pdf.private_data import private_data
from ratsite.lib.documents.pdf.streams import streams_hidden
from ratsite.lib.documents.pdf.visible_text import pdf_pages
from ratsite.lib.documents.text.mail import mail_pages
from ratsite.lib.documents.text.plain import plain_pages
from ratsite.lib.documents.text.rich_text import rich_text_pages
from ratsite.lib.documents.text.web import web_pages
from ratsite.lib.documents.unreadable import to_the_end

Record = Page | HiddenPart | str
READERS: dict[str, tuple[Callable[[Path], Iterator[Record]], ...]] = {
    "pdf": (pdf_pages, pdf_facts, streams_hidden, private_data, earlier_states),
    "docx": (word_pages, package_parts),
    "xlsx": (sheet_pages, package_parts),
    "pptx": (slide_pages, package_parts),
    **dict.fromkeys(("odt", "odp", "ods"), (open_pages, package_parts)),
    "rtf": (rich_text_pages,),
    **dict.fromkeys(("html", "htm"), (web_pages,)),
    "eml": (mail_pages,),
    **dict.fromkeys(("txt", "csv"), (plain_pages,)),
}
WITH_PAGES = ("pdf", "pptx", "odp")  # formats whose pages or slides have numbers that people know


def read_all(path: Path, extension: str) -> Iterator[Record]:
    """Yield what all readers for this extension yield. If one ends in an error, the others are still read to the end.

    Unread is raised after that.
    """
    yield from to_the_end(*(read(path) for read in READERS.get(extension, ())))
