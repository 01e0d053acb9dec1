"""Create the demo's thirty resources with small real files, through the library's own actions."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from library.actions.edit_resource import add_resource
from library.actions.edit_version import add_version
from library.actions.publish_version import publish
from library.enums import Audience
from library.models import PublicationReview, Resource, ResourceVersion
from ratsite.accounts.models import User
from ratsite.demo.content_files import CONTENT, load
from ratsite.demo.documents import WRITERS
from ratsite.demo.people import steward
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.documents.file_types import extension_of
from ratsite.network.enums import Marking, ReviewOutcome
from ratsite.network.models import AffectedGroup, Agency, Circle, ExploitationForm, Remit


def load_resources(agencies: dict[str, Agency], people: dict[str, User], circles: dict[str, Circle]) -> None:
    rows = [row for path in sorted(CONTENT.glob("resources*.toml")) for row in load(path.stem)["resource"]]
    for index, row in enumerate(rows):
        if not Resource.objects.filter(title=row["title"]).exists():
            posted_at = timezone.now() - dt.timedelta(days=3 + 5 * index)
            curator, circle = steward("curator"), circles.get(row["audience"])
            if circle:
                circle.people.add(curator)  # until the resource is added
            resource = _load(row, agencies[row["agency"]], curator, circle, posted_at)
            if circle:
                circle.people.remove(curator)
            resource.posted_by = people[row["posted_by"]]  # the member who contributed it
            resource.save(update_fields=["posted_by"])
    if not PublicationReview.objects.filter(outcome=ReviewOutcome.WAITS).exists():
        _add_what_waits()


def _add_what_waits() -> None:
    """Add a version with invented phone numbers that its curator calls public, so that it waits for its review."""
    resource = Resource.objects.filter(audience=Audience.MEMBERS).earliest("posted_at")
    words = b"Numbers at night (invented)\n\nHousing desk: 0121 496 0241\nInterpreters: 0121 496 0242\n"
    version = add_version(
        resource_id=resource.pk,
        curator=steward("curator"),
        note="Numbers for the night",
        uploads=[SimpleUploadedFile("numbers-at-night.txt", words)],
        spoken_for="both desks print them on their own posters",
    )
    _check_files(version)


def _check_files(version: ResourceVersion) -> None:
    """Check the files at once. The worker would do it within seconds, but the first visitor should not wait for it."""
    for file in version.files.all():
        end_quarantine(file_id=str(file.stored_file_id))


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
        **_sets(row),
    )
    version = resource.versions.get()
    _check_files(version)
    with transaction.atomic():
        version = ResourceVersion.objects.select_related("resource__current").get(pk=version.pk)
        publish(version)  # as if a second person had read it
    ResourceVersion.objects.filter(pk=version.pk).update(published_at=posted_at)
    return version.resource


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
