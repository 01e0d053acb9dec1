"""Which agencies have looked after a resource, as its page tells different readers."""

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import ModelLogEntry

from library.actions.hand_over import hand_over, hand_over_to_deputies, take_over
from library.enums import ResourceKind
from library.integrations.personal_data import erase_names
from library.models import Resource
from library.queries.hand_overs import hand_overs
from library.rules.owners import can_see_who_handed_over
from ratsite.lib.personal_data import Erasing
from ratsite.network.models import Agency
from tests.factories import AgencyFactory, MemberFactory, make_resource
from tests.markup import flat

pytestmark = pytest.mark.django_db
HAND_OVER, TAKE_OVER = "library.resource.hand_over_to", "library.resource.take_over"
IN_SHORT = "Handed over to another agency"
DELETED = 987_654  # no agency has this number


def curator_of(agency: Agency | None):
    return MemberFactory(roles=["Curators"], agency=agency).with_second_step()


def leave(agency: Agency) -> None:
    Agency.objects.filter(pk=agency.pk).update(is_active=False)


@pytest.fixture
def handed(curator):
    """A resource that Zelda, a curator, has handed from her agency to another one."""
    zelda = MemberFactory(first_name="Zelda", roles=["Curators"], agency=curator.agency)
    new = MemberFactory(roles=["Curators"])
    resource = make_resource(audience="public", marking="clear")
    Resource.objects.filter(pk=resource.pk).update(agency=zelda.agency)
    about = {"resource_id": resource.pk, "curator": zelda.with_second_step(), "agency": new.agency}
    hand_over(**about, reason="They wrote it.")
    resource.refresh_from_db()
    return resource


@pytest.fixture
def left_case():
    """Case learning that its deputy looks after since its agency has left the network."""
    resource = make_resource(kind=ResourceKind.CASE, deputy=MemberFactory().agency)
    in_a_year = timezone.localdate() + dt.timedelta(days=365)
    Resource.objects.filter(pk=resource.pk).update(review_due_on=in_a_year)
    leave(resource.agency)
    assert hand_over_to_deputies() == 1
    resource.refresh_from_db()
    return resource


def owners_on_the_page(client, resource) -> str:
    page = flat(client.get(resource.get_absolute_url()).content)
    return page.partition('id="owners"')[2].partition("</section>")[0]


@pytest.mark.parametrize("whose", ["old", "new"])
def test_curators_of_both_agencies_read_on_the_page_who_handed_it_over_and_why(curator, sign_in, handed, whose):
    old, new = curator.agency, handed.agency
    reader = MemberFactory(roles=["Curators"], agency=old if whose == "old" else new)
    said = owners_on_the_page(sign_in(reader, with_second_step=True), handed)
    assert "Who has looked after it" in said
    assert f"From {old} to {new}" in said
    assert "“They wrote it.”" in said
    assert "Zelda" in said


@pytest.mark.parametrize("who", ["visitor", "member of the agency", "curator elsewhere", "without second step"])
def test_other_readers_see_only_that_another_agency_got_it_and_when(client, sign_in, curator, handed, who):
    if who == "member of the agency":
        sign_in(MemberFactory(agency=handed.agency))
    elif who == "curator elsewhere":
        sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    elif who == "without second step":
        sign_in(MemberFactory(roles=["Curators"], agency=handed.agency))
    said = owners_on_the_page(client, handed)
    assert f"<strong>{IN_SHORT}</strong>" in said
    assert "<time" in said
    secrets = ("Zelda", "They wrote it.", str(handed.agency), str(curator.agency))
    assert [words for words in secrets if words in said] == []


def test_the_page_names_the_deputy_s_takeover_and_that_of_a_curator(curator, sign_in):
    deputy = MemberFactory(roles=["Curators"])
    resource = make_resource(deputy=deputy.agency)
    first = resource.agency
    leave(first)
    hand_over_to_deputies()
    leave(deputy.agency)
    take_over(resource_id=resource.pk, curator=curator.with_second_step())
    said = owners_on_the_page(sign_in(curator, with_second_step=True), resource)
    assert f"<strong>{IN_SHORT}</strong>" in said
    assert f"From {deputy.agency} to {curator.agency}" in said
    assert str(curator) in said


