"""The terms of reference: anyone reads them, each member accepts them, a coordinator publishes them after a preview."""

import datetime as dt

import pytest
from allauth.account.adapter import get_adapter
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.models import Post
from ratsite.accounts.actions.change_membership import create_person, set_member_state
from ratsite.accounts.actions.confirm import vouch
from ratsite.accounts.actions.decide_application import approve_application
from ratsite.accounts.actions.publish_terms import accept_terms, publish_terms, remind_of_terms
from ratsite.accounts.actions.send_reminders import remind_and_lapse
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import Acceptance, TermsOfReference, User
from ratsite.lib.optimistic_lock import Stale
from tests.accounts.applicants import make_application
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.queries import LOG_LOCK

pytestmark = pytest.mark.django_db
ACCEPT, NEW, LIST = reverse("me:terms_accept"), reverse("staff_people:terms_new"), reverse("staff_people:terms_list")
PUBLIC = reverse("joining:terms")
SUMMARY = "We promise to bring cake. Agreed at the meeting in March."


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def publish(coordinator: User, *, days: int = 0, promise: str = "- I bring cake.") -> TermsOfReference:
    newest = TermsOfReference.objects.newest()
    return publish_terms(
        coordinator=coordinator,
        text=f"{newest.text}\n{promise}",
        summary=SUMMARY,
        in_force_from=in_days(days),
        after=newest.version,
    )


def sent(**changes) -> dict[str, str | int]:
    newest = TermsOfReference.objects.newest()
    values = {
        "text": f"{newest.text}\n- I bring cake.",
        "summary": SUMMARY,
        "in_force_from": in_days(14).isoformat(),
        "after": newest.version,
    }
    return {**values, **changes}


def again(person: User) -> User:
    return User.objects.select_related("agency").get(pk=person.pk)


# Reading


def test_anybody_reads_what_is_in_force_and_what_follows(client, coordinator):
    publish(coordinator, days=10)
    shown = flat(client.get(PUBLIC).content)
    assert "The terms of reference, version 1." in shown
    assert "I bring cake" not in shown
    assert 'href="/join/terms/2/">Version 2</a> comes into force' in shown
    coming = flat(client.get("/join/terms/2/").content)
    assert "I bring cake" in coming
    assert "These terms are not in force today" in coming


def test_from_the_day_on_the_new_version_is_the_one(client, coordinator, clock):
    publish(coordinator, days=10)
    clock.forward(days=10)
    assert "I bring cake" in flat(client.get(PUBLIC).content)
    assert "These terms are not in force today" in flat(client.get("/join/terms/1/").content)


# Accepting


def test_a_member_sees_what_is_new_and_accepts_it(member, coordinator, sign_in):
    accept_terms(person=member, version=1)
    publish(coordinator, days=14)
    client = sign_in(member)
    assert "Read and accept the terms of reference" in flat(client.get("/catch-up/").content)
    shown = flat(client.get(ACCEPT).content)
    assert "<ins>I bring cake.</ins>" in shown
    assert SUMMARY in shown
    assert client.post(ACCEPT, {"version": 2, "accepts": "on"}).url == ACCEPT
    assert again(member).terms_by is None
    assert "You accepted version 2 on" in flat(client.get(ACCEPT).content)
    assert "Read and accept the terms" not in flat(client.get("/catch-up/").content)
    assert list(member.acceptances.values_list("terms__version", flat=True)) == [2, 1]


def test_nothing_is_accepted_without_the_tick_and_the_error_is_at_the_field(member, coordinator, sign_in):
    publish(coordinator)
    shown = flat(sign_in(member).post(ACCEPT, {"version": 2}).content)
    assert "Tick this, or tell the coordinator" in shown
    assert again(member).terms_by == in_days(30)


@pytest.mark.parametrize("version", [1, 3, 99999])
def test_nobody_accepts_what_they_have_not_read(member, coordinator, sign_in, version):
    publish(coordinator)
    answer = sign_in(member).post(ACCEPT, {"version": version, "accepts": "on"})
    assert answer.status_code == 409
    assert "There is a newer version than the one you read" in flat(answer.content)
    assert again(member).terms_by == in_days(30)
    assert Acceptance.objects.filter(person=member).count() == 0


@pytest.mark.parametrize("version", ["", "x", "1e9"])
def test_a_tampered_page_accepts_no_terms(member, coordinator, sign_in, version):
    publish(coordinator)
    assert "Open this page again, then accept the terms" in flat(
        sign_in(member).post(ACCEPT, {"version": version, "accepts": "on"}).content
    )
    assert again(member).terms_by == in_days(30)


def test_accepting_twice_is_accepting_once(member, coordinator):
    publish(coordinator)
    assert accept_terms(person=member, version=2)
    assert not accept_terms(person=member, version=2)
    assert ModelLogEntry.objects.filter(action="accounts.person.terms").count() == 1


