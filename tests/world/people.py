"""Shared test data about people: accounts, applications, sanctions, register entries and data copies."""

import datetime as dt
import uuid

from django.urls import reverse
from django.utils import timezone

from ratsite.accounts.actions.invite import invite
from ratsite.accounts.enums import PEOPLE_TO_APPROVE, Listing, MemberState, SignInOutcome
from ratsite.accounts.models import SignIn, User
from ratsite.circles.models import AccessChange
from ratsite.feeds.actions import make_token
from ratsite.feeds.enums import FeedKind
from ratsite.moderation.models import FirstApproval
from ratsite.network.enums import SecondReviewOutcome
from ratsite.pages.actions.receive_message import receive_message
from ratsite.privacy.copy_task import write_data_copy
from ratsite.privacy.models import DataCopy
from ratsite.records.actions.assess_risks import assess_risks
from ratsite.records.actions.record_breach import enter_breach
from ratsite.records.actions.record_complaint import enter_complaint
from ratsite.records.enums import Channel, ComplaintSubject, Harm, HowMany, IllegalContent, RiskLevel
from ratsite.sanctions.actions.appeal import appeal
from ratsite.sanctions.actions.sanction import impose
from ratsite.sanctions.actions.write_note import note_about, send_message
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction
from ratsite.search.actions.save_search import save_search
from ratsite.search.site_query import SiteQuery
from tests.accounts.applicants import make_application, token_for
from tests.factories import AgencyFactory, MemberFactory
from tests.world.world import (
    AGENCY,
    EMAIL,
    IN_CIRCLE,
    JOB,
    MEMBERS,
    MODERATOR_NAME,
    NAME,
    OTHERS,
    PRIVATE,
    SURNAME,
    World,
)


def add_people(world: World) -> None:
    """Add a person for each name in EVERYBODY, except "anonymous", and the lead's colleague."""
    people = world.people
    people["outsider"] = MemberFactory()
    people["insider"] = MemberFactory()
    agency = AgencyFactory(name=AGENCY, what_we_cannot_do="CANARYLIMITS we cannot.")
    people["author"] = MemberFactory(first_name=NAME, last_name=SURNAME, email=EMAIL, job_title=JOB, agency=agency)
    people["lead"] = MemberFactory(is_agency_lead=True)
    # Has no posts and is listed by role, so that only the lead and the coordinator can see the name.
    world.colleague = MemberFactory(
        agency=people["lead"].agency,
        first_name="CANARYCOLLEAGUE",
        email="canarycolleague@agency.example",
        listed_as=Listing.ROLE,
        shows_email=True,
    )
    world.canaries["CANARYCOLLEAGUE"] = {"lead", "coordinator"}
    people["curator"] = MemberFactory(roles=["Curators"])
    people["editor"] = MemberFactory(roles=["Editors"])
    people["coordinator"] = MemberFactory(first_name=MODERATOR_NAME, roles=["Coordinators"])
    people["moderator"] = MemberFactory(first_name=MODERATOR_NAME, roles=["Moderators"])
    people["other_moderator"] = MemberFactory(first_name=MODERATOR_NAME, roles=["Moderators"])
    for state in (MemberState.PENDING, MemberState.LAPSED, MemberState.SUSPENDED, MemberState.LEFT):
        people[str(state)] = MemberFactory(state=state)
    people["gone_agency"] = MemberFactory(agency=AgencyFactory(is_active=False))
    world.canaries["CANARYLIMITS"] = MEMBERS


def add_access_changes(world: World) -> None:
    """Add two access changes of the circle, one made and one that waits for a second coordinator.

    Add also the first approval of an application that no longer exists, so that no page but its own can show it.
    """
    coordinator, circle = world.people["coordinator"], world.boards["circle"].circle
    nothing: dict[str, list[int]] = {"people": [], "agencies": [], "remits": []}
    asked = {"circle": circle, "removed": nothing, "asked_by": coordinator, "asked_at": timezone.now()}
    world.access_changes["made"] = AccessChange.objects.create(
        why="CANARYLETIN",
        added=nothing | {"people": [world.people["insider"].pk]},
        outcome=SecondReviewOutcome.APPROVED,
        decided_by=coordinator,
        decided_at=timezone.now(),
        **asked,
    )
    world.access_changes["waiting"] = AccessChange.objects.create(
        why="CANARYLETMEIN", added=nothing | {"people": [coordinator.pk]}, **asked
    )
    world.first_approval = FirstApproval.objects.create(
        queue=PEOPLE_TO_APPROVE, item_id=10**6, person=coordinator, reason="CANARYLETTHEMIN", created_at=timezone.now()
    )
    world.canaries["CANARYLETTHEMIN"] = {"coordinator"}
    world.canaries["CANARYLETIN"] = IN_CIRCLE | {"coordinator"}
    world.canaries["CANARYLETMEIN"] = {"coordinator"}


