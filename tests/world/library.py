"""The library of the furnished world, and text of an agency that waits for a second review."""

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
from ratsite.network.actions import settle_agency_texts
from ratsite.network.enums import Marking, SecondReviewOutcome
from ratsite.network.models import AgencySecondReview, Remit
from ratsite.search.models import ChosenResult
from tests.factories import make_resource
from tests.world.house import EVERYBODY, IN_CIRCLE, LOOKERS, MEMBERS, House


def fill_library(house: House) -> None:
    """Add resources for the public, for members and for the circle, and two that wait for a second review."""
    curator, circle = house.people["curator"], house.boards["circle"].circle
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
        house.resources[name], house.files[name] = resource, resource.current.files.get()
        # Page 12 is only in the search's copy of the file's text: readers meet its word only in an excerpt.
        stored = house.files[name].stored_file
        FileText.objects.create(stored_file=stored, page=12, text=f"marmalade {word}PAGE and so on")
        parts = ("RESOURCE", "SUMMARY", "MAKER", "ORIGIN", "FILE", "TEXT", "PAGE")
        house.canaries |= {f"{word}{part}": readers for part in parts}
        HiddenPart.objects.create(
            stored_file=stored,
            kind=HiddenKind.COMMENT,
            place="page 1",
            text=f"{word}HIDDEN",  # masked, and shown only to who asks for it by a POST
            reason=f"{word}CLEARED",
            cleared_by=curator,
            cleared_at=timezone.now(),
        )
        house.canaries |= {f"{word}HIDDEN": set(), f"{word}CLEARED": readers & LOOKERS}
    _ask_for_files(house)
    _write_notes(house)
    _make_lists(house)
    house.chosen = ChosenResult.objects.create(
        words="canarychosenwords",
        resource=house.resources["circle"],
        changed_by=curator,
        changed_at=timezone.now(),
    )
    for name, given, readers in (
        ("all", {}, LOOKERS),
        ("circle", {"audience": Audience.CIRCLE, "circle": circle}, {"moderator"}),
    ):
        circle.people.add(curator)  # only for this: curators give a resource to their own circles
        _hold_resource(house, name, given, readers)
        circle.people.remove(curator)

    _withdraw_and_suggest(house)


def _withdraw_and_suggest(house: House) -> None:
    """Add a tombstone, a resource in the trash, the outsider's suggestion and their report of a resource."""
    curator, outsider = house.people["curator"], house.people["outsider"]
    for name in ("tombstone", "trashed"):
        word = f"CANARY{name.upper()}"
        upload = SimpleUploadedFile(f"{word}FILE.txt", f"{word}TEXT".encode())
        resource = make_resource(curator, title=f"{word}TITLE", summary=f"{word}SUMMARY", upload=upload)
        withdraw_resource(resource_id=resource.pk, curator=curator, reason=f"{word}WHY")
        house.resources[name] = resource
    trash_resource(resource_id=house.resources["trashed"].pk, curator=curator, reason="Added by mistake")
    suggestion = suggest_resource(
        member=outsider,
        title="CANARYSUGGESTEDTITLE",
        why="CANARYSUGGESTEDREASON",
        uploads=[SimpleUploadedFile("CANARYSUGGESTEDFILE.txt", b"CANARYSUGGESTEDTEXT")],
    )
    end_quarantine(file_id=str(suggestion.resource.versions.get().files.get().stored_file_id))
    house.suggestions["own"], house.resources["suggested"] = suggestion, suggestion.resource
    report_outdated(resource_id=house.resources["members"].pk, reader=outsider, text="CANARYOUTDATEDWORDS")
    house.canaries |= {
        "CANARYTOMBSTONETITLE": MEMBERS,
        "CANARYTOMBSTONEWHY": MEMBERS,
        "CANARYSUGGESTEDTITLE": {"outsider", "curator"},
        "CANARYSUGGESTEDREASON": {"outsider", "curator"},
    }
    of_curators = ("TOMBSTONESUMMARY", "TOMBSTONEFILE", "TOMBSTONETEXT", "TRASHEDTITLE", "OUTDATEDWORDS")
    house.canaries |= {f"CANARY{word}": {"curator"} for word in (*of_curators, "SUGGESTEDFILE", "SUGGESTEDTEXT")}
    house.canaries |= {f"CANARYTRASHED{part}": set() for part in ("SUMMARY", "FILE", "TEXT", "WHY")}


