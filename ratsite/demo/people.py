"""Create the agencies, circles, people and boards of the demo, an invented network."""

import base64
import hashlib

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings

from forum.models import Board
from ratsite.accounts.actions.change_membership import create_person, set_member_state, set_roles
from ratsite.accounts.actions.choose_listing import choose_listing
from ratsite.accounts.actions.publish_terms import accept_terms
from ratsite.accounts.enums import Listing, MemberState, Role
from ratsite.accounts.models import TermsOfReference, User
from ratsite.circles.actions.change_access import change_access
from ratsite.circles.queries.effect import effect_of
from ratsite.demo.content_files import load
from ratsite.network.enums import Marking
from ratsite.network.models import Agency, Area, Circle, Remit
from ratsite.notifications.models import Mail

STEWARDS = {
    "editor": Role.EDITOR,
    "curator": Role.CURATOR,
    "moderator": Role.MODERATOR,
    "coordinator": Role.COORDINATOR,
}


def password() -> str:
    return settings.DEMO_PASSWORD


def totp_secret(role: str) -> str:
    """Return the secret from which a demo steward's codes for the second step are computed.

    The secret is derived from the demo password, so that `demo_code` needs no database.
    """
    digest = hashlib.sha1(f"demo:{role}:{password()}".encode(), usedforsecurity=False).digest()
    return base64.b32encode(digest).decode()


def steward(role: str) -> User:
    """Return the demo's steward with this role, such as "moderator", as in a session with the second step."""
    return User.objects.get(email=f"{role}@demo.example").with_second_step()


def load_agencies() -> dict[str, Agency]:
    remits, areas = Remit.objects.in_bulk(field_name="slug"), Area.objects.in_bulk(field_name="slug")
    agencies = {}
    for row in load("agencies")["agency"]:
        agency, _ = Agency.objects.get_or_create(
            slug=row["key"],
            defaults={
                "name": row["name"],
                "kind": row["kind"],
                "main_remit": remits[row["remits"][0]],
                "what_we_do": row["what_we_do"],
                "what_we_cannot_do": row["what_we_cannot_do"],
                "is_first_responder": row["first_responder"],
                "email_domains": "\n".join(row["email_domains"]),
                "public_contacts": row["public_contact"],
            },
        )
        agency.remits.set(remits[slug] for slug in row["remits"])
        agency.areas.set(areas[slug] for slug in row["areas"])
        agencies[row["key"]] = agency
    return agencies


def load_people(agencies: dict[str, Agency]) -> dict[str, User]:
    people = {
        row["key"]: _load_person(row, agencies[row["agency"]]).with_second_step() for row in load("people")["person"]
    }
    # Do not send the welcome emails: the demo's people have no mailbox.
    Mail.objects.filter(to__in=[person.email for person in people.values()]).delete()
    return people


def _load_person(row: dict, agency: Agency) -> User:
    person = User.objects.filter(email=row["email"]).first()
    if person is not None:
        return person
    person = create_person(
        coordinator=None,
        email=row["email"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        agency=agency,
        job_title=row["role"],
        is_agency_lead=row.get("demo") == "lead",
    )
    set_member_state(person_id=person.pk, state=MemberState.APPROVED, coordinator=None, reason="Demo")
    if terms := TermsOfReference.objects.newest():
        accept_terms(person=person, version=terms.version)
    person.refresh_from_db()
    listing = Listing(row.get("listed_as", Listing.NAME))
    choose_listing(person=person, listed_as=listing, shows_email=row.get("shows_email", False))
    if row.get("moderates"):
        set_roles(person_id=person.pk, roles={Role.MODERATOR}, coordinator=None)
    if row.get("coordinates"):
        set_roles(person_id=person.pk, roles={Role.COORDINATOR}, coordinator=None)
    if demo_role := row.get("demo"):
        _let_sign_in(person, demo_role)
    return person


def _let_sign_in(person: User, demo_role: str) -> None:
    """Let a demo person sign in: set a known password, a verified address and, for stewards, a known second step."""
    person.set_password(password())
    person.save()
    EmailAddress.objects.filter(user=person).update(verified=True)
    if demo_role in STEWARDS:
        set_roles(person_id=person.pk, roles={STEWARDS[demo_role]}, coordinator=None)
        TOTP.activate(person, totp_secret(demo_role))


def load_circles(agencies: dict[str, Agency], people: dict[str, User]) -> dict[str, Circle]:
    circles = {}
    for row in load("boards")["circle"]:
        circle, _ = Circle.objects.get_or_create(
            slug=row["key"], defaults={"name": row["name"], "purpose": row["purpose"]}
        )
        circle.agencies.set(agencies[key] for key in row.get("agencies", []))
        circle.people.set(people[key] for key in row.get("people", []))
        circles[row["key"]] = circle
    return circles


def load_boards(circles: dict[str, Circle]) -> dict[str, Board]:
    boards = {}
    for row in load("boards")["board"]:
        circle = circles.get(row["audience"])
        marking = Marking(row["marking"].lower())
        boards[row["key"]], _ = Board.objects.get_or_create(
            slug=row["key"],
            defaults={
                "name": row["name"],
                "aim": row["aim"],
                "usual_kind": row.get("usual_kind", "DISCUSSION").lower(),
                "circle": circle,
                "marking": marking,
                "ceiling": Marking.RED if circle else Marking.AMBER_STRICT,
                "position": row["position"],
                "retention_months": row.get("retention_months"),
                "is_about_children": row.get("about_children", False),
            },
        )
    return boards


def ask_for_circle(circles: dict[str, Circle], people: dict[str, User]) -> None:
    """Let a coordinator ask to join a circle, so that the demo's coordinator finds a change to agree to or refuse."""
    circle, asker = circles["labour-visits"], people["rukhsana-b"]
    if circle.access_changes.exists():
        return
    added = {"people": {asker.pk}}
    change_access(
        target=circle,
        coordinator=asker,
        added=added,
        removed={},
        reason="Our children’s team is asked to visits at which young people may be present.",
        shown_hash=effect_of(circle, added, {}).shown_hash,
    )