def test_a_person_who_is_late_reads_and_writes_again_once_they_have_accepted(member, coordinator, sign_in, clock):
    topic = make_topic(board=BoardFactory())
    publish(coordinator)
    clock.forward(days=30)
    client, reply = sign_in(again(member)), reverse("forum:topic_reply", args=[topic.pk])
    assert client.get(reply).status_code == 200
    clock.forward(days=1)
    shown = client.get(topic.get_absolute_url())
    assert shown.status_code == 200
    assert "You can read, but you cannot write" in flat(shown.content)
    client.post(reply, {"body": "A word that comes too late."})
    assert not Post.objects.filter(source__contains="too late").exists()
    client.post(ACCEPT, {"version": 2, "accepts": "on"})
    client.post(reply, {"body": "A word that comes in time."})
    assert Post.objects.filter(source__contains="in time").exists()


def test_a_steward_who_is_late_decides_nothing_and_is_redirected_to_the_terms(coordinator, sign_in, clock):
    publish(coordinator)
    clock.forward(days=31)
    client = sign_in(again(coordinator), with_second_step=True)
    assert client.get("/review/people/").url == ACCEPT
    client.post(ACCEPT, {"version": 2, "accepts": "on"})
    assert client.get("/review/people/").status_code == 200


# Being asked


def test_an_email_comes_at_once_three_before_the_last_day_and_none_after_acceptance(
    member, coordinator, clock, happen, mailoutbox
):
    accept_terms(person=member, version=1)
    publish(coordinator, days=5)
    accept_terms(person=coordinator, version=2)
    days = []
    for day in range(40):
        before = len(mailoutbox)
        happen(remind_and_lapse)
        happen(remind_and_lapse)
        days += [35 - day] * (len(mailoutbox) - before)
        clock.forward(days=1)
    assert days == [35, 30, 14, 3]
    assert {(message.to[0], "We promise to bring cake" in message.body) for message in mailoutbox} == {
        (member.email, True)
    }
    assert not remind_of_terms(person_id=member.pk)


def test_a_person_who_was_already_late_gets_no_new_month(member, coordinator, clock):
    publish(coordinator)
    day = again(member).terms_by
    clock.forward(days=20)
    publish(coordinator, promise="- I wash up.")
    assert again(member).terms_by == day


def test_a_person_who_is_already_late_is_emailed_once_about_the_next_version(
    member, coordinator, clock, happen, mailoutbox
):
    accept_terms(person=coordinator, version=1)
    publish(coordinator)
    clock.forward(days=31)
    happen(remind_and_lapse)
    mailoutbox.clear()
    publish(MemberFactory(roles=["Coordinators"]), promise="- I wash up.")
    happen(remind_and_lapse)
    happen(remind_and_lapse)
    [mail] = [mail for mail in mailoutbox if mail.to == [member.email]]
    assert f"The last day to accept was {again(member).terms_by:%-d %B %Y}. You can still read everything" in mail.body


def test_a_person_who_has_left_is_not_asked_to_accept_terms(coordinator):
    left = MemberFactory(state=MemberState.LEFT)
    publish(coordinator)
    assert again(left).terms_by is None


def test_an_applicant_has_accepted_and_is_asked_only_for_what_came_since(coordinator):
    first = approve_application(application_id=make_application().pk, coordinator=coordinator, agency=AgencyFactory())
    assert (first.acceptances.get().terms.version, again(first).terms_by) == (1, None)
    other = make_application(email="bo.lee@lock.example")
    publish(coordinator, days=60)
    second = approve_application(application_id=other.pk, coordinator=coordinator, agency=AgencyFactory())
    assert (second.acceptances.get().terms.version, again(second).terms_by) == (1, in_days(90))


def test_a_person_whom_a_coordinator_adds_has_a_month_from_their_approval(coordinator):
    added = create_person(
        coordinator=coordinator, email="new@a.example", first_name="N", last_name="M", agency=AgencyFactory()
    )
    assert added.terms_by is None
    set_member_state(person_id=added.pk, state=MemberState.APPROVED, coordinator=coordinator, reason="Known")
    assert again(added).terms_by == in_days(30)


# Publishing