def _ask_for_files(house: House) -> None:
    """Add a resource for members with a file on request: the outsider's request waits, the insider's was granted."""
    curator = house.people["curator"]
    resource = make_resource(
        curator,
        title="CANARYASKEDRESOURCE",
        request_label="CANARYASKEDLABEL",
        upload=SimpleUploadedFile("CANARYASKEDFILE.txt", b"CANARYASKEDTEXT"),
    )
    house.resources["asked"], house.files["asked"] = resource, resource.current.files.get()
    stored = house.files["asked"].stored_file
    FileText.objects.create(stored_file=stored, page=12, text="marmalade CANARYASKEDPAGE and so on")
    for name, state, days in (("outsider", RequestState.WAITS, None), ("insider", RequestState.GRANTED, 9)):
        person, now = house.people[name], timezone.now()
        house.requests[name] = AccessRequest.objects.create(
            file=house.files["asked"],
            asked_by=person,
            agency=person.agency,
            reason=f"CANARYASK{name.upper()}",
            asked_at=now,
            state=state,
            ends_at=days and now + dt.timedelta(days=days),
        )
        house.canaries[f"CANARYASK{name.upper()}"] = {name, "curator"}
    house.canaries |= dict.fromkeys(("CANARYASKEDRESOURCE", "CANARYASKEDLABEL"), MEMBERS)
    house.canaries |= {f"CANARYASKED{part}": {"insider", "curator"} for part in ("FILE", "TEXT", "PAGE")}


def _write_notes(house: House) -> None:
    """Add field notes: one that waits, a published one for all members, and a published one for the circle."""
    now, waits = timezone.now(), SecondReviewOutcome.WAITING
    for name, resource, who, outcome, readers in (
        ("waits", "members", "outsider", waits, LOOKERS | {"outsider"}),
        ("open", "public", "insider", SecondReviewOutcome.APPROVED, MEMBERS),
        ("circle", "circle", "insider", SecondReviewOutcome.APPROVED, IN_CIRCLE),
    ):
        person, word = house.people[who], f"CANARYNOTE{name.upper()}"
        house.notes[name] = FieldNote.objects.create(
            resource=house.resources[resource],
            spoken_by=person,
            agency=person.agency,
            kind=NoteKind.SNAG,
            text=word,
            asked_at=now,
            outcome=outcome,
        )
        house.canaries[word] = readers


def _make_lists(house: House) -> None:
    """Add reading lists with all resources: the outsider's, the moderator's for a circle, the insider's for members."""
    circle = house.boards["circle"].circle
    for name, who, readers in (
        ("owner", "outsider", {"outsider"}),
        ("circle", "moderator", IN_CIRCLE),
        ("members", "insider", MEMBERS),
    ):
        word = f"CANARYLIST{name.upper()}"
        shared = {"readers": name, "circle": circle if name == "circle" else None}
        made = ReadingList.objects.create(
            owner=house.people[who], title=f"{word}TITLE", about=f"{word}ABOUT", made_at=timezone.now(), **shared
        )
        house.lists[name] = made
        for position, (about, resource) in enumerate(sorted(house.resources.items())):
            note = f"{word}NOTE{about.upper()}"
            made.items.create(resource=resource, note=note, position=position)
            house.canaries[note] = readers & (IN_CIRCLE if about == "circle" else MEMBERS)
        house.canaries |= dict.fromkeys((f"{word}TITLE", f"{word}ABOUT"), readers)
    # The moderator made the circle's list, so that nobody there decides about the insider's report of it.
    for name, who, readers in (("members", "outsider", LOOKERS | {"outsider"}), ("circle", "insider", {"insider"})):
        word = f"CANARYLISTREPORT{name.upper()}"
        report_list(list_id=house.lists[name].pk, reporter=house.people[who], reason="other", text=word)
        house.canaries[word] = readers


def _hold_resource(house: House, name: str, given: dict, readers: set[str]) -> None:
    """Add a resource with a phone number in its summary, and a version with one in its file: both wait for review."""
    word, curator = f"CANARYLOOK{name.upper()}", house.people["curator"]
    resource, why = make_resource(curator, title=f"{word}TITLE", **given), f"{word}WHY"
    change_resource(resource_id=resource.pk, curator=curator, summary=f"{word}WORDS 0121 496 0123", spoken_for=why)
    version = add_version(
        resource_id=resource.pk,
        curator=curator,
        note=f"{word}NOTE",
        uploads=[SimpleUploadedFile(f"{word}FILE.txt", f"{word}TEXT 0121 496 0123".encode())],
        spoken_for=why,
    )
    end_quarantine(file_id=str(version.files.get().stored_file_id))
    reviews = PublicationReview.objects.filter(version__resource=resource).order_by("pk")
    house.publications[name], house.publications[f"{name} file"] = reviews
    house.canaries |= {f"{word}{part}": readers for part in ("TITLE", "WORDS", "WHY", "NOTE", "FILE", "TEXT")}


def hold_agency_texts(house: House) -> None:
    """Add a description of the author's agency that waits for a second review."""
    settle_agency_texts(
        agency=house.people["author"].agency,
        writer=house.people["coordinator"],
        changed=["what_we_do"],
        held={"what_we_do": "CANARYNOTESWORDS 0121 496 0123"},
        spoken_for="CANARYNOTESWHY",
    )
    house.agency_second_review = AgencySecondReview.objects.get()
    house.canaries |= {"CANARYNOTESWORDS": {"coordinator"}, "CANARYNOTESWHY": {"coordinator"}}
