"""Search hits in the text of files: which page of a file matched, and what the list of results shows of it."""

import re
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ratsite.files.models import FileText
from ratsite.lib.addresses import with_query
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.query_parameters import Values
from ratsite.search.highlights import excerpt_and_matches

MOST_URLS = 2_000  # of about 100 bytes each


def texts_of(shown: list[int], text_ids: dict[int, int]) -> dict[int, FileText]:
    """Return {id of the hit: best matching page of a file} for the shown hits that match in a file.

    text_ids: {id of the hit: id of the page's FileText} for all hits. One query, or none if no page matched.
    """
    wanted = {pk: text_ids[pk] for pk in shown if pk in text_ids}
    if not wanted:
        return {}
    texts = {text.pk: text for text in _texts(list(wanted.values()))}
    return {pk: texts[text_id] for pk, text_id in wanted.items() if text_id in texts}


@compiled(Values(int))
def _texts(text_ids: list[int]) -> QuerySet[FileText]:
    texts = FileText.objects.select_related("stored_file__resource_file").filter(pk__in=text_ids).order_by()
    return texts.only("page", "text", "sheet", "stored_file__name", "stored_file__resource_file__stored_file")


def file_excerpt(around: str, text: FileText | None, pattern: re.Pattern[str]) -> str:
    """Return an excerpt of `around` or, if it has more of the searched words, an excerpt of the file's text.

    around: the text of the post, or the summary of the resource, that has the file. text: None if no page of it
    matched.
    """
    summary, in_summary = excerpt_and_matches(around, pattern)
    if text is None:
        return summary
    passage, in_file = excerpt_and_matches(text.text, pattern)
    return passage if in_file > in_summary else summary


def place_of(text: FileText | None) -> tuple[str, ...]:
    """Return a tuple with a note where in the file the match is, such as "found on page 3"; () without a match."""
    if text is None:
        return ()
    note = _("found on %(place)s") if text.stored_file.has_pages else _("found in %(place)s")
    return (note % {"place": text.place},)


def page_url(text: FileText | None, typed: str) -> str:
    """Return the address that shows the matching page of a resource's file as text; "" if no page matched.

    typed: the query, which the address includes.
    """
    if text is None:
        return ""
    return with_query(_page_url(text.stored_file.resource_file.pk, text.page), q=typed)


@lru_cache(maxsize=MOST_URLS)  # Django takes as long to reverse twenty of them as to read their pages
def _page_url(file_id: UUID, page: int) -> str:
    return reverse("library:page_text", args=[file_id, page])
