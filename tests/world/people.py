"""People of the furnished world, and what is stored about them outside the forum and the library."""

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
from ratsite.sanctions.actions.write_note import note_about, write_to
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction
from ratsite.search.actions.save_search import save_search
from ratsite.search.site_query import SiteQuery
from tests.accounts.applicants import make_application, token_for
from tests.factories import AgencyFactory, MemberFactory
from tests.world.house import AGENCY, CLOSED, EMAIL, IN_CIRCLE, JOB, MEMBERS, MODERATOR, NAME, OTHERS, SURNAME, House


def make_people(house: House) -> None:
    people = house.people
    people["outsider"] = MemberFactory()
    people["insider"] = MemberFactory()
    agency = AgencyFactory(name=AGENCY, what_we_cannot_do="CANARYLIMITS we cannot.")
    people["author"] = MemberFactory(first_name=NAME, last_name=SURNAME, email=EMAIL, job_title=JOB, agency=agency)
    people["lead"] = MemberFactory(is_agency_lead=True)
    # Has never written and is listed by role, so that only the lead and the coordinator know the name.
    house.colleague = MemberFactory(
        agency=people["lead"].agency,
        first_name="CANARYCOLLEAGUE",
        email="canarycolleague@agency.example",
        listed_as=Listing.ROLE,
        shows_email=True,
    )
    house.canaries["CANARYCOLLEAGUE"] = {"lead", "coordinator"}
    people["curator"] = MemberFactory(roles=["Curators"])
    people["editor"] = MemberFactory(roles=["Editors"])
    people["coordinator"] = MemberFactory(first_name=MODERATOR, roles=["Coordinators"])
    people["moderator"] = MemberFactory(first_name=MODERATOR, roles=["Moderators"])
    people["other_moderator"] = MemberFactory(first_name=MODERATOR, roles=["Moderators"])
    for state in (MemberState.PENDING, MemberState.LAPSED, MemberState.SUSPENDED, MemberState.LEFT):
        people[str(state)] = MemberFactory(state=state)
    people["gone_agency"] = MemberFactory(agency=AgencyFactory(is_active=False))
    house.canaries["CANARYLIMITS"] = MEMBERS


def change_circle(house: House) -> None:
    """Add a change of the circle that was made, one that waits for a second coordinator, and a first approval.

    The approval is of a person who is no longer there, so that no page but its own shows it.
    """
    coordinator, circle = house.people["coordinator"], house.boards["circle"].circle
    nothing: dict[str, list[int]] = {"people": [], "agencies": [], "remits": []}
    asked = {"circle": circle, "removed": nothing, "spoken_by": coordinator, "asked_at": timezone.now()}
    house.access_changes["made"] = AccessChange.objects.create(
        why="CANARYLETIN",
        added=nothing | {"people": [house.people["insider"].pk]},
        outcome=SecondReviewOutcome.APPROVED,
        decided_by=coordinator,
        decided_at=timezone.now(),
        **asked,
    )
    house.access_changes["waiting"] = AccessChange.objects.create(
        why="CANARYLETMEIN", added=nothing | {"people": [coordinator.pk]}, **asked
    )
    house.first_approval = FirstApproval.objects.create(
        queue=PEOPLE_TO_APPROVE, item_id=10**6, person=coordinator, reason="CANARYLETTHEMIN", created_at=timezone.now()
    )
    house.canaries["CANARYLETTHEMIN"] = {"coordinator"}
    house.canaries["CANARYLETIN"] = IN_CIRCLE | {"coordinator"}
    house.canaries["CANARYLETMEIN"] = {"coordinator"}


