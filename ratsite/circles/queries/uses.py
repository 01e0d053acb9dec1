"""What uses a circle or an agency and therefore forbids deleting it."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import PROTECT, RESTRICT, Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

# For each model, by its label, the phrase that counts its rows.
NOUNS = {
    "accounts.User": ngettext_lazy("%(count)s person", "%(count)s people", "count"),
    "forum.Board": ngettext_lazy("%(count)s board", "%(count)s boards", "count"),
    "forum.DownloadReason": ngettext_lazy(
        "%(count)s reason for a download in the forum", "%(count)s reasons for downloads in the forum", "count"
    ),
    "forum.Post": ngettext_lazy("%(count)s post", "%(count)s posts", "count"),
    "forum.ReportingMonth": ngettext_lazy(
        "%(count)s month in which it reported trends", "%(count)s months in which it reported trends", "count"
    ),
    "forum.Topic": ngettext_lazy("%(count)s topic", "%(count)s topics", "count"),
    "forum.TopicPrint": ngettext_lazy("%(count)s printed topic", "%(count)s printed topics", "count"),
    "library.AccessRequest": ngettext_lazy("%(count)s request for access", "%(count)s requests for access", "count"),
    "library.FieldNote": ngettext_lazy("%(count)s field note", "%(count)s field notes", "count"),
    "library.FileDownload": ngettext_lazy("%(count)s download of a file", "%(count)s downloads of files", "count"),
    "library.PublicationReview": ngettext_lazy(
        "%(count)s review before publication", "%(count)s reviews before publication", "count"
    ),
    "library.Resource": ngettext_lazy("%(count)s resource", "%(count)s resources", "count"),
    "library.ResourceCheck": ngettext_lazy("%(count)s check of a resource", "%(count)s checks of resources", "count"),
    "library.ResourceDownload": ngettext_lazy(
        "%(count)s download of a resource", "%(count)s downloads of resources", "count"
    ),
    "library.ResourceVersion": ngettext_lazy(
        "%(count)s version of a resource", "%(count)s versions of resources", "count"
    ),
    "library.Suggestion": ngettext_lazy("%(count)s suggestion", "%(count)s suggestions", "count"),
    "trends.Briefing": ngettext_lazy("%(count)s briefing", "%(count)s briefings", "count"),
}
OTHER = ngettext_lazy("%(count)s other record", "%(count)s other records", "count")


def uses_of(row: Model) -> list[str]:
    """Return what uses this row and forbids deleting it, as texts such as "2 boards" and "1 resource"."""
    counts: Counter[str] = Counter()
    for relation in row._meta.get_fields(include_hidden=True):
        if getattr(relation, "on_delete", None) in (PROTECT, RESTRICT) and relation.auto_created:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: row})
            counts[relation.related_model._meta.label] += rows.count()
    return _as_texts(counts)


def uses_in(rows: Iterable[Model]) -> list[str]:
    """Return texts such as "2 boards" for the rows that made the database refuse to delete something."""
    return _as_texts(Counter(row._meta.label for row in rows))


def _as_texts(counts: Counter[str]) -> list[str]:
    known: list[str] = []
    other = 0
    for label, count in counts.items():
        if count and label in NOUNS:
            known.append(NOUNS[label] % {"count": count})
        else:
            other += count
    return [*known, OTHER % {"count": other}] if other else known


def list_of_uses(uses: list[str]) -> str:
    """Return a list of uses as text: "2 boards, 1 post and 3 people"."""
    if len(uses) < 2:
        return "".join(uses)
    return _("%(first)s and %(last)s") % {"first": ", ".join(uses[:-1]), "last": uses[-1]}
