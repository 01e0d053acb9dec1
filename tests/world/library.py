"""Shared test data of the library, and an agency's text that waits for a second review."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from library.actions.edit_resource import change_resource
from library.actions.edit_version import add_version
from library.actions.report_list import report_list
from library.actions.report_outdated import report_outdated
from library.actions.suggest_resource import suggest_resource
from library.actions.withdraw_resource import trash_resource, withdraw_resource
from library.enums import Audience
from library.models import AccessRequest, FieldNote, NoteKind, PublicationReview, ReadingList, RequestState, Resource
from ratsite.files.enums import HiddenKind
from ratsite.files.models import FileText, HiddenPart
from ratsite.files.quarantine import end_quarantine
from ratsite.network.actions import update_agency_reviews
from ratsite.network.enums import Marking, SecondReviewOutcome
from ratsite.network.models import AgencySecondReview, Remit
from ratsite.search.models import ChosenResult
from tests.factories import make_resource
from tests.world.world import EVERYBODY, IN_CIRCLE, MEMBERS, REVIEWERS, World


def add_resources(world: World) -> None:
    """Add resources for the public, for members and for the circle, with field notes, reading lists and requests.

    Two more resources wait for a second review.
    """
    curator, circle = world.people["curator"], world.boards["circle"].circle
    for name, audience, readers in (
        ("public", Audience.PUBLIC, EVERYBODY),
        ("members", Audience.MEMBERS, MEMBERS),
        ("circle", Audience.CIRCLE, IN_CIRCLE),
    ):
        word = f"CANARY{name.upper()}"
        resource = make_resource(
            curator,
            title=f"{word}RESOURCE",
            summary=f"{word}SUMMARY",
            creators=f"{word}MAKER",
            origin=f"{word}ORIGIN",
            audience=audience,
            circle=circle if audience == Audience.CIRCLE else None,
            remits=Remit.objects.all()[:4],
            marking=Marking.CLEAR if audience == Audience.PUBLIC else Marking.GREEN,
            upload=SimpleUploadedFile(f"{word}FILE.txt", f"{word}TEXT".encode()),
        )
        Resource.objects.filter(pk=resource.pk).update(review_due_on="2020-01-01")  # puts it in the review queue
        world.resources[name], world.files[name] = resource, resource.current.files.get()
        # Page 12 exists only in the search index, so that its canary can appear only in an excerpt.
        stored = world.files[name].stored_file
        FileText.objects.create(stored_file=stored, page=12, text=f"marmalade {word}PAGE and so on")
        parts = ("RESOURCE", "SUMMARY", "MAKER", "ORIGIN", "FILE", "TEXT", "PAGE")
        world.canaries |= {f"{word}{part}": readers for part in parts}
        HiddenPart.objects.create(
            stored_file=stored,
            kind=HiddenKind.COMMENT,
            place="page 1",
            text=f"{word}HIDDEN",  # masked; only a POST request shows it
            reason=f"{word}CLEARED",
            cleared_by=curator,
            cleared_at=timezone.now(),
        )
        world.canaries |= {f"{word}HIDDEN": set(), f"{word}CLEARED": readers & REVIEWERS}
    _add_access_requests(world)
    _add_field_notes(world)
    _add_reading_lists(world)
    world.chosen_result = ChosenResult.objects.create(
        words="canarychosenwords",
        resource=world.resources["circle"],
        changed_by=curator,
        changed_at=timezone.now(),
    )
    for name, given, readers in (
        ("all", {}, REVIEWERS),
        ("circle", {"audience": Audience.CIRCLE, "circle": circle}, {"moderator"}),
    ):
        circle.people.add(curator)  # curators can give a resource only to their own circles
        _add_held_resource(world, name, given, readers)
        circle.people.remove(curator)

    _add_withdrawn_and_suggested(world)


def _add_withdrawn_and_suggested(world: World) -> None:
    """Add a withdrawn resource, one in the trash, and the outsider's suggestion and report of an outdated resource."""
    curator, outsider = world.people["curator"], world.people["outsider"]
    for name in ("tombstone", "trashed"):
        word = f"CANARY{name.upper()}"
        upload = SimpleUploadedFile(f"{word}FILE.txt", f"{word}TEXT".encode())
        resource = make_resource(curator, title=f"{word}TITLE", summary=f"{word}SUMMARY", upload=upload)
        withdraw_resource(resource_id=resource.pk, curator=curator, reason=f"{word}WHY")
        world.resources[name] = resource
    trash_resource(resource_id=world.resources["trashed"].pk, curator=curator, reason="Added by mistake")
    suggestion = suggest_resource(
        member=outsider,
        title="CANARYSUGGESTEDTITLE",
        why="CANARYSUGGESTEDREASON",
        uploads=[SimpleUploadedFile("CANARYSUGGESTEDFILE.txt", b"CANARYSUGGESTEDTEXT")],
    )
    end_quarantine(file_id=str(suggestion.resource.versions.get().files.get().stored_file_id))
    world.suggestions["own"], world.resources["suggested"] = suggestion, suggestion.resource
    report_outdated(resource_id=world.resources["members"].pk, reader=outsider, text="CANARYOUTDATEDWORDS")
    world.canaries |= {
        "CANARYTOMBSTONETITLE": MEMBERS,
        "CANARYTOMBSTONEWHY": MEMBERS,
        "CANARYSUGGESTEDTITLE": {"outsider", "curator"},
        "CANARYSUGGESTEDREASON": {"outsider", "curator"},
    }
    of_curators = ("TOMBSTONESUMMARY", "TOMBSTONEFILE", "TOMBSTONETEXT", "TRASHEDTITLE", "OUTDATEDWORDS")
    world.canaries |= {f"CANARY{word}": {"curator"} for word in (*of_curators, "SUGGESTEDFILE", "SUGGESTEDTEXT")}
    world.canaries |= {f"CANARYTRASHED{part}": set() for part in ("SUMMARY", "FILE", "TEXT", "WHY")}


