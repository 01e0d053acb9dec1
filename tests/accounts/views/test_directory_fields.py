"""Which readers see each field about a person, depending on the person's choice for the directory."""

import re
from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

import pytest
from django.db import models
from django.urls import get_resolver, reverse

from ratsite.accounts.enums import Listing, MemberState, Role
from ratsite.accounts.models import User
from tests.crawl import everything_in
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, take_second_step
from tests.test_access import walk

pytestmark = pytest.mark.django_db

WORDS = {
    "first_name": "Quibblefirst",
    "last_name": "Zanderlast",
    "email": "wimblemail@agency.example",
    "job_title": "Orbitjob",
    "state_reason": "Jolterreason",
}
NAMES = {"first_name", "last_name"}
CHOICES = list(product(Listing, (False, True)))  # how they are listed; whether their address is shown
# Readers, and what each reads of the person: by role (always), by name, and of the address where it is shown.
MEMBERS = ("outsider", "colleague", "lead of another agency", "moderator", "curator", "editor")
WITHOUT_STEP = ("coordinator without the second step", "moderator without the second step")
NOBODY = ("visitor", "pending", "lapsed", "suspended", "left")
ALL = set(WORDS)


def expected(reader: str, listed_as: Listing, shows_email: bool) -> set[str]:
    if reader in NOBODY:
        return set()
    if reader == "coordinator":
        return ALL
    if reader == "lead":  # says who still works there
        return ALL - {"state_reason"}
    shown = {"job_title"}
    if listed_as == Listing.NAME:
        shown |= NAMES | ({"email"} if shows_email else set())
    if reader == "moderator":  # the pages about sanctions say who it is
        shown |= NAMES
    return shown


@pytest.fixture
def person() -> User:
    circle = CircleFactory()
    found = MemberFactory(**WORDS, agency=AgencyFactory())
    circle.people.add(found)
    BoardFactory(slug="inside", circle=circle)
    BoardFactory(slug="all")
    return found


@pytest.fixture
def readers(person, client) -> dict[str, User | None]:
    agency = person.agency
    found = {"visitor": None, "outsider": MemberFactory(), "colleague": MemberFactory(agency=agency)}
    found["lead"] = MemberFactory(agency=agency, is_agency_lead=True)
    found["lead of another agency"] = MemberFactory(is_agency_lead=True)
    for role in Role:
        found[role.label.lower()] = MemberFactory(roles=[role])
    for name in WITHOUT_STEP:
        found[name] = MemberFactory(roles=[Role[name.split()[0].upper()]])
    for state in (MemberState.PENDING, MemberState.LAPSED, MemberState.SUSPENDED, MemberState.LEFT):
        found[str(state)] = MemberFactory(state=state, agency=agency)
    return found


def doors(person: User) -> Iterator[str]:
    """Yield every address that takes a person's id, and those that list or search people."""
    for name, route in walk(get_resolver().url_patterns):
        numbers = re.findall(r"<int:(\w+)>", route)
        if numbers == ["person_id"] and "<" not in route.replace("<int:person_id>", ""):
            yield "/" + route.replace("<int:person_id>", str(person.pk))
        elif name.startswith(("members:", "staff_people:", "people:", "agencies:")) and "<" not in route:
            yield f"/{route}"
    agency = person.agency
    yield agency.get_absolute_url()
    yield reverse("agencies:colleagues", args=[agency.slug])
    yield reverse("agencies:colleague_left", args=[agency.slug, person.pk])
    yield f"/cms/users/{person.pk}/"
    yield "/cms/users/"
    for word in WORDS.values():
        for address in (reverse("people:person_list"), reverse("staff_people:people"), "/search/", "/cms/users/"):
            yield f"{address}?q={quote(word[:7])}"
        for board in ("all", "inside"):
            yield f"{reverse('forum:board_people', args=[board])}?q={quote(word[:7])}"


def read(client, reader: User | None, name: str, person: User) -> set[str]:
    client.logout()
    if reader is not None:
        client.force_login(reader)
        if name not in WITHOUT_STEP:
            take_second_step(client, reader)
    texts = [everything_in(client.get(address), address).replace(address, "") for address in doors(person)]
    asked = re.compile(r'value="[^"]*"')  # what a search form shows of what was typed
    return {field for field, word in WORDS.items() for text in texts if word.lower() in asked.sub("", text).lower()}


def test_every_field_with_words_about_a_person_is_in_the_table():
    texts = (models.CharField, models.TextField)
    own = {field.name for field in User._meta.local_fields if isinstance(field, texts) and not field.choices}
    assert own - {"password"} == ALL


@pytest.mark.parametrize(("listed_as", "shows_email"), CHOICES)
def test_each_reader_finds_the_fields_that_are_for_them(client, person, readers, listed_as, shows_email):
    User.objects.filter(pk=person.pk).update(listed_as=listed_as, shows_email=shows_email)
    found = {name: read(client, reader, name, person) for name, reader in readers.items()}
    assert found == {name: expected(name, listed_as, shows_email) for name in readers}
