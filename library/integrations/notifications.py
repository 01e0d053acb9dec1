from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from library.enums import CHECKS, FIELD_NOTES, FILE_REQUESTS, PUBLICATIONS
from library.models import AccessRequest, FieldNote, PublicationReview, ResourceVersion
from ratsite.accounts.models import User
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source


class PublicationSource(Source):
    """Notifications that tell a curator that the review of a version that they asked to publish has ended."""

    name = PUBLICATIONS
    verbs = {
        "opened": ngettext_lazy("reviewed, and published", "reviewed %(count)d times, and published", "count"),
        "sent_back": ngettext_lazy("reviewed, and sent back", "reviewed %(count)d times, and sent back", "count"),
    }
    reasons = {"asked": _("You asked to publish it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        reviews = PublicationReview.objects.visible_to(person).filter(pk__in=item_ids, asked_by=person)
        reviews = reviews.select_related("version__resource")
        return {review.pk: _line(review.version, review.reason) for review in reviews}


class CheckSource(Source):
    """Notifications that tell a curator that a check of their draft found something to correct."""

    name = CHECKS
    verbs = {
        "needs_you": ngettext_lazy(
            "checked, and waiting for you", "%(count)d versions checked, and waiting for you", "count"
        )
    }
    reasons = {"made": _("You added it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        versions = ResourceVersion.objects.visible_to(person).filter(pk__in=item_ids, created_by=person)
        return {version.pk: _line(version) for version in versions.select_related("resource")}


class FileRequestSource(Source):
    """Notifications about requests for files: for those who can answer a request, and for the person who asked."""

    name = FILE_REQUESTS
    verbs = {
        "asked": ngettext_lazy("request for a file", "%(count)d requests for files", "count"),
        "granted": ngettext_lazy(
            "file that you asked for: you can open it", "%(count)d files that you asked for: you can open them", "count"
        ),
        "declined": ngettext_lazy(
            "file that you asked for: declined", "%(count)d files that you asked for: declined", "count"
        ),
        "ended": ngettext_lazy(
            "file that you can no longer open", "%(count)d files that you can no longer open", "count"
        ),
    }
    reasons = {"decides": _("You answer requests for this file"), "asked": _("You asked for it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        requests = AccessRequest.objects.visible_to(person).filter(pk__in=item_ids)
        return {request.pk: _request_line(request) for request in requests.select_related("file__version__resource")}


class FieldNoteSource(Source):
    """Notifications that tell an author that their field note was published or sent back."""

    name = FIELD_NOTES
    verbs = {
        "opened": ngettext_lazy("field note published", "%(count)d field notes published", "count"),
        "sent_back": ngettext_lazy("field note sent back", "%(count)d field notes sent back", "count"),
    }
    reasons = {"wrote": _("You wrote it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        notes = FieldNote.objects.visible_to(person).filter(pk__in=item_ids, asked_by=person)
        return {note.pk: _note_line(note) for note in notes.select_related("resource")}


def _note_line(note: FieldNote) -> Line:
    url = f"{note.resource.get_absolute_url()}#field-notes"
    return Line(title=note.resource.title, url=url, link=url, excerpt=note.reason, says=Says.NOTHING)


def _request_line(request: AccessRequest) -> Line:
    url, title = request.get_absolute_url(), request.file.version.resource.title
    return Line(title=title, url=url, link=url, excerpt=request.answer, says=Says.NOTHING)


def _line(version: ResourceVersion, excerpt: str = "") -> Line:
    """Return the line of a notification about a version.

    Pages of the site show the excerpt. Emails do not name the version, because few people may read it.
    """
    url = version.get_absolute_url()
    return Line(title=version.resource.title, url=url, link=url, excerpt=excerpt, says=Says.NOTHING)
