"""Search hits inside files: the page of the file that matched, and how the list of results shows it."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _

from ratsite.files.models import FileText
from ratsite.lib.addresses import with_query
from ratsite.lib.search.query import fold
from ratsite.search.highlights import excerpt


def texts_of(shown: list[int], text_ids: dict[int, int]) -> dict[int, FileText]:
    """Return the best matching page of a file for each hit in `shown` that has one, by the hit's id.

    One query, or none if no page matched. text_ids: the ids of the matching pages, by the ids of all hits.
    """
    wanted = {pk: text_ids[pk] for pk in shown if pk in text_ids}
    if not wanted:
        return {}
    texts = FileText.objects.select_related("stored_file__resource_file").in_bulk(wanted.values())
    return {pk: texts[text_id] for pk, text_id in wanted.items() if text_id in texts}


def file_excerpt(around: str, text: FileText | None, sought: re.Pattern[str]) -> str:
    """Return an excerpt for a hit: of the text `around` the file or, if only the file matches, of its matching page."""
    summary = excerpt(around, sought)
    return excerpt(text.text, sought) if text and not sought.search(fold(summary)) else summary


def place_of(text: FileText | None) -> tuple[str, ...]:
    """Return the note in which a hit says where the match in a file is; () if no file matches."""
    if text is None:
        return ()
    note = _("found on %(place)s") if text.stored_file.has_pages else _("found in %(place)s")
    return (note % {"place": text.place},)


def page_url(text: FileText | None, typed: str) -> str:
    """Return the address of a page of a resource's file as text, with what was typed; "" if no page matched."""
    if text is None:
        return ""
    return with_query(reverse("library:page_text", args=[text.stored_file.resource_file.pk, text.page]), q=typed)