def test_a_coordinator_looks_before_everybody_is_asked(member, coordinator, sign_in):
    client = sign_in(coordinator, with_second_step=True)
    looked = flat(client.post(NEW, sent()).content)
    assert "<ins>I bring cake.</ins>" in looked
    assert "All 2 members" in looked
    assert TermsOfReference.objects.newest().version == 1
    back = flat(client.post(NEW, sent(back="1")).content)
    assert "I bring cake" in back
    assert SUMMARY in back
    assert client.post(NEW, sent(publish="1")).url == LIST
    newest = TermsOfReference.objects.newest()
    assert (newest.version, newest.summary, newest.in_force_from) == (2, SUMMARY, in_days(14))
    assert {again(member).terms_by, again(coordinator).terms_by} == {in_days(44)}
    entry = ModelLogEntry.objects.get(action="accounts.terms.publish")
    assert (entry.user, entry.data["reason"]) == (coordinator, SUMMARY)
    page = flat(client.get(LIST).content)
    assert member.get_full_name() in page
    assert page.index("Version 2</a>") < page.index("Version 1</a>")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("text", "", "Enter the whole text"),
        ("text", "Her NHS number is 943 476 5919.", "It may identify someone (NHS number)"),
        ("summary", "", "Say what is changing"),
        ("summary", "x" * 501, "at most 500"),
        ("in_force_from", "", "Enter a date"),
        ("in_force_from", "soon", "Enter a date, such as"),
        ("in_force_from", "2020-01-01", "Enter a date from"),
        ("in_force_from", "2999-01-01", "Enter a date from"),
    ],
)
def test_missing_or_wrong_values_are_explained_at_their_field_and_shown_again(coordinator, sign_in, field, value, says):
    values = sent(publish="1", **{field: value})
    shown = flat(sign_in(coordinator, with_second_step=True).post(NEW, values).content)
    assert says in shown
    assert field == "text" or "I bring cake" in shown
    assert TermsOfReference.objects.newest().version == 1


def test_terms_with_the_same_text_are_not_a_new_version(coordinator, sign_in):
    same = TermsOfReference.objects.newest().text + "\n\n"
    shown = flat(sign_in(coordinator, with_second_step=True).post(NEW, sent(text=same, publish="1")).content)
    assert "The text is the same as in the newest version" in shown


@pytest.mark.parametrize("step", [{}, {"publish": "1"}])
def test_two_coordinators_publish_one_after_the_other_and_no_text_is_lost(coordinator, sign_in, step):
    stale = sent(text="### Mine\n\n- I bring soup.", **step)
    publish(MemberFactory(roles=["Coordinators"]))
    answer = sign_in(coordinator, with_second_step=True).post(NEW, stale)
    assert answer.status_code == 409
    assert "I bring soup" in flat(answer.content)
    assert "Someone else published a version" in flat(answer.content)
    assert TermsOfReference.objects.newest().version == 2
    with pytest.raises(Stale):
        publish_terms(coordinator=coordinator, text="x", summary="y", in_force_from=in_days(1), after=1)


def test_a_version_never_comes_into_force_before_the_one_that_it_follows(coordinator, sign_in):
    publish(coordinator, days=100)
    values = sent(in_force_from=in_days(20).isoformat(), publish="1", text="### All new")
    assert "Enter a date from" in flat(sign_in(coordinator, with_second_step=True).post(NEW, values).content)


def test_the_network_s_own_number_and_address_may_be_in_the_terms(coordinator, sign_in):
    text = "### All new\n\nRing 0800 0121 700, or write to hello@ratnetwork.example."
    shown = flat(sign_in(coordinator, with_second_step=True).post(NEW, sent(text=text)).content)
    assert "Nothing is saved yet" in shown


def test_a_stale_page_says_so_even_where_its_day_is_too_early_by_now(coordinator, sign_in):
    stale = sent(text="### Mine", publish="1")
    publish(MemberFactory(roles=["Coordinators"]), days=100)
    answer = sign_in(coordinator, with_second_step=True).post(NEW, stale)
    assert (answer.status_code, "### Mine" in flat(answer.content)) == (409, True)


def test_a_lapsed_person_whose_agency_lead_confirms_them_must_accept_the_terms_too(coordinator):
    lapsed = MemberFactory(state=MemberState.LAPSED, is_active=False, confirm_by=in_days(-15))
    lead = MemberFactory(agency=lapsed.agency, is_agency_lead=True)
    publish(coordinator)
    assert vouch(person_id=lapsed.pk, lead=lead)
    assert again(lapsed).terms_by == in_days(30)


def test_a_new_password_takes_no_duty_away(member, coordinator):
    """The request read the person's row before the terms were published; saving must not overwrite terms_by."""
    stale = again(member)
    publish(coordinator)
    get_adapter().set_password(stale, "another-long-phrase-1")
    found = again(member)
    assert (found.terms_by, found.check_password("another-long-phrase-1")) == (in_days(30), True)


@pytest.mark.parametrize("path", ["people:invite", "forum:topic_new"])
def test_a_person_who_is_late_reads_why_they_cannot_write(member, coordinator, sign_in, clock, path):
    publish(coordinator)
    clock.forward(days=31)
    arguments = [BoardFactory().slug] if path == "forum:topic_new" else []
    shown = sign_in(again(member)).post(reverse(path, args=arguments), {"body": "A word", "title": "A title"})
    assert shown.status_code == 403
    assert "First read and accept them" in flat(shown.content)


@pytest.mark.parametrize("count", [1, 3])
def test_publishing_and_the_list_cost_the_same_for_one_and_three(
    coordinator, sign_in, count, django_assert_num_queries
):
    for _ in range(count):
        MemberFactory()
    publish(coordinator)  # what kind of thing a version is, Django asks once and knows
    with django_assert_num_queries(20 + LOG_LOCK):  # the coordinator and their roles as they are now among them
        publish(coordinator)
    client = sign_in(coordinator, with_second_step=True)
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)