def invite_and_apply(house: House) -> None:
    """Add applications, which coordinators read, and invitations by the author.

    An applicant's name and agency are also on the page that the applicant's own link opens.
    """
    author = house.people["author"]
    fields = "statement duties referee_name referee_agency agency_cannot agency_does job_title"
    words = {name: f"CANARY{name.replace('_', '').upper()}" for name in fields.split()}
    house.applications["waiting"] = make_application(**words)
    house.canaries |= dict.fromkeys(words.values(), {"coordinator"})
    memo = f"CANARYMEMO {CLOSED}"
    house.invitations["author"] = invite(inviter=author, email="canaryinvited@lock.example", memo=memo)
    house.canaries["CANARYMEMO"] = {"author"}
    token, email = token_for("used@lock.example", author, memo=f"CANARYUSEDMEMO {CLOSED}"), "used@lock.example"
    house.applications["invited"] = make_application(email=email, token=token)
    house.canaries["CANARYUSEDMEMO"] = {"author", "coordinator"}
    unproved = {name: f"{word}UNPROVED" for name, word in words.items()}
    house.applications["unproved"] = make_application(proved=False, email="unproved@lock.example", **unproved)


def note_authors_sign_in(house: House) -> None:
    author = house.people["author"]
    SignIn.objects.create(
        person=author, at=timezone.now(), device=f"CANARYDEVICE {CLOSED}"[:60], outcome=SignInOutcome.SIGNED_IN
    )
    house.canaries["CANARYDEVICE"] = {"author"}


def save_authors_search(house: House) -> None:
    words = f"CANARYSAVED {CLOSED}"
    house.saved["author"] = save_search(actor=house.people["author"], name=words, search=SiteQuery((("q", words),)))
    house.canaries["CANARYSAVED"] = {"author"}


def pre_moderate_insider(house: House) -> None:
    house.sanction = pre_moderate(
        house,
        house.people["insider"],
        reason="CANARYSANCTION",
        answer="CANARYAPPEAL",
        note="CANARYSTEWARDNOTE",
        message="CANARYMESSAGE",
    )
    stewards = {"moderator", "other_moderator", "coordinator"}
    house.canaries |= dict.fromkeys(("CANARYSANCTION", "CANARYMESSAGE"), stewards | {"insider"})
    house.canaries |= dict.fromkeys(("CANARYAPPEAL", "CANARYSTEWARDNOTE"), stewards)


def pre_moderate(house: House, person: User, *, reason: str, answer: str, note: str, message: str) -> Sanction:
    """Pre-moderate a person, who appeals with `answer`. The coordinator writes a note about them and a message."""
    sanction = impose(
        person_id=person.pk,
        kind=SanctionKind.PRE_MODERATE,
        ends_at=timezone.now() + dt.timedelta(days=7),
        reason=reason,
        steward=house.people["moderator"],
    )
    appeal(sanction_id=sanction.pk, text=answer)
    coordinator = house.people["coordinator"]
    note_about(person_id=person.pk, author=coordinator, text=note, submission=uuid.uuid4())
    write_to(person_id=person.pk, author=coordinator, text=message, submission=uuid.uuid4())
    return sanction


def make_private_addresses(house: House) -> None:
    """Add addresses of feeds and calendars: of a member of the circle, and of a member who was suspended later."""
    for name in ("insider", "suspended"):
        person = house.people[name]
        state, person.state, person.is_active = person.state, MemberState.APPROVED, True
        person.save()
        for kind in FeedKind:
            house.private[f"{name} {kind}"] = reverse(f"private:{kind}", args=[make_token(person=person, kind=kind)])
        person.state = state
        person.save()


CANARIES_OF_RECORDS = ("CANARYCOMPLAINT", "CANARYBREACH", "CANARYRISK", "CANARYVISITORTEXT", "CANARYVISITORNAME")


def enter_records(house: House) -> None:
    """Add a complaint, a breach and a risk assessment. The last two name the author."""
    coordinator, author, now = house.people["coordinator"], house.people["author"], timezone.now()
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
    assessment = assess_risks(coordinator=coordinator, about=f"CANARYRISK {OTHERS} {author}", risks=risks)
    house.records = [complaint, breach, assessment]
    house.message = receive_message(kind="complaint", text="CANARYVISITORTEXT", name="CANARYVISITORNAME")
    house.canaries |= dict.fromkeys(CANARIES_OF_RECORDS, {"coordinator"})


def make_data_copy(house: House) -> None:
    """Add the author's finished personal data copy, without a notification about it."""
    house.copy = DataCopy.objects.create(person=house.people["author"], asked_at=timezone.now())
    write_data_copy(copy_id=house.copy.pk)
    house.copy.refresh_from_db()
