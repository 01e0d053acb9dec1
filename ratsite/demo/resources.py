"""Create the demo's thirty resources with small real files, through the library's own actions."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from library.actions.check_resource import check_resource
from library.actions.edit_resource import add_resource
from library.actions.edit_version import add_version, put_on_request
from library.actions.publish_version import publish
from library.actions.report_outdated import report_outdated
from library.actions.suggest_resource import suggest_resource
from library.actions.withdraw_resource import withdraw_resource
from library.enums import Audience, VersionState
from library.models import LegalInstrument, PublicationReview, Resource, ResourceCheck, ResourceVersion, Suggestion
from ratsite.accounts.models import User
from ratsite.demo.content_files import CONTENT, load
from ratsite.demo.documents import WRITERS
from ratsite.demo.people import steward
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.documents.file_types import extension_of
from ratsite.network.enums import Marking, SecondReviewOutcome
from ratsite.network.models import AffectedGroup, Agency, Circle, ExploitationForm, Remit


def load_resources(agencies: dict[str, Agency], people: dict[str, User], circles: dict[str, Circle]) -> None:
    rows = [row for path in sorted(CONTENT.glob("resources*.toml")) for row in load(path.stem)["resource"]]
    for index, row in enumerate(rows):
        if not Resource.objects.filter(title=row["title"]).exists():
            posted_at = _posted_before(row["review_due"], timezone.now() - dt.timedelta(days=3 + 5 * index))
            curator, circle = steward("curator"), circles.get(row["audience"])
            if circle:
                circle.people.add(curator)  # so that the curator may add the resource
            resource = _load(row, agencies[row["agency"]], curator, circle, posted_at)
            if circle:
                circle.people.remove(curator)
            resource.posted_by = people[row["posted_by"]]  # the member who contributed it
            resource.save(update_fields=["posted_by"])
    if not PublicationReview.objects.filter(outcome=SecondReviewOutcome.WAITING).exists():
        _add_what_waits()
    if not Suggestion.objects.exists():
        _add_checks()


def _add_checks() -> None:
    """Add a check, a superseded and a withdrawn resource, a report by a reader, and a suggestion."""
    curator = steward("curator")
    others = Resource.objects.visible_to(curator).published().exclude(agency=curator.agency).order_by("pk")
    right, older, newer, wrong, reported = others.exclude(versions__state=VersionState.IN_REVIEW)[:5]
    check_resource(resource_id=right.pk, curator=curator, outcome="still_right", reason="Read through; links opened")
    check_resource(
        resource_id=older.pk, curator=curator, outcome="superseded", reason="The newer one says more", instead=newer
    )
    withdraw_resource(
        resource_id=wrong.pk, curator=curator, reason="One of its telephone numbers is wrong", instead=newer
    )
    reader = steward("member")
    report_outdated(resource_id=reported.pk, reader=reader, text="The opening hours have changed")
    suggestion = suggest_resource(
        member=reader,
        title="What a support worker can and cannot promise",
        why="We hand it to every new starter, and other agencies keep asking for it",
        remits=Remit.objects.filter(slug__in=["support", "immigration"]),
        uploads=[SimpleUploadedFile("promises.txt", b"What we can promise\n\nTime, a chair and a call back.\n")],
    )
    check_files(suggestion.resource.versions.get())


def _add_what_waits() -> None:
    """Add a version with invented phone numbers that its curator calls public, so that it waits for a second review."""
    resource = Resource.objects.filter(audience=Audience.MEMBERS).earliest("posted_at")
    words = b"Numbers at night (invented)\n\nHousing desk: 0121 496 0241\nInterpreters: 0121 496 0242\n"
    version = add_version(
        resource_id=resource.pk,
        curator=steward("curator"),
        note="Numbers for the night",
        uploads=[SimpleUploadedFile("numbers-at-night.txt", words)],
        explanation="both desks print them on their own posters",
    )
    check_files(version)


def check_files(version: ResourceVersion) -> None:
    """Check the version's files at once. The worker would do it within seconds, but the first visitor need not wait."""
    for file in version.files.all():
        end_quarantine(file_id=str(file.stored_file_id))


def _posted_before(review_due: dt.date, posted_at: dt.datetime) -> dt.datetime:
    """Return `posted_at` or, if the resource's check was due before it, the time a year before that check was due."""
    late = timezone.localdate(posted_at) - review_due
    return posted_at if late <= dt.timedelta() else posted_at - late - dt.timedelta(days=365)


def _load(row: dict, agency: Agency, curator: User, circle: Circle | None, posted_at: dt.datetime) -> Resource:
    audience = Audience.CIRCLE if circle else Audience(row["audience"])
    resource = add_resource(
        curator=curator,
        uploads=[_upload(row["title"], file) for file in row["files"]],
        posted_at=posted_at,
        title=row["title"],
        summary=row["summary"],
        kind=row["kind"],
        creators=", ".join(row["creators"]),
        publisher=row["publisher"],
        issued_on=row["issued"],
        language=row["language"],
        jurisdiction=row["jurisdiction"],
        licence=row["licence"],
        origin="Invented for the demonstration",
        permission="Invented for the demonstration",
        is_to_publish=False,
        audience=audience,
        circle=circle,
        marking=_marking(audience),
        agency=agency,
        review_due_on=row["review_due"],
        instruments=LegalInstrument.objects.filter(slug__in=row.get("laws", ())),
        **_sets(row),
    )
    version = resource.versions.get()
    check_files(version)
    _put_on_request(version, curator, row["files"])
    with transaction.atomic():
        version = ResourceVersion.objects.select_related("resource__current").get(pk=version.pk)
        publish(version)  # as if a second person had reviewed it
    ResourceVersion.objects.filter(pk=version.pk).update(published_at=posted_at)
    ResourceCheck.objects.filter(resource=resource).update(checked_at=posted_at)
    return version.resource


def _put_on_request(version: ResourceVersion, curator: User, rows: list[dict]) -> None:
    """Make readers ask for a file of this version before they can download it, if its TOML table says "on_request"."""
    files = version.files.select_related("stored_file").in_bulk()
    by_name = {file.stored_file.name: pk for pk, file in files.items()}
    for row in rows:
        if label := row.get("on_request"):
            put_on_request(file_id=by_name[row["name"]], curator=curator, label=label)


def _marking(audience: Audience) -> Marking:
    return {
        Audience.PUBLIC: Marking.CLEAR,
        Audience.MEMBERS: Marking.GREEN,
        Audience.CIRCLE: Marking.AMBER_STRICT,
    }[audience]


def _upload(title: str, file: dict) -> SimpleUploadedFile:
    return SimpleUploadedFile(file["name"], WRITERS[extension_of(file["name"])](title, file["paragraphs"]))


def _sets(row: dict) -> dict:
    vocabulary = {"forms": ExploitationForm, "affected": AffectedGroup, "remits": Remit}
    words = {"forms": row["forms"], "affected": row["who"], "remits": row["remits"]}
    return {name: list(model.objects.filter(slug__in=words[name])) for name, model in vocabulary.items()}
