"""Search source for the library's resources, public ones and others. It uses the library's visible_to."""

import re

from django.db.models import DateField
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from library.enums import Freshness, ResourceKind
from library.models import Resource, ResourceFile, ResourceQuerySet
from library.queries.facets import Facets
from library.queries.search import find_resources, text_ids_of, with_ids
from ratsite.files.models import FileText
from ratsite.lib.search.fulltext import MOST_RANKED
from ratsite.lib.search.query import pattern_of
from ratsite.network.enums import Marking
from ratsite.search.filtered_query import FilteredQuery
from ratsite.search.sources.base import Found, Hit
from ratsite.search.sources.file_hits import file_excerpt, page_url, place_of, texts_of


class ResourceSource:
    name = "library"
    label = _("Library")

    def is_open_to(self, user) -> bool:
        return True

    def find(self, filtered: FilteredQuery, user, start: int, count: int) -> Found:
        """Return the matching resources of the library, as hits: superseded and overdue ones after all others.

        Costs at most eight queries; one if nothing matches.
        """
        if filtered.board or filtered.author or filtered.area or filtered.kind not in ("", *ResourceKind.values):
            return Found()
        among = _narrowed(Resource.objects.visible_to(user), filtered, user) if filtered.is_filtered else None
        results = find_resources(user, filtered.query, newest_first=filtered.newest_first, among=among)
        ids = results.resource_ids
        if ids and not filtered.newest_first:
            ids = Facets(ids).reliable_first(ids)
        shown = ids[start : start + count]
        hits = _hits(shown, text_ids_of(results, user, filtered.query, shown), filtered)
        return Found(len(ids), hits, len(ids) >= MOST_RANKED)


def _narrowed(resources: ResourceQuerySet, filtered: FilteredQuery, user) -> ResourceQuerySet:
    if filtered.wants_a_file:
        resources = resources.filter(
            pk__in=ResourceFile.objects.visible_to(user).clean().current().values("version__resource")
        )
    sets = {"forms": filtered.form, "affected": filtered.who, "remits": filtered.remit}
    for name, word in sets.items():
        if word:
            through = getattr(Resource, name).through.objects
            column = Resource._meta.get_field(name).m2m_reverse_field_name()
            resources = resources.filter(pk__in=through.filter(**{column: word}).values("resource"))
    if filtered.agency:
        resources = resources.filter(agency=filtered.agency)
    if filtered.kind:
        resources = resources.filter(kind=filtered.kind)
    if filtered.since or filtered.until:
        resources = resources.annotate(day=Coalesce("current__issued_on", Cast("posted_at", DateField())))
    if filtered.since:
        resources = resources.filter(day__gte=filtered.since)
    return resources.filter(day__lte=filtered.until) if filtered.until else resources


def _hits(ids: list[int], text_ids: dict[int, int], filtered: FilteredQuery) -> list[Hit]:
    if not ids:
        return []
    resources, pattern = with_ids(ids), pattern_of(filtered.query.wanted)
    texts = texts_of(ids, text_ids)
    return [_hit(resources[pk], texts.get(pk), pattern, filtered.typed) for pk in ids if pk in resources]


def _hit(resource: Resource, text: FileText | None, pattern: re.Pattern[str], typed: str) -> Hit:
    """Return a resource as a hit. Closely marked files are not quoted, as readers must give a reason to open them.

    pattern: finds the searched words in a text. typed: the query as it was typed.
    """
    marking, freshness = Marking(resource.marking), Freshness(resource.freshness)
    shown = None if marking.is_closely_marked else text
    return Hit(
        title=resource.title,
        url=resource.get_absolute_url(),
        summary=file_excerpt(resource.summary, shown, pattern),
        kind=resource.get_kind_display(),
        date=resource.current.issued_on if resource.current else None,
        notes=(freshness.label,) if freshness.is_doubtful else (),
        place="".join(place_of(text)),
        place_url=page_url(text, typed),
        circle=resource.circle.name if resource.circle else "",
        marking=marking.label,
        is_printable=marking in (Marking.CLEAR, Marking.GREEN),
        lang=resource.lang,
        summary_lang=resource.lang if shown else "",
    )