def add_invitations_and_applications(world: World) -> None:
    """Add two of the author's invitations, one of them used, and applications, which only coordinators can read.

    The page behind an applicant's own link shows their name and agency, which contain no canary.
    """
    author = world.people["author"]
    fields = "statement duties referee_name referee_agency agency_cannot agency_does job_title"
    words = {name: f"CANARY{name.replace('_', '').upper()}" for name in fields.split()}
    world.applications["waiting"] = make_application(**words)
    world.canaries |= dict.fromkeys(words.values(), {"coordinator"})
    memo = f"CANARYMEMO {PRIVATE}"
    world.invitations["author"] = invite(inviter=author, email="canaryinvited@lock.example", memo=memo)
    world.canaries["CANARYMEMO"] = {"author"}
    token, email = token_for("used@lock.example", author, memo=f"CANARYUSEDMEMO {PRIVATE}"), "used@lock.example"
    world.applications["invited"] = make_application(email=email, token=token)
    world.canaries["CANARYUSEDMEMO"] = {"author", "coordinator"}
    unproved = {name: f"{word}UNPROVED" for name, word in words.items()}
    world.applications["unproved"] = make_application(proved=False, email="unproved@lock.example", **unproved)


def record_authors_sign_in(world: World) -> None:
    author = world.people["author"]
    SignIn.objects.create(
        person=author, at=timezone.now(), device=f"CANARYDEVICE {PRIVATE}"[:60], outcome=SignInOutcome.SIGNED_IN
    )
    world.canaries["CANARYDEVICE"] = {"author"}


def save_authors_search(world: World) -> None:
    words = f"CANARYSAVED {PRIVATE}"
    world.saved_searches["author"] = save_search(
        actor=world.people["author"], name=words, search=SiteQuery((("q", words),))
    )
    world.canaries["CANARYSAVED"] = {"author"}


def pre_moderate_insider(world: World) -> None:
    world.sanction = pre_moderate(
        world,
        world.people["insider"],
        reason="CANARYSANCTION",
        answer="CANARYAPPEAL",
        note="CANARYSTEWARDNOTE",
        message="CANARYMESSAGE",
    )
    stewards = {"moderator", "other_moderator", "coordinator"}
    world.canaries |= dict.fromkeys(("CANARYSANCTION", "CANARYMESSAGE"), stewards | {"insider"})
    world.canaries |= dict.fromkeys(("CANARYAPPEAL", "CANARYSTEWARDNOTE"), stewards)


def pre_moderate(world: World, person: User, *, reason: str, answer: str, note: str, message: str) -> Sanction:
    """Pre-moderate the person for a week, and add their appeal, a coordinator's note about them and a message to them.

    reason: of the sanction, by the moderator. answer: the text of the appeal.
    """
    sanction = impose(
        person_id=person.pk,
        kind=SanctionKind.PRE_MODERATE,
        ends_at=timezone.now() + dt.timedelta(days=7),
        reason=reason,
        steward=world.people["moderator"],
    )
    appeal(sanction_id=sanction.pk, text=answer)
    coordinator = world.people["coordinator"]
    note_about(person_id=person.pk, author=coordinator, text=note, submission=uuid.uuid4())
    send_message(person_id=person.pk, author=coordinator, text=message, submission=uuid.uuid4())
    return sanction


def add_feed_addresses(world: World) -> None:
    """Add the secret addresses of feeds and calendars of the insider, and of a member who was then suspended."""
    for name in ("insider", "suspended"):
        person = world.people[name]
        state, person.state, person.is_active = person.state, MemberState.APPROVED, True
        person.save()
        for kind in FeedKind:
            world.feed_addresses[f"{name} {kind}"] = reverse(
                f"private:{kind}", args=[make_token(person=person, kind=kind)]
            )
        person.state = state
        person.save()


REGISTER_CANARIES = ("CANARYCOMPLAINT", "CANARYBREACH", "CANARYRISK", "CANARYVISITORTEXT", "CANARYVISITORNAME")


def add_register_entries(world: World) -> None:
    """Add a complaint, a breach, a risk assessment and a visitor's message. Breach and assessment name the author."""
    coordinator, author, now = world.people["coordinator"], world.people["author"], timezone.now()
    complaint = enter_complaint(
        coordinator=coordinator,
        received_at=now,
        channel=Channel.MAIL,
        subject=ComplaintSubject.OTHER,
        summary="CANARYCOMPLAINT",
    )
    breach = enter_breach(
        coordinator=coordinator,
        known_at=now,
        what=f"CANARYBREACH {OTHERS} {EMAIL}",
        whose=f"CANARYBREACH {author}",
        how_many=HowMany.ONE,
        harm=Harm.LIKELY,
    )
    risks = [(IllegalContent.FRAUD, RiskLevel.LOW, str(author))]
    assessment, _ = assess_risks(coordinator=coordinator, about=f"CANARYRISK {OTHERS} {author}", risks=risks)
    world.records = [complaint, breach, assessment]
    world.message = receive_message(kind="complaint", text="CANARYVISITORTEXT", name="CANARYVISITORNAME")
    world.canaries |= dict.fromkeys(REGISTER_CANARIES, {"coordinator"})


def add_data_copy(world: World) -> None:
    """Add the author's finished data copy. They have no notification of it."""
    world.data_copy = DataCopy.objects.create(person=world.people["author"], asked_at=timezone.now())
    write_data_copy(copy_id=world.data_copy.pk)
    world.data_copy.refresh_from_db()
