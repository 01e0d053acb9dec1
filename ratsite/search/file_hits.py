"""What was found inside files: the page, and what a hit says of it."""

import re

from ratsite.files.models import FileText
from ratsite.lib.search.query import fold
from ratsite.search.highlights import excerpt


def texts_of(shown: list[int], text_ids: dict[int, int]) -> dict[int, FileText]:
    """Of those that are shown the page that answered best, where one did; one query, none where no page did."""
    wanted = {pk: text_ids[pk] for pk in shown if pk in text_ids}
    if not wanted:
        return {}
    texts = FileText.objects.select_related("stored_file").in_bulk(wanted.values())
    return {pk: texts[text_id] for pk, text_id in wanted.items() if text_id in texts}


def quoted(words: str, text: FileText | None, sought: re.Pattern[str]) -> str:
    """An excerpt of the words that stand around the file; of the page that answered where they hold nothing sought."""
    summary = excerpt(words, sought)
    return excerpt(text.text, sought) if text and not sought.search(fold(summary)) else summary


def place_of(text: FileText | None) -> tuple[str, ...]:
    """For a hit's notes."""
    return (f"found {'on' if text.stored_file.has_pages else 'in'} {text.place}",) if text else ()