def test_curators_of_the_deputy_read_why_the_site_gave_it_the_resource():
    deputy = MemberFactory().agency
    resource = make_resource(deputy=deputy)
    first = resource.agency
    leave(first)
    hand_over_to_deputies()
    resource.refresh_from_db()
    (one,) = hand_overs(resource, curator_of(deputy))
    reason = "The agency that looked after the resource has left the network."
    assert (one.what, one.who, one.reason) == (f"From {first} to {deputy}", "", reason)


def test_a_resource_that_was_never_handed_over_has_no_such_list(client):
    assert owners_on_the_page(client, make_resource(audience="public", marking="clear")) == ""


def test_a_reason_from_before_a_resource_was_opened_to_more_readers_is_not_shown(sign_in, handed):
    Resource.objects.filter(pk=handed.pk).update(opened_at=timezone.now())
    reader = MemberFactory(roles=["Curators"], agency=handed.agency)
    said = owners_on_the_page(sign_in(reader, with_second_step=True), handed)
    assert ("Zelda" in said, "They wrote it." in said) == (True, False)


def test_the_name_of_an_erased_person_goes_out_of_the_reason_on_the_page(curator, sign_in):
    named, resource = MemberFactory(last_name="Quillfeather"), make_resource()
    Resource.objects.filter(pk=resource.pk).update(agency=curator.agency)
    about = {"resource_id": resource.pk, "curator": curator.with_second_step(), "agency": MemberFactory().agency}
    hand_over(**about, reason=f"{named} now works there.")
    client = sign_in(curator, with_second_step=True)
    assert f"“{named} now works there.”" in owners_on_the_page(client, resource)
    erase_names(Erasing(person=named, keeps_posts=True))
    said = owners_on_the_page(client, resource)
    assert ("now works there.”" in said, "Quillfeather" in said) == (True, False)


def test_an_agency_that_gets_it_later_does_not_read_why_it_did_not_get_it_before(curator, handed):
    second = curator_of(handed.agency)
    third = curator_of(AgencyFactory())
    hand_over(resource_id=handed.pk, curator=second, agency=third.agency, reason="They wrote more of it.")
    handed.refresh_from_db()
    assert [(one.what, one.who, one.reason) for one in hand_overs(handed, third)] == [
        (IN_SHORT, "", ""),
        (f"From {second.agency} to {third.agency}", str(second), "They wrote more of it."),
    ]


@pytest.mark.parametrize("who", ["visitor", "member", "curator elsewhere"])
def test_the_page_of_case_learning_does_not_tell_that_its_suggester_took_it_over(client, sign_in, left_case, who):
    if who == "visitor":
        Resource.objects.filter(pk=left_case.pk).update(audience="public", marking="clear", licence="ogl")
    else:
        sign_in(MemberFactory(roles=["Curators"] * (who != "member")), with_second_step=who != "member")
    page = client.get(left_case.get_absolute_url())
    assert (page.status_code, b"Who has looked after it" in page.content) == (200, False)


def test_curators_of_the_two_agencies_read_who_looked_after_case_learning(left_case):
    assert [one.who for one in hand_overs(left_case, curator_of(left_case.agency))] == [""]


@pytest.mark.parametrize("what", ["published", "never published", "opened to more"])
def test_what_happened_before_readers_got_the_resource_is_only_for_the_two_agencies(curator, handed, what):
    if what == "published":
        handed.versions.update(published_at=timezone.now())
    elif what == "never published":
        handed.versions.update(state="draft", published_at=None)
    else:
        Resource.objects.filter(pk=handed.pk).update(opened_at=timezone.now())
    handed.refresh_from_db()
    readers = (curator_of(AgencyFactory()), curator_of(curator.agency))
    assert [len(hand_overs(handed, reader)) for reader in readers] == [0, 1]


