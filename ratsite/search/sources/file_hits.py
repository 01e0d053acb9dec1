"""Search hits in the text of files: which page of a file matched, and what the list of results shows of it."""

import re

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ratsite.files.models import FileText
from ratsite.lib.addresses import with_query
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.query_parameters import Values
from ratsite.search.highlights import different_matches, excerpt


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
    return FileText.objects.select_related("stored_file__resource_file").filter(pk__in=text_ids).order_by()


def file_excerpt(around: str, text: FileText | None, pattern: re.Pattern[str]) -> str:
    """Return an excerpt of `around` or, if more of the words are in one of the file's text, that one.

    around: the text of the post, or the summary of the resource, that has the file.
    """
    summary = excerpt(around, pattern)
    if text is None:
        return summary
    in_file = excerpt(text.text, pattern)
    return in_file if different_matches(in_file, pattern) > different_matches(summary, pattern) else summary


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
    return with_query(reverse("library:page_text", args=[text.stored_file.resource_file.pk, text.page]), q=typed)
