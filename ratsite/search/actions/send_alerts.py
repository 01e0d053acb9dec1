"""Notify members of new resources and versions that their saved searches find, or that are about what they follow."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import F, Q
from django.http import QueryDict
from django.utils import timezone

from forum.enums import About
from forum.models import Subscription
from library.actions.notify import resource_group_of
from library.enums import FOLLOWED_RESOURCES, NEWS
from library.models import Resource, ResourceCheck
from ratsite.notifications.actions.notify import Reason, notify, raise_level
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Notification
from ratsite.search.models import SavedSearch
from ratsite.search.queries.library_query import LibraryQuery
from ratsite.search.queries.library_results import LibraryResults, expand_library_query

FOUND = "found-resources"  # the notification source
VERB, WHY = "published", "saved"  # the verb and the reason of notifications about what a saved search found
FOLLOWED, WHY_FOLLOWED = "followed", "term"  # the verb and the reason of notifications about what a person follows
# How far each run looks back again, because a version gets its time before it is committed. Nobody is notified twice.
OVERLAP = dt.timedelta(hours=1)
LOOKS_BACK = dt.timedelta(days=2)  # longer than a day, in case the background process did not run for one
MOST_AT_ONCE = 20  # notifications of one search in one run; after a large import, the next runs send the rest


def notify_of_finds() -> int:
    """Run every saved search with an alert, and notify its owner of what was published since its last run.

    Each search finds only what its owner, who must be a member today, can read. Return the number of notifications.
    """
    return sum(_notify(pk) for pk in SavedSearch.objects.filter(is_alert=True).values_list("pk", flat=True))


@transaction.atomic
def _notify(saved_id: int) -> int:
    rows = SavedSearch.objects.select_for_update(of=("self",), no_key=True).filter(pk=saved_id, is_alert=True)
    saved = rows.select_related("owner__agency").first()
    if saved is None or not saved.owner.is_member:
        return 0
    since, now = saved.notified_until or saved.created_at, timezone.now()
    found = _published_since(saved, since)
    if len(found) <= MOST_AT_ONCE:
        saved.notified_until = max(since, now - OVERLAP)
        saved.save(update_fields=["notified_until"])
    count = 0
    for version_id in found[:MOST_AT_ONCE]:
        people = {saved.owner_id: Reason(Level.DIGEST, WHY)}
        count += notify(source=FOUND, item_id=version_id, group=saved.group, verb=VERB, people=people)
    return count


def _published_since(saved: SavedSearch, since: dt.datetime) -> list[int]:
    """Return the ids of versions that the search finds and that its owner has not been notified of, oldest first.

    Of each resource only the newest version counts, and only if it was published after `since`.
    """
    new = Resource.objects.visible_to(saved.owner).published().filter(current__published_at__gt=since)
    versions = dict(new.order_by("current__published_at", "pk").values_list("pk", "current"))
    notified = {version for person, version in _already_notified(versions.values()) if person == saved.owner_id}
    if notified.issuperset(versions.values()):
        return []
    library_query = LibraryQuery.read(QueryDict(saved.query))
    ids = set(LibraryResults(saved.owner, library_query, expand_library_query(library_query)).ids)
    return [version for pk, version in versions.items() if pk in ids and version not in notified]


def notify_of_followed() -> int:
    """Notify people who follow a form of exploitation or an affected group of new resources about it.

    Looks at resources published in the last LOOKS_BACK, and notifies only members who can read the resource now.
    Returns the number of notifications. Costs one query for each person to be notified.

    A person who was already notified of the resource is not notified again. But if their notification waits for a
    digest, and they follow the form or group at the level "at once", the notification is emailed at once.
    """
    new = Resource.objects.published().filter(current__published_at__gt=timezone.now() - LOOKS_BACK)
    resources = {row.current_id: row for row in new.prefetch_related("forms", "affected").order_by("pk")}
    notified = _already_notified(resources)
    followers = _followers(resources.values())
    people = {row.person_id: row.person for rows in followers.values() for row in rows if row.person.is_member}
    reasons: dict[int, dict[int, Reason]] = defaultdict(dict)  # by person, then by version
    at_once: set[tuple[int, int]] = set()  # (person id, version id)
    for version_id, resource in resources.items():
        for about, term in _terms(resource):
            for row in followers[about, term.pk]:
                if row.level == Level.AT_ONCE:
                    at_once.add((row.person_id, version_id))
                is_new = row.person_id != resource.posted_by_id and (row.person_id, version_id) not in notified
                if is_new and row.person_id in people:
                    reason = Reason(Level(row.level), WHY_FOLLOWED, word=term.name)
                    reasons[row.person_id].setdefault(version_id, reason)
    _email_at_once(at_once & notified)
    to_notify: dict[int, dict[int, Reason]] = defaultdict(dict)  # by version, then by person
    for person_id, why in reasons.items():
        readable = Resource.objects.visible_to(people[person_id]).filter(current__in=why)
        for version_id in readable.values_list("current", flat=True):
            to_notify[version_id][person_id] = why[version_id]
    return sum(
        notify(source=FOUND, item_id=pk, group=resource_group_of(resources[pk].pk), verb=FOLLOWED, people=to_notify[pk])
        for pk in sorted(to_notify)
    )


def _email_at_once(people: set[tuple[int, int]]) -> None:
    """Let people's waiting notifications of these versions be emailed at once, instead of in their next digest.

    people: pairs (person id, version id). Only notifications from following the resource itself are changed.
    """
    if not people:
        return
    versions = _news_of_versions({version for _person, version in people})
    waiting = Notification.objects.unread().waiting().filter(source=FOLLOWED_RESOURCES, item_id__in=versions)
    for row in waiting.filter(level=Level.DIGEST, person__in={person for person, _version in people}):
        if (row.person_id, versions[row.item_id]) in people:
            raise_level(notification_id=row.pk, level=Level.AT_ONCE)


def _terms(resource: Resource) -> Iterator[tuple]:
    """Yield the terms of a resource that people can follow, as pairs of the kind of term and the term."""
    yield from ((About.FORM, term) for term in resource.forms.all())
    yield from ((About.AFFECTED, term) for term in resource.affected.all())


def _followers(resources: Iterable[Resource]) -> dict[tuple, list[Subscription]]:
    """Return the subscriptions to the terms of these resources, by (kind of term, id of the term). One query."""
    ids = defaultdict(set)
    for resource in resources:
        for about, term in _terms(resource):
            ids[about].add(term.pk)
    of_terms = Q(about=About.FORM, form__in=ids[About.FORM]) | Q(about=About.AFFECTED, affected__in=ids[About.AFFECTED])
    rows: dict[tuple, list[Subscription]] = defaultdict(list)
    for row in Subscription.objects.filter(of_terms).select_related("person__agency"):
        if Level(row.level).notifies:
            rows[About(row.about), row.form_id or row.affected_id].append(row)
    return rows


def _already_notified(version_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Return a pair (person id, version id) for each person who was notified of one of these current versions.

    The notification came from a saved search, from a followed form or group, or from following the resource itself.
    Followers of the resource who could not read it when the version was published got none. Costs three queries.
    """
    ids = list(version_ids)
    by_alert = Notification.objects.filter(source=FOUND, item_id__in=ids).values_list("person", "item_id")
    versions = _news_of_versions(ids)
    as_follower = Notification.objects.filter(source=FOLLOWED_RESOURCES, item_id__in=versions)
    return {*by_alert, *((person, versions[check]) for person, check in as_follower.values_list("person", "item_id"))}


def _news_of_versions(version_ids: Iterable[int]) -> dict[int, int]:
    """Return {check id: version id} for the checks of resources by which followers learn of these versions.

    Only versions that are their resource's current one count. The checks were made since the version was published, and
    have an outcome that followers are notified of.
    """
    checks = ResourceCheck.objects.done().filter(
        resource__current__in=version_ids, outcome__in=NEWS, checked_at__gte=F("resource__current__published_at")
    )
    return dict(checks.order_by().values_list("pk", "resource__current"))