@pytest.mark.parametrize(
    ("action", "words"), [(HAND_OVER, IN_SHORT), (TAKE_OVER, "Taken over by another agency")], ids=["hand", "take"]
)
def test_the_page_opens_if_a_log_entry_does_not_say_which_agencies(client, action, words):
    resource = make_resource(audience="public", marking="clear")
    log(resource, action, {}, 1)
    assert f"<strong>{words}</strong>" in owners_on_the_page(client, resource)


def log(row, action: str, data: dict, hour: int) -> None:
    """Put an entry into the audit log that is `hour` hours younger than now."""
    ModelLogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(type(row)),
        object_id=str(row.pk),
        label="resource",
        action=action,
        data=data,
        timestamp=timezone.now() + dt.timedelta(hours=hour),
    )


def test_the_history_is_in_order_and_names_what_the_log_still_knows():
    own, other, third = AgencyFactory(), AgencyFactory(), AgencyFactory()
    resource = make_resource()
    expected = [
        (TAKE_OVER, {"before": None, "after": own.pk}, f"To {own}"),
        (HAND_OVER, {"before": own.pk, "after": DELETED}, f"From {own} to an agency that was deleted"),
        (HAND_OVER, {"before": DELETED, "after": own.pk}, f"From an agency that was deleted to {own}"),
        (HAND_OVER, {"before": own.pk, "after": other.pk}, f"From {own} to {other}"),
        (HAND_OVER, {"before": other.pk, "after": third.pk}, IN_SHORT),
        (TAKE_OVER, {"before": other.pk, "after": third.pk}, "Taken over by another agency"),
        (HAND_OVER, {"before": own.pk}, IN_SHORT),
        (HAND_OVER, {}, IN_SHORT),
    ]
    for hour, (action, data, _words) in reversed(list(enumerate(expected, start=1))):
        log(resource, action, data, hour)
    log(Agency(pk=resource.pk), HAND_OVER, {"before": own.pk, "after": other.pk}, 2)
    log(resource, "library.resource.change", {"before": own.pk, "after": other.pk}, 3)
    assert [one.what for one in hand_overs(resource, curator_of(own))] == [words for *_, words in expected]


@pytest.mark.parametrize(
    ("whose", "role", "has_second_step", "sees"),
    [
        ("before", "Curators", True, True),
        ("after", "Curators", True, True),
        ("present", "Curators", True, False),
        ("none", "Curators", True, False),
        ("before", "Curators", False, False),
        ("before", "Moderators", True, False),
        ("before", "", True, False),
    ],
)
def test_only_curators_of_the_two_agencies_see_who_handed_it_over(whose, role, has_second_step, sees):
    agencies = {name: AgencyFactory() for name in ("before", "after", "present")} | {"none": None}
    person = MemberFactory(roles=[role] if role else [], agency=agencies[whose])
    person.has_taken_second_step = has_second_step
    ids = (agencies["before"].pk, agencies["after"].pk)
    assert can_see_who_handed_over(person, ids) is sees
    if whose == "none":
        assert can_see_who_handed_over(person, (None, agencies["after"].pk)) is False


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("is_concerned", "queries"), [(True, 3), (False, 2)], ids=["concerned", "others"])
def test_the_history_of_one_and_of_three_owners_costs_the_same(
    curator, count, is_concerned, queries, django_assert_num_queries
):
    resource, person = make_resource(), curator.with_second_step()
    for _ in range(count):
        Resource.objects.filter(pk=resource.pk).update(agency=curator.agency)
        hand_over(resource_id=resource.pk, curator=person, agency=MemberFactory().agency, reason="They wrote it.")
    reader = person if is_concerned else curator_of(AgencyFactory())
    assert reader.role_names
    with django_assert_num_queries(queries):
        assert [bool(one.who) for one in hand_overs(resource, reader)] == [is_concerned] * count
