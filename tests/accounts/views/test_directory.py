"""The directory of agencies and people: what each page shows members, and what nobody can find there."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from ratsite.accounts.enums import Listing, MemberState
from ratsite.accounts.models import User
from ratsite.network.models import Area, Remit
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PEOPLE = reverse("people:person_list")


@pytest.fixture
def inside(member, sign_in):
    return sign_in(member)


def page(client, address: str, **parameters) -> str:
    response = client.get(address, parameters)
    assert response.status_code == 200
    return flat(response.content)


def test_an_agency_says_what_it_does_and_what_it_cannot_do(inside):
    agency = AgencyFactory(
        name="Bridge Advice",
        what_we_do="Advice on status.",
        what_we_cannot_do="No court work.",
        public_contacts="0121 496 0000",
        is_first_responder=True,
    )
    agency.areas.add(Area.objects.get(slug="walsall"))
    shown = page(inside, agency.get_absolute_url())
    for words in ("Bridge Advice", "Advice on status.", "No court work.", "0121 496 0000", "Walsall", "can refer"):
        assert words in shown


def test_people_of_an_agency_read_how_to_correct_its_page(inside, member):
    words = f'Is something wrong about your agency? <a href="{reverse("pages:contact")}">Tell the coordinator</a>.'
    assert words in page(inside, member.agency.get_absolute_url())
    assert words not in page(inside, AgencyFactory().get_absolute_url())


def test_the_list_is_narrowed_by_remit_and_area(inside):
    health, walsall = Remit.objects.get(slug="health"), Area.objects.get(slug="walsall")
    nurses, midwives = AgencyFactory(name="Lane Nurses"), AgencyFactory(name="Hill Midwives")
    for agency in (nurses, midwives):
        agency.remits.add(health)
    nurses.areas.add(walsall)
    shown = page(inside, reverse("agencies:agency_list"), remit="health", area="walsall")
    assert ("Lane Nurses" in shown, "Hill Midwives" in shown) == (True, False)
    assert "1 agency with the remit Health in Walsall." in shown


def test_a_remit_that_is_not_there_narrows_nothing(inside, member):
    assert member.agency.name in page(inside, reverse("agencies:agency_list"), remit="\x00nothing")


def test_an_agency_that_left_looks_like_one_that_never_was(inside):
    gone = inside.get(AgencyFactory(is_active=False).get_absolute_url())
    never = inside.get(reverse("agencies:agency", args=["never-was"]))
    assert (gone.status_code, gone.content, dict(gone.headers)) == (404, never.content, dict(never.headers))


@pytest.mark.parametrize("state", [state for state in MemberState if state != MemberState.APPROVED])
def test_only_members_are_in_the_directory(inside, state):
    person = MemberFactory(state=state)
    assert person.last_name not in page(inside, PEOPLE)
    assert person.last_name not in page(inside, person.agency.get_absolute_url())


def test_people_of_an_agency_that_left_are_not_listed(inside):
    person = MemberFactory(agency=AgencyFactory(is_active=False))
    assert person.last_name not in page(inside, PEOPLE)


def test_people_are_found_by_name_by_role_and_by_agency(inside):
    MemberFactory(
        first_name="Ines", last_name="Marlow", job_title="Midwife", agency=AgencyFactory(name="Hill Maternity")
    )
    MemberFactory(first_name="Else", last_name="Where", job_title="Clerk")
    for words in ("ines mar", "MIDWIFE", "maternity"):
        shown = page(inside, PEOPLE, q=words)
        assert ("Ines Marlow" in shown, "Else Where" in shown) == (True, False)


def by_role(**values) -> User:
    return MemberFactory(
        first_name="Quillon",
        last_name="Zephyrine",
        email="quillon@agency.example",
        job_title="Detective",
        listed_as=Listing.ROLE,
        shows_email=True,
        **values,
    )


def test_someone_listed_by_role_shows_neither_name_nor_initials_nor_address(inside):
    person = by_role()
    for shown in (page(inside, PEOPLE), page(inside, person.agency.get_absolute_url())):
        assert "Detective" in shown
        for words in ("Quillon", "Zephyrine", ">QZ<", "quillon@"):
            assert words not in shown


@pytest.mark.parametrize("words", ["quillon", "zephyrine", "Quillon Zephyrine", "n Z", "quillon@agency.example"])
def test_someone_listed_by_role_is_not_found_by_name(inside, words):
    by_role()
    assert "No people found" in page(inside, PEOPLE, q=words)


def test_a_person_listed_by_role_can_be_mentioned_only_where_their_name_was_shown(inside):
    person, board = by_role(), BoardFactory()
    offered = reverse("forum:board_people", args=[board.slug])
    assert "Quillon" not in page(inside, offered, q="quil")
    make_topic(board=board, author=person)
    assert "Quillon" in page(inside, offered, q="quil")


def test_the_place_of_a_person_listed_by_role_reveals_nothing_of_their_name(inside):
    agency = AgencyFactory()
    for first in ("Zara", "Adam"):
        MemberFactory(first_name=first, job_title=f"Post of {first}", agency=agency, listed_as=Listing.ROLE)
    User.objects.filter(first_name="Zara").update(job_title="A post")
    MemberFactory(first_name="Mid", last_name="Way", agency=agency)
    shown = page(inside, agency.get_absolute_url())
    assert shown.index("Mid Way") < shown.index("A post") < shown.index("Post of Adam")


def test_the_directory_shows_the_address_only_of_people_who_chose_so(inside):
    open_one, closed = MemberFactory(shows_email=True), MemberFactory()
    shown = page(inside, PEOPLE)
    assert (open_one.email in shown, closed.email in shown) == (True, False)


def test_a_person_chooses_how_they_are_listed(inside, member):
    me = reverse("me:me")
    inside.post(me, {"listed_as": "role", "shows_email": "on"})
    member.refresh_from_db()
    assert (member.listed_as, member.shows_email) == (Listing.ROLE, True)
    assert "Error: " in flat(inside.post(me, {"listed_as": "nobody"}).content)
    assert User.objects.get(pk=member.pk).listed_as == Listing.ROLE


def test_nothing_else_about_oneself_is_changed_there(inside, member):
    more = {
        "is_agency_lead": "on",
        "is_superuser": "on",
        "state": "left",
        "first_name": "Eve",
        "agency": 1,
        "email": "x",
    }
    before = User.objects.filter(pk=member.pk).values().get()
    inside.post(reverse("me:me"), {"listed_as": "role", **more})
    assert User.objects.filter(pk=member.pk).values().get() == {**before, "listed_as": "role"}


def test_pages_of_people_end_where_they_end(inside):
    assert inside.get(PEOPLE, {"page": 2}).status_code == 404
    assert inside.get(PEOPLE, {"page": "x"}).status_code == 404
    assert inside.get(PEOPLE, {"q": '"\x00%_\\'}).status_code == 200


@pytest.mark.parametrize(
    "payload", ["<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "</li><script>x</script>"]
)
def test_a_hostile_name_is_text(inside, payload):
    person = MemberFactory(first_name=payload, job_title=payload, agency=AgencyFactory(name=payload))
    for address in (PEOPLE, person.agency.get_absolute_url(), reverse("agencies:agency_list")):
        shown = page(inside, address, q=payload)
        assert (payload in shown, escape(payload) in shown) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_directory_costs_the_same_for_one_and_three(inside, member, django_assert_num_queries, count):
    agency = AgencyFactory()
    agency.areas.add(Area.objects.get(slug="walsall"))
    for _ in range(count):
        MemberFactory(agency=agency)
        AgencyFactory()
    with django_assert_num_queries(4):
        page(inside, PEOPLE)
    with django_assert_num_queries(6):
        page(inside, agency.get_absolute_url())
    with django_assert_num_queries(7):
        page(inside, reverse("agencies:agency_list"))
