"""Store which version of a resource a member opened last."""

import datetime as dt

from django.utils import timezone

from library.models import ResourceOpening, ResourceVersion
from library.queries.description_changes import changes_by_others_since
from ratsite.accounts.models import User


def record_opening(*, version: ResourceVersion, reader: User, opened_on: dt.date | None = None) -> ResourceOpening:
    """Store that the reader opened a resource whose newest version is `version`, and return the stored row.

    If other people have published a version or changed the description since the reader's visit before, the row also
    keeps the version and the day of that visit. Writes at most once a day and version. opened_on: the day of the visit;
    None for today. The caller has checked that the reader can see the version.
    """
    today = opened_on or timezone.localdate()
    opening = ResourceOpening.objects.filter(person=reader, resource=version.resource_id).first()
    if opening is None:
        first = ResourceOpening(
            person=reader, resource_id=version.resource_id, version_number=version.number, opened_on=today
        )
        # ignore_conflicts: the reader may have opened two tabs at the same moment.
        ResourceOpening.objects.bulk_create([first], ignore_conflicts=True)
        return first
    if (opening.version_number, opening.opened_on) == (version.number, today):
        return opening
    newer = ResourceVersion.objects.published().filter(resource=version.resource_id, number__gt=opening.version_number)
    has_news = opening.version_number < version.number and newer.exclude(created_by=reader).exists()
    has_news = has_news or bool(changes_by_others_since(version.resource_id, reader, opening.opened_on))
    opening.earlier_number, opening.earlier_on = (
        (opening.version_number, opening.opened_on) if has_news else (None, None)
    )
    opening.version_number, opening.opened_on, opening.has_read_changes = version.number, today, False
    opening.save(update_fields=["version_number", "opened_on", "earlier_number", "earlier_on", "has_read_changes"])
    return opening


def record_changes_read(*, opening: ResourceOpening) -> None:
    """Store that the member opened the page of changes, so that the resource's page no longer offers it."""
    if not opening.has_read_changes:
        ResourceOpening.objects.filter(pk=opening.pk).update(has_read_changes=True)


def delete_old_openings() -> None:
    ResourceOpening.objects.old().delete()
