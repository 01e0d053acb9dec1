"""The registers: complaints answered in thirty days, breaches decided in 72 hours, risks reviewed each year."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from ratsite.notifications.models import Mail
from ratsite.pages.actions.receive_message import delete_old_messages, receive_message
from ratsite.pages.models import ContactMessage
from ratsite.records.actions.record_breach import close_breach, decide_about_regulator, enter_breach
from ratsite.records.actions.record_complaint import answer_complaint, enter_complaint
from ratsite.records.actions.remind import remind_of_clocks
from ratsite.records.enums import Answer, Channel, ComplaintSubject, Harm, HowMany, IllegalContent, Regulator, RiskLevel
from ratsite.records.models import Breach, Complaint, RiskAssessment
from tests.factories import MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db
REGISTERS = reverse("records:registers")
COMPLAINT = {
    "received_at": "2026-11-20T10:00",
    "channel": "mail",
    "subject": "conduct",
    "summary": "A reply was sharp with somebody new.",
}
BREACH = {
    "known_at": "2026-11-22T09:30",
    "what": "A digest went to an address that its owner had left.",
    "whose": "One member",
    "how_many": "one",
    "harm": "likely",
    "contained": "The address was stopped.",
}

TOLD = {"step": "regulator", "how_many": "one", "harm": "likely", "regulator": "told", "why": "By their form."}
END = {"step": "close"}


@pytest.fixture
def staff_client(coordinator, sign_in):
    return sign_in(coordinator, with_second_step=True)


def shown(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return flat(response.content)


def a_complaint(coordinator, **values) -> Complaint:
    values = {
        "received_at": timezone.now(),
        "channel": Channel.MAIL,
        "subject": ComplaintSubject.OTHER,
        "summary": "Short",
    } | values
    return enter_complaint(coordinator=coordinator, **values)


def a_breach(coordinator, **values) -> Breach:
    known = {"known_at": timezone.now(), "what": "A slip", "whose": "Members", "how_many": HowMany.FEW}
    return enter_breach(coordinator=coordinator, **{**known, "harm": Harm.UNLIKELY, **values})


def hash_on(client, address: str) -> str:
    """Return the hash that the form sends of what it showed."""
    return client.get(address).context["form"]["shown_hash"].value()


# Complaints


def test_a_complaint_stays_hidden_from_who_lost_the_role_since(staff_client, coordinator):
    moderator = MemberFactory(roles=["Moderators"])
    complaint = a_complaint(coordinator, concerns=moderator)
    moderator.groups.clear()
    edit = reverse("records:complaint_edit", args=[complaint.pk])
    form = staff_client.get(edit).context["form"]
    assert f'value="{moderator.pk}" selected' in " ".join(str(form["concerns"]).split())
    staff_client.post(edit, COMPLAINT | {"concerns": moderator.pk, "shown_hash": form["shown_hash"].value()})
    complaint.refresh_from_db()
    assert (complaint.summary, complaint.concerns) == (COMPLAINT["summary"], moderator)


def test_a_complaint_is_entered_with_its_day_and_answered_once(staff_client, coordinator, clock):
    response = staff_client.post(reverse("records:complaint_add"), COMPLAINT)
    complaint = Complaint.objects.get()
    assert response.url == complaint.get_absolute_url()
    assert "Due by 20 December 2026, 10:00" in shown(staff_client, REGISTERS)
    staff_client.post(
        response.url, {"outcome": "upheld", "answer": "We said sorry.", "lesson": "Newcomers are greeted."}
    )
    complaint.refresh_from_db()
    assert (complaint.outcome, complaint.is_open) == (Answer.UPHELD, False)
    assert "We said sorry." in shown(staff_client, complaint.get_absolute_url())
    assert not answer_complaint(
        complaint_id=complaint.pk, coordinator=coordinator, outcome=Answer.NOT_UPHELD, answer="No"
    )
    actions = list(ModelLogEntry.objects.filter(action__startswith="records.").values_list("action", flat=True))
    assert sorted(actions) == ["records.complaint.answer", "records.complaint.enter"]


def test_a_complaint_sent_by_the_form_is_offered_and_entered_once(staff_client, coordinator):
    message = receive_message(kind="complaint", text="Nobody answered me for a month.", email="sam@mail.example")
    receive_message(kind="contact", text="A question")
    address = f"{reverse('records:complaint_add')}?message={message.pk}"
    assert shown(staff_client, REGISTERS).count("Complaint sent by the contact form") == 1
    assert "Nobody answered me for a month." in shown(staff_client, address)
    staff_client.post(address, COMPLAINT | {"received_at": "2026-11-01T08:00"})
    complaint = Complaint.objects.get()
    assert complaint.message == message
    assert "sent by the contact form" not in shown(staff_client, REGISTERS)
    assert "has already entered this message" in flat(staff_client.get(address, follow=True).content)
    second = staff_client.post(address, COMPLAINT | {"summary": "Entered by two."})
    assert second.status_code == 409
    assert "has already entered this message" in flat(second.content)
    assert "Entered by two." in flat(second.content)
    assert enter_complaint(
        coordinator=coordinator,
        received_at=timezone.now(),
        channel=Channel.FORM,
        subject=ComplaintSubject.OTHER,
        summary="Twice",
        message=message,
    ) is None  # fmt: skip
    assert "sam@mail.example" in shown(staff_client, complaint.get_absolute_url())


def test_a_forgotten_message_leaves_the_entry(staff_client, coordinator):
    message = receive_message(kind="complaint", text="Long ago")
    complaint = a_complaint(coordinator, message=message)
    ContactMessage.objects.update(received_at=timezone.now() - dt.timedelta(days=366))
    assert delete_old_messages() == 1
    complaint.refresh_from_db()
    assert complaint.message is None
    assert "Long ago" not in shown(staff_client, complaint.get_absolute_url())


def test_a_day_to_come_is_refused_and_nothing_typed_is_lost(staff_client):
    response = staff_client.post(reverse("records:complaint_add"), COMPLAINT | {"received_at": "2999-01-01T10:00"})
    assert "Enter a time in the past" in flat(response.content)
    assert COMPLAINT["summary"] in flat(response.content)
    assert Complaint.objects.count() == 0


@pytest.mark.parametrize("words", ["She rang from 07700 900123", "It was about sam.lowe@mail.example"])
def test_a_register_entry_that_may_identify_a_person_is_refused(staff_client, words):
    response = staff_client.post(reverse("records:complaint_add"), COMPLAINT | {"summary": words})
    assert "It may identify someone" in flat(response.content)
    response = staff_client.post(reverse("records:breach_add"), BREACH | {"what": words})
    assert "It may identify someone" in flat(response.content)
    assert (Complaint.objects.count(), Breach.objects.count()) == (0, 0)


def test_the_database_keeps_no_answer_without_words(coordinator):
    complaint = a_complaint(coordinator)
    complaint.outcome, complaint.closed_at = Answer.UPHELD, timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        complaint.save()


def test_a_complaint_is_changed_until_it_is_answered_and_hidden_from_whom_it_turns_out_to_be_about(
    staff_client, coordinator, sign_in
):
    other = MemberFactory(roles=["Coordinators"])
    complaint = a_complaint(other)
    edit = reverse("records:complaint_edit", args=[complaint.pk])
    opened = hash_on(staff_client, edit)
    sent = COMPLAINT | {"summary": "It is about a moderator.", "shown_hash": opened}
    assert staff_client.post(edit, sent | {"concerns": other.pk}).url == complaint.get_absolute_url()
    assert "It is about a moderator." in shown(staff_client, complaint.get_absolute_url())
    assert ModelLogEntry.objects.get(action="records.complaint.edit").user == coordinator
    stale = staff_client.post(edit, sent | {"summary": "My own words for it."})
    assert (stale.status_code, "My own words for it." in stale.text) == (409, True)
    theirs = sign_in(other, with_second_step=True)
    assert [theirs.get(address).status_code for address in (edit, complaint.get_absolute_url())] == [404, 404]
    own = sign_in(coordinator, with_second_step=True)
    answer_complaint(complaint_id=complaint.pk, coordinator=coordinator, outcome=Answer.UPHELD, answer="Done")
    for address in (edit, complaint.get_absolute_url()):
        late = own.post(address, sent | {"outcome": "upheld", "answer": "My own answer to it."})
        assert (late.status_code, "My own answer to it." in late.text) == (409, True)


# Breaches


def test_a_breach_is_written_down_decided_in_time_and_closed_with_a_lesson(staff_client, clock):
    address = staff_client.post(reverse("records:breach_add"), BREACH).url
    breach = Breach.objects.get()
    assert "Due by 25 November 2026, 09:30" in shown(staff_client, REGISTERS)
    assert "Tell the Information Commissioner?" in shown(staff_client, address)
    staff_client.post(address, TOLD | {"told_at": "2026-11-23T09:00"})
    breach.refresh_from_db()
    assert (breach.regulator, breach.was_late) == (Regulator.TOLD, False)
    assert "We told the Information Commissioner on 23 November 2026, 09:00." in shown(staff_client, address)
    staff_client.post(address, END | {"people_told": "By mail, the same day.", "lesson": "Addresses are checked."})
    breach.refresh_from_db()
    assert not breach.is_open
    assert "Addresses are checked." in shown(staff_client, address)
    before = Breach.objects.values().get()
    late = staff_client.post(address, END | {"people_told": "By mail", "lesson": "Another lesson"})
    assert Breach.objects.values().get() == before
    assert (late.status_code, "Another lesson" in late.text) == (409, True)


def test_with_a_risk_to_people_the_law_leaves_no_choice(staff_client, coordinator):
    breach = a_breach(coordinator)
    sent = {"step": "regulator", "how_many": "few", "harm": "high", "regulator": "not_needed", "why": "We hope not."}
    assert "the law requires it" in flat(staff_client.post(breach.get_absolute_url(), sent).content)
    breach.refresh_from_db()
    assert breach.decided_at is None


def test_a_decision_about_telling_does_not_undo_what_another_found_out_meanwhile(staff_client, coordinator):
    breach = a_breach(coordinator)
    shown = staff_client.get(breach.get_absolute_url()).context["form"]["shown_hash"].value()
    Breach.objects.filter(pk=breach.pk).update(harm=Harm.HIGH)
    sent = {"step": "regulator", "how_many": "few", "harm": "unlikely", "regulator": "not_needed", "why": "Sealed."}
    page = staff_client.post(breach.get_absolute_url(), {**sent, "shown_hash": shown})
    assert "Someone else changed this after you opened this page." in flat(page.content)
    breach.refresh_from_db()
    assert (breach.harm, breach.decided_at) == (Harm.HIGH, None)
    assert page.context["form"]["shown_hash"].value() == breach.facts_hash


def test_a_breach_with_a_high_risk_is_closed_only_after_the_people_were_notified(staff_client, coordinator):
    breach = a_breach(coordinator, harm=Harm.HIGH)
    decided = {"coordinator": coordinator, "harm": Harm.HIGH, "how_many": HowMany.FEW}
    told = {"regulator": Regulator.TOLD, "told_at": timezone.now(), "why": "Told"}
    assert decide_about_regulator(breach_id=breach.pk, **told, **decided)
    response = staff_client.post(breach.get_absolute_url(), END | {"people_told": "", "lesson": "Learned"})
    assert "Fill in “What we told the people concerned”" in flat(response.content)
    with pytest.raises(IntegrityError), transaction.atomic():
        close_breach(breach_id=breach.pk, coordinator=coordinator, people_told="", lesson="Learned")


def test_steps_come_in_their_order_and_once(coordinator):
    breach = a_breach(coordinator)
    end = {"breach_id": breach.pk, "coordinator": coordinator, "people_told": "", "lesson": "Learned"}
    assert not close_breach(**end)
    decision = {"breach_id": breach.pk, "coordinator": coordinator, "harm": Harm.UNLIKELY, "how_many": HowMany.ONE}
    assert decide_about_regulator(regulator=Regulator.NOT_NEEDED, why="Sealed post came back unopened", **decision)
    again = {"regulator": Regulator.TOLD, "told_at": timezone.now(), "why": "Again"}
    assert not decide_about_regulator(**again, **decision)
    assert close_breach(**end)
    assert not close_breach(**end | {"lesson": "Another"})


@pytest.mark.parametrize(("hours", "is_late"), [(60, False), (73, True)])
def test_the_commissioner_s_deadline_counts_until_the_time_of_the_notification(
    staff_client, coordinator, hours, is_late
):
    """The time of the report counts, not the time when it was entered here, hours later."""
    known_at = timezone.now() - dt.timedelta(hours=80)
    breach = a_breach(coordinator, known_at=known_at)
    assert "Overdue since" in shown(staff_client, REGISTERS)
    told_at = timezone.localtime(known_at + dt.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")
    staff_client.post(breach.get_absolute_url(), TOLD | {"told_at": told_at})
    assert ("after the 72 hours" in shown(staff_client, breach.get_absolute_url())) is is_late


@pytest.mark.parametrize(
    ("told_at", "error"),
    [
        ("", "Enter when you told the Commissioner"),
        ("2026-11-21T09:00", "Enter a time after you knew of the breach"),
        ("2999-11-21T09:00", "Enter a time in the past"),
    ],
)
def test_a_report_to_the_commissioner_needs_the_time_of_the_notification(staff_client, clock, told_at, error):
    address = staff_client.post(reverse("records:breach_add"), BREACH).url
    response = staff_client.post(address, TOLD | {"told_at": told_at})
    assert error in flat(response.content)
    assert "By their form." in flat(response.content)
    assert Breach.objects.get().decided_at is None


def test_a_text_typed_for_a_step_that_a_colleague_took_first_is_shown_again(staff_client, coordinator):
    breach = a_breach(coordinator)
    decided = {"coordinator": coordinator, "harm": Harm.UNLIKELY, "how_many": HowMany.ONE}
    decide_about_regulator(breach_id=breach.pk, regulator=Regulator.NOT_NEEDED, why="Sealed post", **decided)
    response = staff_client.post(breach.get_absolute_url(), TOLD | {"why": "A reason of many words"})
    assert response.status_code == 409
    assert "Someone else recorded this first" in flat(response.content)
    assert "A reason of many words" in flat(response.content)
    assert "Close the breach" in flat(response.content)


def test_a_breach_can_be_completed_until_it_is_closed(staff_client, coordinator, clock):
    """If people turn out to be at risk, coordinators decide again whether to tell the Commissioner."""
    address = staff_client.post(reverse("records:breach_add"), BREACH | {"harm": "unlikely", "contained": ""}).url
    breach = Breach.objects.get()
    decided = {"coordinator": coordinator, "harm": Harm.UNLIKELY, "how_many": HowMany.ONE}
    decide_about_regulator(breach_id=breach.pk, regulator=Regulator.NOT_NEEDED, why="Sealed post", **decided)
    edit = reverse("records:breach_edit", args=[breach.pk])
    assert edit in staff_client.get(address).text
    known = BREACH | {"harm": "high", "contained": "Everyone was signed out."}
    assert (
        staff_client.post(edit, known).status_code == 409
    )  # as from a page that was opened before a colleague changed it
    opened = hash_on(staff_client, edit)
    assert staff_client.post(edit, known | {"shown_hash": opened}).status_code == 302
    page = shown(staff_client, address)
    assert "Everyone was signed out." in page
    assert "Tell the Information Commissioner?" in page
    assert "Sealed post" in page  # the earlier reason, to go on from
    mine = known | {"shown_hash": opened, "what": "My own words for it."}
    unfinished = staff_client.post(edit, mine | {"whose": ""})
    assert unfinished.context["form"]["shown_hash"].value() == opened  # so an error does not pass over the colleague
    Breach.objects.update(known_at=dt.datetime(2026, 11, 22, 7, 0, tzinfo=dt.UTC))
    stale = staff_client.post(edit, mine)
    assert (stale.status_code, "My own words for it." in stale.text) == (409, True)
    assert "22 November 2026, 07:00" in flat(stale.content)
    assert (
        staff_client.post(edit, mine | {"shown_hash": stale.context["form"]["shown_hash"].value()}).status_code == 302
    )
    assert ModelLogEntry.objects.filter(action="records.breach.edit").count() == 2
    told = {"regulator": Regulator.TOLD, "told_at": timezone.now(), "why": "Told"}
    decide_about_regulator(breach_id=breach.pk, **told, **decided | {"harm": Harm.UNLIKELY})
    close_breach(breach_id=breach.pk, coordinator=coordinator, people_told="", lesson="Learned")
    late = staff_client.post(edit, known | {"what": "My own words for it."})
    assert (late.status_code, "My own words for it." in late.text) == (409, True)
    assert "Change what we know about the breach" not in shown(staff_client, address)


def test_the_day_a_breach_was_known_must_be_before_the_commissioner_was_notified(staff_client, clock):
    address = staff_client.post(reverse("records:breach_add"), BREACH).url
    staff_client.post(address, TOLD | {"told_at": "2026-11-22T12:00"})
    edit = reverse("records:breach_edit", args=[Breach.objects.get().pk])
    response = staff_client.post(
        edit, BREACH | {"known_at": "2026-11-22T13:00", "shown_hash": hash_on(staff_client, edit)}
    )
    assert "Enter a time before you told the Commissioner" in flat(response.content)


def test_a_second_press_on_a_step_is_no_colleague(staff_client, clock):
    message = receive_message(kind="complaint", text="Nobody answered me.")
    entering = f"{reverse('records:complaint_add')}?message={message.pk}"
    breach = staff_client.post(reverse("records:breach_add"), BREACH).url
    complaint = staff_client.post(entering, COMPLAINT).url
    presses = [
        (entering, COMPLAINT),
        (breach, TOLD | {"told_at": "2026-11-22T12:00"}),
        (breach, END | {"people_told": "By mail", "lesson": "Addresses are checked."}),
        (complaint, {"outcome": "upheld", "answer": "We said sorry.", "lesson": ""}),
    ]
    for address, sent in presses:
        assert [staff_client.post(address, sent).status_code for _ in range(2)] == [302, 302], address
    assert (Complaint.objects.count(), ModelLogEntry.objects.filter(action__startswith="records.").count()) == (1, 5)


def test_a_form_that_is_sent_twice_makes_one_entry(staff_client):
    for _ in range(2):
        staff_client.post(reverse("records:breach_add"), BREACH)
        staff_client.post(reverse("records:complaint_add"), COMPLAINT)
        staff_client.post(reverse("records:risk_add"), assessment())
    assert (Breach.objects.count(), Complaint.objects.count(), RiskAssessment.objects.count()) == (1, 1, 1)


def test_a_time_in_the_hour_that_the_clocks_repeat_is_the_earlier_one_and_one_that_never_was_is_refused(
    staff_client, clock
):
    staff_client.post(reverse("records:breach_add"), BREACH | {"known_at": "2026-10-25T01:30"})
    assert Breach.objects.get().known_at == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    response = staff_client.post(reverse("records:breach_add"), BREACH | {"known_at": "2026-03-29T01:30"})
    assert "the clocks went forward in this hour" in flat(response.content)


# The clocks


def test_each_deadline_is_announced_once_before_it_ends_without_the_details(coordinator, clock, happen, mailoutbox):
    complaint = a_complaint(coordinator, summary="SECRETSUMMARY")
    breach = a_breach(coordinator, what="SECRETMATTER")
    told = {}
    for hour in range(0, 24 * 31, 6):
        happen(remind_of_clocks)
        for mail in mailoutbox:
            told.setdefault(mail.subject.split(" is due")[0], []).append(hour)
            assert "SECRET" not in mail.subject + mail.body
            assert complaint.get_absolute_url() not in mail.body
        mailoutbox.clear()
        clock.forward(hours=6)
    assert told == {str(breach): [48], "A complaint in the register": [23 * 24]}


def test_a_complaint_from_the_form_is_spoken_of_once_as_others_are(coordinator, clock, happen, mailoutbox):
    sent = {"kind": "complaint", "name": "SECRETNAME", "email": "secret@x.example"}
    left, entered = (receive_message(text=f"SECRETWORDS {number}", **sent) for number in range(2))
    receive_message(kind="contact", text="SECRETQUESTION")
    a_complaint(coordinator, message=entered)
    told = []
    for day in range(31):
        happen(remind_of_clocks)
        told += [(day, mail.subject) for mail in mailoutbox if "not in the register" in mail.subject]
        for message in mailoutbox:
            assert "SECRET" not in message.subject + message.body
            assert f"/messages/{left.pk}/" not in message.body
        mailoutbox.clear()
        Mail.objects.all().delete()  # what was sent is deleted in time, and the contact address may change
        clock.forward(days=1)
    assert [day for day, _ in told] == [23]


def test_a_closed_entry_is_not_announced(coordinator, clock, happen, mailoutbox):
    complaint, breach = a_complaint(coordinator), a_breach(coordinator)
    answer_complaint(complaint_id=complaint.pk, coordinator=coordinator, outcome=Answer.UPHELD, answer="Done")
    decide_about_regulator(
        breach_id=breach.pk,
        coordinator=coordinator,
        harm=Harm.UNLIKELY,
        how_many=HowMany.ONE,
        regulator=Regulator.NOT_NEEDED,
        why="Nobody could read it",
    )
    clock.forward(days=40)
    assert happen(remind_of_clocks) == 0


# Risks


def assessment(**changes) -> dict[str, str]:
    sent = {"about": "The reports of the year."}
    for kind in IllegalContent:
        sent |= {f"{kind}_level": "low", f"{kind}_why": f"Members alone write here ({kind})."}
    return sent | changes


def test_an_assessment_is_written_down_whole_and_the_next_begins_with_it(staff_client):
    address = staff_client.post(reverse("records:risk_add"), assessment(trafficking_level="medium")).url
    made = RiskAssessment.objects.get()
    assert made.risks.count() == len(IllegalContent) == 17
    assert made.risks.get(kind="trafficking").level == RiskLevel.MEDIUM
    assert made.review_by == timezone.localdate() + dt.timedelta(days=365)
    assert "Members alone write here (hate)." in shown(staff_client, address)
    assert "Members alone write here (hate)." in shown(staff_client, reverse("records:risk_add"))
    staff_client.post(reverse("records:risk_add"), assessment(about="A year later."))
    assert [one.about for one in RiskAssessment.objects.all()] == ["A year later.", "The reports of the year."]


def test_an_incomplete_assessment_is_not_saved_and_shown_again(staff_client):
    response = staff_client.post(reverse("records:risk_add"), assessment(hate_level="", fraud_why=""))
    page = flat(response.content)
    assert "Choose “Hate: the risk here”" in page
    assert "Fill in “Fraud and financial services: why, and what we do about it”" in page
    assert "Members alone write here (drugs)." in page
    assert RiskAssessment.objects.count() == 0


def test_an_untouched_assessment_is_saved_only_if_the_coordinator_says_that_nothing_has_changed(staff_client):
    page = reverse("records:risk_add")
    assert "Nothing has changed since" not in shown(staff_client, page)
    staff_client.post(page, assessment(about="Two\r\nlines."))
    RiskAssessment.objects.update(made_at=timezone.now() - dt.timedelta(days=300))
    untouched = assessment(about="Two\nlines.")
    refused = flat(staff_client.post(page, untouched).content)
    assert "Change what is no longer right, or tick this" in refused
    assert RiskAssessment.objects.count() == 1
    staff_client.post(page, untouched | {"is_unchanged": "on"})
    assert RiskAssessment.objects.count() == 2
    assert "Nothing has changed since the last assessment" in shown(staff_client, reverse("review:log"))


def test_an_assessment_that_was_made_within_the_hour_is_not_said_to_be_saved_again(staff_client):
    page = reverse("records:risk_add")
    answers = [flat(staff_client.post(page, assessment(), follow=True).content) for _ in range(2)]
    assert ["Risk assessment saved." in answer for answer in answers] == [True, False]
    assert "Nothing was saved: you made this same assessment within the last hour." in answers[1]


def test_an_assessment_that_is_a_year_old_is_due(staff_client, clock):
    staff_client.post(reverse("records:risk_add"), assessment())
    RiskAssessment.objects.update(review_by=timezone.localdate() - dt.timedelta(days=1))
    assert "Due since" in shown(staff_client, REGISTERS)


# All of them


@pytest.mark.parametrize("count", [1, 3])
def test_the_registers_cost_the_same_for_one_and_three(staff_client, coordinator, django_assert_num_queries, count):
    for _ in range(count):
        a_complaint(coordinator)
        a_breach(coordinator)
        receive_message(kind="complaint", text="Hello")
    with django_assert_num_queries(10):
        shown(staff_client, REGISTERS)
    for name in ("complaint_list", "breach_list"):
        with django_assert_num_queries(5):
            shown(staff_client, reverse(f"records:{name}"))


def test_nothing_of_a_register_is_changed_by_looking(staff_client, coordinator):
    complaint, breach = a_complaint(coordinator), a_breach(coordinator)
    before = [list(model.objects.values()) for model in (Complaint, Breach, ModelLogEntry)]
    for address in (REGISTERS, complaint.get_absolute_url(), breach.get_absolute_url(), reverse("records:risk_add")):
        shown(staff_client, address)
    assert [list(model.objects.values()) for model in (Complaint, Breach, ModelLogEntry)] == before


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_hostile_text_is_escaped(staff_client, coordinator, payload):
    complaint, breach = a_complaint(coordinator, summary=payload), a_breach(coordinator, what=payload, whose=payload)
    for address in (REGISTERS, complaint.get_absolute_url(), breach.get_absolute_url(), reverse("records:breach_list")):
        assert payload not in shown(staff_client, address)
