"""Search hits inside files: the page that matched, and how a hit shows it."""

import re

from django.utils.translation import gettext as _

from ratsite.files.models import FileText
from ratsite.lib.search.query import fold
from ratsite.search.highlights import excerpt


def texts_of(shown: list[int], text_ids: dict[int, int]) -> dict[int, FileText]:
    """Return {id: best matching page of its file} for the ids in `shown` with a matching file.

    One query, or none if no page matched.
    """
    wanted = {pk: text_ids[pk] for pk in shown if pk in text_ids}
    if not wanted:
        return {}
    texts = FileText.objects.select_related("stored_file").in_bulk(wanted.values())
    return {pk: texts[text_id] for pk, text_id in wanted.items() if text_id in texts}


def quoted(around: str, text: FileText | None, sought: re.Pattern[str]) -> str:
    """Return an excerpt of the text around the file or, if only the file matches, of its matching page."""
    summary = excerpt(around, sought)
    return excerpt(text.text, sought) if text and not sought.search(fold(summary)) else summary


def place_of(text: FileText | None) -> tuple[str, ...]:
    """Return the note of a hit that says where in the file the match is; () without a file."""
    if text is None:
        return ()
    note = _("found on %(place)s") if text.stored_file.has_pages else _("found in %(place)s")
    return (note % {"place": text.place},)
