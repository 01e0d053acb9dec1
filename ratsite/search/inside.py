"""What was found inside files: the page, and what a hit says of it."""

import re
from collections.abc import Iterable

from forum.finding import FoundPost
from library.finding import FoundResource
from ratsite.files.models import FileText
from ratsite.lib.wording import fold
from ratsite.search.words import excerpt


def texts_of(found: Iterable[FoundPost | FoundResource]) -> dict[int, FileText]:
    """The pages that answered, by their number; one query, none where no page did."""
    return FileText.objects.select_related("stored_file").in_bulk([one.text_id for one in found if one.text_id])


def quoted(words: str, text: FileText | None, sought: re.Pattern[str]) -> str:
    """An excerpt of the words that stand around the file; of the page that answered where they hold nothing sought."""
    summary = excerpt(words, sought)
    return excerpt(text.text, sought) if text and not sought.search(fold(summary)) else summary


def place_of(text: FileText | None) -> tuple[str, ...]:
    """For a hit's notes."""
    return (f"found {'on' if text.stored_file.has_pages else 'in'} {text.place}",) if text else ()