def _add_access_requests(world: World) -> None:
    """Add a resource whose file opens on request. The outsider's request waits; the insider's was granted."""
    curator = world.people["curator"]
    resource = make_resource(
        curator,
        title="CANARYASKEDRESOURCE",
        request_label="CANARYASKEDLABEL",
        upload=SimpleUploadedFile("CANARYASKEDFILE.txt", b"CANARYASKEDTEXT"),
    )
    world.resources["asked"], world.files["asked"] = resource, resource.current.files.get()
    stored = world.files["asked"].stored_file
    FileText.objects.create(stored_file=stored, page=12, text="marmalade CANARYASKEDPAGE and so on")
    for name, state, days in (("outsider", RequestState.WAITS, None), ("insider", RequestState.GRANTED, 9)):
        person, now = world.people[name], timezone.now()
        world.requests[name] = AccessRequest.objects.create(
            file=world.files["asked"],
            asked_by=person,
            agency=person.agency,
            reason=f"CANARYASK{name.upper()}",
            asked_at=now,
            state=state,
            ends_at=days and now + dt.timedelta(days=days),
        )
        world.canaries[f"CANARYASK{name.upper()}"] = {name, "curator"}
    world.canaries |= dict.fromkeys(("CANARYASKEDRESOURCE", "CANARYASKEDLABEL"), MEMBERS)
    world.canaries |= {f"CANARYASKED{part}": {"insider", "curator"} for part in ("FILE", "TEXT", "PAGE")}


