from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from library.enums import CHECKS, FIELD_NOTES, FILE_REQUESTS, PUBLICATIONS
from library.models import AccessRequest, FieldNote, PublicationReview, ResourceVersion
from ratsite.accounts.models import User
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line


class PublicationSource:
    """Notifications for a curator that the review of a version that they asked to publish has ended."""

    name = PUBLICATIONS
    ends_with_group: set[str] = set()
    verbs = {
        "opened": (_("reviewed, and published"), _("reviewed, and published")),
        "sent_back": (_("reviewed, and sent back"), _("reviewed, and sent back")),
    }
    reasons = {"asked": _("You asked to publish it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        reviews = PublicationReview.objects.visible_to(person).filter(pk__in=item_ids, spoken_by=person)
        reviews = reviews.select_related("version__resource")
        return {review.pk: _line(review.version, review.reason) for review in reviews}

    def stop(self, person: User, group: str) -> bool:
        """Return False and change nothing: a person who wants none of these emails has to stop all emails."""
        return False


class CheckSource:
    """Notifications for a curator that a check of their draft found something that they have to correct."""

    name = CHECKS
    ends_with_group: set[str] = set()
    verbs = {"needs_you": (_("checked, and waiting for you"), _("checked, and waiting for you"))}
    reasons = {"made": _("You added it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        versions = ResourceVersion.objects.visible_to(person).filter(pk__in=item_ids, created_by=person)
        return {version.pk: _line(version) for version in versions.select_related("resource")}

    def stop(self, person: User, group: str) -> bool:
        """Return False and change nothing: a person who wants none of these emails has to stop all emails."""
        return False


class FileRequestSource:
    """Notifications about requests for files: for those who can answer a request, and for the person who asked."""

    name = FILE_REQUESTS
    ends_with_group: set[str] = set()
    verbs = {
        "asked": (_("request for a file"), _("requests for files")),
        "granted": (_("file that you asked for: you can open it"), _("files that you asked for: you can open them")),
        "declined": (_("file that you asked for: declined"), _("files that you asked for: declined")),
        "ended": (_("file that you can no longer open"), _("files that you can no longer open")),
    }
    reasons = {"decides": _("You answer requests for this file"), "asked": _("You asked for it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        requests = AccessRequest.objects.visible_to(person).filter(pk__in=item_ids)
        return {request.pk: _request_line(request) for request in requests.select_related("file__version__resource")}

    def stop(self, person: User, group: str) -> bool:
        """Return False and change nothing: a person who wants none of these emails has to stop all emails."""
        return False


class FieldNoteSource:
    """Notifications for an author that their field note was published or sent back."""

    name = FIELD_NOTES
    ends_with_group: set[str] = set()
    verbs = {
        "opened": (_("field note published"), _("field notes published")),
        "sent_back": (_("field note sent back"), _("field notes sent back")),
    }
    reasons = {"wrote": _("You wrote it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        notes = FieldNote.objects.visible_to(person).filter(pk__in=item_ids, spoken_by=person)
        return {note.pk: _note_line(note) for note in notes.select_related("resource")}

    def stop(self, person: User, group: str) -> bool:
        """Return False and change nothing: a person who wants none of these emails has to stop all emails."""
        return False


def _note_line(note: FieldNote) -> Line:
    url = f"{note.resource.get_absolute_url()}#field-notes"
    return Line(title=note.resource.title, url=url, link=url, who="", remit="", words=note.reason, says=Says.NOTHING)


def _request_line(request: AccessRequest) -> Line:
    url, title = request.get_absolute_url(), request.file.version.resource.title
    return Line(title=title, url=url, link=url, who="", remit="", words=request.answer, says=Says.NOTHING)


def _line(version: ResourceVersion, words: str = "") -> Line:
    """Return the line of a notification about a version. Emails show no text of it, as few people may read it."""
    url = version.get_absolute_url()
    return Line(title=version.resource.title, url=url, link=url, who="", remit="", words=words, says=Says.NOTHING)
