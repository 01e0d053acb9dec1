"""Notify members of new resources and versions that their saved searches find, or that are about what they follow."""

import datetime as dt

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from forum.enums import About
from forum.models import Subscription
from library.models import Resource
from ratsite.lib.search.query import read
from ratsite.notifications.actions.notify import Reason, tell
from ratsite.notifications.enums import Level
from ratsite.search.models import SavedSearch
from ratsite.search.queries.library_query import LibraryQuery
from ratsite.search.queries.library_results import LibraryResults
from ratsite.search.queries.synonyms import expand_query

FOUND = "found-resources"  # the notification source
VERB, WHY = "published", "saved"
FOLLOWED, WHY_FOLLOWED = "followed", "term"  # the verb and the reason of notifications about what a person follows
LOOKS_BACK = dt.timedelta(days=2)  # longer than a day, in case a nightly job was missed; nobody is notified twice
MOST_AT_ONCE = 20  # notifications of one search in one run, for when hundreds of resources are imported


def tell_of_finds() -> int:
    """Run every saved search with an alert, and notify its owner of what was published since its last run.

    Each search finds only what its owner, who must be a member today, can read. Return the number of notifications.
    """
    return sum(_tell(pk) for pk in SavedSearch.objects.filter(is_alert=True).values_list("pk", flat=True))


@transaction.atomic
def _tell(saved_id: int) -> int:
    rows = SavedSearch.objects.select_for_update(of=("self",), no_key=True).filter(pk=saved_id, is_alert=True)
    saved = rows.select_related("owner__agency").first()
    if saved is None or not saved.owner.is_member:
        return 0
    since, saved.told_until = saved.told_until or saved.created_at, timezone.now()
    saved.save(update_fields=["told_until"])
    count = 0
    for version_id in _published_since(saved, since):
        people = {saved.owner_id: Reason(Level.DIGEST, WHY)}
        count += tell(source=FOUND, item_id=version_id, group=saved.group, verb=VERB, people=people)
    return count


def _published_since(saved: SavedSearch, since) -> list[int]:
    """Return the ids of the newest versions, published after `since`, of the resources that the search finds."""
    new = Resource.objects.visible_to(saved.owner).published().filter(current__published_at__gt=since)
    versions = dict(new.values_list("pk", "current"))
    if not versions:
        return []
    asked = LibraryQuery.read(QueryDict(saved.query))
    ids = LibraryResults(saved.owner, asked, expand_query(read(asked.typed))).ids
    return [versions[pk] for pk in ids if pk in versions][:MOST_AT_ONCE]


def tell_of_followed() -> int:
    """Notify the followers of a form of exploitation or an affected group of new resources about it.

    Looks at resources published in the last LOOKS_BACK, and notifies only people who can read the resource now. Return
    the number of notifications.
    """
    new = Resource.objects.published().filter(current__published_at__gt=timezone.now() - LOOKS_BACK)
    count = 0
    for resource in new.prefetch_related("forms", "affected").order_by("pk"):
        for about, terms in ((About.FORM, resource.forms.all()), (About.AFFECTED, resource.affected.all())):
            for term in terms:
                count += _tell_followers(resource, about, term)
    return count


def _tell_followers(resource: Resource, about: About, term) -> int:
    followers = Subscription.objects.filter(about=about, **{about.value: term}).select_related("person__agency")
    people = {
        follower.person_id: Reason(Level(follower.level), WHY_FOLLOWED, word=term.name)
        for follower in followers.exclude(person=resource.posted_by_id)
        if Level(follower.level).is_told
        and Resource.objects.visible_to(follower.person).filter(pk=resource.pk).exists()
    }
    group = f"resource-{resource.pk}"
    return tell(source=FOUND, item_id=resource.current_id, group=group, verb=FOLLOWED, people=people) if people else 0