def _add_field_notes(world: World) -> None:
    """Add three field notes: one waits for approval, one is published for members, one for the circle."""
    now, waits = timezone.now(), SecondReviewOutcome.WAITING
    for name, resource, who, outcome, readers in (
        ("waits", "members", "outsider", waits, REVIEWERS | {"outsider"}),
        ("open", "public", "insider", SecondReviewOutcome.APPROVED, MEMBERS),
        ("circle", "circle", "insider", SecondReviewOutcome.APPROVED, IN_CIRCLE),
    ):
        person, word = world.people[who], f"CANARYNOTE{name.upper()}"
        world.notes[name] = FieldNote.objects.create(
            resource=world.resources[resource],
            asked_by=person,
            agency=person.agency,
            kind=NoteKind.SNAG,
            text=word,
            asked_at=now,
            outcome=outcome,
        )
        world.canaries[word] = readers


def _add_reading_lists(world: World) -> None:
    """Add three reading lists that contain every resource.

    The outsider's own list is private, the moderator's is for the circle and the insider's for all members. The last
    two were reported.
    """
    circle = world.boards["circle"].circle
    for name, who, readers in (
        ("owner", "outsider", {"outsider"}),
        ("circle", "moderator", IN_CIRCLE),
        ("members", "insider", MEMBERS),
    ):
        word = f"CANARYLIST{name.upper()}"
        shared = {"readers": name, "circle": circle if name == "circle" else None}
        made = ReadingList.objects.create(
            owner=world.people[who], title=f"{word}TITLE", about=f"{word}ABOUT", made_at=timezone.now(), **shared
        )
        world.lists[name] = made
        for position, (about, resource) in enumerate(sorted(world.resources.items())):
            note = f"{word}NOTE{about.upper()}"
            made.items.create(resource=resource, note=note, position=position)
            world.canaries[note] = readers & (IN_CIRCLE if about == "circle" else MEMBERS)
        world.canaries |= dict.fromkeys((f"{word}TITLE", f"{word}ABOUT"), readers)
    # The moderator owns the circle's list, so that nobody who can read it may decide on the insider's report.
    for name, who, readers in (("members", "outsider", REVIEWERS | {"outsider"}), ("circle", "insider", {"insider"})):
        word = f"CANARYLISTREPORT{name.upper()}"
        report_list(list_id=world.lists[name].pk, reporter=world.people[who], reason="other", text=word)
        world.canaries[word] = readers


def _add_held_resource(world: World, name: str, given: dict, readers: set[str]) -> None:
    """Add a resource and a version that wait for review: its summary and its file contain a phone number.

    readers: names of the people who may read them meanwhile.
    """
    word, curator = f"CANARYLOOK{name.upper()}", world.people["curator"]
    resource, why = make_resource(curator, title=f"{word}TITLE", **given), f"{word}WHY"
    change_resource(resource_id=resource.pk, curator=curator, summary=f"{word}WORDS 0121 496 0123", explanation=why)
    version = add_version(
        resource_id=resource.pk,
        curator=curator,
        note=f"{word}NOTE",
        uploads=[SimpleUploadedFile(f"{word}FILE.txt", f"{word}TEXT 0121 496 0123".encode())],
        explanation=why,
    )
    end_quarantine(file_id=str(version.files.get().stored_file_id))
    reviews = PublicationReview.objects.filter(version__resource=resource).order_by("pk")
    world.publications[name], world.publications[f"{name} file"] = reviews
    world.canaries |= {f"{word}{part}": readers for part in ("TITLE", "WORDS", "WHY", "NOTE", "FILE", "TEXT")}


def add_held_agency_text(world: World) -> None:
    """Add a description of the author's agency that contains a phone number and waits for a second review."""
    update_agency_reviews(
        agency=world.people["author"].agency,
        writer=world.people["coordinator"],
        changed=["what_we_do"],
        held={"what_we_do": "CANARYNOTESWORDS 0121 496 0123"},
        explanation="CANARYNOTESWHY",
    )
    world.agency_second_review = AgencySecondReview.objects.get()
    world.canaries |= {"CANARYNOTESWORDS": {"coordinator"}, "CANARYNOTESWHY": {"coordinator"}}
